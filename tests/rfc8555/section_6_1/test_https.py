"""RFC 8555 section 6.1: HTTPS, and clients in browsers."""

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
