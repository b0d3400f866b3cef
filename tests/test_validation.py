"""Every method before real servers: passed, wrong value, missing, time-out and after three days, each with the text that
tells the applicant what was seen and what to do (E6)."""

import datetime
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from conftest import data_file, new_domain, settings_for
from harness.certificates import key_pem, name, pem
from harness.cloud import Cloud
from harness.nginx import Nginx
from harness.processes import free_port, wait_until
from harness.service import Service

DAY = 86400
# Loopback has many addresses: one where only HTTP listens, one where only HTTPS does, one for the silent server.
HTTP_ONLY, HTTPS_ONLY, SILENT = "127.0.0.2", "127.0.0.3", "127.0.0.4"


class Site:
    """Nginx with a folder for each host, and a second Nginx that can be made silent."""

    def __init__(self, folder):
        self.http_port, self.https_port = free_port(), free_port()
        self.pages = folder / "pages"
        self.pages.mkdir(parents=True)
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        # An expired certificate of a stranger: errors of HTTPS are no obstacle to a file proof.
        certificate = (
            x509.CertificateBuilder().subject_name(name("old.test")).issuer_name(name("old.test"))
            .public_key(key.public_key()).serial_number(7)
            .not_valid_before(now - datetime.timedelta(days=9)).not_valid_after(now - datetime.timedelta(days=1))
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        (folder / "old.crt").write_text(pem(certificate))
        (folder / "old.key").write_text(key_pem(key))
        tls = f"ssl_certificate {folder}/old.crt; ssl_certificate_key {folder}/old.key;"
        server = "server {{ listen {listen}; root {root}/$host; {more} }}"
        self.open = Nginx(
            folder / "open",
            server.format(listen=f"{HTTP_ONLY}:{self.http_port}", root=self.pages, more="")
            + server.format(listen=f"{HTTPS_ONLY}:{self.https_port} ssl", root=self.pages, more=tls),
            (HTTP_ONLY, self.http_port),
        )
        self.silent = Nginx(
            folder / "silent",
            server.format(listen=f"{SILENT}:{self.http_port}", root=self.pages, more="")
            + server.format(listen=f"{SILENT}:{self.https_port} ssl", root=self.pages, more=tls),
            (SILENT, self.http_port),
        )

    def put(self, proof: dict, content: str):
        path = self.pages / proof["DvAuthDomain"] / proof["DvAuthPath"].strip("/") / proof["DvAuthKey"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def close(self):
        self.open.close()
        self.silent.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    servers = Site(tmp_path_factory.mktemp("site"))
    yield servers
    servers.close()


def start(folder, named, site, record, faketime=None):
    """A node whose free product is proved by this kind of record, as the catalogue says per brand, and whose policy
    gives up on a silent server after 3 seconds instead of 30."""
    settings = {
        **settings_for(named),
        "validation.http_port": site.http_port,
        "validation.https_port": site.https_port,
        "policy.file": data_file(folder, "policy", probe_timeout_seconds="3"),
        "catalogue.file": data_file(folder, "catalogue", dns_record=f'"{record}"'),
    }
    return Service(folder, settings, faketime=faketime).start()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory, named, site):
    services = {
        record: start(tmp_path_factory.mktemp(f"validation-{record}"), named, site, record) for record in ("TXT", "CNAME")
    }
    yield services
    for service in services.values():
        service.stop()


class Journey:
    """One method: how a proof is published rightly, wrongly and nowhere, and how its server falls silent."""

    def __init__(self, method, named, site):
        self.method, self.named, self.site = method, named, site

    def apply(self, cloud):
        """Applies for a domain of its own; (domain, certificate)."""
        domain = new_domain()
        if self.method in ("http", "https"):
            # Both names of the certificate lead to the server where only this scheme is open.
            self.named.set(domain, "A", HTTP_ONLY if self.method == "http" else HTTPS_ONLY)
            self.named.set(f"www.{domain}", "A", HTTP_ONLY if self.method == "http" else HTTPS_ONLY)
            return domain, cloud.apply(domain, method="FILE")
        return domain, cloud.apply(domain, method="DNS")

    @property
    def record(self):
        """What the catalogue must say for this method; file proofs do not care."""
        return "CNAME" if self.method == "cname" else "TXT"

    def publish(self, cloud, certificate, wrong=False):
        for proof in cloud.proofs(certificate):
            kind = proof["DvAuthVerifyType"]
            if kind == "FILE":
                self.site.put(proof, "something else" if wrong else proof["DvAuthValue"])
            else:
                other = "something-else.example.net" if kind == "CNAME" else "something else"
                self.named.set(proof["DvAuthKey"], kind, other if wrong else proof["DvAuthValue"])

    def fall_silent(self, domain):
        if self.method in ("txt", "cname"):
            self.named.pause()
        else:
            for host in (domain, f"www.{domain}"):
                self.named.set(host, "A", SILENT)
            self.site.silent.pause()

    def speak_again(self):
        self.named.resume()
        self.site.silent.resume()


@pytest.fixture(params=["txt", "cname", "http", "https"])
def journey(request, named, site):
    return Journey(request.param, named, site)


@pytest.fixture
def node(nodes, journey):
    return nodes[journey.record]


def look(cloud, certificate) -> dict:
    """Has the names looked at anew (a look right after another one is put off) and returns what was seen of the first."""

    def fresh():
        results = cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)["VerificationResults"]
        return None if results[0]["Frequently"] else results[0]

    return wait_until(fresh, 30, "a fresh look", every=0.5)


