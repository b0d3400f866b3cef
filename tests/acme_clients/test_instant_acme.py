"""instant-acme, a Rust library: account, http-01, new contacts, key rollover, replacement, revocation, deactivation."""

from pathlib import Path

from conftest import new_domain
from harness.acme_clients import Obtained, client
from harness.service import BINARY


def test_a_certificate_from_the_first_order_to_its_revocation(acme, tmp_path):
    domain = new_domain()
    names = [domain, f"www.{domain}"]
    acme.point(*names)
    web = acme.serve_pages() / ".well-known" / "acme-challenge"
    web.mkdir(parents=True, exist_ok=True)
    flow = Path(BINARY).with_name("instant-acme-flow")
    client(flow, acme.directory(), acme.root, web, tmp_path, *names, env=acme.environment())
    first, second = (Obtained(acme, tmp_path / f"{name}.pem").check(*names) for name in ("first", "second"))
    assert first.serial != second.serial
    assert (first.revoked(), second.revoked()) == ("good", "revoked")
