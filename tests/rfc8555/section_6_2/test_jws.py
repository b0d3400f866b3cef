"""RFC 8555 section 6.2: how every message is signed."""

import json

import pytest

from harness.acme import AcmeClient, AccountKey, b64, check_problem, flattened, kind


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512", "RS256", "EdDSA"])
def test_every_algorithm_works_from_account_to_order(node, algorithm, site):
    client = AcmeClient(node, algorithm=algorithm)
    assert client.register().status_code == 201
    assert client.order(site).status_code == 201


def test_other_media_types_are_refused(client):
    url = client.kid
    for media in ("application/json", "text/plain", "application/jose", ""):
        answer = client.raw(url, flattened(client.key, client.head(url), ""), content_type=media)
        assert check_problem(answer).status_code == 415 and kind(answer) == "malformed", media


def test_unknown_algorithms_are_answered_with_the_known_ones(client):
    for name in ("none", "HS256", "PS256", "RS512", "es256", "ES256K"):
        answer = client.refused(client.kid, alg=name)
        assert (answer.status_code, kind(answer)) == (400, "badSignatureAlgorithm"), name
        assert answer.json()["algorithms"] == ["ES256", "ES384", "ES512", "RS256", "EdDSA"]


def test_the_algorithm_must_fit_the_key(client):
    for name in ("ES384", "RS256", "EdDSA"):
        assert kind(client.refused(client.kid, alg=name)) == "malformed", name


def test_exactly_one_of_jwk_and_kid(client, stranger):
    assert kind(client.refused(client.kid, jwk=client.key.jwk)) == "malformed"
    assert kind(client.refused(client.kid, kid=None)) == "malformed"
    # newAccount takes jwk, everything of an account takes kid.
    assert kind(client.refused(client.directory["newAccount"], {}, by="kid")) == "malformed"
    assert kind(client.refused(client.kid, by="jwk")) == "malformed"
    assert kind(client.refused(client.directory["newOrder"], {"identifiers": []}, by="jwk")) == "malformed"


def test_unknown_accounts_do_not_exist(client):
    last = "A" if client.kid[-1] != "A" else "B"
    for kid in (client.kid[:-1] + last, client.kid + "x", "https://elsewhere.example/acme/account/1", client.kid.replace("account", "order"), "", "1"):
        answer = client.refused(client.directory["newOrder"], {}, kid=kid)
        assert (answer.status_code, kind(answer)) == (400, "accountDoesNotExist"), kid


def test_wrong_signatures_are_refused_and_spend_no_nonce(client):
    head = client.head(client.kid)
    forged = flattened(AccountKey(), head, "")
    assert kind(check_problem(client.raw(client.kid, forged))) == "malformed"
    changed = flattened(client.key, head, "")
    changed["payload"] = b64("{}")
    assert kind(check_problem(client.raw(client.kid, changed))) == "malformed"
    # The nonce of the forged messages is still good.
    assert client.raw(client.kid, flattened(client.key, head, "")).status_code == 200


def test_only_the_flattened_form_is_taken(client):
    def message():
        return flattened(client.key, client.head(client.kid), "")

    good = message()
    compact = f"{good['protected']}.{good['payload']}.{good['signature']}"
    several = {"payload": good["payload"], "signatures": [{"protected": good["protected"], "signature": good["signature"]}]}
    without = {name: value for name, value in message().items() if name != "payload"}
    padded = message()
    padded["signature"] += "=="
    text = json.dumps(message())
    listed = json.dumps(list(message().values()))
    twice = text[:-1] + ', "payload": "e30"}'
    for body in (compact, listed, json.dumps(several), json.dumps(without), json.dumps(padded), twice, text + text, "", "{", "[]", "null", '"x"',
                 json.dumps(message() | {"header": {"alg": "ES256"}}), json.dumps(message() | {"more": 1})):
        answer = check_problem(client.raw(client.kid, body))
        assert (answer.status_code, kind(answer)) == (400, "malformed"), body


def test_headers_are_read_strictly(client):
    head = client.head(client.kid)
    text = json.dumps(head)
    for protected in (
        text[:-1] + ', "alg": "ES256"}',
        text[:-1] + ', "crit": ["exp"], "exp": 1}',
        text[:-1] + ', "crit": []}',
        text[:-1] + ', "b64": false}',
        text[:-1] + ', "x": {"a": 1, "a": 2}}',
        json.dumps(head | {"jwk": None}),
        json.dumps([head]),
        text + " x",
        "",
    ):
        assert kind(check_problem(client.raw(client.kid, flattened(client.key, protected, "")))) == "malformed", protected
    # Members without a meaning here are ignored, and all this spent no nonce.
    assert client.raw(client.kid, flattened(client.key, head | {"typ": "x"}, "")).status_code == 200


def test_large_bodies_are_refused(client):
    answer = check_problem(client.raw(client.kid, "{" + " " * 70_000 + "}"))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "oct"},
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"x": b64(b"\0" * 32)},
        {"x": b64(b"\1" * 31)},
        {"y": None},
        {"d": b64(b"\1" * 32)},
    ],
)
def test_keys_that_are_none_are_refused(stranger, change):
    jwk = {name: value for name, value in (stranger.key.jwk | change).items() if value is not None}
    answer = stranger.refused(stranger.directory["newAccount"], {"termsOfServiceAgreed": True}, jwk=jwk)
    assert (answer.status_code, kind(answer)) == (400, "badPublicKey")


def test_small_rsa_keys_are_refused(node):
    from cryptography.hazmat.primitives.asymmetric import rsa

    weak = AcmeClient(node, key=AccountKey("RS256", rsa.generate_private_key(65537, 1024)))
    assert kind(weak.refused(weak.directory["newAccount"], {"termsOfServiceAgreed": True})) == "badPublicKey"


def test_rsa_keys_that_can_be_computed_are_refused(stranger):
    """Two primes side by side: Fermat's method finds them at once. The signature is right, so the key is what counts."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    def probably_prime(number):
        return all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7, 11, 13, 17, 19, 23))

    def next_prime(number):
        number |= 1
        while not probably_prime(number):
            number += 2
        return number

    p = next_prime(0xD5 << 1016)
    q = next_prime(p + 2)
    d = pow(65537, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q))
    stranger.key = AccountKey("RS256", numbers.private_key(unsafe_skip_rsa_key_validation=True))
    answer = stranger.refused(stranger.directory["newAccount"], {"termsOfServiceAgreed": True})
    assert (answer.status_code, kind(answer)) == (400, "badPublicKey") and "primes" in answer.json()["detail"]
