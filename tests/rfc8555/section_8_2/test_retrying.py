"""RFC 8555 section 8.2: a challenge that cannot be seen yet."""


def test_a_failed_one_is_over_and_a_new_order_starts_anew(client, web, site):
    first = client.order(site).json()["authorizations"][0]
    challenge = client.challenge(first, "http-01")
    client.good(challenge["url"], {})
    assert client.poll(first, "invalid")
    second = client.order(site).json()["authorizations"][0]
    assert second != first
    assert client.prove(second, web)["status"] == "valid"
