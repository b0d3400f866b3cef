"""RFC 8555 section 7.3.3: the terms of service."""

from harness.acme import kind


def test_accounts_agree_first(stranger):
    for payload in ({}, {"termsOfServiceAgreed": False}):
        answer = stranger.refused(stranger.directory["newAccount"], payload)
        assert (answer.status_code, kind(answer)) == (403, "userActionRequired")
        assert '<https://ca.example/terms>;rel="terms-of-service"' in answer.headers["Link"]
    assert kind(stranger.refused(stranger.directory["newAccount"], {"onlyReturnExisting": True})) == "accountDoesNotExist"
