"""Every action of the first slice through the official Python SDK, over HTTP and HTTPS, on both databases."""

import json
import urllib.request

import pytest

from harness.archive import Archive
from harness.certificates import Chain, key_pem, pem


@pytest.fixture
def certificate(cloud, domain):
    """An application that waits for validation."""
    return cloud.apply(domain, Alias="first", ProjectId=0)


@pytest.fixture
def issued(service, named, cloud, domain):
    return cloud.obtain(named, domain)


@pytest.fixture
def uploaded(cloud, domain):
    """An uploaded certificate with its chain."""
    chain = Chain(domain)
    answer = cloud.call(
        "UploadCertificate",
        CertificatePublicKey=chain.full,
        CertificatePrivateKey=key_pem(chain.key),
        CertificateType="SVR",
        Alias="from elsewhere",
        Tags=[{"TagKey": "team", "TagValue": "web"}],
        Repeatable=False,
    )
    return answer["CertificateId"], chain


def test_apply_certificate(cloud, certificate):
    assert len(certificate) == 8 and certificate.isalnum()


def test_check_certificate_domain_verification(cloud, named, certificate, domain):
    (result, *_) = cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)["VerificationResults"]
    assert result["Domain"] == domain
    assert result["LocalCheck"] == -1 and result["Issued"] is False
    assert result["LocalCheckFailReason"]


def test_complete_certificate(cloud, named, certificate):
    cloud.prove_by_dns(named, certificate)
    assert cloud.call("CompleteCertificate", CertificateId=certificate)["CertificateId"] == certificate
    cloud.issued(certificate)


# N1: filters, search, order.
def test_describe_certificates_filters_and_sorts(cloud, named, domain, uploaded):
    upload, _ = uploaded
    waiting = cloud.apply(f"waiting-{domain}", Alias="needle in the hay")
    issued = cloud.obtain(named, f"issued-{domain}")

    def ids(**filters):
        answer = cloud.call("DescribeCertificates", **filters)
        found = [one["CertificateId"] for one in answer["Certificates"]]
        assert answer["TotalCount"] == len(found)
        return found

    newest = cloud.call("DescribeCertificates")["Certificates"]
    assert {one["CertificateId"] for one in newest} == {issued, waiting, upload}
    moments = [one["InsertTime"] for one in newest]
    assert moments == sorted(moments, reverse=True), "newest first"
    assert ids(SearchKey="needle") == [waiting]
    assert ids(SearchKey=upload) == [upload]
    assert ids(SearchKey=f"issued-{domain}") == [issued]
    assert ids(CertificateStatus=[0]) == [waiting]
    assert set(ids(CertificateStatus=[1])) == {issued, upload}
    assert ids(FilterSource="upload") == [upload]
    assert set(ids(FilterSource="buy")) == {issued, waiting}
    assert ids(Upload=1) == [upload]
    assert ids(CertificateType="CA") == []
    assert len(ids(CertificateType="SVR")) == 3
    assert ids(ProjectId=77) == []
    assert ids(Tags=[{"TagKey": "team", "TagValue": "web"}]) == [upload]
    assert set(ids(CertIds=[waiting, issued])) == {issued, waiting}
    assert ids(ExpirationSort="ASC")[:2] in ([upload, issued], [issued, upload])
    assert ids(ExpirationSort="DESC")[:2] == ids(ExpirationSort="ASC")[:2][::-1]
    assert ids(IsSM=1) == []
    assert ids(FilterExpiring=1) == []
    assert ids(IsPendingIssue=1) == [waiting]
    page = cloud.call("DescribeCertificates", Limit=1, Offset=1)
    assert [one["CertificateId"] for one in page["Certificates"]] == ids()[1:2] and page["TotalCount"] == 3
    (row,) = cloud.call("DescribeCertificates", SearchKey=upload)["Certificates"]
    assert row["Status"] == 1 and row["Alias"] == "from elsewhere" and row["ProjectId"] == "0"
    assert row["BoundResource"] == [] and row["SubjectAltName"] == [domain]


def test_describe_certificate(cloud, certificate, domain):
    seen = cloud.call("DescribeCertificate", CertificateId=certificate)
    assert seen["Domain"] == domain
    assert seen["SubjectAltName"] == [domain, f"www.{domain}"]
    assert seen["VerifyType"] == "DNS"
    assert seen["PackageType"] == "83" and seen["IsDv"] is True and seen["IsWildcard"] is False
    assert seen["DvAuthDetail"]["DvAuths"][0]["DvAuthKey"] == f"_dnsauth.{domain}"
    assert seen["DvAuthDetail"]["DvAuths"][0]["DvAuthSubDomain"] == "_dnsauth"
    assert seen["DvAuthDetail"]["DvAuths"][0]["DvAuthDomain"] == domain


