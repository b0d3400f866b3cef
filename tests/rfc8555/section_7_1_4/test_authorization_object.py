"""RFC 8555 section 7.1.4: authorization objects."""


def test_pending_ones_show_every_challenge(client, site):
    found = client.good(client.order(site).json()["authorizations"][0]).json()
    assert found["status"] == "pending" and found["identifier"] == {"type": "dns", "value": site}
    assert "wildcard" not in found
    # Some clients give up on types that they do not know, so unusual ones are offered by the profiles that list them.
    assert {one["type"] for one in found["challenges"]} == {"http-01", "dns-01", "tls-alpn-01"}


def test_unusual_types_only_where_the_profile_lists_them(client, site):
    made = client.order(site, profile="extended").json()
    found = client.good(made["authorizations"][0]).json()
    by_type = {one["type"]: one for one in found["challenges"]}
    assert set(by_type) == {"http-01", "dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01"}
    persist = by_type["dns-persist-01"]
    assert persist["issuer-domain-names"] == ["chancery.local"] and "token" not in persist


def test_wildcards_are_marked_and_proved_by_dns(client, site):
    made = client.order(f"*.{site}").json()
    assert made["identifiers"] == [{"type": "dns", "value": f"*.{site}"}]
    found = client.good(made["authorizations"][0]).json()
    assert found["wildcard"] is True and found["identifier"]["value"] == site
    assert [one["type"] for one in found["challenges"]] == ["dns-01"]


def test_valid_ones_show_how(client, web, site):
    authorization = client.order(site).json()["authorizations"][0]
    done = client.prove(authorization, web)
    assert done["status"] == "valid"
    assert [(one["type"], one["status"]) for one in done["challenges"]] == [("http-01", "valid")]
    assert done["challenges"][0]["validated"]
