"""RFC 8555 section 8.3: http-01."""


def test_the_file_is_asked_for_at_its_place(client, web, site):
    authorization = client.order(site).json()["authorizations"][0]
    challenge = client.challenge(authorization, "http-01")
    assert client.prove(authorization, web)["status"] == "valid"
    assert f"/.well-known/acme-challenge/{challenge['token']}" in web.seen


def test_a_missing_file_is_told(client, site):
    authorization = client.order(site).json()["authorizations"][0]
    client.good(client.challenge(authorization, "http-01")["url"], {})
    failed = client.poll(authorization, "invalid")["challenges"][0]
    assert failed["type"] == "http-01" and failed["error"]["type"].startswith("urn:ietf:params:acme:error:")


def test_a_name_that_leads_nowhere_is_told(client):
    from conftest import new_domain

    authorization = client.order(new_domain()).json()["authorizations"][0]
    client.good(client.challenge(authorization, "http-01")["url"], {})
    failed = client.poll(authorization, "invalid")["challenges"][0]
    assert failed["error"]["type"].endswith(":dns"), failed
