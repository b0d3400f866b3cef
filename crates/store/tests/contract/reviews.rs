//! Reviews by people, reminders and documents.

use crate::samples::{NOW, id};
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::ports::{ReviewFilter, StoreError};
use chancery_domain::catalogue::Level;
use chancery_domain::ids::{AccountId, DocumentId, OrganizationId, ReviewId};
use chancery_domain::review::{Document, DocumentKind, DocumentPurpose, Review, ReviewSubject, Stage};

on_both!(
    reviews_come_back_under_their_number,
    a_subject_has_one_open_review,
    two_callers_open_one_review,
    the_queue_is_in_the_order_of_work,
    reminders_are_counted,
    documents_come_back_newest_first,
);

fn review(account: AccountId, subject: ReviewSubject, due_in: i64, paid: bool) -> Review {
    Review {
        id: ReviewId(0),
        account,
        subject,
        level: Some(Level::Ov),
        paid,
        stage: Stage::Waiting { since: NOW },
        opened_at: NOW,
        earliest_at: NOW,
        due_at: NOW.plus_seconds(due_in),
        calls: Vec::new(),
        questions: Vec::new(),
    }
}

async fn reviews_come_back_under_their_number(db: Database) {
    let sample = review(ACCOUNT, ReviewSubject::Application(id(1)), 60, true);
    db.write(move |r| {
        let number = r.insert_review(&sample)?;
        let kept = Review { id: number, ..sample.clone() };
        assert_eq!(r.review(number)?, Some(kept.clone()));
        assert_eq!(r.open_review(&kept.subject)?, Some(kept.clone()));
        let ended = Review { stage: Stage::Withdrawn { at: NOW }, ..kept };
        r.update_review(&ended)?;
        assert_eq!(r.review(number)?, Some(ended.clone()));
        assert_eq!(r.open_review(&ended.subject)?, None);
        assert_eq!(r.reviews_of(&ended.subject)?, vec![ended]);
        assert_eq!(r.review(ReviewId(number.0 + 100))?, None);
        Ok(())
    })
    .await;
}

async fn a_subject_has_one_open_review(db: Database) {
    db.write(|r| {
        let sample = review(ACCOUNT, ReviewSubject::Organization(OrganizationId(7)), 60, false);
        let first = r.insert_review(&sample)?;
        assert!(matches!(r.insert_review(&sample), Err(StoreError::Taken(_))));
        // Another kind of the same number is another subject.
        let kin = ReviewSubject::Administrator(chancery_domain::ids::AdministratorId(7));
        r.insert_review(&review(ACCOUNT, kin, 60, false))?;
        r.update_review(&Review { id: first, stage: Stage::Withdrawn { at: NOW }, ..sample.clone() })?;
        let second = r.insert_review(&sample)?;
        let numbers: Vec<ReviewId> = r.reviews_of(&sample.subject)?.iter().map(|one| one.id).collect();
        assert_eq!(numbers, [second, first], "newest first");
        Ok(())
    })
    .await;
}

async fn two_callers_open_one_review(db: Database) {
    let other = db.another_node().await;
    let open = |store: chancery_app::ports::Store| async move {
        let scope = chancery_app::ports::Scope::Account(ACCOUNT);
        store
            .write(scope, |r| {
                let sample = review(ACCOUNT, ReviewSubject::Application(id(3)), 60, true);
                Ok(r.insert_review(&sample).is_ok())
            })
            .await
            .expect("ran")
    };
    let (one, two) = tokio::join!(open(db.store.clone()), open(other));
    assert!(one ^ two, "exactly one of two callers opens it: {one} {two}");
}

// F3: due date, then paid first; ended ones only on demand.
async fn the_queue_is_in_the_order_of_work(db: Database) {
    db.write(|r| {
        let application = |n| ReviewSubject::Application(id(n));
        let late = r.insert_review(&review(ACCOUNT, application(1), 300, true))?;
        let free = r.insert_review(&review(ACCOUNT, application(2), 200, false))?;
        let paid = r.insert_review(&review(OTHER, application(3), 200, true))?;
        let first = r.insert_review(&review(ACCOUNT, ReviewSubject::PreReview(id(4)), 100, false))?;
        let ended = review(ACCOUNT, application(5), 1, true);
        let ended_id = r.insert_review(&ended)?;
        r.update_review(&Review { id: ended_id, stage: Stage::Withdrawn { at: NOW }, ..ended })?;
        let mut list = |filter: &ReviewFilter, offset, limit| {
            let page = r.list_reviews(filter, offset, limit).expect("listed");
            (page.items.iter().map(|one| one.id).collect::<Vec<_>>(), page.total)
        };
        let all = ReviewFilter::default();
        assert_eq!(list(&all, 0, 10), (vec![first, paid, free, late], 4));
        assert_eq!(list(&all, 1, 2), (vec![paid, free], 4));
        let ended_too = ReviewFilter { ended: true, ..all.clone() };
        assert_eq!(list(&ended_too, 0, 10), (vec![first, paid, free, late, ended_id], 5), "open ones first");
        let kind = ReviewFilter { kind: Some("pre-review".into()), ..all.clone() };
        assert_eq!(list(&kind, 0, 10), (vec![first], 1));
        let account = ReviewFilter { account: Some(OTHER), ..all };
        assert_eq!(list(&account, 0, 10), (vec![paid], 1));
        Ok(())
    })
    .await;
}

async fn reminders_are_counted(db: Database) {
    db.write(|r| {
        assert_eq!(r.reminders(&id(1))?, (0, None));
        r.insert_reminder(&id(1), NOW)?;
        r.insert_reminder(&id(1), NOW.plus_seconds(5))?;
        r.insert_reminder(&id(2), NOW.plus_seconds(9))?;
        assert_eq!(r.reminders(&id(1))?, (2, Some(NOW.plus_seconds(5))));
        Ok(())
    })
    .await;
}

async fn documents_come_back_newest_first(db: Database) {
    db.write(|r| {
        let document = |purpose| Document {
            id: DocumentId(0),
            account: ACCOUNT,
            certificate: id(1),
            purpose,
            kind: DocumentKind::Pdf,
            bytes: 5,
            sha256: "ab".repeat(32),
            uploaded_at: NOW,
        };
        let letter = document(DocumentPurpose::ConfirmLetter);
        let first = r.insert_document(&letter, b"first")?;
        let second = r.insert_document(&letter, b"second")?;
        let other = r.insert_document(&document(DocumentPurpose::RevokeLetter), b"other")?;
        let numbers = |list: Vec<Document>| list.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(numbers(r.documents(&id(1), DocumentPurpose::ConfirmLetter)?), [second, first]);
        assert_eq!(numbers(r.documents(&id(1), DocumentPurpose::RevokeLetter)?), [other]);
        assert!(r.documents(&id(2), DocumentPurpose::ConfirmLetter)?.is_empty());
        let kept = Document { id: second, ..letter };
        assert_eq!(r.document(second)?, Some((kept, b"second".to_vec())));
        assert_eq!(r.document(DocumentId(other.0 + 100))?, None);
        Ok(())
    })
    .await;
}
