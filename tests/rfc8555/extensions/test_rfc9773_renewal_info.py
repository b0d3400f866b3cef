"""RFC 9773: when to renew, and which certificate an order replaces."""

import datetime

from cryptography import x509

from harness.acme import b64, check_problem, kind


def window(client, identifier):
    answer = client.session.get(f"{client.directory['renewalInfo']}/{identifier}")
    if answer.status_code != 200:
        return check_problem(answer)
    assert int(answer.headers["Retry-After"]) >= 60
    found = answer.json()["suggestedWindow"]
    return [datetime.datetime.fromisoformat(found[name]) for name in ("start", "end")]


def test_the_window_lies_before_the_end_and_in_the_past_after_a_revocation(client, web, site):
    obtained = client.obtain(web, site)
    start, end = window(client, obtained.ari)
    assert obtained.leaf.not_valid_before_utc < start < end < obtained.leaf.not_valid_after_utc
    client.good(client.directory["revokeCert"], {"certificate": b64(obtained.der)})
    start, end = window(client, obtained.ari)
    assert start < end <= datetime.datetime.now(datetime.UTC)


def test_unknown_certificates_are_told(client, web, site):
    obtained = client.obtain(web, site)
    issuer, serial = obtained.ari.split(".")
    for identifier, status in (
        (f"{issuer}.{serial[:-2]}AA", 404),
        (f"{b64(b'x' * 20)}.{serial}", 404),
        (f"{issuer}.{serial}=", 400),
        (f"{issuer}", 400),
        (f"{issuer}.{serial}.x", 400),
        (".", 400),
    ):
        assert window(client, identifier).status_code == status, identifier
    assert check_problem(client.send(f"{client.directory['renewalInfo']}/{obtained.ari}")).status_code == 405


def test_a_certificate_is_replaced_once(client, other, web, site):
    first = client.obtain(web, site)
    second = client.obtain(web, site, replaces=first.ari)
    assert client.good(second.order).json()["replaces"] == first.ari
    names = [{"type": "dns", "value": site}]
    answer = client.refused(client.directory["newOrder"], {"identifiers": names, "replaces": first.ari})
    assert (answer.status_code, kind(answer)) == (409, "alreadyReplaced")
    # Another account, or an order for other names, does not replace it.
    theirs = other.refused(other.directory["newOrder"], {"identifiers": names, "replaces": second.ari})
    assert theirs.status_code in (400, 403, 404)
    elsewhere = [{"type": "dns", "value": f"www.{site}"}]
    assert client.refused(client.directory["newOrder"], {"identifiers": elsewhere, "replaces": second.ari}).status_code == 400
