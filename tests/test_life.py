"""The life after the first issue, over the real server and through the official SDK: reissues (J1, J2), renewal (K1, K2),
paid terms that outlast a certificate (K3), renewal that pays by itself (K4). Clocks are moved while the node runs."""

import datetime
import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import data_file, new_domain, settings_for
from harness.certificates import csr, pem
from harness.clock import DAY, Clock
from harness.cloud import ApiError, Cloud
from harness.processes import wait_until
from harness.service import BINARY, Service, new_database

# TrustAsia DV Wildcard, a year of it.
WILDCARD, PRICE = 12, 29_900
REISSUING, ISSUED, VALIDATING = 11, 1, 0
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def moment(text: str) -> float:
    """A time of the API, which is China's."""
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).timestamp()


def describe(cloud, certificate):
    return cloud.call("DescribeCertificate", CertificateId=certificate)


def row(cloud, certificate):
    (found,) = cloud.call("DescribeCertificates", SearchKey=certificate)["Certificates"]
    return found


def operations(cloud):
    logs = cloud.call("DescribeCertificateOperateLogs", Limit=1000)["OperateLogs"]
    return [line["Type"] for line in logs]


def prove(cloud, named, certificate):
    cloud.prove_by_dns(named, certificate)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    cloud.issued(certificate)


def top_up(service, key, cents):
    service.command("balance", "top-up", "--account", key.account, "--cash", str(cents))


def cash(cloud):
    return cloud.raw("DescribeAccountBalance")["CashCents"]


def fill_in(cloud, certificate, name):
    """A person applies for the wildcard of this name, with a key made by the service."""
    cloud.call(
        "CertificateInfoSubmit",
        CertId=certificate, GenCsrType="online", CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1",
        CertCommonName=f"*.{name}", CompanyType=1, CompanyId="", ContactEmail=f"owner@{name}", VerifyType="DNS",
    )
    cloud.call("CertificateOrderSubmit", CertId=certificate)


def buy(cloud, named, name, years=1):
    """From the purchase to the issued certificate."""
    # A token of its own: the same request within a second would be the same purchase.
    bought = cloud.raw("CreateCertificate", ProductId=WILDCARD, DomainNum=1, TimeSpan=years, ClientToken=name)
    (certificate,) = bought["CertificateIds"]
    fill_in(cloud, certificate, name)
    prove(cloud, named, certificate)
    return certificate


@pytest.fixture
def cloud(service, key):
    return Cloud(service, key)


def test_a_free_certificate_is_reissued_once(cloud, named, domain):
    """J1, J2: proved the way it was the first time, until the same second, with another key; once."""
    certificate = cloud.obtain(named, domain)
    before = describe(cloud, certificate)
    wanted = {"CertificateId": certificate, "CsrType": "online", "CertCSREncryptAlgo": "ECC", "CertCSRKeyParameter": "secp384r1"}
    refused = cloud.refused("ReplaceCertificate", ValidType="FILE", **wanted)
    assert refused.code == "InvalidParameter" and "DNS" in refused.message
    reissue = cloud.call("ReplaceCertificate", ValidType="DNS", Reason="key in a backup", **wanted)["CertificateId"]
    assert cloud.status(reissue) == REISSUING
    assert cloud.refused("ReplaceCertificate", ValidType="DNS", **wanted).code == "FailedOperation.OrderAlreadyReplaced"
    prove(cloud, named, reissue)
    after = describe(cloud, reissue)
    assert after["CertEndTime"] == before["CertEndTime"]
    assert after["SubjectAltName"] == before["SubjectAltName"]
    assert after["CertificateExtra"]["ReplacedBy"] == certificate, "by the field's text: the original"
    assert row(cloud, certificate)["CertificateExtra"]["ReplacedFor"] == reissue
    assert row(cloud, reissue)["EncryptAlgorithm"] == "ECC secp384r1"
    assert row(cloud, reissue)["ReplaceOriCertIsDelete"] is False
    assert cloud.status(certificate) == ISSUED, "the original stays in force"
    for again in (certificate, reissue):
        refused = cloud.refused("ReplaceCertificate", **(wanted | {"CertificateId": again}), ValidType="DNS")
        assert refused.code == "FailedOperation.OrderAlreadyReplaced"
    assert "replace" in operations(cloud)


