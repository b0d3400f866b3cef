"""lego of Debian: http-01, tls-alpn-01 by its own servers, dns-01 by dynamic update; renewal and revocation."""

import pytest

from conftest import new_domain
from harness.acme_clients import Obtained, client


@pytest.mark.parametrize("way", ["http", "tls", "dns"])
def test_obtain_renew_revoke(acme, tmp_path, way):
    domain = new_domain()
    acme.point(domain, f"www.{domain}")
    acme.stop_pages()
    ways = {
        "http": ["--http", "--http.port", f"127.0.0.1:{acme.http_port}"],
        "tls": ["--tls", "--tls.port", f"127.0.0.1:{acme.tls_port}"],
        "dns": ["--dns", "rfc2136", "--dns.disable-cp", "--dns.resolvers", acme.named.address],
    }
    names = [domain, f"*.{domain}"] if way == "dns" else [domain, f"www.{domain}"]
    env = acme.environment(RFC2136_NAMESERVER=acme.named.address, RFC2136_TTL=1, RFC2136_PROPAGATION_TIMEOUT=5, RFC2136_SEQUENCE_INTERVAL=1)

    def lego(*command):
        chosen = [part for name in names for part in ("--domains", name)]
        frame = ["--server", acme.directory(), "--accept-tos", "--email", f"hostmaster@{domain}", "--path", tmp_path]
        return client("lego", *frame, *chosen, *ways[way], *command, env=env)

    lego("run")
    path = tmp_path / "certificates" / f"{domain}.crt"
    first = Obtained(acme, path).check(*names)
    lego("renew", "--days", "3650", "--no-random-sleep")
    second = Obtained(acme, path).check(*names)
    assert second.serial != first.serial
    lego("revoke", "--keep", "--reason", "4")
    assert second.revoked() == "revoked"
    assert first.revoked() == "good"
