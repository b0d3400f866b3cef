//! Answers to an upstream's challenges: published before the directory is told, taken back when the certificate is issued
//! or given up. A record in the DNS is noted before the operator's program sees it, and until that program has taken
//! it back, so that neither a crash nor a program that fails leaves one behind.

use super::Trouble;
use crate::ports::{Proof, Scope, Session, TxtRecord};
use crate::service::App;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::CertificateId;
use chancery_domain::upstream::UpstreamOrder;

/// Publishes the answers; they can be seen when this returns.
pub(super) async fn publish(
    app: &App,
    certificate: &Certificate,
    session: &Session,
    proofs: Vec<Proof>,
) -> Result<(), Trouble> {
    let (id, noted) = (certificate.id.clone(), proofs.clone());
    app.store
        .write(Scope::Unguarded, move |register| {
            for proof in &noted {
                match proof {
                    Proof::Http { token, content } => register.publish_upstream_proof(&id, token, content)?,
                    Proof::Dns(record) => register.note_upstream_record(&id, record)?,
                }
            }
            Ok(())
        })
        .await?;
    for proof in &proofs {
        if let Proof::Dns(record) = proof {
            app.upstreams.publish(&session.upstream, record).await?;
        }
    }
    Ok(())
}

/// Takes back the records that stand in the DNS for a certificate that needs them no more.
pub(super) async fn take_back(app: &App, order: &UpstreamOrder) -> Result<(), Trouble> {
    let id = order.certificate.clone();
    let records = app.store.read(move |register| Ok(register.upstream_records(&id)?)).await?;
    for record in records {
        app.upstreams.take_back(&order.upstream, &record).await?;
        forget(app, order.certificate.clone(), record).await?;
    }
    Ok(())
}

async fn forget(app: &App, id: CertificateId, record: TxtRecord) -> Result<(), Trouble> {
    let forgotten =
        app.store.write(Scope::Unguarded, move |register| Ok(register.forget_upstream_record(&id, &record)?));
    Ok(forgotten.await?)
}
