"""RFC 8555 section 7.3.4: accounts bound to a tenant."""

import json

import pytest

from conftest import settings_for
from harness.acme import AcmeClient, AccountKey, binding, kind, unb64
from harness.service import Service


@pytest.fixture(scope="module")
def closed(tmp_path_factory, named):
    """A node where accounts need a binding."""
    node = Service(tmp_path_factory.mktemp("eab"), settings_for(named) | {"acme.require_eab": True}).start()
    yield node
    node.stop()


@pytest.fixture
def bound(closed):
    """A binding for a fresh tenant."""
    tenant = closed.new_key().account
    return json.loads(closed.command("eab", "create", "--account", tenant, "--json").stdout)


def test_must_never_15_without_a_binding_there_is_no_account(closed):
    client = AcmeClient(closed)
    assert client.directory["meta"]["externalAccountRequired"] is True
    answer = client.refused(client.directory["newAccount"], {"termsOfServiceAgreed": True})
    assert (answer.status_code, kind(answer)) == (403, "externalAccountRequired")


def test_a_binding_makes_one_account(closed, bound):
    client = AcmeClient(closed)
    url = client.directory["newAccount"]
    made = client.register(externalAccountBinding=binding(bound["kid"], bound["hmac_key"], client.key, url))
    assert made.status_code == 201
    second = AcmeClient(closed)
    payload = {"termsOfServiceAgreed": True, "externalAccountBinding": binding(bound["kid"], bound["hmac_key"], second.key, url)}
    answer = second.refused(url, payload)
    assert (answer.status_code, kind(answer)) == (403, "unauthorized")


def test_every_part_is_checked(closed, bound):
    client = AcmeClient(closed)
    url = client.directory["newAccount"]
    kid, secret = bound["kid"], bound["hmac_key"]
    good = binding(kid, secret, client.key, url)
    for wrong, expected in (
        (binding(kid, secret, AccountKey(), url), "malformed"),
        (binding(kid, secret, client.key, url + "x"), "malformed"),
        (binding(kid, secret, client.key, url, nonce="abc"), "malformed"),
        (binding(kid, secret, client.key, url, alg="ES256"), "malformed"),
        (binding(kid, secret, client.key, url, kid=None), "malformed"),
        (binding(kid, "AAAA", client.key, url), "unauthorized"),
        (binding("unknown", secret, client.key, url), "unauthorized"),
        (good | {"header": {}}, "malformed"),
        ({}, "malformed"),
        (None, "malformed"),
    ):
        answer = client.refused(url, {"termsOfServiceAgreed": True, "externalAccountBinding": wrong})
        assert kind(answer) == expected, wrong
    # Nothing of it used the binding up.
    assert client.register(externalAccountBinding=good).status_code == 201


def test_must_never_23_the_key_of_a_binding_is_in_no_log(closed, bound):
    client = AcmeClient(closed)
    url = client.directory["newAccount"]
    wrong = binding(bound["kid"], bound["hmac_key"], AccountKey(), url)
    client.refused(url, {"termsOfServiceAgreed": True, "externalAccountBinding": wrong})
    client.register(externalAccountBinding=binding(bound["kid"], bound["hmac_key"], client.key, url))
    log = closed.log()
    assert "acme-new-account" in log and "chancery-tests/1" in log
    assert bound["hmac_key"] not in log and unb64(bound["hmac_key"]).hex() not in log
