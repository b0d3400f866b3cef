"""RFC 8738: certificates for IP addresses."""

import ipaddress

from cryptography import x509

from harness.acme import AcmeClient, kind


def test_an_address_is_proved_over_http_and_certified(node, web):
    client = AcmeClient(node, "private")
    client.register()
    made = client.order("127.0.0.1")
    found = client.good(made.json()["authorizations"][0]).json()
    assert found["identifier"] == {"type": "ip", "value": "127.0.0.1"}
    assert {one["type"] for one in found["challenges"]} == {"http-01", "tls-alpn-01"}
    obtained = client.obtain(web, "127.0.0.1")
    names = obtained.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.IPAddress) == [ipaddress.ip_address("127.0.0.1")]


def test_addresses_have_one_spelling(node):
    client = AcmeClient(node, "private")
    client.register()
    for value in ("127.0.0.01", "127.1", "::0001", "2001:DB8::1", "[::1]", "127.0.0.1/32", "1.2.3.4 ", ""):
        payload = {"identifiers": [{"type": "ip", "value": value}]}
        answer = client.refused(client.directory["newOrder"], payload)
        assert kind(answer) in ("malformed", "rejectedIdentifier", "unsupportedIdentifier"), value
