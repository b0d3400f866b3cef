"""The Python `acme` library's own flows (certbot's foundation): accounts, every challenge, addresses, profiles, renewal
information, key rollover, external accounts, revocation by each of the three parties."""

import base64
import datetime
import hashlib
import ipaddress
import json

import josepy
import pytest
import requests
from acme import client, crypto_util, errors, messages
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from conftest import new_domain
from harness.acme_clients import Obtained
from harness.certificates import key_pem, pem
from harness.tls_responder import TlsResponder


def account_key(kind: str = "ec"):
    if kind == "rsa":
        return josepy.JWKRSA(key=rsa.generate_private_key(65537, 2048)), josepy.RS256
    curve, algorithm = {
        "ec": (ec.SECP256R1(), josepy.ES256),
        "p384": (ec.SECP384R1(), josepy.ES384),
        "p521": (ec.SECP521R1(), josepy.ES512),
    }[kind]
    return josepy.JWKEC(key=ec.generate_private_key(curve)), algorithm


def kind_of(challenge) -> str:
    """The type, also of those that the library does not know."""
    return challenge.to_json()["type"]


class User:
    """One account."""

    def __init__(self, acme, profile=None, kind="ec", **registration):
        self.acme = acme
        self.key, algorithm = account_key(kind)
        self.net = client.ClientNetwork(self.key, alg=algorithm, verify_ssl=str(acme.root), user_agent="flows")
        self.net.session.trust_env = False
        directory = client.ClientV2.get_directory(acme.directory(profile), self.net)
        self.client = client.ClientV2(directory, self.net)
        if registration.pop("register", True):
            terms = {"terms_of_service_agreed": True, **registration}
            self.account = self.client.new_account(messages.NewRegistration.from_data(**terms))

    def order(self, *names: str, addresses=(), profile=None):
        key = ec.generate_private_key(ec.SECP256R1())
        key_text = key_pem(key).encode()
        csr = crypto_util.make_csr(key_text, list(names), ipaddrs=[ipaddress.ip_address(a) for a in addresses] or None)
        return self.client.new_order(csr, profile=profile), key

    def answer(self, order, kind: str, publish):
        for authorization in order.authorizations:
            if authorization.body.status == messages.STATUS_VALID:
                continue
            (body,) = [c for c in authorization.body.challenges if kind_of(c) == kind]
            publish(authorization.body.identifier.value, body)
            response = body.chall.response(self.key) if hasattr(body.chall, "response") else Raw({})
            self.client.answer_challenge(body, response)

    def finish(self, order, folder, key=None) -> Obtained:
        done = self.client.poll_and_finalize(order, datetime.datetime.now() + datetime.timedelta(seconds=30))
        path = folder / f"{hashlib.sha256(done.fullchain_pem.encode()).hexdigest()[:8]}.pem"
        path.write_text(done.fullchain_pem)
        return Obtained(self.acme, path)

    def key_authorization(self, token: str) -> str:
        thumbprint = base64.urlsafe_b64encode(self.key.thumbprint()).decode().rstrip("=")
        return f"{token}.{thumbprint}"

    def obtain(self, folder, *names) -> Obtained:
        """By http-01."""
        self.acme.point(*names)
        order, self.certificate_key = self.order(*names)
        self.answer(order, "http-01", self.publish_http)
        return self.finish(order, folder).check(*names)

    def publish_http(self, _name, body):
        folder = self.acme.serve_pages() / ".well-known" / "acme-challenge"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / body.chall.encode("token")).write_text(body.chall.validation(self.key))

    def publish_dns(self, name, body):
        self.acme.named.set(body.chall.validation_domain_name(name), "TXT", body.chall.validation(self.key))

    def post(self, url: str, payload: dict | None) -> requests.Response:
        """A request that the library has no method for; `None` is POST-as-GET."""
        text = messages.Directory({}) if payload is None else None
        if text is not None:
            return self.client._post_as_get(url)
        return self.net.post(url, Raw(payload), new_nonce_url=self.client.directory["newNonce"])


