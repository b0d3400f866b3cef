//! What must hold in a policy file for the program to be sane with it; every failure names the key.

use super::data_file::{Checker, DataFileError};
use super::schedule::{DatedDays, check_order};
use super::{Policy, WordMatch};
use crate::name::DnsName;

/// Seconds in a year, as a bound for spans of seconds.
const YEAR_SECONDS: i64 = 366 * 86_400;
/// Longest backdating (BR 7.1.2.7: within 48 hours of signing).
const BACKDATE_SECONDS_MAX: i64 = 48 * 3_600;
/// Octets that a number of kilobytes or megabytes may reach.
const BYTES_MAX: i64 = 64 << 20;

pub(super) fn check(policy: &Policy, file: &str) -> Result<(), DataFileError> {
    let check = Checker::new(file);
    check_schedules(policy, &check)?;
    check_proofs(policy, &check)?;
    check_names(policy, &check)?;
    check_issuance(policy, &check)?;
    check_outside(policy, &check)?;
    super::ocsp::check(&policy.ocsp, &check)?;
    super::organization::check(&policy.organization, &check)?;
    super::revocation_request::check(&policy.revocation_request, &check)?;
    check_limits(policy, &check)?;
    super::money::check(&policy.money, &check)?;
    super::orders::check(&policy.orders, &policy.benefits, &check)?;
    super::acme::check(&policy.acme, &check)?;
    super::acme_wire::check(&policy.acme_wire, &check)
}

fn check_schedules(policy: &Policy, check: &Checker<'_>) -> Result<(), DataFileError> {
    let schedules: [(&str, &[DatedDays]); 3] = [
        ("validity", &policy.validity),
        ("domain_reuse", &policy.domain_reuse),
        ("organisation_reuse", &policy.organisation_reuse),
    ];
    for (key, entries) in schedules {
        check_order(check, key, entries)?;
        for entry in entries {
            check.within(&format!("{key}.days"), entry.days, 1..=3_650)?;
        }
    }
    for entry in &policy.validity {
        let rule = "must be greater than issuance.days_less, or nothing could be issued";
        check.ensure(entry.days > policy.issuance.days_less, "validity.days", rule)?;
    }
    check_order(check, "perspectives", &policy.perspectives)?;
    for entry in &policy.perspectives {
        check.within("perspectives.remotes_min", entry.remotes_min, 1..=100)?;
        check.within("perspectives.regions_min", entry.regions_min, 1..=5)?;
    }
    let rising = policy.perspective_dissent.windows(2).all(|pair| match pair {
        [smaller, larger] => smaller.remotes_from < larger.remotes_from,
        _ => true,
    });
    check.ensure(
        rising,
        "perspective_dissent",
        "each entry's `remotes_from` must be greater than the last",
    )?;
    for row in &policy.perspective_dissent {
        let rule = "fewer than half of the viewpoints may disagree, or one";
        let sane = row.dissent_max * 2 < row.remotes_from || row.dissent_max <= 1;
        check.ensure(sane, "perspective_dissent.dissent_max", rule)?;
    }
    Ok(())
}

fn check_proofs(policy: &Policy, check: &Checker<'_>) -> Result<(), DataFileError> {
    let validation = &policy.validation;
    check.within("challenge.random_value_days", policy.challenge.random_value_days, 1..=30)?;
    check.within(
        "challenge.persistent_record_reuse_days",
        policy.challenge.persistent_record_reuse_days,
        1..=398,
    )?;
    check.within("caa.reuse_seconds_min", policy.caa.reuse_seconds_min, 0..=28_800)?;
    check.within(
        "caa.reuse_seconds_max",
        policy.caa.reuse_seconds_max,
        policy.caa.reuse_seconds_min..=7 * 86_400,
    )?;
    let random_value_seconds = policy.challenge.random_value_days * 86_400;
    check.within("validation.deadline_seconds", validation.deadline_seconds, 60..=random_value_seconds)?;
    check.within("validation.probe_timeout_seconds", validation.probe_timeout_seconds, 1..=300)?;
    check.within("validation.backoff_first_seconds", validation.backoff_first_seconds, 1..=86_400)?;
    check.within("validation.backoff_factor", validation.backoff_factor, 1..=100)?;
    check.within(
        "validation.backoff_max_seconds",
        validation.backoff_max_seconds,
        validation.backoff_first_seconds..=86_400,
    )?;
    check.within(
        "validation.manual_check_interval_seconds",
        validation.manual_check_interval_seconds,
        0..=86_400,
    )?;
    check.within("validation.body_bytes_max", validation.body_bytes_max, 128..=BYTES_MAX)?;
    let plain =
        !validation.user_agent.is_empty() && validation.user_agent.chars().all(|c| c.is_ascii_graphic());
    check.ensure(plain, "validation.user_agent", "must be visible ASCII without spaces")?;
    check.within("file_proof.redirects_max", policy.file_proof.redirects_max, 0..=10)?;
    check.ensure(!policy.file_proof.ports.is_empty(), "file_proof.ports", "needs at least one port")?;
    for status in &policy.file_proof.redirect_statuses {
        let known = matches!(status, 301 | 302 | 307 | 308);
        check.ensure(known, "file_proof.redirect_statuses", "only 301, 302, 307 and 308 (BR 3.2.2.4.18)")?;
    }
    check.within("http_01.redirects_max", policy.http_01.redirects_max, 0..=10)?;
    for status in &policy.http_01.redirect_statuses {
        let known = matches!(status, 301 | 302 | 307 | 308);
        check.ensure(known, "http_01.redirect_statuses", "only 301, 302, 307 and 308 (BR 3.2.2.4.19)")?;
    }
    for status in &policy.file_proof.final_statuses {
        check.within("file_proof.final_statuses", *status, 200..=299)?;
    }
    Ok(())
}