EXPECTED_KIND = {"txt": "TXT", "cname": "CNAME", "http": "FILE", "https": "FILE"}


def test_passed(node, journey):
    cloud = Cloud(node, node.new_key())
    _, certificate = journey.apply(cloud)
    assert {proof["DvAuthVerifyType"] for proof in cloud.proofs(certificate)} == {EXPECTED_KIND[journey.method]}
    journey.publish(cloud, certificate)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    cloud.issued(certificate)


def test_wrong_value(node, journey):
    cloud = Cloud(node, node.new_key())
    _, certificate = journey.apply(cloud)
    journey.publish(cloud, certificate, wrong=True)
    seen = look(cloud, certificate)
    expected = {"txt": -2, "cname": -7, "http": -5, "https": -5}[journey.method]
    assert seen["LocalCheck"] == expected, seen
    assert any("something" in value for value in seen["CheckValue"]), seen
    assert "another value" in seen["LocalCheckFailReason"] and "set it to" in seen["LocalCheckFailReason"], seen
    assert cloud.status(certificate) == 0


def test_missing(node, journey):
    cloud = Cloud(node, node.new_key())
    _, certificate = journey.apply(cloud)
    seen = look(cloud, certificate)
    expected = {"txt": -1, "cname": -6, "http": -4, "https": -4}[journey.method]
    assert seen["LocalCheck"] == expected, seen
    words = "put a file there" if journey.method in ("http", "https") else "add the record"
    assert words in seen["LocalCheckFailReason"], seen


# E4: one look takes thirty seconds at most.
def test_time_out(node, journey):
    cloud = Cloud(node, node.new_key())
    domain, certificate = journey.apply(cloud)
    journey.fall_silent(domain)
    try:
        # The service's own first look may have had a part of its answers just before, and be recorded after ours.
        silent = lambda: "nothing answered" in (seen := look(cloud, certificate)["LocalCheckFailReason"]) and seen
        assert "firewall" in wait_until(silent, 30, "a look that nothing answered")
        assert cloud.status(certificate) == 0
    finally:
        journey.speak_again()


# E4: three calendar days.
def test_after_three_days(tmp_path, named, site, journey, monkeypatch):
    """Applied for three days and a minute ago, with a proof that is wrong; the service ran then, and runs again now."""
    before = start(tmp_path, named, site, journey.record, faketime=f"-{3 * DAY + 60}s")
    true_time = time.time
    with monkeypatch.context() as past:
        past.setattr(time, "time", lambda: true_time() - 3 * DAY - 60)
        cloud = Cloud(before, before.new_key())
        _, certificate = journey.apply(cloud)
        journey.publish(cloud, certificate, wrong=True)
        look(cloud, certificate)
        assert cloud.status(certificate) == 0
    before.stop()
    before.faketime = None
    now = before.start()
    try:
        wait_until(lambda: cloud.status(certificate) == 2, 30, "the application failed", every=0.2)
        told = cloud.call("DescribeCertificate", CertificateId=certificate)["StatusMsg"]
        assert "not completed in time" in told and "apply again" in told, told
        assert "another value" in told, "what was last seen is told"
        # A right proof comes too late.
        assert cloud.refused("CompleteCertificate", CertificateId=certificate).code.startswith("FailedOperation.")
    finally:
        now.stop()
