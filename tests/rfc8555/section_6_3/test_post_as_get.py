"""RFC 8555 section 6.3: reading is a POST with an empty payload."""

from harness.acme import check_problem, kind


def test_plain_gets_are_refused_but_for_a_few(client, web, site):
    made = client.order(site)
    order = made.json()
    authorization = client.good(order["authorizations"][0]).json()
    protected = [client.kid, made.headers["Location"], order["finalize"], order["authorizations"][0], authorization["challenges"][0]["url"], client.directory["newOrder"], client.directory["newAccount"], client.directory["keyChange"], client.directory["revokeCert"]]
    for url in protected:
        for method in ("GET", "PUT", "DELETE"):
            answer = check_problem(client.session.request(method, url))
            assert (answer.status_code, kind(answer)) == (405, "malformed"), url
            assert "POST" in answer.headers["Allow"]
    for url in (client.directory_url, client.directory["newNonce"]):
        assert client.session.get(url).status_code in (200, 204)


def test_reading_with_a_payload_is_refused(client, web, site):
    orders = client.good(client.kid).json()["orders"]
    for url in (orders,):
        assert kind(client.refused(url, {})) == "malformed"


def test_unknown_paths_are_problems(client):
    base = client.directory_url.removesuffix("/directory")
    for path in ("/nothing", "/order/x", "/account/" + "A" * 22 + "/x", "/certificate/toolong12", "/a/b/c/d"):
        answer = check_problem(client.session.get(base + path))
        assert (answer.status_code, kind(answer)) == (404, "malformed"), path
        assert check_problem(client.send(base + path)).status_code == 404
