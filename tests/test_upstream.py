"""A brand whose certificates another authority issues, with Chancery on both ends: one node is the authority and serves
ACME, the other is its client and answers http-01 at its own HTTP address."""

import json
import sqlite3
import time
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
from harness.journey import APPLICANT
from harness.processes import wait_until
from harness.service import Service

BRAND = "trustasia"
DV_MULTI = 11


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


@pytest.fixture
def pair(tmp_path, named):
    """The authority, which knows its ACME clients by external accounts, and a client whose brand is bound to it."""
    folder = tmp_path
    client = Service(folder / "client", settings_for(named))
    # Names lead to 127.0.0.1, and this is their port 80. Certificates for 20 days may be renewed at once.
    profiles = data_file(folder, "profiles", validity_seconds="1_728_000")
    settings = settings_for(named) | {"validation.http_port": client.http_port, "profiles.file": profiles}
    authority = Service(folder / "authority", settings | {"acme.require_eab": True}).start()
    tenant = authority.new_key().account
    bound = json.loads(authority.command("eab", "create", "--account", tenant, "--json").stdout)
    key = folder / "eab.key"
    key.write_text(bound["hmac_key"] + "\n")
    client.settings["upstream.other"] = (
        f"{{brands=['{BRAND}'], directories=['https://127.0.0.1:{authority.https_port}/acme/directory'], "
        f"ca_file='{authority.root}', contacts=['mailto:operator@boutique.org'], "
        f"eab_kid='{bound['kid']}', eab_key_file='{key}'}}"
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


def applied(client: Service, named) -> str:
    """An application whose names are proved and lead to the client; the rest goes by itself."""
    name = new_domain()
    for host in (name, f"www.{name}"):
        named.set(host, "A", "127.0.0.1")
    cloud = Cloud(client, client.new_key())
    certificate = cloud.apply(name)
    cloud.prove_by_dns(named, certificate)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    return certificate


def later(node: Service, by: str):
    """The node is killed and comes back with its clock moved on from the true time."""
    node.kill()
    node.faketime = by
    node.start()


def stage(client: Service, certificate: str) -> str:
    """How far the order is; empty before it was begun."""
    found = rows(client, "SELECT body FROM upstream_orders WHERE certificate = ?", certificate)
    here = json.loads(found[0][0])["stage"] if found else ""
    return here if isinstance(here, str) else next(iter(here))


def test_must_never_24_a_client_killed_on_the_way_ends_with_one_certificate(pair, named):
    authority, client = pair
    certificate = applied(client, named)
    # Killed with the order open, with its proofs published, and with the certificate signed there. A killed node's
    # tasks are free again after two minutes, hence the clock.
    wait_until(lambda: stage(client, certificate) == "Ordered", 30, "the order is recorded", every=0.001)
    later(client, "+3m")
    wait_until(lambda: rows(client, "SELECT * FROM upstream_proofs"), 30, "proofs are published", every=0.001)
    later(client, "+6m")
    signed = "SELECT serial FROM issuances WHERE profile = 'default'"
    wait_until(lambda: rows(authority, signed), 30, "the authority has signed", every=0.001)
    later(client, "+9m")
    wait_until(lambda: stage(client, certificate) == "Issued", 30, "the client has it")
    ((serial,),) = rows(authority, signed)
    assert rows(client, "SELECT serial FROM issuances WHERE certificate = ?", certificate) == [(serial,)]
    assert rows(client, "SELECT * FROM upstream_proofs") == []


def bought(client: Service, named) -> str:
    """The same for a certificate of a year that was paid for."""
    name = new_domain()
    for host in (name, f"www.{name}"):
        named.set(host, "A", "127.0.0.1")
    cloud = Cloud(client, client.new_key())
    client.command("balance", "top-up", "--account", cloud.key.account, "--cash", "73200")
    certificate = cloud.raw("CreateCertificate", ProductId=DV_MULTI, DomainNum=2, TimeSpan=1)["CertificateIds"][0]
    cloud.call("CertificateInfoSubmit", CertId=certificate, CertCommonName=name, DnsNames=[f"www.{name}"], **APPLICANT)
    cloud.call("CertificateOrderSubmit", CertId=certificate)
    cloud.prove_by_dns(named, certificate)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    return certificate


def test_the_window_is_asked_for_again_and_a_revocation_at_the_authority_brings_the_next_certificate(pair, named):
    """K3, RFC 9773: what the authority revokes is replaced at once inside its paid term, without anybody's doing."""
    authority, client = pair
    certificate = bought(client, named)
    before = wait_until(lambda: window(client, certificate), 30, "the window is stored")
    ((serial,),) = rows(client, "SELECT serial FROM issuances WHERE certificate = ?", certificate)
    authority.command("ca", "revoke", serial, "--reason", "superseded")
    # Not before the authority's Retry-After of six hours is over (RFC 9773 section 4.3).
    due = "SELECT due_at FROM tasks WHERE kind = 'follow-upstream' AND due_at > ?"
    ((at,),) = wait_until(lambda: rows(client, due, int(time.time()) + 60), 10, "the next question is planned")
    assert 0 <= time.time() + 21_600 - at < 120
    later(client, "+7h")
    wait_until(lambda: window(client, certificate) != before, 30, "the window was asked for again")
    assert window(client, certificate)["to"] < before["from"]
    wait_until(lambda: "asks to renew this certificate at once" in client.log(), 10, "the operator is told")
    # The round that applies for the next certificate begins with the node.
    later(client, "+8h")
    issued = "SELECT c.id FROM certificates c JOIN certificate_relations r ON r.number = c.number WHERE r.parent = ? AND r.relation = 'continuation' AND c.stage = 'issued'"
    ((following,),) = wait_until(lambda: rows(client, issued, certificate), 40, "the next certificate is issued")
    assert stage(client, following) == "Issued"
    # The order said what it replaces (section 5).
    assert rows(authority, "SELECT certificate FROM acme_replacements") == [(serial,)]


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