def test_describe_certificate_detail(cloud, issued, domain):
    detail = cloud.call("DescribeCertificateDetail", CertificateId=issued)
    assert detail["CertificatePublicKey"].startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE KEY" in detail["CertificatePrivateKey"]
    assert detail["SubjectAltName"] == [f"www.{domain}"], "the main domain is not repeated here"
    assert detail["EncryptAlgorithm"].startswith("RSA")
    assert detail["CertBeginTime"] < detail["CertEndTime"]


def test_download_certificate(cloud, issued):
    archive = Archive(cloud.call("DownloadCertificate", CertificateId=issued))
    archive.only("Nginx", ".crt")
    archive.only("Nginx", ".key")


@pytest.mark.parametrize("kind", ["nginx", "apache", "tomcat", "jks", "iis", "other", "root"])
def test_describe_download_certificate_url(cloud, issued, domain, kind):
    answer = cloud.call("DescribeDownloadCertificateUrl", CertificateId=issued, ServiceType=kind)
    assert answer["DownloadFilename"].endswith(".zip")
    assert answer["DownloadCertificateUrl"].startswith("http")


# H1: an upload and its checks.
def test_upload_certificate_twice(cloud, uploaded):
    certificate, chain = uploaded
    again = cloud.call(
        "UploadCertificate",
        CertificatePublicKey=chain.full,
        CertificatePrivateKey=key_pem(chain.key),
        Repeatable=False,
    )
    assert again["RepeatCertId"] == certificate
    repeated = cloud.call("UploadCertificate", CertificatePublicKey=chain.full, CertificatePrivateKey=key_pem(chain.key))
    assert repeated["CertificateId"] != certificate and not repeated["RepeatCertId"]


# H1, H4: the order of the chain is repaired, and said so.
def test_upload_repairs_the_order_of_the_chain(cloud, domain):
    chain = Chain(domain)
    shuffled = pem(chain.middle) + pem(chain.leaf)
    answer = cloud.call("UploadCertificate", CertificatePublicKey=shuffled, CertificatePrivateKey=key_pem(chain.key))
    detail = cloud.call("DescribeCertificateDetail", CertificateId=answer["CertificateId"])
    assert detail["CertificatePublicKey"].strip().startswith(pem(chain.leaf).strip())
    assert detail["Domain"] == domain and detail["Status"] == 1
    (said,) = [line["Action"] for line in cloud.call("DescribeCertificateOperateLogs")["OperateLogs"] if line["Type"].startswith("upload")]
    assert "the order of the chain was repaired" in said


def test_upload_a_ca_certificate(cloud, domain):
    chain = Chain(domain)
    answer = cloud.call("UploadCertificate", CertificatePublicKey=pem(chain.root), CertificateType="CA")
    (row,) = cloud.call("DescribeCertificates", CertificateType="CA")["Certificates"]
    assert row["CertificateId"] == answer["CertificateId"]
    assert (row["CACommonNames"], row["CAEndTimes"]) == ([row["Domain"]], [row["CertEndTime"]]) and row["CAEncryptAlgorithms"]


# H4: what is missing in a chain.
def test_check_certificate_chain(cloud, domain):
    chain = Chain(domain)
    answer = cloud.call("CheckCertificateChain", CertificateChain=chain.full)
    assert answer["IsValid"] is True and answer["IsTrustedCA"] is False
    assert answer["Chains"][0] == domain
    stranger = Chain(f"other-{domain}")
    broken = cloud.call("CheckCertificateChain", CertificateChain=pem(chain.leaf) + pem(stranger.middle))
    assert broken["IsValid"] is False


def test_check_certificate_exist(cloud, uploaded, domain):
    certificate, chain = uploaded
    assert cloud.call("CheckCertificateExist", CertificatePublicKey=chain.full)["RepeatCertId"] == certificate
    unknown = Chain(f"other-{domain}")
    assert not cloud.call("CheckCertificateExist", CertificatePublicKey=unknown.full)["RepeatCertId"]


def test_cancel_certificate_order(cloud, certificate):
    assert cloud.call("CancelCertificateOrder", CertificateId=certificate)["CertificateId"] == certificate
    assert cloud.status(certificate) == 7


