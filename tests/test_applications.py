"""Applications for bought certificates through the official Python SDK, from purchase to issue, on both databases."""

import json
import os

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from harness.certificates import csr as new_csr, pem
from harness.cloud import Cloud
from harness.letters import ORGANIZATION, REGISTER, encoded, png
from harness.pkilint_judge import CertificateJudge
from harness.processes import run
from harness.service import BINARY

DV_WILDCARD, OV, OV_MULTI, EV, DNSPOD_DV, WOTRUS_OV, GLOBALSIGN_OV = 12, 14, 15, 16, 48, 28, 18


@pytest.fixture
def cloud(service, key):
    """The SDK on a fresh account with money. Its signatures have a nonce, so that the same request twice within a second is
    no replay of the first."""
    service.command("balance", "top-up", "--account", key.account, "--cash", "100000000", "--reference", "start")
    return Cloud(service, key, sign_method="HmacSHA256")


def buy(cloud, product, names=1):
    answer = cloud.raw("CreateCertificate", ProductId=product, DomainNum=names, TimeSpan=1)
    return answer["CertificateIds"][0]


def fill_in(cloud, certificate, *names, **more):
    """By the newer action."""
    common, *further = names
    parameters = {"CompanyId": "0", "CompanyType": 2, "GenCsrType": "online"} | ORGANIZATION | more
    return cloud.call("CertificateInfoSubmit", CertId=certificate, CertCommonName=common, DnsNames=further, **parameters)


def refusal(cloud, certificate, *names, **more):
    common, *further = names
    parameters = {"CompanyId": "0", "CompanyType": 2, "GenCsrType": "online"} | ORGANIZATION | more
    error = cloud.refused("CertificateInfoSubmit", CertId=certificate, CertCommonName=common, DnsNames=further, **parameters)
    assert cloud.status(certificate) == 5, "nothing changed"
    return error.get_code()


