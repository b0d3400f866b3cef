"""RFC 8555 section 6.5.2: a nonce that is not base64url makes the message malformed."""

from harness.acme import kind


def test_other_characters_are_malformed(client):
    for nonce in ("a b", "abc=", "äöü", "a/b+"):
        assert kind(client.refused(client.kid, nonce=nonce)) == "malformed", nonce
