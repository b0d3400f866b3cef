"""The cloud API's wire, action by action: what each takes is honoured or refused by name, whatever is sent is answered by
the vocabulary, and a stranger's ids are answered like ids that never were."""

import datetime
import json
import os
import re
import subprocess

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from conftest import new_domain
from harness.certificates import Chain, csr, key_pem, pem
from harness.cloud import Cloud
from harness.letters import ORGANIZATION
from harness.service import BINARY, ROOT
from test_bad_input import sign
from test_organizations import approved

CONTRACT = ROOT / "crates" / "web" / "tests" / "contract"
PUBLISHED, OURS = (json.loads((CONTRACT / f"{name}.json").read_text()) for name in ("actions", "extensions"))
VOCABULARY = set(json.loads((CONTRACT / "error_codes.json").read_text()))
TYPES = PUBLISHED["types"] | OURS["types"]
INPUTS = {
    action: told["in"] | PUBLISHED["additions"].get(action, {})
    for action, told in (PUBLISHED["actions"] | OURS["actions"]).items()
}
OUTPUTS = {action: told["out"] for action, told in (PUBLISHED["actions"] | OURS["actions"]).items()}
TAG = {"TagKey": "k", "TagValue": "v"}
# After so long an answer counts as none; the slowest, a purchase of fifty, takes about one second.
SECONDS = 60


class Wire:
    """Requests by hand over one connection: the SDK would not send most of this."""

    def __init__(self, service, key):
        self.host, self.key = f"127.0.0.1:{service.http_port}", key
        self.session = requests.Session()

    def send(self, action: str, body: str) -> dict:
        headers = sign(self.key, self.host, body, action=action)
        answer = self.session.post(f"http://{self.host}/", data=body.encode(), headers=headers, timeout=SECONDS)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json"), (action, body[:200])
        return answer.json()["Response"]

    def call(self, action: str, **parameters) -> dict:
        return self.send(action, json.dumps(parameters))

    def code(self, action: str, **parameters) -> str:
        return self.call(action, **parameters).get("Error", {}).get("Code", "")


@pytest.fixture
def wire(service, key):
    return Wire(service, key)


@pytest.fixture
def cloud(service, key):
    # Signatures of this kind have a nonce: the same call twice within a second is no replay of the first.
    return Cloud(service, key, sign_method="HmacSHA256")


@pytest.fixture
def rich(service, key, cloud):
    service.command("balance", "top-up", "--account", key.account, "--cash", "100000000")
    return cloud


def odd(kind: str) -> list:
    """What a member of this kind should not be, or hardly."""
    kind = kind.rstrip("!")
    if kind.startswith("["):
        inner = {"[string]": "a", "[integer]": 1, "[unsigned]": 1}.get(kind, TAG)
        many = [{"TagKey": f"k{n}", "TagValue": "v"} for n in range(3_000)] if inner == TAG else [inner] * 10_000
        return ["x", [None], many, [odd(kind[1:-1])[1]] if inner != TAG else [{"TagKey": "\0", "TagValue": "\u202e"}]]
    return {
        "string": [7, "\0\u202e", "x" * 100_000],
        "integer": [1.5, -(2**63), 2**63 - 1],
        "unsigned": [-1, 2**64 - 1, "9" * 40],
        "boolean": [1, "yes"],
    }[kind]


def fits(value, kind: str) -> bool:
    """Whether an answer's member is of its published kind."""
    if value is None:
        return kind.endswith("?")
    kind = kind.rstrip("?")
    if kind.startswith("["):
        return isinstance(value, list) and all(fits(one, kind[1:-1]) for one in value)
    simple = {
        "string": lambda: isinstance(value, str),
        "boolean": lambda: isinstance(value, bool),
        "integer": lambda: type(value) is int and -(2**63) <= value < 2**63,
        "unsigned": lambda: type(value) is int and 0 <= value < 2**64,
    }
    if kind in simple:
        return simple[kind]()
    return value.keys() == TYPES[kind].keys() and all(fits(value[name], told) for name, told in TYPES[kind].items())


