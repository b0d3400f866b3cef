"""The certificate authorities: rotation, cross-signatures, imports, hierarchies of the operator's own, hardware keys.

Every command runs while the service does."""

import datetime
import json
import os
import re
import shutil
import urllib.request
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtensionOID

from conftest import new_domain, settings_for
from harness.certificates import key_pem, pem
from harness.cloud import ISSUED, Cloud
from harness.processes import run, wait_until
from harness.service import Service, new_database

SOFTHSM = ["/usr/lib/softhsm/libsofthsm2.so", *map(str, Path("/usr/lib").glob("*/softhsm/libsofthsm2.so"))]


@pytest.fixture
def start(tmp_path, named):
    """Starts a node with further settings and stops it in the end."""
    nodes = []

    def begin(**settings):
        dotted = {key.replace("__", "."): value for key, value in settings.items()}
        node = Service(tmp_path / f"node{len(nodes)}", {**settings_for(named), **dotted})
        nodes.append(node)
        return node.start()

    yield begin
    for node in nodes:
        node.stop()


def ca(node: Service, *arguments: str, check: bool = True):
    """`chancery ca` on the node's data, under its configuration."""
    return node.command("ca", *arguments, *node._set(), check=check)


def listed(node: Service) -> dict[str, dict]:
    return {row["id"]: row for row in json.loads(ca(node, "list", "--json").stdout)}


def taken_over(node: Service, authority: str):
    """Waits until the node lets the authority sign."""

    def seen():
        lines = [line for line in node.log().splitlines() if "authorities have changed" in line]
        return any(re.search(rf"[\",]{authority}[\",]", line) for line in lines)

    wait_until(seen, 10, f"{authority} signs", every=0.05)


def obtain(node: Service, named, **fields) -> list[x509.Certificate]:
    """A fresh certificate: the leaf, then its issuers."""
    cloud = Cloud(node, node.new_key())
    number = cloud.obtain(named, new_domain(), CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1", **fields)
    detail = cloud.call("DescribeCertificateDetail", CertificateId=number)
    return x509.load_pem_x509_certificates(detail["CertificatePublicKey"].encode())


def issuer_of(leaf: x509.Certificate) -> str:
    """The id of the issuer, from the address of its certificate."""
    access = leaf.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS).value
    urls = [entry.access_location.value for entry in access]
    (found,) = [match.group(1) for url in urls if (match := re.search(r"/ca/(.+)\.cer$", url))]
    return found


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
        return answer.read()


def verify(folder: Path, roots: str, untrusted: str, leaf: x509.Certificate, *more: str):
    """openssl's verdict on a chain."""
    for file, text in {"roots.pem": roots, "untrusted.pem": untrusted, "leaf.pem": pem(leaf)}.items():
        (folder / file).write_text(text)
    return run(
        "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder / "roots.pem",
        "-untrusted", folder / "untrusted.pem", *more, folder / "leaf.pem", check=False,
    )  # fmt: skip


def crl_of(leaf: x509.Certificate) -> tuple[str, x509.CertificateRevocationList]:
    """The revocation list that a certificate names (must never happen, 18)."""
    points = leaf.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS).value
    url = points[0].full_name[0].value
    return url, x509.load_der_x509_crl(fetch(url))


def test_a_rotation_is_taken_over_while_the_service_runs(start, named, tmp_path):
    node = start()
    (before, *_) = obtain(node, named)
    old = issuer_of(before)
    fresh = json.loads(ca(node, "rotate", old, "--json").stdout)
    assert fresh["id"] == f"{old}-2" and fresh["stage"] == "active"
    assert listed(node)[old]["stage"] == "retired"
    taken_over(node, fresh["id"])
    (after, middle, *_) = obtain(node, named)
    assert issuer_of(after) == fresh["id"]
    assert after.issuer != before.issuer
    assert verify(tmp_path, node.root.read_text(), pem(middle), after).stdout.strip().endswith("OK")
    # The one before still answers for what it has signed.
    url, revoked = crl_of(before)
    assert f"/crl/{old}/" in url and revoked.issuer == before.issuer
    again = ca(node, "rotate", old, check=False)
    assert again.returncode != 0 and "retired" in again.stderr


def test_a_rotation_by_one_node_is_taken_over_by_the_other(named, tmp_path):
    database = new_database()
    first = Service(tmp_path / "first", settings_for(named), database).start()
    second = Service(tmp_path / "second", settings_for(named), database)
    shutil.copytree(first.data, second.data)
    try:
        second.start()
        (before, *_) = obtain(second, named)
        fresh = json.loads(ca(first, "rotate", issuer_of(before), "--json").stdout)["id"]
        for node in (first, second):
            taken_over(node, fresh)
            assert issuer_of(obtain(node, named)[0]) == fresh
        assert [row["stage"] for row in listed(second).values() if row["id"].startswith(issuer_of(before))] == [
            "retired",
            "active",
        ]
    finally:
        first.stop()
        second.stop()


