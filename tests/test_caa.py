"""CAA and remote perspectives before real servers: what forbids keeps an application waiting and is told, and the record
says how far a validation was confirmed (E7; must never happen, numbers 1, 3 and 19)."""

import sqlite3
import subprocess

import pytest

from conftest import new_domain, settings_for
from harness.cloud import Cloud
from harness.processes import run, stop, wait_until
from harness.service import BINARY, Service

WAITING, ISSUED = 0, 1


def reason(cloud: Cloud, certificate: str) -> str:
    """What a fresh look says."""

    def fresh():
        results = cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)["VerificationResults"]
        return None if results[0]["Frequently"] else results[0]

    return wait_until(fresh, 30, "a fresh look", every=0.5)["LocalCheckFailReason"]


FORBIDDING = [
    ("", ['0 issue "other.example"']),
    ("", ['128 atagthatnobodyknows "x"']),
    ("", ['0 issue "chancery.local; validationmethods=http-01"']),
    ("parent", ['0 issue ";"']),
]


def test_must_never_03_caa_keeps_an_application_waiting(cloud, named):
    waiting = []
    for at, records in FORBIDDING:
        domain = new_domain()
        named.set(domain, "CAA", *records)
        certificate = cloud.apply(f"www.{domain}" if at else domain)
        cloud.prove_by_dns(named, certificate)
        waiting.append((domain, certificate))
    for _, certificate in waiting:
        cloud.call("CompleteCertificate", CertificateId=certificate)
        assert cloud.status(certificate) == WAITING
    for domain, certificate in waiting:
        text = reason(cloud, certificate)
        assert "CAA record" in text and domain in text, text
        named.set(domain, "CAA", '0 issue "other.example"', '0 issue "chancery.local"')
    for _, certificate in waiting:
        # By a look of the stored task's, or by this one.
        wait_until(lambda: cloud.status(certificate) == ISSUED or reason(cloud, certificate) == "", 60, "CAA permits", every=0.5)
        cloud.issued(certificate)


OPENSSL = """
req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=root -keyout root.key -out root.pem
req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.csr
x509 -req -in server.csr -CA root.pem -CAkey root.key -days 2 -copy_extensions copyall -out server.pem
req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=coordinator -addext extendedKeyUsage=clientAuth -keyout client.key -out client.csr
x509 -req -in client.csr -CA root.pem -CAkey root.key -days 2 -copy_extensions copyall -out client.pem
"""

REGIONS = ["ARIN", "ARIN", "RIPE NCC", "RIPE NCC", "APNIC"]


@pytest.fixture(scope="module")
def perspectives(tmp_path_factory, named):
    """Five remote perspectives as processes of their own; the value of `validation.perspective`."""
    folder = tmp_path_factory.mktemp("perspectives")
    for line in OPENSSL.strip().splitlines():
        run("openssl", *line.split(), cwd=folder)
    processes, entries = [], []
    for number, region in enumerate(REGIONS):
        process = subprocess.Popen(
            [
                BINARY, "perspective", "--listen", "127.0.0.1:0", "--dnssec", "off", "--dns-server", named.address,
                "--tls-cert", folder / "server.pem", "--tls-key", folder / "server.key", "--client-ca", folder / "root.pem",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        processes.append(process)
        address = process.stdout.readline().split()[-1]
        entries.append(
            f"{{name='p{number}', url='https://{address}', region='{region}', ca='{folder}/root.pem', "
            f"certificate='{folder}/client.pem', key='{folder}/client.key'}}"
        )
    yield processes, entries
    for process in processes:
        stop(process)


def node(folder, named, **more) -> Service:
    return Service(folder, settings_for(named) | {f"validation.{key}": value for key, value in more.items()})


def written(service: Service) -> str:
    """The operation log as it stands in the register."""
    with sqlite3.connect(f"file:{service.data}/chancery.db?mode=ro", uri=True) as database:
        return "\n".join(body for (body,) in database.execute("SELECT body FROM operation_log"))


def test_must_never_19_the_record_says_how_far_a_validation_was_confirmed(tmp_path, named, perspectives, domain):
    processes, entries = perspectives
    service = node(tmp_path / "five", named, perspective=f"[{', '.join(entries)}]", perspectives="required").start()
    try:
        assert "remote perspectives confirm validations" in service.log()
        cloud = Cloud(service, service.new_key())
        certificate = cloud.obtain(named, domain)
        assert cloud.status(certificate) == ISSUED
        shown = written(service)
        assert "confirmed by 5 of 5 remote perspectives" in shown, shown
        # One falls away: it counts as disagreeing, and service goes on. Two: it stops.
        stop(processes[4])
        cloud.obtain(named, new_domain())
        stop(processes[3])
        certificate = cloud.apply(new_domain())
        cloud.prove_by_dns(named, certificate)
        cloud.call("CompleteCertificate", CertificateId=certificate)
        assert cloud.status(certificate) == WAITING
        text = reason(cloud, certificate)
        assert "2 of 5 remote perspectives" in text and "p3, p4" in text, text
    finally:
        service.stop()


def test_a_single_node_says_that_it_runs_without_remote_perspectives(tmp_path, named, domain):
    service = node(tmp_path / "alone", named).start()
    try:
        assert "validations run with fewer remote perspectives" in service.log()
        cloud = Cloud(service, service.new_key())
        cloud.obtain(named, domain)
        shown = written(service)
        assert "without remote perspectives (the policy of the day wants " in shown, shown
    finally:
        service.stop()


def test_required_perspectives_that_are_missing_refuse(tmp_path, named, domain):
    service = node(tmp_path / "required", named, perspectives="required").start()
    try:
        assert "nothing will be validated" in service.log()
        cloud = Cloud(service, service.new_key())
        certificate = cloud.apply(domain)
        cloud.prove_by_dns(named, certificate)
        cloud.call("CompleteCertificate", CertificateId=certificate)
        assert cloud.status(certificate) == WAITING
        assert "0 remote perspectives are configured" in reason(cloud, certificate)
    finally:
        service.stop()
