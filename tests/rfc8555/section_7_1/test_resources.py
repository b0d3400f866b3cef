"""RFC 8555 section 7.1: what links to what."""


def test_everything_points_to_the_directory(client, site):
    made = client.order(site)
    order = made.json()
    for answer in (made, client.good(client.kid), client.good(order["authorizations"][0]), client.session.head(client.directory["newNonce"])):
        assert f'<{client.directory_url}>;rel="index"' in answer.headers["Link"]
    assert "Link" not in client.session.get(client.directory_url).headers
