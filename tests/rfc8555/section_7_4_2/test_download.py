"""RFC 8555 section 7.4.2: the certificate and its chains."""

import requests

from harness.acme import PEM_CHAIN, kind


def test_the_chain_is_pem_and_leads_to_the_root(client, web, site, node):
    obtained = client.obtain(web, site)
    answer = client.good(obtained.url)
    assert answer.headers["Content-Type"] == PEM_CHAIN
    assert answer.text.startswith("-----BEGIN CERTIFICATE-----\n") and answer.text.endswith("-----END CERTIFICATE-----\n")
    assert len(obtained.chain) >= 2
    links = requests.utils.parse_header_links(answer.headers["Link"])
    alternates = [link["url"] for link in links if link["rel"] == "alternate"]
    for url in alternates:
        other = client.good(url)
        assert other.text != answer.text and other.text.split("-----END")[0] == answer.text.split("-----END")[0]
        back = requests.utils.parse_header_links(other.headers["Link"])
        assert obtained.url in [link["url"] for link in back if link["rel"] == "alternate"]
    assert client.refused(f"{obtained.url}/{len(alternates) + 1}").status_code == 404


def test_other_forms_are_not_offered(client, web, site):
    obtained = client.obtain(web, site)
    for accept in (PEM_CHAIN, "*/*", "application/*;q=0.5, text/plain", f"application/pkix-cert, {PEM_CHAIN}"):
        assert client.good(obtained.url, accept=accept).content == obtained.pem
    for accept in ("application/pkix-cert", "text/html", f"{PEM_CHAIN};q=0"):
        assert client.refused(obtained.url, accept=accept).status_code == 406


def test_must_never_15_anothers_certificate_is_not_there(client, other, web, site):
    obtained = client.obtain(web, site)
    theirs, unknown = other.refused(obtained.url), other.refused(obtained.url[:-8] + "AAAAAAAA")
    assert (theirs.status_code, kind(theirs)) == (404, "malformed") and theirs.json() == unknown.json()
