"""IP addresses in products of the catalogue, and the products for one house (A4): from purchase to the issued certificate
through the official SDK, with a real web server on the very address, judged by openssl; and every refusal."""

import ipaddress
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from conftest import new_domain, settings_for
from harness.archive import Archive
from harness.certificates import csr, name, pem
from harness.cloud import Cloud
from harness.letters import encoded, png, submitted
from harness.nginx import Nginx
from harness.processes import free_port, run
from harness.service import Service, new_database

# A public address (of a root name server, which serves no web pages); connections of the service to it go to NEAR.
FAR, NEAR, HOUSE = "198.41.0.4", "127.0.0.7", "127.0.0.8"
FREE, EV_MULTI, OV_SINGLE, OV_MULTI, WILDCARD = 83, 60, 14, 15, 12
PRIVATE_SINGLE, PRIVATE_MULTI, PRIVATE_WILDCARD = 901, 902, 903
NAMES_REFUSED = "FailedOperation.CertificateInfoSubmitDomainInvalid"


class FarService(Service):
    """A node that reaches FAR at NEAR."""

    library = None

    def _environment(self):
        return super()._environment() | {"LD_PRELOAD": str(self.library), "FAR": FAR, "NEAR": NEAR}


class Pages:
    """Nginx on two addresses with a folder for each host."""

    def __init__(self, folder):
        self.port, self.root = free_port(), folder / "pages"
        self.root.mkdir(parents=True)
        blocks = "".join(f"server {{ listen {at}:{self.port}; root {self.root}/$host; }}\n" for at in (NEAR, HOUSE))
        self.nginx = Nginx(folder / "nginx", blocks, (NEAR, self.port))

    def put(self, proof, content=None):
        path = self.root / proof["DvAuthDomain"] / proof["DvAuthPath"].strip("/") / proof["DvAuthKey"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(proof["DvAuthValue"] if content is None else content)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    server = Pages(tmp_path_factory.mktemp("pages"))
    yield server
    server.nginx.close()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def node(request, tmp_path_factory, named, pages):
    folder = tmp_path_factory.mktemp(f"addresses-{request.param}")
    library = folder / "far_address.so"
    source = request.config.rootpath / "harness" / "far_address.c"
    run("cc", "-shared", "-fPIC", "-o", library, source, "-ldl")
    settings = {**settings_for(named), "validation.http_port": pages.port, "validation.https_port": free_port()}
    service = FarService(folder, settings, new_database() if request.param == "postgres" else None)
    service.library = library
    yield service.start()
    service.stop()


@pytest.fixture
def cloud(node):
    account = node.new_key()
    node.command("balance", "top-up", "--account", account.account, "--cash", "100000000")
    return Cloud(node, account)


def bought(cloud, product, count):
    return cloud.raw("CreateCertificate", ProductId=product, DomainNum=count, TimeSpan=1)["CertificateIds"][0]


def fill_in(cloud, certificate, *names, action=None, **more):
    """A person's application; DV needs no more."""
    common, *further = names
    facts = {
        "CertId": certificate, "CertCommonName": common, "DnsNames": further, "GenCsrType": "online", "CompanyType": 1,
        "CsrEncryptAlgo": "ECC", "CsrKeyParameter": "prime256v1", "CompanyId": "", "ContactEmail": "a@widgets.org",
        "VerifyType": "FILE",
    } | more  # fmt: skip
    return (action or cloud.call)("CertificateInfoSubmit", **facts)


def prove(cloud, pages, certificate):
    for proof in cloud.proofs(certificate):
        assert proof["DvAuthVerifyType"] == "FILE"
        pages.put(proof)
    cloud.call("CompleteCertificate", CertificateId=certificate)
    return cloud.issued(certificate)


def verify(node, detail, tmp_path, *, addresses=(), hosts=()):
    """openssl accepts the certificate for each name, and for no other address."""
    leaf, chain = tmp_path / "leaf.pem", tmp_path / "chain.pem"
    leaf.write_text(detail["CertificatePublicKey"])
    chain.write_text(detail["CertificatePublicKey"])
    base = ["openssl", "verify", "-CAfile", node.root, "-untrusted", chain, "-purpose", "sslserver"]
    for address in addresses:
        run(*base, "-verify_ip", address, leaf)
    for host in hosts:
        run(*base, "-verify_hostname", host, leaf)
    refused = run(*base, "-verify_ip", "198.41.0.5", leaf, check=False)
    assert refused.returncode != 0
    return x509.load_pem_x509_certificate(leaf.read_text().encode())


def alternative(leaf):
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return names.get_values_for_type(x509.DNSName), [str(one) for one in names.get_values_for_type(x509.IPAddress)]


def approve(node, cloud):
    (row,) = json.loads(node.command("review", "list", "--account", cloud.key.account, "--json").stdout)["items"]
    node.command("review", "take", str(row["id"]), "--as", "examiner")
    node.command("review", "approve", str(row["id"]), "--as", "examiner")


def test_an_organisations_certificate_with_an_address(node, cloud, named, pages, tmp_path):
    """A4, E2, E5: bought, examined, proved by a file on exactly that address, issued, shown, downloaded; then again without a
    second proof."""
    domain = new_domain()
    for host in (domain, f"www.{domain}"):
        named.set(host, "A", NEAR)
    certificate = submitted(cloud, OV_MULTI, FAR, domain, VerifyType="FILE")
    cloud.call("UploadConfirmLetter", CertificateId=certificate, ConfirmLetter=encoded(png()))
    approve(node, cloud)
    by_host = {proof["DvAuthDomain"]: proof for proof in cloud.proofs(certificate)}
    assert set(by_host) == {FAR, domain, f"www.{domain}"}
    assert by_host[FAR]["DvAuthPath"] == "/.well-known/pki-validation/"
    # E6: what was seen on the address, and what to do.
    pages.put(by_host[FAR], "something else")
    results = cloud.call("CheckCertificateDomainVerification", CertificateId=certificate)["VerificationResults"]
    (seen,) = [one for one in results if one["Domain"] == FAR]
    assert (seen["VerifyType"], seen["LocalCheck"], seen["CheckValue"]) == ("FILE", -5, ["something else"])
    assert FAR in seen["LocalCheckFailReason"]
    detail = prove(cloud, pages, certificate)
    assert detail["CertificateExtra"]["DomainNumber"] == "2"
    assert (detail["Domain"], set(detail["SubjectAltName"])) == (FAR, {domain, f"www.{domain}"})
    leaf = verify(node, detail, tmp_path, addresses=[FAR], hosts=[domain, f"www.{domain}"])
    assert alternative(leaf) == ([domain, f"www.{domain}"], [FAR])
    assert leaf.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value == FAR
    # N1: found by its address.
    (row,) = cloud.call("DescribeCertificates", SearchKey=FAR)["Certificates"]
    assert row["CertificateId"] == certificate
    archive = Archive(cloud.call("DownloadCertificate", CertificateId=certificate))
    assert any(FAR in path for path in archive.files)
    # J2: a reissue has the same names; nothing in the DNS speaks for the address, and what was proved is not asked for again.
    wanted = {"CertificateId": certificate, "CsrType": "online", "CertCSREncryptAlgo": "ECC", "CertCSRKeyParameter": "prime256v1"}
    refused = cloud.refused("ReplaceCertificate", ValidType="DNS", **wanted)
    assert (refused.code, "choose FILE" in refused.message) == ("InvalidParameter", True)
    reissue = cloud.call("ReplaceCertificate", ValidType="FILE", **wanted)["CertificateId"]
    again = verify(node, cloud.issued(reissue), tmp_path, addresses=[FAR], hosts=[domain])
    assert alternative(again) == alternative(leaf) and again.serial_number != leaf.serial_number


def test_a_certificate_for_one_house(node, cloud, named, pages, tmp_path):
    """A4, D2: a private product takes internal names and addresses; a CSR made elsewhere holds its address as an address."""
    for host in ("localhost", "db.internal"):
        named.set(host, "A", HOUSE)
    certificate = bought(cloud, PRIVATE_MULTI, 3)
    names = (HOUSE, "localhost", "db.internal")
    for wrong, said in ((csr("127.0.0.9")[0], "127.0.0.9"), (csr(HOUSE, names=[HOUSE])[0], "DNS name")):
        refused = fill_in(cloud, certificate, *names, action=cloud.refused, GenCsrType="upload", Csr=pem(wrong))
        assert said in refused.message, refused
    request = (
        x509.CertificateSigningRequestBuilder().subject_name(name(HOUSE))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOUSE))]), critical=False)
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )  # fmt: skip
    fill_in(cloud, certificate, *names, GenCsrType="upload", Csr=pem(request))
    cloud.call("CertificateOrderSubmit", CertId=certificate)
    assert {proof["DvAuthDomain"] for proof in cloud.proofs(certificate)} == set(names)
    detail = prove(cloud, pages, certificate)
    leaf = verify(node, detail, tmp_path, addresses=[HOUSE], hosts=["localhost", "db.internal"])
    assert alternative(leaf) == (["localhost", "db.internal"], [HOUSE])
    issuer = leaf.issuer.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    assert issuer == "Chancery Private ECC Issuing CA"
    # No policy of public trust stands in it (must never happen, number 12).
    policies = [one.oid for one in leaf.extensions if one.oid == x509.ExtensionOID.CERTIFICATE_POLICIES]
    assert policies == []


