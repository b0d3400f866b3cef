"""Things that must never happen, numbered as in the list of trust rules; those that need the whole program."""

import concurrent.futures
import re

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from conftest import new_domain, settings_for
from harness.archive import Archive
from harness.certificates import Chain, key_pem
from harness.cloud import Cloud
from harness.intl import IntlCloud, IntlError
from harness.service import Service


def test_must_never_15_another_tenants_certificate_is_not_there(service, named):
    """Reads, downloads and changes of a stranger's certificate answer exactly as for one that does not exist."""
    owner, stranger = Cloud(service, service.new_key()), Cloud(service, service.new_key())
    issued = owner.obtain(named, new_domain())
    waiting = owner.apply(new_domain())
    for certificate in (issued, waiting):
        for action in (
            "DescribeCertificate",
            "DescribeCertificateDetail",
            "DownloadCertificate",
            "CompleteCertificate",
            "CheckCertificateDomainVerification",
            "CancelCertificateOrder",
            "CancelAuditCertificate",
            "DeleteCertificate",
            "DescribeDownloadCertificateUrl",
        ):
            error = stranger.refused(action, CertificateId=certificate)
            unknown = stranger.refused(action, CertificateId="notThere")
            assert error.code == unknown.code, action
            assert error.message.replace(certificate, "notThere") == unknown.message, action
        assert stranger.refused("ModifyCertificateAlias", CertificateId=certificate, Alias="mine").code
        moved = stranger.call("ModifyCertificateProject", CertificateIdList=[certificate], ProjectId=5)
        assert moved["SuccessCertificates"] == []
        assert deletion(stranger, certificate) == deletion(stranger, "notThere")
    assert stranger.call("DescribeCertificates")["TotalCount"] == 0
    told = stranger.call("DescribeCertificateOperateLogs")["OperateLogs"]
    assert not {line["CertId"] for line in told} & {issued, waiting}, told
    assert owner.status(issued) == 1 and owner.status(waiting) == 0


def deletion(cloud, certificate):
    """What a batch deletion says about a certificate, without the certificate's own id."""
    batch = cloud.call("DeleteCertificates", CertificateIds=[certificate])
    assert batch["Success"] == []
    tasks = [one["TaskId"] for one in batch["CertTaskIds"]]
    results = cloud.call("DescribeDeleteCertificatesTaskResult", TaskIds=tasks)["DeleteTaskResult"] if tasks else []
    said = [(one["Status"], one["Error"], one["Domains"]) for one in results] + [one["Msg"] for one in batch["Fail"]]
    assert said
    return str(said).replace(certificate, "ID")


def test_must_never_16_a_hundred_at_once_each_with_its_own_key(service, named):
    """100 applications, proved and finished at the same time: each certificate is for its own name and key."""
    clouds = [Cloud(service, service.new_key()) for _ in range(5)]

    def obtain(number):
        cloud, domain = clouds[number % 5], new_domain()
        certificate = cloud.apply(domain, CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1")
        cloud.prove_by_dns(named, certificate)
        return cloud, domain, certificate

    def finish(journey):
        cloud, domain, certificate = journey
        cloud.call("CompleteCertificate", CertificateId=certificate)
        return cloud.issued(certificate, seconds=120)

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        journeys = list(pool.map(obtain, range(100)))
        details = list(pool.map(finish, journeys))
    serials, keys = set(), set()
    for (_, domain, certificate), detail in zip(journeys, details):
        leaf = x509.load_pem_x509_certificates(detail["CertificatePublicKey"].encode())[0]
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName)[0] == domain
        assert detail["CertificateId"] == certificate
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(detail["CertificatePrivateKey"].encode(), None)
        assert key.public_key() == leaf.public_key()
        serials.add(leaf.serial_number)
        keys.add(leaf.public_key().public_numbers().x)
    assert len(serials) == len(keys) == 100


def test_must_never_18_issuer_names_are_byte_equal_and_every_pointer_answers(service, named, tmp_path):
    """From the first certificate on: the pointers in leaf and intermediate lead to the issuer and to its list."""
    cloud = Cloud(service, service.new_key())
    certificate = cloud.obtain(named, new_domain())
    text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
    leaf, middle, *_ = x509.load_pem_x509_certificates(text.encode())
    root = x509.load_pem_x509_certificate(service.root.read_bytes())
    assert leaf.issuer.public_bytes() == middle.subject.public_bytes()
    assert middle.issuer.public_bytes() == root.subject.public_bytes()
    for lower, issuer in ((leaf, middle), (middle, root)):
        for url in crl_urls(lower):
            answer = requests.get(url, timeout=10)
            assert answer.status_code == 200, url
            revoked = x509.load_der_x509_crl(answer.content)
            assert revoked.is_signature_valid(issuer.public_key()) and revoked.issuer == issuer.subject
        for url in access_urls(lower, AuthorityInformationAccessOID.CA_ISSUERS):
            answer = requests.get(url, timeout=10)
            assert answer.status_code == 200, url
            assert x509.load_der_x509_certificate(answer.content) == issuer
    (url,) = access_urls(leaf, AuthorityInformationAccessOID.OCSP)
    question = ocsp.OCSPRequestBuilder().add_certificate(leaf, middle, hashes.SHA1()).build()
    answer = requests.post(url, question.public_bytes(Encoding.DER), headers={"Content-Type": "application/ocsp-request"}, timeout=10)
    assert ocsp.load_der_ocsp_response(answer.content).certificate_status == ocsp.OCSPCertStatus.GOOD


