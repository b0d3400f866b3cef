"""RFC 8555 section 7.3.5: another key for an account."""

import json

import pytest

from harness.acme import AccountKey, AcmeClient, flattened, kind


def inner(client, new, url=None, head=None, signer=None, **payload):
    """The inner message, right but for what is given."""
    url = url or client.directory["keyChange"]
    body = {"account": client.kid, "oldKey": client.key.jwk} | payload
    protected = {"alg": new.algorithm, "jwk": new.jwk, "url": url} | (head or {})
    protected = {name: value for name, value in protected.items() if value is not None}
    return json.dumps(flattened(signer or new, protected, json.dumps(body)))


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "EdDSA"])
def test_the_new_key_works_and_the_old_one_does_not(client, algorithm):
    new, old = AccountKey(algorithm), client.key
    assert client.good(client.directory["keyChange"], inner(client, new)).status_code == 200
    assert client.refused(client.kid).status_code in (400, 403)
    client.key = new
    assert client.good(client.kid).json()["status"] == "valid"
    # The old key is free for another account.
    client.key, client.kid = old, None
    assert client.register().status_code == 201


def test_every_part_is_checked(client, other):
    new, url = AccountKey(), client.directory["keyChange"]
    for message in (
        inner(client, new, url=client.directory["newAccount"]),
        inner(client, new, head={"nonce": client.nonce()}),
        inner(client, new, head={"jwk": None, "kid": client.kid}),
        inner(client, new, signer=AccountKey()),
        inner(client, new, account=other.kid),
        inner(client, new, oldKey=other.key.jwk),
        inner(client, new, oldKey=new.jwk),
        inner(client, new, account=None),
        "{}",
        "x",
    ):
        answer = client.refused(url, message)
        assert (answer.status_code, kind(answer)) == (400, "malformed"), message
    assert kind(client.refused(url, inner(client, new, head={"jwk": {"kty": "EC"}}))) == "badPublicKey"
    assert client.good(client.kid).json()["status"] == "valid"


def test_a_key_belongs_to_one_account(client, other):
    answer = client.refused(client.directory["keyChange"], inner(client, other.key))
    assert answer.status_code == 409 and answer.headers["Location"] == other.kid
    assert client.good(client.kid) and other.good(other.kid)


def test_open_orders_go_on_under_the_new_key(node, web, client, site):
    made = client.order(site)
    new = AccountKey()
    client.good(client.directory["keyChange"], inner(client, new))
    client.key = new
    assert client.prove(made.json()["authorizations"][0], web)["status"] == "valid"
    fresh = AcmeClient(node, key=new)
    assert fresh.good(fresh.directory["newAccount"], {"onlyReturnExisting": True}).headers["Location"] == client.kid
