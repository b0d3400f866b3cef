"""The international Python SDK: the only official one with the CSR actions."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .service import ROOT, Key, Service


class IntlError(Exception):
    """An error answer."""

    def __init__(self, code: str, message: str):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class IntlCloud:
    """Calls through the international SDK in a process of its own."""

    def __init__(self, service: Service, key: Key, https: bool):
        port = service.https_port if https else service.http_port
        settings = {
            "endpoint": f"127.0.0.1:{port}",
            "root": str(service.root) if https else None,
            "secret_id": key.secret_id,
            "secret_key": key.secret_key,
        }
        worker = Path(__file__).with_name("intl_worker.py")
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(worker), json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / ".venv" / "intl")},
        )

    def call(self, action: str, **parameters) -> dict:
        self.process.stdin.write(json.dumps({"action": action, "parameters": parameters}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the international SDK's process ended"
        answer = json.loads(line)
        if "code" in answer:
            raise IntlError(answer["code"], answer["message"])
        return answer["ok"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
