"""F1: organisation profiles, administrators and domains, through the official SDK and the two command lines."""

import json
import os
import subprocess
import threading
import time

import pytest

from conftest import settings_for
from harness.cloud import ApiError, Cloud
from harness.service import BINARY, Service

DAY = 86400
COMPANY = dict(
    CompanyName="Widget Works GmbH",
    CompanyCountry="DE",
    CompanyProvince="Bayern",
    CompanyCity="Passau",
    CompanyAddress="Weg 1",
    CompanyPostalCode="94032",
    CompanyPhone="+49 851 1234567",
    IdType="OTHERS",
    IdNumber="HRB 1234",
)
PERSON = dict(
    ManagerFirstName="Ada",
    ManagerLastName="Muster",
    ManagerPosition="Director",
    ManagerDepartment="Web",
    ManagerPhone="+49 851 1234568",
    ManagerMail="ada@widgets.org",
    ManagerIdType="HZ",
    ManagerIdNumber="C01X00T47",
)


@pytest.fixture
def tenant(service, key):
    return Cloud(service, key)


def review_of(service, kind, number):
    """The open review of a profile, as the examiners' queue shows it."""
    queue = json.loads(service.command("review", "list", "--kind", kind, "--limit", "1000", "--json").stdout)["items"]
    (row,) = [row for row in queue if row["subject"] == str(number)]
    return row


def take(service, kind, number):
    review = str(review_of(service, kind, number)["id"])
    service.command("review", "take", review, "--as", "eva")
    return review


def approve(service, kind, number):
    """What an examiner does: take, call, approve."""
    review = take(service, kind, number)
    service.command(
        "review", "phone", review, "--as", "eva", "--number", "+49 851 1234567", "--person", "Ada", "--outcome", "confirmed"
    )
    service.command("review", "approve", review, "--as", "eva")


def approved(service, tenant):
    """An organisation and an administrator whom the examiners approved; their numbers."""
    company = tenant.raw("CreateCompany", **COMPANY)["CompanyId"]
    manager = tenant.raw("CreateManager", CompanyId=company, **PERSON)["ManagerId"]
    tenant.call("SubmitAuditManager", ManagerId=manager)
    approve(service, "organization", company)
    approve(service, "administrator", manager)
    return company, manager


def managers(tenant, company, **query):
    return tenant.call("DescribeManagers", CompanyId=company, **query)["Managers"]


def status(tenant, manager):
    return tenant.raw("DescribeManagerDetail", ManagerId=manager)["Status"]


def kinds(row):
    return {one["Type"]: one["Status"] for one in row["StatusInfo"]}


