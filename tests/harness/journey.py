"""Journeys: text scripts that a reader can check, run against the real program with a moved clock.

A line `> command words` is run; the lines under it are what it prints. `! command words` is the same for a command that is
refused; it prints the code. Certificates go by labels. `{domain}` is a fresh primary domain. The commands are the methods
`do_...` below.
"""

import datetime
import itertools
import json
import time

from cryptography import x509

from .clock import Clock
from .cloud import ApiError, Cloud
from .letters import ORGANIZATION, REGISTER, encoded, png
from .processes import wait_until
from .service import Service

APPLICANT = ORGANIZATION | REGISTER | {
    "CompanyId": "0", "CompanyType": 2, "GenCsrType": "online", "CsrEncryptAlgo": "ECC", "CsrKeyParameter": "prime256v1",
}
SPAN = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Journey:
    """One account on one node of its own."""

    def __init__(self, folder, settings, database, named, domain, monkeypatch):
        self.service = Service(folder, settings, database)
        self.clock = Clock(self.service, monkeypatch)
        self.named, self.domain = named, domain
        self.ids, self.names = {}, {}
        self.references = itertools.count(1)
        self.cloud = None

    def close(self):
        self.service.stop()

    def started(self) -> Cloud:
        if self.cloud is None:
            self.service.start()
            self.key = self.service.new_key()
            # Signatures of this kind have a nonce: the same call twice within a second is no replay of the first.
            self.cloud = Cloud(self.service, self.key, sign_method="HmacSHA256")
        return self.cloud

    def run(self, text: str) -> str:
        """The script as it really went."""
        out = []
        for line in text.splitlines():
            if line.startswith(("> ", "! ")):
                out.append(line)
                out += self.step(line)
            elif not line or line.startswith("#"):
                out.append(line)
        return "\n".join(out) + "\n"

    def step(self, line: str) -> list[str]:
        verb, *words = line[2:].replace("{domain}", self.domain).split()
        act = getattr(self, "do_" + verb.replace("-", "_"))
        try:
            printed = act(*words) or []
        except ApiError as error:
            if line.startswith("! "):
                return [f"  {error.get_code()}"]
            raise AssertionError(f"{line}: {error}") from error
        if line.startswith("! "):
            raise AssertionError(f"{line}: was not refused")
        printed = [printed] if isinstance(printed, str) else printed
        return ["  " + text.replace(self.domain, "{domain}") for text in printed]

    # --- clock and money

    def do_clock(self, *words):
        """`clock 2026-11-21T08:00` or `clock +3d` (s, m, h, d)."""
        if words[0].startswith("+"):
            self.clock.set(self.clock.now() + seconds(words))
        else:
            self.clock.set(datetime.datetime.fromisoformat(words[0]).replace(tzinfo=datetime.UTC).timestamp())
        self.started()

    def do_top_up(self, cash, gift="0"):
        self.started()
        self.service.command(
            "balance", "top-up", "--account", self.key.account, "--cash", cash, "--gift", gift, "--reference", str(next(self.references))
        )

    def do_balance(self):
        seen = self.started().raw("DescribeAccountBalance")
        return f"cash {money(seen['CashCents'])}, gift {money(seen['GiftCents'])}"

    def do_books(self):
        books = json.loads(self.service.command("ledger", "check", "--json").stdout)
        return f"faults: {len(books['faults'])}"

    # --- the way of an application

    def do_buy(self, label, product, names="1", years="1"):
        answer = self.started().raw("CreateCertificate", ProductId=int(product), DomainNum=int(names), TimeSpan=int(years))
        self.ids[label] = answer["CertificateIds"][0]
        return self.do_status(label)

    def do_fill_in(self, label, *names, **more):
        common, *further = names
        self.names[label] = names
        self.cloud.call("CertificateInfoSubmit", CertId=self.ids[label], CertCommonName=common, DnsNames=further, **APPLICANT | more)

    def do_submit(self, label):
        self.cloud.call("CertificateOrderSubmit", CertId=self.ids[label])
        return self.do_status(label)

    def do_letter(self, label):
        self.cloud.call("UploadConfirmLetter", CertificateId=self.ids[label], ConfirmLetter=encoded(png()))
        return self.do_status(label)

    def do_review(self, *decision):
        """Staff take the account's only open review and decide it."""
        (row,) = json.loads(self.service.command("review", "list", "--account", self.key.account, "--json").stdout)["items"]
        self.service.command("review", "take", str(row["id"]), "--as", "examiner")
        self.service.command("review", decision[0], str(row["id"]), "--as", "examiner", *decision[1:])

    def do_prove(self, label):
        """Publishes what is asked for and waits until it is seen."""
        proofs = self.cloud.proofs(self.ids[label])
        self.publish(proofs)
        self.cloud.call("CheckCertificateDomainVerification", CertificateId=self.ids[label])
        waiting = lambda: self.cloud.proofs(self.ids[label])
        wait_until(lambda: not waiting(), 40, f"{label} is proved", every=0.2)
        kinds = sorted({proof["DvAuthVerifyType"] for proof in proofs})
        return f"{len(proofs)} by {', '.join(kinds)}"

    def publish(self, proofs):
        for proof in proofs:
            self.named.set(proof["DvAuthKey"], proof["DvAuthVerifyType"], proof["DvAuthValue"])

    def do_apply(self, label, name, old=None):
        more = {"OldCertificateId": self.ids[old]} if old else {}
        self.ids[label] = self.started().apply(name, CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1", **more)
        return self.do_status(label)

    def do_cancel(self, label):
        self.cloud.call("CancelCertificateOrder", CertificateId=self.ids[label])
        return self.do_status(label)

    def do_stop_review(self, label):
        self.cloud.call("CancelAuditCertificate", CertificateId=self.ids[label])
        return self.do_status(label)

    def do_resubmit(self, label):
        self.cloud.call("ModifyCertificateResubmit", CertificateId=self.ids[label])
        return self.do_status(label)

    def do_refund(self, label):
        before = self.do_balance()
        self.cloud.raw("RefundOrder", CertificateId=self.ids[label])
        wait_until(lambda: self.do_balance() != before, 20, "what was paid came back", every=0.1)
        return self.do_status(label)

    def do_remind(self, label):
        self.cloud.raw("RemindReview", CertificateId=self.ids[label])
        return "reminded"

    # --- what is there

    def do_status(self, label):
        seen = self.cloud.call("DescribeCertificate", CertificateId=self.ids[label])
        return f"{seen['Status']} {seen['StatusName']}" + (f": {seen['StatusMsg']}" if seen["StatusMsg"] else "")

    def do_wait(self, label, status):
        wait_until(lambda: self.cloud.status(self.ids[label]) == int(status), 40, f"{label} has status {status}", every=0.2)

    def do_issued(self, label):
        """Waits for the certificate; its validity in days, and when it ends."""
        self.cloud.issued(self.ids[label], 40)
        leaf = self.leaf(label)
        days = (leaf.not_valid_after_utc - leaf.not_valid_before_utc + datetime.timedelta(seconds=1)) / datetime.timedelta(days=1)
        end = leaf.not_valid_after_utc
        # A day is printed, so a second must not decide which: each later certificate of a term begins an hour before its
        # signature, and so ends an hour earlier in the day than the one before it.
        seconds_of_day = end.hour * 3600 + end.minute * 60 + end.second
        assert 600 < seconds_of_day < 86_400 - 600, f"{label} ends at {end}, too near to midnight; begin at another hour"
        return f"{days:.0f} days, until {end:%Y-%m-%d}"

    def leaf(self, label) -> x509.Certificate:
        detail = self.cloud.call("DescribeCertificateDetail", CertificateId=self.ids[label])
        return x509.load_pem_x509_certificate(detail["CertificatePublicKey"].encode())

    def do_end(self, label, *spans):
        """`end shop -31d`: the clock goes to so long before the end of the certificate."""
        # A second later, so that rounding never falls short of it.
        self.clock.set(self.leaf(label).not_valid_after_utc.timestamp() + seconds(spans) + 1)

    def do_names(self, label):
        seen = self.cloud.call("DescribeCertificate", CertificateId=self.ids[label])
        return " ".join(seen["SubjectAltName"])

    def do_next(self, label, old):
        """Waits for the certificate that follows `old` inside its term."""
        known = set(self.ids.values())
        found = []

        def look():
            rows = self.cloud.call("DescribeCertificates", Limit=100)["Certificates"]
            found[:] = [row["CertificateId"] for row in rows if row["CertificateId"] not in known]
            return found

        wait_until(look, 60, f"the certificate after {old}", every=0.5)
        self.ids[label] = found[0]

    def do_none_follows(self):
        rows = self.cloud.call("DescribeCertificates", Limit=100)["Certificates"]
        assert {row["CertificateId"] for row in rows} <= set(self.ids.values())

    def do_pass(self, label):
        """Does whatever an application asks for until the certificate is issued; what that was, and its validity."""
        steps = []
        while (status := self.cloud.status(self.ids[label])) != 1:
            if status == 8:
                self.do_letter(label)
                steps.append("letter")
            elif self.cloud.proofs(self.ids[label]):
                steps.append("proof " + self.do_prove(label))
            elif "REVIEWING" in self.do_status(label):
                self.do_review("approve")
                steps.append("review")
            else:
                self.do_wait(label, "1")
        return f"{', '.join(steps) or 'nothing asked'}; {self.do_issued(label)}"

    def do_bought(self, product, years, *names):
        """From purchase to issue in one line."""
        label = f"{product} for {' '.join(names)}"
        self.do_buy(label, product, str(len(names)), years)
        self.do_fill_in(label, *names)
        self.do_submit(label)
        return self.do_pass(label)

    def do_live(self, label, years):
        """Lives through a term to its end; no certificate follows the last one."""
        lines = self.do_live_on(label, years)
        self.do_end(f"{label}.last", "-15d")
        time.sleep(2)
        self.do_none_follows()
        return lines

    def do_live_on(self, label, years):
        """Lives through a term: each time shortly before the end the next certificate is there by itself. The last one is
        called `label.last`."""
        first = label
        begun = self.leaf(label).not_valid_before_utc
        lines, number = [], 1
        while (self.leaf(label).not_valid_after_utc - begun).days < int(years) * 365 - 1:
            self.do_end(label, "-15d")
            number += 1
            following = f"{label.split('.')[0]}.{number}"
            self.do_next(following, label)
            lines.append(self.do_pass(following))
            label = following
        self.ids[f"{first}.last"] = self.ids[label]
        return lines

    def do_applies(self, count, suffix):
        """So many free certificates in force, all under one name."""
        for number in range(int(count)):
            self.do_apply(f"{suffix} {number}", f"h{number}.{suffix}")

    def do_another_tenant(self):
        """From here on another account of the same service."""
        self.key = self.service.new_key("another")
        self.cloud = Cloud(self.service, self.key, sign_method="HmacSHA256")

    # --- reissue, renewal, revocation

    def do_reissue(self, label, old, how="online"):
        answer = self.cloud.call(
            "ReplaceCertificate", CertificateId=self.ids[old], ValidType="DNS", CsrType=how, Reason="a new key",
            **({"CertCSREncryptAlgo": "ECC", "CertCSRKeyParameter": "prime256v1"} if how == "online" else {}),
        )
        self.ids[label] = answer["CertificateId"]
        return self.do_status(label)

    def do_renew(self, label, old):
        self.ids[label] = self.cloud.raw("RenewCertificate", OldCertificateId=self.ids[old])["CertificateId"]
        return self.do_status(label)

    def do_revoke(self, label, *reason):
        answer = self.cloud.call("RevokeCertificate", CertificateId=self.ids[label], Reason=" ".join(reason))
        self.revocation_proofs = [
            {"DvAuthKey": row["DomainValidateAuthKey"], "DvAuthVerifyType": "TXT", "DvAuthValue": row["DomainValidateAuthValue"]}
            for row in answer["RevokeDomainValidateAuths"]
        ]
        return self.do_status(label)

    def do_prove_revocation(self, label):
        self.publish(self.revocation_proofs)
        self.cloud.call("CheckCertificateDomainVerification", CertificateId=self.ids[label])
        self.do_wait(label, "10")
        return self.do_status(label)

    def do_revoke_letter(self, label):
        self.cloud.call("UploadRevokeLetter", CertificateId=self.ids[label], RevokeLetter=encoded(png()))
        return self.do_status(label)

    def do_download(self, label):
        self.cloud.call("DownloadCertificate", CertificateId=self.ids[label])
        return "an archive"

    def do_delete(self, label):
        self.cloud.call("DeleteCertificate", CertificateId=self.ids[label])
        return "deleted"

    def do_delete_together(self, *labels):
        """Several in one call; what became of each."""
        ids = [self.ids[label] for label in labels]
        answer = self.cloud.call("DeleteCertificates", CertificateIds=ids, IsSync=True)
        refused = {row["CertId"]: row["Msg"] for row in answer["Fail"]}
        assert set(answer["Success"]) | set(refused) == set(ids)
        # Ids of other certificates in a message differ from run to run.
        return ["refused: " + self.without_ids(refused[id]) if id in refused else "deleted" for id in ids]

    def without_ids(self, text: str) -> str:
        return " ".join(word for word in text.split() if word not in self.ids.values())

    def do_ignore(self, label):
        self.cloud.call("ModifyCertificatesExpiringNotificationSwitch", CertificateIds=[self.ids[label]], SwitchStatus=1)
        return "ignored"


def seconds(spans) -> int:
    """`+3d -1m` in seconds."""
    return sum(int(span[:-1]) * SPAN[span[-1]] for span in spans)


def money(cents) -> str:
    return f"{int(cents) / 100:.2f}"
