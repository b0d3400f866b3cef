"""Keys, CSRs and chains of other makers, for uploads and bad input."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def pem(thing) -> str:
    return thing.public_bytes(serialization.Encoding.PEM).decode()


def key_pem(key, password: str | None = None) -> str:
    encryption = (
        serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    )
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption).decode()


def name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Chain:
    """A private root, one intermediate and a leaf for `domain`."""

    def __init__(self, domain: str, days: int = 90, begun_days_ago: int = 1):
        self.root_key, self.middle_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        end = days
        self.root = _sign(name(f"Root of {domain}"), self.root_key, None, self.root_key, 4000, begun_days_ago, True)
        self.middle = _sign(name(f"Middle of {domain}"), self.middle_key, self.root, self.root_key, 3000, begun_days_ago, True)
        self.leaf = _sign(name(domain), self.key, self.middle, self.middle_key, end, begun_days_ago, False, domain)

    @property
    def full(self) -> str:
        """Leaf, then its issuer."""
        return pem(self.leaf) + pem(self.middle)


def _sign(subject, key, issuer, issuer_key, days, begun_days_ago, is_ca, domain=None):
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=begun_days_ago))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if domain:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def csr(common_name: str, key=None, names: list[str] | None = None):
    """A CSR made elsewhere; the key it belongs to."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(name(common_name))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    return builder.sign(key, hashes.SHA256()), key