class Raw(josepy.JSONDeSerializable):
    """A payload as it stands."""

    def __init__(self, payload):
        self.payload = payload

    def to_partial_json(self):
        return self.payload

    @classmethod
    def from_json(cls, jobj):
        return cls(jobj)


@pytest.mark.parametrize("kind", ["ec", "p384", "p521", "rsa"])
def test_every_account_key_obtains_and_revokes(acme, tmp_path, kind):
    user = User(acme, kind=kind)
    obtained = user.obtain(tmp_path, new_domain())
    user.client.revoke(obtained.leaf, 4)
    assert obtained.revoked() == "revoked"
    with pytest.raises(messages.Error) as refused:
        user.client.revoke(obtained.leaf, 4)
    assert refused.value.code == "alreadyRevoked"


def test_dns_01_for_a_wildcard_and_its_base_at_once(acme, tmp_path):
    domain = new_domain()
    user = User(acme)
    order, _ = user.order(domain, f"*.{domain}")
    values = []

    def publish(name, body):
        values.append(body.chall.validation(user.key))
        acme.named.set(body.chall.validation_domain_name(name), "TXT", *values)

    user.answer(order, "dns-01", publish)
    user.finish(order, tmp_path).check(domain, f"*.{domain}")
    for authorization in order.authorizations:
        kinds = {kind_of(c) for c in authorization.body.challenges}
        assert "tls-sni-01" not in kinds
        if authorization.body.wildcard:
            assert not {"http-01", "tls-alpn-01"} & kinds, kinds


