"""RFC 8555 section 7.3: making accounts."""

from harness.acme import AcmeClient, kind


def test_created_with_location_and_terms(stranger):
    answer = stranger.register(contact=["mailto:a@example.org"])
    assert answer.status_code == 201 and answer.headers["Location"].startswith("https://")
    assert '<https://ca.example/terms>;rel="terms-of-service"' in answer.headers["Link"]


def test_contacts_are_judged(stranger):
    url = stranger.directory["newAccount"]
    for contact, expected in (
        ("tel:+12025551212", "unsupportedContact"),
        ("https://example.org/", "unsupportedContact"),
        ("mailto:", "invalidContact"),
        ("mailto:a@example.org,b@example.org", "invalidContact"),
        ("mailto:a@example.org?subject=x", "invalidContact"),
        ("mailto:not an address", "invalidContact"),
    ):
        answer = stranger.refused(url, {"termsOfServiceAgreed": True, "contact": [contact]})
        assert (answer.status_code, kind(answer)) == (400, expected), contact
    answer = stranger.refused(url, {"onlyReturnExisting": True})
    assert kind(answer) == "accountDoesNotExist"


def test_many_at_once_with_one_key_make_one(node):
    import concurrent.futures

    key = AcmeClient(node).key
    clients = [AcmeClient(node, key=key) for _ in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: one.register(), clients))
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
