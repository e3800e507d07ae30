"""Seal finished agreements, and say of any file whether it is one of them, unaltered (design section 5).

The certificate is the organisation's own, given as PKCS#12 or as PEM files, or one that this installation makes for
itself once. A certificate of its own making shows that a file was not altered; it does not show outsiders who sealed
it, and `Seal.description` says so plainly. Under DATA_DIR/seal lie the key, readable by its owner alone, and
the certificates of all earlier seals, without which old documents could no longer be told: that folder belongs in the
backup.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.utils.translation import gettext

from agreements.trust import Trust, load_trust, remember

__all__ = [
    "CertificateExpired",
    "CertificateUnusable",
    "FileRefused",
    "Seal",
    "SealError",
    "SealPending",
    "Trust",
    "Verdict",
    "load_certificate",
    "load_trust",
    "look_at_certificate",
    "noted_certificate",
    "seal",
    "verify",
]

log = structlog.get_logger(__name__)

ROOT = Path(__file__).resolve().parent.parent
LARGEST_FILE = 20 * 1024 * 1024  # bytes
JUDGE = ["-m", "agreements.pades"]
JUDGE_SECONDS = 30  # on the clock
OWN_YEARS = 10
WARN = timedelta(days=60)
"""How long before its certificate ends an installation says so."""
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


class SealError(Exception):
    """A document cannot be sealed; the message says why and how to go on."""


class SealPending(SealError):
    """The time-stamp authority does not answer (fault 20). The signatures stand; sealing is tried again later."""


class CertificateExpired(SealError):
    """The certificate is no longer, or not yet, valid (fault 21). Documents sealed before still verify."""


class CertificateUnusable(SealError):
    """The configured certificate cannot be read."""


class FileRefused(Exception):
    """An uploaded file is too large or too costly to look into (fault 51)."""


class Verdict(StrEnum):
    """What can be said of a file."""

    OURS_UNALTERED = "ours_unaltered"
    ALTERED = "altered"  # it bears our seal, and is not what was sealed
    UNKNOWN = "unknown"  # it bears no seal of ours


@dataclass(frozen=True)
class Seal:
    """A certificate with its key, ready to seal."""

    certificate: x509.Certificate
    key: Any  # a private key of the cryptography package
    data_dir: Path
    chain: Sequence[x509.Certificate] = ()
    self_made: bool = False
    timestamp_url: str = ""

    @property
    def expires_at(self) -> datetime:
        """When sealing stops (fault 21); warn before."""
        return self.certificate.not_valid_after_utc

    @property
    def description(self) -> str:
        """Say plainly, for the page of signatures, what this seal shows and what it does not."""
        if self.self_made:
            return gettext(
                "Sealed with a certificate that this installation of Alongside made itself. The seal shows whether the "
                "file was changed. It does not prove to outsiders who sealed it."
            )
        subject = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        name = str(subject[0].value) if subject else self.certificate.subject.rfc4514_string()
        return gettext("Sealed with the certificate of %(name)s. The seal shows whether the file was changed.") % {
            "name": name
        }


def seal(pdf: bytes, *, reason: str, signed_at: datetime, certificate: Seal) -> bytes:
    """Return `pdf` sealed: PAdES B-B, or B-T where a time-stamp authority is configured.

    `signed_at` is the aware moment of sealing, so normally now; when each person signed is in the text. Raises
    CertificateExpired (fault 21), SealPending when the authority gives no usable stamp (fault 20), SealError when the
    finished file does not stand its own examination.
    """
    _require_valid(certificate, signed_at)
    from agreements import pades  # takes a second to load, and only the worker seals

    own = certificate.certificate.public_bytes(Encoding.DER)
    try:
        sealed, authorities = pades.sign(
            pdf,
            certificate=own,
            key=certificate.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
            chain=[one.public_bytes(Encoding.DER) for one in certificate.chain],
            reason=reason,
            signed_at=signed_at,
            timestamp_url=certificate.timestamp_url,
        )
    except pades.NoTimestamp as error:
        raise SealPending(
            gettext("The time-stamp authority does not answer. The seal is tried again later.")
        ) from error
    if verify(sealed, trust=Trust((own,), tuple(authorities)), apart=False) is not Verdict.OURS_UNALTERED:
        if authorities:
            raise SealPending(gettext("The time-stamp authority sent a stamp that does not hold. It is tried again."))
        raise SealError(gettext("The sealed file does not stand its own examination, so it was not kept."))
    remember(certificate.data_dir, authorities=authorities)
    return sealed


def verify(pdf: bytes, *, trust: Trust, apart: bool = True) -> Verdict:
    """Say whether `pdf` is one of our sealed documents, unaltered; any bytes may be given (fault 22).

    What bears no trace of our certificates is UNKNOWN without being opened. The rest is judged apart, in a process of
    its own with limits on memory and time; only for files of our own making may `apart` be False. Raises FileRefused
    beyond 20 MB or those limits (fault 51).
    """
    if len(pdf) > LARGEST_FILE:
        raise FileRefused(gettext("This file is larger than 20 MB. Documents sealed here are much smaller."))
    if b"%PDF-" not in pdf[:1024] or not trust.may_have_sealed(pdf):
        return Verdict.UNKNOWN
    if apart:
        return _judged_apart(pdf, trust)
    from agreements import pades

    return Verdict(pades.judge(pdf, trust))


def load_certificate(data_dir: Path | str, settings: Any) -> Seal:
    """Return the certificate to seal with, and remember it for `load_trust`.

    That is the PKCS#12 file at `settings.SEAL_PKCS12`, or the PEM files at `settings.SEAL_CERTIFICATE` (the certificate
    first, then its chain) and `settings.SEAL_KEY`, either opened with `settings.SEAL_PASSWORD`; or else one that is
    made here once and kept under `data_dir`. Raises CertificateUnusable when a file cannot be read.
    """
    files = _configured(settings)
    key, certificate, chain = _opened(files or [_own_certificate(Path(data_dir))], settings if files else None)
    remember(data_dir, certificates=[certificate.public_bytes(Encoding.DER)])
    _note(data_dir, certificate)
    return Seal(
        certificate=certificate,
        key=key,
        chain=tuple(chain),
        data_dir=Path(data_dir),
        self_made=not files,
        timestamp_url=str(getattr(settings, "TIMESTAMP_URL", "") or ""),
    )


def look_at_certificate(data_dir: Path | str, settings: Any) -> x509.Certificate | None:
    """Return the certificate that would seal now; None where one of our own is still to be made.

    Needs the key's file to be readable, so it is for the worker and the command line. Raises CertificateUnusable.
    """
    files = _configured(settings)
    own = _own_file(Path(data_dir))
    if not files and not own.exists():
        return None
    certificate = _opened(files or [own], settings if files else None)[1]
    _note(data_dir, certificate)
    return certificate


def noted_certificate(data_dir: Path | str) -> x509.Certificate | None:
    """Return the certificate that the worker was last seen to use, without its key; None before the first time."""
    try:
        return x509.load_pem_x509_certificate((Path(data_dir) / "seal" / NOTED).read_bytes())
    except (OSError, ValueError):
        return None


NOTED = "in-use.pem"


def _note(data_dir: Path | str, certificate: x509.Certificate) -> None:
    """For pages, which run where the key should not be read."""
    noted = noted_certificate(data_dir)
    if noted is not None and noted == certificate:
        return
    folder = Path(data_dir) / "seal"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as new:
        new.write(certificate.public_bytes(Encoding.PEM))
    os.chmod(new.name, 0o644)
    os.replace(new.name, folder / NOTED)


def _configured(settings: Any) -> list[Path]:
    """The files of the organisation's own certificate: one PKCS#12, or PEM certificate and key; none without."""
    named = {name: str(getattr(settings, name, "") or "") for name in ("SEAL_PKCS12", "SEAL_CERTIFICATE", "SEAL_KEY")}
    pem = [named["SEAL_CERTIFICATE"], named["SEAL_KEY"]]
    if named["SEAL_PKCS12"] and any(pem):
        raise CertificateUnusable(gettext("Set SEAL_PKCS12, or SEAL_CERTIFICATE and SEAL_KEY; not all of them."))
    if any(pem) and not all(pem):
        raise CertificateUnusable(gettext("SEAL_CERTIFICATE and SEAL_KEY belong together. Set both."))
    return [Path(name) for name in ([named["SEAL_PKCS12"]] if named["SEAL_PKCS12"] else filter(None, pem))]