def test_siblings_wait_and_a_failed_reissue_changes_nothing(service, cloud, named, domain):
    """J1, seed 001: one reissue under a primary domain; given up, the others go on. Nobody else's certificate is there."""
    one, two = cloud.obtain(named, f"a.{domain}"), cloud.obtain(named, f"b.{domain}")
    before = cloud.call("DescribeCertificateDetail", CertificateId=one)
    reissue = cloud.call("ReplaceCertificate", CertificateId=one, ValidType="DNS")["CertificateId"]
    refused = cloud.refused("ReplaceCertificate", CertificateId=two, ValidType="DNS")
    assert refused.code == "FailedOperation.OrderReplaceFailed" and domain in refused.message
    cloud.call("CancelAuditCertificate", CertificateId=reissue)
    shown = cloud.call("DescribeCertificateDetail", CertificateId=one)
    assert {**shown, "RequestId": 0} == {**before, "RequestId": 0}
    # Another reason, since the same request within a second is answered with the same refusal.
    assert cloud.call("ReplaceCertificate", CertificateId=two, ValidType="DNS", Reason="again")["CertificateId"]
    stranger = Cloud(service, service.new_key())
    assert stranger.refused("ReplaceCertificate", CertificateId=one, ValidType="DNS").code == "FailedOperation.CertificateNotFound"
    for fields, word in [
        ({"CsrType": "upload"}, "CsrContent"),
        ({"CsrType": "else"}, "CsrType"),
        ({"CsrType": "online", "CsrContent": "x"}, "CsrContent"),
        ({"CsrType": "online", "Reason": "x" * 300}, "Reason"),
    ]:
        assert word in cloud.refused("ReplaceCertificate", CertificateId=one, ValidType="DNS", **fields).message


def test_two_ask_for_a_reissue_at_the_same_time(cloud, named, domain):
    """J1: of any number who ask at the same time one is answered with a reissue."""
    certificate = cloud.obtain(named, domain)

    def ask(_):
        try:
            own = Cloud(cloud.service, cloud.key)
            return own.call("ReplaceCertificate", CertificateId=certificate, ValidType="DNS", Reason=str(_))["CertificateId"]
        except ApiError as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))
    assert answers.count("FailedOperation.OrderAlreadyReplaced") == 5, answers
    assert len(cloud.call("DescribeCertificates")["Certificates"]) == 2


def test_a_paid_certificate_is_reissued_from_the_command_line(service, key, cloud, named, domain, tmp_path):
    """J2: with the same CSR no name is proved anew (E5); a pasted CSR needs a key of its own (D2)."""
    top_up(service, key, PRICE)
    certificate = buy(cloud, named, domain)
    environment = os.environ | {
        "CHANCERY_SECRET_ID": key.secret_id, "CHANCERY_SECRET_KEY": key.secret_key,
        "CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}",
    }

    def cert(*arguments, check=True):
        done = subprocess.run([BINARY, "cert", *arguments], env=environment, capture_output=True, text=True)
        assert done.returncode == 0 or not check, done.stderr
        return done

    reissue = cert("reissue", certificate, "--same-csr", "--reason", "new servers").stdout.split()[-1]
    cloud.issued(reissue)
    same = [cloud.call("DescribeCertificateDetail", CertificateId=one)["CertificatePrivateKey"] for one in (certificate, reissue)]
    assert same[0] == same[1], "the same key"
    other = tmp_path / "other.csr"
    other.write_text(pem(csr(f"*.{domain}", names=[f"*.{domain}", domain])[0]))
    pasted = cert("reissue", certificate, "--csr", str(other)).stdout.split()[-1]
    shown = json.loads(cert("show", pasted, "--json").stdout)
    assert shown["CertificateExtra"]["ReplacedBy"] == certificate
    assert cert("renew", certificate, check=False).returncode != 0, "weeks too early"
    cert("auto-renew", pasted, check=False)


