"""A real BIND that is authoritative for two whole top-level domains, so that each test has names of its own."""

import signal
import subprocess
from pathlib import Path

import dns.query
import dns.rcode
import dns.update

from .processes import free_port, stop, wait_until

# The last two are of one house, for private products.
ZONES = ("org", "com", "internal", "localhost")


class Named:
    """BIND on a free port of 127.0.0.1; records are set by dynamic updates, as an applicant would at a provider."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)
        zones = ""
        for zone in ZONES:
            (folder / f"{zone}.zone").write_text(
                "$TTL 1\n@ IN SOA ns.test. hostmaster.test. 1 3600 600 86400 1\n@ IN NS ns.test.\n"
            )
            zones += f'zone "{zone}" {{ type primary; file "{zone}.zone"; allow-update {{ any; }}; }};\n'
        (folder / "named.conf").write_text(
            f"""
options {{
  directory "{folder}";
  listen-on port {self.port} {{ 127.0.0.1; }};
  listen-on-v6 {{ none; }};
  pid-file "{folder}/named.pid";
  session-keyfile "{folder}/session.key";
  recursion no;
  dnssec-validation no;
  notify no;
}};
controls {{ }};
{zones}"""
        )
        self.log = open(folder / "named.log", "wb")
        self.process = subprocess.Popen(
            ["named", "-g", "-c", str(folder / "named.conf")], stdout=self.log, stderr=self.log
        )
        wait_until(self._answers, 20, f"named answers; see {folder}/named.log")

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "named.log").read_text())
        query = dns.message.make_query("org.", "SOA")
        try:
            return bool(dns.query.udp(query, "127.0.0.1", port=self.port, timeout=1).answer)
        except (dns.exception.Timeout, OSError):
            return False

    def set(self, host: str, kind: str, *values: str):
        """Replaces the records of a host and kind."""
        self._update(host, lambda update, name: update.replace(name, 1, kind, *[_quoted(kind, v) for v in values]))

    def remove(self, host: str):
        """Removes all records of a host."""
        self._update(host, lambda update, name: update.delete(name))

    def _update(self, host: str, change):
        name = dns.name.from_text(host)
        update = dns.update.UpdateMessage(host.rstrip(".").rsplit(".", 1)[-1] + ".")
        change(update, name)
        answer = dns.query.tcp(update, "127.0.0.1", port=self.port, timeout=10)
        assert answer.rcode() == dns.rcode.NOERROR, dns.rcode.to_text(answer.rcode())

    def pause(self):
        """The server is up but silent: look-ups run into their time-out."""
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        """The end of a pause."""
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        self.resume()
        stop(self.process)
        self.log.close()


def _quoted(kind: str, value: str) -> str:
    if kind == "TXT":
        return f'"{value}"'
    return value if kind in ("A", "AAAA", "CAA") else value.rstrip(".") + "."
