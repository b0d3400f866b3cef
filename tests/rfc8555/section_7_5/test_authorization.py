"""RFC 8555 section 7.5: reading authorizations."""


def test_reading_changes_nothing(client, site):
    url = client.order(site).json()["authorizations"][0]
    first = client.good(url)
    assert first.headers["Content-Type"] == "application/json" and first.json() == client.good(url).json()


def test_valid_ones_are_used_again(client, web, site):
    client.obtain(web, site)
    again = client.order(site).json()
    assert again["status"] == "ready"
    assert client.good(again["authorizations"][0]).json()["status"] == "valid"


def test_but_not_anothers(client, other, web, site):
    client.obtain(web, site)
    assert other.order(site).json()["status"] == "pending"


def test_a_wildcard_and_its_base_are_two(client, web, site):
    client.obtain(web, site)
    order = client.order(site, f"*.{site}").json()
    assert order["status"] == "pending" and len(order["authorizations"]) == 2
