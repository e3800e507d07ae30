"""The seal: what was sealed is told from what was changed, and from what never was ours (faults 20 to 22, 51)."""

import asyncio
import io
import re
import stat
import threading
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from agreements import pades, sealing
from agreements.sealing import (
    CertificateExpired,
    CertificateUnusable,
    FileRefused,
    Seal,
    SealPending,
    Trust,
    Verdict,
    load_certificate,
    load_trust,
    seal,
    verify,
)
from coaching.documents.pdf import render_pdf

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


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def own(home) -> Seal:
    return load_certificate(home, configured())


@pytest.fixture(scope="module")
def trust(home, own) -> Trust:
    return load_trust(home)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory) -> Seal:
    """The certificate of another installation."""
    return load_certificate(tmp_path_factory.mktemp("elsewhere"), configured())


@pytest.fixture(scope="module")
def agreement() -> bytes:
    return render_pdf(AGREEMENT, title="Coaching agreement", language="en", made_at=NOW)


@pytest.fixture(scope="module")
def sealed(agreement, own) -> bytes:
    return sealed_by(own, agreement)


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


# ---- a sealed document -------------------------------------------------------------------------------------------


def test_a_sealed_document_is_ours_and_unaltered(sealed, trust):
    assert verify(sealed, trust=trust) is Verdict.OURS_UNALTERED


