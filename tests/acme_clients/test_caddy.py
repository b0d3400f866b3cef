"""Caddy of Debian: obtains by http-01 and by tls-alpn-01 while it serves, renews by itself, and shows the result."""

import json
import subprocess
from pathlib import Path

import pytest

from conftest import new_domain
from harness.acme_clients import Obtained
from harness.processes import run, stop, wait_until


class Caddy:
    """Caddy with one site."""

    def __init__(self, acme, folder: Path, domain: str, way: str, policy: dict | None = None, automation: dict | None = None):
        folder.mkdir(exist_ok=True)
        site = {"match": [{"host": [domain]}], "handle": [{"handler": "static_response", "body": f"here is {domain}"}]}
        issuer = {
            "module": "acme",
            "ca": acme.directory(),
            "email": f"hostmaster@{domain}",
            "trusted_roots_pem_files": [str(acme.root)],
            "challenges": {"http": {"disabled": way != "http"}, "tls-alpn": {"disabled": way != "tls-alpn"}},
        }
        config = {
            "admin": {"disabled": True},
            "storage": {"module": "file_system", "root": str(folder / "storage")},
            "apps": {
                "http": {
                    "http_port": acme.http_port,
                    "https_port": acme.tls_port,
                    "servers": {"site": {"listen": [f"127.0.0.1:{acme.tls_port}"], "routes": [site]}},
                },
                "tls": {"automation": {"policies": [{"issuers": [issuer], **(policy or {})}], **(automation or {})}},
            },
        }
        (folder / "caddy.json").write_text(json.dumps(config))
        self.folder = folder
        self.log = open(folder / "caddy.log", "ab")
        self.process = subprocess.Popen(
            ["caddy", "run", "--config", str(folder / "caddy.json")],
            stdout=self.log, stderr=self.log, env=acme.environment(HOME=folder),
        )  # fmt: skip

    def certificate(self, domain: str) -> Path | None:
        assert self.process.poll() is None, (self.folder / "caddy.log").read_text()[-4000:]
        return next(iter((self.folder / "storage").glob(f"certificates/*/{domain}/{domain}.crt")), None)

    def close(self):
        stop(self.process)
        self.log.close()


def served(acme, domain: str) -> str:
    """The page over HTTPS, fetched with verification by curl."""
    return run(
        "curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--cacert", acme.root,
        "--resolve", f"{domain}:{acme.tls_port}:127.0.0.1", f"https://{domain}:{acme.tls_port}/",
    ).stdout  # fmt: skip


@pytest.mark.parametrize("way", ["http", "tls-alpn"])
def test_obtain_serve_renew(acme, tmp_path, way):
    domain = new_domain()
    acme.point(domain)
    acme.stop_pages()
    caddy = Caddy(acme, tmp_path / "caddy", domain, way)
    try:
        path = wait_until(lambda: caddy.certificate(domain), 60, f"a certificate; see {caddy.folder}/caddy.log")
        first = Obtained(acme, path).check(domain)
        wait_until(lambda: served(acme, domain) == f"here is {domain}", 20, "the page is served")
    finally:
        caddy.close()
    # Nearly the whole lifetime is the window for renewal, so the certificate is due at once.
    caddy = Caddy(
        acme, tmp_path / "caddy", domain, way, {"renewal_window_ratio": 0.99999}, {"renew_interval": "1s"}
    )
    try:
        wait_until(
            lambda: Obtained(acme, caddy.certificate(domain)).serial != first.serial, 60,
            f"a renewed certificate; see {caddy.folder}/caddy.log",
        )  # fmt: skip
    finally:
        caddy.close()
    Obtained(acme, caddy.folder / path.relative_to(caddy.folder)).check(domain)