def test_must_never_12_no_public_product_holds_what_is_internal(cloud):
    """A4: special addresses and internal names are refused with their code, and the application stays as it was."""
    certificate = bought(cloud, OV_MULTI, 2)
    before = cloud.call("DescribeCertificate", CertificateId=certificate)
    for internal in ("10.0.0.1", "127.0.0.1", "169.254.169.254", "192.0.2.1", "::1", "fd00::1", "localhost", "printer.local"):
        refused = fill_in(cloud, certificate, new_domain(), internal, action=cloud.refused, CompanyType=2)
        assert (refused.code, internal in refused.message) == (NAMES_REFUSED, True), internal
    after = cloud.call("DescribeCertificate", CertificateId=certificate)
    assert {**after, "RequestId": 0} == {**before, "RequestId": 0}
    assert cloud.refused("ApplyCertificate", DvAuthMethod="FILE", DomainName="10.0.0.1").code == "InvalidParameter.DomainInvalid"


def test_refusals_of_addresses(cloud):
    """A4: the matrix, the spelling, the number and the way of proving, each refused with its code and the remedy."""
    assert cloud.refused("ApplyCertificate", DvAuthMethod="FILE", DomainName=FAR).code == "InvalidParameter.DomainInvalid"
    for product, names, more, code, said in (
        (EV_MULTI, (new_domain(), FAR), {}, NAMES_REFUSED, "marked for IP addresses"),
        (WILDCARD, (FAR,), {}, NAMES_REFUSED, "marked for IP addresses"),
        (OV_SINGLE, (f"*.{FAR}",), {}, NAMES_REFUSED, "IP address"),
        (PRIVATE_WILDCARD, (FAR,), {}, NAMES_REFUSED, "marked for IP addresses"),
        (PRIVATE_MULTI, ("::ffff:10.0.0.1", "10.0.0.2"), {}, NAMES_REFUSED, "give it as 10.0.0.1"),
        (PRIVATE_MULTI, ("2001:db8::1", "2001:DB8:0::1"), {}, NAMES_REFUSED, "twice"),
        (PRIVATE_SINGLE, ("10.0.0.1", "10.0.0.2"), {}, NAMES_REFUSED, "at most 1"),
        (PRIVATE_MULTI, ("10.0.0.1", "db.internal"), {"VerifyType": "DNS"}, "InvalidParameter", "choose FILE"),
    ):
        # The second of two equal purchases within a second would be the first.
        certificate = bought(cloud, product, 2 if product in (EV_MULTI, PRIVATE_MULTI) else 1)
        refused = fill_in(cloud, certificate, *names, action=cloud.refused, **more)
        assert refused.code.startswith(code) and said in refused.message, (product, names, refused)
        assert cloud.status(certificate) == 5


def test_the_guide_and_the_matrix_agree(cloud):
    """A4, A6: what is recommended for addresses takes them; private products are told to those who ask for them."""
    for private in (False, True):
        found = cloud.raw("RecommendProducts", OwnerKind="company", DomainNum=2, SupportIp=True, Private=private)["Products"]
        assert found
        assert all((one["ProductId"] in (PRIVATE_SINGLE, PRIVATE_MULTI)) == private for one in found)
    quote = cloud.raw("QuoteCertificate", ProductId=PRIVATE_MULTI, DomainNum=4, TimeSpan=1)
    # Each address is a name with its price: two in the base price, two further ones.
    assert "8000" in json.dumps(quote)
