"""Certificates and seals for the tests of documents, made here and thrown away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from agreements import pades
from agreements.sealing import (
    Seal,
    Trust,
    Verdict,
    seal,
    verify,
)

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
REASON = "All parties have signed"
AGREEMENT = "<h1>Coaching agreement</h1><p>Rosa Núñez and Wanda Łoś agree on 8 cycles.</p>"


def configured(**values) -> SimpleNamespace:
    return SimpleNamespace(**({"SEAL_PKCS12": "", "SEAL_PASSWORD": "", "TIMESTAMP_URL": ""} | values))


def verdict(pdf: bytes, trust: Trust) -> Verdict:
    """Judged in this process, which is quicker; a few tests judge apart, as the product does."""
    return verify(pdf, trust=trust, apart=False)


def sealed_by(certificate: Seal, pdf: bytes, signed_at: datetime = NOW) -> bytes:
    return seal(pdf, reason=REASON, signed_at=signed_at, certificate=certificate)


def certificate_for(
    name: str, *, first: datetime = NOW - DAY, last: datetime = NOW + DAY, issuer=None, stamps: bool = False, key=None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A certificate with its key, issued by itself or by `issuer` (a certificate and a key)."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(True, not stamps, False, False, False, issuer is None, False, False, False), critical=True
        )
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def as_pkcs12(path: Path, certificate, key, chain=(), password: str = "secret") -> SimpleNamespace:
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key, certificate, list(chain), BestAvailableEncryption(password.encode())
        )
    )
    return configured(SEAL_PKCS12=str(path), SEAL_PASSWORD=password)


def signed_in_the_past(certificate: Seal, pdf: bytes, signed_at: datetime) -> bytes:
    """What `seal` made on that day; today it would refuse."""
    return pades.sign(
        pdf,
        certificate=certificate.certificate.public_bytes(Encoding.DER),
        key=certificate.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        chain=[],
        reason=REASON,
        signed_at=signed_at,
        timestamp_url="",
    )[0]
