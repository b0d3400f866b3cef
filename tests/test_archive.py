"""The parts of the ZIP, each before its real consumer: Nginx, Apache, the JDK's keytool, OpenSSL."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from harness.archive import Archive
from harness.cloud import Cloud
from harness.nginx import Nginx
from harness.processes import free_port, listens, run, stop, wait_until

PASSWORD = "Correct-Horse-9"


@pytest.fixture(params=["RSA", "ECC"])
def plain(request, service, key, named, domain, tmp_path):
    """An archive without a password of the user: (domain, folder, archive)."""
    return domain, *fetch(service, key, named, domain, tmp_path, request.param)


@pytest.fixture(params=["RSA", "ECC"])
def protected(request, service, key, named, domain, tmp_path):
    """An archive under the user's own password."""
    return domain, *fetch(service, key, named, domain, tmp_path, request.param, CsrKeyPassword=PASSWORD)


def fetch(service, key, named, domain, tmp_path, family, **more):
    cloud = Cloud(service, key)
    parameter = "2048" if family == "RSA" else "prime256v1"
    certificate = cloud.obtain(named, domain, CsrEncryptAlgo=family, CsrKeyParameter=parameter, **more)
    archive = Archive(cloud.call("DownloadCertificate", CertificateId=certificate))
    return archive.unpack(tmp_path / "archive"), archive


def page(domain, port, root):
    """The page behind a TLS server, fetched with verification on."""
    return run(
        "curl", "--silent", "--show-error", "--fail", "--cacert", root,
        "--resolve", f"{domain}:{port}:127.0.0.1", f"https://{domain}:{port}/",
    ).stdout  # fmt: skip


# G2: what a server needs is in the archive.
def test_nginx_serves_it(service, plain, tmp_path):
    domain, folder, archive = plain
    port = free_port()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("sealed by the office")
    server = Nginx(
        tmp_path / "nginx",
        f"""server {{
              listen 127.0.0.1:{port} ssl; server_name {domain}; root {tmp_path}/site;
              ssl_certificate {folder}/{archive.only("Nginx", ".crt")};
              ssl_certificate_key {folder}/{archive.only("Nginx", ".key")};
            }}""",
        ("127.0.0.1", port),
    )
    try:
        assert "test is successful" in server.tested.stderr
        assert page(domain, port, service.root) == "sealed by the office"
    finally:
        server.close()


def test_apache_serves_it(service, plain, tmp_path):
    domain, folder, archive = plain
    port = free_port()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("sealed by the office")
    tmp_path.chmod(0o755)
    apache = folder / "Apache"
    chain, leaf, key = (
        next(apache / name for name in os.listdir(apache) if name.startswith(number)) for number in ("1_", "2_", "3_")
    )
    modules = "/usr/lib/apache2/modules"
    config = tmp_path / "apache.conf"
    config.write_text(
        f"""
ServerRoot {tmp_path}
ServerName {domain}
Listen 127.0.0.1:{port}
PidFile {tmp_path}/apache.pid
ErrorLog {tmp_path}/apache.log
Mutex file:{tmp_path}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule ssl_module {modules}/mod_ssl.so
User www-data
Group www-data
DocumentRoot {tmp_path}/site
DirectoryIndex index.html
SSLEngine on
SSLCertificateFile {leaf}
SSLCertificateKeyFile {key}
SSLCertificateChainFile {chain}
"""
    )
    for folder_above in [tmp_path, *tmp_path.parents]:
        if folder_above == Path(tempfile.gettempdir()):
            break
        folder_above.chmod(folder_above.stat().st_mode | 0o055)
    assert "Syntax OK" in run("apachectl", "-t", "-f", config).stderr
    log = open(tmp_path / "apache.out", "wb")
    server = subprocess.Popen(["apache2", "-D", "FOREGROUND", "-f", str(config)], stdout=log, stderr=log)
    try:
        wait_until(lambda: listens(port), 10, "apache listens")
        assert page(domain, port, service.root) == "sealed by the office"
    finally:
        stop(server)


