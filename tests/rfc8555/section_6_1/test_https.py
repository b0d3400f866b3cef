"""RFC 8555 section 6.1: HTTPS, and clients in browsers."""

import subprocess

import requests


def test_acme_is_not_served_without_tls(node):
    answer = requests.get(f"http://127.0.0.1:{node.http_port}/acme/directory")
    assert answer.status_code == 404


def test_browsers_may_run_clients(stranger):
    answer = stranger.session.get(stranger.directory_url)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    flight = stranger.session.options(stranger.directory["newAccount"])
    assert flight.status_code == 204 and "POST" in flight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in flight.headers["Access-Control-Allow-Headers"]


def test_http_2_and_1_1(node, stranger):
    for option, version in (("--http2", "2"), ("--http1.1", "1.1")):
        asked = ["curl", "--silent", "--show-error", option, "--cacert", str(node.root), "--output", "/dev/null"]
        done = subprocess.run([*asked, "--write-out", "%{http_version} %{http_code}", stranger.directory_url], capture_output=True, text=True, timeout=30)
        assert done.stdout == f"{version} 200", done.stdout + done.stderr


def test_requests_are_counted_by_resource_and_problem(node, stranger):
    stranger.refused(stranger.directory["newAccount"], {"onlyReturnExisting": True})
    metrics = requests.get(f"http://127.0.0.1:{node.http_port}/metrics").text
    assert 'chancery_requests_total{action="acme-new-account",code="accountDoesNotExist"}' in metrics
