"""Hostile and mistaken input: each the documented error code with field, rule and remedy; no fault of ours; nothing
stored."""

import hashlib
import hmac
import json
import time

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from conftest import new_domain
from harness.certificates import Chain, csr, key_pem, pem
from harness.cloud import Cloud


@pytest.fixture
def cloud(service, key):
    return Cloud(service, key)


def sign(key, host, body, action="DescribeCertificates", moment=None, secret=None, **headers):
    """A TC3 request by hand: (headers, body), with whatever is wrong in it."""
    moment = int(moment or time.time())
    date = time.strftime("%Y-%m-%d", time.gmtime(moment))
    payload = body if isinstance(body, bytes) else body.encode()
    canonical = f"POST\n/\n\ncontent-type:application/json\nhost:{host}\n\ncontent-type;host\n{hashlib.sha256(payload).hexdigest()}"
    scope = f"{date}/ssl/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    step = ("TC3" + (secret or key.secret_key)).encode()
    for part in (date, "ssl", "tc3_request"):
        step = hmac.new(step, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(step, to_sign.encode(), hashlib.sha256).hexdigest()
    return {
        "Authorization": f"TC3-HMAC-SHA256 Credential={key.secret_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}",
        "Content-Type": "application/json",
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Version": "2019-12-05",
        "X-TC-Timestamp": str(moment),
        **headers,
    }


def post(service, headers, body) -> dict:
    """The answer's envelope; every answer is a 200 with exactly this content type."""
    answer = requests.post(f"http://127.0.0.1:{service.http_port}/", data=body, headers=headers, timeout=10)
    assert answer.status_code == 200, (answer.status_code, answer.text[:300])
    assert answer.headers["Content-Type"] == "application/json"
    envelope = answer.json()["Response"]
    assert envelope["RequestId"]
    return envelope


def code(service, headers, body="{}") -> str:
    return post(service, headers, body).get("Error", {}).get("Code", "")


def test_signatures(service, key):
    host = f"127.0.0.1:{service.http_port}"
    good = sign(key, host, "{}")
    assert code(service, good) == ""
    cases = {
        "wrong secret": (sign(key, host, "{}", secret="wrong" * 8), "AuthFailure.SignatureFailure"),
        "another body": (sign(key, host, '{"Limit":1}'), "AuthFailure.SignatureFailure"),
        "late": (sign(key, host, "{}", moment=time.time() - 301), "AuthFailure.SignatureExpire"),
        "early": (sign(key, host, "{}", moment=time.time() + 330), "AuthFailure.SignatureExpire"),
        "no timestamp": ({**good, "X-TC-Timestamp": ""}, None),
        "not a number": ({**good, "X-TC-Timestamp": "soon"}, None),
        "unknown key": ({**good, "Authorization": good["Authorization"].replace(key.secret_id, "AKID" + "x" * 32)}, "AuthFailure.SecretIdNotFound"),
        "cut short": ({**good, "Authorization": good["Authorization"][:60]}, "AuthFailure.InvalidAuthorization"),
        "skipped": ({**good, "Authorization": "SKIP"}, "AuthFailure.InvalidAuthorization"),
        "unknown version": ({**good, "X-TC-Version": "2018-01-01"}, "NoSuchVersion"),
        "unknown action": (sign(key, host, "{}", action="MakeMeTea"), "InvalidAction"),
    }
    for what, (headers, expected) in cases.items():
        answered = code(service, headers)
        assert answered == expected if expected else answered, (what, answered)
    assert code(service, {name: value for name, value in good.items() if name != "Authorization"})


BODIES = {
    "not JSON": ("{", "InvalidParameter"),
    "a list": ("[]", "InvalidParameter"),
    "a number for a text": ('{"SearchKey":7}', "InvalidParameter"),
    "a text for a list": ('{"CertificateStatus":"x"}', "InvalidParameter"),
    "a list item of another type": ('{"CertificateStatus":["x"]}', "InvalidParameter"),
    "a negative limit": ('{"Limit":-1}', "InvalidParameter"),
    "an unknown field": ('{"Colour":"red"}', "UnknownParameter"),
    "the same field twice": ('{"Limit":1,"Limit":2}', "InvalidParameter"),
    "deep": ("[" * 5000 + "]" * 5000, "InvalidParameter"),
    "not UTF-8": (b'{"SearchKey":"\xff\xfe"}', "InvalidParameter"),
}


@pytest.mark.parametrize("what", BODIES)
def test_bodies(service, key, what):
    body, expected = BODIES[what]
    headers = sign(key, f"127.0.0.1:{service.http_port}", body)
    envelope = post(service, headers, body)
    assert envelope["Error"]["Code"].startswith(expected), envelope


def test_oversize_bodies(service, key):
    body = json.dumps({"SearchKey": "x" * (11 * 1024 * 1024)})
    assert code(service, sign(key, f"127.0.0.1:{service.http_port}", body), body) == "RequestSizeLimitExceeded"


HOSTILE_NAMES = {
    "empty": "",
    "space inside": "shop widgets.org",
    "space around": " widgets.org",
    "newline": "widgets.org\n",
    "zero byte": "widgets\0.org",
    "double wildcard": "*.*.widgets.org",
    "wildcard inside": "shop.*.widgets.org",
    "part of a label": "s*.widgets.org",
    "300 labels": ".".join(["a"] * 300) + ".org",
    "label of 64": "a" * 64 + ".org",
    "long name": ".".join(["a" * 30] * 8) + ".org",
    "mixed scripts": "pаypal-widgets.org",
    "trailing dot": "widgets.org.",
    "empty label": "widgets..org",
    "leading dot": ".widgets.org",
    "underscore": "my_shop.widgets.org",
    "hyphen first": "-shop.widgets.org",
    "reserved label": "ab--cd.widgets.org",
    "bad punycode": "xn--a.widgets.org",
    "IPv4": "192.0.2.7",
    "IPv6": "2001:db8::7",
    "IPv4 as a number": "3221225991",
    "URL": "https://widgets.org/",
    "only a suffix": "org",
    "blocked suffix": "widgets.ru",
}


@pytest.mark.parametrize("what", HOSTILE_NAMES)
def test_must_never_13_hostile_names(cloud, what):
    error = cloud.refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=HOSTILE_NAMES[what])
    assert error.code.startswith(("InvalidParameter", "FailedOperation", "MissingParameter")), error
    assert "DomainName" in error.message, "the field is named"
    assert cloud.call("DescribeCertificates")["TotalCount"] == 0, "nothing is stored"


