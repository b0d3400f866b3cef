"""Scans of letters, and applications that wait for one."""

import base64
import struct
import zlib

from .cloud import Cloud


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(side: int = 60, mark: int = 0) -> bytes:
    """A picture of noise that every reader opens: more than a kilobyte."""
    noise = bytearray()
    value = 12345 + mark
    for _ in range(side):
        noise.append(0)
        for _ in range(side):
            value = (value * 1103515245 + 12345) & 0x7FFFFFFF
            noise.append(value >> 16 & 0xFF)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(noise))) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


# What EV applications say besides.
REGISTER = {"OrgIdType": "TYDMZ", "OrgIdNumber": "91350100M000100Y43"}
ORGANIZATION = {
    "OrgOrganization": "Widget Trading Ltd",
    "OrgDivision": "IT",
    "OrgCountry": "CN",
    "OrgRegion": "Guangdong",
    "OrgCity": "Shenzhen",
    "OrgAddress": "1 High Street",
    "OrgPhoneArea": "0755",
    "OrgPhoneNumber": "86013388",
    "AdminFirstName": "San",
    "AdminLastName": "Zhang",
    "AdminTitle": "Manager",
    "AdminPhone": "+86 755 8601 3388",
    "AdminEmail": "zhang@widgets.org",
}


def submitted(cloud: Cloud, product: int, *names: str, **more) -> str:
    """A certificate bought and its information submitted, for an organisation of its own. The account has money."""
    bought = cloud.raw("CreateCertificate", ProductId=product, DomainNum=len(names), TimeSpan=1)
    (certificate,) = bought["CertificateIds"]
    common, *further = names
    facts = {"VerifyType": "DNS"} | ORGANIZATION | REGISTER | {"OrgOrganization": f"Shop {certificate} Ltd"} | more
    cloud.call(
        "CertificateInfoSubmit",
        CertId=certificate, CertCommonName=common, DnsNames=further, CompanyId="0", CompanyType=2, GenCsrType="online",
        **facts,
    )
    cloud.call("CertificateOrderSubmit", CertId=certificate)
    return certificate
