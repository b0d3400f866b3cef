//! The tenant uploads the signed and sealed letter of an application (F2) or of a revocation that was asked for (I2).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::order;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::review::{self, Kept, keep_document};
use crate::revocation;
use crate::service::App;
use chancery_domain::catalogue::{Brand, Product, Step};
use chancery_domain::certificate::{Certificate, RevocationNeed, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::review::{DocumentPurpose, ReviewSubject};
use chancery_domain::time::Timestamp;

/// Takes a letter: checked by its content, sealed, and what it is for goes on to its next step. While staff examine an
/// application its letter may be uploaded again, but for the SM2 hierarchy, which takes one; a revocation takes one.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::LetterNotForDv`], [`Code::LetterNotWanted`], [`Code::LetterNotAwaited`],
/// [`Code::LetterUploaded`]; [`Code::LetterTooSmall`], [`Code::LetterTooLarge`], [`Code::LetterFormat`],
/// [`Code::LetterFormatSm2`].
pub async fn upload_letter(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    purpose: DocumentPurpose,
    content: Vec<u8>,
) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    let wanted = id.clone();
    let present = app.store.read(move |register| own_certificate(register, account, &wanted)).await?;
    let (product, brand) = goods(app, &present)?;
    let taken = Taken {
        in_course: product.course.contains(&Step::Letter),
        again: app.desk.rules.documents.letters(brand.sm2).replaceable,
    };
    // The stage is looked at before the content is worked through, and again below.
    awaited(&present, purpose, taken)?;
    let kept = Kept::check(app, brand.sm2, content).await?;
    let (service, inner, id) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let certificate = own_certificate(register, account, &id)?;
            let since = awaited(&certificate, purpose, taken)?;
            keep_document(&service, register, &inner, &certificate, purpose, since, &kept)?;
            match purpose {
                DocumentPurpose::ConfirmLetter => {
                    review::letter_replaced(register, &inner, &ReviewSubject::Application(id.clone()))?;
                    order::letter_uploaded(&service, register, &inner, &id)
                }
                DocumentPurpose::RevokeLetter => revocation::letter_uploaded(&service, register, &inner, &id),
            }
        })
        .await
}

/// The product and brand of an application for OV or EV.
pub(super) fn goods<'a>(
    app: &'a App,
    certificate: &Certificate,
) -> Result<(&'a Product, &'a Brand), Failure> {
    let none = || {
        let why =
            "CertificateId: no letter belongs to this certificate; only applications for OV and EV have one";
        Failure::new(Code::LetterNotWanted, why)
    };
    let application = certificate.application().ok_or_else(none)?;
    let product = app.catalogue.product(application.product.0).ok_or_else(none)?;
    if product.level.is_dv() {
        let why = "CertificateId: a DV certificate needs no confirmation letter; prove its names instead";
        return Err(Failure::new(Code::LetterNotForDv, why));
    }
    Ok((product, app.catalogue.brand_of(product).ok_or_else(none)?))
}

/// What a product says about confirmation letters.
#[derive(Clone, Copy)]
struct Taken {
    /// Its course has one (product rules 1.1: that of WoTrus has not).
    in_course: bool,
    /// It is taken again while staff examine the application.
    again: bool,
}

/// Since when the letter of this round is awaited.
fn awaited(certificate: &Certificate, purpose: DocumentPurpose, taken: Taken) -> Result<Timestamp, Failure> {
    match (purpose, &certificate.stage) {
        (DocumentPurpose::ConfirmLetter, Stage::AwaitingLetter(passage)) => Ok(passage.since),
        (DocumentPurpose::RevokeLetter, Stage::Revoking { need: RevocationNeed::Letter, asked_at, .. }) => {
            Ok(*asked_at)
        }
        (DocumentPurpose::ConfirmLetter, Stage::Reviewing(_)) if !taken.in_course => Err(not_in_course()),
        (DocumentPurpose::ConfirmLetter, Stage::Reviewing(passage)) if taken.again => Ok(passage.since),
        (DocumentPurpose::ConfirmLetter, Stage::Reviewing(_))
        | (DocumentPurpose::RevokeLetter, Stage::Revoking { need: RevocationNeed::Review, .. }) => {
            Err(Failure::new(
                Code::LetterUploaded,
                "CertificateId: for this product the letter is uploaded once; the reviewers have it",
            ))
        }
        (_, other) => Err(Failure::new(
            Code::LetterNotAwaited,
            format!("CertificateId: the certificate is {}; no letter is awaited", other.name()),
        )),
    }
}

/// The refusal of a confirmation letter that nobody asks for.
pub(super) fn not_in_course() -> Failure {
    let why = "CertificateId: this product is examined without a confirmation letter; none is asked for";
    Failure::new(Code::LetterNotWanted, why)
}