def usual(wire, cloud) -> dict:
    """Something sensible for the members that actions cannot do without."""
    chain = Chain(new_domain())
    waiting = cloud.apply(new_domain(), CsrEncryptAlgo="ECC")
    form = dict(City="a", Country="CN", Department="d", Email="a@widgets.org", Organization="o", Province="p")
    kept = wire.call("CreateCSR", Domain=new_domain(), EncryptAlgo="ECC", KeyParameter="prime256v1", Generate=False, **form)
    return form | {
        "AutoRenewFlag": 0, "CertCommonName": new_domain(), "CertId": waiting, "CertificateChain": chain.full,
        "CertificateId": waiting, "CertificateIdList": [waiting], "CertificateIds": [waiting], "CertificatePublicKey": chain.full,
        "CertificatePrivateKey": key_pem(chain.key), "CompanyAddress": "1 High Street", "CompanyCity": "Passau",
        "CompanyCountry": "DE", "CompanyId": 1, "CompanyName": "Widget Works", "CompanyPhone": "+49 851 1234567",
        "CompanyProvince": "Bayern", "CompanyType": 1, "CSRId": kept["Id"], "CSRIds": [999_999], "DealId": "1",
        "Domain": new_domain(), "DomainCount": "1", "DomainId": 1, "DomainName": new_domain(), "DomainNum": 1,
        "DvAuthMethod": "DNS", "EncryptAlgo": "ECC", "GenCsrType": "online", "Generate": False, "KeyParameter": "prime256v1",
        "ManagerFirstName": "Ada", "ManagerId": 1, "ManagerLastName": "Muster", "ManagerMail": "ada@widgets.org",
        "ManagerPhone": "+49 851 1234568", "ManagerPosition": "Director", "OldCertificateId": waiting, "OwnerKind": "company",
        "PackageId": "pkg", "PackageIds": ["pkg"], "Period": 1, "ProductId": 6, "ProductPid": 1018580, "ProjectId": 0,
        "ReceiverUin": 1, "SwitchStatus": 0, "TaskIds": ["t"], "TimeSpan": 1, "TransferCount": 1, "Type": "ssl_100",
        "ValidType": "DNS",
    }


def test_odd_values_are_answered_by_the_vocabulary(service, wire, cloud):
    """O1: every member of every action, one after the other, as it should not be."""
    plain = usual(wire, cloud)
    for action, members in INPUTS.items():
        needed = {name: plain.get(name, "x") for name, kind in members.items() if kind.endswith("!")}
        if action == "CertificateInfoSubmit":
            needed["CompanyId"] = "0"
        if action == "ApplyCertificate":
            needed["CsrEncryptAlgo"] = "ECC"  # RSA keys take their time
        bodies = [json.dumps(needed | {name: value}) for name, kind in members.items() for value in odd(kind)]
        bodies += [json.dumps(needed | {"Nonsense": 1}), json.dumps({name: None for name in members})]
        if needed:
            name = next(iter(needed))
            bodies.append(json.dumps(needed)[:-1] + f', "{name}": 1}}')
        for body in bodies:
            answer = wire.send(action, body)
            error = answer.pop("Error", None)
            said = (action, body[:300], error or answer)
            assert answer.pop("RequestId"), said
            if error is None:
                assert answer.keys() == OUTPUTS[action].keys(), said
                assert all(fits(answer[name], kind) for name, kind in OUTPUTS[action].items()), said
                continue
            assert error["Code"] in VOCABULARY and not error["Code"].startswith(("InternalError", "Service")), said
            # What was sent comes back neither whole nor with characters that do something to a terminal.
            assert 0 < len(error["Message"]) < 1_000 and not re.search("[\0-\x1f\x7f-\x9f\u202a-\u202e]", error["Message"]), said
    assert "panicked" not in service.log()


NEVER = {"certificate": "zzzzzzzz", "order": "999999999", "package": "pkg-zzzzzzzzzzzz", "task": "z" * 32}
IDS = {
    "CertificateId": "certificate", "CertId": "certificate", "OldCertificateId": "certificate", "CertIds": "certificate",
    "CertificateIds": "certificate", "CertificateIdList": "certificate", "SearchKey": "certificate", "DealId": "order",
    "PackageId": "package", "PackageIds": "package", "TaskIds": "task", "CompanyId": "company", "ManagerId": "manager",
    "CSRId": "csr", "CSRIds": "csr", "CsrId": "csr", "DomainId": "domain",
}


