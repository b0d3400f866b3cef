//! One look at one challenge by every perspective, and what it comes to (BR 3.2.2.9).

use crate::ctx::Ctx;
use crate::service::App;
use chancery_domain::validation::{
    Cause, Challenge, Corroboration, Observation, Proof, Purpose, RemoteSighting, Verdict, Vote, corroborate,
    judge_proof,
};

/// What one look came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Looked {
    /// Passed only when this machine saw the proof and the remote perspectives confirm it.
    pub verdict: Verdict,
    /// What was seen. What remote perspectives saw stands behind the primary one's, as hints.
    pub observations: Vec<Observation>,
    /// How the remote perspectives voted.
    pub corroboration: Corroboration,
}

/// Looks at a challenge from this machine and from every configured remote perspective, in one attempt.
pub async fn look_everywhere(app: &App, ctx: &Ctx, challenge: &Challenge) -> Looked {
    look_at_proof(app, ctx, &challenge.proof).await
}

/// As [`look_everywhere`], for a proof of ACME.
pub async fn look_at_proof(app: &App, ctx: &Ctx, proof: &Proof) -> Looked {
    let sighting = app.prober.probe(proof).await;
    let mut verdict = judge_proof(proof, &sighting.primary);
    let votes: Vec<Vote<'_>> = sighting
        .remotes
        .iter()
        .map(|remote| Vote {
            perspective: &remote.perspective,
            region: &remote.region,
            agrees: judge_proof(proof, &remote.observations) == Verdict::Passed,
        })
        .collect();
    let corroboration = corroborate(&app.policy, ctx.now, app.settings.perspectives, &votes);
    if verdict == Verdict::Passed && !corroboration.holds() {
        verdict = Verdict::NotYet { cause: Cause::NotCorroborated { detail: corroboration.explain() } };
    }
    let mut observations = sighting.primary;
    observations.extend(sighting.remotes.into_iter().flat_map(told));
    Looked { verdict, observations, corroboration }
}

/// A remote perspective's observations for the record; they do not count as this machine's own.
fn told(remote: RemoteSighting) -> impl Iterator<Item = Observation> {
    let RemoteSighting { perspective, region, observations } = remote;
    observations.into_iter().map(move |seen| Observation {
        viewpoint: format!("perspective {perspective} ({region}): {}", seen.viewpoint),
        purpose: Purpose::Hint,
        ..seen
    })
}
