"""Ways of damaging certificates, revocation lists and OCSP responses, each with a label: a breach of some rule, or of none."""

import datetime

from .der import Node, attribute, der, extension, oid, parse, raw, sequence

SERVER_AUTH, CLIENT_AUTH, CODE_SIGNING, ANY_USAGE, OCSP_SIGNING = (
    oid(text)
    for text in ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3", "2.5.29.37.0", "1.3.6.1.5.5.7.3.9")
)
SAN, USAGE, EXTENDED, BASIC, POLICIES, AUTHORITY, SUBJECT_KEY = (
    f"2.5.29.{number}" for number in (17, 15, 37, 19, 32, 35, 14)
)
POINTS, ACCESS, CONSTRAINTS = "2.5.29.31", "1.3.6.1.5.5.7.1.1", "2.5.29.30"
POISON, TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.3", "1.3.6.1.4.1.11129.2.4.2"
DOMAIN_POLICY, ORGANIZATION_POLICY, ANY_POLICY = "2.23.140.1.2.1", "2.23.140.1.2.2", "2.5.29.32.0"
OCSP_METHOD, ISSUER_METHOD, OTHER_METHOD = "1.3.6.1.5.5.7.48.1", "1.3.6.1.5.5.7.48.2", "1.3.6.1.5.5.7.48.3"


def fields(certificate: Node) -> list[Node]:
    """version, serial, algorithm, issuer, validity, subject, key, extensions"""
    return certificate[0].children


def extensions(certificate: Node) -> list[Node]:
    return fields(certificate)[-1][0].children


def find(certificate: Node, identifier: str) -> int | None:
    wanted = oid(identifier)
    return next((i for i, one in enumerate(extensions(certificate)) if one[0].encode() == wanted), None)


def drop(identifier):
    def change(certificate):
        if (at := find(certificate, identifier)) is not None:
            del extensions(certificate)[at]

    return change


def put(identifier, value, critical=False):
    """Replaces the extension, or adds it."""

    def change(certificate):
        new, at = extension(identifier, value, critical), find(certificate, identifier)
        if at is None:
            extensions(certificate).append(new)
        else:
            extensions(certificate)[at] = new

    return change


def twice(identifier):
    def change(certificate):
        extensions(certificate).append(extensions(certificate)[find(certificate, identifier)])

    return change


def criticality(identifier, critical):
    def change(certificate):
        at = find(certificate, identifier)
        if at is not None:
            extensions(certificate)[at] = extension(identifier, extensions(certificate)[at][-1].content, critical)

    return change


def field(index, element: bytes):
    def change(certificate):
        fields(certificate)[index] = raw(element)

    return change


def times(before: bytes, after: bytes):
    return field(4, sequence(before, after))


