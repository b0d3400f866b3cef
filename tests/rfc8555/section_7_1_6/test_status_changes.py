"""RFC 8555 section 7.1.6: statuses change in one direction only."""

from cryptography.hazmat.primitives.asymmetric import ec

from harness.acme import csr, kind


def test_a_failed_authorization_takes_its_order_along(client, named, site):
    made = client.order(site)
    challenge = client.challenge(made.json()["authorizations"][0], "http-01")
    client.good(challenge["url"], {})
    authorization = client.poll(made.json()["authorizations"][0], "invalid")
    failed = authorization["challenges"][0]
    assert failed["status"] == "invalid" and failed["error"]["type"].startswith("urn:ietf:params:acme:error:")
    order = client.poll(made.headers["Location"], "invalid")
    assert order["status"] == "invalid"
    # What failed stays failed, whatever is sent.
    client.send(challenge["url"], {})
    assert client.good(challenge["url"]).json() == failed
    request = csr(ec.generate_private_key(ec.SECP256R1()), site)
    from harness.acme import b64

    answer = client.refused(made.json()["finalize"], {"csr": b64(request)})
    assert (answer.status_code, kind(answer)) == (403, "orderNotReady")


def test_an_issued_order_stays_valid(client, web, site):
    from harness.acme import b64

    obtained = client.obtain(web, site)
    request = csr(ec.generate_private_key(ec.SECP256R1()), site)
    client.send(obtained.order + "/finalize", {"csr": b64(request)})
    again = client.good(obtained.order).json()
    assert again["status"] == "valid" and again["certificate"] == obtained.url
    assert client.good(obtained.url).content == obtained.pem