def test_words_of_the_security_review_are_refused(cloud):
    """E8: the refusal names the word and says what to choose instead."""
    error = cloud.refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=f"my-bank-{new_domain()}")
    assert "OV" in error.message and "another name" in error.message, error.message


def test_file_validation_of_a_wildcard_is_refused(cloud):
    error = cloud.refused("ApplyCertificate", DvAuthMethod="FILE", DomainName=f"*.{new_domain()}")
    assert error.code.startswith(("InvalidParameter", "FailedOperation"))


@pytest.mark.parametrize(
    "field,value",
    [
        ("DvAuthMethod", "SMOKE"),
        ("PackageType", "9999"),
        ("ValidityPeriod", "77"),
        ("CsrEncryptAlgo", "DSA"),
        ("CsrKeyParameter", "1024"),
        ("Alias", "x" * 201),
        ("ContactEmail", "not an address"),
        ("CsrKeyPassword", "zero\0byte"),
    ],
)
def test_wrong_values_name_their_field(cloud, field, value):
    parameters = {"DvAuthMethod": "DNS", "DomainName": new_domain(), field: value}
    error = cloud.refused("ApplyCertificate", **parameters)
    assert error.code.startswith(("InvalidParameter", "FailedOperation")), error
    assert field in error.message, error.message
    assert cloud.call("DescribeCertificates")["TotalCount"] == 0


