"""`chancery lint` beside pkilint: on damaged copies of this service's own documents, whatever pkilint calls an error
is an error here too."""

import base64
import datetime
import json
import random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric import rsa as rsa_key
from cryptography.x509 import ocsp

from conftest import new_domain, settings_for
from harness.cloud import Cloud
from harness.der import Node, attribute, der, parse, raw, sequence
from harness.mutants import (
    AUTHORITY, BASIC, C, COMMON_NAME, DAY, L, O, OCSP_SIGNING, ORGANIZATION_POLICY, POINTS, POISON, POLICIES,
    SAN, SERVER_AUTH, SUBJECT_KEY, TIMESTAMPS, USAGE, authority_changes, both, criticality, dns, drop, field,
    fields, leaf_changes, list_changes, names, ocsp_changes, organization_changes, point, policies, put,
    responder_changes, subject, times, usages, utc,
)  # fmt: skip
from harness.pkilint_judge import CertificateJudge, ListJudge, OcspJudge
from harness.processes import run
from harness.service import BINARY, ROOT, Service

# Bits flipped at random per document. Seed and documents (judges/flipped, made by this service once) are fixed, so that
# a run is like every other.
RANDOM_MUTANTS = 300
FLIPPED = ROOT / "tests" / "judges" / "flipped"
# Pointers to hosts that are not public are errors to pkilint. Here they are warnings, since an installation without a
# public name (a trial, a closed network) could not issue anything otherwise.
WARNINGS_ONLY = {"pointer_host"}


# --- The comparison -----------------------------------------------------------------------------------------------


def flipped(document: bytes, signed: int):
    """Copies with one octet of the signed part changed."""
    chance = random.Random(20_261_121)
    for number in range(RANDOM_MUTANTS):
        at = chance.randrange(4, signed)
        changed = bytearray(document)
        changed[at] ^= 1 << chance.randrange(8)
        yield f"flip {number} at {at}", bytes(changed)


def mutants(document: bytes, changes):
    for label, change in changes:
        tree = parse(document)
        change(tree)
        yield label, tree.encode()


def lint(folder, documents, *options, label="CERTIFICATE") -> list[list[dict]]:
    """The findings of `chancery lint` for each document."""
    file = folder / "documents.pem"
    blocks = (f"-----BEGIN {label}-----\n{base64.encodebytes(one).decode()}-----END {label}-----\n" for one in documents)
    file.write_text("".join(blocks))
    answer = json.loads(run(BINARY, "lint", "--json", *options, file, check=False).stdout)
    return [one["findings"] for one in answer["documents"]]


def compare(folder, judge, documents, *options, **keywords):
    """Fails with every document in which pkilint alone finds an error; the counts of both."""
    labels, bodies = zip(*documents)
    findings = lint(folder, bodies, *options, **keywords)
    assert len(findings) == len(bodies)
    ours = [[f["rule"] for f in found if f["level"] == "error" or f["rule"] in WARNINGS_ONLY] for found in findings]
    theirs = [judge.errors(body) for body in bodies]
    missed = {label: codes for label, codes, found in zip(labels, theirs, ours) if codes and not found}
    assert missed == {}
    return sum(map(bool, theirs)), sum(map(bool, ours))


