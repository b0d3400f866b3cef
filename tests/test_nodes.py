"""Two nodes on one PostgreSQL, and what is left after SIGKILL: nothing that was answered is lost, nothing is issued
twice, no serial is unknown."""

import concurrent.futures
import random
import shutil
import threading
import time

import pytest
import requests
from cryptography import x509

from conftest import new_domain, settings_for
from harness.cloud import ApiError, Cloud
from harness.processes import run, wait_until
from harness.service import Service, new_database

APPLICATIONS = 200
KILLS = 50
ACCOUNTS = 20


@pytest.fixture
def nodes(tmp_path, named):
    """Two nodes with one database and one master key."""
    database = new_database()
    first = Service(tmp_path / "first", settings_for(named), database).start()
    second = Service(tmp_path / "second", settings_for(named), database)
    # A second node gets the master key the way an operator hands it over: as a copy of the data folder's key.
    shutil.copytree(first.data, second.data)
    second.start()
    yield [first, second]
    for node in (first, second):
        node.stop()


class Applicant:
    """Applies, proves and waits through whichever node answers; keeps what was answered."""

    def __init__(self, nodes, key, named):
        self.clouds = [Cloud(node, key) for node in nodes]
        self.named = named

    def ask(self, action, **parameters):
        """One call; when a node is away the other is asked, with a new signature."""
        end = time.monotonic() + 120
        while True:
            try:
                return random.choice(self.clouds).raw(action, **parameters)
            except ApiError as error:
                # Connection errors of the SDK; and `ResourceInUse`: asking again within the same second makes the very
                # same signature, whose first answer died with its node, so it has to be signed anew a second later.
                if error.code not in ("ClientNetworkError", "ServerNetworkError", "RequestLimitExceeded", "ResourceInUse"):
                    raise
            except requests.exceptions.RequestException:
                pass
            assert time.monotonic() < end, f"{action} was not answered"
            time.sleep(0.05)

    def apply(self):
        """An application; (domain, id). An answer that got lost leaves another one behind: then a new name is used."""
        while True:
            domain = new_domain()
            try:
                answer = random.choice(self.clouds).raw(
                    "ApplyCertificate", DvAuthMethod="DNS", DomainName=domain, CsrEncryptAlgo="ECC", CsrKeyParameter="prime256v1"
                )
                return domain, answer["CertificateId"]
            except (ApiError, requests.exceptions.RequestException) as error:
                code = getattr(error, "code", "")
                assert not str(code).startswith(("FailedOperation", "InvalidParameter", "AuthFailure")), error
                time.sleep(0.05)

    def prove(self, certificate, complete=True):
        """Publishes the proofs; asks for a look at once, or leaves it to the stored tasks of either node."""
        seen = self.ask("DescribeCertificate", CertificateId=certificate)
        for proof in seen["DvAuthDetail"]["DvAuths"] or []:
            self.named.set(proof["DvAuthKey"], proof["DvAuthVerifyType"], proof["DvAuthValue"])
        if not complete:
            return
        try:
            self.ask("CompleteCertificate", CertificateId=certificate)
        except ApiError as error:
            # Asked again after a lost answer: the names are proved already.
            assert error.code.startswith("FailedOperation"), error

    def issued(self, certificate):
        wait_until(
            lambda: self.ask("DescribeCertificate", CertificateId=certificate)["Status"] == 1, 120, f"{certificate} is issued", every=0.3
        )
        return self.ask("DescribeCertificateDetail", CertificateId=certificate)


def journeys(nodes, named, pace):
    """All applications of all accounts; `pace(i)` holds back application i. Answers (applicant, domain, id, detail)."""
    keys = [nodes[0].new_key(f"account {number}") for number in range(ACCOUNTS)]
    applicants = [Applicant(nodes, key, named) for key in keys]

    def one(number):
        pace(number)
        applicant = applicants[number % ACCOUNTS]
        domain, certificate = applicant.apply()
        applicant.prove(certificate, complete=number % 4 != 0)
        return applicant, domain, certificate

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        made = list(pool.map(one, range(APPLICATIONS)))
        details = list(pool.map(lambda made_one: made_one[0].issued(made_one[2]), made))
    return [(*one, detail) for one, detail in zip(made, details)]


