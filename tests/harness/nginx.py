"""A real Nginx: serves proof files for the validator, and pages with the certificates that were downloaded."""

import os
import signal
import subprocess
from pathlib import Path

from .processes import listens, run, stop, wait_until

FRAME = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 128; }}
http {{
  access_log {folder}/access.log;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{servers}
}}
"""


class Nginx:
    """Nginx with the given `server` blocks; `ready` is an (address, port) to wait for."""

    def __init__(self, folder: Path, servers: str, ready: tuple[str, int]):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        config = folder / "nginx.conf"
        config.write_text(FRAME.format(folder=folder, servers=servers))
        self.command = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)]
        if os.geteuid() == 0:
            # As root the workers would change to another user, who cannot read the test's folders.
            self.command += ["-g", "user root;"]
        self.tested = run(*self.command, "-t")
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: listens(ready[1], ready[0]), 10, f"nginx listens; see {folder}/error.log")

    def workers(self) -> list[int]:
        """Process ids of the workers."""
        found = run("ps", "-o", "pid=", "--ppid", str(self.process.pid), check=False).stdout
        return [int(pid) for pid in found.split()]

    def pause(self):
        """The server still accepts connections (the kernel does) and never answers."""
        for pid in [self.process.pid, *self.workers()]:
            os.kill(pid, signal.SIGSTOP)

    def resume(self):
        """The end of a pause."""
        for pid in [self.process.pid, *self.workers()]:
            os.kill(pid, signal.SIGCONT)

    def close(self):
        self.resume()
        stop(self.process)
