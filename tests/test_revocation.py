"""Revocation lists and OCSP before judges of other makers, on one node and on two."""

import base64
import json
import shutil
import sys
import urllib.parse
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from conftest import new_domain, settings_for
from harness.certificates import pem
from harness.cloud import Cloud
from harness.processes import run, wait_until
from harness.service import Service, new_database


class Issued:
    """A certificate with its chain in files, and what it points to."""

    def __init__(self, node, named, folder: Path, key, **more):
        self.node, self.folder = node, folder
        folder.mkdir(parents=True, exist_ok=True)
        cloud = Cloud(node, key)
        self.cloud = cloud
        self.id = cloud.obtain(named, new_domain(), **more)
        text = cloud.call("DescribeCertificateDetail", CertificateId=self.id)["CertificatePublicKey"]
        self.leaf, self.issuer = x509.load_pem_x509_certificates(text.encode())[:2]
        self.chain, self.leaf_file, self.issuer_file = (folder / n for n in ("chain.pem", "leaf.pem", "issuer.pem"))
        self.chain.write_text(text)
        self.leaf_file.write_text(pem(self.leaf))
        self.issuer_file.write_text(pem(self.issuer))

    @property
    def crl_url(self) -> str:
        points = self.leaf.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        return points[0].full_name[0].value

    def access_url(self, method) -> str:
        access = self.leaf.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
        return next(one.access_location.value for one in access if one.access_method == method)

    @property
    def ocsp_url(self) -> str:
        return self.access_url(AuthorityInformationAccessOID.OCSP)

    def request(self, algorithm=None, nonce=None) -> bytes:
        builder = ocsp.OCSPRequestBuilder().add_certificate(self.leaf, self.issuer, algorithm or hashes.SHA1())
        if nonce:
            builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
        return builder.build().public_bytes(serialization.Encoding.DER)

    def asked(self, url=None) -> ocsp.OCSPResponse:
        return ocsp.load_der_ocsp_response(requests.post(url or self.ocsp_url, data=self.request(), timeout=10).content)

    def listed(self, url=None):
        crl = x509.load_der_x509_crl(requests.get(url or self.crl_url, timeout=10).content)
        return crl.get_revoked_certificate_by_serial_number(self.leaf.serial_number)

    def openssl_ocsp(self, *more) -> str:
        done = run(
            "openssl", "ocsp", *more, "-issuer", self.issuer_file, "-cert", self.leaf_file, "-url", self.ocsp_url,
            "-CAfile", self.node.root, "-resp_text",
        )  # fmt: skip
        assert "Response verify OK" in done.stderr + done.stdout
        return done.stdout

    def openssl_with_list(self):
        """The verdict of `openssl verify -crl_check` with the list that the leaf names."""
        der, text = self.folder / "list.crl", self.folder / "list.pem"
        der.write_bytes(requests.get(self.crl_url, timeout=10).content)
        verified = run("openssl", "crl", "-inform", "DER", "-in", der, "-CAfile", self.issuer_file, "-out", text, check=False)
        assert "verify OK" in verified.stderr + verified.stdout, verified
        return run(
            "openssl", "verify", "-crl_check", "-CRLfile", text, "-CAfile", self.node.root,
            "-untrusted", self.issuer_file, self.leaf_file, check=False,
        )  # fmt: skip

    def jdk(self, how: str) -> str:
        judge = Path(__file__).parent / "judges" / "CheckRevocation.java"
        return run("java", judge, self.node.root, self.chain, how).stdout.strip()

    def revoke(self, reason: str, by_serial: bool = False):
        """By the operator's command, in a process of its own; the running node says so within a second."""
        which = f"{self.leaf.serial_number:x}" if by_serial else self.id
        self.node.command("ca", "revoke", which, "--reason", reason)
        wait_until(
            lambda: self.listed() and self.asked().certificate_status == ocsp.OCSPCertStatus.REVOKED,
            1, "list and answer say so", every=0.02,
        )  # fmt: skip


@pytest.fixture
def issued(service, named, key, tmp_path):
    return Issued(service, named, tmp_path / "issued", key)


def errors(tool: str, *arguments) -> list[str]:
    """Codes of the errors that pkilint finds."""
    done = run(Path(sys.executable).parent / tool, "lint", "-s", "ERROR", "-f", "JSON", *arguments, check=False)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return [one["code"] for result in json.loads(done.stdout)["results"] for one in result["finding_descriptions"]]


