//! What applicants and examiners do in the tests of reviews.

use chancery_app::{App, Ctx, Failure, examination};
use chancery_domain::actor::Actor;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::CertificateId;
use chancery_domain::review::{DocumentPurpose, Reviewer};
use chancery_domain::time::Timestamp;

/// A scan: a JPEG of more than a kilobyte.
pub fn scan(mark: u8) -> Vec<u8> {
    let mut file = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec();
    file.extend(b"\xff\xc0\x00\x0b\x08\x03\x20\x02\x58\x01\x01\x11\x00");
    file.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00");
    file.extend(vec![mark; 1_200]);
    file.extend(b"\xff\xd9");
    file
}

pub async fn upload_letter(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    content: Vec<u8>,
) -> Result<Certificate, Failure> {
    examination::upload_letter(app, ctx, id, DocumentPurpose::ConfirmLetter, content).await
}

pub fn at(ctx: &Ctx, now: Timestamp) -> Ctx {
    Ctx { now, ..ctx.clone() }
}

pub fn staff(ctx: &Ctx) -> Ctx {
    Ctx { actor: Actor::operator(), ..ctx.clone() }
}

pub fn name(text: &str) -> Reviewer {
    text.parse().unwrap()
}
