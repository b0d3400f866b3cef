"""SM2 pairs (D1, G2, H2) through the official SDK on the real server, on both databases, judged by openssl."""

import subprocess
import urllib.request

import pytest

from harness.archive import Archive
from harness.cloud import Cloud

IDENTITY = "distid:1234567812345678"
NAME = "www.foreign-shop.org"


def openssl(folder, *arguments) -> str:
    done = subprocess.run(["openssl", *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout


def verify_link(folder, trusted, certificate):
    """OpenSSL 3.0 uses the identity for the last certificate only, so that each link is verified by itself."""
    openssl(folder, "verify", "-partial_chain", "-trusted", trusted, "-vfyopt", IDENTITY, "-x509_strict", certificate)


def make(folder, name: str, subject: str):
    openssl(folder, "genpkey", "-algorithm", "SM2", "-out", f"{name}.key")
    openssl(folder, "req", "-new", "-key", f"{name}.key", "-sm3", "-sigopt", IDENTITY, "-subj", subject, "-out", f"{name}.csr")


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    """A root with a signature and an encryption certificate, a key each, all made by openssl."""
    folder = tmp_path_factory.mktemp("foreign")
    make(folder, "root", "/CN=Foreign SM2 Root")
    (folder / "root.ext").write_text("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n")
    openssl(folder, "x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-sm3", "-sigopt", IDENTITY, "-vfyopt", IDENTITY,
            "-days", 3650, "-extfile", "root.ext", "-out", "root.crt")
    for serial, name, usage in [(17, "sign", "digitalSignature,nonRepudiation"), (18, "encrypt", "keyEncipherment,dataEncipherment,keyAgreement")]:
        make(folder, name, f"/CN={NAME}")
        (folder / "leaf.ext").write_text(f"keyUsage=critical,{usage}\nsubjectAltName=DNS:{NAME}\n")
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "root.crt", "-CAkey", "root.key", "-sm3", "-sigopt", IDENTITY,
                "-vfyopt", IDENTITY, "-days", 365, "-set_serial", serial, "-extfile", "leaf.ext", "-out", f"{name}.crt")
    return folder


def pair(folder, **changed) -> dict:
    read = lambda name: (folder / name).read_text()
    root = read("root.crt")
    return {
        "CertificatePublicKey": read("sign.crt") + root,
        "CertificatePrivateKey": read("sign.key"),
        "EncryptCert": read("encrypt.crt") + root,
        "EncryptPrivateKey": read("encrypt.key"),
        "Repeatable": False,
        **changed,
    }


def test_an_openssl_made_pair_is_uploaded_described_listed_and_downloaded(cloud, service, foreign, tmp_path):
    """H2, G2: both certificates and keys come back as they were given."""
    identity = cloud.raw("UploadCertificate", **pair(foreign))["CertificateId"]
    detail = cloud.call("DescribeCertificateDetail", CertificateId=identity)
    assert detail["EncryptAlgorithm"] == "SM2" and detail["CertificateExtra"]["SMCert"] == 1
    assert detail["CertificatePublicKey"] == (foreign / "sign.crt").read_text()
    assert detail["EncryptCert"] == (foreign / "encrypt.crt").read_text()
    assert detail["EncryptPrivateKey"] != detail["CertificatePrivateKey"]
    assert detail["RootCert"] == {"Encrypt": (foreign / "root.crt").read_text(), "Sign": (foreign / "root.crt").read_text(), "Standard": ""}
    sha1 = openssl(foreign, "x509", "-in", "encrypt.crt", "-noout", "-fingerprint", "-sha1").strip().split("=")[1]
    assert detail["EncryptCertFingerprint"] == sha1 != detail["CertFingerprint"]
    for name, key in [("sign", detail["CertificatePrivateKey"]), ("encrypt", detail["EncryptPrivateKey"])]:
        (tmp_path / f"{name}.key").write_text(key)
        assert openssl(tmp_path, "pkey", "-in", f"{name}.key", "-pubout") == openssl(foreign, "pkey", "-in", f"{name}.key", "-pubout")

    (row,) = cloud.call("DescribeCertificates", IsSM=1)["Certificates"]
    assert row["CertificateId"] == identity and row["IsSM"] is True
    assert row["SupportDownloadType"] == {
        "NGINX": True, "APACHE": True, "TOMCAT": False, "IIS": False, "JKS": False, "OTHER": True, "ROOT": True,
    }
    files = Archive(cloud.call("DownloadCertificate", CertificateId=identity)).files
    assert files[f"Nginx/1_{NAME}_sign_bundle.crt"] == (foreign / "sign.crt").read_bytes()
    assert files[f"Nginx/2_{NAME}_encrypt_bundle.crt"] == (foreign / "encrypt.crt").read_bytes()
    assert {f"Nginx/3_{NAME}.key", f"Nginx/4_{NAME}_encrypt.key", "Root/root.crt"} <= set(files)
    assert not [name for name in files if name.endswith((".jks", ".pfx"))]
    refused = cloud.refused("DescribeDownloadCertificateUrl", CertificateId=identity, ServiceType="jks")
    assert refused.code == "FailedOperation.CertificateDownloadServiceTypeNotSupport"
    # Another tenant's pair is answered like one that never was.
    other = Cloud(service, service.new_key())
    assert other.refused("DescribeCertificateDetail", CertificateId=identity).code == "FailedOperation.CertificateNotFound"
    assert other.call("DescribeCertificates", IsSM=1)["TotalCount"] == 0


def test_a_pair_that_does_not_fit_is_refused_with_its_code_and_nothing_is_kept(cloud, foreign):
    """H2: each of the two is checked: kind, key, purpose, chain."""
    read = lambda name: (foreign / name).read_text()
    alone = pair(foreign)
    del alone["EncryptCert"], alone["EncryptPrivateKey"]
    standard = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=a.b", "-keyout", "/dev/stdout"], capture_output=True, text=True
    ).stdout
    key, certificate = standard.split("-----BEGIN CERTIFICATE-----")
    certificate = "-----BEGIN CERTIFICATE-----" + certificate
    for input, code in [
        (alone, "FailedOperation.CertificateEncryptInvalid"),
        (pair(foreign, CertificatePublicKey=certificate, CertificatePrivateKey=key), "FailedOperation.CertificateEncryptInvalid"),
        (pair(foreign, EncryptCert=read("sign.crt"), EncryptPrivateKey=read("sign.key")), "FailedOperation.CertificateEncryptInvalid"),
        (pair(foreign, EncryptPrivateKey=read("sign.key")), "FailedOperation.CertificateMatchError"),
        (pair(foreign, CertificatePrivateKey=read("encrypt.key")), "FailedOperation.CertificateMatchError"),
        (pair(foreign, EncryptCert=read("encrypt.crt") + certificate), "FailedOperation.CertificateChainError"),
        (pair(foreign, EncryptCert="-----BEGIN nothing"), "FailedOperation.CertificateParseError"),
    ]:
        assert cloud.refused("UploadCertificate", **input).code == code, code
    assert cloud.call("DescribeCertificates")["TotalCount"] == 0