def test_the_seal_leaves_the_document_as_it_was(agreement, sealed):
    assert sealed.startswith(agreement)
    before, after = (pypdfium2.PdfDocument(content)[0].render().to_pil() for content in (agreement, sealed))
    assert before == after
    document = pikepdf.open(io.BytesIO(sealed))
    assert bool(document.Root.MarkInfo.Marked) and str(document.Root.Lang) == "en"
    assert not document.attachments
    (field,) = document.Root.AcroForm.Fields
    assert int(field.F) & 2 and str(field.TU) == REASON  # hidden, so that a reading machine does not stumble on it
    assert str(field.V.SubFilter) == "/ETSI.CAdES.detached" and str(field.V.Reason) == REASON
    assert str(field.V.M) == f"D:{NOW:%Y%m%d%H%M%S}Z"
    assert int(document.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 1  # nothing may be added


def test_the_own_certificate_is_made_once_for_its_owner_alone_and_says_what_it_is(home, own):
    kept = home / "seal" / "own.p12"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert load_certificate(home, configured()).certificate == own.certificate
    assert own.self_made and "does not prove to outsiders" in own.description
    assert own.expires_at > NOW + 3600 * DAY


def test_processes_that_start_at_once_share_one_certificate(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(load_certificate(tmp_path, configured()).certificate))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert sorted(path.name for path in (tmp_path / "seal").iterdir()) == [
        "certificates",
        "in-use.pem",
        "own.p12",
    ]


def test_a_configured_certificate_seals_with_its_chain_and_its_name(tmp_path, agreement):
    root = certificate_for("Prairie Root")
    certificate, key = certificate_for("Prairie Early Learning", issuer=root)
    settings = as_pkcs12(tmp_path / "seal.p12", certificate, key, [root[0]])
    loaded = load_certificate(tmp_path, settings)
    assert not loaded.self_made and "Prairie Early Learning" in loaded.description
    file = sealed_by(loaded, agreement)
    assert verdict(file, load_trust(tmp_path)) is Verdict.OURS_UNALTERED
    assert root[0].public_bytes(Encoding.DER).hex().upper().encode() in file
    neighbour, its_key = certificate_for("Neighbour of the same root", issuer=root)
    theirs = signed_in_the_past(replace(loaded, certificate=neighbour, key=its_key), agreement, NOW)
    assert verdict(theirs, load_trust(tmp_path)) is Verdict.UNKNOWN


@pytest.mark.parametrize("wrong", ["password", "file", "content"])
def test_a_certificate_that_cannot_be_read_is_named(tmp_path, wrong):
    path = tmp_path / "seal.p12"
    settings = as_pkcs12(path, *certificate_for("Prairie"))
    if wrong == "password":
        settings.SEAL_PASSWORD = "another"
    elif wrong == "file":
        path.unlink()
    else:
        path.write_bytes(b"no certificate")
    with pytest.raises(CertificateUnusable, match=re.escape(str(path))):
        load_certificate(tmp_path, settings)


# ---- an expired certificate (fault 21) ---------------------------------------------------------------------------


def test_an_expired_certificate_seals_nothing_and_its_old_seals_still_hold(tmp_path, agreement):
    expired = load_certificate(
        tmp_path,
        as_pkcs12(tmp_path / "old.p12", *certificate_for("Prairie", first=NOW - 30 * DAY, last=NOW - 10 * DAY)),
    )
    for moment in (NOW, NOW - 20 * DAY):  # a date in the past does not help
        with pytest.raises(CertificateExpired, match="SEAL_PKCS12"):
            sealed_by(expired, agreement, moment)
    of_its_time = signed_in_the_past(expired, agreement, NOW - 20 * DAY)
    assert verdict(of_its_time, load_trust(tmp_path)) is Verdict.OURS_UNALTERED
    assert verdict(signed_in_the_past(expired, agreement, NOW), load_trust(tmp_path)) is Verdict.ALTERED


def test_old_seals_hold_after_the_certificate_was_replaced(tmp_path, agreement):
    earlier = sealed_by(load_certificate(tmp_path, configured()), agreement)
    load_certificate(tmp_path, as_pkcs12(tmp_path / "new.p12", *certificate_for("Prairie")))
    assert verdict(earlier, load_trust(tmp_path)) is Verdict.OURS_UNALTERED
    assert len(load_trust(tmp_path).certificates) == 2


def test_a_certificate_that_begins_tomorrow_seals_nothing_today(tmp_path, agreement):
    settings = as_pkcs12(tmp_path / "early.p12", *certificate_for("Prairie", first=NOW + DAY, last=NOW + 9 * DAY))
    with pytest.raises(CertificateExpired, match="only from"):
        sealed_by(load_certificate(tmp_path, settings), agreement)


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
        assert verdict(changed, trust) is (Verdict.ALTERED if b"%PDF-" in changed[:1024] else Verdict.UNKNOWN), place
    assert verify(flipped(sealed, 3000), trust=trust) is Verdict.ALTERED


def test_a_seal_spelled_otherwise_is_told(sealed, trust):
    first, second = gap_of(sealed)
    lower = sealed[:first] + sealed[first:second].lower() + sealed[second:]
    padded = sealed[: second - 3] + b"41>" + sealed[second:]
    assert len(lower) == len(padded) == len(sealed)
    for changed in (lower, padded):
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


# ---- files made to do harm (fault 51) ----------------------------------------------------------------------------


def with_our_trace(content: bytes, trust: Trust) -> bytes:
    return content + b"\n% " + trust.certificates[0].hex().encode()


def bomb(kind: bytes) -> bytes:
    """A small file with a stream that unfolds to 80 megabytes."""
    packer = zlib.compressobj(1)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(80)) + packer.flush()
    head = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /" + kind + b" /Size 9 /W [1 2 1] /Index [0 99999999] /Root 1 0 R /N 9 /First 9"
    )
    return (
        head
        + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
        + data
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )


END = b"startxref\n9\n%%EOF\n"
HARMFUL = {
    "an xref that unfolds": lambda: bomb(b"XRef"),
    "objects that unfold": lambda: bomb(b"ObjStm"),
    "brackets without end": lambda: b"%PDF-1.7\n" + b"[" * 2_000_000 + END,
    "a billion objects": lambda: b"%PDF-1.7\nxref\n0 999999999\n" + b"0000000000 65535 f \n" * 100_000 + END,
    "an xref before itself": lambda: (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev 9 /Root 1 0 R >>\n" + END
    ),
}