@pytest.fixture(params=["sqlite", "postgres"])
def moved(request, tmp_path, named, monkeypatch):
    """A node with a clock of its own: (node, clock, start with this policy)."""
    database = new_database() if request.param == "postgres" else None
    node = Service(tmp_path / "node", settings_for(named), database)
    clock = Clock(node, monkeypatch)
    yield node, clock
    node.stop()


def test_renewal_at_31_30_and_0_days(moved, named, tmp_path):
    """K1, K2, K4: 31 days before the end refused, 30 and 0 accepted; automatic renewal pays thirty days before, or ends."""
    node, clock = moved
    # One certificate for a whole year, as the seeds know it; lists that are whole are made faster after a jump.
    node.settings["policy.file"] = data_file(tmp_path, "policy", days="398", shards="0")
    node.start()
    key = node.new_key()
    cloud = Cloud(node, key)
    top_up(node, key, 6 * PRICE)
    names = [new_domain() for _ in range(4)]
    early, last_day, by_itself, too_poor = [buy(cloud, named, name) for name in names]
    assert cash(cloud) == 2 * PRICE
    end = moment(describe(cloud, early)["CertEndTime"])
    switched = cloud.raw("ModifyCertificateAutoRenew", CertificateIds=[by_itself], AutoRenewFlag=1)
    assert switched["CertificateIds"] == [by_itself] and row(cloud, by_itself)["AutoRenewFlag"] == 1

    renew = {"OldCertificateId": early, "TimeSpan": 1, "RenewAlgorithmType": "ECC", "RenewAlgorithmParam": "prime256v1"}
    clock.set(end - 31 * DAY)
    refused = cloud.refused("RenewCertificate", **renew)
    assert refused.code == "FailedOperation.InvalidCertificateStatusCode" and "30 days" in refused.message
    assert cash(cloud) == 2 * PRICE and row(cloud, early)["RenewAble"] is False
    clock.set(end - 30 * DAY + 5)
    assert row(cloud, early)["RenewAble"] is True
    renewed = cloud.raw("RenewCertificate", **renew)["CertificateId"]
    assert cloud.status(renewed) in (VALIDATING, ISSUED)
    shown = describe(cloud, renewed)
    assert shown["CertificateExtra"]["OriginCertificateId"] == early
    assert shown["SubjectAltName"] == describe(cloud, early)["SubjectAltName"]
    assert row(cloud, early)["HasRenewOrder"] == renewed and row(cloud, early)["RenewAble"] is False
    again = cloud.refused("RenewCertificate", VerifyType="DNS", **renew)
    assert again.code == "FailedOperation.CertificateHasRenewed"
    cloud.issued(renewed)
    length = moment(describe(cloud, renewed)["CertEndTime"]) - moment(describe(cloud, renewed)["CertBeginTime"])
    # A year, thirty days and one as a present, in one certificate of at most 397 days.
    assert round(length / DAY) == 396

    # Automatic renewal came due at the same moment; the last of the money went there. The round is once a minute.
    wait_until(lambda: row(cloud, by_itself)["HasRenewOrder"], 90, "it renewed itself")
    assert cash(cloud) == 0
    successor = row(cloud, by_itself)["HasRenewOrder"]
    cloud.issued(successor)
    assert row(cloud, successor)["AutoRenewFlag"] == 1

    clock.set(end - 20 * DAY)
    cloud.raw("ModifyCertificateAutoRenew", CertificateIds=[too_poor], AutoRenewFlag=1)
    wait_until(lambda: row(cloud, too_poor)["AutoRenewFlag"] == 0, 90, "it could not pay")
    assert "autoRenewEnded" in operations(cloud)
    # M1: what is not renewed was due for a reminder nine days ago.
    wait_until(lambda: operations(cloud).count("remindExpiry") >= 2, 90, "reminders of two ends")
    clock.set(end - 14 * DAY + 600)
    refused = cloud.refused("ModifyCertificateAutoRenew", CertificateIds=[too_poor], AutoRenewFlag=1)
    assert refused.code == "FailedOperation.InvalidParam" and "14 days" in refused.message

    clock.set(end - 60)
    top_up(node, key, PRICE)
    pasted = {"RenewGenCsrMethod": "parse", "RenewCsr": pem(csr(f"*.{names[1]}", names=[f"*.{names[1]}", names[1]])[0])}
    last = cloud.raw("RenewCertificate", OldCertificateId=last_day, **pasted)["CertificateId"]
    cloud.issued(last)
    for fields, code in [
        ({"RenewGenCsrMethod": "else"}, "RenewGenCsrMethodInvalid"),
        ({"RenewGenCsrMethod": "parse"}, "RenewCsrInvalid"),
        ({"RenewAlgorithmType": "DSA"}, "RenewAlgorithmInvalid"),
    ]:
        assert cloud.refused("RenewCertificate", OldCertificateId=too_poor, **fields).code == f"InvalidParameter.{code}"
    clock.set(end + 120)
    assert cloud.refused("RenewCertificate", OldCertificateId=too_poor).code == "FailedOperation.InvalidCertificateStatusCode"