def _opened(files: list[Path], settings: Any) -> tuple[Any, x509.Certificate, list[x509.Certificate]]:
    password = str(getattr(settings, "SEAL_PASSWORD", "") or "").encode() or None
    try:
        if len(files) == 1:
            key, certificate, chain = pkcs12.load_key_and_certificates(files[0].read_bytes(), password)
            if key is None or certificate is None:
                raise ValueError("it holds no key with its certificate")
            return key, certificate, chain
        certificate, *chain = x509.load_pem_x509_certificates(files[0].read_bytes())
        pem_key = load_pem_private_key(files[1].read_bytes(), password)
        if _public(pem_key.public_key()) != _public(certificate.public_key()):
            raise ValueError("the key does not belong to the certificate")
        return pem_key, certificate, chain
    except (OSError, ValueError, TypeError) as error:
        raise CertificateUnusable(
            gettext("The certificate %(file)s cannot be read. Check the settings that begin with SEAL. (%(reason)s)")
            % {"file": " + ".join(str(one) for one in files), "reason": error}
        ) from error


def _public(key: Any) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _judged_apart(pdf: bytes, trust: Trust) -> Verdict:
    try:
        judged = subprocess.run(
            [sys.executable, *JUDGE],
            input=trust.as_line() + b"\n" + pdf,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            timeout=JUDGE_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        log.warning("sealing.file_refused", reason=type(error).__name__, status=getattr(error, "returncode", None))
        raise FileRefused(gettext("This file takes too long to examine, so it was not examined.")) from error
    return Verdict(judged.stdout.decode())


def _require_valid(seal: Seal, signed_at: datetime) -> None:
    first, last = seal.certificate.not_valid_before_utc, seal.certificate.not_valid_after_utc
    for moment in (signed_at, datetime.now(UTC)):
        if moment > last:
            raise CertificateExpired(
                gettext(
                    "The certificate for sealing expired on %(day)s. Documents sealed before still hold. "
                    "Set SEAL_PKCS12, or SEAL_CERTIFICATE and SEAL_KEY, to a new one; "
                    "or move %(file)s away to have one made."
                )
                % {"day": f"{last:%Y-%m-%d}", "file": _own_file(seal.data_dir)}
            )
        if moment < first:
            raise CertificateExpired(
                gettext("The certificate for sealing is valid only from %(day)s.") % {"day": f"{first:%Y-%m-%d}"}
            )


def _own_file(data_dir: Path) -> Path:
    return data_dir / "seal" / "own.p12"


def _own_certificate(data_dir: Path) -> Path:
    """Return the file of the certificate that this installation made for itself; make it if there is none.

    Two processes may come here at once: both make one, the first to link it wins, and both use that.
    """
    path = _own_file(data_dir)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent) as new:  # readable by its owner alone from the first moment
        new.write(_new_certificate())
        new.flush()
        os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(new.name, path)
            log.info("sealing.own_certificate_made", file=str(path))
    return path


def _new_certificate() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Alongside, made by this installation itself")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * OWN_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"Alongside", key, certificate, None, NoEncryption())
