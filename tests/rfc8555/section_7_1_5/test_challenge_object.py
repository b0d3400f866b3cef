"""RFC 8555 section 7.1.5: challenge objects."""

import requests


def test_they_have_a_url_and_point_up(client, site):
    authorization = client.order(site).json()["authorizations"][0]
    for one in client.good(authorization).json()["challenges"]:
        answer = client.good(one["url"])
        assert answer.json() == one and one["status"] == "pending"
        links = requests.utils.parse_header_links(answer.headers["Link"])
        assert {"url": authorization, "rel": "up"} in links


def test_types_that_are_not_offered_are_not_there(client, site):
    authorization = client.order(f"*.{site}").json()["authorizations"][0]
    url = client.good(authorization).json()["challenges"][0]["url"]
    assert client.refused(url.replace("dns-01", "http-01"), {}).status_code == 404
