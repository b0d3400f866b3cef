//! Prints how long list pages take with 10 thousand and with 1 million certificates under one account.
//!
//! `cargo run --release -p chancery-store --example list_rate [COUNT ...] [-- URL]`; without a URL a SQLite file in
//! the temporary directory is filled and removed. The contract is that a page costs by its own length and offset.

use chancery_app::ports::{CertificateFiles, CertificateFilter, CertificateOrder, Scope, Store};
use chancery_domain::certificate::{Certificate, Origin, Stage, StageKind, Tag, Usage, Validity};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::issuance::Serial;
use chancery_domain::time::Timestamp;
use std::error::Error;
use std::time::Instant;

const ACCOUNT: AccountId = AccountId::FIRST;
const NOW: Timestamp = Timestamp(1_800_000_000);
const UNIT: u64 = 100;
const PAGES: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (mut counts, mut url) = (Vec::new(), None);
    for arg in std::env::args().skip(1) {
        match arg.parse::<u64>() {
            Ok(count) => counts.push(count),
            Err(_) => url = Some(arg),
        }
    }
    if counts.is_empty() {
        counts = vec![10_000, 1_000_000];
    }
    let dir = tempfile::TempDir::new()?;
    let store = Store::new(chancery_store::open(url.as_deref().unwrap_or("sqlite:"), dir.path()).await?);
    let mut filled = 0;
    for count in counts {
        let began = Instant::now();
        while filled < count {
            let from = filled;
            filled = count.min(filled + UNIT);
            let to = filled;
            store
                .write(Scope::Account(ACCOUNT), move |r| {
                    for number in from..to {
                        let made =
                            certificate(number).ok_or_else(|| chancery_app::Failure::internal("a sample"))?;
                        r.insert_certificate(&made, &CertificateFiles::default())?;
                    }
                    Ok(())
                })
                .await?;
        }
        println!("{count} certificates (filled in {:.1} s)", began.elapsed().as_secs_f64());
        for (name, filter, times) in cases() {
            measure(&store, name, &filter, times).await?;
        }
    }
    Ok(())
}

fn cases() -> Vec<(&'static str, CertificateFilter, usize)> {
    let plain = CertificateFilter { limit: 20, ..CertificateFilter::default() };
    let stages = |stages: &[StageKind]| Some(stages.to_vec());
    vec![
        ("newest first", plain.clone(), PAGES),
        ("newest first, offset 5000", CertificateFilter { offset: 5_000, ..plain.clone() }, PAGES),
        ("issued", CertificateFilter { stages: stages(&[StageKind::Issued]), ..plain.clone() }, PAGES),
        ("failed (rare)", CertificateFilter { stages: stages(&[StageKind::Failed]), ..plain.clone() }, PAGES),
        (
            "issued or cancelled",
            CertificateFilter { stages: stages(&[StageKind::Issued, StageKind::Cancelled]), ..plain.clone() },
            PAGES,
        ),
        (
            "expiry ascending",
            CertificateFilter { order: CertificateOrder::ExpiryAscending, ..plain.clone() },
            PAGES,
        ),
        (
            "expiry descending",
            CertificateFilter { order: CertificateOrder::ExpiryDescending, ..plain.clone() },
            PAGES,
        ),
        ("uploaded", CertificateFilter { uploaded: Some(true), ..plain.clone() }, PAGES),
        ("rare tag", CertificateFilter { tags: vec![rare()], ..plain.clone() }, PAGES),
        ("one project", CertificateFilter { project: Some(ProjectId(3)), ..plain.clone() }, 3),
        ("search", CertificateFilter { search: Some("host99".into()), ..plain }, 3),
    ]
}

async fn measure(
    store: &Store,
    name: &str,
    filter: &CertificateFilter,
    times: usize,
) -> Result<(), Box<dyn Error>> {
    let (mut took, mut found) = (Vec::with_capacity(times), (0, 0));
    for _ in 0..times {
        let asked = filter.clone();
        let began = Instant::now();
        let page = store.read(move |r| Ok(r.list_certificates(ACCOUNT, &asked)?)).await?;
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
        found = (page.items.len(), page.total);
    }
    took.sort_by(f64::total_cmp);
    let at = |part: f64| took.get((took.len() as f64 * part) as usize).copied().unwrap_or_default();
    println!("  {name:<28} median {:>9.3} ms  p99 {:>9.3} ms  {} of {}", at(0.5), at(0.99), found.0, found.1);
    Ok(())
}

fn rare() -> Tag {
    Tag { key: "rare".into(), value: "1".into() }
}

fn certificate(number: u64) -> Option<Certificate> {
    // Ids are drawn by chance, so that they come in no order.
    let bytes = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    let id: CertificateId =
        format!("{:08x}", u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).parse().ok()?;
    let validity = Validity {
        serial: Serial::from_bytes(&bytes),
        not_before: NOW,
        not_after: NOW.plus_seconds(i64::try_from(number.wrapping_mul(7_919) % 7_776_000).ok()?),
        validated_at: None,
        approved_at: None,
        fingerprint_sha1: format!("{number:040x}"),
    };
    let stage = match number % 1_000 {
        0 => Stage::Failed {
            at: NOW,
            reason: chancery_domain::certificate::FailureReason::IssuerRefused { detail: "no".into() },
        },
        1..=99 => Stage::Cancelled { at: NOW },
        100..=199 => Stage::Expired(validity),
        _ => Stage::Issued(validity),
    };
    let name = format!("host{number}.example.org");
    Some(Certificate {
        id,
        account: ACCOUNT,
        origin: Origin::Uploaded { issuer: "Some issuer".into(), purpose: vec![], notes: vec![] },
        usage: Usage::Server,
        domain: name.clone(),
        names: vec![name.clone(), format!("www.{name}")],
        algorithm: None,
        algorithm_text: "ECC prime256v1".into(),
        alias: format!("shop {number}"),
        project: ProjectId(i64::try_from(number % 10).ok()?),
        tags: if number.is_multiple_of(2_000) { vec![rare()] } else { vec![] },
        stage,
        created_at: NOW.plus_seconds(-i64::try_from(number).ok()?),
        changed_at: NOW,
        password_chosen: false,
        key_held: true,
        notices_ignored: false,
    })
}