def utc(moment: datetime.datetime) -> bytes:
    return der(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


def names(*members: bytes, critical=False):
    return put(SAN, sequence(*members), critical)


def dns(text) -> bytes:
    return der(0x82, text.encode() if isinstance(text, str) else text)


def subject(*attributes: Node):
    def change(certificate):
        fields(certificate)[5] = Node(0x30, children=list(attributes))

    return change


def usages(*members: bytes):
    return put(EXTENDED, sequence(*members))


def policies(*members: str):
    return put(POLICIES, sequence(*(sequence(oid(one)) for one in members)))


def access(*members):
    return put(ACCESS, sequence(*(sequence(oid(method), der(tag, url.encode())) for method, tag, url in members)))


def point(*full_name: bytes, rest: bytes = b""):
    return put(POINTS, sequence(sequence(der(0xA0, der(0xA0, b"".join(full_name))), rest)))


def both(*changes):
    def change(certificate):
        for one in changes:
            one(certificate)

    return change


COUNTRY, COMMON_NAME, ORGANIZATION, DEPARTMENT, PROVINCE, LOCALITY = (
    "2.5.4.6", "2.5.4.3", "2.5.4.10", "2.5.4.11", "2.5.4.8", "2.5.4.7",
)  # fmt: skip
C, O, L = attribute(COUNTRY, "US", 0x13), attribute(ORGANIZATION, "Widget Works"), attribute(LOCALITY, "Springfield")
RSA_SHA1 = sequence(oid("1.2.840.113549.1.1.5"), der(5, b""))
DAY = datetime.timedelta(days=1)


def common_changes(now):
    """For leaves and authorities alike."""
    yield "version 1", lambda c: fields(c).pop(0)
    yield "version 2", field(0, der(0xA0, der(2, b"\1")))
    yield "serial zero", field(1, der(2, b"\0"))
    yield "serial negative", field(1, der(2, b"\x80" + b"\1" * 15))
    yield "serial long", field(1, der(2, b"\x7f" * 21))
    yield "inner algorithm SHA-1", field(2, RSA_SHA1)
    yield "outer algorithm SHA-1", lambda c: c.children.__setitem__(1, raw(RSA_SHA1))
    yield "ends before", times(utc(now), utc(now - DAY))
    yield "fraction", times(der(0x18, now.strftime("%Y%m%d%H%M%S.5Z").encode()), utc(now + DAY))
    yield "offset", times(der(0x17, now.strftime("%y%m%d%H%M%S+0100").encode()), utc(now + DAY))
    yield "no seconds", times(der(0x17, now.strftime("%y%m%d%H%MZ").encode()), utc(now + DAY))
    yield "generalized too soon", times(utc(now), der(0x18, (now + DAY).strftime("%Y%m%d%H%M%SZ").encode()))
    yield "unique identifier", lambda c: fields(c).insert(7, Node(0x81, b"\0\1"))
    yield "extension twice", twice(USAGE)
    yield "no usage bits", put(USAGE, der(3, b"\0"), True)
    yield "authority key critical", criticality(AUTHORITY, True)
    yield "authority key empty", put(AUTHORITY, sequence())
    yield "authority key with serial", put(AUTHORITY, sequence(der(0x80, b"\1" * 20), der(0x82, b"\5")))
    yield "subject key critical", criticality(SUBJECT_KEY, True)
    yield "usage not critical", criticality(USAGE, False)
    yield "basic constraints not critical", criticality(BASIC, False)
    yield "policies critical", criticality(POLICIES, True)
    yield "policy twice", policies(DOMAIN_POLICY, DOMAIN_POLICY)
    yield "access critical", criticality(ACCESS, True)
    yield "access unknown method", access((OTHER_METHOD, 0x86, "http://x.widget-works.org/"))
    yield "access https", access((ISSUER_METHOD, 0x86, "https://x.widget-works.org/"))
    yield "access ldap", access((ISSUER_METHOD, 0x86, "ldap://x.widget-works.org/"))
    yield "access dns name", access((ISSUER_METHOD, 0x82, "x.widget-works.org"))
    yield "access twice", access(*[(ISSUER_METHOD, 0x86, "http://x.widget-works.org/")] * 2)
    yield "points https", point(der(0x86, b"https://x.widget-works.org/a.crl"))
    yield "points dns name", point(dns("x.widget-works.org"))
    yield "points reasons", point(der(0x86, b"http://x.widget-works.org/a.crl"), rest=der(0x81, b"\1\6"))
    yield "points critical", both(point(der(0x86, b"http://x.widget-works.org/a.crl")), criticality(POINTS, True))
    yield "point without name", put(POINTS, sequence(sequence(der(0x81, b"\1\6"))))
    yield "timestamps empty", put(TIMESTAMPS, der(4, b"\0\0"))
    yield "timestamps critical", put(TIMESTAMPS, der(4, b"\0\0"), True)
    yield "constraints empty", put(CONSTRAINTS, sequence(), True)
    yield "key SHA-1 identifier", lambda c: fields(c)[6][0].children.__setitem__(0, raw(oid("1.2.840.10045.2.9")))
    yield "any usage", usages(SERVER_AUTH, ANY_USAGE)
    yield "code signing", usages(SERVER_AUTH, CODE_SIGNING)
    yield "responder usage", usages(SERVER_AUTH, OCSP_SIGNING)
    yield "client only", usages(CLIENT_AUTH)
    yield "usage critical", criticality(EXTENDED, True)
    yield "no authority key", drop(AUTHORITY)


def leaf_changes(domain, now):
    yield from common_changes(now)
    yield "too long", times(utc(now), utc(now + 200 * DAY))
    yield "no names", drop(SAN)
    yield "no usages", drop(EXTENDED)
    yield "no policies", drop(POLICIES)
    yield "no pointers", both(drop(POINTS), drop(ACCESS))
    yield "access without responder and no points", both(
        drop(POINTS), access((ISSUER_METHOD, 0x86, "http://x.widget-works.org/"))
    )
    yield "authority", put(BASIC, sequence(der(1, b"\xff")), True)
    yield "path length", put(BASIC, sequence(der(2, b"\0")), True)
    yield "certificate signing", put(USAGE, der(3, b"\2\x84"), True)
    yield "encipherment only", put(USAGE, der(3, b"\3\x08"), True)
    yield "poison not critical", put(POISON, der(5, b""))
    yield "constraints", put(CONSTRAINTS, sequence(der(0xA0, sequence(dns(domain)))), True)
    yield "policy mappings", put("2.5.29.33", sequence(sequence(oid(DOMAIN_POLICY), oid(ORGANIZATION_POLICY))), True)
    yield "policy constraints", put("2.5.29.36", sequence(der(0x80, b"\0")), True)
    yield "inhibit any policy", put("2.5.29.54", der(2, b"\0"), True)
    yield "other policy", policies("1.3.6.1.4.1.99999.1")
    yield "any policy", policies(ANY_POLICY)
    yield "two reserved policies", policies(DOMAIN_POLICY, ORGANIZATION_POLICY)
    yield "empty subject, names not critical", both(subject(), names(dns(domain)))
    for label, name in {
        "underscore": f"a_b.{domain}", "blank": f"a b.{domain}", "empty label": f"a..{domain}", "dot": f"{domain}.",
        "leading dot": f".{domain}", "leading hyphen": f"-a.{domain}", "trailing hyphen": f"a-.{domain}",
        "double wildcard": f"*.*.{domain}", "part wildcard": f"a*.{domain}", "newline": f"{domain}\n", "null": f"a\0.{domain}",
        "reserved label": f"ab--c.{domain}", "broken A-label": f"xn--a-\u00e9.{domain}".encode().decode("latin-1"),
        "long label": f"{'a' * 64}.{domain}", "long name": f"{'a.' * 130}{domain}", "empty": "", "internal": "server.local",
        "single label": "server", "reserved domain": "host.invalid", "reverse zone": "1.0.0.10.in-addr.arpa",
        "reverse zone 6": "1.ip6.arpa", "onion": "a.onion", "address as name": "192.0.2.1",
    }.items():  # fmt: skip
        yield f"name with {label}", both(subject(C), names(dns(name.encode("latin-1", "replace"))))
    yield "mail name", both(subject(C), names(dns(domain), der(0x81, f"a@{domain}".encode())))
    yield "URI name", both(subject(C), names(dns(domain), der(0x86, f"https://{domain}/".encode())))
    yield "directory name", both(subject(C), names(dns(domain), der(0xA4, sequence())))
    yield "address short", both(subject(C), names(der(0x87, b"\1\1\1")))
    yield "address private", both(subject(C), names(der(0x87, bytes([10, 0, 0, 1]))))
    yield "address loopback 6", both(subject(C), names(der(0x87, b"\0" * 15 + b"\1")))
    yield "common name elsewhere", subject(attribute(COMMON_NAME, "other.widget-works.org"))
    yield "common name not of that case", subject(attribute(COMMON_NAME, domain.upper()))
    yield "organization", subject(C, O)
    yield "department", subject(attribute(DEPARTMENT, "Sales"))
    yield "country lower case", subject(attribute(COUNTRY, "us", 0x13))
    yield "country unknown", subject(attribute(COUNTRY, "ZZ", 0x13))
    yield "country long", subject(attribute(COUNTRY, "USA", 0x13))
    yield "country twice", subject(C, C)
    yield "common name as BMPString", subject(attribute(COMMON_NAME, domain, 0x1E))
    yield "several in one", subject(raw(der(0x31, C[0].encode() + attribute(COMMON_NAME, domain)[0].encode())))
    yield "wrong order", subject(attribute(COMMON_NAME, domain), C)
    yield "meaningless", subject(attribute(COMMON_NAME, "-"))
    yield "HTML", subject(attribute(ORGANIZATION, "A &amp; B"))
    yield "mail address", subject(attribute("1.2.840.113549.1.9.1", f"a@{domain}", 0x16))


def organization_changes(domain):
    """For a leaf under the policy for organisations."""
    place = attribute(PROVINCE, "Oregon")
    yield "no attributes", subject()
    yield "no country", subject(place, L, O)
    yield "no place", subject(C, O)
    yield "no organization", subject(C, L)
    yield "department", subject(C, L, O, attribute(DEPARTMENT, "Sales"))
    yield "surname", subject(C, L, O, attribute("2.5.4.4", "Smith"))
    yield "wrong order", subject(C, O, L)
    yield "place twice", subject(C, L, L, O)
    yield "organization long", subject(C, L, attribute(ORGANIZATION, "W" * 65))
    yield "organization in T61String", subject(C, L, attribute(ORGANIZATION, "Widget", 0x14))
    yield "meaningless", subject(C, L, attribute(ORGANIZATION, ". ."))
    yield "HTML", subject(C, L, attribute(ORGANIZATION, "A &amp; B"))


def authority_changes(now):
    yield from common_changes(now)
    for identifier in (BASIC, USAGE, EXTENDED, POLICIES, POINTS, SUBJECT_KEY):
        yield f"without {identifier}", drop(identifier)
    yield "no authority", put(BASIC, sequence(), True)
    yield "signs no certificates", put(USAGE, der(3, b"\1\2"), True)
    yield "signs no lists", put(USAGE, der(3, b"\2\4"), True)
    yield "enciphers", put(USAGE, der(3, b"\1\x26"), True)
    yield "any policy beside others", policies(ANY_POLICY, DOMAIN_POLICY)
    yield "two reserved policies", policies(DOMAIN_POLICY, ORGANIZATION_POLICY)
    yield "other policy", policies("1.3.6.1.4.1.99999.1")
    yield "no country", subject(O, attribute(COMMON_NAME, "X"))
    yield "no organization", subject(C, attribute(COMMON_NAME, "X"))
    yield "no common name", subject(C, O)
    yield "department", subject(C, O, attribute(DEPARTMENT, "Sales"), attribute(COMMON_NAME, "X"))
    yield "constraints not critical", put(CONSTRAINTS, sequence(der(0xA0, sequence(dns("a.org")))))
    yield "constraints with minimum", put(CONSTRAINTS, sequence(der(0xA0, sequence(dns("a.org"), der(0x80, b"\1")))), True)
    yield "constraints with maximum", put(CONSTRAINTS, sequence(der(0xA0, sequence(dns("a.org"), der(0x81, b"\1")))), True)
    for label, octets in (("short", b"\1\1\1\1"), ("gap", b"\n\0\0\0\xff\0\xff\0")):
        yield f"constraints with {label} address", put(CONSTRAINTS, sequence(der(0xA1, sequence(der(0x87, octets)))), True)


def responder_changes(now):
    """For a responder's certificate, made from a leaf's."""
    yield "lasts long", times(utc(now), utc(now + 400 * DAY))
    yield "authority", put(BASIC, sequence(der(1, b"\xff")), True)
    yield "signs certificates", put(USAGE, der(3, b"\2\4"), True)
    yield "for servers", usages(SERVER_AUTH)
    yield "asked for itself", drop("1.3.6.1.5.5.7.48.1.5")
    yield "no country", subject(O, attribute(COMMON_NAME, "Responder"))


def list_changes(now):
    """version, algorithm, issuer, thisUpdate, nextUpdate, entries, extensions"""

    def entry(**parts):
        def change(tree):
            members = {"serial": der(2, b"\5"), "date": utc(now - DAY), "extensions": b"", **parts}
            fields(tree)[5] = raw(sequence(sequence(*members.values())))

        return change

    def reason(code, critical=False):
        return sequence(extension("2.5.29.21", der(0x0A, bytes([code])), critical).encode())

    yield "version 1", lambda tree: fields(tree).pop(0)
    yield "version 3", field(0, der(2, b"\2"))
    yield "algorithm", field(1, RSA_SHA1)
    yield "no issuer", field(2, sequence())
    yield "no nextUpdate", lambda tree: fields(tree).pop(4)
    yield "nextUpdate before", field(4, utc(now - DAY))
    yield "good for long", field(4, utc(now + 11 * DAY))
    yield "generalized time", field(3, der(0x18, now.strftime("%Y%m%d%H%M%SZ").encode()))
    yield "fraction", field(3, der(0x18, now.strftime("%Y%m%d%H%M%S.1Z").encode()))
    yield "empty entries", field(5, sequence())
    yield "negative serial", entry(serial=der(2, b"\x80"))
    yield "long serial", entry(serial=der(2, b"\x7f" * 21))
    yield "bad date", entry(date=der(0x17, b"2611200000Z"))
    for code in range(11):
        yield f"reason {code}", entry(extensions=reason(code))
    yield "critical reason", entry(extensions=reason(4, True))
    yield "no number", lambda tree: extensions(tree).pop(1)
    yield "no authority key", lambda tree: extensions(tree).pop(0)
    yield "number twice", lambda tree: extensions(tree).append(extensions(tree)[1])
    yield "number critical", put("2.5.29.20", der(2, b"\5"), True)
    yield "number negative", put("2.5.29.20", der(2, b"\xff"))
    yield "number long", put("2.5.29.20", der(2, b"\x7f" * 21))
    yield "authority key empty", put(AUTHORITY, sequence())


def ocsp_changes():
    def inner(change):
        def outer(tree):
            basic = parse(tree[1][0][1].content)
            change(basic)
            tree[1][0].children[1] = Node(4, basic.encode())

        return outer

    def of_answer(index, element):
        return inner(lambda basic: basic[0][2][0].children.__setitem__(index, raw(element)))

    def nonce(octets, critical=False):
        new = extension("1.3.6.1.5.5.7.48.1.2", der(4, octets), critical)
        return inner(lambda basic: basic[0][3][0].children.__setitem__(0, new))

    yield "status 4", lambda tree: tree.children.__setitem__(0, Node(0x0A, b"\4"))
    yield "error with body", lambda tree: tree.children.__setitem__(0, Node(0x0A, b"\6"))
    yield "success without body", lambda tree: tree.children.pop(1)
    yield "other type", lambda tree: tree[1][0].children.__setitem__(0, raw(oid("1.2.3.4")))
    yield "long key hash", inner(lambda b: b[0].children.__setitem__(0, raw(der(0xA2, der(4, b"\1" * 32)))))
    yield "producedAt fraction", inner(lambda b: b[0].children.__setitem__(1, Node(0x18, b"20261120000000.5Z")))
    yield "nothing said", inner(lambda b: b[0].children.__setitem__(2, Node(0x30, children=[])))
    yield "algorithm", inner(lambda b: b.children.__setitem__(1, raw(RSA_SHA1)))
    yield "nextUpdate before", of_answer(3, der(0xA0, der(0x18, b"20261101000000Z")))
    yield "thisUpdate offset", of_answer(2, der(0x18, b"20261120000000+0100"))
    yield "good for an hour", of_answer(3, der(0xA0, der(0x18, b"20261120010000Z")))
    yield "unspecified", of_answer(1, der(0xA1, der(0x18, b"20261119000000Z") + der(0xA0, der(0x0A, b"\0"))))
    yield "short hash", inner(lambda b: b[0][2][0][0].children.__setitem__(1, Node(4, b"\1" * 19)))
    yield "nonce long", nonce(b"n" * 129)
    yield "nonce critical", nonce(b"n" * 32, True)