UPLOADS = {
    "not PEM": (lambda c: ("hello", key_pem(c.key)), "FailedOperation.CertificateParseError"),
    "cut short": (lambda c: (c.full[:-40], key_pem(c.key)), "FailedOperation.CertificateParseError"),
    "another key": (lambda c: (c.full, key_pem(ec.generate_private_key(ec.SECP256R1()))), "FailedOperation.Certificate"),
    "a stranger's chain": (lambda c: (pem(c.leaf) + pem(Chain("stranger.org").middle), key_pem(c.key)), "FailedOperation.Certificate"),
    "no key": (lambda c: (c.full, ""), ""),
    "a key for a certificate": (lambda c: (key_pem(c.key), key_pem(c.key)), "FailedOperation.CertificateParseError"),
}


@pytest.mark.parametrize("what", UPLOADS)
def test_uploads(cloud, what):
    make, expected = UPLOADS[what]
    certificate, key = make(Chain(new_domain()))
    error = cloud.refused("UploadCertificate", CertificatePublicKey=certificate, CertificatePrivateKey=key)
    assert error.code.startswith(expected), error
    assert not any(line in error.message for line in key.splitlines()[1:-1]), "nothing of the key is told"
    assert "internal" not in error.message.lower()
    assert cloud.call("DescribeCertificates")["TotalCount"] == 0


def test_replayed_requests_are_answered_once(service, key):
    """The same signed bytes twice: the same answer, one application."""
    host = f"127.0.0.1:{service.http_port}"
    body = json.dumps({"DvAuthMethod": "DNS", "DomainName": new_domain()})
    headers = sign(key, host, body, action="ApplyCertificate")
    first, second = post(service, headers, body), post(service, headers, body)
    assert first["CertificateId"] == second["CertificateId"]
    assert Cloud(service, key).call("DescribeCertificates")["TotalCount"] == 1


def test_quota_of_free_certificates(service, key):
    """B1: the 21st of an account is refused."""
    cloud = Cloud(service, key)
    for _ in range(20):
        cloud.apply(new_domain())
    error = cloud.refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=new_domain())
    assert error.code == "FailedOperation.ExceedsFreeLimit", error
    assert "20" in error.message


def test_quota_of_a_primary_domain(service):
    """B1: the 21st of a primary domain is refused, whoever asks."""
    domain = new_domain()
    clouds = [Cloud(service, service.new_key()) for _ in range(3)]
    for number in range(20):
        clouds[number % 3].apply(f"shop{number}.{domain}")
    error = clouds[0].refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=f"shop21.{domain}")
    assert error.code == "FailedOperation.MainDomainCertificateCountLimit", error
    assert domain in error.message


def test_raw_rubbish_on_the_wire(service):
    """Bytes that are no HTTP, and a Host header with a scheme, which some clients send."""
    import socket

    for rubbish in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET\r\n\r\n", b"A" * 70000 + b"\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", service.http_port), timeout=10) as wire:
            wire.sendall(rubbish)
            wire.shutdown(socket.SHUT_WR)
            assert b" 500 " not in wire.recv(4096)
    with socket.create_connection(("127.0.0.1", service.http_port), timeout=10) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: http://127.0.0.1:8080\r\nConnection: close\r\n\r\n")
        assert b"200 OK" in wire.recv(4096)


def test_csr_of_a_weak_or_stolen_key(cloud):
    """Pasted CSRs: reused keys, weak keys and broken signatures are refused, each with its reason."""
    domain = new_domain()
    request, shared = csr(domain)
    broken = pem(request).splitlines()
    broken[-2] = broken[-2][::-1]
    weak, _ = csr(domain, rsa.generate_private_key(65537, 1024))
    for text in ("\n".join(broken), pem(weak), "junk"):
        error = cloud.refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=domain, CsrContent=text)
        assert error.code.startswith(("InvalidParameter", "FailedOperation")), error
        assert "CsrContent" in error.message
    cloud.apply(domain, CsrContent=pem(request))
    again, _ = csr(f"b-{domain}", shared)
    error = cloud.refused("ApplyCertificate", DvAuthMethod="DNS", DomainName=f"b-{domain}", CsrContent=pem(again))
    assert error.code.startswith(("InvalidParameter", "FailedOperation")), error
