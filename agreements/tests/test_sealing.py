"""The seal: made once, and what was sealed holds when its certificate does not any more (faults 20, 21)."""

import io
import re
import stat
import threading
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
)

from agreements.sealing import (
    CertificateExpired,
    CertificateUnusable,
    Verdict,
    load_certificate,
    load_trust,
    verify,
)
from agreements.tests.seals import (
    DAY,
    NOW,
    REASON,
    as_pkcs12,
    certificate_for,
    configured,
    sealed_by,
    signed_in_the_past,
    verdict,
)

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
