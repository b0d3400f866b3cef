"""pkilint in this process, since a program start for each of hundreds of documents would take minutes."""

import re

from pkilint import finding_filter, loader, pkix
from pkilint.cabf import cabf_crl, serverauth
from pkilint.cabf.serverauth import serverauth_constants
from pkilint.pkix import certificate, crl, extension, name, ocsp


def _findings(results) -> list[tuple[str, str]]:
    """Severity and code of everything found, notices included, in order and without repetition."""
    return sorted({(f.finding.severity.name, f.finding.code) for result in results for f in result.finding_descriptions})


def _errors(results) -> list[str]:
    return [code for severity, code in _findings(results) if severity in ("ERROR", "FATAL")]


def _unreadable(error: ValueError) -> list[str]:
    """What pkilint cannot load is an error, unless only its reader's bound on arcs of identifiers is to blame."""
    return [] if "out-of-range arc" in str(error) else ["unreadable"]


class CertificateJudge:
    """The rules for one kind of certificate, such as DV-FINAL-CERTIFICATE."""

    def __init__(self, kind: str):
        chosen = serverauth_constants.CertificateType.from_option_str(kind)
        self.filters = serverauth.create_serverauth_finding_filters(chosen)
        self.validator = certificate.create_pkix_certificate_validator_container(
            serverauth.create_decoding_validators(), serverauth.create_validators(chosen)
        )

    def errors(self, der: bytes) -> list[str]:
        """Codes of the errors; bytes that pkilint cannot even load are one."""
        try:
            document = loader.RFC5280CertificateDocumentLoader().load_der_document(der, "mutant")
        except ValueError as error:
            return _unreadable(error)
        return _errors(self._results(document))

    def findings(self, der: bytes) -> list[tuple[str, str]]:
        """Severity and code of everything that pkilint says, of whatever severity."""
        return _findings(self._results(loader.RFC5280CertificateDocumentLoader().load_der_document(der, "certificate")))

    def _results(self, document):
        return finding_filter.filter_results(self.filters, self.validator.validate(document.root))[0]


class PrivateCertificateJudge:
    """RFC 5280 alone, for certificates that public readers never see.

    It leaves wildcards to others ("not addressed by this specification", section 4.2.1.6; RFC 9525 section 6.3 does),
    and pkilint takes them, like the single label of localhost, for malformed names. Those two alone are let pass.
    """

    _NAMES_LET_PASS = re.compile(r'"(\*\.[^"*]+|localhost)"$')

    def __init__(self):
        self.validator = certificate.create_pkix_certificate_validator_container(
            certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
            [
                certificate.create_issuer_validator_container([]),
                certificate.create_validity_validator_container(),
                certificate.create_subject_validator_container([]),
                certificate.create_extensions_validator_container([]),
                certificate.create_spki_validator_container([]),
            ],
        )

    def findings(self, der: bytes) -> list[tuple[str, str]]:
        document = loader.RFC5280CertificateDocumentLoader().load_der_document(der, "certificate")
        results = self.validator.validate(document.root)
        for result in results:
            result.finding_descriptions[:] = [one for one in result.finding_descriptions if not self._lets_pass(one)]
        return _findings(results)

    def _lets_pass(self, one) -> bool:
        is_name = one.finding.code == "pkix.invalid_domain_name_syntax"
        return is_name and self._NAMES_LET_PASS.search(one.message) is not None


class ListJudge:
    """The rules of the Baseline Requirements for lists: of subscriber certificates (CRL), or of authorities' (ARL)."""

    def __init__(self, kind: str = "CRL"):
        kind = crl.CertificateRevocationListType[kind]
        self.validator = crl.create_pkix_crl_validator_container(
            [
                pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
                pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
            ],
            [
                crl.create_issuer_validator_container([]),
                crl.create_validity_validator_container([cabf_crl.create_validity_period_validator(kind)]),
                crl.create_extensions_validator_container([]),
                cabf_crl.CabfCrlReasonCodeAllowlistValidator(kind),
            ],
        )

    def errors(self, der: bytes) -> list[str]:
        try:
            document = loader.RFC5280CertificateListDocumentLoader().load_der_document(der, "mutant")
        except ValueError as error:
            return _unreadable(error)
        return _errors(self.validator.validate(document.root))

    def findings(self, der: bytes) -> list[tuple[str, str]]:
        document = loader.RFC5280CertificateListDocumentLoader().load_der_document(der, "list")
        return _findings(self.validator.validate(document.root))


class OcspJudge:
    """The rules of RFC 6960."""

    def __init__(self):
        self.validator = ocsp.create_pkix_ocsp_response_validator_container(
            [
                ocsp.create_response_decoder(),
                pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
                pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
            ],
            [],
        )

    def errors(self, der: bytes) -> list[str]:
        try:
            document = loader.RFC6960OCSPResponseDocumentLoader().load_der_document(der, "mutant")
        except ValueError as error:
            return _unreadable(error)
        return _errors(self.validator.validate(document.root))

    def findings(self, der: bytes) -> list[tuple[str, str]]:
        return _findings(self.validator.validate(loader.RFC6960OCSPResponseDocumentLoader().load_der_document(der, "answer").root))
