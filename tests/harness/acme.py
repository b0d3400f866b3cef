"""An ACME client that does nothing by itself: every message can be sent right or wrong in any part (RFC 8555)."""

import base64
import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.x509.oid import NameOID

URN = "urn:ietf:params:acme:error:"
PEM_CHAIN = "application/pem-certificate-chain"


def b64(data: bytes | str) -> str:
    """Base64url without padding."""
    raw = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(value: int, octets: int | None = None) -> str:
    return b64(value.to_bytes(octets or (value.bit_length() + 7) // 8, "big"))


_CURVES = {"ES256": (ec.SECP256R1(), "P-256", 32, hashes.SHA256()), "ES384": (ec.SECP384R1(), "P-384", 48, hashes.SHA384()), "ES512": (ec.SECP521R1(), "P-521", 66, hashes.SHA512())}


class AccountKey:
    """A key that signs JWS under one algorithm."""

    def __init__(self, algorithm: str = "ES256", private=None):
        self.algorithm = algorithm
        if private is not None:
            self.private = private
        elif algorithm in _CURVES:
            self.private = ec.generate_private_key(_CURVES[algorithm][0])
        elif algorithm == "RS256":
            self.private = rsa.generate_private_key(65537, 2048)
        elif algorithm == "EdDSA":
            self.private = ed25519.Ed25519PrivateKey.generate()
        else:
            raise ValueError(algorithm)

    @property
    def jwk(self) -> dict[str, str]:
        public = self.private.public_key()
        if self.algorithm in _CURVES:
            _, name, octets, _ = _CURVES[self.algorithm]
            point = public.public_numbers()
            return {"kty": "EC", "crv": name, "x": _number(point.x, octets), "y": _number(point.y, octets)}
        if self.algorithm == "RS256":
            numbers = public.public_numbers()
            return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}

    @property
    def thumbprint(self) -> str:
        """RFC 7638."""
        canonical = json.dumps(self.jwk, sort_keys=True, separators=(",", ":"))
        return b64(hashlib.sha256(canonical.encode()).digest())

    def sign(self, message: bytes) -> bytes:
        if self.algorithm in _CURVES:
            _, _, octets, digest = _CURVES[self.algorithm]
            r, s = utils.decode_dss_signature(self.private.sign(message, ec.ECDSA(digest)))
            return r.to_bytes(octets, "big") + s.to_bytes(octets, "big")
        if self.algorithm == "RS256":
            return self.private.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(message)


def flattened(key: AccountKey, protected: dict | str, payload: bytes | str) -> dict[str, str]:
    """A flattened JWS; `protected` may be JSON text of any shape."""
    head = b64(protected if isinstance(protected, str) else json.dumps(protected))
    body = b64(payload)
    return {"protected": head, "payload": body, "signature": b64(key.sign(f"{head}.{body}".encode()))}


def binding(kid: str, secret: str, key: AccountKey, url: str, /, **changes) -> dict[str, str]:
    """An external account binding (section 7.3.4); `changes` go into its protected header."""
    head = {"alg": "HS256", "kid": kid, "url": url, **changes}
    head = b64(json.dumps({name: value for name, value in head.items() if value is not None}))
    body = b64(json.dumps(key.jwk))
    mac = hmac.HMAC(unb64(secret), hashes.SHA256())
    mac.update(f"{head}.{body}".encode())
    return {"protected": head, "payload": body, "signature": b64(mac.finalize())}


class Problem(AssertionError):
    """An answer that is a problem where none was expected."""

    def __init__(self, answer: requests.Response):
        super().__init__(f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}")
        self.answer = answer


class AcmeClient:
    """One key, at one directory. `kid` is set once there is an account."""

    def __init__(self, service, directory: str = "", algorithm: str = "ES256", key: AccountKey | None = None):
        self.service = service
        self.key = key or AccountKey(algorithm)
        self.kid: str | None = None
        self.session = requests.Session()
        # Otherwise a bundle named by the environment would win over ours.
        self.session.trust_env = False
        self.session.verify = str(service.root)
        self.session.headers["User-Agent"] = "chancery-tests/1"
        base = f"https://127.0.0.1:{service.https_port}/acme/"
        self.directory_url = base + (f"{directory}/directory" if directory else "directory")
        self.directory = self.session.get(self.directory_url).json()
        self.nonces: list[str] = []

    # --- messages ---

    def nonce(self) -> str:
        if self.nonces:
            return self.nonces.pop()
        return self.session.head(self.directory["newNonce"]).headers["Replay-Nonce"]

    def head(self, url: str, /, *, by: str | None = None, **changes) -> dict:
        """A protected header; a change to None leaves the member out."""
        by = by or ("kid" if self.kid else "jwk")
        head = {"alg": self.key.algorithm, "nonce": self.nonce(), "url": url}
        head |= {"kid": self.kid} if by == "kid" else {"jwk": self.key.jwk}
        return {name: value for name, value in (head | changes).items() if value is not None}

    def raw(self, url: str, body: bytes | str | dict, content_type: str = "application/jose+json", **headers) -> requests.Response:
        """Sends a body as it is and keeps the answer's nonce."""
        text = json.dumps(body) if isinstance(body, dict) else body
        answer = self.session.post(url, data=text, headers={"Content-Type": content_type, **headers})
        if "Replay-Nonce" in answer.headers:
            self.nonces.append(answer.headers["Replay-Nonce"])
        return answer

    def send(self, url: str, payload=None, /, *, by: str | None = None, key: AccountKey | None = None, accept: str | None = None, **changes) -> requests.Response:
        """Signs and sends; without a payload it is POST-as-GET. Changes go into the protected header."""
        text = "" if payload is None else payload if isinstance(payload, (str, bytes)) else json.dumps(payload)
        headers = {"Accept": accept} if accept else {}
        return self.raw(url, flattened(key or self.key, self.head(url, by=by, **changes), text), **headers)

    def good(self, url: str, payload=None, /, **options) -> requests.Response:
        """As `send`; a problem fails the test. A nonce that was too old is replaced once."""
        answer = self.send(url, payload, **options)
        if answer.status_code == 400 and answer.json().get("type") == URN + "badNonce":
            answer = self.send(url, payload, **options)
        if answer.status_code >= 400:
            raise Problem(answer)
        return answer

    def refused(self, url: str, payload=None, /, **options) -> requests.Response:
        """As `send`; anything but a well-formed problem fails the test."""
        return check_problem(self.send(url, payload, **options))

    # --- steps ---

    def register(self, **payload) -> requests.Response:
        answer = self.good(self.directory["newAccount"], {"termsOfServiceAgreed": True, **payload}, by="jwk")
        self.kid = answer.headers["Location"]
        return answer

    def order(self, *names: str, **payload) -> requests.Response:
        """Orders names; IP addresses are told apart by their look."""
        identifiers = [{"type": "ip" if re.fullmatch(r"[0-9.]+|.*:.*", name) else "dns", "value": name} for name in names]
        return self.good(self.directory["newOrder"], {"identifiers": identifiers, **payload})

    def challenge(self, authorization: str, kind: str) -> dict:
        found = self.good(authorization).json()
        return next(one for one in found["challenges"] if one["type"] == kind)

    def key_authorization(self, token: str) -> str:
        return f"{token}.{self.key.thumbprint}"

    def poll(self, url: str, *ends: str, within: int = 30) -> dict:
        """Reads a resource until its status is one of the ends."""
        import time

        deadline = time.monotonic() + within
        while True:
            answer = self.good(url)
            if answer.json()["status"] in ends:
                return answer.json()
            assert time.monotonic() < deadline, f"{url} stays {answer.text}"
            time.sleep(float(answer.headers.get("Retry-After", 0.2)) if within > 5 else 0.2)

    def prove(self, authorization: str, web: "ChallengeServer") -> dict:
        """Answers http-01 and waits until the authorization is decided."""
        challenge = self.challenge(authorization, "http-01")
        web.tokens[challenge["token"]] = self.key_authorization(challenge["token"])
        self.good(challenge["url"], {})
        return self.poll(authorization, "valid", "invalid")

    def ready_order(self, web: "ChallengeServer", *names: str, **payload) -> requests.Response:
        """An order whose authorizations are all valid."""
        made = self.order(*names, **payload)
        for authorization in made.json()["authorizations"]:
            if self.good(authorization).json()["status"] == "pending":
                assert self.prove(authorization, web)["status"] == "valid"
        self.poll(made.headers["Location"], "ready")
        return made

    def finish(self, made: requests.Response, request: bytes) -> dict:
        """Sends the CSR and waits for the certificate."""
        self.good(made.json()["finalize"], {"csr": b64(request)})
        return self.poll(made.headers["Location"], "valid", "invalid")

    def obtain(self, web: "ChallengeServer", *names: str, **payload) -> "Obtained":
        made = self.ready_order(web, *names, **payload)
        private = ec.generate_private_key(ec.SECP256R1())
        done = self.finish(made, csr(private, *names))
        assert done["status"] == "valid", done
        pem = self.good(done["certificate"]).content
        return Obtained(made.headers["Location"], done["certificate"], pem, private)


class Obtained:
    """An issued certificate."""

    def __init__(self, order: str, url: str, pem: bytes, private):
        self.order, self.url, self.pem, self.private = order, url, pem, private
        self.chain = x509.load_pem_x509_certificates(pem)
        self.leaf = self.chain[0]

    @property
    def der(self) -> bytes:
        return self.leaf.public_bytes(serialization.Encoding.DER)

    @property
    def ari(self) -> str:
        """RFC 9773 section 4.1."""
        identifier = self.leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        serial = self.leaf.serial_number
        return f"{b64(identifier)}.{b64(serial.to_bytes(serial.bit_length() // 8 + 1, 'big'))}"


def csr(private, *names: str, common_name: str | None = None) -> bytes:
    """A PKCS#10 request in DER."""
    import ipaddress

    def general(name: str):
        try:
            return x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            return x509.DNSName(name)

    subject = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(subject))
    builder = builder.add_extension(x509.SubjectAlternativeName([general(name) for name in names]), critical=False)
    return builder.sign(private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def check_problem(answer: requests.Response) -> requests.Response:
    """Every refusal has the form of RFC 8555 section 6.7 and, after a POST, a new nonce."""
    assert answer.status_code >= 400, f"{answer.status_code} {answer.text}"
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["type"].startswith(URN) and body["detail"], body
    assert body["status"] == answer.status_code
    if answer.request.method == "POST":
        assert answer.headers["Replay-Nonce"]
    assert answer.headers["Cache-Control"] == "no-store"
    return answer


def kind(answer: requests.Response) -> str:
    """The problem's type without its prefix."""
    return answer.json()["type"].removeprefix(URN)


class ChallengeServer:
    """Answers http-01 for every host that leads here."""

    def __init__(self):
        tokens: dict[str, str] = {}
        seen: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                seen.append(self.path)
                text = tokens.get(self.path.removeprefix("/.well-known/acme-challenge/"))
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "application/octet-stream")
                self.end_headers()
                self.wfile.write((text or "no").encode())

            def log_message(self, *arguments):
                pass

        self.tokens, self.seen = tokens, seen
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