fn check_names(policy: &Policy, check: &Checker<'_>) -> Result<(), DataFileError> {
    check.within("names.length_max", policy.names.length_max, 4..=253)?;
    check.within("names.levels_max", policy.names.levels_max, 2..=127)?;
    let canonical = |text: &String| DnsName::parse(text).is_ok_and(|name| name.as_str() == text);
    let rule = "must be a domain suffix in A-labels, without a leading dot";
    check.ensure(policy.names.blocked_suffixes.iter().all(canonical), "names.blocked_suffixes", rule)?;
    check.ensure(policy.review.suffixes.iter().all(canonical), "review.suffixes", rule)?;
    for entry in &policy.review.words {
        let word_like = entry.word.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase());
        check.ensure(
            !entry.word.is_empty() && word_like,
            "review.words.word",
            "must be lower-case letters and digits",
        )?;
        let harmless = entry.matching == WordMatch::Part || entry.word.chars().count() > 2;
        let rule = format!("{:?} is too short for \"substring\"; write match = \"part\"", entry.word);
        check.ensure(harmless, "review.words.match", &rule)?;
    }
    Ok(())
}

fn check_issuance(policy: &Policy, check: &Checker<'_>) -> Result<(), DataFileError> {
    let (keys, issuance, authority) = (&policy.keys, &policy.issuance, &policy.authority);
    check.within("keys.rsa_bits_min", keys.rsa_bits_min, 2_048..=16_384)?;
    check.ensure(
        keys.rsa_bits_max >= keys.rsa_bits_min,
        "keys.rsa_bits_max",
        "must reach keys.rsa_bits_min",
    )?;
    check.within("keys.rsa_bits_max", keys.rsa_bits_max, 2_048..=16_384)?;
    check.within("keys.rsa_bits_multiple", keys.rsa_bits_multiple, 1..=1_024)?;
    check.within("keys.rsa_exponent_min", keys.rsa_exponent_min, 3..=65_537)?;
    check.within("keys.fermat_rounds", keys.fermat_rounds, 0..=10_000)?;
    check.within("keys.password_length_max", keys.password_length_max, 8..=1_024)?;
    check.within("issuance.backdate_seconds", issuance.backdate_seconds, 0..=BACKDATE_SECONDS_MAX)?;
    check.within("issuance.days_less", issuance.days_less, 0..=30)?;
    check.within("issuance.short_lived_days_max", issuance.short_lived_days_max, 0..=10)?;
    check.within("issuance.serial_random_bits_min", issuance.serial_random_bits_min, 64..=158)?;
    let lint = &policy.lint;
    check.within(
        "lint.not_before_skew_seconds_max",
        lint.not_before_skew_seconds_max,
        0..=BACKDATE_SECONDS_MAX,
    )?;
    check.within("lint.list_next_update_seconds_max", lint.list_next_update_seconds_max, 60..=10 * 86_400)?;
    check.within(
        "lint.authority_list_next_update_days_max",
        lint.authority_list_next_update_days_max,
        1..=366,
    )?;
    check.within("lint.ocsp_validity_seconds_min", lint.ocsp_validity_seconds_min, 0..=8 * 3_600)?;
    check.within(
        "lint.ocsp_validity_seconds_max",
        lint.ocsp_validity_seconds_max,
        8 * 3_600..=10 * 86_400,
    )?;
    check.within("lint.ocsp_nonce_bytes_max", lint.ocsp_nonce_bytes_max, 32..=128)?;
    check.within("lint.root_validity_days_min", lint.root_validity_days_min, 1..=9_132)?;
    check.within("lint.root_validity_days_max", lint.root_validity_days_max, 2_922..=9_132)?;
    check.within("lint.responder_validity_days_max", lint.responder_validity_days_max, 1..=825)?;
    check.within("authority.root_validity_years", authority.root_validity_years, 1..=100)?;
    check.within(
        "authority.intermediate_validity_years",
        authority.intermediate_validity_years,
        1..=authority.root_validity_years,
    )?;
    check.within("authority.announce_seconds", authority.announce_seconds, 0..=600)?;
    check.within("authority.rotate_days_before", authority.rotate_days_before, 1..=3_650)?;
    let lists = &policy.revocation_list;
    check.within("revocation_list.refresh_seconds", lists.refresh_seconds, 60..=4 * 86_400)?;
    check.within(
        "revocation_list.next_update_seconds",
        lists.next_update_seconds,
        lists.refresh_seconds + 1..=10 * 86_400,
    )?;
    check.within("revocation_list.shards", lists.shards, 0..=4_096)?;
    super::renewal::check(&policy.renewal, &policy.reissue, check)
}

