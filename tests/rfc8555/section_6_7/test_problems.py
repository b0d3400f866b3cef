"""RFC 8555 section 6.7: problem documents."""

from harness.acme import kind


def test_problems_say_what_to_do(client):
    answer = client.refused(client.directory["newOrder"], {"identifiers": []})
    assert kind(answer) == "malformed" and len(answer.json()["detail"]) > 10
    assert f'<{client.directory_url}>;rel="index"' in answer.headers["Link"]


def test_payloads_are_read_strictly(client, site):
    url = client.directory["newOrder"]
    for payload in ("{", "[]", "null", '{"identifiers":[{"type":"dns","value":"%s"}],"identifiers":[]}' % site, '{"identifiers":[{"type":"dns"}]}', '{"identifiers":"x"}', '{"identifiers":[{"type":"dns","value":7}]}', "[" * 400):
        answer = client.refused(url, payload)
        assert (answer.status_code, kind(answer)) == (400, "malformed"), payload
    assert client.good(client.good(client.kid).json()["orders"]).json()["orders"] == []
