"""Letters and reviews as tenants see them through the official SDK and operators at the command line, on both databases."""

import base64
import json
import os
import re

import pytest

from harness.certificates import Chain, key_pem
from harness.cloud import Cloud
from harness.letters import encoded, png, submitted
from harness.processes import run
from harness.service import BINARY, ROOT

SECURESITE_OV, TRUSTASIA_EV, WOTRUS_OV, SM2_OV = 6, 16, 28, 51
AWAITING_LETTER, REVIEWING, FAILED = 8, 0, 2


@pytest.fixture
def cloud(service, key):
    """The SDK on a fresh account with money; its signatures have a nonce, so that no call is a replay of another."""
    service.command("balance", "top-up", "--account", key.account, "--cash", "100000000", "--reference", "start")
    return Cloud(service, key, sign_method="HmacSHA256")


def upload(cloud, certificate, content):
    return cloud.call("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=encoded(content))


def staff(service, *arguments):
    """An operator's command; what it prints as JSON."""
    return json.loads(service.command("review", *arguments, "--json").stdout)


def refused(service, *arguments) -> str:
    """An operator's command that fails; what it says."""
    done = service.command("review", *arguments, check=False)
    assert done.returncode != 0, done.stdout
    return done.stderr


def of(service, cloud, certificate):
    """The open review of a certificate."""
    items = staff(service, "list", "--account", cloud.key.account)["items"]
    (found,) = [item for item in items if item["subject"] == certificate]
    return found


def tenant(service, key, *arguments):
    """A tenant's command."""
    environment = os.environ | {
        "CHANCERY_ENDPOINT": f"http://127.0.0.1:{service.http_port}",
        "CHANCERY_SECRET_ID": key.secret_id,
        "CHANCERY_SECRET_KEY": key.secret_key,
    }
    return run(BINARY, "cert", *arguments, env=environment, cwd=service.folder).stdout


def test_from_letter_to_verdict(service, cloud, domain, tmp_path):
    """F2, F3: the letter is made, filled in, uploaded; the review is taken, the call noted, the application approved."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    assert cloud.status(certificate) == AWAITING_LETTER
    for language, title in (("en", "Confirmation of a Certificate Application"), ("zh", "证书申请确认函")):
        letter = cloud.raw("DownloadConfirmLetter", CertificateId=certificate, LetterLanguage=language)
        assert letter["ContentType"] == "application/pdf" and letter["Filename"].endswith(f"{language}.pdf")
        path = tmp_path / f"{language}.pdf"
        path.write_bytes(base64.b64decode(letter["Content"]))
        text = run("pdftotext", "-layout", path, "-").stdout
        for wanted in (title, f"Shop {certificate} Ltd", domain, certificate, "San Zhang", "zhang@widgets.org"):
            assert wanted in text, text
    assert cloud.raw("DescribeReview", CertificateId=certificate)["ReviewStatus"] == "none"
    assert upload(cloud, certificate, png())["IsSuccess"] is True
    assert cloud.status(certificate) == REVIEWING
    review = of(service, cloud, certificate)
    number = str(review["id"])
    assert (review["kind"], review["level"], review["paid"], review["stage"]) == ("application", "OV", True, "waiting")
    seen = cloud.raw("DescribeReview", CertificateId=certificate)
    assert seen["ReviewStatus"] == "waiting" and seen["LetterCount"] == 1
    assert seen["OpenTime"] < seen["EarliestTime"] < seen["DueTime"] and seen["DueTime"].endswith("23:59:59")
    out = tmp_path / "letter"
    service.command("review", "letter", number, "--out", str(out))
    assert out.read_bytes() == png() and out.stat().st_mode & 0o777 == 0o600
    assert staff(service, "take", number, "--as", "ann")["reviewer"] == "ann"
    staff(service, "phone", number, "--as", "ann", "--number", "+86 755 8601 3388", "--person", "San Zhang", "--outcome", "confirmed")
    assert staff(service, "approve", number, "--as", "ann")["stage"] == "approved"
    assert len(cloud.proofs(certificate)) > 0, "its names are to be proved now"
    shown = staff(service, "show", number)
    assert shown["calls"][0]["outcome"] == "confirmed" and shown["approved_by"] == ["ann"]
    lines = [line["Type"] for line in cloud.call("DescribeCertificateOperateLogs", Limit=100)["OperateLogs"]]
    for wanted in ("downloadConfirmLetter", "uploadConfirmLetter", "openReview", "review", "showDocument", "reviewPassed"):
        assert wanted in lines, lines
    assert json.loads(service.command("log", "verify", "--account", cloud.key.account, "--json").stdout)[0]["good"]


def test_an_examiner_sees_what_is_applied_for_and_whom_to_call(service, cloud, domain):
    """F3, F2: names, organisation, register and persons lie before the examiner, also where the course has no letter."""
    contact = {"TechFirstName": "Si", "TechLastName": "Li", "TechTitle": "Engineer", "TechPhone": "+86 755 8601 3389"}
    certificate = submitted(cloud, WOTRUS_OV, domain, **contact, TechEmail="li@widgets.org")
    number = str(of(service, cloud, certificate)["id"])
    shown = staff(service, "show", number)
    organization = shown["organization"]
    assert (shown["kind"], shown["names"][0], shown["product"]) == ("pre-review", domain, WOTRUS_OV)
    assert (organization["name"], organization["phone"]) == (f"Shop {certificate} Ltd", "0755-86013388")
    assert organization["id_number"] == "91350100M000100Y43"
    assert shown["administrator"]["phone"] == "+86 755 8601 3388" and shown["contact"]["mail"] == "li@widgets.org"
    text = service.command("review", "show", number).stdout
    for wanted in (domain, "0755-86013388", "91350100M000100Y43", "San Zhang", "+86 755 8601 3389"):
        assert wanted in text, text
    letter = cloud.refused("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=encoded(png()))
    assert letter.get_code() == "FailedOperation.UploadConfirmCertificateNotSupport"


def test_one_person_decides_without_taking_first(service, cloud, domain):
    """F3, F5: without a name a waiting review is taken with the decision; a colleague's is left alone."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    upload(cloud, certificate, png())
    number = str(of(service, cloud, certificate)["id"])
    assert "note" in refused(service, "refuse", number, "--cause", "other")
    assert of(service, cloud, certificate)["stage"] == "waiting", "a refused decision takes nothing"
    staff(service, "take", number, "--as", "ann")
    assert "with ann" in refused(service, "approve", number)
    staff(service, "release", number, "--as", "ann")
    done = staff(service, "refuse", number, "--reason", "no such company")
    assert (done["stage"], done["reviewer"], done["cause"], done["note"]) == ("refused", "operator", "other", "no such company")
    assert cloud.status(certificate) == FAILED
    cloud.call("ModifyCertificateResubmit", CertificateId=certificate)
    cloud.call("CertificateOrderSubmit", CertId=certificate)
    upload(cloud, certificate, png(mark=2))
    assert staff(service, "approve", str(of(service, cloud, certificate)["id"]))["stage"] == "approved"
    assert len(cloud.proofs(certificate)) > 0


def test_a_review_is_decided_once_by_who_took_it(service, cloud, domain):
    """F3: a review approved twice, by a colleague or before it is taken: refused with its reason, nothing changed."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    upload(cloud, certificate, png())
    number = str(of(service, cloud, certificate)["id"])
    assert "not taken" in refused(service, "approve", number, "--as", "ann")
    staff(service, "take", number, "--as", "ann")
    assert "with ann" in refused(service, "approve", number, "--as", "ben")
    assert of(service, cloud, certificate)["stage"] == "taken"
    staff(service, "approve", number, "--as", "ann")
    status = cloud.status(certificate)
    assert "approved already" in refused(service, "approve", number, "--as", "ann")
    assert cloud.status(certificate) == status
    assert "there is no review" in refused(service, "take", "999999", "--as", "ann")
    assert "--as" in refused(service, "take", number, "--as", "not a name")


def refusals(service, account=None) -> list[str]:
    """What staff were refused: the particulars in the log of an account, or of the house; earliest first."""
    of_account = ["--account", account] if account else []
    lines = json.loads(service.command("log", "list", *of_account, "--limit", "100", "--json").stdout)["lines"]
    found = [line for line in lines if line["operation"] == "refused" and line["actor"] == "operator"]
    return [line["detail"] for line in reversed(found)]


def test_what_staff_are_refused_stands_in_the_log(service, cloud, key, domain):
    """F3, C4, I2, N2: a refused command changes nothing, and who, what and the code stand in the operation log."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    upload(cloud, certificate, png())
    review = of(service, cloud, certificate)
    number = str(review["id"])
    assert "take it first" in refused(service, "approve", number, "--as", "lin")
    assert of(service, cloud, certificate) == review
    service.command("review", "take", number, "--as", "lin")
    assert "is with lin" in refused(service, "refuse", number, "--as", "wu", "--cause", "other", "--note", "no")
    service.command("review", "approve", number, "--as", "lin")
    assert "already" in refused(service, "approve", number, "--as", "lin")
    before = cloud.raw("DescribeAccountBalance")
    for arguments in (
        ["balance", "top-up", "--account", key.account, "--cash", "7", "--reference", "start"],
        ["voucher", "issue", "--account", key.account, "--amount", "0"],
        ["discount", "set", "--account", key.account, "--percent", "101"],
        ["benefit", "grant", "--account", key.account, "--points", "0"],
        ["benefit", "grant-places", "--account", key.account, "--places", "0"],
        ["ca", "revoke", certificate, "--reason", "superseded"],
    ):
        assert service.command(*arguments, check=False).returncode != 0, arguments
    assert cloud.raw("DescribeAccountBalance")["CashCents"] == before["CashCents"]
    assert refusals(service, key.account) == [
        f"review approve {number} as lin: ReviewState",
        f"review refuse {number} as wu: ReviewState",
        f"review approve {number} as lin: ReviewState",
        f"balance top-up of account {key.account}: MoneyRefused",
        "voucher issue: InvalidParameter",
        f"discount set for account {key.account}: InvalidParameter",
        f"benefit grant to account {key.account}: InvalidParameter",
        f"benefit grant-places to account {key.account}: InvalidParameter",
        f"ca revoke {certificate}: CertificateNotFound",
    ]
    before = len(refusals(service))
    for arguments in (
        ["review", "take", "987654321", "--as", "lin"],
        ["balance", "top-up", "--account", "5", "--cash", "7"],
        ["gift-card", "issue", "--amount", "0"],
        ["gift-card", "withdraw", "987654"],
        ["voucher", "withdraw", "987654"],
        ["ca", "revoke", "0102030405", "--reason", "superseded"],
    ):
        assert service.command(*arguments, check=False).returncode != 0, arguments
    new = refusals(service)[before:]
    assert [line.rsplit(": ", 1)[0] for line in new] == [
        "review take 987654321 as lin",
        "balance top-up of account 5",
        "gift-card issue",
        "gift-card withdraw 987654",
        "voucher withdraw 987654",
        "ca revoke 0102030405 for superseded",
    ]
    assert service.command("log", "verify", "--account", key.account).returncode == 0


def test_only_listed_examiners_work_on_reviews(service, cloud, key, domain, tmp_path):
    """F3: the file of rules names who examines what; others are refused, and that stands in the log."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    upload(cloud, certificate, png())
    review = of(service, cloud, certificate)
    number = str(review["id"])
    rules = (ROOT / "crates/domain/data/reviews.toml").read_text()
    people = '[[examiner]]\nname = "lin"\nlevels = ["OV"]\n[[examiner]]\nname = "wu"\nlevels = ["EV"]\n'
    path = tmp_path / "reviews.toml"
    path.write_text(rules + people)
    listed = ["--set", f"reviews.file={path}"]
    assert "does not examine OV" in refused(service, "take", number, "--as", "wu", *listed)
    assert "no examiner" in refused(service, "take", number, "--as", "me", *listed)
    assert of(service, cloud, certificate) == review
    assert refusals(service, key.account) == [f"review take {number} as {who}: Unauthorized" for who in ("wu", "me")]
    assert staff(service, "take", number, "--as", "lin", *listed)["stage"] == "taken"
    path.write_text(rules + people.replace('"wu"', '"lin"'))
    faulty = service.command("config", "check", "--set", f"reviews.file={path}", check=False)
    assert faulty.returncode != 0 and "examiner.name" in faulty.stderr


def test_a_refusal_is_shown_with_cause_and_remedy(service, cloud, domain):
    """F5: cause by code, text, remedy and note; every cause has its own."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    upload(cloud, certificate, png())
    number = str(of(service, cloud, certificate)["id"])
    staff(service, "take", number, "--as", "ann")
    assert "no cause" in refused(service, "refuse", number, "--as", "ann", "--cause", "nonsense")
    staff(service, "refuse", number, "--as", "ann", "--cause", "letter-not-sealed", "--note", "page 1")
    seen = cloud.raw("DescribeReview", CertificateId=certificate)
    assert (seen["ReviewStatus"], seen["RefusalCode"], seen["RefusalNote"]) == ("refused", "letter-not-sealed", "page 1")
    described = cloud.call("DescribeCertificate", CertificateId=certificate)
    assert described["Status"] == FAILED
    assert seen["RefusalReason"] in described["StatusMsg"] and seen["RefusalRemedy"] in described["StatusMsg"]
    causes = json.loads(run(BINARY, "review", "causes", "--json").stdout)
    assert len({cause["code"] for cause in causes}) == len({cause["text"] for cause in causes}) == len(causes) >= 20


def test_questions_and_answers(service, cloud, domain):
    """F3: the reviewer asks for more, the applicant answers over the API, the same reviewer goes on."""
    certificate = submitted(cloud, TRUSTASIA_EV, domain)
    upload(cloud, certificate, png())
    number = str(of(service, cloud, certificate)["id"])
    assert cloud.refused("AnswerReview", CertificateId=certificate, Answer="x").get_code().startswith("FailedOperation")
    staff(service, "take", number, "--as", "ann")
    staff(service, "ask", number, "--as", "ann", "--question", "Which register?")
    seen = cloud.raw("DescribeReview", CertificateId=certificate)
    assert (seen["ReviewStatus"], seen["Question"]) == ("asked", "Which register?")
    assert "asked for more" in refused(service, "approve", number, "--as", "ann")
    cloud.raw("AnswerReview", CertificateId=certificate, Answer="Fujian")
    shown = staff(service, "show", number)
    assert shown["stage"] == "taken" and shown["questions"][0]["answer"] == "Fujian"
    staff(service, "release", number, "--as", "ben")
    assert of(service, cloud, certificate)["stage"] == "waiting"


@pytest.mark.parametrize(
    ("product", "content", "code"),
    [
        (SECURESITE_OV, b"x" * 1024, "FailedOperation.ConfirmLetterTooSmall"),
        (SECURESITE_OV, b"\xff" * 1_468_007, "FailedOperation.ConfirmLetterTooLarge"),
        (SECURESITE_OV, b"MZ\x90\x00" + bytes(4000), "FailedOperation.InvalidConfirmLetterFormat"),
        (SECURESITE_OV, png() + b"PK\x03\x04", "FailedOperation.InvalidConfirmLetterFormat"),
        (SM2_OV, png(), "FailedOperation.InvalidConfirmLetterFormatWosign"),
    ],
    ids=["small", "large", "program", "polyglot", "png-for-sm2"],
)
def test_letters_that_are_none(service, cloud, domain, product, content, code):
    """F2: size and kind by content; what is refused leaves the letter awaited."""
    certificate = submitted(cloud, product, domain)
    # JSON: the older signatures send forms, which may have one megabyte.
    wide = Cloud(service, cloud.key)
    assert wide.refused("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=encoded(content)).get_code() == code
    assert cloud.status(certificate) == AWAITING_LETTER


def test_who_has_no_letter(service, cloud, domain):
    """F2: not for DV, not for uploads, not for another tenant's; not twice for SM2."""
    letter = encoded(png())

    def code(certificate, as_cloud=cloud):
        return as_cloud.refused("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=letter).get_code()

    free = cloud.apply(domain)
    assert code(free) == "FailedOperation.UploadConfirmCertificateNotSupportDV"
    chain = Chain(domain)
    hosted = cloud.call("UploadCertificate", CertificatePublicKey=chain.full, CertificatePrivateKey=key_pem(chain.key))
    assert code(hosted["CertificateId"]) == "FailedOperation.UploadConfirmCertificateNotSupport"
    certificate = submitted(cloud, SECURESITE_OV, domain)
    assert cloud.refused("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter="***").get_code() == "InvalidParameter"
    stranger = Cloud(service, service.new_key(), sign_method="HmacSHA256")
    assert code(certificate, stranger) == "FailedOperation.CertificateNotFound"
    for action in ("DownloadConfirmLetter", "DescribeReview", "RemindReview"):
        assert stranger.refused(action, CertificateId=certificate).get_code() == "FailedOperation.CertificateNotFound"
    upload(cloud, certificate, png())
    upload(cloud, certificate, png(mark=1))
    assert cloud.raw("DescribeReview", CertificateId=certificate)["LetterCount"] == 2
    assert code("nosuchid") == "FailedOperation.CertificateNotFound"


def test_reminders_say_from_when_on(cloud, domain):
    """F6: before its time a reminder is refused with the moment from which it is taken; WoTrus has none."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    upload(cloud, certificate, png())
    seen = cloud.raw("DescribeReview", CertificateId=certificate)
    error = cloud.refused("RemindReview", CertificateId=certificate)
    assert error.get_code() == "FailedOperation.InvalidParam" and "from" in error.get_message()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", seen["ReminderOpenTime"]) and seen["ReminderCount"] == 0
    wotrus = submitted(cloud, WOTRUS_OV, f"w.{domain}")
    assert cloud.raw("DescribeReview", CertificateId=wotrus)["ReminderOpenTime"] is None
    assert "not offered" in cloud.refused("RemindReview", CertificateId=wotrus).get_message()


def test_the_tenants_commands(service, cloud, key, domain, tmp_path):
    """F2, F3: letter, upload and review at the tenant's command line."""
    certificate = submitted(cloud, SECURESITE_OV, domain)
    pdf, scan = tmp_path / "letter.pdf", tmp_path / "scan.png"
    tenant(service, key, "letter", certificate, "--language", "zh", "--output", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF-")
    scan.write_bytes(png())
    tenant(service, key, "upload-letter", certificate, str(scan))
    assert "waiting" in tenant(service, key, "review", certificate)
