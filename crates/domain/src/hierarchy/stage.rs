//! The life of an authority's key: it signs, and later it only answers for what it has signed.

use serde::{Deserialize, Serialize};

/// Where an authority stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Every node is to know it before a certificate names it: it signs lists and answers (must never happen, 18).
    Announced,
    /// It signs certificates, lists and answers.
    Active,
    /// Another has taken its place: it signs revocation lists and answers for as long as its certificate lasts.
    Retired,
}

impl Stage {
    /// Every stage, in the order of a life.
    pub const ALL: [Stage; 3] = [Stage::Announced, Stage::Active, Stage::Retired];

    /// The word in the register and in commands.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Announced => "announced",
            Stage::Active => "active",
            Stage::Retired => "retired",
        }
    }

    /// Whether it signs new certificates.
    pub fn signs_certificates(self) -> bool {
        match self {
            Stage::Active => true,
            Stage::Announced | Stage::Retired => false,
        }
    }

    /// Whether it signs revocation lists and OCSP answers.
    pub fn answers(self) -> bool {
        match self {
            Stage::Announced | Stage::Active | Stage::Retired => true,
        }
    }

    /// Another takes its place. Nothing when one has already.
    pub fn retire(self) -> Option<Self> {
        match self {
            Stage::Active => Some(Stage::Retired),
            Stage::Announced | Stage::Retired => None,
        }
    }

    /// It begins to sign certificates. Nothing when it does already, or did.
    pub fn activate(self) -> Option<Self> {
        match self {
            Stage::Announced => Some(Stage::Active),
            Stage::Active | Stage::Retired => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_stage_against_every_action_is_the_golden_matrix() {
        let mut text = String::new();
        for stage in Stage::ALL {
            let verdict = |allowed: bool| if allowed { "yes" } else { "no" };
            text.push_str(&format!(
                "{} + sign a certificate: {}\n",
                stage.code(),
                verdict(stage.signs_certificates())
            ));
            text.push_str(&format!(
                "{} + sign lists and answers: {}\n",
                stage.code(),
                verdict(stage.answers())
            ));
            text.push_str(&format!(
                "{} + activate: {}\n",
                stage.code(),
                stage.activate().map_or("no", Stage::code)
            ));
            text.push_str(&format!(
                "{} + retire: {}\n",
                stage.code(),
                stage.retire().map_or("no", Stage::code)
            ));
        }
        assert_eq!(text, include_str!("matrix.txt"));
    }
}
