"""Money as operators and tenants see it: balances, vouchers, gift cards, discounts, the ledger's check, and the
processors' webhook, over the real binary on both databases."""

import hashlib
import hmac
import json
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import settings_for
from harness.cloud import ApiError, Cloud
from harness.processes import run
from harness.service import BINARY, Service, new_database

SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def service(request, tmp_path_factory, named):
    """A node that takes reports of a payment processor."""
    folder = tmp_path_factory.mktemp(f"money-{request.param}")
    (folder / "webhook.secret").write_text(SECRET + "\n")
    settings = settings_for(named) | {"payments.webhook_secret_file": str(folder / "webhook.secret")}
    database = new_database() if request.param == "postgres" else None
    node = Service(folder, settings, database).start()
    yield node
    node.stop()


@pytest.fixture
def cloud(service, key):
    return Cloud(service, key)


def staff(service, *arguments):
    """An operator's command; what it prints as JSON."""
    return json.loads(service.command(*arguments, "--json").stdout)


def refused(service, *arguments) -> str:
    """An operator's command that fails; its one line on standard error."""
    done = service.command(*arguments, check=False)
    assert done.returncode != 0, done.stdout
    return done.stderr


def balances(cloud):
    answer = cloud.raw("DescribeAccountBalance")
    assert answer["Currency"] == "USD"
    return answer["CashCents"], answer["GiftCents"]


def operations(cloud):
    logs = cloud.call("DescribeCertificateOperateLogs", Limit=100)["OperateLogs"]
    return [line["Type"] for line in logs]


def test_top_up_and_history(service, cloud, key):
    """C4: money comes in once per reference and stands in the history and in the operation log."""
    first = ("balance", "top-up", "--account", key.account, "--cash", "5000", "--gift", "120", "--reference", "inv-7")
    assert staff(service, *first) == {
        "account_id": key.account, "cash_cents": 5000, "gift_cents": 120, "reference": "inv-7", "already": False,
    }
    assert staff(service, *first)["already"] is True
    assert "other amounts" in refused(service, *first[:5], "1", *first[6:])
    assert balances(cloud) == (5000, 120)
    shown = staff(service, "balance", "show", "--account", key.account)
    assert (shown["cash_cents"], shown["gift_cents"]) == (5000, 120)
    history = staff(service, "balance", "history", "--account", key.account)
    assert history["total"] == 1
    assert history["transactions"][0]["postings"] == {"cash": 5000, "gift": 120, "bank": -5000, "gift-issue": -120}
    (line,) = cloud.raw("DescribeAccountTransactions")["Transactions"]
    assert (line["Type"], line["CashCents"], line["GiftCents"], line["Reference"]) == ("top-up", 5000, 120, "inv-7")
    assert operations(cloud).count("topUpBalance") == 1
    for bad in (["--cash", "0"], ["--cash=-5"], ["--cash", str(2**62)]):
        refused(service, "balance", "top-up", "--account", key.account, *bad)
    assert "no account" in refused(service, "balance", "top-up", "--account", "77", "--cash", "1")
    assert balances(cloud) == (5000, 120)


def test_gift_card(service, cloud, key):
    """C1, C4: a gift card is redeemed once; its code is shown once and stands nowhere else."""
    card = staff(service, "gift-card", "issue", "--amount", "2500", "--until", "2099-12-31")
    assert card["ends_at"] == "2100-01-01T00:00:00Z"
    answer = cloud.raw("RedeemGiftCard", Code=card["code"].lower())
    assert (answer["AddedCents"], answer["GiftCents"]) == (2500, 2500)
    other = Cloud(service, service.new_key())
    for again in (cloud, other):
        error = again.refused("RedeemGiftCard", Code=card["code"])
        assert error.code == "FailedOperation.InvalidParam" and "used already" in error.message
        # N2: what was refused is in the operation log as well, without the code that was typed.
        lines = again.call("DescribeCertificateOperateLogs", Limit=100)["OperateLogs"]
        assert [line["Action"] for line in lines if line["Type"] == "refused"] == ["refused: RedeemGiftCard: VoucherRefused"]
    assert (balances(cloud), balances(other)) == ((0, 2500), (0, 0))
    unknown = cloud.refused("RedeemGiftCard", Code="AAAAA-BBBBB")
    assert unknown.code == "FailedOperation.InvalidParam" and "AAAAA" not in unknown.message
    (listed, *_) = staff(service, "gift-card", "list")["gift_cards"]
    assert listed["redeemed_by"] == key.account and "code" not in listed
    assert card["code"] not in service.log()
    assert "used already" in refused(service, "gift-card", "withdraw", str(card["gift_card_id"]))
    unused = staff(service, "gift-card", "issue", "--amount", "1")
    service.command("gift-card", "withdraw", str(unused["gift_card_id"]))
    assert "withdrawn" in cloud.refused("RedeemGiftCard", Code=unused["code"]).message
    refused(service, "gift-card", "issue", "--amount", "0")
    refused(service, "gift-card", "issue", "--amount", "5", "--until", "2001-01-01")


