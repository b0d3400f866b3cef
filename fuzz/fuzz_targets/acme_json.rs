//! Fuzzes the reading of ACME payloads: every kind of object from the same bytes. None makes it panic, and every
//! refusal is the caller's, in words that do not quote more than a member's name.

#![no_main]

use chancery_domain::acme::ProblemType;
use chancery_web::acme::payloads::{
    AccountPayload, FinalizePayload, KeyChangePayload, NewAccountPayload, NewAuthorizationPayload,
    NewOrderPayload, ResponsePayload, RevokePayload, StatusPayload, read,
};
use chancery_web::acme::problem::WireProblem;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    settle(read::<NewAccountPayload<'_>>(data));
    settle(read::<AccountPayload>(data));
    settle(read::<KeyChangePayload<'_>>(data));
    settle(read::<NewOrderPayload<'_>>(data));
    settle(read::<NewAuthorizationPayload>(data));
    settle(read::<StatusPayload>(data));
    settle(read::<ResponsePayload>(data));
    settle(read::<FinalizePayload<'_>>(data));
    settle(read::<RevokePayload<'_>>(data));
});

fn settle<T>(outcome: Result<T, WireProblem>) {
    if let Err(refusal) = outcome {
        assert_eq!(refusal.problem.kind, ProblemType::Malformed);
        assert!((1..200).contains(&refusal.problem.detail.len()), "{}", refusal.problem.detail);
    }
}
