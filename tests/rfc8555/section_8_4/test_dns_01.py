"""RFC 8555 section 8.4: dns-01."""

import hashlib

from harness.acme import b64


def prove(client, named, authorization, value=None):
    challenge = client.challenge(authorization, "dns-01")
    name = client.good(authorization).json()["identifier"]["value"]
    digest = b64(hashlib.sha256(client.key_authorization(challenge["token"]).encode()).digest())
    named.set(f"_acme-challenge.{name}", "TXT", value or digest)
    client.good(challenge["url"], {})
    return client.poll(authorization, "valid", "invalid")


def test_the_digest_proves_a_name_and_a_wildcard(client, named, site):
    for name in (site, f"*.{site}"):
        done = prove(client, named, client.order(name).json()["authorizations"][0])
        assert done["status"] == "valid" and done["challenges"][0]["type"] == "dns-01"


def test_another_text_does_not(client, named, site):
    done = prove(client, named, client.order(site).json()["authorizations"][0], value="x" * 43)
    assert done["status"] == "invalid" and done["challenges"][0]["error"]
