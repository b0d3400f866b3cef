"""RFC 8555 section 7.1.2: account objects."""


def test_it_has_status_contacts_and_orders(stranger):
    made = stranger.register(contact=["mailto:a@example.org"])
    assert made.status_code == 201
    account = made.json()
    assert account == stranger.good(stranger.kid).json()
    assert account["status"] == "valid" and account["contact"] == ["mailto:a@example.org"]
    assert account["termsOfServiceAgreed"] is True
    assert account["orders"] == stranger.kid + "/orders"