# I4: list and OCSP.
def test_openssl_and_the_jdk_see_a_revocation_in_list_and_answer(issued):
    assert ": good" in issued.openssl_ocsp()
    assert ": good" in issued.openssl_ocsp("-no_nonce", "-sha256")
    assert issued.openssl_with_list().stdout.strip().endswith("OK")
    assert issued.jdk("ocsp") == "good"
    assert issued.jdk("crl") == "good"

    issued.revoke("superseded")
    text = issued.openssl_ocsp()
    assert ": revoked" in text and "Reason: superseded" in text
    refused = issued.openssl_with_list()
    assert refused.returncode != 0 and "certificate revoked" in refused.stdout + refused.stderr
    assert issued.jdk("ocsp") == "revoked: SUPERSEDED"
    assert issued.jdk("crl") == "revoked: SUPERSEDED"
    assert issued.cloud.call("DescribeCertificate", CertificateId=issued.id)["Status"] == 10

    again = issued.node.command("ca", "revoke", issued.id, "--reason", "superseded", check=False)
    assert again.returncode != 0 and "revoked already" in again.stderr


def test_must_never_18_every_pointer_answers_before_the_first_certificate_names_it(issued):
    assert issued.listed() is None
    assert issued.asked().certificate_status == ocsp.OCSPCertStatus.GOOD
    der = requests.get(issued.access_url(AuthorityInformationAccessOID.CA_ISSUERS), timeout=10)
    assert der.status_code == 200
    certificate = x509.load_der_x509_certificate(der.content)
    # The very bytes: whoever builds the chain compares names byte for byte.
    assert certificate.subject.public_bytes() == issued.leaf.issuer.public_bytes()
    crl = x509.load_der_x509_crl(requests.get(issued.crl_url, timeout=10).content)
    assert crl.issuer.public_bytes() == certificate.subject.public_bytes()
    point = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint)
    assert point.critical and point.value.full_name[0].value == issued.crl_url


def test_an_unspecified_reason_is_left_out_and_a_part_of_the_whole_list_agrees(issued):
    issued.revoke("unspecified", by_serial=True)
    assert len(issued.listed().extensions) == 0
    answer = issued.asked()
    assert answer.certificate_status == ocsp.OCSPCertStatus.REVOKED and answer.revocation_reason is None
    assert issued.listed(issued.crl_url.rsplit("/", 1)[0] + ".crl") is not None


def test_caches_are_told_the_truth(issued):
    path = issued.ocsp_url + "/" + urllib.parse.quote(base64.b64encode(issued.request()).decode(), safe="")
    for url, kind in ((path, "application/ocsp-response"), (issued.crl_url, "application/pkix-crl")):
        first = requests.get(url, timeout=10)
        assert first.status_code == 200 and first.headers["Content-Type"] == kind
        for header in ("ETag", "Last-Modified", "Expires", "Cache-Control"):
            assert header in first.headers, header
        again = requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
        assert again.status_code == 304 and again.content == b""
        assert requests.get(url, headers={"If-None-Match": '"other"'}, timeout=10).content == first.content
    # The same request with its slashes as they are, and through the issuer's own address.
    plain = base64.b64encode(issued.request()).decode()
    assert requests.get(f"{issued.ocsp_url}/{plain}", timeout=10).content == requests.get(path, timeout=10).content
    issued.revoke("cessationOfOperation")
    assert requests.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10).status_code == 200


def test_bad_requests_get_their_error_and_cost_little(issued):
    for body in (b"", b"\x30", b"\x30\x80", b"x" * 200, issued.request() + b"\0", issued.request()[:-1]):
        answer = requests.post(issued.ocsp_url, data=body, timeout=10)
        assert answer.status_code == 200
        assert ocsp.load_der_ocsp_response(answer.content).response_status == ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    assert requests.post(issued.ocsp_url, data=b"\x30" * 100_000, timeout=10).status_code == 413
    assert requests.put(issued.ocsp_url, data=b"", timeout=10).status_code == 405
    unknown = ocsp.OCSPRequestBuilder().add_certificate(issued.issuer, issued.issuer, hashes.SHA1()).build()
    answer = requests.post(issued.ocsp_url, data=unknown.public_bytes(serialization.Encoding.DER), timeout=10)
    assert ocsp.load_der_ocsp_response(answer.content).response_status == ocsp.OCSPResponseStatus.UNAUTHORIZED