fn check_outside(policy: &Policy, check: &Checker<'_>) -> Result<(), DataFileError> {
    let logs = &policy.transparency;
    check.within("transparency.deadline_milliseconds", logs.deadline_milliseconds, 10..=100_000)?;
    check.within("transparency.clock_tolerance_seconds", logs.clock_tolerance_seconds, 0..=86_400)?;
    check.within("transparency.answer_bytes_max", logs.answer_bytes_max, 1_024..=BYTES_MAX)?;
    let upstream = &policy.upstream;
    check.within("upstream.poll_seconds", upstream.poll_seconds, 1..=3_600)?;
    check.within("upstream.poll_seconds_max", upstream.poll_seconds_max, upstream.poll_seconds..=86_400)?;
    check.within("upstream.failures_max", upstream.failures_max, 1..=100)?;
    check.within("upstream.give_up_seconds", upstream.give_up_seconds, 60..=YEAR_SECONDS)?;
    check.within("upstream.answer_seconds", upstream.answer_seconds, 1..=60)?;
    check.within("upstream.answer_bytes_max", upstream.answer_bytes_max, 1_024..=BYTES_MAX)?;
    check.within(
        "upstream.renewal_poll_seconds_min",
        upstream.renewal_poll_seconds_min,
        60..=YEAR_SECONDS,
    )?;
    check.within("upstream.renewal_age_seconds_min", upstream.renewal_age_seconds_min, 60..=YEAR_SECONDS)
}

fn check_limits(policy: &Policy, check: &Checker<'_>) -> Result<(), DataFileError> {
    let limits = &policy.limits;
    check.within("quota.free_per_account", policy.quota.free_per_account, 0..=1_000_000_000)?;
    check.within("quota.free_per_primary_domain", policy.quota.free_per_primary_domain, 0..=1_000_000_000)?;
    for (key, value) in [
        ("limits.alias_length_max", limits.alias_length_max),
        ("limits.ids_per_call_max", limits.ids_per_call_max),
        ("limits.tags_per_resource_max", limits.tags_per_resource_max),
        ("limits.tag_key_length_max", limits.tag_key_length_max),
        ("limits.tag_value_length_max", limits.tag_value_length_max),
        ("limits.projects_per_account_max", limits.projects_per_account_max),
        ("limits.csr_remark_length_max", limits.csr_remark_length_max),
        ("limits.chain_certificates_max", limits.chain_certificates_max),
    ] {
        check.within(key, value, 1..=100_000)?;
    }
    for (key, default, max) in [
        ("limits.certificates_page_default", limits.certificates_page_default, limits.certificates_page_max),
        ("limits.csrs_page_default", limits.csrs_page_default, limits.csrs_page_max),
        ("limits.packages_page_default", limits.packages_page_default, limits.packages_page_max),
        ("limits.logs_page_default", limits.logs_page_default, limits.logs_page_max),
    ] {
        check.within(key, default, 1..=max)?;
        check.within(&key.replace("default", "max"), max, 1..=10_000)?;
    }
    check.within("limits.logs_window_days", limits.logs_window_days, 1..=3_650)?;
    check.within("limits.free_delete_hold_seconds", limits.free_delete_hold_seconds, 0..=YEAR_SECONDS)?;
    check.within("limits.clock_window_seconds", limits.clock_window_seconds, 1..=86_400)?;
    check.within("limits.identical_uploads_max", limits.identical_uploads_max, 1..=1_000_000)?;
    check.within("limits.upload_bytes_max", limits.upload_bytes_max, 1_024..=BYTES_MAX)?;
    check.within("limits.csr_bytes_max", limits.csr_bytes_max, 1_024..=BYTES_MAX)?;
    check.within("limits.download_link_seconds", limits.download_link_seconds, 1..=86_400)
}