def crl_urls(certificate):
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    return [name.value for point in points for name in point.full_name]


def access_urls(certificate, method):
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    return [one.access_location.value for one in access if one.access_method == method]


def test_must_never_17_the_leaf_ends_before_its_issuer(service, named):
    cloud = Cloud(service, service.new_key())
    certificate = cloud.obtain(named, new_domain())
    text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
    leaf, middle, *_ = x509.load_pem_x509_certificates(text.encode())
    assert leaf.not_valid_after_utc <= middle.not_valid_after_utc
    assert leaf.not_valid_before_utc >= middle.not_valid_before_utc


def test_must_never_07_serials_are_positive_short_and_distinct(service, named):
    cloud = Cloud(service, service.new_key())
    serials = set()
    for _ in range(5):
        certificate = cloud.obtain(named, new_domain(), CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1")
        text = cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePublicKey"]
        serials.add(x509.load_pem_x509_certificates(text.encode())[0].serial_number)
    assert len(serials) == 5
    assert all(2**64 < serial < 2**159 for serial in serials), serials


def test_must_never_22_loopback_is_refused_by_default(tmp_path, named):
    """Without the test's permission the validator does not contact loopback, and says so."""
    settings = settings_for(named)
    del settings["validation.allow_private_addresses"]
    service = Service(tmp_path, settings).start()
    try:
        cloud = Cloud(service, service.new_key())
        for address in ("127.0.0.1", "169.254.169.254", "10.0.0.1"):
            domain = new_domain()
            for host in (domain, f"www.{domain}"):
                named.set(host, "A", address)
            certificate = cloud.apply(domain, method="FILE")
            (seen, *_) = cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)["VerificationResults"]
            assert address in seen["LocalCheckFailReason"], seen
            assert "never contacted" in seen["LocalCheckFailReason"], seen
    finally:
        service.stop()


def test_must_never_23_no_secret_in_the_log_or_the_database(tmp_path, named):
    """Keys, passwords and API secrets appear neither in the log, at its most talkative, nor in the files of the data folder."""
    service = Service(tmp_path, {**settings_for(named), "log.filter": "debug"}).start()
    password, upload_password = "Very-Secret-Pass-77", "Other-Secret-Pass-88"
    try:
        key = service.new_key()
        cloud = Cloud(service, key)
        certificate = cloud.obtain(named, new_domain(), CsrKeyPassword=password)
        plain = cloud.obtain(named, new_domain())
        archive = Archive(cloud.call("DownloadCertificate", CertificateId=plain))
        private = cloud.call("DescribeCertificateDetail", CertificateId=plain)["CertificatePrivateKey"]
        keystore = archive.files["IIS/keystorePass.txt"].decode().strip()
        chain = Chain(new_domain())
        cloud.call(
            "UploadCertificate",
            CertificatePublicKey=chain.full,
            CertificatePrivateKey=key_pem(chain.key, upload_password),
            KeyPassword=upload_password,
        )
        cloud.refused("UploadCertificate", CertificatePublicKey="junk", CertificatePrivateKey=key_pem(chain.key))
        intl = IntlCloud(service, key, https=False)
        with pytest.raises(IntlError):
            intl.call("CreateCSR", Domain="*.*.bad", Organization="o", Department="d", Email="e", Province="p", City="c",
                      Country="CN", EncryptAlgo="RSA", KeyParameter="2048", Generate=True, KeyPassword=password)  # fmt: skip
        intl.close()
    finally:
        service.stop()
    assert certificate
    secrets = {
        "API secret": key.secret_key,
        "key password": password,
        "upload's password": upload_password,
        "keystore password": keystore,
        "private key": private.splitlines()[2],
        "uploaded key": key_pem(chain.key).splitlines()[1],
    }
    log = service.log()
    for what, secret in secrets.items():
        assert secret not in log, f"{what} in the log"
    assert "PRIVATE KEY" not in log
    for path in service.data.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for what, secret in secrets.items():
                assert secret.encode() not in content, f"{what} in {path.name}"
    for path in service.data.rglob("*"):
        if re.search("master", path.name):
            assert path.stat().st_mode & 0o777 == 0o600
