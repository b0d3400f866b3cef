"""RFC 8739: orders that renew themselves."""

import datetime
from email.utils import parsedate_to_datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from harness.acme import PEM_CHAIN, b64, check_problem, csr, kind


def times(**more):
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=30)
    return {"auto-renewal": {"end-date": end.strftime("%Y-%m-%dT%H:%M:%SZ"), "lifetime": 86_400} | more}


def test_the_current_certificate_has_an_address_of_its_own(client, other, web, site):
    made = client.ready_order(web, site, **times(**{"allow-certificate-get": True}))
    done = client.finish(made, csr(ec.generate_private_key(ec.SECP256R1()), site))
    assert done["status"] == "valid" and "certificate" not in done
    assert done["auto-renewal"]["lifetime"] == 86_400
    url = done["star-certificate"]
    for answer in (client.session.get(url), client.good(url)):
        assert answer.status_code == 200 and answer.headers["Content-Type"] == PEM_CHAIN
        leaf = x509.load_pem_x509_certificates(answer.content)[0]
        assert parsedate_to_datetime(answer.headers["Cert-Not-After"]) == leaf.not_valid_after_utc
        assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= datetime.timedelta(days=2)
    assert other.refused(url).status_code == 404
    # Such certificates are not revoked, the order is cancelled (sections 3.1.2 and 3.1.3).
    from cryptography.hazmat.primitives import serialization

    der = leaf.public_bytes(serialization.Encoding.DER)
    answer = client.refused(client.directory["revokeCert"], {"certificate": b64(der)})
    assert (answer.status_code, kind(answer)) == (403, "autoRenewalRevocationNotSupported")
    assert client.good(made.headers["Location"], {"status": "canceled"}).json()["status"] == "canceled"
    gone = check_problem(client.session.get(url))
    assert (gone.status_code, kind(gone)) == (403, "autoRenewalCanceled")
    assert kind(client.refused(made.headers["Location"], {"status": "canceled"})) == "autoRenewalCancellationInvalid"


def test_only_where_the_order_allows_plain_gets(client, web, site):
    made = client.ready_order(web, site, **times())
    done = client.finish(made, csr(ec.generate_private_key(ec.SECP256R1()), site))
    answer = check_problem(client.session.get(done["star-certificate"]))
    assert (answer.status_code, kind(answer)) == (403, "unauthorized")
    assert client.good(done["star-certificate"]).status_code == 200


def test_what_makes_no_sense_is_refused(client, site):
    names = [{"type": "dns", "value": site}]
    for more in (
        times(lifetime=1),
        times(lifetime=10**12),
        times(**{"lifetime-adjust": 86_400}),
        times(**{"end-date": "2020-01-01T00:00:00Z"}),
        times(**{"end-date": "soon"}),
        times(lifetime="x"),
        {"auto-renewal": {}},
        {"auto-renewal": None},
        {"auto-renewal": []},
        times() | {"notAfter": "2030-01-01T00:00:00Z"},
    ):
        answer = client.refused(client.directory["newOrder"], {"identifiers": names} | more)
        assert (answer.status_code, kind(answer)) == (400, "malformed"), more
    assert kind(client.refused(client.order(site).headers["Location"], {"status": "canceled"})) == "autoRenewalCancellationInvalid"
