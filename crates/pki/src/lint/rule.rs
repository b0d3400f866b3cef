//! What a rule is: a name, the clause it comes from, since when and for whom it holds, and a check over facts.

use super::{Context, Finding, Level, Trust};
use chancery_domain::time::Timestamp;

/// For whom a rule holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scope {
    /// Everyone.
    All,
    /// Public trust only; a private hierarchy may do otherwise.
    Public,
}

/// A rule; `C` is the type of its check.
pub(super) struct Rule<C> {
    /// Section of the document that demands it.
    pub clause: &'static str,
    /// How grave a breach is.
    pub level: Level,
    /// First moment of issuance at which it holds; `None` for rules older than this program.
    pub since: Option<Timestamp>,
    /// For whom it holds.
    pub scope: Scope,
    /// Looks at the facts and reports breaches.
    pub check: C,
}

impl<C> Rule<C> {
    /// An error for everyone, since ever.
    pub const fn error(clause: &'static str, check: C) -> Self {
        Self { clause, level: Level::Error, since: None, scope: Scope::All, check }
    }

    /// An error in public trust only.
    pub const fn public(clause: &'static str, check: C) -> Self {
        Self { clause, level: Level::Error, since: None, scope: Scope::Public, check }
    }

    /// A warning for everyone.
    pub const fn warning(clause: &'static str, check: C) -> Self {
        Self { clause, level: Level::Warning, since: None, scope: Scope::All, check }
    }

    fn holds(&self, context: &Context<'_>) -> bool {
        (self.scope == Scope::All || context.trust == Trust::Public)
            && self.since.is_none_or(|since| context.issued_at >= since)
    }
}

/// A rule under the name of its file.
pub(super) struct Listed<C: 'static> {
    /// The file's name without `.rs`.
    pub name: &'static str,
    /// The rule.
    pub rule: &'static Rule<C>,
}

/// Lists rules under the names of their modules.
macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        &[$($crate::lint::rule::Listed { name: stringify!($module), rule: &$module::RULE }),*]
    };
}
pub(super) use rules;

/// Runs rules one after the other; `run` calls a rule's check.
pub(super) fn run<C: Copy>(
    rules: &[Listed<C>],
    context: &Context<'_>,
    report: &mut Report,
    run: impl Fn(C, &mut Report),
) {
    for Listed { name, rule } in rules {
        if rule.holds(context) {
            report.current = (name, rule.clause, rule.level);
            run(rule.check, report);
        }
    }
}

/// Collects what rules find. Nothing is allocated while nothing is found.
pub(super) struct Report {
    findings: Vec<Finding>,
    current: (&'static str, &'static str, Level),
}

impl Report {
    pub fn new() -> Self {
        Self { findings: Vec::new(), current: ("", "", Level::Notice) }
    }

    /// Notes a breach of the rule being checked, in words that say what stands there.
    pub fn found(&mut self, detail: impl Into<String>) {
        let (rule, clause, level) = self.current;
        self.findings.push(Finding { rule, clause, level, detail: detail.into() });
    }

    pub fn finish(self) -> Vec<Finding> {
        self.findings
    }
}
