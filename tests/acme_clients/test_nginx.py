"""A certificate from acme-tiny, the smallest client, put into Nginx and fetched with verification on."""

import pytest

from conftest import new_domain
from harness.acme_clients import Obtained, client
from harness.nginx import Nginx
from harness.processes import free_port, run


@pytest.mark.parametrize("key", [["genrsa", "2048"], ["ecparam", "-name", "prime256v1", "-genkey", "-noout"]])
def test_nginx_serves_what_acme_tiny_obtained(acme, tmp_path, key):
    domain = new_domain()
    acme.point(domain, f"www.{domain}")
    well_known = acme.serve_pages() / ".well-known" / "acme-challenge"
    well_known.mkdir(parents=True, exist_ok=True)
    run("openssl", "genrsa", "-out", tmp_path / "account.key", "2048")
    run("openssl", key[0], "-out", tmp_path / "site.key", *key[1:])
    run(
        "openssl", "req", "-new", "-sha256", "-key", tmp_path / "site.key", "-subj", "/", "-out", tmp_path / "site.csr",
        "-addext", f"subjectAltName=DNS:{domain},DNS:www.{domain}",
    )  # fmt: skip
    answer = client(
        "acme-tiny", "--quiet", "--account-key", tmp_path / "account.key", "--csr", tmp_path / "site.csr",
        "--acme-dir", well_known, "--directory-url", acme.directory(), "--disable-check", env=acme.environment(),
    )  # fmt: skip
    (tmp_path / "site.crt").write_text(answer.stdout)
    Obtained(acme, tmp_path / "site.crt").check(domain, f"www.{domain}")

    port = free_port()
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text(f"welcome to {domain}\n")
    site = Nginx(
        tmp_path / "nginx",
        f"server {{ listen 127.0.0.1:{port} ssl; root {tmp_path}/page; "
        f"ssl_certificate {tmp_path}/site.crt; ssl_certificate_key {tmp_path}/site.key; }}",
        ("127.0.0.1", port),
    )
    try:
        for name in (domain, f"www.{domain}"):
            page = run(
                "curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--cacert", acme.root,
                "--resolve", f"{name}:{port}:127.0.0.1", f"https://{name}:{port}/",
            )  # fmt: skip
            assert page.stdout == f"welcome to {domain}\n"
    finally:
        site.close()
