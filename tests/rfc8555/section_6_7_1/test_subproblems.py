"""RFC 8555 section 6.7.1: one part for each identifier that is refused."""

from harness.acme import URN, kind


def test_each_refused_name_is_named(client, site):
    names = [site, "bad_name.example.org", "*.*.example.org"]
    payload = {"identifiers": [{"type": "dns", "value": name} for name in names]}
    answer = client.refused(client.directory["newOrder"], payload)
    parts = answer.json().get("subproblems", [])
    assert kind(answer) in ("rejectedIdentifier", "malformed", "compound"), answer.text
    named = {part["identifier"]["value"] for part in parts}
    assert site not in named
    assert all(part["type"].startswith(URN) and part["identifier"]["type"] == "dns" for part in parts)
