//! The letter that an applicant signs and seals, filled in with what was submitted (F2, I2).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::letter::fill;
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::catalogue::{Brand, Product, Step};
use chancery_domain::certificate::{Application, Certificate, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{Language, LetterForm};
use std::collections::BTreeMap;

/// A letter to be signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Which.
    pub form: LetterForm,
    /// The PDF.
    pub pdf: Vec<u8>,
    /// What to call the file.
    pub filename: String,
}

/// Makes the letter of the tenant's certificate: that of its revocation when one was asked for, else that of its
/// application.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::LetterNotForDv`], [`Code::LetterNotWanted`], [`Code::LetterNotAwaited`].
pub async fn download_letter(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    language: Language,
) -> Result<Letter, Failure> {
    let account = ctx.tenant()?;
    let wanted = id.clone();
    let certificate = app.store.read(move |register| own_certificate(register, account, &wanted)).await?;
    let (product, brand) = super::upload_letter::goods(app, &certificate)?;
    let form = form(&certificate, product, brand)?;
    let mut values = values(&certificate);
    let product_name = match language {
        Language::English => &product.name,
        Language::Chinese => &product.name_zh,
    };
    values.insert("product", product_name.clone());
    values.insert("date", date(ctx, app, language));
    let words = app.desk.words.letter(form, language).ok_or_else(|| Failure::internal("no such letter"))?;
    let (letter, fonts, now) = (words.fill(&values), app.desk.fonts.clone(), ctx.now);
    let drawing = tokio::task::spawn_blocking(move || fill(&fonts, &letter, now));
    let pdf = drawing.await.map_err(Failure::internal)??;
    let (inner, noted) = (ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let detail = format!("letter {} in {}", form.code(), language.code());
            record(register, &inner, account, Operation::LetterDownloaded, Some(&noted), detail)
        })
        .await?;
    Ok(Letter { form, pdf, filename: format!("{}-{id}-{}.pdf", form.code(), language.code()) })
}

fn form(certificate: &Certificate, product: &Product, brand: &Brand) -> Result<LetterForm, Failure> {
    match (&certificate.stage, brand.sm2) {
        (Stage::AwaitingLetter(_) | Stage::Reviewing(_), _) if !product.course.contains(&Step::Letter) => {
            Err(super::upload_letter::not_in_course())
        }
        (Stage::AwaitingLetter(_) | Stage::Reviewing(_), false) => Ok(LetterForm::Application),
        (Stage::AwaitingLetter(_) | Stage::Reviewing(_), true) => Ok(LetterForm::Sm2Application),
        (Stage::Revoking { .. }, false) => Ok(LetterForm::Revocation),
        (Stage::Revoking { .. }, true) => Ok(LetterForm::Sm2Revocation),
        (other, _) => Err(Failure::new(
            Code::LetterNotAwaited,
            format!("CertificateId: the certificate is {}; no letter is awaited", other.name()),
        )),
    }
}

/// The facts that the register has; what is missing stays a line to write on.
fn values(certificate: &Certificate) -> BTreeMap<&'static str, String> {
    let mut values = BTreeMap::from([
        ("names", certificate.names.join(", ")),
        ("certificate", certificate.id.to_string()),
    ]);
    if let Stage::Revoking { validity, reason, .. } = &certificate.stage {
        values.insert("serial", validity.serial.to_string());
        values.insert("reason", reason.word().to_owned());
    }
    if let Some(application) = certificate.application() {
        organization(application, &mut values);
    }
    values
}

fn organization(application: &Application, values: &mut BTreeMap<&'static str, String>) {
    let Some(represented) = application.applicant.as_ref().and_then(|applicant| applicant.represented())
    else {
        return;
    };
    let (details, person) = (&represented.organization, &represented.administrator);
    let place = [&details.address, &details.city, &details.province, &details.postcode, &details.country];
    let place: Vec<&str> =
        place.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    let number = details.identity.as_ref().map(|identity| identity.cloud().1.to_owned());
    values.extend([
        ("organization", details.name.clone()),
        ("registration", number.unwrap_or_default()),
        ("address", place.join(", ")),
        ("organization_phone", details.phone.clone()),
        ("applicant", format!("{} {}", person.first_name, person.last_name)),
        ("position", person.position.clone()),
        ("phone", person.phone.clone()),
        ("email", person.mail.clone()),
    ]);
}

/// The day in the reviewers' own place.
fn date(ctx: &Ctx, app: &App, language: Language) -> String {
    let civil = app.desk.calendar.civil(ctx.now);
    match language {
        Language::English => format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day),
        Language::Chinese => format!("{} 年 {} 月 {} 日", civil.year, civil.month, civil.day),
    }
}
