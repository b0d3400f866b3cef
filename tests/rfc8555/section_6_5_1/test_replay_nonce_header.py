"""RFC 8555 section 6.5.1: what a nonce looks like."""

import re


def test_nonces_are_base64url_and_different(stranger):
    nonces = [stranger.session.head(stranger.directory["newNonce"]).headers["Replay-Nonce"] for _ in range(20)]
    assert len(set(nonces)) == 20
    assert all(re.fullmatch("[A-Za-z0-9_-]{22,}", nonce) for nonce in nonces)
