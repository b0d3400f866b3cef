//! Every price of seed 002 as a table, the rules on names per kind, and what a bad file is answered.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::key::KeyAlgorithm;
use crate::money::Cents;
use crate::name::{DnsName, Name, bonus_names};
use crate::policy::Policy;

fn catalogue() -> Catalogue {
    Catalogue::compiled_in().unwrap()
}

fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| Name::parse(text).unwrap()).collect()
}

/// Brand, kind of names, level, dollars a year, names included, dollars per further name.
type PriceRow = (&'static str, DomainType, Level, i64, usize, Option<i64>);

/// Seed 002, price table.
const PRICES: &[PriceRow] = &[
    ("securesite", DomainType::Single, Level::Ov, 836, 1, None),
    ("securesite", DomainType::Single, Level::OvPro, 1_342, 1, None),
    ("securesite", DomainType::Single, Level::Ev, 1_342, 1, None),
    ("securesite", DomainType::Single, Level::EvPro, 2_507, 1, None),
    ("securesite", DomainType::Multi, Level::Ov, 1_672, 2, Some(836)),
    ("securesite", DomainType::Multi, Level::OvPro, 2_684, 2, Some(1_342)),
    ("securesite", DomainType::Multi, Level::Ev, 2_684, 2, Some(1_342)),
    ("securesite", DomainType::Multi, Level::EvPro, 5_014, 2, Some(2_507)),
    ("securesite", DomainType::Wildcard, Level::Ov, 5_968, 1, None),
    ("geotrust", DomainType::Single, Level::Ov, 415, 1, None),
    ("geotrust", DomainType::Single, Level::Ev, 896, 1, None),
    ("geotrust", DomainType::Wildcard, Level::Ov, 1_086, 1, None),
    ("geotrust", DomainType::Multi, Level::Ev, 2_686, 5, Some(448)),
    ("trustasia", DomainType::Single, Level::Dv, 0, 1, None),
    ("trustasia", DomainType::Single, Level::Ov, 672, 1, None),
    ("trustasia", DomainType::Single, Level::Ev, 1_418, 1, None),
    ("trustasia", DomainType::Multi, Level::Dv, 732, 5, Some(142)),
    ("trustasia", DomainType::Multi, Level::Ov, 970, 2, Some(299)),
    ("trustasia", DomainType::Multi, Level::Ev, 1_940, 2, Some(523)),
    ("trustasia", DomainType::Wildcard, Level::Dv, 299, 1, None),
    ("trustasia", DomainType::Wildcard, Level::Ov, 2_015, 1, None),
    ("trustasia", DomainType::MultiWildcard, Level::Dv, 1_194, 2, Some(299)),
    ("trustasia", DomainType::MultiWildcard, Level::Ov, 4_029, 2, Some(2_015)),
    ("globalsign", DomainType::Single, Level::Ov, 557, 1, None),
    ("globalsign", DomainType::Single, Level::Ev, 1_475, 1, None),
    ("globalsign", DomainType::Multi, Level::Ov, 852, 2, Some(296)),
    ("globalsign", DomainType::Multi, Level::Ev, 1_919, 2, Some(445)),
    ("globalsign", DomainType::Wildcard, Level::Ov, 1_947, 1, None),
    ("globalsign", DomainType::MultiWildcard, Level::Ov, 3_894, 2, Some(1_947)),
];

#[test]
fn every_price_of_the_seeds_table_is_in_the_catalogue_and_no_other() {
    let catalogue = catalogue();
    for (brand, domains, level, dollars, included, further) in PRICES {
        let matches = |p: &&Product| p.brand == *brand && p.domains == *domains && p.level == *level;
        let sold: Vec<&Product> = catalogue.on_sale().filter(matches).collect();
        let [product] = sold.as_slice() else { panic!("{brand} {level} {domains}: {} on sale", sold.len()) };
        let price = Price {
            base: Cents(dollars * 100),
            names_included: *included,
            further: further.map(|dollars| Cents(dollars * 100)),
        };
        assert_eq!(product.price, Some(price), "{}", product.name);
    }
    // Of the brands that the table names nothing else is sold.
    let named = |p: &&Product| PRICES.iter().any(|(brand, ..)| p.brand == *brand);
    assert_eq!(catalogue.on_sale().filter(named).count(), PRICES.len());
}

// A1, C3: whatever can be had for points is sold for money too, and the points stand for the list price.
#[test]
fn points_stand_for_ten_dollars_of_the_list_price() {
    let catalogue = catalogue();
    let mut had = 0;
    for row in catalogue.package_products() {
        let Some(points) = row.points else { continue };
        let Some(product) = catalogue.product_of_row(row) else { continue };
        let price = product.price.unwrap();
        let in_points = |cents: Cents| (cents.0 + 999) / 1_000;
        assert_eq!(points, in_points(price.base), "{}", row.price_key);
        assert_eq!(row.points_further, price.further.map(in_points), "{}", row.price_key);
        let names = price.names_included + usize::from(price.further.is_some());
        for years in &product.terms_years {
            let expected = years * (points + row.points_further.unwrap_or(0));
            assert_eq!(row.points_for(product, names, *years), Ok(expected), "{}", row.price_key);
        }
        assert!(matches!(row.points_for(product, 0, 1), Err(QuoteError::NameCount { .. })));
        assert!(matches!(row.points_for(product, 1, 9), Err(QuoteError::Term { .. })));
        had += 1;
    }
    assert!(had >= 40, "{had}");
    let sizes: Vec<(&str, i64)> = catalogue.bundles().iter().map(|b| (b.kind.as_str(), b.points)).collect();
    assert_eq!(sizes, [("ssl_100", 100), ("ssl_500", 500), ("ssl_2000", 2_000)]);
    assert!(catalogue.bundles().iter().all(|bundle| bundle.valid_days == 365));
}

#[test]
fn codes_of_the_cloud_api_lead_to_their_products() {
    let catalogue = catalogue();
    for (code, name) in [
        (2, "TrustAsia DV"),
        (3, "SecureSite EV Pro"),
        (10, "GeoTrust OV Wildcard"),
        (23, "GlobalSign OV Multi-Domain Wildcard"),
        (42, "TrustAsia DV Multi-Domain Wildcard"),
        (51, "DNSPod SM2 OV"),
        (57, "SecureSite OV Pro Multi-Domain"),
        (83, "TrustAsia C1 DV Free"),
        (101, "CFCA EV"),
    ] {
        assert_eq!(catalogue.product(code).map(|p| p.name.as_str()), Some(name), "{code}");
    }
    assert_eq!(catalogue.product(57).unwrap().name_zh, "SecureSite 企业型专业版（OV Pro）多域名 SSL 证书");
    // Codes of the API that stand for nothing.
    for code in [0, 1, 36, 62, 74, 84, 86, 87, 106] {
        assert!(catalogue.product(code).is_none(), "{code}");
    }
    assert_eq!(catalogue.products().len(), 90);
    assert_eq!(catalogue.package_products().len(), 61);
    let row = catalogue.package_product(1_014_028, "sv_ssl_cost_dnspod_ca_sm2_ovwildcard").unwrap();
    assert_eq!((row.level, row.domains), (Level::Ov, DomainType::Wildcard));
    assert!(catalogue.package_product(1_014_028, "sv_ssl_cost_wotrus_dv").is_none());
}

#[test]
fn the_free_product_is_as_the_cloud_api_states_it() {
    let catalogue = catalogue();
    let free: Vec<u32> = catalogue.free_products().map(|p| p.code).collect();
    assert_eq!(free, [83]);
    let product = catalogue.product(83).unwrap();
    assert_eq!(product.free, Some(FreeTerm { validity_days: 90, months: 3 }));
    let without_sm2 = KeyAlgorithm::ALL.into_iter().filter(|key| *key != KeyAlgorithm::Sm2);
    assert_eq!(product.keys, without_sm2.collect::<Vec<_>>());
    assert_eq!(product.methods, [ProofMethod::Dns, ProofMethod::File]);
    assert!(product.level.is_dv() && product.is_on_sale() && !product.ip);
    assert_eq!(catalogue.brand_of(product).unwrap().dns_record, DnsRecordType::Txt);
    assert_eq!(catalogue.brand("wotrus").unwrap().dns_record, DnsRecordType::Cname);
}

// A4
#[test]
fn ip_addresses_are_taken_as_the_matrix_of_seed_002_says() {
    let taken: &[(&str, Level)] = &[
        ("securesite", Level::Ov),
        ("securesite", Level::OvPro),
        ("geotrust", Level::Ov),
        ("trustasia", Level::Ov),
        ("globalsign", Level::Ov),
        ("dnspod-sm2", Level::Ov),
        ("dnspod-sm2", Level::Ev),
        ("dnspod", Level::Ov),
        ("dnspod", Level::Dv),
        // The house's own, for one house.
        ("private", Level::Dv),
    ];
    for product in catalogue().products() {
        let expected =
            !product.domains.is_wildcard() && taken.contains(&(product.brand.as_str(), product.level));
        assert_eq!(product.ip, expected, "{} {}", product.code, product.name);
    }
}

#[test]
fn keys_and_terms_follow_the_products() {
    let catalogue = catalogue();
    for (code, key, taken) in [
        (6, KeyAlgorithm::Rsa4096, true),
        (6, KeyAlgorithm::P384, false),
        (11, KeyAlgorithm::Rsa4096, false),
        (11, KeyAlgorithm::P256, true),
        (28, KeyAlgorithm::P384, true),
        (51, KeyAlgorithm::Rsa2048, false),
    ] {
        assert_eq!(catalogue.product(code).unwrap().takes_key(key), taken, "{code} {key}");
    }
    for (code, years) in [(6, vec![1, 2, 3]), (12, vec![1, 2, 3]), (11, vec![1]), (18, vec![1]), (83, vec![])]
    {
        assert_eq!(catalogue.product(code).unwrap().terms_years, years, "{code}");
    }
}

// A3: what each brand adds.
#[test]
fn free_names_of_the_brands_follow_the_seeds_table() {
    let catalogue = catalogue();
    let bound = names(&["tencent.com", "a.tencent.org", "www.tencent.net", "*.tencent.cn"]);
    for (brand, extra) in [
        ("globalsign", vec!["tencent.org", "tencent.net", "tencent.cn"]),
        ("trustasia", vec!["www.tencent.com", "tencent.org", "tencent.net", "tencent.cn"]),
        ("geotrust", vec!["www.tencent.com", "tencent.org", "tencent.net", "tencent.cn"]),
        ("securesite", vec!["tencent.net", "tencent.cn"]),
    ] {
        let added = bonus_names(catalogue.brand(brand).unwrap().bonus, &bound);
        assert_eq!(added.iter().map(DnsName::as_str).collect::<Vec<_>>(), extra, "{brand}");
    }
}

// A2, A5: kinds of names and what may stand in them.
#[test]
fn names_must_fit_the_kind_of_product() {
    const FREE: u32 = 83;
    const DV_MULTI: u32 = 11;
    const DV_WILDCARD: u32 = 12;
    const DV_MULTI_WILDCARD: u32 = 42;
    const OV_SINGLE: u32 = 14;
    let (catalogue, policy) = (catalogue(), Policy::compiled_in().unwrap());
    let long = format!("{}.{}.com", "a".repeat(30), "b".repeat(30));
    let deep = format!("{}com", "a.".repeat(31));
    type Check = fn(&Result<(), NamesError>) -> bool;
    let table: &[(u32, &[&str], Check)] = &[
        (FREE, &["shop.com"], |r| r.is_ok()),
        (FREE, &["a.b.c.shop.com"], |r| r.is_ok()),
        // What the authority would refuse to seal is refused when it is asked for.
        (FREE, &["chancery.test"], |r| matches!(r, Err(NamesError::Internal(_)))),
        (FREE, &[], |r| matches!(r, Err(NamesError::None { .. }))),
        (FREE, &["a.com", "b.com"], |r| matches!(r, Err(NamesError::TooMany { count: 2, max: 1, .. }))),
        (FREE, &["*.shop.com"], |r| matches!(r, Err(NamesError::WildcardNotTaken { .. }))),
        (FREE, &["shop.ru"], |r| matches!(r, Err(NamesError::BlockedSuffix { .. }))),
        (FREE, &["com"], |r| matches!(r, Err(NamesError::NotRegistered(_)))),
        (FREE, &["co.uk"], |r| matches!(r, Err(NamesError::NotRegistered(_)))),
        (FREE, &["localhost"], |r| matches!(r, Err(NamesError::NotRegistered(_)))),
        (FREE, &["mybank.com"], |r| matches!(r, Err(NamesError::Refused(_)))),
        (OV_SINGLE, &["mybank.com"], |r| r.is_ok()),
        (OV_SINGLE, &["mybank.ru"], |r| matches!(r, Err(NamesError::BlockedSuffix { .. }))),
        (FREE, &[&long], |r| matches!(r, Err(NamesError::TooLong { length: 65, max: 64, .. }))),
        (FREE, &[long.trim_start_matches('a').trim_start_matches('.')], |r| r.is_ok()),
        (FREE, &[&deep], |r| matches!(r, Err(NamesError::TooLong { .. }))),
        (DV_MULTI, &["a.com", "b.com", "c.b.com"], |r| r.is_ok()),
        (DV_MULTI, &["a.com", "*.b.com"], |r| matches!(r, Err(NamesError::WildcardNotTaken { .. }))),
        (DV_MULTI, &["a.com", "A.com"], |r| matches!(r, Err(NamesError::Twice(_)))),
        (DV_WILDCARD, &["*.shop.com"], |r| r.is_ok()),
        (DV_WILDCARD, &["shop.com"], |r| matches!(r, Err(NamesError::WildcardNeeded { .. }))),
        (DV_WILDCARD, &["*.a.com", "*.b.com"], |r| matches!(r, Err(NamesError::TooMany { .. }))),
        (DV_MULTI_WILDCARD, &["*.a.com", "*.b.a.com"], |r| r.is_ok()),
        (DV_MULTI_WILDCARD, &["*.a.com", "a.com"], |r| matches!(r, Err(NamesError::WildcardNeeded { .. }))),
    ];
    for (code, given, expected) in table {
        let outcome = catalogue.product(*code).unwrap().check_names(&policy, &names(given));
        assert!(expected(&outcome), "{code} {given:?}: {outcome:?}");
    }
}

// A4: an address is a name with its price; which products take one, the matrix says.
#[test]
fn must_never_12_internal_names_and_addresses_are_for_the_private_products() {
    const FREE: u32 = 83;
    const OV_SINGLE: u32 = 14;
    const OV_MULTI: u32 = 15;
    const EV_MULTI: u32 = 60;
    const SM2_OV: u32 = 51;
    const PRIVATE_SINGLE: u32 = 901;
    const PRIVATE_MULTI: u32 = 902;
    const PRIVATE_WILDCARD: u32 = 903;
    let (catalogue, policy) = (catalogue(), Policy::compiled_in().unwrap());
    type Check = fn(&Result<(), NamesError>) -> bool;
    let table: &[(u32, &[&str], Check)] = &[
        (FREE, &["8.8.8.8"], |r| matches!(r, Err(NamesError::AddressNotTaken { .. }))),
        (EV_MULTI, &["shop.org", "8.8.8.8"], |r| matches!(r, Err(NamesError::AddressNotTaken { .. }))),
        (OV_SINGLE, &["8.8.8.8"], |r| r.is_ok()),
        (OV_SINGLE, &["2606:4700::1111"], |r| r.is_ok()),
        (OV_SINGLE, &["8.8.8.8", "8.8.4.4"], |r| matches!(r, Err(NamesError::TooMany { max: 1, .. }))),
        (OV_MULTI, &["shop.org", "8.8.8.8", "2606:4700::1111"], |r| r.is_ok()),
        (OV_MULTI, &["2606:4700::1111", "2606:4700:0::1111"], |r| matches!(r, Err(NamesError::Twice(_)))),
        (OV_MULTI, &["shop.org", "10.0.0.1"], |r| matches!(r, Err(NamesError::AddressReserved { .. }))),
        (OV_MULTI, &["127.0.0.1"], |r| matches!(r, Err(NamesError::AddressReserved { .. }))),
        (OV_MULTI, &["192.0.2.1"], |r| matches!(r, Err(NamesError::AddressReserved { .. }))),
        (OV_MULTI, &["64:ff9b::8.8.8.8"], |r| matches!(r, Err(NamesError::AddressReserved { .. }))),
        (OV_MULTI, &["fd00::1"], |r| matches!(r, Err(NamesError::AddressReserved { .. }))),
        (OV_MULTI, &["printer.local"], |r| matches!(r, Err(NamesError::Internal(_)))),
        (OV_MULTI, &["db.internal"], |r| matches!(r, Err(NamesError::Internal(_)))),
        (OV_MULTI, &["localhost"], |r| matches!(r, Err(NamesError::NotRegistered(_)))),
        // SM2 is no public trust, yet it is no private product either.
        (SM2_OV, &["8.8.8.8"], |r| r.is_ok()),
        (SM2_OV, &["10.0.0.1"], |r| matches!(r, Err(NamesError::AddressReserved { .. }))),
        (PRIVATE_SINGLE, &["10.0.0.1"], |r| r.is_ok()),
        (PRIVATE_SINGLE, &["localhost"], |r| r.is_ok()),
        (PRIVATE_SINGLE, &["0.0.0.0"], |r| matches!(r, Err(NamesError::NoHost(_)))),
        (PRIVATE_SINGLE, &["224.0.0.1"], |r| matches!(r, Err(NamesError::NoHost(_)))),
        (PRIVATE_SINGLE, &["255.255.255.255"], |r| matches!(r, Err(NamesError::NoHost(_)))),
        (PRIVATE_MULTI, &["db.internal", "ff02::1"], |r| matches!(r, Err(NamesError::NoHost(_)))),
        (PRIVATE_MULTI, &["::"], |r| matches!(r, Err(NamesError::NoHost(_)))),
        (PRIVATE_MULTI, &["db.internal", "fd00::1", "8.8.8.8", "bank.shop.org"], |r| r.is_ok()),
        (PRIVATE_MULTI, &["10.0.0.1", "10.0.0.1"], |r| matches!(r, Err(NamesError::Twice(_)))),
        (PRIVATE_WILDCARD, &["*.db.internal"], |r| r.is_ok()),
        (PRIVATE_WILDCARD, &["10.0.0.1"], |r| matches!(r, Err(NamesError::AddressNotTaken { .. }))),
    ];
    for (code, given, expected) in table {
        let outcome = catalogue.product(*code).unwrap().check_names(&policy, &names(given));
        assert!(expected(&outcome), "{code} {given:?}: {outcome:?}");
    }
    // Every product of a public brand refuses what is internal, whatever else it takes.
    for product in catalogue.products().iter().filter(|product| !product.private) {
        for internal in
            ["10.0.0.1", "::1", "169.254.169.254", "printer.local", "*.printer.local", "localhost"]
        {
            let Ok(name) = Name::parse(internal) else { continue };
            assert!(product.check_names(&policy, &[name]).is_err(), "{} {internal}", product.name);
        }
    }
}

#[test]
fn the_limit_on_levels_holds_where_it_is_the_tighter_one() {
    let label = "\nlength_max = 64";
    let text = include_str!("../../data/policy.toml").replace(label, "\nlength_max = 253");
    let policy = Policy::parse("wide.toml", &text).unwrap();
    let catalogue = catalogue();
    let product = catalogue.product(83).unwrap();
    let levels = |count: usize| names(&[format!("{}net", "a.".repeat(count - 1)).as_str()]);
    assert_eq!(product.check_names(&policy, &levels(100)), Ok(()));
    let refused = product.check_names(&policy, &levels(101));
    assert!(matches!(refused, Err(NamesError::TooManyLevels { levels: 101, max: 100, .. })), "{refused:?}");
}

#[test]
fn quotes_show_every_line() {
    let catalogue = catalogue();
    let lines = |code: u32, count: usize, years: i64| {
        let quote = quote(catalogue.product(code).unwrap(), count, years)?;
        let lines: Vec<(String, i64, i64, i64)> =
            quote.lines.into_iter().map(|l| (l.text, l.count, l.unit.0, l.amount.0)).collect();
        assert_eq!(lines.iter().map(|l| l.3).sum::<i64>(), quote.total.0);
        Ok(lines)
    };
    let row = |text: &str, count, unit, amount| (text.to_owned(), count, unit, amount);
    assert_eq!(lines(83, 1, 1), Ok(vec![row("TrustAsia C1 DV Free, 90 days, free of charge", 1, 0, 0)]));
    assert_eq!(lines(6, 1, 1), Ok(vec![row("SecureSite OV, 1 name, per year", 1, 83_600, 83_600)]));
    assert_eq!(
        lines(11, 5, 1),
        Ok(vec![row("TrustAsia DV Multi-Domain, 5 names, per year", 1, 73_200, 73_200)])
    );
    assert_eq!(lines(11, 3, 1), lines(11, 5, 1), "fewer names cost the base price");
    assert_eq!(
        lines(11, 7, 1),
        Ok(vec![
            row("TrustAsia DV Multi-Domain, 5 names, per year", 1, 73_200, 73_200),
            row("2 names more, 1 year, per name and year", 2, 14_200, 28_400),
        ])
    );
    assert_eq!(
        lines(58, 3, 2),
        Ok(vec![
            row("SecureSite OV Multi-Domain, 2 names, per year", 2, 167_200, 334_400),
            row("1 name more, 2 years, per name and year", 2, 83_600, 167_200),
        ])
    );
    assert!(matches!(lines(2, 1, 1), Err(QuoteError::NotSold { .. })));
    assert!(matches!(lines(11, 6, 2), Err(QuoteError::Term { years: 2, .. })));
    assert!(matches!(lines(11, 0, 1), Err(QuoteError::NameCount { .. })));
    assert!(matches!(lines(11, 51, 1), Err(QuoteError::NameCount { max: 50, .. })));
    assert!(matches!(lines(6, 2, 1), Err(QuoteError::NameCount { max: 1, .. })));
    assert!(matches!(lines(6, 1, i64::MAX), Err(QuoteError::Term { .. })));
}

#[test]
fn must_never_13_no_ev_product_takes_a_wildcard_and_no_wildcard_is_proved_by_file() {
    for product in catalogue().products() {
        assert!(!(product.level.is_ev() && product.domains.is_wildcard()), "{}", product.name);
        assert!(!(product.domains.is_wildcard() && product.allows(ProofMethod::File)), "{}", product.name);
    }
    let ev_wildcard = ("{ code = 4, domains = \"single\"", "{ code = 4, domains = \"wildcard\"");
    assert!(changed(ev_wildcard.0, ev_wildcard.1).to_string().contains("must-never 13"));
}

/// The error for the compiled-in file with one text replaced.
fn changed(from: &str, to: &str) -> CatalogueError {
    assert!(COMPILED_IN.contains(from), "{from} is not in the file");
    match Catalogue::parse("shop.toml", &COMPILED_IN.replacen(from, to, 1)) {
        Ok(_) => panic!("{to:?} was accepted"),
        Err(error) => error,
    }
}

// A8: errors name file, key and rule.
#[test]
fn a_bad_file_is_answered_with_file_key_and_rule() {
    for (from, to, key, rule) in [
        ("currency = \"USD\"", "currency = \"EUR\"", "currency", "US cents"),
        ("code = 75,", "code = 6,", "line.products[code = 6].code", "used twice"),
        ("code = 75,", "kode = 75,", "kode", "unknown field"),
        ("brand = \"geotrust\"", "brand = \"geo\"", "line.brand", "no brand \"geo\""),
        ("key = \"geotrust\"", "key = \"securesite\"", "brand.key", "used twice"),
        ("dns_record = \"CNAME\"", "dns_record = \"MX\"", "dns_record", "unknown variant"),
        (", further_cents = 83_600", "", "[code = 58].price.further_cents", "is needed"),
        ("base_cents = 83_600,", "base_cents = -1,", "[code = 6].price.base_cents", "between"),
        ("base_cents = 83_600,", "base_cents = 83.60,", "base_cents", "invalid type"),
        ("keys = [\"RSA-2048\"", "keys = [\"RSA-1024\"", "keys", "unknown variant"),
        ("terms_years = [1, 2, 3]", "terms_years = [2, 1]", "[code = 6].terms_years", "must rise"),
        ("terms_years = [1, 2, 3]", "terms_years = []", "[code = 6].terms_years", "at least one"),
        ("validity_days = 90", "validity_days = 900", "[code = 83].free.validity_days", "between"),
        (
            "methods = [\"dns\"]",
            "methods = [\"dns\", \"file\"]",
            "domain_type.methods",
            "never proved by file",
        ),
        ("pid = 1004159", "pid = 1004157", "packages.products[pid = 1004157]", "used twice"),
        ("code = 6, domains", "code = 6 domains", "", "line"),
    ] {
        let text = changed(from, to).to_string();
        assert!(text.contains("shop.toml"), "{text}");
        assert!(text.contains(key), "{key} not in: {text}");
        assert!(text.contains(rule), "{rule} not in: {text}");
    }
}
