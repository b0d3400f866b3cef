"""RFC 8555 section 7.5.2: giving an authorization up."""

from harness.acme import kind


def test_it_is_not_used_again(client, web, site):
    authorization = client.order(site).json()["authorizations"][0]
    client.prove(authorization, web)
    assert kind(client.refused(authorization, {"status": "revoked"})) == "malformed"
    answer = client.good(authorization, {"status": "deactivated"})
    assert answer.status_code == 200 and answer.json()["status"] == "deactivated"
    again = client.order(site).json()
    assert again["status"] == "pending" and authorization not in again["authorizations"]
    assert kind(client.refused(authorization, {"status": "deactivated"})) == "malformed"


def test_a_waiting_order_comes_to_nothing(client, site):
    made = client.order(site)
    client.good(made.json()["authorizations"][0], {"status": "deactivated"})
    assert client.good(made.headers["Location"]).json()["status"] == "invalid"