def upload_letter(cloud, certificate):
    cloud.call("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=encoded(png()))


def review(service, key, *decision):
    """An examiner takes the account's only review and decides it."""
    (row,) = json.loads(service.command("review", "list", "--account", key.account, "--json").stdout)["items"]
    number = str(row["id"])
    service.command("review", "take", number, "--as", "examiner")
    service.command("review", decision[0], number, "--as", "examiner", *decision[1:])


def submit(cloud, certificate):
    return cloud.call("CertificateOrderSubmit", CertId=certificate)


def prove(cloud, named, certificate):
    cloud.prove_by_dns(named, certificate)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    return cloud.issued(certificate)


def subject(detail) -> dict[str, str]:
    leaf = x509.load_pem_x509_certificate(detail["CertificatePublicKey"].encode())
    return {attribute.oid.dotted_string: attribute.value for attribute in leaf.subject}


def judge(kind, detail):
    """pkilint finds nothing but that the test's service is named by its loopback address in the pointers."""
    leaf = x509.load_pem_x509_certificate(detail["CertificatePublicKey"].encode())
    assert CertificateJudge(kind).errors(leaf.public_bytes(serialization.Encoding.DER)) == ["cabf.internal_domain_name"]


def test_a_person_applies_for_a_paid_dv_certificate(cloud, named, domain):
    """D2, F2: a person gives a contact address and needs no organisation; nobody examines anything."""
    certificate = buy(cloud, DV_WILDCARD)
    assert cloud.status(certificate) == 5
    person = {"CompanyType": 1, "ContactEmail": "me@widgets.org"}
    assert refusal(cloud, certificate, f"*.{domain}", **person | {"ContactEmail": ""}) == (
        "FailedOperation.CertificateInfoSubmitContactEmailEmpty"
    )
    fill_in(cloud, certificate, f"*.{domain}", **person, CsrEncryptAlgo="ECC")
    seen = cloud.call("DescribeCertificate", CertificateId=certificate)
    assert seen["Status"] == 5 and seen["Domain"] == f"*.{domain}"
    assert seen["SubjectAltName"] == [f"*.{domain}", domain]
    answer = submit(cloud, certificate)
    assert answer["Status"] == 0 and answer["IsAudited"] is False and answer["OrderId"] == seen["OrderId"]
    assert cloud.refused("CertificateOrderSubmit", CertId=certificate).get_code() == (
        "FailedOperation.CertificateInfoSubmitStatusInvalid"
    )
    detail = prove(cloud, named, certificate)
    assert detail["EncryptAlgorithm"] == "ECC prime256v1" and detail["CertificateExtra"]["CompanyType"] == 1
    assert detail["SubmittedData"]["ContactEmail"] == "me@widgets.org"
    assert set(subject(detail)) == {"2.5.4.3"}


def test_an_organisation_applies_for_ov_by_the_older_actions(service, cloud, key, named, domain):
    """F2, F3, F4, E5: letter, review and proof lead to a certificate that names the organisation; the next one of the same
    organisation and product needs none of them."""

    def submit_older(certificate):
        cloud.call(
            "SubmitCertificateInformation",
            CertificateId=certificate,
            CsrType="online",
            CertificateDomain=domain,
            DomainList=[domain],
            OrganizationName="Widget Trading Ltd",
            OrganizationDivision="IT",
            OrganizationCountry="CN",
            OrganizationRegion="Guangdong",
            OrganizationCity="Shenzhen",
            OrganizationAddress="1 High Street",
            PostalCode="518000",
            PhoneAreaCode="0755",
            PhoneNumber="86013388",
            AdminFirstName="San",
            AdminLastName="Zhang",
            AdminPosition="Manager",
            AdminPhoneNum="+86 755 8601 3388",
            AdminEmail="zhang@widgets.org",
            ContactFirstName="Si",
            ContactLastName="Li",
            ContactPosition="Engineer",
            ContactNumber="+86 755 8601 3389",
            ContactEmail="li@widgets.org",
            VerifyType="DNS",
            IsDV=False,
        )
        return cloud.call("CommitCertificateInformation", CertificateId=certificate, VerifyType="DNS")["Status"]

    certificate = buy(cloud, OV)
    assert cloud.refused("CommitCertificateInformation", CertificateId=certificate).get_code() == (
        "FailedOperation.CertificateInvalid"
    )
    assert submit_older(certificate) == 8
    upload_letter(cloud, certificate)
    assert cloud.call("DescribeCertificate", CertificateId=certificate)["StatusMsg"] == "LEGAL-REVIEWING"
    review(service, key, "approve")
    detail = prove(cloud, named, certificate)
    data = detail["SubmittedData"]
    assert data["OrganizationName"] == "Widget Trading Ltd" and data["PhoneNumber"] == "0755-86013388"
    assert data["AdminLastName"] == "Zhang" and data["ContactLastName"] == "Li" and data["PostalCode"] == "518000"
    assert detail["CertificateExtra"]["CompanyType"] == 2
    assert subject(detail) == {
        "2.5.4.6": "CN",
        "2.5.4.8": "Guangdong",
        "2.5.4.7": "Shenzhen",
        "2.5.4.10": "Widget Trading Ltd",
        "2.5.4.3": domain,
    }
    judge("OV-FINAL-CERTIFICATE", detail)

    again = buy(cloud, OV)
    assert submit_older(again) == 0
    assert subject(cloud.issued(again))["2.5.4.10"] == "Widget Trading Ltd"


def test_an_ev_certificate_names_the_register(service, cloud, key, named, domain):
    """F2, F5: EV wants the registration number; a refused application shows its cause, is corrected and submitted again."""
    certificate = buy(cloud, EV)
    assert refusal(cloud, certificate, domain) == "InvalidParameter"
    fill_in(cloud, certificate, domain, **REGISTER)
    assert submit(cloud, certificate)["Status"] == 8
    upload_letter(cloud, certificate)
    review(service, key, "refuse", "--cause", "phone-invalid")
    seen = cloud.call("DescribeCertificate", CertificateId=certificate)
    assert seen["Status"] == 2 and "publicly listed" in seen["StatusMsg"]
    answer = cloud.call("ModifyCertificateResubmit", CertificateId=certificate)
    assert answer["CertificateId"] == certificate and cloud.status(certificate) == 5
    fill_in(cloud, certificate, domain, **REGISTER, OrgPhoneNumber="86013300")
    assert submit(cloud, certificate)["Status"] == 8
    upload_letter(cloud, certificate)
    review(service, key, "approve")
    detail = prove(cloud, named, certificate)
    text = run("openssl", "x509", "-noout", "-subject", "-nameopt", "sep_comma_plus,sname", input=detail["CertificatePublicKey"]).stdout
    assert "businessCategory=Private Organization" in text and "serialNumber=91350100M000100Y43" in text
    assert "jurisdictionC=CN" in text and "O=Widget Trading Ltd" in text and "OU=" not in text
    judge("EV-FINAL-CERTIFICATE", detail)


def test_a_pre_review_comes_first_where_the_brand_wants_it(service, cloud, key, named, domain):
    """F3, E1: WoTrus looks at the information, then the names are proved by CNAME, then staff examine the organisation. No
    look is made by hand."""
    certificate = buy(cloud, WOTRUS_OV)
    fill_in(cloud, certificate, domain)
    assert submit(cloud, certificate)["Status"] == 0
    assert cloud.call("DescribeCertificate", CertificateId=certificate)["StatusMsg"] == "PRE-REVIEWING"
    review(service, key, "approve")
    proofs = cloud.proofs(certificate)
    assert {proof["DvAuthVerifyType"] for proof in proofs} == {"CNAME"}
    cloud.prove_by_dns(named, certificate)
    error = cloud.refused("CompleteCertificate", CertificateId=certificate)
    assert error.get_code() == "FailedOperation.InvalidParam"
    cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)
    assert cloud.call("DescribeCertificate", CertificateId=certificate)["StatusMsg"] == "LEGAL-REVIEWING"
    review(service, key, "approve")
    assert subject(cloud.issued(certificate))["2.5.4.10"] == "Widget Trading Ltd"