HIERARCHY = """
[[root]]
id = "root"
key = "RSA-4096"
country = "DE"
organization = "Example"
common_name = "Example Root R1"

[[root]]
id = "second"
key = "P-384"
country = "DE"
organization = "Example"
common_name = "Example Root E2"

[[issuer]]
id = "middle"
key = "RSA-3072"
country = "DE"
organization = "Example"
common_name = "Example Policy CA"
validity_years = 12
path_length = 1
policy_oids = ["2.23.140.1.2.1"]

[[issuer]]
brand = "*"
key = "P-384"
country = "DE"
organization = "Example"
common_name = "{title} Issuing CA"
under = "middle"
policy_oids = ["2.23.140.1.2.1"]
names = { permitted_dns = ["org"], excluded_dns = ["secret.org"] }

[[issuer]]
brand = "service"
key = "P-256"
country = "DE"
organization = "Example"
common_name = "Example Service CA"
"""


def test_a_hierarchy_of_the_operators_own_with_policies_and_name_constraints(start, named, tmp_path):
    file = tmp_path / "hierarchy.toml"
    file.write_text(HIERARCHY)
    node = start(ca__hierarchy=str(file))
    (leaf, *above) = obtain(node, named)
    assert [c.subject.rfc4514_string().split(",")[0] for c in above][1:] == ["CN=Example Policy CA"]
    issuing, middle = above
    constraints = issuing.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert constraints.value.permitted_subtrees == [x509.DNSName("org")]
    assert issuing.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert middle.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 1
    policies = issuing.extensions.get_extension_for_class(x509.CertificatePolicies).value
    assert [p.policy_identifier.dotted_string for p in policies] == ["2.23.140.1.2.1"]
    assert isinstance(issuing.public_key(), ec.EllipticCurvePublicKey)
    assert middle.public_key().key_size == 3072
    untrusted = "".join(map(pem, above))
    policy = ["-policy", "2.23.140.1.2.1", "-explicit_policy"]
    assert verify(tmp_path, node.root.read_text(), untrusted, leaf, *policy).stdout.strip().endswith("OK")

    # A second root signs for the same policy authority: readers who know only that root accept the leaf too.
    crossed = ca(node, "cross-sign", "middle", "--by", "second").stdout
    assert listed(node)["middle"]["cross_signed_by"] == ["second"]
    second = ca(node, "export", "second").stdout
    verdict = verify(tmp_path, second, pem(issuing) + crossed, leaf)
    assert verdict.stdout.strip().endswith("OK"), verdict
    refused = verify(tmp_path, second, untrusted, leaf)
    assert refused.returncode != 0, "without the cross-signature there is no path"
    chain = x509.load_pem_x509_certificates(ca(node, "export", issuer_of(leaf), "--chain").stdout.encode())
    assert chain[:2] == above and chain[2].subject == chain[2].issuer
    # Nobody stands below an authority whose path length is 0.
    below = ca(node, "cross-sign", "second", "--by", issuer_of(leaf), check=False)
    assert below.returncode != 0 and "path length" in below.stderr