def test_profile_from_making_to_approval(service, tenant):
    """F1: the six published actions by the SDK's own classes, and what the examiner sees and does between them."""
    company = tenant.raw("CreateCompany", **COMPANY)["CompanyId"]
    (shown,) = tenant.call("DescribeCompanies", CompanyId=company, Limit=10, Offset=0)["Companies"]
    assert shown == {
        **{name: value for name, value in COMPANY.items() if name != "CompanyPostalCode"},
        "CompanyId": company,
        "Tags": [],
    }
    manager = tenant.raw("CreateManager", CompanyId=company, **PERSON)["ManagerId"]
    (row,) = managers(tenant, company)
    assert (row["ManagerId"], row["Status"], row["CertCount"], row["DomainCount"]) == (manager, "none", 0, 0)
    assert row["SubmitAuditTime"] is None and row["VerifyTime"] is None and row["ExpireTime"] is None
    assert kinds(row) == {"ov": "pending", "ev": "pending"}

    assert tenant.call("SubmitAuditManager", ManagerId=manager)["ManagerId"] == manager
    twice = tenant.refused("SubmitAuditManager", ManagerId=manager, Level="OV")
    assert twice.code == "FailedOperation.IllegalManagerStatus"
    (row,) = managers(tenant, company, Status="audit")
    assert kinds(row) == {"ov": "submitted", "ev": "submitted"} and row["SubmitAuditTime"]
    taken = take(service, "administrator", manager)
    assert status(tenant, manager) == "CAaudit"
    assert tenant.refused("DeleteManager", ManagerId=manager).code == "FailedOperation.ManagerCanNotDeleteCa"
    service.command("review", "release", taken, "--as", "eva")
    assert status(tenant, manager) == "audit"
    told = json.loads(service.command("organization", "show", str(company), "--json").stdout)
    assert (told["name"], told["phone"], told["standing"]) == (COMPANY["CompanyName"], COMPANY["CompanyPhone"], "audit")
    assert [person["mail"] for person in told["administrators"]] == [PERSON["ManagerMail"]]
    seen = json.loads(service.command("review", "show", taken, "--json").stdout)
    assert (seen["organization"]["phone"], seen["administrator"]["phone"]) == (COMPANY["CompanyPhone"], PERSON["ManagerPhone"])

    approve(service, "administrator", manager)
    approve(service, "organization", company)
    (row,) = managers(tenant, company, Status="ok", SearchKey="muster", ManagerName="Ada Muster", ManagerMail="widgets")
    assert kinds(row) == {"ov": "completed", "ev": "completed"}
    assert row["VerifyTime"] < row["ExpireTime"]
    assert managers(tenant, company, Status="expired") == []
    assert managers(tenant, company, SearchKey="nobody") == []
    detail = tenant.call("DescribeManagerDetail", ManagerId=manager)
    assert {name: detail[name] for name in PERSON} == PERSON
    assert detail["ContactFirstName"] == "Ada", "without a contact the administrator is it"
    assert detail["CompanyId"] == company and detail["CompanyInfo"]["CompanyName"] == COMPANY["CompanyName"]
    assert tenant.refused("VerifyManager", ManagerId=manager).code == "FailedOperation.IllegalManagerStatus"
    assert tenant.refused("DeleteManager", ManagerId=manager).code == "FailedOperation.ManagerCanNotDeleteCa"

    second = tenant.raw("CreateManager", CompanyId=company, **{**PERSON, "ManagerFirstName": "Ben"})["ManagerId"]
    assert [row["ManagerId"] for row in managers(tenant, company)] == [second, manager]
    assert [row["ManagerId"] for row in managers(tenant, company, Limit=1, Offset=1)] == [manager]
    assert tenant.call("DeleteManager", ManagerId=second)["ManagerId"] == second
    assert tenant.refused("DescribeManagerDetail", ManagerId=second).code == "ResourceNotFound.Manager"
    operations = {one["Type"] for one in tenant.call("DescribeCertificateOperateLogs")["OperateLogs"]}
    assert {"createCompany", "createManager", "submitAuditManager", "reviewManager", "deleteManager"} <= operations


def test_a_refusal_tells_cause_and_remedy(service, tenant):
    """F1, F5: a refused administrator is invalid, and can be submitted again."""
    company = tenant.raw("CreateCompany", **COMPANY)["CompanyId"]
    manager = tenant.raw("CreateManager", CompanyId=company, **PERSON)["ManagerId"]
    tenant.raw("SubmitAuditManager", ManagerId=manager, Level="OV")
    (row,) = managers(tenant, company)
    assert kinds(row) == {"ov": "submitted", "ev": "pending"}
    review = take(service, "administrator", manager)
    cause = ["--cause", "organization-differs", "--note", "another house"]
    service.command("review", "refuse", review, "--as", "eva", *cause)
    assert status(tenant, manager) == "invalid"
    audits = tenant.raw("DescribeCompanyAudit", CompanyId=company)["Audits"]
    assert [(one["Type"], one["Status"]) for one in audits] == [("company", "audit"), ("ov", "invalid"), ("ev", "none")]
    assert audits[1]["Reason"].startswith("organization-differs") and "another house" in audits[1]["Reason"]
    again = service.command("review", "approve", review, "--as", "eva", check=False)
    assert again.returncode != 0 and status(tenant, manager) == "invalid", "a verdict is given once"
    tenant.call("SubmitAuditManager", ManagerId=manager)
    assert status(tenant, manager) == "audit"
    assert tenant.call("DeleteManager", ManagerId=manager)["ManagerId"] == manager, "nobody has taken it up yet"


@pytest.mark.parametrize(
    "field,value,code",
    [
        ("CompanyName", "", "InvalidParameter"),
        ("CompanyName", "x" * 65, "InvalidParameter"),
        ("CompanyCountry", "Germany", "InvalidParameter"),
        ("CompanyPhone", "", "InvalidParameter"),
        ("CompanyPhone", "0000000000", "InvalidParameter"),
        ("CompanyPostalCode", "x;y", "InvalidParameter"),
        ("IdNumber", "", "InvalidParameter"),
        ("IdType", "SFZ", "InvalidParameter"),
    ],
)
def test_bad_fields_are_named(service, tenant, field, value, code):
    """F1: every error names the field; nothing is made."""
    refused = tenant.refused("CreateCompany", **{**COMPANY, field: value})
    assert refused.code == code and field in refused.message, refused
    assert tenant.call("DescribeCompanies")["TotalCount"] == 0


