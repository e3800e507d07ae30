"""A sealed document that was changed, and one that never was ours, are told (fault 22)."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from agreements.sealing import (
    Verdict,
    load_trust,
    verify,
)
from agreements.tests.seals import AGREEMENT, NOW, sealed_by, signed_in_the_past, verdict
from coaching.documents.pdf import render_pdf

# ---- a changed document (fault 22) -------------------------------------------------------------------------------


def flipped(content: bytes, place: int, bit: int = 1) -> bytes:
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]


def gap_of(sealed: bytes) -> tuple[int, int]:
    """Where the seal's own bytes stand, which it does not cover itself."""
    ranges = re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", sealed)
    return int(ranges[-1][1]), int(ranges[-1][2])


def test_one_bit_anywhere_is_told(sealed, trust):
    first, second = gap_of(sealed)
    places = {
        *range(0, len(sealed), 997),
        *range(first, second, 197),
        *range(first, first + 120),  # the head of the seal, where readers forgive most
        *range(second - 3, second + 3),
        len(sealed) - 1,
    }
    for place in places:
        changed = flipped(sealed, place, 1 << place % 8)
        where = f"{place}, the seal is at {first} to {second}: {sealed[max(0, place - 60) : place + 60]!r}"
        assert verdict(changed, trust) is (Verdict.ALTERED if b"%PDF-" in changed[:1024] else Verdict.UNKNOWN), where
    assert verify(flipped(sealed, 3000), trust=trust) is Verdict.ALTERED


def test_a_seal_spelled_otherwise_is_told(sealed, trust):
    first, second = gap_of(sealed)
    lower = sealed[:first] + sealed[first:second].lower() + sealed[second:]
    padded = sealed[: second - 3] + b"41>" + sealed[second:]
    assert len(lower) == len(padded) == len(sealed)
    for changed in (lower, padded):
        assert verdict(changed, trust) is Verdict.ALTERED


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_seal_that_takes_in_some_of_what_fills_it_up_is_told(sealed, trust, depth):
    first, second = gap_of(sealed)
    der = bytearray(bytes.fromhex(sealed[first + 1 : second - 1].decode()))
    message = cms.ContentInfo.load(bytes(der))
    signed = message["content"].dump()  # with the header that says which content it is
    for header in (0, bytes(der).index(signed), bytes(der).index(signed) + 4)[:depth]:
        assert der[header + 1] == 0x82, "the length is of two bytes"
        longer = int.from_bytes(der[header + 2 : header + 4], "big") + 2
        der[header + 2 : header + 4] = longer.to_bytes(2, "big")
    changed = sealed[: first + 1] + bytes(der).hex().upper().encode() + sealed[second - 1 :]
    assert len(changed) == len(sealed)
    assert verdict(changed, trust) is Verdict.ALTERED


def appended(content: bytes, change) -> bytes:
    """`content` with one more revision, which leaves every earlier byte in place."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(content)
    return out.getvalue()


def add_an_object(writer):
    writer.root["/Words"] = writer.add_object(generic.TextStringObject("harmless"))
    writer.update_root()


def hide_the_page(writer):
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def remove_the_seal(writer):
    del writer.root["/AcroForm"]
    writer.update_root()


@pytest.mark.parametrize("change", [add_an_object, hide_the_page, remove_the_seal])
def test_something_appended_is_told(sealed, trust, change):
    assert verdict(appended(sealed, change), trust) is Verdict.ALTERED


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + b"\n",
        lambda content: content + b"%%EOF\n",
        lambda content: b"\n" + content,
        lambda content: content[:-6],
        lambda content: content[: len(content) // 2] + content[-9000:],
        lambda content: re.sub(rb"/ByteRange \[0 ", b"/ByteRange [1 ", content),
        lambda content: content.replace(b"/ByteRange", b"/ByteRangE"),
    ],
)
def test_bytes_added_cut_or_moved_are_told(sealed, trust, change):
    assert verdict(change(sealed), trust) is Verdict.ALTERED


def test_a_document_that_another_program_saved_again_is_told(sealed, trust):
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(sealed)).save(out)
    assert verdict(out.getvalue(), trust) is Verdict.ALTERED


def test_the_seal_of_one_document_does_not_fit_another(agreement, sealed, own, trust):
    other = sealed_by(
        own, render_pdf(AGREEMENT.replace("8", "9"), title="Coaching agreement", language="en", made_at=NOW)
    )
    first, second = gap_of(sealed)
    begin, end = gap_of(other)
    assert second - first == end - begin
    assert verdict(other[:begin] + sealed[first:second] + other[end:], trust) is Verdict.ALTERED


def test_a_seal_of_someone_else_on_top_of_ours_is_told(sealed, foreign, trust):
    def unlock(writer):
        del writer.root["/Perms"]
        writer.update_root()

    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(foreign.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            foreign.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=SimpleCertificateStore(),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(appended(sealed, unlock)))
    both = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="Other"), signer=signer).getvalue()
    assert both.startswith(sealed)
    assert verdict(both, trust) is Verdict.ALTERED


# ---- what never was ours -----------------------------------------------------------------------------------------


def test_an_unsealed_or_stripped_document_is_unknown(agreement, sealed, trust):
    assert verdict(agreement, trust) is Verdict.UNKNOWN
    document, out = pikepdf.open(io.BytesIO(sealed)), io.BytesIO()
    del document.Root.AcroForm, document.Root.Perms, document.pages[0].Annots
    document.save(out)
    assert verdict(out.getvalue(), trust) is Verdict.UNKNOWN


def test_a_document_sealed_elsewhere_is_unknown(agreement, foreign, trust, home):
    theirs = sealed_by(foreign, agreement)
    assert verdict(theirs, load_trust(foreign.data_dir)) is Verdict.OURS_UNALTERED
    assert verdict(theirs, trust) is Verdict.UNKNOWN


def test_a_certificate_that_imitates_ours_is_unknown(agreement, own, trust):
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    imitation = x509.CertificateBuilder(
        own.certificate.issuer,
        own.certificate.subject,
        key.public_key(),
        own.certificate.serial_number,
        own.certificate.not_valid_before_utc.replace(tzinfo=None),
        own.certificate.not_valid_after_utc.replace(tzinfo=None),
        list(own.certificate.extensions),
    ).sign(key, hashes.SHA256())
    theirs = signed_in_the_past(replace(own, certificate=imitation, key=key), agreement, NOW)
    assert verdict(theirs, trust) is Verdict.UNKNOWN


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 5000, b"%PDF-1.7\n", b"PK\x03\x04", "<html>é".encode()])
def test_what_is_no_document_is_unknown(content, trust):
    assert verdict(content, trust) is Verdict.UNKNOWN


def test_without_any_seal_made_here_everything_is_unknown(sealed, tmp_path):
    assert verdict(sealed, load_trust(tmp_path)) is Verdict.UNKNOWN
