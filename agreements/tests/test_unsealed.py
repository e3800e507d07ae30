"""What is signed and not sealed: who works on it, why it failed, and what the administrator is told (19 to 21)."""

import datetime as dt
import io

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from agreements import checks, sealing, ticks
from agreements.models import Agreement, SealAttempt, SealedDocument
from agreements.sealing import CertificateExpired, CertificateUnusable, SealPending, Trust, Verdict
from agreements.services import documents, seal
from agreements.tasks import seal_again
from agreements.tests.steps import signed_by_all
from agreements.tests.test_sealing import DAY, NOW, as_pkcs12, certificate_for, configured
from coaching.disclosure.identity import acting_as
from coaching.documents.errors import PdfUnavailable
from coaching.documents.pdf import render_pdf
from coaching.models import AuditEntry
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(cast, sealing):
    """An agreement that all signed half an hour ago."""
    agreement = signed_by_all(cast)
    with bypassing():
        Agreement.objects.filter(pk=agreement.pk).update(activated_at=timezone.now() - dt.timedelta(minutes=30))
    return agreement


def failing(monkeypatch, error):
    def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr(documents, "paper", fails)


def attempt() -> SealAttempt:
    with bypassing():
        return SealAttempt.objects.get()


def documents_page(cast) -> str:
    return reverse("setup_documents", args=[cast.program.pk])


@pytest.mark.parametrize(
    ("error", "reason", "words"),
    [
        (SealPending("x"), "timestamp", "time-stamp authority did not answer"),
        (CertificateExpired("x"), "expired", "certificate has ended"),
        (CertificateUnusable("x"), "certificate", "certificate cannot be read"),
        (PdfUnavailable("x"), "pango", "installs Pango"),
        (ValueError("June Whitehorse"), "other", "finds it in the log"),
    ],
)
def test_the_administrator_is_told_what_is_late_and_why_and_nothing_else(
    client, cast, late, monkeypatch, error, reason, words
):
    with monkeypatch.context() as broken, as_worker():
        failing(broken, error)
        ticks.seal_what_is_left()
    assert (attempt().reason, attempt().attempts, attempt().claimed_until) == (reason, 1, None)
    client.force_login(cast["administrator"])
    page = client.get(documents_page(cast)).content.decode().split("<main")[1]
    assert words in page
    for secret in ("June", "Rosa", "Miriam", late.digest, "Follows the child"):
        assert secret not in page
    overview = client.get(reverse("program_setup", args=[cast.program.pk])).content.decode()
    assert "1 signed agreement has no sealed document yet" in overview


def test_it_is_tried_again_at_once(client, cast, late, monkeypatch, django_capture_on_commit_callbacks):
    client.force_login(cast["administrator"])
    started = []
    monkeypatch.setattr("agreements.views.documents.start_soon", lambda task, **ids: started.append((task, ids)))
    client.post(reverse("document_seal_again", args=[cast.program.pk, late.pk]))
    ((task, ids),) = started
    with as_worker():
        task(**{name: str(value) for name, value in ids.items()})
    with bypassing():
        assert SealedDocument.objects.filter(agreement=late).count() == 1
        assert AuditEntry.objects.filter(event="sealing_asked", person=cast["administrator"]).count() == 1
    assert "Nothing is late" in client.get(documents_page(cast)).content.decode()
    assert client.post(reverse("document_seal_again", args=[cast.program.pk, late.pk])).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("coach", 403), ("leader", 403), ("administrator_elsewhere", 404)])
def test_only_the_administrator_of_the_program_sees_and_tries(client, cast, late, name, status):
    client.force_login(cast[name])
    assert client.get(documents_page(cast)).status_code == status
    assert client.post(reverse("document_seal_again", args=[cast.program.pk, late.pk])).status_code == status
    with acting_as(cast[name].pk), connection.cursor() as cursor:
        cursor.execute("select * from sec.unsealed_in(%s)", [cast.program.pk])
        assert cursor.fetchall() == []


def test_what_was_signed_a_moment_ago_is_not_late(client, cast, sealing):
    signed_by_all(cast)
    client.force_login(cast["administrator"])
    assert "Nothing is late" in client.get(documents_page(cast)).content.decode()


def test_a_task_for_what_is_sealed_or_unknown_does_nothing(cast, late):
    with as_worker():
        ticks.seal_what_is_left()
        seal_again(agreement_id=str(late.pk))
        seal_again(agreement_id=str(cast.partnership.pk))
    with bypassing():
        assert SealedDocument.objects.count() == 1


# ---- one worker at a time ----------------------------------------------------------------------------------------
def test_another_worker_leaves_alone_what_one_is_working_on(cast, late, monkeypatch):
    made = []
    whole = documents.paper

    def in_between(**given):
        made.append(1)
        if len(made) == 1:
            assert seal(agreement_id=late.pk, by=cast["coachee"].pk) is None
        return whole(**given)

    monkeypatch.setattr(documents, "paper", in_between)
    with as_worker():
        assert seal(agreement_id=late.pk, by=cast["coach"].pk)
    assert len(made) == 1


