//! Stored tasks: each due task is claimed by exactly one worker.

use crate::samples::NOW;
use crate::support::Database;
use chancery_app::ports::{NewTask, Scope, StoredTask, TaskKind};
use std::collections::HashSet;

on_both!(
    due_tasks_are_claimed_earliest_first_until_their_lease_ends,
    finishing_needs_the_claim_and_the_generation,
    postponing_keeps_attempts_and_the_error,
    asking_again_takes_the_earlier_moment_and_starts_anew,
    dropped_tasks_are_gone,
    a_task_of_a_newer_program_does_not_block_the_others,
    many_workers_claim_every_task_exactly_once,
);

fn task(subject: &str, seconds: i64) -> NewTask {
    NewTask { kind: TaskKind::CheckValidation, subject: subject.into(), due_at: NOW.plus_seconds(seconds) }
}

fn subjects(tasks: &[StoredTask]) -> Vec<&str> {
    tasks.iter().map(|task| task.subject.as_str()).collect()
}

async fn due_tasks_are_claimed_earliest_first_until_their_lease_ends(db: Database) {
    db.write(|r| {
        for task in [task("late", 1), task("b", -1), task("a", -5), task("now", 0)] {
            r.add_task(&task)?;
        }
        let lease = NOW.plus_seconds(10);
        assert_eq!(r.overdue_tasks(NOW)?, 3);
        let first = r.claim_tasks("one", NOW, lease, 2)?;
        assert_eq!(subjects(&first), ["a", "b"]);
        assert!(first.iter().all(|t| t.attempts == 1 && t.kind == TaskKind::CheckValidation));
        assert_eq!(subjects(&r.claim_tasks("two", NOW, lease, 9)?), ["now"]);
        assert_eq!(subjects(&r.claim_tasks("two", NOW, lease, 9)?), [""; 0]);
        // Leased tasks are still not done.
        assert_eq!(r.overdue_tasks(NOW)?, 3);
        assert_eq!(subjects(&r.claim_tasks("two", lease.plus_seconds(-1), lease, 9)?), ["late"]);
        let again = r.claim_tasks("two", lease, NOW.plus_seconds(20), 9)?;
        assert_eq!(subjects(&again), ["a", "b", "now", "late"]);
        assert!(again.iter().all(|t| t.attempts == 2));
        Ok(())
    })
    .await;
}

async fn finishing_needs_the_claim_and_the_generation(db: Database) {
    db.write(|r| {
        let lease = NOW.plus_seconds(10);
        r.add_task(&task("a", 0))?;
        let claimed = r.claim_tasks("one", NOW, lease, 1)?.remove(0);
        // Somebody else's claim.
        r.finish_task(&claimed, "two")?;
        assert!(r.task(TaskKind::CheckValidation, "a")?.is_some());
        assert!(r.claim_tasks("two", NOW, lease, 1)?.is_empty());
        // Asked for again while it runs: it stays, and its lease ends.
        r.add_task(&task("a", 0))?;
        r.finish_task(&claimed, "one")?;
        let second = r.claim_tasks("two", NOW, lease, 1)?.remove(0);
        assert!(second.generation > claimed.generation);
        assert_eq!(second.attempts, 1);
        r.finish_task(&second, "two")?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?, None);
        r.finish_task(&second, "two")?;
        Ok(())
    })
    .await;
}

async fn postponing_keeps_attempts_and_the_error(db: Database) {
    db.write(|r| {
        let lease = NOW.plus_seconds(10);
        let later = NOW.plus_seconds(60);
        r.add_task(&task("a", 0))?;
        let claimed = r.claim_tasks("one", NOW, lease, 1)?.remove(0);
        r.postpone_task(&claimed, "two", later, "not mine")?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?, Some((NOW, 1, String::new())));
        r.postpone_task(&claimed, "one", later, "no answer")?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?, Some((later, 1, "no answer".into())));
        assert!(r.claim_tasks("one", lease, later, 1)?.is_empty());
        assert_eq!(r.claim_tasks("two", later, later.plus_seconds(9), 1)?.remove(0).attempts, 2);
        // Asked for again while it ran: the earlier moment counts.
        r.add_task(&task("b", 0))?;
        let claimed = r.claim_tasks("one", NOW, lease, 1)?.remove(0);
        r.add_task(&task("b", 5))?;
        r.postpone_task(&claimed, "one", later, "no answer")?;
        assert_eq!(r.task(TaskKind::CheckValidation, "b")?, Some((NOW, 0, "no answer".into())));
        Ok(())
    })
    .await;
}

