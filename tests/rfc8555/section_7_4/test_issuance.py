"""RFC 8555 section 7.4: from an order to a certificate."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from harness.acme import b64, csr, kind


def test_the_certificate_has_the_names_and_the_key(client, web, site):
    obtained = client.obtain(web, site, f"www.{site}")
    names = obtained.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert sorted(names.get_values_for_type(x509.DNSName)) == sorted([site, f"www.{site}"])
    assert obtained.leaf.public_key() == obtained.private.public_key()
    obtained.leaf.verify_directly_issued_by(obtained.chain[1])


def test_orders_that_make_no_sense_are_refused(client, site):
    url = client.directory["newOrder"]
    one = [{"type": "dns", "value": site}]
    for payload, expected in (
        ({"identifiers": []}, {"malformed"}),
        ({}, {"malformed"}),
        ({"identifiers": [{"type": "mail", "value": site}]}, {"unsupportedIdentifier"}),
        ({"identifiers": [{"type": "ip", "value": "192.0.2.1"}]}, {"unsupportedIdentifier", "rejectedIdentifier"}),
        ({"identifiers": [{"type": "dns", "value": "*.com"}]}, {"rejectedIdentifier"}),
        ({"identifiers": [{"type": "dns", "value": "localhost"}]}, {"rejectedIdentifier"}),
        ({"identifiers": [{"type": "dns", "value": "192.0.2.1"}]}, {"rejectedIdentifier", "malformed"}),
        ({"identifiers": one, "notBefore": "yesterday"}, {"malformed"}),
        ({"identifiers": one, "profile": "nothing"}, {"invalidProfile"}),
        ({"identifiers": one, "replaces": "x"}, {"malformed"}),
    ):
        answer = client.refused(url, payload)
        assert kind(answer) in expected, (payload, answer.text)
    assert client.good(client.kid + "/orders").json()["orders"] == []


def test_repeated_names_count_once(client, site):
    order = client.order(site, site.upper(), site).json()
    assert order["identifiers"] == [{"type": "dns", "value": site}]


def test_the_csr_must_fit_the_order(client, web, site, named):
    named.set(f"api.{site}", "A", "127.0.0.1")
    made = client.ready_order(web, site, f"www.{site}")
    url = made.json()["finalize"]
    private = ec.generate_private_key(ec.SECP256R1())
    whole = csr(private, site, f"www.{site}")
    for request in (
        b"",
        b"nonsense",
        whole[:-1],
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole + b"\0",
        csr(private, site),
        csr(private, site, f"www.{site}", f"api.{site}"),
        csr(private, site, f"www.{site}", common_name=f"api.{site}"),
        csr(rsa.generate_private_key(65537, 1024), site, f"www.{site}"),
        csr(ec.generate_private_key(ec.SECP256K1()), site, f"www.{site}"),
        csr(client.key.private, site, f"www.{site}"),
    ):
        answer = client.refused(url, {"csr": b64(request)})
        assert (answer.status_code, kind(answer)) == (400, "badCSR"), request.hex()
    pem = x509.load_der_x509_csr(whole).public_bytes(serialization.Encoding.PEM)
    assert kind(client.refused(url, {"csr": pem.decode()})) == "badCSR"
    assert kind(client.refused(url, {})) == "malformed"
    assert client.good(made.headers["Location"]).json()["status"] == "ready"
    assert client.finish(made, whole)["status"] == "valid"


def test_not_before_the_authorizations(client, site):
    made = client.order(site)
    answer = client.refused(made.json()["finalize"], {"csr": b64(csr(ec.generate_private_key(ec.SECP256R1()), site))})
    assert (answer.status_code, kind(answer)) == (403, "orderNotReady")


def test_must_never_16_many_finalizations_at_once_make_one_certificate(client, web, site):
    import concurrent.futures

    from harness.acme import flattened

    made = client.ready_order(web, site)
    url = made.json()["finalize"]
    bodies = []
    for _ in range(12):
        request = csr(ec.generate_private_key(ec.SECP256R1()), site)
        bodies.append(flattened(client.key, client.head(url), '{"csr":"%s"}' % b64(request)))
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda body: client.raw(url, body), bodies))
    done = client.poll(made.headers["Location"], "valid")
    assert {answer.json()["certificate"] for answer in answers if answer.json().get("status") == "valid"} <= {done["certificate"]}
    assert all(answer.status_code == 200 or kind(answer) == "orderNotReady" for answer in answers)


def test_a_period_may_be_asked_for(client, web, site):
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    after = now + datetime.timedelta(days=5)
    obtained = client.obtain(web, site, notAfter=after.isoformat().replace("+00:00", "Z"))
    assert obtained.leaf.not_valid_after_utc <= after
