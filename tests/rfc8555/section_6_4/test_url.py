"""RFC 8555 section 6.4: a message is good only for the URL that it was signed for."""

from harness.acme import kind


def test_another_url_is_unauthorized(client, site):
    order = client.order(site).headers["Location"]
    for url in (client.kid, order + "/", order + "?x=1", order.replace("https", "http"), order.replace("127.0.0.1", "localhost"), order.upper(), "", "/acme/order"):
        answer = client.refused(order, url=url)
        assert (answer.status_code, kind(answer)) == (403, "unauthorized"), url
    assert kind(client.refused(order, url=None)) == "malformed"