@pytest.fixture(scope="module")
def chain(tmp_path_factory, named):
    """(domain, leaf, intermediate, root), issued by a node whose pointers name a public host."""
    settings = {**settings_for(named), "ca.http_url": "http://ca.widget-works.org"}
    node = Service(tmp_path_factory.mktemp("lint"), settings).start()
    try:
        domain, cloud = new_domain(), Cloud(node, node.new_key())
        certificate = cloud.obtain(named, domain, CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1")
        text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
        leaf, intermediate = x509.load_pem_x509_certificates(text.encode())[:2]
        root = x509.load_pem_x509_certificate(node.root.read_bytes())
    finally:
        node.stop()
    return domain, leaf, intermediate, root


def encoded(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def signed_length(certificate) -> int:
    return len(certificate.tbs_certificate_bytes)


def test_own_certificates_have_no_finding(chain, tmp_path):
    _, leaf, intermediate, root = chain
    file = tmp_path / "chain.pem"
    pem = (one.public_bytes(serialization.Encoding.PEM) for one in (leaf, intermediate, root))
    file.write_bytes(b"".join(pem))
    answer = json.loads(run(BINARY, "lint", "--json", file).stdout)
    assert [one["kind"] for one in answer["documents"]] == ["leaf", "authority", "authority"]
    assert [one["findings"] for one in answer["documents"]] == [[], [], []]


def test_every_error_of_pkilint_in_a_damaged_leaf_is_found(chain, tmp_path):
    domain, leaf, *_ = chain
    changes = leaf_changes(domain, leaf.not_valid_before_utc)
    kept = x509.load_pem_x509_certificate((FLIPPED / "leaf.pem").read_bytes())
    documents = [*mutants(encoded(leaf), changes), *flipped(encoded(kept), signed_length(kept))]
    theirs, ours = compare(tmp_path, CertificateJudge("DV-FINAL-CERTIFICATE"), documents, "--kind", "leaf")
    assert theirs > 100 and ours >= theirs


def test_a_precertificate_is_judged_as_one(chain, tmp_path):
    tree = parse(encoded(chain[1]))
    put(POISON, der(5, b""), True)(tree)
    judge = CertificateJudge("DV-PRE-CERTIFICATE")
    assert judge.errors(tree.encode()) == [] == lint(tmp_path, [tree.encode()])[0]
    changes = [
        ("not critical", put(POISON, der(5, b""))),
        ("with timestamps", put(TIMESTAMPS, der(4, b"\0\x31\0\x2f" + b"\0" * 47))),
        ("not NULL", put(POISON, der(4, b""), True)),
    ]
    theirs, ours = compare(tmp_path, judge, mutants(tree.encode(), changes), "--kind", "leaf")
    assert theirs >= 2 and ours == 3


def test_every_error_of_pkilint_in_a_damaged_leaf_of_an_organization_is_found(chain, tmp_path):
    domain, leaf, *_ = chain
    tree = parse(encoded(leaf))
    both(policies(ORGANIZATION_POLICY), subject(C, L, O, attribute(COMMON_NAME, domain)))(tree)
    judge = CertificateJudge("OV-FINAL-CERTIFICATE")
    assert judge.errors(tree.encode()) == [] == lint(tmp_path, [tree.encode()])[0]
    theirs, ours = compare(tmp_path, judge, mutants(tree.encode(), organization_changes(domain)), "--kind", "leaf")
    assert theirs >= 10 and ours >= theirs


def test_every_error_of_pkilint_in_a_damaged_authority_is_found(chain, tmp_path):
    intermediate = chain[2]
    kept = x509.load_pem_x509_certificate((FLIPPED / "authority.pem").read_bytes())
    documents = [
        *mutants(encoded(intermediate), authority_changes(intermediate.not_valid_before_utc)),
        *flipped(encoded(kept), signed_length(kept)),
    ]
    judge = CertificateJudge("INTERNAL-UNCONSTRAINED-TLS-CA")
    theirs, ours = compare(tmp_path, judge, documents, "--kind", "authority")
    assert theirs > 80 and ours >= theirs


def test_every_error_of_pkilint_in_a_damaged_root_is_found(chain, tmp_path):
    root = chain[3]
    now = root.not_valid_before_utc
    changes = [
        ("usages", usages(SERVER_AUTH)),
        ("short", times(utc(now), utc(now + 365 * DAY))),
        ("long", times(utc(now), der(0x18, (now + 9_200 * DAY).strftime("%Y%m%d%H%M%SZ").encode()))),
        ("other issuer", lambda c: fields(c).__setitem__(3, Node(0x30, children=[C]))),
        ("other authority key", put(AUTHORITY, sequence(der(0x80, b"\1" * 20)))),
        ("no authority", put(BASIC, sequence(), True)),
        ("no subject key", drop(SUBJECT_KEY)),
        ("no usage", drop(USAGE)),
        ("no basic constraints", drop(BASIC)),
    ]
    theirs, _ = compare(tmp_path, CertificateJudge("ROOT-CA"), mutants(encoded(root), changes), "--kind", "authority")
    assert theirs >= 8


@pytest.fixture(scope="module")
def signer():
    """An issuer made elsewhere, and its key, for lists and answers."""
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [x509.NameAttribute(x509.NameOID.COMMON_NAME, "Signer")]
    now = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(attributes))
        .issuer_name(x509.Name(attributes))
        .public_key(key.public_key())
        .serial_number(77)
        .not_valid_before(now)
        .not_valid_after(now + 3_000 * DAY)
        .sign(key, hashes.SHA256())
    )
    return certificate, key, now


def revocation_list(signer) -> x509.CertificateRevocationList:
    certificate, key, now = signer
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(1 << 100)
        .revocation_date(now - DAY)
        .add_extension(x509.CRLReason(x509.ReasonFlags.superseded), critical=False)
        .build()
    )
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(now)
        .next_update(now + 7 * DAY - datetime.timedelta(seconds=1))
        .add_revoked_certificate(entry)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(5), critical=False)
        .sign(key, hashes.SHA256())
    )


def test_every_error_of_pkilint_in_a_damaged_list_is_found(signer, tmp_path):
    made = revocation_list(signer)
    body = made.public_bytes(serialization.Encoding.DER)
    assert ListJudge().errors(body) == [] == lint(tmp_path, [body], label="X509 CRL")[0]
    kept = x509.load_pem_x509_crl((FLIPPED / "list.pem").read_bytes())
    bits = flipped(kept.public_bytes(serialization.Encoding.DER), len(kept.tbs_certlist_bytes))
    documents = [*mutants(body, list_changes(signer[2])), *bits]
    options = ("--kind", "revocation-list")
    theirs, ours = compare(tmp_path, ListJudge(), documents, *options, label="X509 CRL")
    assert theirs > 40 and ours >= theirs


