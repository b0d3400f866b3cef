"""RFC 8555 section 7.3.2: changing an account."""

from harness.acme import kind


def test_contacts_are_replaced_and_the_rest_is_ignored(client):
    answer = client.good(client.kid, {"contact": ["mailto:b@example.org"], "orders": "x", "unknown": 1})
    assert answer.status_code == 200 and answer.json()["contact"] == ["mailto:b@example.org"]
    before = client.good(client.kid).json()
    assert client.good(client.kid, {}).json() == before
    assert client.good(client.kid, {"contact": []}).json()["contact"] == []
    assert kind(client.refused(client.kid, {"status": "revoked"})) == "malformed"
    assert kind(client.refused(client.kid, {"contact": ["tel:1"]})) == "unsupportedContact"
    assert client.good(client.kid).json()["contact"] == []


def test_another_account_is_out_of_reach(client, other):
    answer = other.refused(client.kid, {"contact": ["mailto:mine@example.org"]})
    assert (answer.status_code, kind(answer)) == (403, "unauthorized")
    assert other.refused(client.kid).status_code == 403
    assert client.good(client.kid).json()["contact"] == []