def test_a_worker_that_crashed_is_made_up_for_when_its_claim_has_run_out(cast, late):
    with as_worker(), acting_as(cast["coach"].pk):
        assert documents._claim(late.pk)
        assert not documents._claim(late.pk)
    with as_worker():
        ticks.seal_what_is_left()
        with bypassing():
            assert not SealedDocument.objects.exists()
            SealAttempt.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
        ticks.seal_what_is_left()
    with bypassing():
        assert SealedDocument.objects.count() == 1


def test_a_worker_that_comes_back_late_does_not_replace_what_was_kept(cast, late, monkeypatch):
    whole = documents._made

    def slow(*given):
        mine = whole(*given)
        with bypassing():
            SealAttempt.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
        monkeypatch.setattr(documents, "_made", whole)
        other.append(seal(agreement_id=late.pk, by=cast["coachee"].pk))
        return mine

    other: list = []
    monkeypatch.setattr(documents, "_made", slow)
    with as_worker():
        mine = seal(agreement_id=late.pk, by=cast["coach"].pk)
    assert mine.digest == other[0].digest
    with bypassing():
        assert AuditEntry.objects.filter(event="agreement_sealed").count() == 1


# ---- the certificate ---------------------------------------------------------------------------------------------
def as_pem(folder, certificate, key, chain=(), password: str = ""):
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in (certificate, *chain))
    (folder / "seal.pem").write_bytes(pem)
    (folder / "seal.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    return configured(
        SEAL_CERTIFICATE=str(folder / "seal.pem"), SEAL_KEY=str(folder / "seal.key"), SEAL_PASSWORD=password
    )


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_certificate_may_come_as_pem_files(tmp_path, password):
    authority, authority_key = certificate_for("Our authority", last=NOW + 900 * DAY)
    certificate, key = certificate_for("State Bureau", last=NOW + 900 * DAY, issuer=(authority, authority_key))
    used = sealing.load_certificate(tmp_path, as_pem(tmp_path, certificate, key, [authority], password))
    assert (used.certificate, list(used.chain), used.self_made) == (certificate, [authority], False)
    pdf = render_pdf("<p>a</p>", title="-", language="en", made_at=NOW)
    sealed = sealing.seal(pdf, reason="r", signed_at=NOW, certificate=used)
    own = certificate.public_bytes(Encoding.DER)
    assert sealing.verify(sealed, trust=Trust((own,)), apart=False) is Verdict.OURS_UNALTERED


def test_pem_files_that_do_not_fit_are_refused(tmp_path):
    certificate, key = certificate_for("A")
    _other, foreign = certificate_for("B")
    for wrong in (
        as_pem(tmp_path, certificate, foreign),
        configured(SEAL_CERTIFICATE="only.pem"),
        configured(SEAL_KEY="only.key"),
        configured(SEAL_PKCS12="a", SEAL_CERTIFICATE="b", SEAL_KEY="c"),
        configured(SEAL_CERTIFICATE="gone.pem", SEAL_KEY="gone.key"),
    ):
        with pytest.raises(CertificateUnusable):
            sealing.load_certificate(tmp_path, wrong)
    locked = as_pem(tmp_path, certificate, key, password="secret")
    locked.SEAL_PASSWORD = "wrong"
    with pytest.raises(CertificateUnusable):
        sealing.load_certificate(tmp_path, locked)


@pytest.mark.parametrize(("days", "said"), [(61, []), (59, ["agreements.W001"]), (-1, ["agreements.E002"])])
def test_check_deploy_says_when_the_certificate_ends(tmp_path, settings, days, said):
    certificate, key = certificate_for("Bureau", first=NOW - 90 * DAY, last=NOW + days * DAY)
    given = as_pkcs12(tmp_path / "seal.p12", certificate, key)
    settings.DATA_DIR, settings.SEAL_PKCS12, settings.SEAL_PASSWORD = tmp_path, given.SEAL_PKCS12, given.SEAL_PASSWORD
    assert [one.id for one in checks.certificate()] == said


def test_check_deploy_runs_it_and_says_what_cannot_be_read(tmp_path, settings):
    settings.DATA_DIR, settings.SEAL_PKCS12 = tmp_path, str(tmp_path / "gone.p12")
    assert [one.id for one in checks.certificate()] == ["agreements.E001"]
    settings.SEAL_PKCS12 = ""
    assert checks.certificate() == []
    assert not (tmp_path / "seal").exists()
    settings.SEAL_PKCS12 = str(tmp_path / "gone.p12")
    with pytest.raises(SystemCheckError, match=r"agreements\.E001"):
        call_command("check", deploy=True, stderr=io.StringIO())


def test_the_administrator_and_the_log_are_warned_sixty_days_before(client, cast, tmp_path, settings):
    cache.clear()
    certificate, key = certificate_for("Bureau", last=NOW + 30 * DAY)
    given = as_pkcs12(tmp_path / "seal.p12", certificate, key)
    settings.DATA_DIR, settings.SEAL_PKCS12, settings.SEAL_PASSWORD = tmp_path, given.SEAL_PKCS12, given.SEAL_PASSWORD
    with capture_logs() as logs:
        ticks.warn_of_certificate()
        ticks.warn_of_certificate()
    assert [one["event"] for one in logs] == ["seal_certificate_ends"]
    client.force_login(cast["administrator"])
    for address in (documents_page(cast), reverse("program_setup", args=[cast.program.pk])):
        assert "The certificate for sealing ends on" in client.get(address).content.decode()
    cache.clear()