def ocsp_response(signer) -> ocsp.OCSPResponse:
    certificate, key, now = signer
    return (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=certificate, issuer=certificate, algorithm=hashes.SHA1(), cert_status=ocsp.OCSPCertStatus.REVOKED,
            this_update=now, next_update=now + 7 * DAY, revocation_time=now - DAY,
            revocation_reason=x509.ReasonFlags.superseded,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        .add_extension(x509.OCSPNonce(b"n" * 32), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip


def test_every_error_of_pkilint_in_a_damaged_ocsp_response_is_found(signer, tmp_path):
    body = ocsp_response(signer).public_bytes(serialization.Encoding.DER)
    options = ("--kind", "ocsp-response")
    assert OcspJudge().errors(body) == [] == lint(tmp_path, [body], *options, label="OCSP RESPONSE")[0]
    lines = (FLIPPED / "answer.pem").read_text().splitlines()[1:-1]
    kept = base64.b64decode("".join(lines))
    documents = [*mutants(body, ocsp_changes()), *flipped(kept, len(kept) - 80)]
    theirs, ours = compare(tmp_path, OcspJudge(), documents, *options, label="OCSP RESPONSE")
    assert theirs >= 20 and ours >= theirs


# --- No rule without a breach -------------------------------------------------------------------------------------


def test_every_rule_is_broken_by_some_document(chain, signer, tmp_path):
    domain, leaf, intermediate, root = chain
    now = leaf.not_valid_before_utc
    rsa = rsa_key.generate_private_key(65_537, 2_048).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    sm2 = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004") + bytes(64)
    more = [
        ("names twice", names(dns(domain), dns(domain.upper()))),
        ("names critical", criticality(SAN, True)),
        ("wildcard of a suffix", names(dns("*.co.uk"))),
        ("local pointer", point(der(0x86, b"http://127.0.0.1/a.crl"))),
        ("unknown extension", put("1.3.6.1.4.1.99999.2", der(5, b""))),
        ("unknown critical extension", put("1.3.6.1.4.1.99999.2", der(5, b""), True)),
        ("no issuer", field(3, sequence())),
        ("even exponent", lambda c: fields(c).__setitem__(6, raw(rsa[:-3] + b"\1\0\0"))),
        ("SM2 key", lambda c: fields(c).__setitem__(6, raw(sm2))),
        ("outlives its issuer", times(utc(now), der(0x18, b"20600101000000Z"))),
        ("begins too late", times(utc(now + 3 * DAY), utc(now + 9 * DAY))),
        ("business", both(policies("2.23.140.1.1"), subject(C, L, O, attribute("2.5.4.15", "Shop")))),
    ]
    responder = parse(encoded(leaf))
    both(usages(OCSP_SIGNING), put("1.3.6.1.5.5.7.48.1.5", der(5, b"")), put(USAGE, der(3, b"\7\x80"), True))(responder)
    both(drop(SAN), drop(POINTS), drop(POLICIES), subject(C, O, attribute(COMMON_NAME, "Responder")))(responder)
    assert lint(tmp_path, [responder.encode()]) == [[]]
    issued_at = ("--issued-at", now.strftime("%Y-%m-%d"))

    found = {folder: set() for folder in ("certificate", "leaf", "authority", "responder", "revocation_list", "ocsp")}

    def collect(folders, bodies, *options, **keywords):
        for findings in lint(tmp_path, bodies, *options, **keywords):
            for folder in folders:
                found[folder].update(finding["rule"] for finding in findings)

    leaves = [body for _, body in mutants(encoded(leaf), [*leaf_changes(domain, now), *more])]
    # The issuer's own certificate stands last, so that names and ends are compared with it.
    collect(["certificate", "leaf"], [*leaves, encoded(intermediate)], "--kind", "leaf", *issued_at)
    begin = root.not_valid_before_utc
    short = mutants(encoded(root), [("short", times(utc(begin), utc(begin + 365 * DAY)))])
    authorities = mutants(encoded(intermediate), authority_changes(begin))
    collect(["authority"], [body for _, body in [*authorities, *short]], "--kind", "authority")
    responders = [body for _, body in mutants(responder.encode(), responder_changes(now))]
    collect(["responder"], responders, "--kind", "responder")
    list_body = revocation_list(signer).public_bytes(serialization.Encoding.DER)
    doubled = ("serial twice", lambda tree: fields(tree)[5].children.append(fields(tree)[5][0]))
    bare_point = ("point says nothing", put("2.5.29.28", sequence(), True))
    lists = [body for _, body in mutants(list_body, [*list_changes(signer[2]), doubled, bare_point])]
    collect(["revocation_list"], lists, "--kind", "revocation-list", label="X509 CRL")
    answers = [body for _, body in mutants(ocsp_response(signer).public_bytes(serialization.Encoding.DER), ocsp_changes())]
    collect(["ocsp"], answers, "--kind", "ocsp-response", label="OCSP RESPONSE")

    for folder, seen in found.items():
        files = {file.stem for file in (ROOT / "crates/pki/src/lint" / folder).glob("*.rs")} - {"mod"}
        assert files - seen == set(), folder
