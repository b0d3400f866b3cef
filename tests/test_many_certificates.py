"""Hundreds of certificates over all profiles, keys, issuers, names and dated moments before pkilint, OpenSSL and webpki.

`CHANCERY_JUDGE_CERTIFICATES=10000` judges more than the usual 300. They come from the example `issue_many`, which issues
by the embedded authority itself and asks webpki on the way."""

import json
import os
import subprocess
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509

from harness.certificates import pem
from harness.pkilint_judge import CertificateJudge, ListJudge, PrivateCertificateJudge
from harness.service import ROOT

COUNT = int(os.environ.get("CHANCERY_JUDGE_CERTIFICATES", "300"))
EXAMPLE = ROOT / "target" / "debug" / "examples" / "issue_many"
WORKERS = 2
pytestmark = pytest.mark.timeout(120 + COUNT // 10)
# Certificates that one openssl process verifies.
PER_PROCESS = 250

IDENTIFIER = ("INFO", "pkix.subject_key_identifier_rfc7093_method_1_identified")
COMMON_NAME = ("WARNING", "cabf.serverauth.dv.common_name_attribute_present")
OV_COMMON_NAME = ("WARNING", "cabf.serverauth.ov.common_name_attribute_present")
EV_COMMON_NAME = ("WARNING", "cabf.ev_guidelines.common_name_attribute_present")
SUBJECT_KEY = ("WARNING", "cabf.serverauth.subscriber.subject_key_identifier_extension_present")
RSA_USAGES = ("WARNING", "cabf.serverauth.subscriber_rsa_digitalsignature_and_keyencipherment_present")
NO_ANSWERS = ("NOTICE", "cabf.ca_certificate_no_digital_signature_bit")

# Everything that pkilint says of any severity, and why it is left so.
EXPLAINED = {
    IDENTIFIER: "key identifiers are the first method of RFC 7093, from SHA-256; SHA-1 is the older one",
    COMMON_NAME: "BR 7.1.4.3 advises against a common name; catalogue products show one, and ACME copies the one asked for",
    OV_COMMON_NAME: "the same for OV",
    EV_COMMON_NAME: "the same for EV",
    SUBJECT_KEY: "BR 7.1.2.7.6 advises against it in leaves, RFC 5280 section 4.2.1.2 for it; many tools show and match it",
    RSA_USAGES: "BR 7.1.2.7.11 advises against both for RSA; the RSA key exchange of TLS 1.2 needs keyEncipherment",
    NO_ANSWERS: "only of the root: a responder certified by it signs OCSP answers in its place (BR 7.1.2.10.7)",
}
LEAF = {IDENTIFIER, COMMON_NAME, SUBJECT_KEY, RSA_USAGES}
# Which of them may be said of what; each must be said at least once, so that no explanation outlives its reason.
EXPECTED = {
    "catalogue-dv": LEAF, "catalogue-ov": LEAF - {COMMON_NAME} | {OV_COMMON_NAME},
    "catalogue-ev": LEAF - {COMMON_NAME} | {EV_COMMON_NAME}, "default": LEAF, "extended": LEAF, "shortlived": LEAF - {COMMON_NAME},
    "service": {IDENTIFIER}, "private": {IDENTIFIER}, "issuer": {IDENTIFIER}, "root": {IDENTIFIER, NO_ANSWERS},
    "responder": {IDENTIFIER}, "list": set(), "root list": set(),
}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    """(folder, manifest); the folder goes away with the tests, since 10,000 certificates are 90 megabytes."""
    if not EXAMPLE.exists():
        subprocess.run(["cargo", "build", "--quiet", "-p", "chancery-connectors", "--example", "issue_many"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([EXAMPLE, str(COUNT), folder], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.startswith(f"{COUNT} certificates issued; webpki accepts each"), done.stdout
        print(done.stdout)
        yield Path(folder), json.loads((Path(folder) / "manifest.json").read_text())


def group(entry: dict) -> str:
    """What the file is, in the words of EXPECTED."""
    if entry["kind"] == "leaf":
        return entry["profile"]
    if entry["kind"] == "authority":
        return "root" if entry["root"] else "issuer"
    return "root list" if entry["kind"] == "list" and entry["root"] else entry["kind"]


def judge_all(files: list[tuple[str, str, bool]]) -> Counter:
    """Counts of (group, severity, code) and, with the code "", of documents. One process judges thousands."""
    private = PrivateCertificateJudge()
    judges = {
        "root": CertificateJudge("ROOT-CA"), "issuer": CertificateJudge("INTERNAL-UNCONSTRAINED-TLS-CA"),
        "responder": CertificateJudge("OCSP-RESPONDER"), "list": ListJudge("CRL"), "root list": ListJudge("ARL"),
    }  # fmt: skip
    subscriber = CertificateJudge("DV-FINAL-CERTIFICATE")
    judges["catalogue-ov"], judges["catalogue-ev"] = CertificateJudge("OV-FINAL-CERTIFICATE"), CertificateJudge("EV-FINAL-CERTIFICATE")
    found = Counter()
    for name, file, public in files:
        judge = judges.get(name) or (subscriber if public else private)
        found[name, "", ""] += 1
        found.update((name, severity, code) for severity, code in judge.findings(Path(file).read_bytes()))
    return found


def test_the_sample_has_every_kind(made):
    leaves = [entry for entry in made[1] if entry["kind"] == "leaf"]
    assert len(leaves) == COUNT
    profiles = {entry["profile"] for entry in leaves}
    assert profiles == {"catalogue-dv", "catalogue-ov", "catalogue-ev", "default", "shortlived", "extended", "service", "private"}
    for profile in profiles - {"service"}:
        of_it = [entry for entry in leaves if entry["profile"] == profile]
        assert {entry["key"] for entry in of_it} == {"RSA-2048", "RSA-3072", "RSA-4096", "P-256", "P-384"}
        assert len({entry["moment"] for entry in of_it}) == 3
        assert {entry["issuer"][-3:] for entry in of_it} == {"rsa", "ecc"}
    assert max(entry["names"] for entry in leaves) == 100
    assert any(entry["longest"] and entry["longest"] > 200 for entry in leaves)
    assert any(entry["addresses"] and not entry["names"] for entry in leaves)


def test_pkilint_finds_no_error_and_only_what_is_explained(made):
    folder, manifest = made
    files = [(group(entry), str(folder / entry["file"]), entry.get("public", True)) for entry in manifest]
    with ProcessPoolExecutor(WORKERS) as pool:
        found = sum(pool.map(judge_all, [files[at::WORKERS] for at in range(WORKERS)]), Counter())
    said = {}
    for (name, severity, code), count in sorted(found.items()):
        print(f"{count:6} {name:13} {severity:8} {code}")
        said.setdefault(name, set())
        if code:
            said[name].add((severity, code))
    assert said == EXPECTED
    assert set().union(*EXPECTED.values()) == set(EXPLAINED)


def test_openssl_verifies_every_chain(made):
    folder, manifest = made
    authorities = [entry for entry in manifest if entry["kind"] == "authority"]
    for root in (True, False):
        chosen = [x509.load_der_x509_certificate((folder / one["file"]).read_bytes()) for one in authorities if one["root"] == root]
        (folder / ("root.pem" if root else "between.pem")).write_text("".join(map(pem, chosen)))
    verified = 0
    leaves = [entry for entry in manifest if entry["kind"] == "leaf"]
    for moment in {entry["moment"] for entry in leaves}:
        files = [entry["file"] for entry in leaves if entry["moment"] == moment]
        for at in range(0, len(files), PER_PROCESS):
            some = files[at : at + PER_PROCESS]
            done = subprocess.run(
                ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime", str(moment),
                 "-CAfile", "root.pem", "-untrusted", "between.pem", *some],
                cwd=folder, capture_output=True, text=True,
            )  # fmt: skip
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
            assert done.stdout.splitlines() == [f"{file}: OK" for file in some]
            verified += len(some)
    print(f"openssl verifies {verified} certificates")
    assert verified == COUNT
