"""RFC 8555 section 7.2: new nonces."""

from harness.acme import check_problem


def test_head_and_get(stranger):
    url = stranger.directory["newNonce"]
    for method, status in (("HEAD", 200), ("GET", 204)):
        answer = stranger.session.request(method, url)
        assert answer.status_code == status and answer.content == b""
        assert answer.headers["Replay-Nonce"] and answer.headers["Cache-Control"] == "no-store"


def test_posts_are_refused(stranger):
    assert check_problem(stranger.raw(stranger.directory["newNonce"], "")).status_code == 405
