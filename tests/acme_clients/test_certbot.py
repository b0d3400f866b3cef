"""certbot of Debian and of PyPI: http-01 by its own server and by a web folder, dns-01 by a hook, renewal, revocation."""

import sys
from pathlib import Path

import pytest

from conftest import new_domain
from harness.acme_clients import HOOKS, Obtained, client

PYPI = Path(sys.executable).with_name("certbot")


@pytest.fixture(params=["debian", "pypi"])
def certbot(request, acme, tmp_path):
    """Runs certbot with folders of its own."""
    program = "/usr/bin/certbot" if request.param == "debian" else PYPI

    def call(command, *arguments, **options):
        folders = [f"--{kind}-dir={tmp_path / kind}" for kind in ("config", "work", "logs")]
        server = ["--server", acme.directory(), "--non-interactive", "--agree-tos"]
        return client(program, command, *arguments, *folders, *server, env=acme.environment(), **options)

    call.live = tmp_path / "config" / "live"
    return call


def standalone(acme):
    acme.stop_pages()
    return ["--standalone", "--http-01-port", acme.http_port, "--http-01-address", "127.0.0.1"]


def webroot(acme):
    return ["--webroot", "--webroot-path", acme.serve_pages()]


def by_dns(_acme):
    hook = HOOKS / "dns"
    return ["--manual", "--preferred-challenges", "dns", "--manual-auth-hook", hook, "--manual-cleanup-hook", f"{hook} clean"]


@pytest.mark.parametrize("way", [standalone, webroot, by_dns])
def test_obtain_renew_revoke(certbot, acme, way):
    domain = new_domain()
    names = [domain, f"*.{domain}"] if way is by_dns else [domain, f"www.{domain}"]
    acme.point(domain, f"www.{domain}")
    chosen = [part for name in names for part in ("-d", name)]
    certbot("certonly", *way(acme), *chosen, "-m", f"hostmaster@{domain}", "--cert-name", "it")
    fullchain = certbot.live / "it" / "fullchain.pem"
    first = Obtained(acme, fullchain).check(*names)
    assert first.revoked() == "good"

    certbot("renew", "--force-renewal", "--cert-name", "it", "--no-random-sleep-on-renew")
    second = Obtained(acme, fullchain).check(*names)
    assert second.serial != first.serial

    certbot("revoke", "--cert-name", "it", "--reason", "superseded", "--no-delete-after-revoke")
    assert second.revoked() == "revoked"
    assert first.revoked() == "good"


def test_revoke_with_the_certificate_key(certbot, acme):
    domain = new_domain()
    acme.point(domain)
    certbot("certonly", *webroot(acme), "-d", domain, "--register-unsafely-without-email", "--cert-name", "it")
    live = certbot.live / "it"
    obtained = Obtained(acme, live / "fullchain.pem").check(domain)
    certbot(
        "revoke", "--cert-path", live / "cert.pem", "--key-path", live / "privkey.pem",
        "--reason", "keycompromise", "--no-delete-after-revoke",
    )  # fmt: skip
    assert obtained.revoked() == "revoked"


def test_account_is_updated_shown_and_closed(certbot, acme):
    certbot("register", "-m", "first@example.org")
    certbot("update_account", "-m", "second@example.org")
    assert "second@example.org" in certbot("show_account").stdout
    certbot("unregister")


def test_a_wrong_answer_is_told_and_costs_only_the_attempt(certbot, acme):
    domain = new_domain()
    acme.point(domain)
    acme.stop_pages()
    failed = certbot(
        "certonly", "--manual", "--preferred-challenges", "http", "--manual-auth-hook", "true",
        "-d", domain, "-m", f"hostmaster@{domain}", "--cert-name", "it", check=False,
    )  # fmt: skip
    assert failed.returncode != 0
    assert f"http://{domain}/.well-known/acme-challenge/" in failed.stdout + failed.stderr
    certbot("certonly", *webroot(acme), "-d", domain, "-m", f"hostmaster@{domain}", "--cert-name", "it")
    Obtained(acme, certbot.live / "it" / "fullchain.pem").check(domain)