def test_a_gift_card_is_redeemed_by_one_of_many(service):
    """C1: of many tenants that redeem one card at the same time one gets it."""
    clouds = [Cloud(service, service.new_key()) for _ in range(4)]
    code = staff(service, "gift-card", "issue", "--amount", "700")["code"]

    def redeem(cloud):
        try:
            cloud.raw("RedeemGiftCard", Code=code)
        except ApiError:
            return 0
        return 1

    # One call each: the same call by one key in one second is a repetition, and is given the first answer again.
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(redeem, clouds)) == 1
    assert sorted(balances(cloud) for cloud in clouds) == [(0, 0)] * 3 + [(0, 700)]


def test_vouchers(service, cloud, key):
    """C4: vouchers are seen by their owner alone, without their code, and can be taken back."""
    amount = staff(service, "voucher", "issue", "--account", key.account, "--amount", "500", "--minimum", "1000")
    percent = staff(service, "voucher", "issue", "--account", key.account, "--percent", "15", "--brand", "trustasia")
    anyones = staff(service, "voucher", "issue", "--percent", "5")
    answer = cloud.raw("DescribeVouchers")
    assert answer["TotalCount"] == 2
    newest, oldest = answer["Vouchers"]
    assert (newest["VoucherId"], newest["Percent"], newest["AmountCents"]) == (percent["voucher_id"], 15, None)
    assert (oldest["AmountCents"], oldest["MinimumCents"], oldest["Status"]) == (500, 1000, "open")
    assert amount["code"] not in json.dumps(answer)
    assert Cloud(service, service.new_key()).raw("DescribeVouchers")["Vouchers"] == []
    service.command("voucher", "withdraw", str(amount["voucher_id"]))
    assert cloud.raw("DescribeVouchers")["Vouchers"][1]["Status"] == "withdrawn"
    assert "withdrawn" in refused(service, "voucher", "withdraw", str(amount["voucher_id"]))
    listed = staff(service, "voucher", "list", "--limit", "3")["vouchers"]
    assert [v["voucher_id"] for v in listed] == [v["voucher_id"] for v in (anyones, percent, amount)]
    for bad in (["--percent", "0"], ["--percent", "101"], ["--amount", "0"], [], ["--percent", "5", "--brand", "nobody"]):
        refused(service, "voucher", "issue", *bad)
    assert {"issueVoucher", "withdrawVoucher"} <= set(operations(cloud))


def test_discounts(service, cloud, key):
    """C4: one discount for everything and one per brand; 0 percent takes it away."""
    service.command("discount", "set", "--account", key.account, "--percent", "10")
    service.command("discount", "set", "--account", key.account, "--percent", "25", "--brand", "geotrust", "--until", "2099-01-01")
    listed = staff(service, "discount", "list", "--account", key.account)
    assert [(d["brand"], d["percent"], d["ends_at"]) for d in listed] == [(None, 10, None), ("geotrust", 25, "2099-01-02T00:00:00Z")]
    service.command("discount", "set", "--account", key.account, "--percent", "0")
    assert len(staff(service, "discount", "list", "--account", key.account)) == 1
    assert "there is none" in refused(service, "discount", "set", "--account", key.account, "--percent", "0")
    assert "no brand" in refused(service, "discount", "set", "--account", key.account, "--percent", "5", "--brand", "x")
    assert operations(cloud).count("setDiscount") == 3