def test_ten_profiles_however_many_ask_at_once(service, tenant):
    """F1: at most 10 per account, counted under concurrency; an operator can allow more."""
    outcomes = []

    # Two equal requests of one key within a second are one request, so each asks with a name of its own.
    def ask(number):
        try:
            company = {**COMPANY, "CompanyName": f"Widget Works {number}"}
            outcomes.append(Cloud(service, tenant.key).raw("CreateCompany", **company)["CompanyId"])
        except ApiError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert (len(made), outcomes.count("LimitExceeded")) == (10, 4), outcomes
    assert tenant.call("DescribeCompanies", Limit=100)["TotalCount"] == 10
    service.command("organization", "allow", "--account", tenant.key.account, "11")
    tenant.raw("CreateCompany", **{**COMPANY, "CompanyName": "One more"})
    assert tenant.refused("CreateCompany", **{**COMPANY, "CompanyName": "Too many"}).code == "LimitExceeded"
    listed = json.loads(service.command("organization", "list", "--account", tenant.key.account, "--json").stdout)
    assert listed["total"] == 11
    newest = tenant.call("DescribeCompanies", Limit=2, Offset=1)
    assert [one["CompanyId"] for one in newest["Companies"]] == sorted(made)[::-1][:2] and newest["TotalCount"] == 11


def test_another_tenants_profile_is_not_there(service, tenant):
    """F1: a stranger's number is answered like one that never was, and nothing changes."""
    company = tenant.raw("CreateCompany", **COMPANY)["CompanyId"]
    manager = tenant.raw("CreateManager", CompanyId=company, **PERSON)["ManagerId"]
    stranger = Cloud(service, service.new_key("stranger"))
    assert stranger.call("DescribeCompanies", CompanyId=company)["TotalCount"] == 0
    for action in ("DescribeManagerDetail", "SubmitAuditManager", "VerifyManager", "DeleteManager"):
        theirs, never = (stranger.refused(action, ManagerId=number) for number in (manager, manager + 100_000))
        assert theirs.code == never.code == "ResourceNotFound.Manager"
        assert theirs.message.replace(str(manager), "N") == never.message.replace(str(manager + 100_000), "N")
    for action, more in (("DescribeManagers", {}), ("DescribeCompanyAudit", {}), ("CreateManager", PERSON)):
        theirs, never = (stranger.refused(action, CompanyId=n, **more) for n in (company, company + 100_000))
        assert theirs.code == never.code == "InvalidParameterValue"
    assert stranger.refused("DescribeManagerDomains", ManagerId=manager).code == "ResourceNotFound.Manager"
    assert status(tenant, manager) == "none"


