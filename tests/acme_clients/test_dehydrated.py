"""dehydrated of Debian, a shell client: http-01, dns-01 and tls-alpn-01; renewal, revocation, closing the account."""

import pytest

from conftest import new_domain
from harness.acme_clients import HOOKS, Obtained, client
from harness.tls_responder import TlsResponder


@pytest.mark.parametrize("way", ["http-01", "dns-01", "tls-alpn-01"])
def test_obtain_renew_revoke(acme, tmp_path, way):
    domain = new_domain()
    names = [domain, f"*.{domain}"] if way == "dns-01" else [domain, f"www.{domain}"]
    acme.point(domain, f"www.{domain}")
    well_known = acme.serve_pages() / ".well-known" / "acme-challenge"
    well_known.mkdir(parents=True, exist_ok=True)
    alpn = tmp_path / "alpn"
    alpn.mkdir()
    (tmp_path / "domains.txt").write_text(f"{' '.join(names)} > it\n")
    (tmp_path / "config").write_text(
        f'CA="{acme.directory()}"\nBASEDIR="{tmp_path}"\nWELLKNOWN="{well_known}"\nALPNCERTDIR="{alpn}"\n'
        f'CHALLENGETYPE="{way}"\nDOMAINS_TXT="{tmp_path}/domains.txt"\nKEY_ALGO=prime256v1\n'
        + (f'HOOK="{HOOKS}/dns"\n' if way == "dns-01" else "")
    )

    def dehydrated(*command):
        return client("dehydrated", "--config", tmp_path / "config", *command, env=acme.environment())

    responder = TlsResponder(alpn, acme.tls_port) if way == "tls-alpn-01" else None
    try:
        dehydrated("--register", "--accept-terms")
        dehydrated("--cron")
        folder = tmp_path / "certs" / "it"
        first = Obtained(acme, folder / "fullchain.pem").check(*names)
        dehydrated("--cron", "--force")
        second = Obtained(acme, folder / "fullchain.pem").check(*names)
        assert second.serial != first.serial
        dehydrated("--revoke", folder / "cert.pem")
        assert second.revoked() == "revoked"
        assert first.revoked() == "good"
        dehydrated("--account")
    finally:
        if responder:
            responder.close()
