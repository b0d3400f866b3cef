"""Issued certificates before judges of other makers: pkilint, OpenSSL and the JDK."""

import json
import sys
from pathlib import Path

import pytest
from cryptography import x509

from conftest import settings_for
from harness.certificates import pem
from harness.cloud import Cloud
from harness.processes import run
from harness.service import Service

ALGORITHMS = [("RSA", "2048"), ("RSA", "3072"), ("RSA", "4096"), ("ECC", "prime256v1"), ("ECC", "secp384r1")]


@pytest.fixture(scope="module")
def service(tmp_path_factory, named):
    """A node whose pointers name a public host, as an operator would set it: 127.0.0.1 would be a finding of its own."""
    settings = {**settings_for(named), "ca.http_url": "http://ca.widget-works.org"}
    node = Service(tmp_path_factory.mktemp("judges"), settings).start()
    yield node
    node.stop()


@pytest.fixture
def key(service):
    return service.new_key()


@pytest.fixture(params=ALGORITHMS, ids=lambda pair: f"{pair[0]}-{pair[1]}")
def chain(request, service, key, named, domain, tmp_path):
    """(domain, files of leaf, intermediate and whole chain, root)."""
    family, parameter = request.param
    cloud = Cloud(service, key)
    certificate = cloud.obtain(named, domain, CsrEncryptAlgo=family, CsrKeyParameter=parameter)
    text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
    certificates = x509.load_pem_x509_certificates(text.encode())
    assert len(certificates) >= 2, "leaf and intermediate"
    (tmp_path / "chain.pem").write_text(text)
    (tmp_path / "leaf.pem").write_text(pem(certificates[0]))
    (tmp_path / "intermediate.pem").write_text(pem(certificates[1]))
    return domain, tmp_path, service.root


def lint(*arguments) -> list[str]:
    """Codes of the errors that pkilint finds."""
    done = run(Path(sys.executable).parent / "lint_cabf_serverauth_cert", "lint", "-s", "ERROR", "-f", "JSON", *arguments, check=False)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return [one["code"] for result in json.loads(done.stdout)["results"] for one in result["finding_descriptions"]]


def test_pkilint_finds_no_error_in_the_leaf(chain):
    _, folder, _ = chain
    assert lint("-t", "DV-FINAL-CERTIFICATE", folder / "leaf.pem") == []


# G1: RFC 5280, and the whole chain.
def test_openssl_and_jdk_verify_the_chain(chain):
    domain, folder, root = chain
    verified = run(
        "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", domain,
        "-CAfile", root, "-untrusted", folder / "intermediate.pem", folder / "leaf.pem",
    )  # fmt: skip
    assert verified.stdout.strip().endswith("OK")
    judge = Path(__file__).parent / "judges" / "VerifyChain.java"
    assert run("java", judge, root, folder / "chain.pem").stdout.strip() == "verified"


def test_pkilint_finds_no_error_in_root_and_intermediate(service, key, named, domain, tmp_path):
    cloud = Cloud(service, key)
    certificate = cloud.obtain(named, domain)
    text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
    (tmp_path / "intermediate.pem").write_text(pem(x509.load_pem_x509_certificates(text.encode())[1]))
    for kind, file in (("ROOT-CA", service.root), ("INTERNAL-UNCONSTRAINED-TLS-CA", tmp_path / "intermediate.pem")):
        assert lint("-t", kind, file) == []