def test_a_domain_is_proved_once_under_an_administrator(service, named, tenant, domain):
    """F1, E6: DNS and CNAME proofs of an administrator's domains; what a failed look saw is told with the remedy."""
    company, manager = approved(service, tenant)
    fresh = tenant.raw("CreateManager", CompanyId=company, **{**PERSON, "ManagerPosition": "Clerk"})["ManagerId"]
    refused = tenant.refused("CreateManagerDomain", ManagerId=fresh, Domain=domain)
    assert refused.code == "FailedOperation.IllegalManagerStatus", "only under one whose approval is in force"
    for name in ("co.uk", "a..org"):
        assert tenant.refused("CreateManagerDomain", ManagerId=manager, Domain=name).code == "InvalidParameter.DomainInvalid"
    assert tenant.refused("CreateManagerDomain", ManagerId=manager, Domain=f"*.{domain}", DvAuthMethod="FILE")

    added = tenant.raw("CreateManagerDomain", ManagerId=manager, Domain=domain)["ManagerDomain"]
    proof = added["DvAuth"]
    assert (proof["DvAuthKey"], proof["DvAuthVerifyType"], added["Status"]) == (f"_dnsauth.{domain}", "TXT", "pending")
    named.set(proof["DvAuthKey"], "TXT", proof["DvAuthValue"])
    assert tenant.raw("CheckManagerDomain", DomainId=added["DomainId"])["ManagerDomain"]["Status"] == "ok"
    cname = tenant.raw("CreateManagerDomain", ManagerId=manager, Domain=f"www.{domain}", DvAuthMethod="CNAME")
    cname = cname["ManagerDomain"]
    named.set(cname["DvAuth"]["DvAuthKey"], "CNAME", cname["DvAuth"]["DvAuthValue"])
    assert tenant.raw("CheckManagerDomain", DomainId=cname["DomainId"])["ManagerDomain"]["Status"] == "ok"
    wrong = tenant.raw("CreateManagerDomain", ManagerId=manager, Domain=f"wrong.{domain}")["ManagerDomain"]
    named.set(wrong["DvAuth"]["DvAuthKey"], "TXT", "something else")
    looked = tenant.raw("CheckManagerDomain", DomainId=wrong["DomainId"])
    assert looked["CheckValue"] == ["something else"] and "another value" in looked["FailReason"]
    assert looked["ManagerDomain"]["Status"] == "pending" and looked["ManagerDomain"]["Deadline"]

    found = tenant.raw("DescribeManagerDomains", ManagerId=manager)["ManagerDomains"]
    assert [(one["Domain"], one["Status"]) for one in found] == [
        (f"wrong.{domain}", "pending"),
        (f"www.{domain}", "ok"),
        (domain, "ok"),
    ]
    (row,) = [row for row in managers(tenant, company) if row["ManagerId"] == manager]
    assert row["DomainCount"] == 3
    for kind in row["StatusInfo"]:
        assert {one["Domain"] for one in kind["ManagerPreAuditDomains"]} == {domain, f"www.{domain}"}
        assert all(one["CreateTime"] < one["ExpireTime"] for one in kind["ManagerPreAuditDomains"])
    refused = tenant.refused("CreateManagerDomain", ManagerId=manager, Domain=domain, DvAuthMethod="CNAME")
    assert refused.code == "FailedOperation.IllegalManagerStatus" and "proved already" in refused.message
    stranger = Cloud(service, service.new_key("stranger"))
    assert stranger.refused("CheckManagerDomain", DomainId=added["DomainId"]).code == "InvalidParameterValue"


def test_tenants_command_line(service, tenant, domain):
    """F1: the tenant's commands speak the cloud API."""
    environment = {
        **os.environ,
        "CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}",
        "CHANCERY_SECRET_ID": tenant.key.secret_id,
        "CHANCERY_SECRET_KEY": tenant.key.secret_key,
    }

    def profile(*arguments):
        done = subprocess.run([BINARY, "profile", *arguments], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    place = ["--country", "DE", "--province", "Bayern", "--city", "Passau", "--address", "Weg 1", "--phone", "+49 851 123456"]
    company = profile("create", "Widget Works", *place).split()[-1]
    assert "Widget Works" in profile("list")
    person = ["--first-name", "Ada", "--last-name", "Muster", "--position", "Director", "--phone", "+49 851 123456"]
    manager = profile("add-administrator", company, *person, "--mail", "ada@widgets.org").split()[-1]
    assert "ada@widgets.org" in profile("administrators", company)
    profile("submit", manager, "--level", "OV")
    approve(service, "administrator", manager)
    assert "ok" in profile("show", manager)
    assert "audit" in profile("status", company)
    shown = profile("add-domain", manager, domain)
    assert f"_dnsauth.{domain}" in shown
    listed = json.loads(profile("domains", manager, "--json"))
    assert [one["Domain"] for one in listed["ManagerDomains"]] == [domain]


def test_approvals_end_by_the_dated_policy(tmp_path, named, monkeypatch):
    """F1: after 398 days an approval has ended, and the administrator is examined again."""
    node = Service(tmp_path, settings_for(named)).start()
    try:
        tenant = Cloud(node, node.new_key())
        company, manager = approved(node, tenant)
        true_time = time.time
        node.stop()
        node.faketime = f"+{398 * DAY + 60}s"
        node.start()
        with monkeypatch.context() as later:
            later.setattr(time, "time", lambda: true_time() + 398 * DAY + 60)
            (row,) = managers(tenant, company, Status="expired")
            assert kinds(row) == {"ov": "expired", "ev": "expired"}
            refused = tenant.refused("CreateManagerDomain", ManagerId=manager, Domain="widgets.org")
            assert refused.code == "FailedOperation.IllegalManagerStatus"
            assert tenant.call("VerifyManager", ManagerId=manager)["ManagerId"] == manager
            assert status(tenant, manager) == "audit"
    finally:
        node.stop()
