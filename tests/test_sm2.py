"""SM2 pairs (D1, G2, H2) through the official SDK on the real server, on both databases, judged by openssl."""

import base64
import json
import os
import subprocess
import urllib.request

import pytest

from harness.archive import Archive
from harness.cloud import Cloud
from harness.letters import ORGANIZATION
from harness.processes import wait_until
from harness.service import BINARY

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
    both = "digitalSignature,keyEncipherment"
    for serial, name, usage in [(19, "both", both), (17, "sign", "digitalSignature,nonRepudiation"), (18, "encrypt", "keyEncipherment,dataEncipherment,keyAgreement")]:
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
        (
            pair(foreign, CertificatePublicKey=read("both.crt"), CertificatePrivateKey=read("both.key"),
                 EncryptCert=read("both.crt"), EncryptPrivateKey=read("both.key")),
            "FailedOperation.CertificateEncryptInvalid",
        ),
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


DV, OV = 54, 51
COMPANY = ORGANIZATION | {"CompanyType": 2}
# A GIF of one grey point with a long comment: a letter has at least so many bytes.
COMMENT = "21fe" + ("ff" + "20" * 255) * 5 + "00"
LETTER = base64.b64encode(
    bytes.fromhex("474946383961010001008000007f7f7f000000" + COMMENT + "2c00000000010001000002024401003b")
).decode()


@pytest.fixture
def rich(service, key):
    """The SDK on a fresh account with money; its signatures have a nonce, so that no two requests are the same."""
    service.command("balance", "top-up", "--account", key.account, "--cash", "10000000", "--reference", "start")
    return Cloud(service, key, sign_method="HmacSHA256")


def buy(cloud, product, domain, **more):
    """From purchase to submission."""
    certificate = cloud.raw("CreateCertificate", ProductId=product, DomainNum=1, TimeSpan=1)["CertificateIds"][0]
    who = {"CompanyId": "0", "CompanyType": 1, "ContactEmail": "me@widgets.org", "GenCsrType": "online"} | more
    cloud.call("CertificateInfoSubmit", CertId=certificate, CertCommonName=domain, DnsNames=[], **who)
    cloud.call("CertificateOrderSubmit", CertId=certificate)
    return certificate


def prove(cloud, named, certificate):
    cloud.prove_by_dns(named, certificate)
    cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)
    return cloud.issued(certificate)


def judged(service, cloud, certificate, folder) -> dict[str, str]:
    """Both certificates of the archive verified link by link by openssl; their texts."""
    files = Archive(cloud.call("DownloadCertificate", CertificateId=certificate)).unpack(folder)
    texts = {}
    for number, kind in [(1, "sign"), (2, "encrypt")]:
        (bundle,) = (files / "Nginx").glob(f"{number}_*_{kind}_bundle.crt")
        leaf, issuer, *rest = bundle.read_text().split("-----BEGIN CERTIFICATE-----\n")[1:]
        assert not rest, "leaf and issuer, without the root"
        for name, body in [("leaf", leaf), ("issuer", issuer)]:
            (folder / f"{name}.pem").write_text("-----BEGIN CERTIFICATE-----\n" + body)
        verify_link(folder, service.data / "ca" / "root-sm2.pem", "issuer.pem")
        verify_link(folder, "issuer.pem", "leaf.pem")
        texts[kind] = openssl(folder, "x509", "-in", "leaf.pem", "-noout", "-text")
        public = openssl(folder, "x509", "-in", "leaf.pem", "-noout", "-pubkey")
        (key,) = (files / "Nginx").glob("3_*.key")
        assert openssl(folder, "pkey", "-in", key, "-pubout") == public, "one key serves both"
        (request,) = files.glob(f"*_{kind}.csr")
        openssl(folder, "req", "-in", request, "-verify", "-noout", "-vfyopt", IDENTITY)
    return texts


