//! Reviews as tables, facts and JSON.

use super::matter;
use crate::cli::output;
use anyhow::Result;
use chancery_app::examination::Matter;
use chancery_app::ports::ReviewPage;
use chancery_app::review::Described;
use chancery_domain::review::{RefusalCause, Review, Stage};
use chancery_domain::time::Timestamp;
use serde_json::{Value, json};

/// A review as JSON.
pub fn row(review: &Review) -> Value {
    let (cause, note) = match &review.stage {
        Stage::Refused { cause, note, .. } => (Some(cause.code()), Some(note.as_str())),
        _ => (None, None),
    };
    let approved_by: Vec<String> = match &review.stage {
        Stage::Approved { by, .. } => by.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    json!({
        "id": review.id.0,
        "account_id": review.account.to_string(),
        "kind": review.subject.kind(),
        "subject": review.subject.key(),
        "level": review.level.map(|level| level.as_str()),
        "paid": review.paid,
        "stage": review.stage.kind().code(),
        "reviewer": review.stage.reviewer().map(ToString::to_string),
        "approved_by": approved_by,
        "opened_at": review.opened_at.rfc3339(),
        "earliest_at": review.earliest_at.rfc3339(),
        "due_at": review.due_at.rfc3339(),
        "cause": cause,
        "note": note,
    })
}

/// The queue.
pub fn list(page: &ReviewPage, now: Timestamp, json: bool) -> Result<()> {
    if json {
        let items: Vec<Value> = page.items.iter().map(row).collect();
        return output::json(&json!({"items": items, "total": page.total}));
    }
    let rows = page.items.iter().map(|review| {
        let late = if review.stage.is_open() && review.due_at < now { " (late)" } else { "" };
        vec![
            review.id.to_string(),
            review.subject.to_string(),
            review.level.map(|level| level.to_string()).unwrap_or_default(),
            if review.paid { "paid" } else { "" }.to_owned(),
            review.stage.kind().code().to_owned(),
            review.stage.reviewer().map(ToString::to_string).unwrap_or_default(),
            format!("{}{late}", review.due_at.rfc3339()),
        ]
    });
    output::table(&["review", "of", "level", "", "stage", "reviewer", "due"], rows);
    println!("{} of {}", page.items.len(), page.total);
    Ok(())
}

/// One review with what it is about and what lies with it.
pub fn one(described: &Described, matter: &Matter, json: bool) -> Result<()> {
    let Some(review) = &described.review else { return Ok(()) };
    let (reminders, reminded_at) = described.reminders;
    if json {
        let mut value = row(review);
        if let Some(members) = value.as_object_mut() {
            members.extend(matter::members(matter));
            members.insert("calls".into(), calls(review));
            members.insert("questions".into(), questions(review));
            members.insert("documents".into(), documents(described));
            members.insert("reminders".into(), json!(reminders));
            members.insert("reminded_at".into(), json!(reminded_at.map(|at| at.rfc3339())));
        }
        return output::json(&value);
    }
    let mut facts = vec![
        ("review", review.id.to_string()),
        ("account", review.account.to_string()),
        ("of", review.subject.to_string()),
        ("level", review.level.map(|level| level.to_string()).unwrap_or_default()),
        ("stage", review.stage.kind().code().to_owned()),
        ("reviewer", review.stage.reviewer().map(ToString::to_string).unwrap_or_default()),
        ("opened", review.opened_at.rfc3339()),
        ("due", review.due_at.rfc3339()),
        ("reminders", reminders.to_string()),
    ];
    facts.extend(matter::facts(matter));
    if let Stage::Refused { cause, note, .. } = &review.stage {
        facts.push(("refused for", format!("{}: {}", cause.code(), cause.explain(note))));
    }
    for call in &review.calls {
        let words = format!(
            "{} by {}: {} {} {} {}",
            call.at.rfc3339(),
            call.by,
            call.number,
            call.person,
            call.outcome.code(),
            call.note
        );
        facts.push(("call", words));
    }
    for question in &review.questions {
        facts.push(("asked", format!("{} by {}: {}", question.at.rfc3339(), question.by, question.text)));
        if let Some((at, answer)) = &question.answer {
            facts.push(("answered", format!("{}: {answer}", at.rfc3339())));
        }
    }
    for document in &described.documents {
        let words = format!(
            "document {}: {}, {} of {} bytes, {}",
            document.id,
            document.purpose.code(),
            document.kind.code().to_uppercase(),
            document.bytes,
            document.uploaded_at.rfc3339()
        );
        facts.push(("letter", words));
    }
    output::facts(&facts);
    Ok(())
}

fn calls(review: &Review) -> Value {
    let calls = review.calls.iter().map(|call| {
        json!({
            "at": call.at.rfc3339(),
            "by": call.by.to_string(),
            "number": call.number,
            "person": call.person,
            "outcome": call.outcome.code(),
            "note": call.note,
        })
    });
    calls.collect()
}

fn questions(review: &Review) -> Value {
    let questions = review.questions.iter().map(|question| {
        json!({
            "at": question.at.rfc3339(),
            "by": question.by.to_string(),
            "question": question.text,
            "answered_at": question.answer.as_ref().map(|(at, _)| at.rfc3339()),
            "answer": question.answer.as_ref().map(|(_, text)| text.as_str()),
        })
    });
    questions.collect()
}

fn documents(described: &Described) -> Value {
    let documents = described.documents.iter().map(|document| {
        json!({
            "id": document.id.0,
            "purpose": document.purpose.code(),
            "kind": document.kind.code(),
            "bytes": document.bytes,
            "sha256": document.sha256,
            "uploaded_at": document.uploaded_at.rfc3339(),
        })
    });
    documents.collect()
}

/// The causes of a refusal (F5).
pub fn causes(json: bool) -> Result<()> {
    if json {
        let all: Vec<Value> = RefusalCause::ALL
            .iter()
            .map(|cause| json!({"code": cause.code(), "text": cause.text(), "remedy": cause.remedy()}))
            .collect();
        return output::json(&json!(all));
    }
    let rows = RefusalCause::ALL
        .iter()
        .map(|cause| vec![cause.code().to_owned(), cause.text().to_owned(), cause.remedy().to_owned()]);
    output::table(&["cause", "what is wrong", "what to do"], rows);
    Ok(())
}