def test_three_years_live_through_their_certificates(moved, named, tmp_path):
    """K3: certificates of 200, 100 and 47 days (each a day less), applied for by the service, to the end of the term."""
    node, clock = moved
    # After each jump every revocation list is due; whole lists are fewer.
    node.settings["policy.file"] = data_file(tmp_path, "policy", shards="0")
    node.start()
    key = node.new_key()
    cloud = Cloud(node, key)
    top_up(node, key, 3 * PRICE)
    name = new_domain()
    certificate = buy(cloud, named, name, years=3)
    begin = moment(describe(cloud, certificate)["CertBeginTime"])
    term_end = begin + 3 * 365 * DAY - 1
    lengths, proved = [], 1
    assert row(cloud, certificate)["PreAuditInfo"] == {"ManagerId": "", "NowPeriod": 1, "TotalPeriod": 3}
    for _ in range(60):
        shown = describe(cloud, certificate)
        starts, ends = moment(shown["CertBeginTime"]), moment(shown["CertEndTime"])
        lengths.append(round((ends - starts) / DAY))
        if ends >= term_end:
            break
        # Thirty days before the end, or with a third of the validity left.
        clock.set(ends - min(30 * DAY, 0.34 * (ends - starts)) + 10)
        known = {one["CertificateId"] for one in cloud.call("DescribeCertificates", Limit=100)["Certificates"]}

        def successor():
            found = cloud.call("DescribeCertificates", Limit=100)["Certificates"]
            return next((one["CertificateId"] for one in found if one["CertificateId"] not in known), None)

        wait_until(successor, 60, "the next certificate", every=0.1)
        following = successor()
        assert row(cloud, following)["Domain"] == f"*.{name}"
        wait_until(lambda: describe(cloud, following)["StatusMsg"] != "WAIT-ISSUE", 30, "it goes on", every=0.1)
        if cloud.status(following) == VALIDATING:
            proved += 1
            prove(cloud, named, following)
        cloud.issued(following)
        assert row(cloud, certificate)["RenewAble"] is False, "the term goes on by itself"
        certificate = following
    assert ends == term_end, "to the last second"
    assert row(cloud, certificate)["PreAuditInfo"]["NowPeriod"] == 3
    seen = list(dict.fromkeys(lengths))
    assert seen[:3] == [199, 99, 46], lengths
    assert proved > 3, "proofs are used only as long as the dated policy says"
    assert cash(cloud) == 0, "paid once"
    assert cloud.call("DescribeCertificates")["TotalCount"] == len(lengths), "each once"
    assert "multiYearsRenew" in operations(cloud)
