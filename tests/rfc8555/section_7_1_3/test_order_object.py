"""RFC 8555 section 7.1.3: order objects."""

import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from harness.acme import csr


def test_members_follow_the_status(client, web, site):
    names = [site, f"www.{site}"]
    made = client.order(*names)
    order = made.json()
    assert order["status"] == "pending" and "certificate" not in order and "error" not in order
    assert sorted(one["value"] for one in order["identifiers"]) == sorted(names)
    assert len(order["authorizations"]) == 2
    expires = datetime.datetime.fromisoformat(order["expires"])
    assert expires > datetime.datetime.now(datetime.UTC)
    assert order["profile"] == "default"
    ready = client.ready_order(web, *names)
    done = client.finish(ready, csr(ec.generate_private_key(ec.SECP256R1()), *names))
    assert done["status"] == "valid" and done["certificate"].startswith("https://")


def test_must_never_15_anothers_order_is_not_there(client, other, site):
    made = client.order(site)
    theirs = other.refused(made.headers["Location"])
    unknown = other.refused(made.headers["Location"][:-3] + "AAA")
    assert (theirs.status_code, theirs.json()) == (404, unknown.json())
    assert other.refused(made.json()["finalize"], {"csr": ""}).status_code in (400, 404)
    assert other.refused(made.json()["authorizations"][0]).status_code == 404