def test_what_does_not_fit_is_refused(cloud, domain):
    """A2, A5, D2, F2: each refusal has the code of the interface, and nothing is changed."""
    certificate = buy(cloud, OV_MULTI, names=2)
    names = "FailedOperation.CertificateInfoSubmitDomainInvalid"
    assert refusal(cloud, certificate, f"*.*.{domain}") == names
    assert refusal(cloud, certificate, domain, domain) == names
    assert refusal(cloud, certificate, domain, f"a.{domain}", f"b.{domain}") == names
    assert refusal(cloud, certificate, f"{'a' * 60}.{domain}") == "InvalidParameterValue.CertificateDomainMaxLengthInvalid"
    assert refusal(cloud, certificate, domain, CompanyType=1) == "InvalidParameter"
    assert refusal(cloud, certificate, domain, CompanyType=3) == "InvalidParameter"
    assert refusal(cloud, certificate, domain, OrgPhoneArea="", OrgPhoneNumber="") == "InvalidParameter"
    assert refusal(cloud, certificate, domain, OrgPhoneArea="", OrgPhoneNumber="none") == "InvalidParameter"
    assert refusal(cloud, certificate, domain, CompanyId="987654321") == "InvalidParameterValue"
    assert refusal(cloud, certificate, domain, VerifyType="EMAIL") == "InvalidParameter"
    elsewhere = {"GenCsrType": "parse", "Csr": pem(new_csr(f"else.{domain}")[0])}
    assert refusal(cloud, certificate, domain, **elsewhere) == "FailedOperation.CertificateCsrParseFailed"
    assert refusal(cloud, certificate, domain, GenCsrType="parse", Csr="") == "FailedOperation.CertificateCsrParseFailed"
    own = {"GenCsrType": "parse", "Csr": pem(new_csr(domain)[0])}
    fill_in(cloud, certificate, domain, **own)
    other = buy(cloud, OV_MULTI, names=2)
    assert refusal(cloud, other, domain, **own) == "FailedOperation.CertificateExists"


