"""RFC 8555 section 7.1.2.1: an account's orders, in pages."""

import requests

from harness.acme import kind


def test_pages_are_linked_and_hold_every_order(client, site):
    made = [client.order(f"h{number}.{site}").headers["Location"] for number in range(105)]
    url, seen, pages = client.good(client.kid).json()["orders"], [], 0
    while url:
        answer = client.good(url)
        seen += answer.json()["orders"]
        pages += 1
        links = requests.utils.parse_header_links(answer.headers["Link"])
        url = next((link["url"] for link in links if link["rel"] == "next"), None)
    assert pages >= 2 and sorted(seen) == sorted(made) and len(set(seen)) == len(seen)


def test_only_ones_own(client, other, site):
    client.order(site)
    answer = other.refused(client.kid + "/orders")
    assert (answer.status_code, kind(answer)) == (403, "unauthorized")
    assert other.good(other.kid + "/orders").json() == {"orders": []}
    assert other.refused(other.kid + "/orders?after=x").status_code == 404
