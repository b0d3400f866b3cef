"""RFC 8555 section 7.4.1: authorizations ahead of orders."""

from harness.acme import kind


def test_what_was_proved_before_is_used_by_the_order(client, web, site):
    made = client.good(client.directory["newAuthz"], {"identifier": {"type": "dns", "value": site}})
    assert made.status_code == 201 and made.json()["status"] == "pending"
    assert client.prove(made.headers["Location"], web)["status"] == "valid"
    order = client.order(site).json()
    assert order["status"] == "ready" and order["authorizations"] == [made.headers["Location"]]


def test_what_cannot_be_certified_is_refused(client, site):
    for identifier, expected in (
        ({"type": "dns", "value": f"*.{site}"}, {"malformed", "rejectedIdentifier"}),
        ({"type": "dns", "value": "com"}, {"rejectedIdentifier"}),
        ({"type": "mail", "value": "a@b"}, {"unsupportedIdentifier"}),
    ):
        assert kind(client.refused(client.directory["newAuthz"], {"identifier": identifier})) in expected
    assert kind(client.refused(client.directory["newAuthz"], {})) == "malformed"