def foreign_authority(folder: Path, password: str) -> Path:
    """A root and an issuing authority made elsewhere; files for an import."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def certificate(common_name, key, issuer, issuer_key, path_length):
        subject = x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "DE"),
                x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Elsewhere"),
                x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
            ]
        )
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        identifier = x509.SubjectKeyIdentifier.from_public_key(issuer_key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(seconds=5))
            .not_valid_after(now + datetime.timedelta(days=3000 if issuer else 5000))
            .add_extension(x509.BasicConstraints(True, path_length), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
            )
            .sign(issuer_key, hashes.SHA256())
        )

    root_key, key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())
    root = certificate("Foreign Root", root_key, None, root_key, None)
    issuing = certificate("Foreign Issuing CA", key, root, root_key, 0)
    (folder / "chain.pem").write_text(pem(issuing) + pem(root))
    (folder / "key.pem").write_text(key_pem(key, password))
    (folder / "password.txt").write_text(password + "\n")
    (folder / "other.pem").write_text(key_pem(ec.generate_private_key(ec.SECP384R1())))
    return folder


def test_an_authority_made_elsewhere_is_imported_and_signs(start, named, tmp_path):
    files = foreign_authority(tmp_path, "open sesame")
    node = start()
    (before, *_) = obtain(node, named)
    brand = issuer_of(before).rsplit("-", 1)[0]
    files_of = ["--certificate", files / "chain.pem", "--brand", brand]
    wrong = ca(node, "import", "foreign", *files_of, "--key", files / "other.pem", check=False)
    assert wrong.returncode != 0 and "private key is not that of the certificate" in wrong.stderr
    closed = ca(node, "import", "foreign", *files_of, "--key", files / "key.pem", check=False)
    assert closed.returncode != 0 and "encrypted" in closed.stderr
    password = ["--password-file", files / "password.txt"]
    made = ca(node, "import", "foreign", *files_of, "--key", files / "key.pem", *password, "--json")
    assert json.loads(made.stdout)["subject"].endswith("Foreign Issuing CA") or "Foreign Issuing CA" in made.stdout
    assert listed(node)[issuer_of(before)]["stage"] == "retired"
    taken_over(node, "foreign")
    (leaf, middle, *_) = obtain(node, named)
    assert issuer_of(leaf) == "foreign"
    root = x509.load_pem_x509_certificates((files / "chain.pem").read_bytes())[1]
    assert verify(tmp_path, pem(root), pem(middle), leaf).stdout.strip().endswith("OK")
    assert crl_of(leaf)[1].issuer == leaf.issuer
    assert "open sesame" not in node.log()


def test_a_root_made_a_moment_ago_is_imported_by_the_hierarchy_file(start, named, tmp_path):
    run(
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-days", "3650",
        "-subj", "/C=DE/O=Elsewhere/CN=Ceremony Root", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout", tmp_path / "root.key", "-out", tmp_path / "root.pem",
    )  # fmt: skip
    compiled_in = (Path(__file__).parents[1] / "crates/domain/data/hierarchy.toml").read_text()
    files = 'certificate = "root.pem"\nprivate_key = "root.key"\n'
    file = tmp_path / "hierarchy.toml"
    file.write_text(compiled_in.replace('[[root]]\nid = "root"\n', f'[[root]]\nid = "root"\n{files}'))
    node = start(ca__hierarchy=str(file))
    assert "Ceremony Root" in listed(node)["root"]["subject"]
    (leaf, middle, *_) = obtain(node, named)
    verdict = verify(tmp_path, (tmp_path / "root.pem").read_text(), pem(middle), leaf)
    assert verdict.stdout.strip().endswith("OK"), verdict


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A fresh SoftHSM token; its folder."""
    tokens = tmp_path / "tokens"
    tokens.mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    monkeypatch.setenv("TOKEN_PIN", "271828")
    run(
        "softhsm2-util", "--init-token", "--free", "--label", "ceremony", "--pin", "271828", "--so-pin", "314159"
    )  # fmt: skip
    return tokens


def test_keys_in_a_hardware_module_sign_and_survive_its_loss(start, named, tmp_path, token):
    compiled_in = (Path(__file__).parents[1] / "crates/domain/data/hierarchy.toml").read_text()
    hierarchy = tmp_path / "hierarchy.toml"
    # Modules know no SM2; those keys stay in the vault.
    hierarchy.write_text(re.sub(r'(?m)^key = "(?!SM2)', r'key_in = "pkcs11"\nkey = "', compiled_in))
    (library,) = [path for path in SOFTHSM if os.path.exists(path)][:1]
    node = start(
        ca__hierarchy=str(hierarchy), ca__pkcs11_module=library, ca__pkcs11_token="ceremony",
        ca__pkcs11_pin_env="TOKEN_PIN",
    )  # fmt: skip
    rows = listed(node)
    places = {id: "vault" if row["key"] == "SM2" else f"pkcs11:chancery-{id}" for id, row in rows.items()}
    assert {id: row["key_in"] for id, row in rows.items()} == places
    assert len(rows) > 5 and rows["root"]["key"] == "ECC secp384r1"
    (leaf, middle, *_) = obtain(node, named)
    assert verify(tmp_path, node.root.read_text(), pem(middle), leaf).stdout.strip().endswith("OK")
    assert crl_of(leaf)[1].is_signature_valid(middle.public_key())

    # The token goes away: applications wait, the service lives, nothing is issued.
    away = token.with_name("away")
    token.rename(away)
    token.mkdir()
    cloud = Cloud(node, node.new_key())
    number = cloud.apply(new_domain(), CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1")
    cloud.prove_by_dns(named, number)
    cloud.call("CompleteCertificate", CertificateId=number)
    wait_until(lambda: "hardware module cannot be used" in node.log(), 20, "the log names the module", every=0.1)
    assert cloud.status(number) != ISSUED
    assert crl_of(leaf)[1].is_signature_valid(middle.public_key()), "what is signed already is served"

    # It comes back: the stored task goes on by itself.
    token.rmdir()
    away.rename(token)
    cloud.issued(number, 60)
    assert "271828" not in node.log()
    fresh = json.loads(ca(node, "rotate", issuer_of(leaf), "--json").stdout)
    assert fresh["key_in"] == f"pkcs11:chancery-{issuer_of(leaf)}-2"
    taken_over(node, fresh["id"])
    assert issuer_of(obtain(node, named)[0]) == fresh["id"]