async fn asking_again_takes_the_earlier_moment_and_starts_anew(db: Database) {
    db.write(|r| {
        r.add_task(&task("a", 9))?;
        r.add_task(&task("a", 3))?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?, Some((NOW.plus_seconds(3), 0, String::new())));
        r.add_task(&task("a", 5))?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?, Some((NOW.plus_seconds(3), 0, String::new())));
        r.add_task(&NewTask { kind: TaskKind::SignCertificate, ..task("a", 0) })?;
        let moment = NOW.plus_seconds(9);
        let claimed = r.claim_tasks("one", moment, moment, 9)?;
        assert_eq!(
            claimed.iter().map(|t| t.kind).collect::<Vec<_>>(),
            [TaskKind::SignCertificate, TaskKind::CheckValidation]
        );
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?.map(|t| t.1), Some(1));
        r.add_task(&task("a", 0))?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?.map(|t| t.1), Some(0));
        Ok(())
    })
    .await;
}

async fn dropped_tasks_are_gone(db: Database) {
    db.write(|r| {
        r.add_task(&task("a", 0))?;
        r.add_task(&task("b", 0))?;
        r.drop_task(TaskKind::CheckValidation, "a")?;
        r.drop_task(TaskKind::SignCertificate, "b")?;
        r.drop_task(TaskKind::CheckValidation, "never")?;
        assert_eq!(r.task(TaskKind::CheckValidation, "a")?, None);
        assert_eq!(subjects(&r.claim_tasks("one", NOW, NOW, 9)?), ["b"]);
        Ok(())
    })
    .await;
}

async fn a_task_of_a_newer_program_does_not_block_the_others(db: Database) {
    db.write(|r| Ok(r.add_task(&task("a", 0))?)).await;
    db.raw(
        "INSERT INTO tasks (kind, subject, due_at, generation, attempts, owner, leased_until, last_error)
         VALUES ('later-kind', '', 1, 1, 0, '', 0, '')",
    )
    .await;
    let claimed = db.write(|r| Ok(r.claim_tasks("one", NOW, NOW.plus_seconds(10), 9)?)).await;
    assert_eq!(subjects(&claimed), ["a"]);
}

async fn many_workers_claim_every_task_exactly_once(db: Database) {
    const TASKS: usize = 500;
    db.write(|r| {
        for number in 0..TASKS {
            r.add_task(&task(&format!("t{number}"), 0))?;
        }
        Ok(())
    })
    .await;
    let other = db.another_node().await;
    let mut running = Vec::new();
    for worker in 0..64 {
        let store = if worker % 2 == 0 { db.store.clone() } else { other.clone() };
        running.push(tokio::spawn(async move {
            let owner = format!("worker {worker}");
            let mut mine = Vec::new();
            // A round may come back empty while others hold the rows; the tasks themselves say when all is done.
            loop {
                let name = owner.clone();
                let (claimed, left) = store
                    .write(Scope::Unguarded, move |r| {
                        let claimed = r.claim_tasks(&name, NOW, NOW.plus_seconds(60), 7)?;
                        for task in claimed.iter().filter(|task| task.id.0 % 2 == 0) {
                            r.finish_task(task, &name)?;
                        }
                        Ok((claimed, r.overdue_tasks(NOW)?))
                    })
                    .await
                    .unwrap();
                let done = claimed.is_empty() && left <= u64::try_from(TASKS / 2 + 1).unwrap();
                mine.extend(claimed.into_iter().map(|task| task.subject));
                if done {
                    return mine;
                }
            }
        }));
    }
    let mut claimed = Vec::new();
    for task in running {
        claimed.extend(task.await.unwrap());
    }
    assert_eq!(claimed.len(), TASKS, "a task was claimed twice or not at all");
    assert_eq!(claimed.into_iter().collect::<HashSet<_>>().len(), TASKS);
}
