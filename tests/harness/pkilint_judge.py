"""pkilint in this process, since a program start for each of hundreds of documents would take minutes."""

from pkilint import finding_filter, loader, pkix
from pkilint.cabf import cabf_crl, serverauth
from pkilint.cabf.serverauth import serverauth_constants
from pkilint.pkix import certificate, crl, extension, name, ocsp
from pkilint.validation import ValidationFindingSeverity


def _errors(results) -> list[str]:
    return sorted(
        {
            finding.finding.code
            for result in results
            for finding in result.finding_descriptions
            if finding.finding.severity in (ValidationFindingSeverity.ERROR, ValidationFindingSeverity.FATAL)
        }
    )


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
        results, _ = finding_filter.filter_results(self.filters, self.validator.validate(document.root))
        return _errors(results)


class ListJudge:
    """The rules of the Baseline Requirements for lists of subscriber certificates."""

    def __init__(self):
        kind = crl.CertificateRevocationListType.CRL
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