def acme_certificate(folder, user, name: str, value: str, token: str):
    """A tls-alpn-01 certificate for the responder."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.timezone.utc)
    digest = hashlib.sha256(user.key_authorization(token).encode()).digest()
    try:
        address = ipaddress.ip_address(value)
        held, shown = x509.IPAddress(address), address.reverse_pointer
    except ValueError:
        held, shown = x509.DNSName(value), value
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "challenge")])
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([held]), critical=False)
        .add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.31"), b"\x04\x20" + digest), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / f"{shown}.crt.pem").write_text(pem(certificate))
    (folder / f"{shown}.key.pem").write_text(key_pem(key))


@pytest.mark.parametrize("way", ["http-01", "tls-alpn-01"])
def test_addresses_by_http_and_tls(acme, tmp_path, way):
    user = User(acme, profile="private")  # a loopback address is for one house only
    order, _ = user.order(addresses=["127.0.0.1"])
    responder = TlsResponder(tmp_path, acme.tls_port) if way == "tls-alpn-01" else None

    def publish(value, body):
        if way == "http-01":
            user.publish_http(value, body)
        else:
            token = body.to_json()["token"]
            acme_certificate(tmp_path, user, value, value, token)

    try:
        assert {kind_of(c) for a in order.authorizations for c in a.body.challenges} <= {"http-01", "tls-alpn-01"}
        user.answer(order, way, publish)
        user.finish(order, tmp_path).check("127.0.0.1")
    finally:
        if responder:
            responder.close()


def test_special_addresses_are_refused_by_public_profiles(acme):
    with pytest.raises(messages.Error) as refused:
        User(acme).order(addresses=["127.0.0.1"], profile="shortlived")
    assert refused.value.code == "rejectedIdentifier"


def base32_label(account_url: str) -> str:
    digest = hashlib.sha256(account_url.encode()).digest()[:10]
    return "_" + base64.b32encode(digest).decode().lower()


def test_dns_account_01(acme, tmp_path):
    domain = new_domain()
    user = User(acme, profile="extended")
    order, _ = user.order(domain)

    def publish(name, body):
        value = hashlib.sha256(user.key_authorization(body.to_json()["token"]).encode()).digest()
        text = base64.urlsafe_b64encode(value).decode().rstrip("=")
        acme.named.set(f"{base32_label(user.account.uri)}._acme-challenge.{name}", "TXT", text)

    user.answer(order, "dns-account-01", publish)
    user.finish(order, tmp_path).check(domain)


@pytest.mark.parametrize("form", ["draft-01", "draft-02", "any-domain"])
def test_dns_persist_01(acme, tmp_path, form):
    domain = new_domain()
    user = User(acme, profile="extended")
    meta = requests.get(acme.directory("extended"), verify=acme.root, timeout=10).json()["meta"]

    def record(issuer):
        if form == "draft-01":
            return f"{issuer}; accounturi={user.account.uri}; policy=wildcard"
        owner = domain if form == "draft-02" else "*"
        thumbprint = base64.urlsafe_b64encode(user.key.thumbprint()).decode().rstrip("=")
        hashed = hashlib.sha256(bytes([len(owner)]) + f"{owner}{thumbprint}{user.account.uri}".encode()).digest()
        text = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        return f"{issuer}; accounturi={meta['accountHashPrefix']}sha-256/{text}; policy=wildcard"

    def publish(name, body):
        challenge = body.to_json()
        names = challenge["issuerDomainNames"]
        assert set(meta["issuerDomainNames"]) <= set(names)
        acme.named.set(f"_validation-persist.{name}", "TXT", record(names[0]))

    for names in ([domain, f"*.{domain}"], [domain]):
        order, _ = user.order(*names)
        user.answer(order, "dns-persist-01", publish)
        user.finish(order, tmp_path).check(*names)


def test_profiles_are_advertised_and_chosen(acme, tmp_path):
    meta = requests.get(acme.directory(), verify=acme.root, timeout=10).json()["meta"]
    assert meta["profiles"]
    domain = new_domain()
    acme.point(domain)
    user = User(acme)
    with pytest.raises(messages.Error) as refused:
        user.order(domain, profile="no-such-profile")
    assert refused.value.typ == "urn:ietf:params:acme:error:invalidProfile"
    if "shortlived" in meta["profiles"]:
        order, _ = user.order(domain, profile="shortlived")
        user.answer(order, "http-01", user.publish_http)
        leaf = user.finish(order, tmp_path).check(domain).leaf
        assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= datetime.timedelta(days=7)


def test_renewal_information(acme, tmp_path):
    user = User(acme)
    obtained = user.obtain(tmp_path, new_domain())
    moment, _ = user.client.renewal_time(pem(obtained.leaf).encode())
    assert moment is not None
    lifetime = obtained.leaf.not_valid_after_utc - obtained.leaf.not_valid_before_utc
    assert obtained.leaf.not_valid_before_utc + lifetime / 2 < moment < obtained.leaf.not_valid_after_utc
    user.client.revoke(obtained.leaf, 0)
    moment, _ = user.client.renewal_time(pem(obtained.leaf).encode())
    assert moment <= datetime.datetime.now(datetime.timezone.utc)


def test_the_three_parties_that_may_revoke(acme, tmp_path):
    domain = new_domain()
    owner = User(acme)
    by_owner, by_key, by_holder = (owner.obtain(tmp_path, domain) for _ in range(3))
    key_of_last = owner.certificate_key
    stranger = User(acme)
    with pytest.raises(messages.Error) as refused:
        stranger.client.revoke(by_owner.leaf, 0)
    assert refused.value.code == "unauthorized"
    owner.client.revoke(by_owner.leaf, 4)
    assert by_owner.revoked() == "revoked"

    # Who holds authorizations for all names may revoke what another account obtained.
    order, _ = stranger.order(domain)
    stranger.answer(order, "http-01", stranger.publish_http)
    stranger.finish(order, tmp_path)
    stranger.client.revoke(by_key.leaf, 5)
    assert by_key.revoked() == "revoked"

    # Who holds the certificate's key needs no account.
    net = client.ClientNetwork(josepy.JWKEC(key=key_of_last), alg=josepy.ES256, verify_ssl=str(acme.root))
    net.session.trust_env = False
    holder = client.ClientV2(client.ClientV2.get_directory(acme.directory(), net), net)
    holder.revoke(by_holder.leaf, 1)
    assert by_holder.revoked() == "revoked"


def test_account_life(acme, tmp_path):
    user = User(acme, email="first@example.org")
    again = user.client.net
    assert user.client.query_registration(user.account).body.status == "valid"
    changed = user.client.update_registration(
        user.account, messages.Registration.from_data(email="second@example.org")
    )
    assert changed.body.emails == ("second@example.org",)
    # The same key meets its own account.
    twin = User(acme, register=False)
    twin.key = user.key
    twin.net.key, twin.net.account = user.key, None
    with pytest.raises(errors.ConflictError) as conflict:
        twin.client.new_account(messages.NewRegistration.from_data(terms_of_service_agreed=True))
    assert conflict.value.location == user.account.uri

    user.client.deactivate_registration(user.account)
    with pytest.raises(messages.Error) as refused:
        user.order(new_domain())
    assert refused.value.code == "unauthorized"
    assert again is user.net


def test_key_rollover(acme, tmp_path):
    user = User(acme)
    user.obtain(tmp_path, new_domain())
    new_key, algorithm = account_key("p384")
    url = user.client.directory["keyChange"]
    inner = josepy.JWS.sign(
        payload=json.dumps({"account": user.account.uri, "oldKey": user.key.public_key().to_partial_json()}).encode(),
        key=new_key, alg=algorithm, include_jwk=True, protect={"alg", "jwk"},
    )  # fmt: skip
    protected = {"alg": "ES384", "jwk": new_key.public_key().fields_to_partial_json() | {"kty": "EC"}, "url": url}
    del inner
    b64 = lambda data: base64.urlsafe_b64encode(data).decode().rstrip("=")  # noqa: E731
    head = b64(json.dumps(protected).encode())
    old = user.key.public_key().fields_to_partial_json() | {"kty": "EC"}
    body = b64(json.dumps({"account": user.account.uri, "oldKey": old}).encode())
    signature = josepy.ES384.sign(new_key.key, f"{head}.{body}".encode())
    user.post(url, {"protected": head, "payload": body, "signature": b64(signature)})
    with pytest.raises(messages.Error) as refused:
        user.order(new_domain())
    assert refused.value.code == "malformed"  # the old key's signatures fit the account no more
    user.key, user.net.key, user.net.alg = new_key, new_key, algorithm
    user.obtain(tmp_path, new_domain())


def test_authorizations_are_reused_and_can_be_given_up(acme, tmp_path):
    domain = new_domain()
    user = User(acme)
    user.obtain(tmp_path, domain)
    order, _ = user.order(domain)
    assert [a.body.status for a in order.authorizations] == [messages.STATUS_VALID]
    user.finish(order, tmp_path).check(domain)
    user.client.deactivate_authorization(order.authorizations[0])
    order, _ = user.order(domain)
    assert [a.body.status for a in order.authorizations] == [messages.STATUS_PENDING]


def test_external_account_binding(acme, tmp_path):
    owner = acme.node.new_key("owner of an external account")
    made = json.loads(acme.node.command("eab", "create", "--account", owner.account, "--json").stdout)
    user = User(acme, register=False)
    binding = messages.ExternalAccountBinding.from_data(
        user.key.public_key(), made["kid"], made["hmac_key"], user.client.directory
    )
    user.account = user.client.new_account(
        messages.NewRegistration.from_data(terms_of_service_agreed=True, external_account_binding=binding)
    )
    user.obtain(tmp_path, new_domain())
    wrong = User(acme, register=False)
    forged = messages.ExternalAccountBinding.from_data(
        wrong.key.public_key(), made["kid"], base64.urlsafe_b64encode(b"x" * 32).decode(), wrong.client.directory
    )
    with pytest.raises(messages.Error):
        wrong.client.new_account(
            messages.NewRegistration.from_data(terms_of_service_agreed=True, external_account_binding=forged)
        )


def test_a_challenge_that_fails_ends_the_authorization(acme):
    domain = new_domain()
    acme.point(domain)
    acme.serve_pages()
    user = User(acme)
    order, _ = user.order(domain)
    user.answer(order, "http-01", lambda *_: None)
    with pytest.raises(errors.ValidationError) as failed:
        user.client.poll_authorizations(order, datetime.datetime.now() + datetime.timedelta(seconds=40))
    (authorization,) = failed.value.failed_authzrs
    (body,) = [c for c in authorization.body.challenges if kind_of(c) == "http-01"]
    assert body.error.code == "incorrectResponse"
    assert domain in body.error.detail