def test_keytool_opens_both_keystores_with_the_password_file(plain):
    domain, folder, archive = plain
    for directory, ending in (("Tomcat", ".jks"), ("IIS", ".pfx")):
        store = folder / archive.only(directory, ending)
        listed = run("keytool", "-list", "-v", "-keystore", store, "-storepass:file", folder / directory / "keystorePass.txt")
        assert "PrivateKeyEntry" in listed.stdout
        assert f"CN={domain}" in listed.stdout
        assert "Certificate chain length: 1" not in listed.stdout, "the chain is in it"


def test_openssl_opens_the_pfx(plain, service, tmp_path):
    domain, folder, archive = plain
    store = folder / archive.only("IIS", ".pfx")
    password = (folder / "IIS" / "keystorePass.txt").read_text().strip()
    opened = run("openssl", "pkcs12", "-in", store, "-passin", f"pass:{password}", "-nodes").stdout
    (tmp_path / "opened.pem").write_text(opened)
    certificate = run("openssl", "x509", "-in", tmp_path / "opened.pem", "-noout", "-pubkey").stdout
    assert certificate == run("openssl", "pkey", "-in", tmp_path / "opened.pem", "-pubout").stdout
    wrong = run("openssl", "pkcs12", "-in", store, "-passin", "pass:wrong", "-nodes", check=False)
    assert wrong.returncode != 0


def test_plain_files_of_older_scripts(plain):
    """Scripts open DOMAIN.pem and DOMAIN.key at the top, and DOMAIN.csr."""
    domain, folder, archive = plain
    assert {f"{domain}.pem", f"{domain}.key", f"{domain}.csr"} <= set(archive.files)
    run("openssl", "req", "-in", folder / f"{domain}.csr", "-noout", "-verify")
    assert archive.files[f"{domain}.key"] == archive.files[archive.only("Nginx", ".key")]


# D3: with a password every key is under it.
def test_the_users_password_opens_everything(protected):
    domain, folder, archive = protected
    assert not [name for name in archive.files if name.endswith("keystorePass.txt")]
    for directory, ending in (("Tomcat", ".jks"), ("IIS", ".pfx")):
        store = folder / archive.only(directory, ending)
        listed = run("keytool", "-list", "-keystore", store, "-storepass", PASSWORD)
        assert "PrivateKeyEntry" in listed.stdout
        refused = run("keytool", "-list", "-keystore", store, "-storepass", "wrong-password", check=False)
        assert refused.returncode != 0
    pfx = folder / archive.only("IIS", ".pfx")
    run("openssl", "pkcs12", "-in", pfx, "-passin", f"pass:{PASSWORD}", "-nodes")
    key = folder / archive.only("Nginx", ".key")
    assert "ENCRYPTED PRIVATE KEY" in key.read_text()
    run("openssl", "pkey", "-in", key, "-passin", f"pass:{PASSWORD}", "-noout")


@pytest.mark.parametrize(
    "kind,endings",
    [
        ("nginx", {"_bundle.crt", "_bundle.pem", ".key", ".csr"}),
        ("apache", {"root_bundle.crt", ".crt", ".key", ".csr"}),
        ("tomcat", {".pfx", "keystorePass.txt"}),
        ("jks", {".jks", "keystorePass.txt"}),
        ("iis", {".pfx", "keystorePass.txt"}),
    ],
)
def test_one_format_by_link(service, key, named, domain, kind, endings, tmp_path):
    """The newer layout: one folder, fetched from the link without a signature."""
    import ssl
    import urllib.request
    import zipfile

    cloud = Cloud(service, key)
    certificate = cloud.obtain(named, domain)
    link = cloud.call("DescribeDownloadCertificateUrl", CertificateId=certificate, ServiceType=kind)
    assert link["DownloadFilename"] == f"{domain}_{kind}.zip"
    trust = ssl.create_default_context(cafile=str(service.root))
    with urllib.request.urlopen(link["DownloadCertificateUrl"], context=trust, timeout=10) as answer:
        (tmp_path / "a.zip").write_bytes(answer.read())
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = [name.rsplit("/", 1)[-1] for name in archive.namelist()]
    for ending in endings:
        assert any(name.endswith(ending) for name in names), (ending, names)
