"""The `acme` library that certbot is made of, with its own flow: account, order, challenge, certificate, revocation."""

import josepy
from acme import challenges, client, messages
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
import pytest

from harness.acme import csr


@pytest.mark.parametrize(("private", "algorithm"), [(lambda: rsa.generate_private_key(65537, 2048), josepy.RS256), (lambda: ec.generate_private_key(ec.SECP256R1()), josepy.ES256)])
def test_its_flow(node, web, site, private, algorithm):
    made = private()
    key = josepy.JWKRSA(key=made) if algorithm is josepy.RS256 else josepy.JWKEC(key=made)
    network = client.ClientNetwork(key, alg=algorithm, user_agent="chancery-tests/1", verify_ssl=str(node.root))
    directory = client.ClientV2.get_directory(f"https://127.0.0.1:{node.https_port}/acme/directory", network)
    acme = client.ClientV2(directory, network)
    account = acme.new_account(messages.NewRegistration.from_data(email="a@example.org", terms_of_service_agreed=True))
    assert acme.query_registration(account).body.status == "valid"

    subscriber = ec.generate_private_key(ec.SECP256R1())
    from cryptography import x509

    request = x509.load_der_x509_csr(csr(subscriber, site))
    order = acme.new_order(request.public_bytes(serialization.Encoding.PEM))
    for authorization in order.authorizations:
        chosen = next(one for one in authorization.body.challenges if isinstance(one.chall, challenges.HTTP01))
        response, validation = chosen.response_and_validation(key)
        web.tokens[chosen.chall.encode("token")] = validation
        acme.answer_challenge(chosen, response)
    done = acme.poll_and_finalize(order)
    leaf = x509.load_pem_x509_certificate(done.fullchain_pem.encode())
    assert leaf.public_key() == subscriber.public_key()
    acme.revoke(leaf, 0)
    with pytest.raises(messages.Error):
        acme.revoke(leaf, 0)
    assert acme.deactivate_registration(account).body.status == "deactivated"
