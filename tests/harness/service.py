"""The program under test: the real binary on a data folder and free ports of its own."""

import glob
import json
import os
import signal
import subprocess
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

from .processes import free_port, run, stop, wait_until

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("CHANCERY_BIN", str(ROOT / "target" / "debug" / "chancery"))


@dataclass
class Key:
    """An account with its API key."""

    account: str
    secret_id: str
    secret_key: str


def new_database() -> str:
    """A fresh database on the PostgreSQL of the test run; its URL."""
    server = os.environ["CHANCERY_TEST_POSTGRES"]
    name = f"t_{uuid.uuid4().hex[:16]}"
    run("psql", "--quiet", server, "-c", f"CREATE DATABASE {name}")
    return server.rsplit("/", 1)[0] + "/" + name


def faketime_library() -> str:
    """The library that the `faketime` command loads, in its form for programs with threads."""
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    assert found, "libfaketime is not installed"
    return found[0]


class Service:
    """One node. Several nodes share a `database` URL and a data folder's master key."""

    def __init__(self, folder: Path, settings: dict[str, object], database: str | None = None, faketime: str | None = None):
        self.folder = folder
        self.data = folder / "data"
        folder.mkdir(parents=True, exist_ok=True)
        self.http_port, self.https_port = free_port(), free_port()
        self.settings = {
            "server.http": f"127.0.0.1:{self.http_port}",
            "server.https": f"127.0.0.1:{self.https_port}",
            **settings,
        }
        if database:
            self.settings["database.url"] = database
        self.faketime = faketime
        # A file with the shift of the wall clock, read anew each time it is asked (harness/clock.py).
        self.clock_file: Path | None = None
        self.process = None
        self.starts = 0

    def start(self) -> "Service":
        """Starts the program and waits until it says that it is ready."""
        self.starts += 1
        command = [BINARY, "serve", "--data", str(self.data), *self._set()]
        environment = self._environment()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
        wait_until(self._ready, 30, f"the service is ready; see {self.log_path}", every=0.02)
        return self

    def _environment(self) -> dict[str, str]:
        moved = None
        if self.clock_file:
            moved = {"FAKETIME_TIMESTAMP_FILE": str(self.clock_file), "FAKETIME_NO_CACHE": "1"}
        elif self.faketime:
            moved = {"FAKETIME": self.faketime}
        if moved is None:
            return dict(os.environ)
        # Only the wall clock is moved; timers keep running on the true monotonic clock. The library is loaded
        # directly: the `faketime` command would stand between us and the program's signals.
        return os.environ | moved | {"LD_PRELOAD": faketime_library(), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def _set(self) -> list[str]:
        arguments = []
        for key, value in self.settings.items():
            text = value if isinstance(value, str) else json.dumps(value)
            arguments += ["--set", f"{key}={text}"]
        return arguments

    def _ready(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the service ended with {self.process.returncode}\n{self.log()[-4000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    @property
    def log_path(self) -> Path:
        return self.folder / "chancery.log"

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    @property
    def root(self) -> Path:
        """The root certificate that clients trust."""
        return self.data / "ca" / "root.pem"

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        """A command of the program on this node's data, while it runs."""
        return run(BINARY, *arguments, "--data", self.data, *self._set_for_commands(), check=check, cwd=self.folder, env=self._environment() if self.clock_file else None)

    def _set_for_commands(self) -> list[str]:
        url = self.settings.get("database.url")
        return ["--set", f"database.url={url}"] if url else []

    def new_key(self, name: str = "tester") -> Key:
        """A new account."""
        made = json.loads(self.command("account", "create", name, "--json").stdout)
        return Key(str(made["account_id"]), made["secret_id"], made["secret_key"])

    def kill(self):
        """SIGKILL: no chance to finish anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is not None:
            stop(self.process)
