//! The selection guide as a table (A6).
#![allow(clippy::unwrap_used)]

use super::{Guide, Needs, NeedsError, OwnerKind};
use crate::catalogue::{Catalogue, DomainType, Level};

fn needs(owner: OwnerKind, name_count: usize, wildcard: bool, ip: bool) -> Needs {
    Needs { owner, name_count, wildcard, ip, sm2: false, private: false }
}

// A6: seed 000 "How do I choose" and seed 002 "Cases": the first product's level and kind.
#[test]
fn the_first_recommendation_follows_owner_names_and_addresses() {
    use DomainType::{Multi, MultiWildcard, Single, Wildcard};
    use OwnerKind::{Bank, Company, Education, Government, Internet, Person};
    let (guide, catalogue) = (Guide::compiled_in().unwrap(), Catalogue::compiled_in().unwrap());
    let table = [
        (Person, 1, false, false, Some((Level::Dv, Single))),
        (Person, 3, false, false, Some((Level::Dv, Multi))),
        (Person, 1, true, false, Some((Level::Dv, Wildcard))),
        (Person, 1, false, true, Some((Level::Dv, Single))),
        (Company, 1, false, false, Some((Level::Ov, Single))),
        (Company, 4, false, false, Some((Level::Ov, Multi))),
        (Company, 1, true, false, Some((Level::Ov, Wildcard))),
        (Company, 3, true, false, Some((Level::Ov, MultiWildcard))),
        (Company, 2, false, true, Some((Level::Ov, Multi))),
        (Internet, 1, true, false, Some((Level::Ov, Wildcard))),
        (Education, 1, true, false, Some((Level::Ov, Wildcard))),
        (Government, 1, false, false, Some((Level::Ov, Single))),
        (Bank, 1, false, false, Some((Level::Ev, Single))),
        (Bank, 3, false, false, Some((Level::Ev, Multi))),
        // EV never holds wildcards, nor do its products hold addresses: the next level.
        (Bank, 1, true, false, Some((Level::Ov, Wildcard))),
        (Bank, 1, false, true, Some((Level::Ov, Single))),
        (Company, 100_000, false, false, None),
    ];
    for (owner, count, wildcard, ip, expected) in table {
        let found = guide.recommend(&catalogue, &needs(owner, count, wildcard, ip)).unwrap();
        let first = found.first().map(|first| (first.product.level, first.product.domains));
        assert_eq!(first, expected, "{owner:?} {count} {wildcard} {ip}");
        for one in &found {
            let product = one.product;
            assert!(product.is_on_sale() && count <= product.names_max && (product.ip || !ip), "{product:?}");
            assert!(!one.reason.is_empty() && !one.quote.lines.is_empty());
            assert!(owner != Person || product.level.is_dv());
        }
    }
}

#[test]
fn a_person_is_shown_the_free_product_first_and_reasons_say_what_holds() {
    let (guide, catalogue) = (Guide::compiled_in().unwrap(), Catalogue::compiled_in().unwrap());
    let found = guide.recommend(&catalogue, &needs(OwnerKind::Person, 1, false, false)).unwrap();
    assert!(found.first().unwrap().product.is_free() && found.first().unwrap().quote.total.0 == 0);
    assert!(found.first().unwrap().reason.ends_with(&guide.because.free));
    let bank = guide.recommend(&catalogue, &needs(OwnerKind::Bank, 1, true, false)).unwrap();
    assert!(bank.iter().all(|one| one.reason.ends_with(&guide.because.next_level)));
    let school = guide.recommend(&catalogue, &needs(OwnerKind::Education, 1, false, false)).unwrap();
    assert_eq!(school.last().unwrap().product.domains, DomainType::Wildcard);
    assert!(school.last().unwrap().reason.ends_with(&guide.because.grows));
    assert!(school.len() <= guide.products_max);
    let sm2 = Needs { sm2: true, ..needs(OwnerKind::Bank, 1, false, true) };
    let found = guide.recommend(&catalogue, &sm2).unwrap();
    assert_eq!(found.first().unwrap().product.brand, "dnspod-sm2");
}

#[test]
fn needs_that_make_no_sense_are_refused() {
    let (guide, catalogue) = (Guide::compiled_in().unwrap(), Catalogue::compiled_in().unwrap());
    let ask = |needs| guide.recommend(&catalogue, &needs).unwrap_err();
    assert_eq!(ask(needs(OwnerKind::Company, 0, false, false)), NeedsError::NoName);
    assert_eq!(ask(needs(OwnerKind::Company, 1, true, true)), NeedsError::IpAndWildcard);
}

// A8: errors name file, key and rule.
#[test]
fn a_faulty_guide_is_refused_by_key() {
    let table = [
        ("products_max = 6", "products_max = 0", "products_max"),
        ("years = 1", "years = 0", "years"),
        ("kind = \"bank\"", "kind = \"company\"", "owner[kind = company]"),
        ("levels = [\"DV\"]", "levels = [\"OV\"]", "owner[kind = person].levels"),
        ("levels = [\"DV\"]", "levels = []", "owner[kind = person].levels"),
    ];
    for (from, to, key) in table {
        let text = super::COMPILED_IN.replacen(from, to, 1);
        let error = Guide::parse("guide.toml", &text).unwrap_err().to_string();
        assert!(error.contains(key), "{to}: {error}");
    }
}

// A4, A6: what is recommended takes the names; private products only to those who ask for them.
#[test]
fn private_products_are_recommended_for_internal_names_alone() {
    let (guide, catalogue) = (Guide::compiled_in().unwrap(), Catalogue::compiled_in().unwrap());
    for (private, ip) in [(true, true), (true, false), (false, true), (false, false)] {
        let asked = Needs { private, ..needs(OwnerKind::Internet, 2, false, ip) };
        let found = guide.recommend(&catalogue, &asked).unwrap();
        assert!(!found.is_empty(), "{private} {ip}");
        for one in found {
            assert_eq!(one.product.private, private, "{}", one.product.name);
            assert!(one.product.ip || !ip, "{}", one.product.name);
        }
    }
}
