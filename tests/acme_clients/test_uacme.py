"""uacme of Debian, a C client with hooks, and its responder ualpn: all three classic challenges, renewal, revocation."""

import os
import subprocess
from pathlib import Path

import pytest

from conftest import new_domain
from harness.acme_clients import HOOKS, Obtained, client, trusted_as
from harness.processes import listens, stop, wait_until


@pytest.fixture
def ualpn(acme, tmp_path):
    """The responder on the port of tls-alpn-01; whatever is no challenge goes to a port where nothing listens."""
    socket = tmp_path / "ualpn.sock"
    process = subprocess.Popen(
        ["ualpn", "-4", "-b", f"127.0.0.1@{acme.tls_port}", "-c", "127.0.0.1@1", "-s", str(socket), "-S", "0666", "-v"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: listens(acme.tls_port) and socket.exists(), 10, "ualpn listens")
    yield socket
    stop(process)


@pytest.mark.parametrize("way", ["http-01", "dns-01", "tls-alpn-01"])
def test_obtain_renew_revoke(acme, tmp_path, ualpn, way):
    domain = new_domain()
    names = [domain, f"*.{domain}"] if way == "dns-01" else [domain, f"www.{domain}"]
    acme.point(domain, f"www.{domain}")
    well_known = acme.serve_pages() / ".well-known" / "acme-challenge"
    well_known.mkdir(parents=True, exist_ok=True)
    share = Path("/usr/share/uacme")
    hook = {"http-01": share / "uacme.sh", "dns-01": HOOKS / "dns", "tls-alpn-01": share / "ualpn.sh"}[way]
    # The hook calls `ualpn` without saying where its socket is.
    path = tmp_path / "bin" / "ualpn"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\nexec /usr/bin/ualpn -s {ualpn} "$@"\n')
    path.chmod(0o755)
    env = acme.environment(UACME_CHALLENGE_PATH=well_known, PATH=f"{path.parent}:{os.environ['PATH']}")

    def uacme(*command, check=True):
        frame = ["uacme", "-v", "-a", acme.directory(), "-c", tmp_path / "conf"]
        return client(*trusted_as(acme.root, *frame, *command), env=env, check=check)

    uacme("-y", "new", f"hostmaster@{domain}")
    uacme("-h", hook, "issue", *names)
    path = tmp_path / "conf" / domain / "cert.pem"
    first = Obtained(acme, path).check(*names)
    uacme("-f", "-h", hook, "issue", *names)
    second = Obtained(acme, path).check(*names)
    assert second.serial != first.serial
    uacme("revoke", path)
    assert second.revoked() == "revoked"
    assert first.revoked() == "good"
    uacme("deactivate")
