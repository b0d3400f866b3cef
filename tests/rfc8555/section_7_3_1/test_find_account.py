"""RFC 8555 section 7.3.1: finding the account of a key."""

from harness.acme import AcmeClient, kind


def test_the_same_key_finds_its_account(node, client):
    again = AcmeClient(node, key=client.key)
    for payload in ({"onlyReturnExisting": True}, {"termsOfServiceAgreed": True, "contact": ["mailto:new@example.org"]}, {}):
        answer = again.good(again.directory["newAccount"], payload, by="jwk")
        assert answer.status_code == 200 and answer.headers["Location"] == client.kid
        assert answer.json() == client.good(client.kid).json()


def test_an_unknown_key_finds_nothing_and_makes_nothing(stranger):
    for _ in range(2):
        answer = stranger.refused(stranger.directory["newAccount"], {"onlyReturnExisting": True, "termsOfServiceAgreed": True})
        assert (answer.status_code, kind(answer)) == (400, "accountDoesNotExist")
