"""The main job, from application to a verified certificate, on both databases, over HTTP and HTTPS."""

import pytest
from cryptography import x509

from harness.archive import Archive
from harness.cloud import Cloud
from harness.processes import run

ALGORITHMS = [
    ("RSA", "2048", "RSA"),
    ("RSA", "3072", "RSA"),
    ("RSA", "4096", "RSA"),
    ("ECC", "prime256v1", "P-256"),
    ("ECC", "secp384r1", "P-384"),
]


def test_from_application_to_archive(cloud, named, domain):
    certificate = cloud.apply(domain, Alias="shop front")
    waiting = cloud.call("DescribeCertificate", CertificateId=certificate)
    assert waiting["Status"] == 0
    assert waiting["StatusMsg"] == "PENDING-DCV"
    assert waiting["Alias"] == "shop front"

    (proof,) = {(p["DvAuthKey"], p["DvAuthValue"], p["DvAuthVerifyType"]) for p in cloud.proofs(certificate)}
    assert proof[0] == f"_dnsauth.{domain}"
    assert proof[2] == "TXT"
    named.set(proof[0], "TXT", proof[1])
    cloud.call("CompleteCertificate", CertificateId=certificate)
    detail = cloud.issued(certificate)

    leaf = x509.load_pem_x509_certificate(detail["CertificatePublicKey"].encode())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [domain, f"www.{domain}"]
    assert detail["Status"] == 1
    archive = Archive(cloud.call("DownloadCertificate", CertificateId=certificate))
    assert any(name.startswith("Nginx/") for name in archive.files)


@pytest.mark.parametrize("family,parameter,_name", ALGORITHMS)
def test_every_key_algorithm(service, key, named, domain, tmp_path, family, parameter, _name):
    cloud = Cloud(service, key)
    certificate = cloud.obtain(named, domain, CsrEncryptAlgo=family, CsrKeyParameter=parameter)
    detail = cloud.call("DescribeCertificateDetail", CertificateId=certificate)
    (tmp_path / "chain.pem").write_text(detail["CertificatePublicKey"])
    (tmp_path / "key.pem").write_text(detail["CertificatePrivateKey"])
    verified = run(
        "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", domain,
        "-CAfile", service.root, "-untrusted", tmp_path / "chain.pem", tmp_path / "chain.pem",
    )  # fmt: skip
    assert verified.stdout.strip().endswith("OK")
    of_certificate = run("openssl", "x509", "-in", tmp_path / "chain.pem", "-noout", "-pubkey").stdout
    of_key = run("openssl", "pkey", "-in", tmp_path / "key.pem", "-pubout").stdout
    assert of_certificate == of_key


# N2: the chain of hashes verifies.
def test_the_operation_log_tells_the_story_and_verifies(service, key, named, domain):
    cloud = Cloud(service, key)
    certificate = cloud.obtain(named, domain)
    cloud.call("ModifyCertificateAlias", CertificateId=certificate, Alias="renamed")
    cloud.call("DownloadCertificate", CertificateId=certificate)
    lines = cloud.call("DescribeCertificateOperateLogs")["OperateLogs"]
    kinds = [line["Type"] for line in lines if line["CertId"] == certificate]
    assert {"apply", "domainValidationPassed", "issued", "updateAlias", "download"} <= set(kinds), kinds
    assert kinds.index("issued") > kinds.index("updateAlias"), "the latest line comes first"
    service.command("log", "verify")


def test_every_signature_method_by_post_and_get(service, key):
    """v1 signatures and GET, which every SDK can still be set to."""
    for sign_method in ("TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"):
        for method in ("POST", "GET"):
            cloud = Cloud(service, key, sign_method=sign_method, method=method)
            assert cloud.call("DescribeCertificates", Limit=5, CertificateStatus=[0, 1])["TotalCount"] == 0


def test_a_restart_loses_nothing(tmp_path, named):
    from conftest import new_domain, settings_for
    from harness.service import Service

    service = Service(tmp_path, settings_for(named)).start()
    key = service.new_key()
    cloud = Cloud(service, key)
    certificate = cloud.apply(new_domain())
    service.kill()
    service.start()
    cloud.prove_by_dns(named, certificate)
    # No CompleteCertificate: the stored task looks again by itself.
    cloud.issued(certificate, seconds=60)
    service.stop()
    assert service.process.returncode == 0, "SIGTERM ends the service in order"
