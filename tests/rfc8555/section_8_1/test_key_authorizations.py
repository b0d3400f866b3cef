"""RFC 8555 section 8.1: the content shows the account's key."""

from harness.acme import AccountKey


def test_another_keys_thumbprint_is_not_enough(client, web, site):
    authorization = client.order(site).json()["authorizations"][0]
    challenge = client.challenge(authorization, "http-01")
    web.tokens[challenge["token"]] = f"{challenge['token']}.{AccountKey().thumbprint}"
    client.good(challenge["url"], {})
    failed = client.poll(authorization, "invalid")["challenges"][0]
    assert failed["error"]["type"].endswith((":incorrectResponse", ":unauthorized"))


def test_rsa_and_edwards_keys_have_thumbprints_too(node, web, site, named):
    from harness.acme import AcmeClient

    for number, algorithm in enumerate(("RS256", "EdDSA", "ES384", "ES512")):
        client = AcmeClient(node, algorithm=algorithm)
        client.register()
        named.set(f"k{number}.{site}", "A", "127.0.0.1")
        authorization = client.order(f"k{number}.{site}").json()["authorizations"][0]
        assert client.prove(authorization, web)["status"] == "valid", algorithm