def test_another_tenants_application_is_answered_like_none(service, cloud, domain):
    """F2: nothing is told of another tenant's certificate, and nothing happens to it."""
    certificate = buy(cloud, OV)
    fill_in(cloud, certificate, domain)
    stranger = Cloud(service, service.new_key("stranger"))
    for action, parameters in [
        ("CertificateInfoSubmit", {"CertCommonName": domain, "CompanyId": "0", "CompanyType": 2, "GenCsrType": "online"}),
        ("CertificateOrderSubmit", {}),
    ]:
        mine, none = (stranger.refused(action, CertId=one, **parameters) for one in (certificate, "abcdEFGH"))
        assert mine.get_code() == none.get_code() == "FailedOperation.CertificateNotFound"
    for action in ("CommitCertificateInformation", "ModifyCertificateResubmit", "CancelAuditCertificate", "CancelCertificateOrder"):
        error = stranger.refused(action, CertificateId=certificate)
        # The code of each action's own list.
        more = "OrCantCancel" if action == "CancelAuditCertificate" else ""
        assert error.get_code() == f"FailedOperation.CertificateNotFound{more}"
    assert cloud.status(certificate) == 5


def test_applications_are_given_up_at_each_stage(cloud, domain):
    """C2, F3: the examination is stopped, or the order given up; either may be taken up again."""
    certificate = buy(cloud, OV)
    error = cloud.refused("CancelAuditCertificate", CertificateId=certificate)
    assert error.get_code() == "FailedOperation.CertificateNotFoundOrCantCancel"
    assert cloud.call("CancelCertificateOrder", CertificateId=certificate)["CertificateId"] == certificate
    assert cloud.status(certificate) == 7
    error = cloud.refused("CancelCertificateOrder", CertificateId=certificate)
    assert error.get_code() == "FailedOperation.InvalidCertificateStatusCode"
    for stop in ("waiting for the letter", "in review"):
        cloud.call("ModifyCertificateResubmit", CertificateId=certificate)
        fill_in(cloud, certificate, domain)
        submit(cloud, certificate)
        if stop == "in review":
            upload_letter(cloud, certificate)
        assert cloud.call("CancelAuditCertificate", CertificateId=certificate)["Result"] is True
        assert cloud.status(certificate) == 7
    error = cloud.refused("CertificateOrderSubmit", CertId=certificate)
    assert error.get_code() == "FailedOperation.CertificateInfoSubmitStatusInvalid"
    lines = [line["Type"] for line in cloud.call("DescribeCertificateOperateLogs", Limit=100)["OperateLogs"]]
    assert lines.count("cancel") == 3 and lines.count("Resubmit") == 2 and lines.count("submitInfo") == 2


def test_the_command_line_fills_in_and_submits(service, key, cloud, named, domain, tmp_path):
    """F2: the same way at the command line of tenants."""
    environment = {
        "CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}",
        "CHANCERY_SECRET_ID": key.secret_id,
        "CHANCERY_SECRET_KEY": key.secret_key,
    }

    def cert(*arguments):
        return run(BINARY, "cert", *arguments, env=os.environ | environment, cwd=tmp_path).stdout

    certificate = buy(cloud, OV)
    (tmp_path / "applicant.json").write_text(json.dumps(ORGANIZATION))
    cert("fill-in", certificate, domain, "--key", "p-256", "--applicant", "applicant.json")
    cert("submit", certificate)
    assert cloud.status(certificate) == 8
    cert("cancel", certificate, "--examination")
    cert("resubmit", certificate)
    assert cloud.status(certificate) == 5
