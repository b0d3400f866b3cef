"""RFC 8555 chapter 8: what all challenges have in common."""

import re


def test_tokens_are_long_and_their_own(client, site):
    tokens = set()
    for number in range(5):
        authorization = client.order(f"h{number}.{site}").json()["authorizations"][0]
        tokens |= {one["token"] for one in client.good(authorization).json()["challenges"]}
    assert len(tokens) >= 5
    # Section 8.3: at least 128 bits of chance in base64url.
    assert all(re.fullmatch("[A-Za-z0-9_-]{22,}", token) for token in tokens)
