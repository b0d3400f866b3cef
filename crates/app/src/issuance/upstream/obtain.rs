//! Goes on with an order: opened, proved, finalized, fetched. Every step looks at the directory first, so it does not
//! matter how often it runs or where it stopped; the order's address is recorded before anything is done with it.

use super::Trouble;
use super::accept::accept;
use super::answers::publish;
use super::request::{Request, request};
use super::session::session;
use crate::ctx::Ctx;
use crate::issuance::Signed;
use crate::issuance::sign::record_outcome;
use crate::ports::{CertificateFiles, Progress, Scope, Session};
use crate::service::App;
use chancery_domain::certificate::{Application, Certificate};
use chancery_domain::time::Timestamp;
use chancery_domain::upstream::{Stage, UpstreamOrder};
use chancery_pki::certificate::CertificateFacts;

/// Steps of one run at most; the stored task goes on with the rest.
const STEPS_MAX: usize = 4;

/// Returns when to look again.
pub(super) async fn obtain(
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
    files: &CertificateFiles,
    order: UpstreamOrder,
) -> Result<Timestamp, Trouble> {
    let application =
        certificate.application().ok_or_else(|| Trouble::refused("an upload is being issued"))?;
    let request = request(app, application, files)?;
    let session = session(app, &order).await?;
    let url = match order.stage {
        Stage::Ordered { url } => url,
        _ => open(app, certificate, application, &session, &request, order).await?,
    };
    let policy = &app.policy.upstream;
    for _ in 0..STEPS_MAX {
        match app.upstreams.look(&session, &url).await? {
            Progress::ToProve(proofs) => {
                publish(app, certificate, &session, proofs).await?;
                app.upstreams.prove(&session, &url).await?;
                break;
            }
            Progress::Waiting { seconds } => {
                let pause = seconds.unwrap_or(policy.poll_seconds).clamp(1, policy.poll_seconds_max);
                return Ok(ctx.now.plus_seconds(pause));
            }
            Progress::ToFinalize => app.upstreams.finalize(&session, &url, &request.csr_der).await?,
            Progress::Issued(chain) => {
                keep(app, ctx, certificate, &session, &request, chain).await?;
                // What stands in the DNS is taken back by the next round.
                return Ok(ctx.now);
            }
        }
    }
    Ok(ctx.now.plus_seconds(policy.poll_seconds))
}

/// Opens an order and records its address. If another run recorded one meanwhile, that one counts.
async fn open(
    app: &App,
    certificate: &Certificate,
    application: &Application,
    session: &Session,
    request: &Request,
    order: UpstreamOrder,
) -> Result<String, Trouble> {
    let replaced = replaced(app, application, &order).await?;
    let url = app.upstreams.open(session, &request.names, replaced.as_ref()).await?;
    let (id, opened) = (certificate.id.clone(), url.clone());
    let kept = app
        .store
        .write(Scope::Account(certificate.account), move |register| {
            let Some(present) = register.upstream_order(&id)? else { return Ok(None) };
            // A failure in between may have moved on to another directory.
            if present.directory != order.directory {
                return Ok(None);
            }
            let next = present.ordered(opened.clone());
            register.update_upstream_order(&next)?;
            Ok(Some(next.stage))
        })
        .await?;
    Ok(match kept {
        Some(Stage::Ordered { url }) => url,
        _ => url,
    })
}

/// The certificate that this one renews or follows inside its term, if the same directory issued it (RFC 9773 section 5).
async fn replaced(
    app: &App,
    application: &Application,
    order: &UpstreamOrder,
) -> Result<Option<CertificateFacts>, Trouble> {
    let Some(old) = application.renews.clone().or(application.continues.clone()) else { return Ok(None) };
    let (upstream, directory) = (order.upstream.clone(), order.directory);
    let leaf = app
        .store
        .read(move |register| {
            let same = register
                .upstream_order(&old)?
                .is_some_and(|o| o.upstream == upstream && o.directory == directory);
            if !same {
                return Ok(None);
            }
            Ok(register.certificate_files(&old)?.and_then(|files| files.leaf_der))
        })
        .await?;
    Ok(leaf.and_then(|der| CertificateFacts::parse(&der).ok()))
}

/// The certificate stands in the register and is issued, all in one unit of work.
async fn keep(
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
    session: &Session,
    request: &Request,
    mut chain: Vec<Vec<u8>>,
) -> Result<(), Trouble> {
    let issuance = accept(ctx, &certificate.id, &session.upstream, request, &chain)?;
    let leaf_der = chain.remove(0);
    let signed = Signed { leaf_der, chain_der: chain };
    let (service, inner, id) = (app.clone(), ctx.clone(), certificate.id.clone());
    let kept = app.store.write(Scope::Account(certificate.account), move |register| {
        let Some(mut present) = register.certificate(&id)? else { return Ok(()) };
        let Some(order) = register.upstream_order(&id)? else { return Ok(()) };
        if register.issuance_for(&id)?.is_none() {
            register.record_issuance(&issuance)?;
        }
        present.stage = present.stage.clone().begin_signing(issuance.serial.clone())?.next;
        register.update_certificate(&present)?;
        register.update_upstream_order(&order.issued())?;
        register.withdraw_upstream_proofs(&id)?;
        record_outcome(&service, register, &inner, &id, &issuance, &signed)
    });
    Ok(kept.await?)
}
