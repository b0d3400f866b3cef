"""RFC 8555 section 7.5.1: answering challenges."""

from harness.acme import kind


def test_the_answer_is_the_challenge(client, web, site):
    authorization = client.order(site).json()["authorizations"][0]
    challenge = client.challenge(authorization, "http-01")
    web.tokens[challenge["token"]] = client.key_authorization(challenge["token"])
    answer = client.good(challenge["url"], {})
    assert answer.status_code == 200 and answer.json()["url"] == challenge["url"]
    assert answer.json()["status"] in ("processing", "valid")
    assert f'<{authorization}>;rel="up"' in answer.headers["Link"]
    assert client.poll(authorization, "valid")
    # Answering again what is valid already is no mistake.
    assert client.good(challenge["url"], {}).json()["status"] == "valid"


def test_members_mean_nothing_but_it_is_an_object(client, web, site):
    authorization = client.order(site).json()["authorizations"][0]
    challenge = client.challenge(authorization, "http-01")
    for payload in ("[]", '"x"', "null", "{"):
        assert kind(client.refused(challenge["url"], payload)) == "malformed"
    assert client.good(authorization).json()["status"] == "pending"
    web.tokens[challenge["token"]] = client.key_authorization(challenge["token"])
    # Old clients send the key authorization along.
    client.good(challenge["url"], {"keyAuthorization": "anything"})
    assert client.poll(authorization, "valid")


def test_only_its_account_answers(client, other, web, site):
    challenge = client.challenge(client.order(site).json()["authorizations"][0], "http-01")
    assert other.refused(challenge["url"], {}).status_code == 404
    assert client.good(challenge["url"]).json()["status"] == "pending"
