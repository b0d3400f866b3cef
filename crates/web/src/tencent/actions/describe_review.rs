//! `DescribeReview`, an action of ours: how far the review of a certificate is, what was asked, why it was refused, and
//! from when on a reminder is taken (F3, F5, F6).

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, review};
use chancery_domain::review::{DocumentPurpose, Stage};
use chancery_domain::time::Timestamp;

parameters! {
    /// Input of `DescribeReview`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `DescribeReview`. `ReviewStatus` is `none`, `waiting`, `taken`, `asked`, `seconding`, `approved`,
    /// `refused` or `withdrawn`.
    pub struct Output {
        certificate_id: String = "CertificateId",
        review_status: String = "ReviewStatus",
        review_kind: Option<String> = "ReviewKind",
        open_time: Option<String> = "OpenTime",
        earliest_time: Option<String> = "EarliestTime",
        due_time: Option<String> = "DueTime",
        question: Option<String> = "Question",
        refusal_code: Option<String> = "RefusalCode",
        refusal_reason: Option<String> = "RefusalReason",
        refusal_remedy: Option<String> = "RefusalRemedy",
        refusal_note: Option<String> = "RefusalNote",
        letters: u64 = "LetterCount",
        letter_time: Option<String> = "LetterTime",
        reminders: u64 = "ReminderCount",
        reminder_time: Option<String> = "ReminderTime",
        reminder_open_time: Option<String> = "ReminderOpenTime",
    }
}

/// Shows the present or last review; reviewers are not named to tenants.
///
/// # Errors
/// See [`review::describe_for`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let described = review::describe_for(app, ctx, &id).await?;
    let (review, time) = (described.review.as_ref(), |at: Timestamp| at.cloud_text());
    let asked = review.filter(|review| matches!(review.stage, Stage::Asked { .. }));
    let refused = review.and_then(|review| match &review.stage {
        Stage::Refused { cause, note, .. } => Some((*cause, note.clone())),
        _ => None,
    });
    let cause = refused.as_ref().map(|(cause, _)| *cause);
    let letters: Vec<_> =
        described.documents.iter().filter(|d| d.purpose == DocumentPurpose::ConfirmLetter).collect();
    Ok(Output {
        certificate_id: id.to_string(),
        review_status: review.map_or("none", |review| review.stage.kind().code()).to_owned(),
        review_kind: review.map(|review| review.subject.kind().to_owned()),
        open_time: review.map(|review| time(review.opened_at)),
        earliest_time: review.map(|review| time(review.earliest_at)),
        due_time: review.map(|review| time(review.due_at)),
        question: asked.and_then(|review| review.questions.last()).map(|question| question.text.clone()),
        refusal_code: cause.map(|cause| cause.code().to_owned()),
        refusal_reason: cause.map(|cause| cause.text().to_owned()),
        refusal_remedy: cause.map(|cause| cause.remedy().to_owned()),
        refusal_note: refused.map(|(_, note)| note),
        letters: u64::try_from(letters.len()).unwrap_or(u64::MAX),
        letter_time: letters.first().map(|letter| time(letter.uploaded_at)),
        reminders: described.reminders.0,
        reminder_time: described.reminders.1.map(time),
        reminder_open_time: described.reminder_opens_at.map(time),
    })
}
