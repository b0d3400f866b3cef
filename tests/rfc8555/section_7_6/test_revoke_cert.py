"""RFC 8555 section 7.6: revocation by account, by authorizations, by the certificate's key."""

from cryptography.hazmat.primitives.asymmetric import ec

from harness.acme import AccountKey, AcmeClient, b64, csr, kind


def revoke(client, obtained, **more):
    return client.send(client.directory["revokeCert"], {"certificate": b64(obtained.der), **more})


def test_by_the_account_that_asked_for_it(client, web, site):
    obtained = client.obtain(web, site)
    answer = revoke(client, obtained, reason=4)
    assert answer.status_code == 200 and answer.content == b""
    again = revoke(client, obtained)
    assert (again.status_code, kind(again)) == (400, "alreadyRevoked")
    assert client.good(obtained.url).content == obtained.pem


def test_must_never_15_another_account_revokes_only_with_all_names(client, other, web, site):
    obtained = client.obtain(web, site, f"www.{site}")
    for name in (site, f"www.{site}"):
        refused = revoke(other, obtained)
        assert (refused.status_code, kind(refused)) == (403, "unauthorized"), name
        other.prove(other.order(name).json()["authorizations"][0], web)
    assert revoke(other, obtained).status_code == 200


def test_by_the_key_of_the_certificate(node, client, web, site):
    obtained = client.obtain(web, site)
    stranger = AcmeClient(node)
    refused = revoke(stranger, obtained)
    assert (refused.status_code, kind(refused)) == (403, "unauthorized")
    holder = AcmeClient(node, key=AccountKey("ES256", obtained.private))
    assert revoke(holder, obtained, reason=1).status_code == 200


def test_what_is_wrong_is_told(client, web, site):
    obtained = client.obtain(web, site)
    for reason in (2, 6, 7, 8, 9, 10, 11, -1, 99):
        refused = revoke(client, obtained, reason=reason)
        assert (refused.status_code, kind(refused)) == (400, "badRevocationReason"), reason
    url = client.directory["revokeCert"]
    for certificate in ("", "!", b64(b"nonsense"), b64(obtained.der[:-1]), b64(obtained.der + b"\0")):
        answer = client.refused(url, {"certificate": certificate})
        assert kind(answer) == "malformed", certificate
    assert kind(client.refused(url, {"certificate": b64(obtained.der), "reason": "key"})) == "malformed"
    assert kind(client.refused(url, {})) == "malformed"
    assert revoke(client, obtained).status_code == 200


def test_must_never_20_a_compromised_key_is_not_certified_again(node, client, web, site):
    obtained = client.obtain(web, site)
    holder = AcmeClient(node, key=AccountKey("ES256", obtained.private))
    assert revoke(holder, obtained, reason=1).status_code == 200
    made = client.ready_order(web, site)
    answer = client.refused(made.json()["finalize"], {"csr": b64(csr(obtained.private, site))})
    assert kind(answer) == "badCSR"
    other = csr(ec.generate_private_key(ec.SECP256R1()), site)
    assert client.finish(made, other)["status"] == "valid"
