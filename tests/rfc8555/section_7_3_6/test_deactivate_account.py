"""RFC 8555 section 7.3.6: giving an account up."""

from harness.acme import AcmeClient, kind


def test_nothing_works_afterwards(node, client, web, site):
    pending = client.order(site)
    obtained = client.obtain(web, f"www.{site}")
    answer = client.good(client.kid, {"status": "deactivated"})
    assert answer.json()["status"] == "deactivated"
    for url, payload in (
        (client.kid, None),
        (client.directory["newOrder"], {"identifiers": [{"type": "dns", "value": site}]}),
        (pending.headers["Location"], None),
        (pending.json()["authorizations"][0], None),
        (obtained.url, None),
    ):
        refused = client.refused(url, payload)
        assert (refused.status_code, kind(refused)) == (401, "unauthorized"), url
    again = AcmeClient(node, key=client.key)
    for payload in ({"termsOfServiceAgreed": True}, {"onlyReturnExisting": True}):
        refused = again.refused(again.directory["newAccount"], payload)
        assert (refused.status_code, kind(refused)) == (401, "unauthorized")
