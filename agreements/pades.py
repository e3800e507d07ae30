"""The electronic seal itself: PAdES by pyHanko. The only module that imports pyHanko.

`agreements.sealing` is what others use. `sign` runs in the worker. `judge` reads files that strangers upload, so it
runs in a process of its own with limits on memory and time; this module is then the program.
"""

import asyncio
import io
import logging
import resource
import sys
from collections.abc import Collection
from datetime import UTC, datetime

from asn1crypto import cms, core, keys, x509
from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import extract_ts_certs
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from agreements.trust import Trust

FIELD = "AlongsideSeal"
MEGABYTE = 1024 * 1024
TIMESTAMP_SECONDS = 15
JUDGE_MEMORY = 1024 * MEGABYTE
JUDGE_SECONDS = 10  # of processor time
LIMITS = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=32 * MEGABYTE),
    document_budget=DocumentDecodeBudget(base_allowance=64 * MEGABYTE, max_ratio=4),
)


class NoTimestamp(Exception):
    """The time-stamp authority did not give a usable stamp."""


class Authority(HTTPTimeStamper):
    """The time-stamp authority; whatever goes wrong with it is one kind of error."""

    def __init__(self, url: str) -> None:
        super().__init__(url, timeout=TIMESTAMP_SECONDS)
        self.certificates: set[bytes] = set()

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            self.certificates |= {one.dump() for one in extract_ts_certs(token, SimpleCertificateStore())}
        except Exception as error:
            raise NoTimestamp(f"{type(error).__name__}: {error}") from error
        return token


def sign(
    pdf: bytes,
    *,
    certificate: bytes,
    key: bytes,
    chain: Collection[bytes],
    reason: str,
    signed_at: datetime,
    timestamp_url: str,
) -> tuple[bytes, set[bytes]]:
    """Return `pdf` with an invisible seal over every byte, after which nothing may be added, and who stamped the time.

    Certificates and key are DER (the key PKCS#8). PAdES B-B, or B-T where `timestamp_url` names an authority, whose
    certificates come back. Raises NoTimestamp when that authority does not answer as it should.
    """
    store = SimpleCertificateStore()
    store.register_multiple(x509.Certificate.load(one) for one in chain)
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=store,
    )
    described = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        name=signer.subject_name,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    field = SigFieldSpec(
        FIELD,
        # Hidden, since a document for screen readers may have no field without a place in its structure
        invis_sig_settings=InvisSigSettings(set_hidden_flag=True),
        readable_field_name=reason,
    )
    authority = Authority(timestamp_url) if timestamp_url else None
    pdf_signer = PdfSigner(described, signer, timestamper=authority, new_field_spec=field)
    return asyncio.run(_signed(pdf, pdf_signer, signed_at)), authority.certificates if authority else set()


async def _signed(pdf: bytes, signer: PdfSigner, signed_at: datetime) -> bytes:
    """What `PdfSigner.async_sign_pdf` does, with our time instead of the machine's own."""
    session = signer.init_signing_session(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    session.system_time = signed_at.astimezone(UTC)
    size = await session.estimate_signature_container_size(None)
    document = session.prepare_tbs_document(None, bytes_reserved=size)
    output = io.BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
    await document.perform_signature(digest.document_digest, attributes)
    return output.getvalue()


def judge(pdf: bytes, trust: Trust) -> str:
    """Return "ours_unaltered", "altered" or "unknown" for a file that bears a trace of our certificates.

    Ours is only what pyHanko's bottom line accepts, covers the whole file, and is spelled as `sign` spells it: the
    seal's own bytes lie outside of what it covers, so they are compared.
    """
    try:
        signatures = PdfFileReader(io.BytesIO(pdf), strict=True, decode_limits=LIMITS).embedded_signatures
        ours = [one for one in signatures if trust.marks(one.pkcs7_content)]
        if signatures and not ours:
            return "unknown"
        return "ours_unaltered" if any(_holds(one, pdf, trust) for one in ours) else "altered"
    except MemoryError:
        raise
    except Exception:  # a broken file can raise anything; it bears our trace, so it was changed
        return "altered"


def _holds(seal: EmbeddedPdfSignature, pdf: bytes, trust: Trust) -> bool:
    """True where this signature is ours, covers every byte, and pyHanko has nothing against it."""
    # A certificate may have expired since (fault 21): what counts is that it was good when the seal was made. pyHanko
    # does not ask that of a certificate which is trusted by itself.
    moment = seal.self_reported_timestamp or datetime.now(UTC)
    if not seal.signer_cert.not_valid_before <= moment <= seal.signer_cert.not_valid_after:
        return False
    status = validate_pdf_signature(
        seal,
        signer_validation_context=_trusting(trust.certificates, moment),
        ts_validation_context=_trusting(trust.authorities, moment),
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
        ),
    )
    return status.bottom_line and status.coverage is SignatureCoverageLevel.ENTIRE_FILE and _written_by_us(seal, pdf)


def _trusting(certificates: Collection[bytes], moment: datetime) -> ValidationContext:
    """Trust these certificates themselves, whoever issued them, as they were at `moment`; ask nobody."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in certificates], moment=moment, allow_fetching=False
    )


def _written_by_us(seal: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """True where the seal's own bytes, which no signature covers, are spelled as `sign` spells them.

    Readers forgive much there: the case of letters, another version number, anything after the end.
    """
    start, first, second, rest = seal.byte_range
    content = seal.pkcs7_content
    if (start, second + rest) != (0, len(pdf)) or pdf[first:second] != b"<" + content.hex().upper().encode() + b">":
        return False
    message, signer = cms.ContentInfo.load(content), seal.signer_info
    digests = [one.dump() for one in message["content"]["digest_algorithms"]]
    issuer = signer["sid"].chosen["issuer"].dump()
    if (message["content"]["version"].native, signer["version"].native) != ("v1", "v1"):
        return False
    if digests != [signer["digest_algorithm"].dump()] or issuer != seal.signer_cert.issuer.dump():
        return False
    if not all(_filled(one) for one in (message, message["content"], signer)):
        return False
    return not any(content[len(message.dump()) :])


def _filled(sequence: core.Sequence) -> bool:
    """True where a sequence ends with its last field: a longer length would draw in what only fills the seal up."""
    return sequence.contents == b"".join(sequence[name].dump() for name in sequence)


def main() -> None:
    """Judge the file on standard input; its first line is our trust. The limits bind before it is read."""
    resource.setrlimit(resource.RLIMIT_AS, (JUDGE_MEMORY, JUDGE_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (JUDGE_SECONDS, JUDGE_SECONDS))
    logging.disable()  # what pyHanko says may hold words of the uploaded file
    trust = Trust.from_line(sys.stdin.buffer.readline())
    sys.stdout.write(judge(sys.stdin.buffer.read(), trust))


if __name__ == "__main__":
    main()