def test_a_bought_pair_from_purchase_to_reissue(service, rich, named, domain, tmp_path):
    """D1, G2, J1: a DV pair is bought, proved, issued, downloaded and reissued with another key."""
    certificate = buy(rich, DV, domain)
    assert rich.call("DescribeCertificates", IsSM=1)["TotalCount"] == 1
    detail = prove(rich, named, certificate)
    assert detail["EncryptAlgorithm"] == "SM2" and detail["EncryptPrivateKey"] == detail["CertificatePrivateKey"]
    assert detail["CertEndTime"] > detail["CertBeginTime"] and detail["RootCert"]["Sign"] == detail["RootCert"]["Encrypt"] != ""
    for chain in [detail["CertificatePublicKey"], detail["EncryptCert"]]:
        checked = rich.call("CheckCertificateChain", CertificateChain=chain)
        assert checked["IsValid"] is True and checked["IsTrustedCA"] is True, "the chain is verified with SM2"
    first = judged(service, rich, certificate, tmp_path / "first")
    assert "Digital Signature, Non Repudiation" in first["sign"]
    assert "Key Encipherment, Data Encipherment, Key Agreement" in first["encrypt"]
    serials = {text.split("Serial Number:")[1].split("Signature")[0].strip() for text in first.values()}
    assert len(serials) == 2, "a serial each"
    refused = rich.refused("ReplaceCertificate", CertificateId=certificate, ValidType="DNS", CsrType="online", CertCSREncryptAlgo="ECC")
    assert refused.code == "InvalidParameter", "an SM2 product takes SM2 keys only"
    # The command line names no kind of key here, so that it is the product's.
    told = {"CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}", "CHANCERY_SECRET_ID": rich.key.secret_id, "CHANCERY_SECRET_KEY": rich.key.secret_key}
    done = subprocess.run([BINARY, "cert", "reissue", certificate, "--json"], env=os.environ | told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    again = json.loads(done.stdout)["CertificateId"]
    if rich.status(again) != 1:
        reissued = prove(rich, named, again)
    else:
        reissued = rich.issued(again)
    assert reissued["EncryptCertFingerprint"] != detail["EncryptCertFingerprint"]
    assert reissued["CertificatePrivateKey"] != detail["CertificatePrivateKey"]
    judged(service, rich, again, tmp_path / "again")


def test_a_pair_is_revoked_as_one(service, rich, key, named, domain, tmp_path):
    """I1, I2: an SM2 DV pair is revoked after staff have looked at the reason; OCSP says so of both certificates."""
    certificate = buy(rich, DV, domain)
    detail = prove(rich, named, certificate)
    judged(service, rich, certificate, tmp_path)
    rich.call("RevokeCertificate", CertificateId=certificate, Reason="superseded")
    assert rich.status(certificate) == 9
    (row,) = json.loads(service.command("review", "list", "--account", key.account, "--json").stdout)["items"]
    service.command("review", "take", str(row["id"]), "--as", "examiner")
    service.command("review", "approve", str(row["id"]), "--as", "examiner")
    wait_until(lambda: rich.status(certificate) == 10, 20, "the pair is revoked", every=0.2)
    for leaf in [detail["CertificatePublicKey"], detail["EncryptCert"]]:
        (tmp_path / "leaf.pem").write_text(leaf)
        # issuer.pem is left from the verification; OpenSSL's ocsp cannot be told the identity, so that the Rust tests verify
        # the signature.
        said = openssl(tmp_path, "ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-noverify",
                       "-url", f"http://127.0.0.1:{service.http_port}/ocsp")
        assert "leaf.pem: revoked" in said and "superseded" in said, said


def test_an_organisations_pair_passes_letter_proof_and_review(service, rich, key, named, domain, tmp_path):
    """D1, F2, F3: DNSPod SM2 OV: confirmation letter, then the names, then the review; both certificates name the organisation."""
    certificate = buy(rich, OV, domain, **COMPANY)
    assert rich.status(certificate) == 8
    rich.call("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=LETTER)
    rich.prove_by_dns(named, certificate)
    rich.call("CheckCertificateDomainVerification", CertificateId=certificate)

    def reviews():
        return json.loads(service.command("review", "list", "--account", key.account, "--json").stdout)["items"]

    wait_until(reviews, 20, "the review waits", every=0.2)
    (row,) = reviews()
    service.command("review", "take", str(row["id"]), "--as", "examiner")
    service.command("review", "approve", str(row["id"]), "--as", "examiner")
    rich.issued(certificate)
    for text in judged(service, rich, certificate, tmp_path).values():
        assert "O = Widget Trading Ltd" in text and f"CN = {domain}" in text
        assert "2.23.140" not in text, "no policy of public trust"
