"""RFC 8555 section 6.5: a message is taken once."""

import concurrent.futures

from harness.acme import AcmeClient, b64, check_problem, flattened, kind


def test_a_replayed_message_is_refused_and_does_nothing(client, site):
    url = client.directory["newOrder"]
    message = flattened(client.key, client.head(url), '{"identifiers":[{"type":"dns","value":"%s"}]}' % site)
    assert client.raw(url, message).status_code == 201
    for _ in range(3):
        answer = check_problem(client.raw(url, message))
        assert (answer.status_code, kind(answer)) == (400, "badNonce")
    # The nonce of a refusal is good (6.5: clients retry with it).
    client.nonces = [answer.headers["Replay-Nonce"]]
    assert client.send(client.kid).status_code == 200
    orders = client.good(client.good(client.kid).json()["orders"]).json()["orders"]
    assert len(orders) == 1


def test_one_of_many_at_once_wins(client):
    message = flattened(client.key, client.head(client.kid), "")
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.raw(client.kid, message), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15
    assert {kind(answer) for answer in answers if answer.status_code == 400} == {"badNonce"}


def test_nonces_of_others_are_refused(client, node):
    made = client.nonce()
    other = ("B" if made[0] != "B" else "C") + made[1:]
    for nonce in ("", b64("nonce"), other, made + "AAAA", made[:-4]):
        assert kind(client.refused(client.kid, nonce=nonce)) == "badNonce", nonce
    assert kind(client.refused(client.kid, nonce=None)) == "badNonce"
    # A nonce need not be used by the one who asked for it.
    client.nonces = [AcmeClient(node).nonce()]
    assert client.send(client.kid).status_code == 200


def test_every_post_gives_a_nonce(client):
    assert client.send(client.kid).headers["Replay-Nonce"]
    assert client.raw(client.kid, "").headers["Replay-Nonce"]
    assert client.raw(client.directory_url.replace("directory", "nothing"), "").headers["Replay-Nonce"]
