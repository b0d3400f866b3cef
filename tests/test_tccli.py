"""The official command line lists certificates."""

import json
import os
import sys
from pathlib import Path

from harness.cloud import Cloud
from harness.processes import run


def test_tccli_lists_certificates(service, key, domain, tmp_path):
    certificate = Cloud(service, key).apply(domain)
    listed = run(
        Path(sys.executable).parent / "tccli", "ssl", "DescribeCertificates",
        "--endpoint", f"http://127.0.0.1:{service.http_port}", "--region", "ap-guangzhou",
        "--secretId", key.secret_id, "--secretKey", key.secret_key,
        env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    answer = json.loads(listed.stdout)
    assert [one["CertificateId"] for one in answer["Certificates"]] == [certificate]


def test_tccli_shows_an_error(service, key, tmp_path):
    failed = run(
        Path(sys.executable).parent / "tccli", "ssl", "DescribeCertificate", "--CertificateId", "notThere",
        "--endpoint", f"http://127.0.0.1:{service.http_port}", "--region", "ap-guangzhou",
        "--secretId", key.secret_id, "--secretKey", key.secret_key,
        env={**os.environ, "HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert failed.returncode != 0
    assert "FailedOperation.CertificateNotFound" in failed.stdout + failed.stderr
