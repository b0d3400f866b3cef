//! Signs another certificate for an authority by another root, so that readers who know only that root accept what it
//! signs; it shows as a further chain.

use super::certify::{Pending, pointers, refused, sign, term};
use super::{Founding, keys};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{CrossCertificate, Scope};
use chancery_pki::authority::cross_draft;
use chancery_pki::certificate::CertificateFacts;

/// Cross-signs the authority `id` by the authority `by`; an earlier cross-signature of the two gives way.
///
/// # Errors
/// [`Code::InvalidParameter`] when one of them is not there or they are the same; [`Code::IssuerFailed`] when `by`
/// may not sign authorities.
pub async fn cross_sign(
    founding: &Founding,
    ctx: &Ctx,
    id: &str,
    by: &str,
) -> Result<CrossCertificate, Failure> {
    let records = founding.store.read(|register| Ok(register.authorities()?)).await?;
    let find = |id: &str| {
        records.iter().find(|record| record.id == id).ok_or_else(|| {
            Failure::new(
                Code::InvalidParameter,
                format!("there is no authority {id:?}; `chancery ca list` shows them"),
            )
        })
    };
    let (subject, signer) = (find(id)?, find(by)?);
    if subject.parent.as_deref() == Some(by) || id == by {
        let text = format!("{by} has signed {id} already");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let subject_facts = CertificateFacts::parse(&subject.certificate_der).map_err(Failure::internal)?;
    let signer_facts = CertificateFacts::parse(&signer.certificate_der).map_err(Failure::internal)?;
    let key = keys::open(founding, signer)?;
    let years = founding.policy.authority.intermediate_validity_years;
    // Neither beyond the signer's end nor beyond the certificate's own.
    let end = signer_facts.not_after.min(subject_facts.not_after);
    let term = term(founding, ctx, years, Some((signer_facts.not_before, end)));
    let draft = cross_draft(
        &signer.certificate_der,
        key.as_ref(),
        &subject_facts,
        &term,
        &pointers(founding, &signer.id),
    )
    .map_err(refused)?;
    let pending = Pending {
        issuer: by,
        issuer_facts: Some(&signer_facts),
        signer: key.as_ref(),
        spki_der: subject_facts.public_key.spki(),
        term: &term,
        draft: &draft,
    };
    let certificate_der = sign(founding, ctx, &pending).await?;
    let cross = CrossCertificate {
        authority: id.to_owned(),
        signed_by: by.to_owned(),
        certificate_der,
        created_at: ctx.now,
    };
    let kept = cross.clone();
    founding.store.write(Scope::System, move |register| Ok(register.add_cross_certificate(&kept)?)).await?;
    Ok(cross)
}