def report(service, body, secret=SECRET, at=None, signature=None):
    """Sends a report as a processor does; status and answer."""
    at = int(time.time()) if at is None else at
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    mac = hmac.new(secret.encode(), str(at).encode() + b"." + text, hashlib.sha256).hexdigest()
    request = urllib.request.Request(
        f"http://127.0.0.1:{service.http_port}/payments/webhook",
        data=text,
        headers={"Content-Type": "application/json", "Chancery-Signature": signature or f"t={at},v1={mac}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read()
        return error.code, json.loads(text) if text.startswith(b"{") else {}


def paid(key, number, cents=1500, **more):
    name = f"evt_{key.account}_{number}"
    return {"id": name, "type": "payment.succeeded", "account": key.account, "amount_cents": cents, "currency": "USD"} | more


def test_webhook_counts_once(service, cloud, key):
    """C1: a signed report tops the balance up once, however often it comes."""
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda _: report(service, paid(key, 1)), range(6)))
    assert sorted(answer["result"] for _, answer in results) == ["already"] * 5 + ["credited"]
    assert {status for status, _ in results} == {200}
    assert balances(cloud) == (1500, 0)
    assert report(service, paid(key, 1, cents=1501))[0] == 409
    assert report(service, {"id": "x", "type": "payment.disputed"}) == (200, {"result": "ignored"})
    (line,) = cloud.raw("DescribeAccountTransactions")["Transactions"]
    assert (line["Type"], line["Reference"]) == ("gateway", paid(key, 1)["id"])
    seen = operations(cloud)
    assert (seen.count("topUpBalance"), seen.count("refused")) == (1, 1)


def test_webhook_believes_nothing_unsigned_or_old(service, cloud, key):
    """C1: a wrong signature, an old one and a body that is none change nothing."""
    now = int(time.time())
    assert report(service, paid(key, 2), secret="f" * 48)[0] == 401
    assert report(service, paid(key, 2), signature="t=1,v1=00")[0] == 401
    assert report(service, paid(key, 2), at=now - 3600)[0] == 401
    assert report(service, paid(key, 2), at=now + 3600)[0] == 401
    assert report(service, b"not json")[0] == 400
    assert report(service, paid(key, 2, currency="EUR"))[0] == 400
    assert report(service, paid(key, 2, cents=-5))[0] == 400
    assert report(service, paid(key, 2) | {"account": "42"})[0] == 422
    assert report(service, b"x" * 100_000)[0] == 413
    assert balances(cloud) == (0, 0)
    assert SECRET not in service.log()
    shown = service.command("config", "show", "--set", f"payments.webhook_secret_file={service.folder}/webhook.secret")
    assert "webhook.secret" in shown.stdout and SECRET not in shown.stdout


def test_without_a_secret_there_is_no_webhook(named, tmp_path):
    """C1: nobody can report payments to a service without a secret, and a guessable one stops the start."""
    node = Service(tmp_path, settings_for(named)).start()
    try:
        assert report(node, {"id": "x"})[0] == 404
    finally:
        node.stop()
    (tmp_path / "short").write_text("secret\n")
    place = ["--data", str(tmp_path / "data"), "--set", f"payments.webhook_secret_file={tmp_path}/short"]
    done = subprocess.run([BINARY, "serve", *place], capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "32 characters" in done.stderr


def test_tenants_command_line(service, cloud, key):
    """C1: the tenant's own commands speak the cloud API; a code is read from standard input."""
    code = staff(service, "gift-card", "issue", "--amount", "42")["code"]
    environment = {
        "CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}",
        "CHANCERY_SECRET_ID": key.secret_id,
        "CHANCERY_SECRET_KEY": key.secret_key,
    }

    def wallet(*arguments, text=""):
        done = subprocess.run(
            [BINARY, "wallet", *arguments, "--json"], input=text, env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    assert wallet("redeem", text=code + "\n")["AddedCents"] == 42
    assert wallet("balance")["GiftCents"] == 42
    assert wallet("transactions", "--limit", "1")["Transactions"][0]["Type"] == "gift-card"
    assert wallet("vouchers")["Vouchers"] == []


def test_ledger_check(service):
    """C1: after all of this the books are sound, and a cent out of place is found."""
    checked = staff(service, "ledger", "check")
    assert checked["sound"] is True and checked["total_cents"] == 0 and checked["faults"] == []
    assert checked["books"]["bank"] < 0 < checked["books"]["cash"]
    good = json.loads(service.command("log", "verify", "--json").stdout)
    assert good[0]["account_id"] == "0" and all(line["good"] for line in good)

    def run_sql(sql):
        if url := service.settings.get("database.url"):
            run("psql", "--quiet", url, "-c", sql)
        else:
            with sqlite3.connect(service.data / "chancery.db") as database:
                database.execute(sql)

    run_sql("UPDATE ledger_balances SET cents = cents + 1 WHERE book = 'cash'")
    assert "not sound" in refused(service, "ledger", "check")
    run_sql("UPDATE ledger_balances SET cents = cents - 1 WHERE book = 'cash'")
    staff(service, "ledger", "check")
