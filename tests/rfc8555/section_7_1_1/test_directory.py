"""RFC 8555 section 7.1.1: the directory."""

import pytest

from harness.acme import AcmeClient, check_problem


def test_it_names_every_resource_and_the_rules(stranger):
    answer = stranger.session.get(stranger.directory_url)
    assert answer.headers["Content-Type"] == "application/json"
    assert "Replay-Nonce" not in answer.headers
    found = answer.json()
    resources = {name: url for name, url in found.items() if name != "meta"}
    assert set(resources) == {"newNonce", "newAccount", "newOrder", "newAuthz", "revokeCert", "keyChange", "renewalInfo"}
    assert all(url.startswith(stranger.directory_url.removesuffix("/directory")) for url in resources.values())
    meta = found["meta"]
    assert meta["termsOfService"] == "https://ca.example/terms" and meta["website"] == "https://ca.example/"
    assert meta["caaIdentities"] == ["chancery.local"] and meta["externalAccountRequired"] is False
    assert {"default", "shortlived", "extended", "private"} <= set(meta["profiles"])
    assert meta["auto-renewal"]["allow-certificate-get"] is True and meta["auto-renewal"]["min-lifetime"] > 0
    assert meta["accountHashPrefix"].startswith("https://")


@pytest.mark.parametrize(("name", "profiles"), [("shortlived", {"shortlived"}), ("chancery", {"default", "shortlived", "extended"}), ("private", {"private"})])
def test_profiles_and_brands_have_directories_of_their_own(node, name, profiles, site):
    client = AcmeClient(node, name)
    assert set(client.directory["meta"]["profiles"]) == profiles
    client.register()
    made = client.order(site).json()
    assert made["profile"] in profiles
    # An account works in every directory.
    main = AcmeClient(node, key=client.key)
    main.kid = client.kid
    assert main.order(site).json()["profile"] == "default"


def test_profiles_of_other_directories_are_refused(node, site):
    client = AcmeClient(node, "shortlived")
    client.register()
    payload = {"identifiers": [{"type": "dns", "value": site}], "profile": "private"}
    answer = client.refused(client.directory["newOrder"], payload)
    assert answer.json()["type"].endswith(":invalidProfile")


def test_products_of_the_catalogue_have_none(stranger):
    for name in ("trustasia", "catalogue-dv", "service", "nothing", "new-order"):
        answer = stranger.session.get(stranger.directory_url.replace("/directory", f"/{name}/directory"))
        assert check_problem(answer).status_code == 404, name
