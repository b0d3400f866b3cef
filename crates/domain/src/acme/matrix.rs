//! Every stage of accounts, challenges, authorizations and orders against every action: `matrix.txt` shows it whole and
//! this test keeps it true (RFC 8555 section 7.1.6).
#![allow(clippy::expect_used)]

use super::*;
use crate::ids::{AccountId, CertificateId};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp(1_800_000_000);
const END: Timestamp = Timestamp(1_800_000_600);
const LATE: Timestamp = Timestamp(1_800_000_601);

type Row = (&'static str, Result<String, AcmeError>);

fn problem() -> Problem {
    Problem::new(ProblemType::Dns, "no record")
}

fn certificate() -> CertificateId {
    CertificateId::from_chance(&[0; 8])
}

fn account_rows(stage: AcmeAccountStage) -> Vec<Row> {
    let shown = |outcome: Result<AcmeAccountStage, AcmeError>| outcome.map(|stage| stage.code().to_owned());
    vec![
        ("use", shown(stage.in_use())),
        ("deactivate", shown(stage.deactivate())),
        ("revoke", shown(stage.revoke())),
    ]
}

fn challenge_stages() -> Vec<ChallengeStage> {
    vec![
        ChallengeStage::Pending,
        ChallengeStage::Processing { since: NOW, problem: None },
        ChallengeStage::Valid { at: NOW },
        ChallengeStage::Invalid { at: NOW, problem: problem() },
    ]
}

fn challenge_rows(stage: &ChallengeStage) -> Vec<Row> {
    let shown = |outcome: Result<ChallengeStage, AcmeError>| outcome.map(|stage| stage.code().to_owned());
    vec![
        ("respond", shown(stage.clone().respond(NOW))),
        ("pass", shown(stage.clone().pass(NOW))),
        ("fail", shown(stage.clone().fail(problem(), NOW))),
    ]
}

fn authorization(stage: AuthorizationStage) -> Authorization {
    Authorization {
        id: AuthorizationId::from_chance(NOW, &[0; 16]),
        account: AcmeAccountId::from_chance(NOW, &[0; 16]),
        identifier: Identifier::Dns(crate::name::Name::Plain("shop.org".parse().expect("name"))),
        stage,
        expires_at: END,
        challenges: vec![AcmeChallenge {
            kind: ChallengeType::Dns01,
            token: "token".into(),
            stage: ChallengeStage::Pending,
        }],
        order: None,
        caa_good_until: None,
        created_at: NOW,
    }
}

fn authorization_rows(stage: AuthorizationStage) -> Vec<Row> {
    let kind = ChallengeType::Dns01;
    let run = |action: &dyn Fn(Authorization) -> Result<Authorization, AcmeError>| {
        action(authorization(stage)).map(|after| {
            let challenge = after.challenges.first().map_or("none", |c| c.stage.code());
            format!("{} [{challenge}]", after.status(NOW).code())
        })
    };
    vec![
        ("at its end", Ok(authorization(stage).status(END).code().to_owned())),
        ("after its end", Ok(authorization(stage).status(LATE).code().to_owned())),
        ("respond", run(&|a| a.respond(kind, NOW))),
        ("respond: late", run(&|a| a.respond(kind, LATE))),
        ("respond: other challenge", run(&|a| a.respond(ChallengeType::Http01, NOW))),
        ("pass", run(&|a| a.pass(kind, NOW, END))),
        ("pass: late", run(&|a| a.pass(kind, LATE, END))),
        ("fail", run(&|a| a.fail(kind, problem(), NOW))),
        ("deactivate", run(&|a| a.deactivate(NOW))),
        ("deactivate: late", run(&|a| a.deactivate(LATE))),
        ("revoke", run(&|a| a.revoke(NOW))),
    ]
}

fn order(stage: AcmeOrderStage, renews: bool) -> AcmeOrder {
    let renewal = AutoRenewal {
        start_date: None,
        end_date: END,
        lifetime: 60,
        lifetime_adjust: 0,
        allow_certificate_get: false,
    };
    AcmeOrder {
        id: AcmeOrderId::from_chance(NOW, &[0; 16]),
        account: AcmeAccountId::from_chance(NOW, &[0; 16]),
        tenant: AccountId::FIRST,
        profile: "default".into(),
        identifiers: Vec::new(),
        stage,
        expires_at: END,
        not_before: None,
        not_after: None,
        authorizations: Vec::new(),
        proved: Vec::new(),
        replaces: None,
        auto_renewal: renews.then_some(renewal),
        next_certificate: None,
        created_at: NOW,
    }
}

fn order_stages() -> Vec<(AcmeOrderStage, bool)> {
    let valid = AcmeOrderStage::Valid { certificate: certificate(), at: NOW };
    vec![
        (AcmeOrderStage::Pending, false),
        (AcmeOrderStage::Ready, false),
        (AcmeOrderStage::Processing { certificate: certificate(), since: NOW }, false),
        (valid.clone(), false),
        (valid, true),
        (AcmeOrderStage::Invalid { at: NOW, problem: None }, false),
        (AcmeOrderStage::Canceled { at: NOW, certificate: certificate() }, true),
    ]
}

fn order_rows(stage: &AcmeOrderStage, renews: bool) -> Vec<Row> {
    let now = || order(stage.clone(), renews);
    let stage_after = |next: AcmeOrderStage| Ok(order(next, renews).status(NOW).code().to_owned());
    let run =
        |outcome: Result<AcmeOrder, AcmeError>| outcome.map(|after| after.status(NOW).code().to_owned());
    vec![
        ("at its end", Ok(now().status(END).code().to_owned())),
        ("after its end", Ok(now().status(LATE).code().to_owned())),
        ("authorize", stage_after(stage.clone().authorize())),
        ("lose", stage_after(stage.clone().lose(None, NOW))),
        ("finalize", run(now().finalize(certificate(), NOW))),
        ("finalize: late", run(now().finalize(certificate(), LATE))),
        ("issue", run(now().issue(NOW))),
        ("fail", run(now().fail(problem(), NOW))),
        ("renew", run(now().renew(certificate(), NOW))),
        ("cancel", run(now().cancel(NOW))),
    ]
}

fn write(text: &mut String, title: &str, rows: Vec<Row>) {
    text.push_str(&format!("\n{title}\n"));
    for (action, outcome) in rows {
        let outcome = outcome.unwrap_or_else(|error| format!("! {error}"));
        text.push_str(&format!("  {action:<26} {outcome}\n"));
    }
}

#[test]
fn the_matrix_is_as_written() {
    let mut text = String::from(
        "# stage x action -> next status [challenge], or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
    );
    for stage in AcmeAccountStage::ALL {
        write(&mut text, &format!("account: {}", stage.code()), account_rows(stage));
    }
    for stage in challenge_stages() {
        write(&mut text, &format!("challenge: {}", stage.code()), challenge_rows(&stage));
    }
    for stage in [
        AuthorizationStage::Pending,
        AuthorizationStage::Valid { at: NOW, by: ChallengeType::Dns01 },
        AuthorizationStage::Invalid,
        AuthorizationStage::Deactivated,
        AuthorizationStage::Revoked,
    ] {
        let title = format!("authorization: {}", authorization(stage).status(NOW).code());
        write(&mut text, &title, authorization_rows(stage));
    }
    for (stage, renews) in order_stages() {
        let renewing = if renews { " (renews itself)" } else { "" };
        let title = format!("order: {}{renewing}", order(stage.clone(), renews).status(NOW).code());
        write(&mut text, &title, order_rows(&stage, renews));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/acme/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &text).expect("matrix written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}