def test_must_never_20_a_compromised_key_is_refused_from_every_account(service, named, key, tmp_path, issued):
    private = tmp_path / "own.key"
    run("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", private)

    def csr(domain):
        return run("openssl", "req", "-new", "-key", private, "-subj", f"/CN={domain}").stdout

    def apply(cloud):
        domain = new_domain()
        return cloud.raw("ApplyCertificate", DvAuthMethod="DNS", DomainName=domain, CsrContent=csr(domain))

    cloud = Cloud(service, key)
    certificate = apply(cloud)["CertificateId"]
    cloud.prove_by_dns(named, certificate)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    cloud.issued(certificate)
    service.command("ca", "revoke", certificate, "--reason", "keyCompromise")
    for account in (key, service.new_key("another")):
        with pytest.raises(Exception) as refused:
            apply(Cloud(service, account))
        assert "FailedOperation" in str(refused.value), refused.value


@pytest.mark.parametrize("family,parameter", [("RSA", "2048"), ("ECC", "prime256v1"), ("ECC", "secp384r1")])
@pytest.mark.parametrize("responder", ["issuer", "delegated"])
def test_pkilint_finds_no_error_in_lists_and_answers(tmp_path, named, family, parameter, responder):
    node = Service(tmp_path / "node", {**settings_for(named), "ca.ocsp_responder": responder}).start()
    try:
        issued = Issued(node, named, tmp_path / "issued", node.new_key(), CsrEncryptAlgo=family, CsrKeyParameter=parameter)
        for stage in ("good", "revoked"):
            assert f": {stage}" in issued.openssl_ocsp()
            nonce = requests.post(issued.ocsp_url, data=issued.request(nonce=b"n" * 32), timeout=10).content
            signed = ocsp.load_der_ocsp_response(nonce)
            assert signed.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 32
            assert len(signed.certificates) == (1 if responder == "delegated" else 0)
            files = {
                "nonce": nonce,
                "answer": requests.post(issued.ocsp_url, data=issued.request(), timeout=10).content,
                "part": requests.get(issued.crl_url, timeout=10).content,
                "whole": requests.get(issued.crl_url.rsplit("/", 1)[0] + ".crl", timeout=10).content,
            }
            for name, content in files.items():
                (tmp_path / name).write_bytes(content)
            for name in ("answer", "nonce"):
                assert errors("lint_ocsp_response", "--document-format", "DER", tmp_path / name) == []
            for certificate in signed.certificates:
                (tmp_path / "responder.pem").write_text(pem(certificate))
                assert errors("lint_cabf_serverauth_cert", "-t", "OCSP-RESPONDER", tmp_path / "responder.pem") == []
            for name in ("part", "whole"):
                assert errors("lint_crl", "-t", "CRL", "-p", "BR", "--document-format", "DER", tmp_path / name) == []
            if stage == "good":
                issued.revoke("affiliationChanged")
        root = requests.get(f"http://127.0.0.1:{node.http_port}/crl/root.crl", timeout=10).content
        (tmp_path / "root").write_bytes(root)
        assert errors("lint_crl", "-t", "ARL", "-p", "BR", "--document-format", "DER", tmp_path / "root") == []
    finally:
        node.stop()


# I4: at once.
def test_a_revocation_is_seen_on_both_nodes_within_a_second_and_lists_are_the_same(tmp_path, named):
    database = new_database()
    url = {"ca.http_url": "http://ca.widget-works.org"}
    first = Service(tmp_path / "first", {**settings_for(named), **url}, database).start()
    second = Service(tmp_path / "second", {**settings_for(named), **url}, database)
    shutil.copytree(first.data, second.data)
    second.start()
    try:
        issued = Issued(first, named, tmp_path / "issued", first.new_key())

        def on(node, url):
            return url.replace("http://ca.widget-works.org", f"http://127.0.0.1:{node.http_port}")

        for node in (first, second):
            assert issued.asked(on(node, issued.ocsp_url)).certificate_status == ocsp.OCSPCertStatus.GOOD
            assert issued.listed(on(node, issued.crl_url)) is None
        first.command("ca", "revoke", issued.id, "--reason", "superseded")

        def everywhere():
            answers = [issued.asked(on(node, issued.ocsp_url)).certificate_status for node in (first, second)]
            lists = [issued.listed(on(node, issued.crl_url)) for node in (first, second)]
            return answers == [ocsp.OCSPCertStatus.REVOKED] * 2 and all(lists)

        wait_until(everywhere, 1, "both nodes say so", every=0.02)
        bytes_of = [requests.get(on(node, issued.crl_url), timeout=10).content for node in (first, second)]
        assert bytes_of[0] == bytes_of[1], "one list, whichever node serves it"
        # What was answered stays answered after both were killed.
        for node in (first, second):
            node.kill()
        second.start()
        assert issued.asked(on(second, issued.ocsp_url)).certificate_status == ocsp.OCSPCertStatus.REVOKED
        first.start()
    finally:
        for node in (first, second):
            node.stop()
