"""The ACME server under test, and what clients need around it: web folder, TLS responder, DNS hook, judges."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from .named import Named
from .nginx import Nginx
from .processes import free_port, run
from .service import Service

HOOKS = Path(__file__).resolve().parent / "hooks"


@dataclass
class AcmeServer:
    """Where the server is, what to trust, and the ports at which its validator looks."""

    node: Service
    named: Named
    folder: Path
    http_port: int
    tls_port: int
    web: Nginx | None = None
    pages: Path = field(init=False)

    def __post_init__(self):
        self.pages = self.folder / "pages"
        self.pages.mkdir(parents=True, exist_ok=True)

    def directory(self, profile: str | None = None) -> str:
        """A directory's URL; every brand and profile has its own."""
        middle = f"{profile}/" if profile else ""
        return f"https://127.0.0.1:{self.node.https_port}/acme/{middle}directory"

    @property
    def root(self) -> Path:
        """The only file that clients are given."""
        return self.node.root

    def environment(self, **more: object) -> dict[str, str]:
        """The variables by which programs of all kinds are told what to trust, and hooks where the name server is."""
        root = str(self.root)
        return {
            **{key: value for key, value in os.environ.items() if "proxy" not in key.lower()},
            "REQUESTS_CA_BUNDLE": root,
            "SSL_CERT_FILE": root,
            "CURL_CA_BUNDLE": root,
            "LEGO_CA_CERTIFICATES": root,
            "DNS_PORT": str(self.named.port),
            "PYTHON": sys.executable,
            "PYTHONDONTWRITEBYTECODE": "1",
            **{key: str(value) for key, value in more.items()},
        }

    def point(self, *names: str):
        """Gives names the address of this machine."""
        for name in names:
            self.named.set(name, "A", "127.0.0.1")

    def serve_pages(self) -> Path:
        """A web server on the port of http-01 with one folder for all hosts; the folder."""
        if self.web is None:
            listen = f"server {{ listen 127.0.0.1:{self.http_port}; root {self.pages}; }}"
            self.web = Nginx(self.folder / "web", listen, ("127.0.0.1", self.http_port))
        return self.pages

    def stop_pages(self):
        """Frees the port of http-01 for clients that bring their own server."""
        if self.web is not None:
            self.web.close()
            self.web = None


@pytest.fixture(scope="session")
def acme(tmp_path_factory, named):
    """A node on SQLite whose validator sees the test's zone and ports."""
    folder = tmp_path_factory.mktemp("acme")
    http_port, tls_port = free_port(), free_port()
    node = Service(
        folder / "node",
        {
            "validation.dns_servers": [named.address],
            "validation.dnssec": "off",
            "validation.allow_private_addresses": True,
            "validation.http_port": http_port,
            "validation.tls_alpn_port": tls_port,
        },
    )
    node.settings["ca.http_url"] = f"http://127.0.0.1:{node.http_port}"
    node.start()
    server = AcmeServer(node, named, folder, http_port, tls_port)
    yield server
    server.stop_pages()
    node.stop()


def client(*command: object, env: dict[str, str], cwd: Path | None = None, check: bool = True, seconds: float = 120):
    """Runs an ACME client; its output is shown when it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=seconds, env=env, cwd=cwd
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}\n{done.stdout[-6000:]}{done.stderr[-6000:]}")
    return done


def trusted_as(root: Path, *command: object) -> list[str]:
    """The command in a mount namespace of its own where the system trusts only this root: for programs that take no
    CA file (libcurl with GnuTLS)."""
    bundle = "/etc/ssl/certs/ca-certificates.crt"
    script = f'mount --bind "$0" {bundle} && exec "$@"'
    return ["unshare", "--map-root-user", "--mount", "sh", "-c", script, str(root), *(str(part) for part in command)]


class Obtained:
    """A certificate with its chain as a client wrote it."""

    def __init__(self, acme: AcmeServer, fullchain: Path, chain: Path | None = None):
        self.acme = acme
        text = fullchain.read_bytes() + (chain.read_bytes() if chain else b"")
        self.leaf, *self.issuers = x509.load_pem_x509_certificates(text)
        self.folder = fullchain.parent

    @property
    def serial(self) -> int:
        return self.leaf.serial_number

    def check(self, *names: str) -> "Obtained":
        """OpenSSL accepts the chain, and the names are exactly these; itself."""
        assert self.issuers, "no issuer came with the certificate"
        pem = self._write()
        run(
            "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", self.acme.root,
            "-untrusted", pem["issuers"], pem["leaf"],
        )  # fmt: skip
        held = self.leaf.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
        found = set(held.get_values_for_type(x509.DNSName)) | {str(a) for a in held.get_values_for_type(x509.IPAddress)}
        assert found == set(names), (found, names)
        return self

    def revoked(self) -> str:
        """What the responder named in the certificate says of it: `good` or `revoked`, in OpenSSL's words."""
        pem = self._write()
        access = self.leaf.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS).value
        (url,) = [d.access_location.value for d in access if d.access_method == AuthorityInformationAccessOID.OCSP]
        answer = run(
            "openssl", "ocsp", "-issuer", pem["issuer"], "-cert", pem["leaf"], "-url", url,
            "-CAfile", self.acme.root, "-verify_other", pem["issuers"], "-no_nonce",
        )  # fmt: skip
        assert "Response verify OK" in answer.stdout + answer.stderr, answer.stdout + answer.stderr
        (state,) = [line.split(": ")[1] for line in answer.stdout.splitlines() if line.startswith(f"{pem['leaf']}: ")]
        return state

    def _write(self) -> dict[str, Path]:
        from .certificates import pem

        files = {
            "leaf": pem(self.leaf),
            "issuer": pem(self.issuers[0]),
            "issuers": "".join(pem(certificate) for certificate in self.issuers),
        }
        paths = {}
        for name, text in files.items():
            paths[name] = self.folder / f"checked-{name}.pem"
            paths[name].write_text(text)
        return paths
