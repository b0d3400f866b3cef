"""Signed certificate timestamps judged from first principles (RFC 6962 section 3.2): the signed structure is rebuilt
from the certificate that came over ACME, byte by byte, and checked under the logs' keys. The logs are processes of
their own."""

import base64
import hashlib
import json
import struct
import subprocess
import time
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from conftest import new_domain, settings_for
from harness import der
from harness.acme import AcmeClient, ChallengeServer, Obtained, b64, csr
from harness.processes import stop, wait_until
from harness.service import BINARY, ROOT, Service

SCT_LIST = "1.3.6.1.4.1.11129.2.4.2"
POISON = "1.3.6.1.4.1.11129.2.4.3"


class Log:
    """A log in a process of its own."""

    def __init__(self, name: str, operator: str):
        self.name, self.operator = name, operator
        program = Path(BINARY).with_name("ct-log")
        now = str(time.time_ns() // 1_000_000)
        self.process = subprocess.Popen([program, now], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        about = json.loads(self.process.stdout.readline())
        self.url, self.public_key = about["url"], about["public_key"]
        spki = base64.b64decode(self.public_key)
        self.id = hashlib.sha256(spki).digest()
        self.key = serialization.load_der_public_key(spki)

    def tell(self, line: str) -> str:
        """One line to the log; its answer."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        assert not said.startswith("error"), said
        return said

    def entries(self) -> list[bytes]:
        """The leaves of its tree (section 4.6)."""
        size = requests.get(f"{self.url}/ct/v1/get-sth", timeout=10).json()["tree_size"]
        if not size:
            return []
        found = requests.get(f"{self.url}/ct/v1/get-entries?start=0&end={size - 1}", timeout=10).json()["entries"]
        return [base64.b64decode(entry["leaf_input"]) for entry in found]

    def setting(self) -> str:
        return f"{{name='{self.name}', url='{self.url}', public_key='{self.public_key}', operator='{self.operator}'}}"


@pytest.fixture
def logs():
    """Three logs of two operators."""
    running = [Log("red", "one"), Log("green", "two"), Log("blue", "two")]
    yield running
    for log in running:
        stop(log.process)


@pytest.fixture
def node(tmp_path, named, logs):
    """A node whose ACME profile wants timestamps of two logs of two operators."""
    text = (ROOT / "crates" / "domain" / "data" / "profiles.toml").read_text()
    head, found, tail = text.partition('name = "default"\n')
    assert found
    tail = tail.replace("[profile.acme]", "[profile.scts]\nlogs_min = 2\noperators_min = 2\n[profile.acme]", 1)
    profiles = tmp_path / "profiles.toml"
    profiles.write_text(head + found + tail)
    web = ChallengeServer()
    settings = settings_for(named) | {
        "validation.http_port": web.port,
        "profiles.file": str(profiles),
        "transparency.log": f"[{', '.join(log.setting() for log in logs)}]",
    }
    service = Service(tmp_path / "node", settings).start()
    yield service, web
    service.stop()
    web.close()


def client(node) -> AcmeClient:
    made = AcmeClient(node[0])
    made.register()
    return made


def site(named) -> str:
    name = new_domain()
    named.set(name, "A", "127.0.0.1")
    return name


def timestamps(leaf: x509.Certificate) -> list[tuple[bytes, int, bytes, bytes]]:
    """Log, time in milliseconds, extensions and signature of each timestamp (section 3.3), read by hand."""
    (value,) = [e.value.public_bytes() for e in leaf.extensions if e.oid.dotted_string == SCT_LIST]
    tag, listed, end = der.read(value)
    assert (tag, end) == (0x04, len(value)), "one octet string"
    (length,) = struct.unpack_from(">H", listed)
    assert length == len(listed) - 2
    at, out = 2, []
    while at < len(listed):
        (size,) = struct.unpack_from(">H", listed, at)
        one, at = listed[at + 2 : at + 2 + size], at + 2 + size
        assert len(one) == size and one[0] == 0, "a timestamp of version v1"
        log, (moment, extensions) = one[1:33], struct.unpack_from(">QH", one, 33)
        rest = one[43 + extensions :]
        digest, algorithm, octets = struct.unpack_from(">BBH", rest)
        assert (digest, algorithm, octets) == (4, 3, len(rest) - 4), "SHA-256 and ECDSA, and nothing behind"
        out.append((log, moment, one[43 : 43 + extensions], rest[4:]))
    return out


def precertificate_tbs(leaf: x509.Certificate) -> bytes:
    """The to-be-signed part without the list of timestamps, every other byte as it is (section 3.2)."""
    tree = der.parse(leaf.tbs_certificate_bytes)
    (extensions,) = [child for child in tree.children if child.tag == 0xA3]
    wanted = der.oid(SCT_LIST)
    kept = [one for one in extensions[0].children if one[0].encode() != wanted]
    assert len(kept) == len(extensions[0].children) - 1, "exactly one list"
    extensions[0].children = kept
    return tree.encode()


def covered(leaf: x509.Certificate, issuer: x509.Certificate, moment: int, extensions: bytes) -> bytes:
    """What a log signs: version, signature type, time, entry type, issuer key hash, to-be-signed bytes, extensions."""
    spki = issuer.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    tbs = precertificate_tbs(leaf)
    return (
        struct.pack(">BBQH", 0, 0, moment, 1)
        + hashlib.sha256(spki).digest()
        + len(tbs).to_bytes(3, "big")
        + tbs
        + struct.pack(">H", len(extensions))
        + extensions
    )


def judged(obtained, logs: list[Log]) -> set[str]:
    """Checks every timestamp of a certificate; the names of the logs that gave them."""
    leaf, issuer = obtained.chain[:2]
    leaf.verify_directly_issued_by(issuer)
    assert not [e for e in leaf.extensions if e.oid.dotted_string == POISON], "the final certificate has no poison"
    assert precertificate_tbs(leaf) == leaf.tbs_precertificate_bytes, "another reader rebuilds the same"
    by_id = {log.id: log for log in logs}
    names = set()
    for log_id, moment, extensions, signature in timestamps(leaf):
        log = by_id[log_id]
        signed = covered(leaf, issuer, moment, extensions)
        log.key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        for place in (0, 9, 20, 100, len(signed) - 1):
            changed = bytearray(signed)
            changed[place] ^= 1
            with pytest.raises(InvalidSignature):
                log.key.verify(signature, bytes(changed), ec.ECDSA(hashes.SHA256()))
        assert abs(moment / 1000 - time.time()) < 60
        # MerkleTreeLeaf is the same structure: version, leaf type, and from there on the entry (section 3.4).
        assert signed in log.entries(), f"{log.name} promised and took it in"
        names.add(log.name)
    assert len(names) == len(timestamps(leaf)), "a log counts once"
    return names


def operators(names: set[str], logs: list[Log]) -> set[str]:
    return {log.operator for log in logs if log.name in names}


def test_timestamps_cover_the_certificate_that_came_over_acme(node, named, logs):
    acme = client(node)
    for _ in range(3):
        names = judged(acme.obtain(node[1], site(named)), logs)
        assert len(names) >= 2 and operators(names, logs) == {"one", "two"}


def test_a_log_that_is_down_or_lies_is_left_out_while_the_rule_can_be_met(node, named, logs):
    acme = client(node)
    red, green, blue = logs
    green.tell("status 503")
    assert judged(acme.obtain(node[1], site(named)), logs) == {"red", "blue"}
    green.tell("bad-signature")
    assert judged(acme.obtain(node[1], site(named)), logs) == {"red", "blue"}
    green.tell("other-entry")
    assert judged(acme.obtain(node[1], site(named)), logs) == {"red", "blue"}
    # Nothing listens there any more.
    green.tell("good")
    stop(blue.process)
    assert judged(acme.obtain(node[1], site(named)), logs) == {"red", "green"}


def test_must_never_09_an_order_waits_for_logs_and_no_second_certificate_is_signed(node, named, logs):
    acme = client(node)
    red, green, blue = logs
    # Two logs of one operator answer: two are enough, one operator is not.
    red.tell("status 503")
    name = site(named)
    made = acme.ready_order(node[1], name)
    private = ec.generate_private_key(ec.SECP256R1())
    answer = acme.send(made.json()["finalize"], {"csr": b64(csr(private, name))})
    assert answer.status_code == 200, answer.text
    wait_until(lambda: green.tell("count") != "0 0" and blue.tell("count") != "0 0", 30, "the other logs were asked")
    assert acme.good(made.headers["Location"]).json()["status"] == "processing"
    red.tell("good")
    done = acme.poll(made.headers["Location"], "valid", "invalid", within=90)
    assert done["status"] == "valid", done
    obtained = Obtained(made.headers["Location"], done["certificate"], acme.good(done["certificate"]).content, private)
    assert operators(judged(obtained, logs), logs) == {"one", "two"}
    # However often they were asked, they saw one precertificate.
    assert [len(log.entries()) for log in logs] == [1, 1, 1]
