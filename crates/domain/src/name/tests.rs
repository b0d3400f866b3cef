//! The tables of accepted and refused spellings, and of what a name is to other names.

#![allow(clippy::unwrap_used)]

use super::*;

fn dns(text: &str) -> DnsName {
    DnsName::parse(text).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

#[test]
fn accepted_names_have_one_spelling() {
    for (given, stored, shown) in [
        ("example.com", "example.com", "example.com"),
        ("EXAMPLE.Com", "example.com", "example.com"),
        ("a-b.0x.example", "a-b.0x.example", "a-b.0x.example"),
        ("münchen.de", "xn--mnchen-3ya.de", "münchen.de"),
        ("MÜNCHEN.DE", "xn--mnchen-3ya.de", "münchen.de"),
        ("XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de", "münchen.de"),
        ("faß.de", "xn--fa-hia.de", "faß.de"), // non-transitional: not fass.de
        ("腾讯云。中国", "xn--9kq745jwng.xn--fiqs8s", "腾讯云.中国"),
        ("ＡＢＣ.com", "abc.com", "abc.com"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("localhost", "localhost", "localhost"),
        ("1.example.com", "1.example.com", "1.example.com"),
        ("نامه\u{200c}ای.com", "xn--mgba3gch31f060k.com", "نامه\u{200c}ای.com"),
    ] {
        let parsed = dns(given);
        assert_eq!((parsed.as_str(), parsed.to_unicode().as_str()), (stored, shown), "{given}");
        assert_eq!(dns(parsed.as_str()), parsed, "canonical form of {given} reads back");
        assert_eq!(dns(&parsed.to_unicode()), parsed, "Unicode form of {given} reads back");
    }
}

/// Whether an error is the one a row expects.
type Expected = fn(&NameError) -> bool;

#[test]
fn must_never_13_malformed_names_are_refused() {
    let long_label = format!("{}.com", "a".repeat(64));
    let long_name = format!("{}com", "abcdefghi.".repeat(26));
    let three_hundred_labels = format!("{}com", "a.".repeat(299));
    let table: &[(&str, Expected)] = &[
        ("", |e| matches!(e, NameError::Empty)),
        (" example.com", |e| matches!(e, NameError::Whitespace)),
        ("example.com\n", |e| matches!(e, NameError::Whitespace)),
        ("exam\u{3000}ple.com", |e| matches!(e, NameError::Whitespace)),
        ("exam\u{a0}ple.com", |e| matches!(e, NameError::Whitespace)),
        ("exam\0ple.com", |e| matches!(e, NameError::ControlCharacter(0))),
        ("exam\u{7f}ple.com", |e| matches!(e, NameError::ControlCharacter(0x7f))),
        ("exam\u{200b}ple.com", |e| matches!(e, NameError::InvisibleCharacter(0x200b))),
        ("exam\u{ad}ple.com", |e| matches!(e, NameError::InvisibleCharacter(0xad))),
        ("_dmarc.example.com", |e| matches!(e, NameError::Underscore)),
        ("foo_bar.example.com", |e| matches!(e, NameError::Underscore)),
        ("foo\u{ff3f}bar.example.com", |e| matches!(e, NameError::NotIdna)), // fullwidth underscore
        ("a..example.com", |e| matches!(e, NameError::EmptyLabel)),
        ("a.。example.com", |e| matches!(e, NameError::EmptyLabel)),
        (".example.com", |e| matches!(e, NameError::LeadingDot)),
        ("example.com.", |e| matches!(e, NameError::TrailingDot)),
        ("example.com。", |e| matches!(e, NameError::TrailingDot)),
        (".", |e| matches!(e, NameError::LeadingDot)),
        ("-a.example.com", |e| matches!(e, NameError::EdgeHyphen(_))),
        ("a-.example.com", |e| matches!(e, NameError::EdgeHyphen(_))),
        ("ab--cd.example.com", |e| matches!(e, NameError::ReservedLabel(_))),
        ("xx--mnchen-3ya.de", |e| matches!(e, NameError::ReservedLabel(_))),
        ("xn--.com", |e| matches!(e, NameError::InvalidPunycode(_))),
        ("xn--a.com", |e| matches!(e, NameError::InvalidPunycode(_))),
        ("xn--example-.com", |e| matches!(e, NameError::EdgeHyphen(_) | NameError::InvalidPunycode(_))),
        ("xn--zzzzzzzzzzzz.com", |e| matches!(e, NameError::InvalidPunycode(_))),
        ("pаypal.com", |e| matches!(e, NameError::MixedScripts(_))), // Cyrillic а
        ("xn--pypal-4ve.com", |e| matches!(e, NameError::MixedScripts(_))),
        // (A4) An address in another spelling than its own, or with a star.
        ("192.0.2.01", |e| matches!(e, NameError::IpAddress)),
        ("*.192.0.2.1", |e| matches!(e, NameError::IpAddress)),
        ("*.2001:db8::1", |e| matches!(e, NameError::Character(':') | NameError::IpAddress)),
        ("fe80::1%eth0", |e| matches!(e, NameError::Character(_) | NameError::IpAddress)),
        ("[2001:db8::1]", |e| matches!(e, NameError::IpAddress)),
        ("::ffff:192.0.2.1", |e| matches!(e, NameError::Ipv4Mapped(_))),
        ("１９２.0.2.1", |e| matches!(e, NameError::IpAddress)),
        ("2130706433", |e| matches!(e, NameError::IpAddress)),
        ("0x7f.0x1", |e| matches!(e, NameError::IpAddress)),
        ("example.123", |e| matches!(e, NameError::IpAddress)),
        ("a*.example.com", |e| matches!(e, NameError::Asterisk)),
        ("*.*.example.com", |e| matches!(e, NameError::Asterisk)),
        ("a.*.example.com", |e| matches!(e, NameError::Asterisk)),
        ("*a.example.com", |e| matches!(e, NameError::Asterisk)),
        ("*", |e| matches!(e, NameError::Asterisk)),
        ("*.", |e| matches!(e, NameError::Empty)),
        ("*.com", |e| matches!(e, NameError::WildcardOfPublicSuffix(_))),
        ("*.co.uk", |e| matches!(e, NameError::WildcardOfPublicSuffix(_))),
        ("*.localhost", |e| matches!(e, NameError::WildcardOfPublicSuffix(_))),
        ("☃.com", |e| matches!(e, NameError::NotIdna)),
        ("i❤.ws", |e| matches!(e, NameError::NotIdna)),
        ("xn--i-7iq.ws", |e| matches!(e, NameError::InvalidPunycode(_))), // the same heart
        ("https://example.com", |e| matches!(e, NameError::Character(':'))),
        ("example.com:443", |e| matches!(e, NameError::Character(':'))),
        ("user@example.com", |e| matches!(e, NameError::Character('@'))),
        ("a,b.example.com", |e| matches!(e, NameError::Character(','))),
        ("exam%00ple.com", |e| matches!(e, NameError::Character('%'))),
        (&long_label, |e| matches!(e, NameError::LabelTooLong { length: 64, max: 63, .. })),
        (&long_name, |e| matches!(e, NameError::TooLong { length: 263, max: 253 })),
        (&three_hundred_labels, |e| matches!(e, NameError::TooLong { .. })),
    ];
    for (text, expected) in table {
        let error = Name::parse(text).unwrap_err();
        assert!(expected(&error), "{text:?} gave {error:?}");
        assert!(!error.to_string().contains(['\0', '\n']), "{text:?}");
    }
}

#[test]
fn must_never_13_hostile_texts_are_answered_without_a_panic() {
    for text in
        ["\u{202e}moc.elpmaxe", "a\u{301}\u{301}.com", "\u{fffd}.com", "👨‍👩‍👧.com", "ﷺ.com", "xn--xn--a.com"]
    {
        let _ = Name::parse(text);
    }
    let huge = "é".repeat(1_000_000);
    assert!(Name::parse(&huge).unwrap_err().to_string().len() < 200);
    assert!(Name::parse("\u{202e}moc.elpmaxe").is_err());
}

#[test]
fn lengths_at_the_limit_of_dns_are_accepted() {
    assert!(DnsName::parse(&format!("{}.com", "a".repeat(63))).is_ok());
    let longest = format!("{}abcdefghi.xyz", "abcdefghi.".repeat(24));
    assert_eq!(longest.len(), 253);
    assert!(DnsName::parse(&longest).is_ok());
}

#[test]
fn relations_between_names() {
    assert!(dns("a.example.com").is_below(&dns("example.com")));
    assert!(dns("b.a.example.com").is_below(&dns("example.com")));
    for (name, other) in [("example.com", "example.com"), ("notexample.com", "example.com"), ("com", "a.com")]
    {
        assert!(!dns(name).is_below(&dns(other)), "{name} below {other}");
    }
    assert_eq!(dns("a.example.com").parent(), Some(dns("example.com")));
    assert_eq!(dns("com").parent(), None);
    assert_eq!(dns("example.com").with_prefix("_dnsauth"), "_dnsauth.example.com");
}

#[test]
fn primary_domains_come_from_the_public_suffix_list() {
    for (name, suffix, primary) in [
        ("tencent.com", "com", Some("tencent.com")),
        ("ssl.ssl.tencent.com", "com", Some("tencent.com")),
        ("a.b.example.co.uk", "co.uk", Some("example.co.uk")),
        ("com", "com", None),
        ("co.uk", "co.uk", None),
        ("me.github.io", "github.io", Some("me.github.io")),
        ("github.io", "github.io", Some("github.io")),
        ("a.chancery.test", "test", Some("chancery.test")),
        ("localhost", "localhost", None),
        ("腾讯.中国", "xn--fiqs8s", Some("xn--r70as2s.xn--fiqs8s")),
        ("a.腾讯.公司.cn", "xn--55qx5d.cn", Some("xn--r70as2s.xn--55qx5d.cn")),
    ] {
        let name = dns(name);
        assert_eq!(name.public_suffix(), suffix, "{name}");
        assert_eq!(name.primary().as_ref().map(DnsName::as_str), primary, "{name}");
    }
}

#[test]
fn a_wildcard_covers_exactly_one_level() {
    let wildcard = name("*.example.org");
    for (host, covered) in [
        ("a.example.org", true),
        ("xn--mnchen-3ya.example.org", true),
        ("example.org", false),
        ("a.b.example.org", false),
        ("a.example.com", false),
        ("aexample.org", false),
    ] {
        assert_eq!(wildcard.covers(&dns(host)), covered, "{host}");
    }
    assert!(name("a.example.org").covers(&dns("a.example.org")));
    assert!(!name("example.org").covers(&dns("a.example.org")));
    assert_eq!((wildcard.length(), wildcard.levels()), (13, 3));
    assert!(Name::parse("*.github.io").is_ok(), "the owner of a private suffix may have its wildcard");
}

#[test]
fn names_travel_as_plain_strings() {
    let names: Vec<Name> = serde_json::from_str(r#"["*.Example.org","münchen.de"]"#).unwrap();
    assert_eq!(serde_json::to_string(&names).unwrap(), r#"["*.example.org","xn--mnchen-3ya.de"]"#);
    assert!(serde_json::from_str::<DnsName>(r#""*.example.org""#).is_err());
    assert!(serde_json::from_str::<Name>(r#""a..b""#).is_err());
}

#[test]
fn a_wildcard_sorts_beside_its_base() {
    let mut names = [name("*.b.org"), name("c.org"), name("a.org"), name("b.org")];
    names.sort();
    assert_eq!(names.iter().map(Name::to_string).collect::<Vec<_>>(), ["a.org", "b.org", "*.b.org", "c.org"]);
}

// A4: an address is a name of its own kind, in one spelling.
#[test]
fn a4_addresses_have_one_spelling_and_no_relations() {
    for (text, shown) in [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::1", "::1"),
    ] {
        let name = Name::parse(text).unwrap();
        assert_eq!((name.to_string().as_str(), name.levels()), (shown, 1), "{text}");
        assert!(name.address().is_some() && name.dns().is_none() && !name.is_wildcard(), "{text}");
        assert_eq!((name.base(), name.primary()), (name.clone(), name.clone()), "{text}");
        assert!(Name::parse_dns(text).is_err(), "{text}");
        let stored = serde_json::to_string(&name).unwrap();
        assert_eq!(serde_json::from_str::<Name>(&stored).unwrap(), name, "{text}");
    }
    let address = Name::parse("192.0.2.1").unwrap();
    let shop = Name::parse("*.shop.org").unwrap();
    assert!(!address.is_below(&shop) && !shop.is_below(&address) && !address.is_below(&address));
    assert_eq!(
        (shop.base().to_string().as_str(), shop.primary().to_string().as_str()),
        ("shop.org", "shop.org")
    );
    assert_eq!(Name::parse("localhost").unwrap().primary().to_string(), "localhost");
}