def test_cancel_audit_certificate(cloud, certificate):
    assert cloud.call("CancelAuditCertificate", CertificateId=certificate)["Result"] is True
    assert cloud.status(certificate) in (6, 7)


# I5: what may be deleted.
def test_delete_certificate(cloud, uploaded, issued):
    certificate, _ = uploaded
    assert cloud.call("DeleteCertificate", CertificateId=certificate)["DeleteResult"] is True
    assert cloud.refused("DescribeCertificate", CertificateId=certificate).code == "FailedOperation.CertificateNotFound"
    assert cloud.refused("DeleteCertificate", CertificateId=issued).code.startswith("FailedOperation.")


# I5: many at once.
def test_delete_certificates_and_the_result(cloud, uploaded, certificate):
    """An application that runs is not deleted; the task of each certificate tells how it ended."""
    upload, _ = uploaded
    answer = cloud.call("DeleteCertificates", CertificateIds=[upload, certificate], IsSync=False)
    tasks = [one["TaskId"] for one in answer["CertTaskIds"]]
    results = cloud.call("DescribeDeleteCertificatesTaskResult", TaskIds=tasks)["DeleteTaskResult"]
    assert {one["CertId"]: one["Status"] for one in results} == {upload: 1, certificate: 2}
    assert [bool(one["Error"]) for one in results] == [one["Status"] == 2 for one in results]
    assert cloud.refused("DescribeCertificate", CertificateId=upload).code == "FailedOperation.CertificateNotFound"
    assert cloud.status(certificate) == 0


def test_modify_certificate_alias(cloud, certificate):
    cloud.call("ModifyCertificateAlias", CertificateId=certificate, Alias="别名 two")
    assert cloud.call("DescribeCertificate", CertificateId=certificate)["Alias"] == "别名 two"


def test_modify_certificate_project(cloud, certificate):
    answer = cloud.call("ModifyCertificateProject", CertificateIdList=[certificate, "notThere"], ProjectId=12)
    assert answer["SuccessCertificates"] == [certificate] and answer["FailCertificates"] == ["notThere"]
    assert cloud.call("DescribeCertificate", CertificateId=certificate)["ProjectId"] == "12"
    (row,) = cloud.call("DescribeCertificates", ProjectId=12)["Certificates"]
    assert row["CertificateId"] == certificate


def test_describe_certificate_operate_logs(cloud, certificate):
    answer = cloud.call("DescribeCertificateOperateLogs", Limit=1)
    assert answer["TotalCount"] == len(answer["OperateLogs"]) == 1 < answer["AllTotal"], "lines here, and all"
    line = answer["OperateLogs"][0]
    assert (line["Type"], line["CertId"], line["Uin"]) == ("apply", certificate, cloud.key.account)


def test_describe_packages_is_empty(cloud):
    answer = cloud.call("DescribePackages")
    assert (answer["TotalCount"], answer["TotalBalance"], answer["Packages"]) == (0, 0, [])


def test_an_action_that_is_not_built_says_so(cloud, certificate):
    error = cloud.refused("DeployCertificateInstance", CertificateId=certificate, InstanceIdList=["a"])
    assert error.code == "UnsupportedOperation" and "DeployCertificateInstance" in error.message
    assert cloud.refused("MakeMeTea").code == "InvalidAction"


def test_the_tag_stub_answers_terraform(service, key, cloud, uploaded):
    """Service `tag` beside `ssl`, which the Terraform provider asks after every read."""
    from tencentcloud.common import credential
    from tencentcloud.common.common_client import CommonClient
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile

    certificate, _ = uploaded
    http = HttpProfile(endpoint=f"127.0.0.1:{service.http_port}", protocol="http")
    tags = CommonClient("tag", "2018-08-13", credential.Credential(key.secret_id, key.secret_key), "", ClientProfile(httpProfile=http))
    answer = tags.call_json(
        "DescribeResourceTagsByResourceIds",
        {"ServiceType": "ssl", "ResourcePrefix": "certificate", "ResourceIds": [certificate], "ResourceRegion": ""},
    )["Response"]
    assert [(one["TagKey"], one["TagValue"]) for one in answer["Tags"]] == [("team", "web")]


def test_health_and_metrics(service):
    for path in ("healthz", "readyz", "metrics"):
        with urllib.request.urlopen(f"http://127.0.0.1:{service.http_port}/{path}", timeout=5) as answer:
            assert answer.status == 200, path
            assert answer.headers["X-Request-Id"]
    assert json.dumps(service.root.read_text()).count("BEGIN CERTIFICATE") == 1