def test_a_strangers_ids_are_like_ids_that_never_were(service, key, wire, rich):
    """O1: for every member that holds an id, the answer to another tenant's is the answer to none, and nothing changes."""
    company, manager = approved(service, rich)
    added = rich.raw("CreateManagerDomain", ManagerId=manager, Domain=new_domain())
    (waiting,) = rich.raw("CreateCertificate", ProductId=6, DomainNum=1, TimeSpan=1)["CertificateIds"]
    deleted = rich.call("DeleteCertificates", CertificateIds=[rich.apply(new_domain(), CsrEncryptAlgo="ECC")])
    form = dict(City="a", Country="CN", Department="d", Email="", Organization="o", Province="p")
    kept = wire.call("CreateCSR", Domain=new_domain(), EncryptAlgo="ECC", KeyParameter="prime256v1", Generate=True, **form)
    theirs = {
        "certificate": waiting, "company": company, "manager": manager, "domain": added["ManagerDomain"]["DomainId"],
        "order": rich.raw("CreateCertificate", ProductId=6, DomainNum=1, TimeSpan=1, PayLater=True)["DealIds"][0],
        "package": rich.raw("BuyPackage", Type="ssl_100")["PackageId"], "csr": kept["Id"],
        "task": deleted["CertTaskIds"][0]["TaskId"],
    }
    before = rich.call("DescribeCertificate", CertificateId=waiting), rich.raw("DescribeOrders")["Orders"]
    other = service.new_key()
    service.command("balance", "top-up", "--account", other.account, "--cash", "1000000")
    stranger = Cloud(service, other, sign_method="HmacSHA256")
    asked = Wire(service, other)
    plain = usual(asked, stranger)
    (own,) = stranger.raw("CreateCertificate", ProductId=6, DomainNum=1, TimeSpan=1)["CertificateIds"]
    tried = 0
    for action, members in INPUTS.items():
        needed = {name: plain.get(name, "x") for name, kind in members.items() if kind.endswith("!")}
        if action == "CertificateInfoSubmit":
            needed |= {"CertId": own, "CompanyId": "0", "CompanyType": 2}
        for name in members.keys() & IDS.keys():
            if name == "SearchKey" and action != "DescribeCertificates":
                continue
            answers = []
            for value in theirs[IDS[name]], NEVER.get(IDS[name], 999_999_999):
                kind = members[name].strip("!")
                sent = str(value) if "string" in kind else value
                answer = asked.call(action, **needed | {name: [sent] if kind.startswith("[") else sent})
                answer.pop("RequestId")
                told = json.dumps(answer).replace(str(value), "ID")
                # Moments and the names of tasks differ from call to call.
                answers.append(re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|[0-9a-zA-Z_-]{20,}", "?", told))
            assert answers[0] == answers[1], (action, name)
            tried += 1
    assert tried > 60
    assert (rich.call("DescribeCertificate", CertificateId=waiting), rich.raw("DescribeOrders")["Orders"])[1] == before[1]
    shown = rich.call("DescribeCertificate", CertificateId=waiting)
    assert shown | {"RequestId": 0} == before[0] | {"RequestId": 0}


def test_members_are_honoured_or_refused_by_name(service, wire, rich, domain):
    """O1: nothing that is sent is passed over in silence."""
    chain = Chain(domain)
    upload = {"CertificatePublicKey": chain.full, "CertificatePrivateKey": key_pem(chain.key)}
    request, _ = csr(domain)
    buy = {"ProductId": 6, "DomainNum": 1, "TimeSpan": 1}
    (bought,) = rich.raw("CreateCertificate", **buy)["CertificateIds"]
    applied = {"DomainName": domain, "DvAuthMethod": "DNS", "CsrEncryptAlgo": "ECC"}
    form = {"Domain": domain, "Country": "CN", "EncryptAlgo": "ECC", "KeyParameter": "prime256v1", "Generate": False}
    form |= dict.fromkeys(("City", "Department", "Organization", "Province", "Email"), "")
    person = {"CertId": bought, "CertCommonName": domain, "CompanyId": "0", "GenCsrType": "online"}
    for action, named, parameters in (
        ("CreateCertificate", "AutoRenewFlag", buy | {"AutoRenewFlag": 2}),
        ("CreateCertificate", "Voucher", buy | {"PayLater": True, "AutoVoucher": 1}),
        ("CreateCertificate", "GiftUse", buy | {"PayLater": True, "GiftUse": "last"}),
        ("UploadCertificate", "EncryptPrivateKey", upload | {"EncryptPrivateKey": key_pem(chain.key)}),
        ("UploadCertificate", "CertificateUse", upload | {"CertificateUse": "x" * 2_000}),
        ("UploadCertificate", "CertificateUse", upload | {"CertificateUse": "CDN\0"}),
        ("UploadCertificate", "Alias", upload | {"Alias": "a\u202eb"}),
        ("ApplyCertificate", "ContactPhone", applied | {"ContactPhone": "call me"}),
        ("ApplyCertificate", "CsrKeyPassword", applied | {"CsrContent": pem(request), "CsrKeyPassword": "correct horse"}),
        ("CertificateInfoSubmit", "ContactEmail", ORGANIZATION | person | {"CompanyType": 2, "ContactEmail": "nobody"}),
        ("CertificateInfoSubmit", "KeyPass", person | {"CompanyType": 1, "ContactEmail": "me@widgets.org",
                                                       "GenCsrType": "parse", "Csr": pem(request), "KeyPass": "correct horse"}),
        ("ReplaceCertificate", "CsrkeyPassword", {"CertificateId": bought, "ValidType": "DNS", "CsrkeyPassword": "correct horse"}),
        ("ReplaceCertificate", "CertCSREncryptAlgo", {"CertificateId": bought, "ValidType": "DNS", "CertCSREncryptAlgo": "ECC"}),
        ("CreateCSR", "Email", form | {"Email": "nobody"}),
        ("CreateCSR", "organization", form | {"Organization": "Widget \u202eskroW"}),
    ):
        error = wire.call(action, **parameters).get("Error", {})
        assert error.get("Code", "").startswith(("InvalidParameter", "FailedOperation")), (action, named, error)
        assert named in error["Message"], (action, error)
    assert rich.call("DescribeCertificates")["TotalCount"] == 1, "nothing was stored"
    # The restrictions of a list narrow together.
    (order,) = rich.raw("DescribeOrders", CertificateId=bought)["Orders"]
    unpaid = rich.raw("CreateCertificate", PayLater=True, **buy)["DealIds"][0]
    for filters, found in (
        ({"DealId": order["DealId"], "CertificateId": bought, "Status": "paid"}, 1),
        ({"DealId": unpaid, "CertificateId": bought}, 0),
        ({"DealId": order["DealId"], "Status": "unpaid"}, 0),
        ({"CertificateId": bought, "Offset": 1}, None),
    ):
        answer = rich.raw("DescribeOrders", **filters)
        assert answer["TotalCount"] == (1 if found is None else found) and len(answer["Orders"]) == (found or 0), filters
    assert rich.refused("DescribeOrders", DealId=order["DealId"], Status="lost").code == "InvalidParameter"


def test_codes_are_those_of_the_actions_own_list(wire, domain):
    """O1: where an action's published list names a thing otherwise than the general one."""
    nothing = {"CertificateId": "zzzzzzzz"}
    assert wire.code("CancelAuditCertificate", **nothing) == "FailedOperation.CertificateNotFoundOrCantCancel"
    assert wire.code("CompleteCertificate", **nothing) == "FailedOperation.CertificateNotFoundOrAudited"
    assert wire.code("CancelCertificateOrder", **nothing) == "FailedOperation.CertificateNotFound"
    assert wire.code("CheckCertificateChain", CertificateChain="x") == "FailedOperation.CertificateInvalid"
    assert wire.code("CheckCertificateExist", CertificatePublicKey="x") == "FailedOperation.InvalidParam"


def cli(service, key, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """A command of the tenant's."""
    environment |= {
        "CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}",
        "CHANCERY_SECRET_ID": key.secret_id,
        "CHANCERY_SECRET_KEY": key.secret_key,
    }
    return subprocess.run([BINARY, *arguments], env={**os.environ, **environment}, capture_output=True, text=True)


def test_a_reissue_has_a_status_of_its_own(service, key, named, cloud, domain):
    """N1, J1: lists show and find it under 11; the command line waits for it; what is revoked tells since when."""
    certificate = cloud.obtain(named, domain, CsrEncryptAlgo="ECC")

    def listed(*status):
        answer = cloud.call("DescribeCertificates", CertificateStatus=list(status))
        rows = answer["Certificates"]
        assert answer["TotalCount"] == len(rows) and {row["Status"] for row in rows} <= set(status)
        return {row["CertificateId"] for row in rows}

    made = cli(service, key, "csr", "create", domain, "--key", "p-256", "--json")
    kept = json.loads(made.stdout)["Id"]
    wanted = {"CertificateId": certificate, "ValidType": "DNS", "CsrType": "upload", "CsrId": kept}
    reissue = cloud.raw("ReplaceCertificate", **wanted)["CertificateId"]
    assert (listed(11), listed(0), listed(1), listed(0, 11)) == ({reissue}, set(), {certificate}, {reissue})
    assert cloud.call("DescribeCertificates", IsPendingIssue=1)["TotalCount"] == 1
    cloud.prove_by_dns(named, reissue)
    waited = cli(service, key, "cert", "wait", reissue, "--seconds", "30")
    assert waited.returncode == 0 and "is issued" in waited.stdout, waited.stderr
    assert listed(11) == set() and listed(1) == {certificate, reissue}
    cloud.call("RevokeCertificate", CertificateId=certificate, Reason="keyCompromise")
    (row,) = cloud.call("DescribeCertificates", SearchKey=certificate)["Certificates"]
    assert row["Status"] == 10 and row["CertRevokedTime"] >= row["InsertTime"], row
    # I1: no download, by whichever door.
    assert cloud.refused("DownloadCertificate", CertificateId=certificate).code == "FailedOperation.CertificateStatusNotAllowDownload"
    assert not cloud.call("DescribeCertificateDetail", CertificateId=certificate)["CertificatePrivateKey"]


# N1: a list by tags costs by the tags that there can be, not by those that are sent.
def test_lists_by_many_tags(wire, domain):
    chain = Chain(domain)
    tags = [{"TagKey": f"k{n}", "TagValue": "v"} for n in range(50)]
    upload = {"CertificatePublicKey": chain.full, "CertificatePrivateKey": key_pem(chain.key)}
    certificate = wire.call("UploadCertificate", Tags=tags, **upload)["CertificateId"]
    wire.call("UploadCertificate", Tags=tags[:49], **upload)
    for wanted, found in ((tags, 1), (tags * 2, 1), (tags[:49], 2), (tags[:1], 2), (tags + [{"TagKey": "k50", "TagValue": "v"}], 0)):
        answer = wire.call("DescribeCertificates", Tags=wanted)
        assert answer["TotalCount"] == found == len(answer["Certificates"]), len(wanted)
    assert wire.call("DescribeCertificates", Tags=tags)["Certificates"][0]["CertificateId"] == certificate


# I1, M3, O4: what a tenant asks for at the end of a life, from the command line.
def test_the_command_line_revokes_and_mutes(service, key, named, cloud, domain):
    certificate = cloud.obtain(named, domain, CsrEncryptAlgo="ECC")
    muted = cli(service, key, "cert", "ignore", certificate)
    assert muted.returncode != 0 and "FailedOperation." in muted.stderr, "only what ends soon can be muted"
    asked = cli(service, key, "cert", "revoke", certificate, "--reason", "moved away")
    assert asked.returncode == 0, asked.stderr
    assert f"publish:  _dnsauth.{domain}" in asked.stdout and cloud.status(certificate) == 9
    letter = cli(service, key, "cert", "upload-revoke-letter", certificate, __file__)
    assert letter.returncode != 0 and "FailedOperation." in letter.stderr


# H1: names in foreign certificates may hold anything; nothing of it reaches a terminal, a tenant's or the staff's.
def test_names_of_uploads_do_nothing_to_a_terminal(service, key, wire):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "widgets\x1b[2J\u202e.org")])
    private = ec.generate_private_key(ec.SECP256R1())
    begins = datetime.datetime.now(datetime.timezone.utc)
    built = x509.CertificateBuilder(name, name, private.public_key(), 1, begins, begins + datetime.timedelta(days=90))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("a\x1b[2Jb.org")]), False)
    uploaded = built.sign(private, hashes.SHA256())
    parts = {"CertificatePublicKey": pem(uploaded), "CertificatePrivateKey": key_pem(private)}
    assert wire.call("UploadCertificate", **parts)["CertificateId"]
    tenants = cli(service, key, "cert", "list").stdout + cli(service, key, "cert", "log").stdout
    staffs = service.command("log", "list", "--account", key.account).stdout
    assert "widgets\ufffd[2J" in tenants and not {"\x1b", "\u202e"} & set(tenants + staffs), (tenants, staffs)
