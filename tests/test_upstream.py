"""A brand whose certificates another authority issues, with Chancery on both ends: one node is the authority and serves
ACME, the other is its client and answers http-01 at its own HTTP address."""

import json
import sqlite3
from datetime import datetime, timezone

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from conftest import data_file, new_domain, settings_for
from harness.acme import Obtained
from harness.cloud import Cloud
from harness.processes import wait_until
from harness.service import Service

BRAND = "trustasia"


def rows(node: Service, query: str, *values) -> list[tuple]:
    """What stands in a node's register."""
    with sqlite3.connect(f"file:{node.data}/chancery.db?mode=ro", uri=True) as database:
        return database.execute(query, values).fetchall()


def order(client: Service, certificate: str) -> dict:
    """The client's record of its order at the authority."""
    ((body,),) = rows(client, "SELECT body FROM upstream_orders WHERE certificate = ?", certificate)
    return json.loads(body)


def orders(authority: Service) -> list[dict]:
    """The authority's ACME orders."""
    return [json.loads(body) for (body,) in rows(authority, "SELECT body FROM acme_orders")]


def window(client: Service, certificate: str) -> dict | None:
    """The window for renewal that the client has stored."""
    stage = order(client, certificate)["stage"]
    return stage["Issued"]["renewal"] if isinstance(stage, dict) and "Issued" in stage else None


@pytest.fixture(scope="module")
def pair(tmp_path_factory, named):
    """The authority, and a client whose brand is bound to it."""
    folder = tmp_path_factory.mktemp("upstream")
    client = Service(folder / "client", settings_for(named))
    # Names lead to 127.0.0.1, and this is their port 80. Certificates for 20 days may be renewed at once.
    profiles = data_file(folder, "profiles", validity_seconds="1_728_000")
    settings = settings_for(named) | {"validation.http_port": client.http_port, "profiles.file": profiles}
    authority = Service(folder / "authority", settings).start()
    client.settings["upstream.other"] = (
        f"{{brands=['{BRAND}'], directories=['https://127.0.0.1:{authority.https_port}/acme/directory'], "
        f"ca_file='{authority.root}', contacts=['mailto:operator@boutique.org']}}"
    )
    client.start()
    yield authority, client
    client.stop()
    authority.stop()


def chain(cloud: Cloud, certificate: str) -> list[x509.Certificate]:
    text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
    return x509.load_pem_x509_certificates(text.encode())


def answer(leaf: x509.Certificate, issuer: x509.Certificate) -> ocsp.OCSPResponse:
    """What the responder named in the certificate says of it."""
    access = leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    url = next(a.access_location.value for a in access if a.access_method == AuthorityInformationAccessOID.OCSP)
    asked = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer, hashes.SHA256()).build()
    body = asked.public_bytes(serialization.Encoding.DER)
    return ocsp.load_der_ocsp_response(requests.post(url, data=body, timeout=10).content)


def test_a_certificate_of_another_chancery_is_issued_renewed_and_revoked(pair, named):
    authority, client = pair
    cloud = Cloud(client, client.new_key())
    name = new_domain()
    for host in (name, f"www.{name}"):
        named.set(host, "A", "127.0.0.1")
    first = cloud.obtain(named, name)

    # Issued there: the chain ends at the authority's root, and its register has the serial under an ACME order.
    leaf, issuer = chain(cloud, first)[:2]
    root = x509.load_pem_x509_certificates(authority.root.read_bytes())
    leaf.verify_directly_issued_by(issuer)
    assert any(issuer.issuer == one.subject for one in root)
    own = x509.load_pem_x509_certificates(client.root.read_bytes())
    assert not any(issuer.issuer == one.subject and issuer.public_key() == one.public_key() for one in own)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {name, f"www.{name}"}
    (made,) = orders(authority)
    assert made["replaces"] is None
    # Nothing that was published as a proof stays.
    assert rows(client, "SELECT * FROM upstream_proofs") == []

    # The window for renewal is the one that the authority tells anyone (RFC 9773 section 4).
    stored = wait_until(lambda: window(client, first), 30, "the window is stored")
    ari = Obtained.ari.fget(type("Leaf", (), {"leaf": leaf}))
    directory = requests.get(f"https://127.0.0.1:{authority.https_port}/acme/directory", verify=str(authority.root)).json()
    said = requests.get(f"{directory['renewalInfo']}/{ari}", verify=str(authority.root)).json()["suggestedWindow"]
    assert [moment(stored["from"]), moment(stored["to"])] == [said["start"], said["end"]]

    # The renewal says what it replaces (section 5), and the authority keeps it.
    second = cloud.apply(name, OldCertificateId=first)
    cloud.prove_by_dns(named, second)
    cloud.call("CompleteCertificate", CertificateId=second)
    cloud.issued(second)
    assert sorted(filter(None, (one["replaces"] for one in orders(authority)))) == [ari]
    assert rows(authority, "SELECT certificate FROM acme_replacements") == [(f"{leaf.serial_number:040x}",)]

    # Revoked here, revoked there.
    status = ocsp.OCSPCertStatus
    assert answer(leaf, issuer).certificate_status == status.GOOD
    client.command("ca", "revoke", first, "--reason", "superseded")
    wait_until(lambda: order(client, first)["stage"] == "Revoked", 30, "the authority was told")
    told = answer(leaf, issuer)
    assert (told.certificate_status, told.revocation_reason) == (status.REVOKED, x509.ReasonFlags.superseded)
    renewed, above = chain(cloud, second)[:2]
    assert answer(renewed, above).certificate_status == status.GOOD


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
