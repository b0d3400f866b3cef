"""Purchases, payment, refunds and benefit points through the official SDK and the command line, on both databases."""

import json
import os
import sqlite3
import subprocess
from pathlib import Path

from conftest import data_file, new_domain, settings_for
from harness.cloud import Cloud
from harness.processes import run, wait_until
from harness.service import BINARY, Service

OV, OV_DOLLARS, OV_POINTS = 6, 836, 84  # SecureSite OV, seed 002's price table; ten dollars a point
OV_MULTI = 58
OV_ROW = {"ProductPid": 1018580, "PriceKey": "sv_ssl_cost_symantec_ov"}
AWAITING, CANCELLED, REFUNDED = 5, 7, 14


class Tenant(Cloud):
    """An account with money."""

    def __init__(self, service: Service, cash: int = 0, gift: int = 0):
        super().__init__(service, service.new_key("buyer"))
        if cash or gift:
            self.top_up(cash, gift)

    def top_up(self, cash: int, gift: int = 0):
        """Dollars from the operator."""
        amounts = ["--cash", str(cash * 100), "--gift", str(gift * 100)]
        self.service.command("balance", "top-up", "--account", self.key.account, *amounts)

    def balances(self) -> tuple[float, float]:
        answer = self.raw("DescribeAccountBalance")
        return answer["CashCents"] / 100, answer["GiftCents"] / 100

    def orders(self, **filters) -> list[dict]:
        return self.raw("DescribeOrders", **filters)["Orders"]

    def buy(self, **more) -> dict:
        wanted = {"ProductId": OV, "DomainNum": 1, "TimeSpan": 1, **more}
        published = {"ProductId", "DomainNum", "TimeSpan", "AutoVoucher", "Tags"} >= wanted.keys()
        return (self.call if published else self.raw)("CreateCertificate", **wanted)

    def cli(self, *arguments: str, **environment: str) -> dict:
        """A command of the tenant's."""
        environment |= {
            "CHANCERY_ENDPOINT": f"http://127.0.0.1:{self.service.http_port}",
            "CHANCERY_SECRET_ID": self.key.secret_id,
            "CHANCERY_SECRET_KEY": self.key.secret_key,
        }
        done = subprocess.run([BINARY, "cert", *arguments, "--json"], env={**os.environ, **environment}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refunded(self, deal: str) -> dict:
        """The order once its refund is carried out."""
        def done():
            (order,) = self.orders(DealId=deal)
            return order["Status"] == "refunded" and order
        return wait_until(done, 20, f"order {deal} is refunded", every=0.1) or self.orders(DealId=deal)[0]


def test_a_purchase_is_quoted_paid_shown_and_logged(service):
    """A1, A7, C1: the lines of the price, gift balance first, and a certificate that awaits its information."""
    tenant = Tenant(service, cash=5_000, gift=36)
    quote = tenant.raw("QuoteCertificate", ProductId=OV_MULTI, DomainNum=3, TimeSpan=2)
    assert [line["Amount"] for line in quote["Lines"]] == [2 * 167_200, 2 * 83_600]
    assert quote["Price"] == quote["Due"] == 501_600 and quote["Points"] == 2 * (168 + 84)
    bought = tenant.buy(ProductId=OV_MULTI, DomainNum=3, TimeSpan=2, Tags=[{"TagKey": "team", "TagValue": "web"}])
    (certificate,), (deal,) = bought["CertificateIds"], bought["DealIds"]
    assert bought["ResourceIds"] == [certificate]
    seen = tenant.call("DescribeCertificate", CertificateId=certificate)
    assert seen["Status"] == AWAITING and seen["PackageType"] == str(OV_MULTI)
    (order,) = tenant.orders(CertificateId=certificate)
    assert order["DealId"] == deal and order["Status"] == "paid" and order["Lines"] == quote["Lines"]
    assert (order["Cash"], order["Gift"], order["Price"]) == (498_000, 3_600, 501_600)
    assert tenant.balances() == (20, 0)
    kinds = [line["Type"] for line in tenant.call("DescribeCertificateOperateLogs")["OperateLogs"]]
    assert {"createOrder", "pay", "applyVIP"} <= set(kinds)
    shown = json.loads(service.command("order", "show", deal, "--json").stdout)
    assert shown["certificate_id"] == certificate and shown["quote"]["total"] == 501_600
    listed = json.loads(service.command("order", "list", "--account", tenant.key.account, "--status", "paid", "--json").stdout)
    assert [one["order"] for one in listed["orders"]] == [int(deal)]


def test_products_are_recommended_by_owner_names_and_addresses(service):
    """A6: level by the owner, names and addresses taken into account, with reason and price; nonsense is refused."""
    tenant = Tenant(service)
    company = tenant.raw("RecommendProducts", OwnerKind="company", DomainNum=3)["Products"]
    assert company[0]["Level"] == "OV" and company[0]["DomainType"] == "multi" and company[0]["Reason"]
    quote = tenant.raw("QuoteCertificate", ProductId=company[0]["ProductId"], DomainNum=3, TimeSpan=1)
    assert quote["Lines"] == company[0]["Lines"] and quote["Price"] == company[0]["Price"]
    shown = tenant.cli("recommend", "person")["Products"]
    assert {product["Level"] for product in shown} == {"DV"} and shown[0]["Price"] == 0
    assert tenant.cli("recommend", "bank", "--ip")["Products"][0]["Level"] == "OV"
    for wrong in ({"OwnerKind": "king", "DomainNum": 1}, {"OwnerKind": "bank", "DomainNum": 1, "Wildcard": True, "SupportIp": True}):
        assert tenant.refused("RecommendProducts", **wrong).code == "InvalidParameter"


def test_an_operator_replaces_the_selection_guide(tmp_path, named):
    """A6, A8: the operator's file answers, in its own words; a faulty one is named by file, key and rule."""
    file = data_file(tmp_path, "guide", products_max="1")
    text = Path(file).read_text().replace("A company's certificate should name the company, which", "公司的证书应写明公司名称;")
    Path(file).write_text(text)
    node = Service(tmp_path, settings_for(named) | {"guide.file": file}).start()
    try:
        (only,) = Tenant(node).raw("RecommendProducts", OwnerKind="company", DomainNum=1)["Products"]
        assert only["Level"] == "OV" and only["Reason"].startswith("公司的证书应写明公司名称;")
        Path(file).write_text(text.replace("years = 1", "years = 0"))
        refused = node.command("config", "check", "--set", f"guide.file={file}", check=False)
        assert refused.returncode != 0 and all(part in refused.stderr for part in (file, "years", "between"))
    finally:
        node.stop()


def test_a_purchase_without_money_changes_nothing(service):
    """C1: overspending is refused with its code; nothing is ordered, nothing is taken; a batch is all or nothing."""
    tenant = Tenant(service, cash=2 * OV_DOLLARS)
    assert tenant.refused("CreateCertificate", ProductId=OV, DomainNum=1, TimeSpan=1, Count=3).code == "FailedOperation.InvalidParam"
    assert tenant.refused("CreateCertificate", ProductId=OV, DomainNum=1, TimeSpan=1, Count=51).code == "InvalidParameter.CertificatesNumberExceeded"
    assert tenant.refused("CreateCertificate", ProductId=OV, DomainNum=2, TimeSpan=1).code == "InvalidParameter.DomainCountInvalid"
    assert tenant.refused("CreateCertificate", ProductId=OV, DomainNum=1, TimeSpan=4).code == "InvalidParameter.PeriodInvalid"
    assert tenant.refused("CreateCertificate", ProductId=83, DomainNum=1, TimeSpan=1).code == "InvalidParameter.ProductPidInvalid"
    assert tenant.orders() == [] and tenant.balances() == (2 * OV_DOLLARS, 0)
    kinds = [line["Type"] for line in tenant.call("DescribeCertificateOperateLogs")["OperateLogs"]]
    assert kinds.count("refused") == 5, "each refusal left a trace"
    assert len(tenant.buy(Count=2)["CertificateIds"]) == 2 and tenant.balances() == (0, 0)


def test_a_token_buys_once(service):
    """C1: idempotent payment by a token of the client's."""
    tenant = Tenant(service, cash=3_000)
    first = tenant.buy(ClientToken="order-1")
    assert tenant.buy(ClientToken="order-1", Tags=[])["DealIds"] == first["DealIds"]
    error = tenant.refused("CreateCertificate", ProductId=OV, DomainNum=1, TimeSpan=2, ClientToken="order-1")
    assert error.code == "InvalidParameter" and "ClientToken" in error.message
    assert tenant.balances() == (3_000 - OV_DOLLARS, 0)


def test_an_order_is_paid_later_or_given_up(service):
    """C1: unpaid, paid, cancelled; another account's order is like one that never was; how to pay is said at payment."""
    tenant, stranger = Tenant(service), Tenant(service)
    for means in ({"Voucher": "1"}, {"AutoVoucher": 1}, {"GiftUse": "never"}):
        assert "PayOrder" in tenant.refused("CreateCertificate", ProductId=OV, DomainNum=1, TimeSpan=1, PayLater=True, **means).message
    for flag, code in ((1, "FailedOperation.InvalidParam"), (2, "InvalidParameter")):
        # K4: an OV certificate never renews itself; a number that says nothing is not taken for "no".
        assert tenant.refused("CreateCertificate", ProductId=OV, DomainNum=1, TimeSpan=1, PayLater=True, AutoRenewFlag=flag).code == code
    deals = [tenant.buy(PayLater=True, ClientToken=token)["DealIds"][0] for token in "ab"]
    assert [order["Status"] for order in tenant.orders(Status="unpaid")] == ["unpaid"] * 2
    assert tenant.refused("PayOrder", DealId=deals[0]).code == "FailedOperation.InvalidParam"
    for action in ("PayOrder", "CancelOrder", "RefundOrder"):
        assert stranger.refused(action, DealId=deals[0]).code == "FailedOperation.CannotGetOrder"
    assert stranger.refused("DescribeOrders", DealId=deals[0]).code == "FailedOperation.CannotGetOrder"
    tenant.top_up(1_000)
    # Two identical calls within a second are one call, so that each later one says something more.
    paid = tenant.raw("PayOrder", DealId=deals[0], GiftUse="first")["Order"]
    assert paid["Status"] == "paid" and tenant.status(paid["CertificateId"]) == AWAITING
    assert tenant.refused("PayOrder", DealId=deals[0], GiftUse="last").code == "FailedOperation.TradeError"
    assert tenant.raw("CancelOrder", DealId=deals[1])["Order"]["Status"] == "cancelled"
    assert tenant.refused("PayOrder", DealId=deals[1]).code == "FailedOperation.TradeError"
    assert tenant.balances() == (1_000 - OV_DOLLARS, 0)


def test_a_refund_goes_back_in_proportion_and_for_good(service):
    """C2: pending submission is cancelled first; cash and gift come back as paid; a finished refund cannot be undone."""
    tenant = Tenant(service, cash=1_000, gift=100)
    bought = tenant.buy()
    (certificate,), (deal,) = bought["CertificateIds"], bought["DealIds"]
    refused = tenant.refused("RefundOrder", DealId=deal)
    assert refused.code == "FailedOperation.InvalidCertificateStatusCode" and "cancel" in refused.message
    tenant.call("CancelCertificateOrder", CertificateId=certificate)
    assert tenant.status(certificate) == CANCELLED and tenant.balances() == (1_000 - OV_DOLLARS + 100, 0)
    assert tenant.raw("RefundOrder", CertificateId=certificate)["Order"]["Status"] in ("refunding", "refunded")
    assert tenant.refunded(deal)["Status"] == "refunded"
    assert tenant.balances() == (1_000, 100) and tenant.status(certificate) == REFUNDED
    assert "cannot be undone" in tenant.refused("RefundOrder", DealId=deal, CertificateId="").message
    assert tenant.balances() == (1_000, 100)


def test_what_is_free_or_issued_is_not_refunded(service, named):
    """C2: free never, issued never."""
    tenant = Tenant(service)
    certificate = tenant.obtain(named, new_domain())
    refused = tenant.refused("RefundOrder", CertificateId=certificate)
    assert refused.code == "FailedOperation.InvalidCertificateStatusCode"
    (order,) = tenant.orders(CertificateId=certificate)
    assert order["Status"] == "closed" and order["Price"] == 0


def test_benefit_points_pay_and_come_back(service):
    """C3: bought, spent from several packages, listed with their log, returned by a refund, refunded while untouched."""
    tenant = Tenant(service, cash=950 * 3)
    packages = [tenant.raw("BuyPackage", Type="ssl_100", ClientToken=token)["PackageId"] for token in "abc"]
    assert tenant.balances() == (0, 0)
    wanted = {**OV_ROW, "DomainCount": "1", "Period": 1, "PackageIds": packages[:2]}
    bought = tenant.call("CreateCertificateByPackage", **wanted, CertificateCount=2)
    assert len(bought["CertificateIds"]) == 2 and bought["CertificateId"] == bought["CertificateIds"][0]
    assert {row["IsPackage"] for row in tenant.call("DescribeCertificates")["Certificates"]} == {True}
    assert tenant.refused("CreateCertificateByPackage", **wanted).code == "FailedOperation.PackageCountLimit"
    listed = tenant.call("DescribePackages", Status="usable", ExpireTime="asc")
    assert listed["TotalCount"] == 2 and listed["TotalBalance"] == 300 - 2 * OV_POINTS
    (used,) = tenant.call("DescribePackages", Status="used")["Packages"]
    assert (used["PackageId"], used["Balance"], used["Total"], used["Type"]) == (packages[0], 0, 100, "ssl_100")
    certificate = bought["CertificateIds"][1]
    tenant.call("CancelCertificateOrder", CertificateId=certificate)
    deal = tenant.raw("RefundOrder", CertificateId=certificate)["Order"]["DealId"]
    assert tenant.refunded(deal)["Points"] == OV_POINTS
    log = tenant.raw("DescribePackageMovements", PackageId=packages[0])["Movements"]
    assert [(line["Type"], line["Points"]) for line in log] == [("returned", 16), ("used", -16), ("used", -84), ("received", 100)]
    deals = {order["PackageId"]: order["DealId"] for order in tenant.orders() if order["PackageId"]}
    assert "ever used" in tenant.refused("RefundOrder", DealId=deals[packages[0]]).message
    tenant.raw("RefundOrder", DealId=deals[packages[2]])
    tenant.refunded(deals[packages[2]])
    assert tenant.balances() == (950, 0)
    (gone,) = tenant.call("DescribePackages", PackageId=packages[2])["Packages"]
    assert (gone["Status"], gone["Balance"]) == ("refund", 0)


def answers_kept(service: Service) -> str:
    """The answers that the register keeps for requests that come again."""
    statement = "SELECT answer FROM replays WHERE answer IS NOT NULL"
    if url := service.settings.get("database.url"):
        kept = run("psql", "--quiet", "--no-align", "--tuples-only", url, "-c", statement).stdout
    else:
        with sqlite3.connect(service.data / "chancery.db") as database:
            kept = "\n".join(row[0] for row in database.execute(statement))
    assert kept, "there are some"
    return kept


def test_points_are_transferred_by_a_code_once(service):
    """C3: the code is good once, for the account it names; staff grant points and list them."""
    giver, receiver, other = Tenant(service), Tenant(service), Tenant(service)
    granted = json.loads(service.command("benefit", "grant", "--account", giver.key.account, "--points", "90", "--json").stdout)
    package = granted["package_id"]
    given = giver.raw("TransferPackagePoints", PackageId=package, ReceiverUin=int(receiver.key.account), TransferCount=50)
    code = given["TransferCode"]
    assert code not in answers_kept(service), "a code that is told once is kept only sealed"
    assert other.refused("RedeemPackagePoints", TransferCode=code).code == "FailedOperation.PackageNotFound"
    received = receiver.cli("redeem-points", "--code-from", "POINTS", POINTS=code)
    assert received["Balance"] == 50
    assert receiver.refused("RedeemPackagePoints", TransferCode=code.lower()).code == "InvalidParameter.PackageIdsInvalid"
    (shown,) = giver.call("DescribePackages")["Packages"]
    (transfer,) = shown["TransferOutInfos"]
    assert transfer["TransferStatus"] == "received" and transfer["ReceivePackageId"] == received["PackageId"]
    assert code not in json.dumps(shown) and code not in service.log()
    (mine,) = receiver.call("DescribePackages", Type="ssl_transferred")["Packages"]
    assert mine["SourceUin"] == int(giver.key.account) and mine["ExpireTime"] == shown["ExpireTime"]
    listed = json.loads(service.command("benefit", "list", "--account", giver.key.account, "--json").stdout)
    assert [one["points"] for one in listed["packages"]] == [40]


def test_the_command_line_buys_and_refunds(service):
    """A7, C1, C2: quote, buy, orders, refund at the command line."""
    tenant = Tenant(service, cash=2_000)
    assert tenant.cli("quote", str(OV))["Due"] == OV_DOLLARS * 100
    (first, deal) = [tenant.cli("buy", str(OV), "--later", "--token", token)["DealIds"][0] for token in "tu"]
    for cents in (700, 900):
        service.command("voucher", "issue", "--account", tenant.key.account, "--amount", str(cents))
    # 900 cents by the best voucher and 700 by the other one, which never come back.
    assert tenant.cli("pay", first, "--best-voucher")["Order"]["Voucher"] == 900
    number = tenant.raw("DescribeVouchers")["Vouchers"][1]["VoucherId"]
    paid = tenant.cli("pay", deal, "--voucher-from", "VOUCHER", VOUCHER=str(number))["Order"]
    assert paid["Voucher"] == 700
    tenant.cli("cancel", paid["CertificateId"])
    tenant.cli("refund", deal)
    tenant.refunded(deal)
    assert [order["DealId"] for order in tenant.cli("orders", "--status", "refunded")["Orders"]] == [deal]
    assert tenant.balances() == (2_000 - OV_DOLLARS + 9, 0)


def test_staff_refund_and_give_up_orders_by_the_same_rules(service):
    """C2, C4: what a tenant is refused, staff are refused too; the service pays back what staff asked for."""
    tenant = Tenant(service, cash=OV_DOLLARS)
    bought = tenant.buy()
    (certificate,), (deal,) = bought["CertificateIds"], bought["DealIds"]
    assert "cancel its application first" in service.command("order", "refund", deal, check=False).stderr
    tenant.call("CancelCertificateOrder", CertificateId=certificate)
    assert json.loads(service.command("order", "refund", deal, "--json").stdout)["status"] == "refunding"
    assert tenant.refunded(deal)["Status"] == "refunded" and tenant.balances() == (OV_DOLLARS, 0)
    assert "cannot be undone" in service.command("order", "refund", deal, check=False).stderr
    (unpaid,) = tenant.buy(PayLater=True)["DealIds"]
    service.command("order", "cancel", unpaid)
    assert tenant.orders(DealId=unpaid)[0]["Status"] == "cancelled"
    assert "no order 999999" in service.command("order", "cancel", "999999", check=False).stderr
    kinds = [line["Type"] for line in tenant.call("DescribeCertificateOperateLogs")["OperateLogs"]]
    assert kinds.count("refused") == 2


def test_places_for_free_certificates_are_granted(service):
    """B3: staff give extra places; a package of them is named at an application, another's is not found."""
    tenant, other = Tenant(service), Tenant(service)
    given = json.loads(service.command("benefit", "grant-places", "--account", tenant.key.account, "--places", "2", "--days", "30", "--json").stdout)
    tenant.apply(new_domain(), PackageId=given["package_id"])
    error = other.refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=new_domain(), PackageId=given["package_id"])
    assert error.code == "FailedOperation.PackageNotFound"