def answered(node, action) -> int:
    """How many requests of an action this node has answered."""
    metrics = requests.get(f"http://127.0.0.1:{node.http_port}/metrics", timeout=10).text
    lines = [line for line in metrics.splitlines() if line.startswith("chancery_requests_total") and f'action="{action}"' in line]
    return sum(int(line.rsplit(" ", 1)[1]) for line in lines)


def check(nodes, finished):
    """Every answered application ended in one certificate of its own, whose serial was recorded; the log says so once;
    the log's chains are whole."""
    serials = set()
    for _, domain, certificate, detail in finished:
        leaf = x509.load_pem_x509_certificates(detail["CertificatePublicKey"].encode())[0]
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName)[0] == domain
        serials.add(leaf.serial_number)
    assert len(serials) == len(finished) == APPLICATIONS
    recorded = run(
        "psql", "--no-align", "--tuples-only", nodes[0].settings["database.url"], "-c", "SELECT serial FROM issuances"
    ).stdout.split()
    assert serials <= {int(serial, 16) for serial in recorded}, "a serial is unknown to the register"
    assert len(recorded) == len(set(recorded))
    for applicant in {id(one[0]): one[0] for one in finished}.values():
        logs = applicant.ask("DescribeCertificateOperateLogs", Limit=1000)
        issued = [line["CertId"] for line in logs["OperateLogs"] if line["Type"] == "issued"]
        assert len(issued) == len(set(issued)), "issued twice"
        own = {one[2] for one in finished if one[0] is applicant}
        assert own <= set(issued)
    nodes[0].command("log", "verify")


def test_two_nodes_share_two_hundred_applications(nodes, named):
    finished = journeys(nodes, named, lambda number: None)
    check(nodes, finished)
    worked = [answered(node, "CompleteCertificate") for node in nodes]
    assert min(worked) > APPLICATIONS // 8, f"both nodes took part: {worked}"


@pytest.mark.timeout(600)
def test_kill_9_at_fifty_moments_loses_nothing_that_was_answered(nodes, named):
    chance = random.Random()
    killed = threading.Semaphore(0)
    done = threading.Event()
    kills = []

    def killer():
        for number in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.6))
            node = chance.choice(nodes)
            node.kill()
            kills.append(node)
            node.start()
            for _ in range(APPLICATIONS // KILLS):
                killed.release()
        done.set()

    # The applications are spread over the killings: each kill sets some more of them free.
    thread = threading.Thread(target=killer)
    thread.start()
    try:
        finished = journeys(nodes, named, lambda number: number < 8 or killed.acquire(timeout=300))
    finally:
        thread.join()
    assert done.is_set() and len(kills) == KILLS
    check(nodes, finished)


@pytest.mark.timeout(600)
def test_kill_9_on_sqlite_loses_nothing_that_was_answered(tmp_path, named):
    """The same on the embedded database: one node, killed while it is written to."""
    node = Service(tmp_path, settings_for(named)).start()
    key = node.new_key()
    applicant = Applicant([node], key, named)
    chance = random.Random()
    answered, stop = [], threading.Event()

    def work():
        while not stop.is_set() and len(answered) < 18:
            answered.append(applicant.apply())

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(10):
        time.sleep(chance.uniform(0.02, 0.4))
        node.kill()
        node.start()
    stop.set()
    thread.join()
    assert answered
    for domain, certificate in answered:
        assert applicant.ask("DescribeCertificate", CertificateId=certificate)["Domain"] == domain
        applicant.prove(certificate)
    serials = set()
    for _, certificate in answered:
        detail = applicant.issued(certificate)
        serials.add(x509.load_pem_x509_certificates(detail["CertificatePublicKey"].encode())[0].serial_number)
    assert len(serials) == len(answered)
    node.command("log", "verify")
    node.stop()
