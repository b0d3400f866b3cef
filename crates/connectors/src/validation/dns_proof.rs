//! Looking for a TXT or CNAME proof: every server for the verdict, and likely wrong places for the explanation.

use super::dns::{Look, Resolvers};
use chancery_domain::name::DnsName;
use chancery_domain::validation::{Finding, Observation, Purpose};
use futures_util::future::join_all;
use hickory_proto::rr::RecordType;
use tokio::time::Instant;

/// Asks every server. When one has answered without the expected value, the places where people put the record
/// by mistake are asked for too, at that server (E6).
pub(super) async fn look(
    resolvers: &Resolvers,
    host: &str,
    record_type: RecordType,
    expected: &str,
    deadline: Instant,
) -> Vec<Observation> {
    let looks = resolvers.ask_all(host, record_type, deadline).await;
    let unseen_at =
        looks.iter().find(|look| answered_without(&look.finding, expected)).map(|look| look.server);
    let mut observations: Vec<Observation> =
        looks.into_iter().map(|look| look.observed(Purpose::Proof)).collect();
    if let Some(server) = unseen_at {
        let places = likely_mistakes(host, record_type);
        let hints =
            join_all(places.iter().map(|(place, kind)| resolvers.ask(server, place, *kind, deadline))).await;
        observations.extend(hints.into_iter().map(|hint: Look| hint.observed(Purpose::Hint)));
    }
    observations
}

/// A proper answer that does not hold the value. Errors and silence need no further questions.
fn answered_without(finding: &Finding, expected: &str) -> bool {
    match finding {
        Finding::Values { values, .. } => !values.iter().any(|value| value.eq_ignore_ascii_case(expected)),
        Finding::NoRecord | Finding::NoSuchName => true,
        _ => false,
    }
}

/// Where else the record may stand: with the zone appended once more by the provider's form, at the name itself,
/// or as a record of the other type.
fn likely_mistakes(host: &str, record_type: RecordType) -> Vec<(String, RecordType)> {
    let other = if record_type == RecordType::TXT { RecordType::CNAME } else { RecordType::TXT };
    let mut places = Vec::new();
    if let Some((_, base)) = host.split_once('.') {
        let primary = DnsName::parse(base).ok().and_then(|name| name.primary()).map(|name| name.to_string());
        let mut zones: Vec<String> = primary.into_iter().collect();
        if !zones.iter().any(|zone| zone == base) {
            zones.push(base.to_owned());
        }
        places.extend(zones.into_iter().map(|zone| (format!("{host}.{zone}"), record_type)));
        places.push((base.to_owned(), record_type));
    }
    places.push((host.to_owned(), other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(host: &str, record_type: RecordType) -> Vec<String> {
        likely_mistakes(host, record_type)
            .into_iter()
            .map(|(place, kind)| format!("{kind} {place}"))
            .collect()
    }

    #[test]
    fn mistakes_of_a_primary_domain() {
        assert_eq!(
            places("_dnsauth.example.org", RecordType::TXT),
            ["TXT _dnsauth.example.org.example.org", "TXT example.org", "CNAME _dnsauth.example.org"]
        );
    }

    #[test]
    fn mistakes_of_a_subdomain_try_both_zones() {
        assert_eq!(
            places("_a1.www.example.co.uk", RecordType::CNAME),
            [
                "CNAME _a1.www.example.co.uk.example.co.uk",
                "CNAME _a1.www.example.co.uk.www.example.co.uk",
                "CNAME www.example.co.uk",
                "TXT _a1.www.example.co.uk"
            ]
        );
    }
}
