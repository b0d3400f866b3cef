"""CSR management through the international SDK, the only official client that has these actions."""

import pytest

from harness.cloud import Cloud
from harness.intl import IntlCloud, IntlError
from harness.processes import run

FORM = dict(
    Organization="Widget Works",
    Department="Web",
    Email="web@example.org",
    Province="Guangdong",
    City="Shenzhen",
    Country="CN",
)


@pytest.fixture(params=["http", "https"])
def intl(request, service, key):
    client = IntlCloud(service, key, https=request.param == "https")
    yield client
    client.close()


def create(intl, domain, generate=True, **more):
    form = {**FORM, "EncryptAlgo": "RSA", "KeyParameter": "2048", "Domain": domain, "Generate": generate, **more}
    return intl.call("CreateCSR", **form)["Id"]


@pytest.mark.parametrize("family,parameter", [("RSA", "2048"), ("RSA", "4096"), ("ECC", "prime256v1"), ("SM2", "sm2p256v1")])
def test_create_and_describe(intl, domain, tmp_path, family, parameter):
    number = create(intl, domain, EncryptAlgo=family, KeyParameter=parameter, Remark="for the shop")
    record = intl.call("DescribeCSR", CSRId=number)
    assert (record["Domain"], record["EncryptAlgo"], record["KeyParameter"]) == (domain, family, parameter)
    assert record["Remarks"] == "for the shop"
    (tmp_path / "a.csr").write_text(record["CSR"])
    (tmp_path / "a.key").write_text(record["PrivateKey"])
    # D1: openssl takes no SM2 identity for granted.
    identity = ["-vfyopt", "distid:1234567812345678"] if family == "SM2" else []
    checked = run("openssl", "req", "-in", tmp_path / "a.csr", "-noout", "-verify", "-subject", *identity)
    assert "verify OK" in checked.stderr + checked.stdout
    assert domain in checked.stdout and "Widget Works" in checked.stdout
    of_request = run("openssl", "req", "-in", tmp_path / "a.csr", "-noout", "-pubkey").stdout
    assert of_request == run("openssl", "pkey", "-in", tmp_path / "a.key", "-pubout").stdout


# D3: a password is not kept.
def test_a_password_is_not_kept(intl, domain, tmp_path):
    number = create(intl, domain, KeyPassword="correct horse")
    record = intl.call("DescribeCSR", CSRId=number)
    assert not record.get("KeyPassword")
    assert "ENCRYPTED" in record["PrivateKey"]
    (tmp_path / "a.key").write_text(record["PrivateKey"])
    run("openssl", "pkey", "-in", tmp_path / "a.key", "-passin", "pass:correct horse", "-noout")


def test_modify_until_generated(intl, domain):
    number = create(intl, domain, generate=False)
    assert not intl.call("DescribeCSR", CSRId=number)["CSR"]
    intl.call("ModifyCSR", CSRId=number, Generate=False, Organization="Gadget Works")
    assert intl.call("DescribeCSR", CSRId=number)["Organization"] == "Gadget Works"
    intl.call("ModifyCSR", CSRId=number, Generate=True)
    assert "CERTIFICATE REQUEST" in intl.call("DescribeCSR", CSRId=number)["CSR"]
    with pytest.raises(IntlError) as refused:
        intl.call("ModifyCSR", CSRId=number, Generate=True, Organization="Too late")
    assert refused.value.code.startswith("FailedOperation")


# D4: a CSR made elsewhere is kept, applied with and deleted like the others; its key never comes here.
def test_upload(service, key, domain, tmp_path):
    cloud = Cloud(service, key)
    run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", tmp_path / "a.key",
        "-subj", f"/C=CN/ST=Guangdong/L=Shenzhen/O=Widget Works/OU=Web/CN={domain}", "-out", tmp_path / "a.csr")  # fmt: skip
    request = (tmp_path / "a.csr").read_text()
    number = cloud.raw("UploadCSR", CsrContent=request, Remark="made by hand")["Id"]
    shown = cloud.raw("DescribeCSR", CSRId=number)
    assert shown["CSR"].split() == request.split() and not shown["PrivateKey"]
    assert (shown["Domain"], shown["Organization"], shown["Department"]) == (domain, "Widget Works", "Web")
    assert (shown["City"], shown["Province"], shown["Country"]) == ("Shenzhen", "Guangdong", "CN")
    assert (shown["EncryptAlgo"], shown["KeyParameter"], shown["Remarks"]) == ("ECC", "prime256v1", "made by hand")
    assert cloud.refused("ModifyCSR", CSRId=number, Generate=True).code.startswith("FailedOperation")
    certificate = cloud.raw("ApplyCertificate", DvAuthMethod="DNS", DomainName=domain, CsrId=number)["CertificateId"]
    assert cloud.status(certificate) == 0
    assert cloud.refused("BatchDeleteCSR", CSRIds=[number]).code.startswith("FailedOperation"), "in use"
    damaged = request.replace("MII", "MIJ", 1)
    for content in ("", "no CSR", damaged, "x" * 100_000):
        assert cloud.refused("UploadCSR", CsrContent=content).code.startswith(("FailedOperation", "InvalidParameter")), content[:9]
    assert cloud.raw("DescribeCSRSet")["Total"] == 1


# D4: CSRs that are kept.
def test_list_and_delete(intl, domain):
    first = create(intl, domain, generate=False)
    second = create(intl, f"www.{domain}", generate=False, EncryptAlgo="ECC", KeyParameter="prime256v1")
    both = intl.call("DescribeCSRSet", Domain=domain)
    assert (both["Total"], [one["Id"] for one in both["Set"]]) == (2, [second, first])
    assert [one["Id"] for one in intl.call("DescribeCSRSet", EncryptAlgo="ECC")["Set"]] == [second]
    assert [one["Id"] for one in intl.call("DescribeCSRSet", Limit=1, Offset=1)["Set"]] == [first]
    assert set(intl.call("BatchDeleteCSR", CSRIds=[first, second])["Success"]) == {first, second}
    assert intl.call("DescribeCSRSet")["Total"] == 0
    with pytest.raises(IntlError):
        intl.call("DescribeCSR", CSRId=first)


def test_another_accounts_csr_is_not_there(intl, service, domain):
    number = create(intl, domain, generate=False)
    stranger = IntlCloud(service, service.new_key(), https=False)
    with pytest.raises(IntlError):
        stranger.call("DescribeCSR", CSRId=number)
    with pytest.raises(IntlError):
        stranger.call("BatchDeleteCSR", CSRIds=[number])
    stranger.close()
    assert intl.call("DescribeCSR", CSRId=number)["Id"] == number


def test_intl_sdk_applies_too(intl, service, key, domain):
    certificate = intl.call("ApplyCertificate", DvAuthMethod="DNS", DomainName=domain)["CertificateId"]
    assert Cloud(service, key).status(certificate) == 0
