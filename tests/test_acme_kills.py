"""ACME orders under SIGKILL, on the embedded database and on two nodes with one PostgreSQL: no answered order is lost, no
certificate stands outside the register, no serial is given twice, and OCSP answers for every serial (issue: must never
happen, numbers 9, 16 and 21).

`CHANCERY_KILL_ORDERS` and `CHANCERY_KILLS` make the run longer than the usual one."""

import concurrent.futures
import itertools
import json
import os
import random
import shutil
import threading
import time

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp

from conftest import data_file, settings_for
from harness.acme import URN, AccountKey, ChallengeServer, b64, csr, flattened
from harness.processes import run
from harness.service import Service, new_database

ORDERS = int(os.environ.get("CHANCERY_KILL_ORDERS", "200"))
KILLS = int(os.environ.get("CHANCERY_KILLS", "20"))
WORKERS = 8
PUBLIC = "https://acme.killed.org"
ZONE = "killed.org"
PATIENCE_SECONDS = 180


class Patient:
    """An ACME client that asks again until somebody answers; every node is somebody."""

    def __init__(self, nodes, key=None):
        self.nodes = nodes
        self.key = key or AccountKey()
        self.kid = None
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = False
        self.nonce = None

    def address(self, url):
        """The URL at one of the nodes; what is signed is the public one."""
        return url.replace(PUBLIC, f"https://127.0.0.1:{random.choice(self.nodes).https_port}")

    def send(self, url, payload=None):
        """One signed message until it is answered with something that time does not mend."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < end, f"{url} was not answered"
            try:
                if self.nonce is None:
                    self.nonce = self.session.head(self.address(f"{PUBLIC}/acme/new-nonce"), timeout=20).headers["Replay-Nonce"]
                head = {"alg": self.key.algorithm, "nonce": self.nonce, "url": url}
                head |= {"kid": self.kid} if self.kid else {"jwk": self.key.jwk}
                self.nonce = None
                body = flattened(self.key, head, "" if payload is None else json.dumps(payload))
                answer = self.session.post(self.address(url), json=body, headers={"Content-Type": "application/jose+json"}, timeout=20)
            except requests.exceptions.RequestException:
                time.sleep(0.03)
                continue
            self.nonce = answer.headers.get("Replay-Nonce")
            if answer.status_code in (200, 201):
                return answer
            # A nonce of a process that is no more, or a register that was away for a moment.
            if answer.json()["type"] in (URN + "badNonce", URN + "serverInternal"):
                time.sleep(0.02)
                continue
            return answer

    def register(self):
        self.kid = self.send(f"{PUBLIC}/acme/new-account", {"termsOfServiceAgreed": True}).headers["Location"]

    def obtain(self, web, name, note):
        """One issuance; `note` is told the order as soon as it was answered."""
        private = ec.generate_private_key(ec.SECP256R1())
        made = self.send(f"{PUBLIC}/acme/new-order", {"identifiers": [{"type": "dns", "value": name}]})
        assert made.status_code == 201, made.text
        order_url = made.headers["Location"]
        note(order_url)
        authorization = self.send(made.json()["authorizations"][0]).json()
        challenge = next(one for one in authorization["challenges"] if one["type"] == "http-01")
        web.tokens[challenge["token"]] = f"{challenge['token']}.{self.key.thumbprint}"
        self.send(challenge["url"], {})
        self.until(made.json()["authorizations"][0], "valid")
        request = csr(private, name)
        order = self.send(order_url).json()
        if order["status"] == "ready":
            finished = self.send(made.json()["finalize"], {"csr": b64(request)})
            # A lost answer makes the second message come too late, and that is all it may say.
            assert finished.status_code == 200 or finished.json()["type"] == URN + "orderNotReady", finished.text
        order = self.until(order_url, "valid")
        chain = self.send(order["certificate"])
        assert chain.status_code == 200, chain.text
        leaf, issuer = x509.load_pem_x509_certificates(chain.content)[:2]
        assert leaf.public_key() == private.public_key(), "a certificate of another key"
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName) == [name]
        return order_url, leaf, issuer

    def until(self, url, status):
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = self.send(url).json()
            if found["status"] == status:
                return found
            assert found["status"] in ("pending", "processing", "ready"), found
            assert time.monotonic() < end, found
            time.sleep(0.2)


def settings(tmp_path, named, web):
    return settings_for(named) | {
        "validation.http_port": web.port,
        "server.public_url": PUBLIC,
        # An issuance that was cut off is gone on with soon.
        "policy.file": data_file(tmp_path / "policy", "policy", resume_after_seconds="2"),
    }


def kill_and_start(nodes, done, chance):
    """Kills some node at random moments; the number of kills."""
    kills = 0
    while kills < KILLS and not done.is_set():
        time.sleep(chance.uniform(0.02, 0.35))
        node = chance.choice(nodes)
        node.kill()
        kills += 1
        node.start()
    return kills


def siege(nodes, named, web):
    """All orders while nodes are killed; then what must hold."""
    named.set(f"*.{ZONE}", "A", "127.0.0.1")
    answered, finished, done = set(), [], threading.Event()
    numbers, chance = itertools.count(), random.Random()

    def work(_):
        client = Patient(nodes)
        client.register()
        mine = []
        while True:
            number = next(numbers)
            # More orders than asked for as long as there is killing to come.
            if number >= ORDERS and killing.done():
                return mine
            mine.append(client.obtain(web, f"n{number}.{ZONE}", answered.add))

    with concurrent.futures.ThreadPoolExecutor(WORKERS + 1) as pool:
        killing = pool.submit(kill_and_start, nodes, done, chance)
        try:
            for mine in pool.map(work, range(WORKERS)):
                finished += mine
        finally:
            done.set()
    assert killing.result() == KILLS
    assert len(finished) >= ORDERS
    assert answered == {order for order, _, _ in finished}, "an answered order was lost"
    check(nodes, finished)
    return len(finished)


def check(nodes, finished):
    """No serial twice, none unknown, and OCSP answers for each that the register knows."""
    serials = {leaf.serial_number for _, leaf, _ in finished}
    assert len(serials) == len(finished), "a serial was given twice"
    rows = issuances(nodes[0])
    known = {int(serial, 16): (issuer, bool(int(signed))) for serial, issuer, signed in rows}
    assert len(known) == len(rows)
    assert serials <= set(known), "a certificate is outside the register"
    by_id = {known[leaf.serial_number][0]: issuer for _, leaf, issuer in finished}
    unsigned = 0
    for serial, (issuer, signed) in known.items():
        unsigned += not signed
        if issuer in by_id:
            # A serial cut off before its signature is known, and answered as what it is: not yet anything.
            wanted = ocsp.OCSPCertStatus.GOOD if signed else ocsp.OCSPCertStatus.UNKNOWN
            assert ocsp_status(nodes, by_id[issuer], serial) == wanted
    nodes[0].command("log", "verify")
    print(f"{len(finished)} orders, {len(known)} serials, {unsigned} of them cut off before the signature")


def issuances(node):
    """Serial, issuer, whether signed, of everything recorded."""
    query = "SELECT serial, issuer, CASE WHEN signed IS NULL THEN 0 ELSE 1 END FROM issuances"
    url = node.settings.get("database.url")
    if url:
        text = run("psql", "--no-align", "--tuples-only", "--field-separator", "|", url, "-c", query).stdout
        return [line.split("|") for line in text.splitlines() if line]
    import sqlite3

    with sqlite3.connect(node.data / "chancery.db") as database:
        return database.execute(query).fetchall()


def ocsp_status(nodes, issuer, serial):
    """What the responder says of a serial, though there may be no certificate with it."""
    spki = issuer.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    digests = []
    for data in (issuer.subject.public_bytes(), spki):
        digest = hashes.Hash(hashes.SHA1())
        digest.update(data)
        digests.append(digest.finalize())
    request = ocsp.OCSPRequestBuilder().add_certificate_by_hash(*digests, serial, hashes.SHA1()).build()
    answer = requests.post(
        f"http://127.0.0.1:{random.choice(nodes).http_port}/ocsp",
        data=request.public_bytes(serialization.Encoding.DER),
        headers={"Content-Type": "application/ocsp-request"},
        timeout=20,
    )
    response = ocsp.load_der_ocsp_response(answer.content)
    assert response.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL, f"{serial:x}: {response.response_status}"
    assert response.serial_number == serial
    return response.certificate_status


@pytest.fixture
def web():
    server = ChallengeServer()
    yield server
    server.close()


@pytest.mark.timeout(1500)
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_kill_9_during_acme_orders_on_sqlite_loses_nothing(tmp_path, named, web):
    node = Service(tmp_path / "node", settings(tmp_path, named, web)).start()
    siege([node], named, web)
    node.stop()


@pytest.mark.timeout(1500)
@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_kill_9_during_acme_orders_on_two_nodes_loses_nothing(tmp_path, named, web):
    database, common = new_database(), settings(tmp_path, named, web)
    first = Service(tmp_path / "first", common, database).start()
    second = Service(tmp_path / "second", common, database)
    # A second node gets the master key the way an operator hands it over: as a copy of the data folder's key.
    shutil.copytree(first.data, second.data)
    second.start()
    siege([first, second], named, web)
    for node in (first, second):
        node.stop()