def test_the_sm2_root_stands_apart_and_certifies_its_issuers(service, tmp_path):
    """D1: SM2 has a hierarchy of its own; the file that ordinary clients read holds nothing of it."""
    (service.data / "ca" / "root-sm2.pem").read_text()
    text = openssl(tmp_path, "x509", "-in", service.data / "ca" / "root-sm2.pem", "-noout", "-text")
    assert "SM2-with-SM3" in text and "Chancery SM2 Root" in text
    assert "SM2" not in openssl(tmp_path, "crl2pkcs7", "-nocrl", "-certfile", service.data / "ca" / "root.pem")
    listed = service.command("ca", "list").stdout
    for identity in ["root-sm2", "dnspod-sm2-sm2", "wotrus-sm2-sm2"]:
        assert identity in listed, listed
    for identity in ["dnspod-sm2-sm2", "wotrus-sm2-sm2"]:
        der = urllib.request.urlopen(f"http://127.0.0.1:{service.http_port}/ca/{identity}.cer", timeout=10).read()
        (tmp_path / "issuer.cer").write_bytes(der)
        openssl(tmp_path, "x509", "-inform", "DER", "-in", "issuer.cer", "-out", "issuer.pem")
        verify_link(tmp_path, service.data / "ca" / "root-sm2.pem", "issuer.pem")