@pytest.mark.parametrize("harmful", HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_file_is_told_or_refused_in_short_time(harmful, trust):
    try:
        verdict = verify(with_our_trace(harmful(), trust), trust=trust)
    except FileRefused:
        return
    assert verdict is Verdict.ALTERED


def test_a_file_that_takes_too_long_is_refused(sealed, trust, monkeypatch):
    monkeypatch.setattr(sealing, "JUDGE_SECONDS", 0.01)
    with pytest.raises(FileRefused, match="too long"):
        verify(sealed, trust=trust)


def test_a_file_that_takes_too_much_memory_is_refused(sealed, trust, monkeypatch):
    monkeypatch.setattr(
        sealing, "JUDGE", ["-c", "import resource, agreements.pades as p; p.JUDGE_MEMORY = 1; p.main()"]
    )
    with pytest.raises(FileRefused, match="too long"):
        verify(sealed, trust=trust)


def test_a_file_beyond_the_limit_is_refused_before_it_is_looked_at(trust):
    with pytest.raises(FileRefused, match="20 MB"):
        verify(b"%PDF-1.7\n" + bytes(sealing.LARGEST_FILE), trust=trust)


# ---- the time-stamp authority (fault 20) -------------------------------------------------------------------------


class StampServer(ThreadingHTTPServer):
    """A time-stamp authority on this machine; `broken` is what it answers instead of a stamp, `delay` is in seconds."""

    broken: bytes | None = None
    status = 200
    delay = 0.0
    stamps_something_else = False

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        certificate, _ = certificate_for("Stamps", issuer=certificate_for("Stamp Root"), stamps=True, key=key)
        self.certificate = certificate.public_bytes(Encoding.DER)
        self.stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(self.certificate),
            keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            fixed_dt=datetime.now(UTC),
        )
        super().__init__(("127.0.0.1", 0), StampHandler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class StampHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.server.delay)
        if self.server.stamps_something_else:
            request["message_imprint"]["hashed_message"] = bytes(32)
        answer = self.server.broken
        if answer is None:
            answer = asyncio.run(self.server.stamper.async_request_tsa_response(request)).dump()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with suppress(ConnectionError):  # who asked may have gone
            self.wfile.write(answer)

    def log_message(self, *args):
        pass


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority():
    with serving(StampServer()) as server:
        yield server


def test_an_authority_stamps_the_time_and_is_remembered(agreement, own, home, authority):
    stamped = sealed_by(replace(own, timestamp_url=authority.url), agreement)
    trust = load_trust(home)
    assert authority.certificate in trust.authorities
    assert verdict(stamped, trust) is Verdict.OURS_UNALTERED
    # A stamp of an authority that we do not know proves no time
    assert verdict(stamped, Trust(trust.certificates)) is Verdict.ALTERED


@pytest.mark.parametrize(("status", "broken"), [(500, None), (200, b"no stamp"), (200, b""), (503, b"<html>")])
def test_an_authority_that_fails_leaves_the_seal_pending(agreement, own, authority, status, broken):
    authority.status, authority.broken = status, broken
    with pytest.raises(SealPending, match="tried again"):
        sealed_by(replace(own, timestamp_url=authority.url), agreement)


def test_an_authority_that_is_gone_or_silent_leaves_the_seal_pending(agreement, own, authority, monkeypatch):
    monkeypatch.setattr(pades, "TIMESTAMP_SECONDS", 0.2)
    authority.delay, authority.broken = 0.6, b"too late"
    with pytest.raises(SealPending):
        sealed_by(replace(own, timestamp_url=authority.url), agreement)
    with pytest.raises(SealPending):
        sealed_by(replace(own, timestamp_url="http://127.0.0.1:9/"), agreement)


def test_a_stamp_on_something_else_is_not_kept(agreement, own, home, authority):
    authority.stamps_something_else = True
    with pytest.raises(SealPending, match="does not hold"):
        sealed_by(replace(own, timestamp_url=authority.url), agreement)
    assert authority.certificate not in load_trust(home).authorities
