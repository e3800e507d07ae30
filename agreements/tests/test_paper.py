"""Signing on paper: a scan stands in, only whole, marked as such, until the party says it is not theirs."""

import datetime as dt
import hashlib
import io
import uuid
import zoneinfo
from dataclasses import replace

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from agreements.codes import in_fours, paper_code
from agreements.models import AgreedTerms, AgreementState, PaperScan, Signature, Standing, Way
from agreements.scans import Scan, ScanRefused, read_scan
from agreements.services import NotAsked, OtherText, StaleAuthentication, add_scan
from agreements.tests.steps import looked_up, places, sent, signed_by
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.frameworks import Framework
from coaching.models import AuditEntry, FrameworkVersion, Mail, Partnership
from tests.database import as_role, bypassing

pytestmark = pytest.mark.django_db


def a_pdf(change=None, *, pages: int = 1, **options) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        if change:
            change(document)
        document.save(out, **options)
    return out.getvalue()


def a_photo(kind: str = "JPEG", size=(600, 800)) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Kitchen of June"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", size, "ivory").save(out, kind, exif=exif, **({"comment": b"secret"} if kind == "JPEG" else {}))
    return out.getvalue()


def today() -> dt.date:
    """Where the cast lives; it may be another day in Greenwich."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo("America/Denver"))


SCAN = Scan(content=b"%PDF-1.7 a scan", mime="application/pdf", pages=2)


def put_in(cast, agreement, *, part="coachee", by="coach", **other):
    given = {
        "scan": SCAN,
        "code": paper_code(agreement.digest),
        "typed_name": "June W.",
        "signed_on": today(),
        "authenticated_at": timezone.now(),
    } | other
    place = places(agreement)[part]
    with acting_as(cast[by].pk):
        return add_scan(agreement=agreement, place=place, by=cast[by], **given)


def posted(agreement, **other):
    return {
        "place": places(agreement)["coachee"].pk,
        "code": in_fours(paper_code(agreement.digest)).lower(),
        "signed_on": today().isoformat(),
        "typed_name": "June W.",
        "whole": "on",
        "scan": SimpleUploadedFile("scan.exe", a_pdf(pages=3), content_type="text/plain"),
    } | other


def adding(agreement) -> str:
    return reverse("agreement_paper_add", args=[agreement.pk])


# ---- what a scan is ----------------------------------------------------------------------------------------------
def test_a_plain_pdf_is_kept_as_it_is():
    data = a_pdf(pages=4)
    assert read_scan(data) == Scan(content=data, mime="application/pdf", pages=4)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_drawn_anew_and_loses_what_the_camera_added(kind):
    data = a_photo(kind)
    assert b"Kitchen" in data
    scan = read_scan(data)
    assert (scan.mime, scan.pages) == ("image/jpeg", 1)
    with Image.open(io.BytesIO(scan.content)) as image:
        assert (image.format, image.size) == ("JPEG", (600, 800))
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Kitchen" not in scan.content
    assert b"secret" not in scan.content


def test_what_a_camera_wrote_badly_does_not_spoil_the_photo():
    out = io.BytesIO()
    Image.new("RGB", (300, 400), "ivory").save(out, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    assert read_scan(out.getvalue()).mime == "image/jpeg"


def javascript(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def javascript_hidden(document):
    document.Root.Extra = document.make_indirect(
        pikepdf.Array([pikepdf.Dictionary(Next=pikepdf.Dictionary(JS="app.alert(1)"))])
    )


def embedded(document):
    document.attachments["x.exe"] = pikepdf.AttachedFileSpec(document, b"MZ", filename="x.exe")


def launches(document):
    document.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))


def form_of_xml(document):
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=[])


@pytest.mark.parametrize("change", [javascript, javascript_hidden, embedded, launches, form_of_xml])
@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_runs_or_carries_something_is_refused(change, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    with pytest.raises(ScanRefused, match="can run something"):
        read_scan(a_pdf(change, object_stream_mode=mode))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no PDF and no photo"),
        (b"<html><script>", "no PDF and no photo"),
        (b"GIF89a" + b"0" * 100, "no PDF and no photo"),
        (b"\xff\xd8\xff" + b"0" * 100, "cannot be read"),
        (b"%PDF-1.7 nothing", "cannot be read"),
        (b"0" * (10 * 1024 * 1024 + 1), "too large"),
    ],
)
def test_what_is_no_scan_is_refused_and_says_how_to_go_on(data, words):
    with pytest.raises(ScanRefused, match=words):
        read_scan(data)


def test_locked_long_and_flooding_files_are_refused():
    with pytest.raises(ScanRefused, match="locked"):
        read_scan(a_pdf(encryption=pikepdf.Encryption(owner="a", user="")))
    with pytest.raises(ScanRefused, match="60 pages"):
        read_scan(a_pdf(pages=61))
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(ScanRefused, match=r"too large|cannot be read"):
        read_scan(out.getvalue())


# ---- putting it in -----------------------------------------------------------------------------------------------
def test_the_coach_puts_in_a_paper_and_the_party_is_told(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    assert client.get(adding(agreement)).status_code == 200
    answer = client.post(adding(agreement), posted(agreement))
    assert answer.url == reverse("agreement_detail", args=[agreement.pk])
    one = places(agreement)["coachee"]
    assert (one.way, one.typed_name, one.paper_on) == (Way.PAPER, "June W.", today())
    assert (one.digest, one.attested_by_id) == (agreement.digest, cast["coach"].pk)
    with bypassing():
        scan = PaperScan.objects.get()
        assert (scan.signature_id, scan.pages, scan.digest) == (one.pk, 3, one.scan_digest)
        told = Mail.objects.filter(kind="agreement_scanned").values_list("recipient", flat=True)
        assert list(told) == [cast["coachee"].pk]
        assert AuditEntry.objects.filter(event="agreement_scanned", person=cast["coach"]).count() == 1
    client.force_login(cast["supervisor"])
    page = " ".join(client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode().split())
    assert "Signed by hand on paper on" in page
    assert "Rosa Delgado put in the scan" in page
    file = client.get(reverse("agreement_scan", args=[agreement.pk, one.pk]))
    assert file.content == bytes(scan.content)
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert file["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "status"),
    [("coach", 200), ("coachee", 403), ("supervisor", 403), ("leader", 404), ("other_coach", 404), ("stranger", 404)],
)
def test_only_the_coach_puts_it_in(client, cast, name, status):
    agreement = sent(cast)
    client.force_login(cast[name])
    assert client.get(adding(agreement)).status_code == status
    client.post(adding(agreement), posted(agreement))
    assert bool(places(agreement)["coachee"].signed_at) == (status == 200)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"code": "ABCD-EFGH"}, "code"), ({"code": ""}, "code"), ({"signed_on": "2030-01-01"}, "signed_on"),
        ({"signed_on": "2001-01-01"}, "signed_on"), ({"typed_name": " "}, "typed_name"), ({"whole": ""}, "whole"),
        ({"scan": ""}, "scan"), ({"scan": SimpleUploadedFile("a.pdf", b"<html>")}, "scan"),
        ({"place": str(uuid.uuid4())}, "place"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said_at_the_field(client, cast, other, field):
    agreement = sent(cast)
    client.force_login(cast["coach"])
    answer = client.post(adding(agreement), posted(agreement) | other)
    assert list(answer.context["form"].errors) == [field]
    assert places(agreement)["coachee"].signed_at is None


def test_an_old_sign_in_is_renewed_first(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coach"], fresh=False)
    assert "/accounts/reauthenticate/" in client.get(adding(agreement)).url
    assert "/accounts/reauthenticate/" in client.post(adding(agreement), posted(agreement)).url
    assert places(agreement)["coachee"].signed_at is None
    with pytest.raises(StaleAuthentication):
        put_in(cast, agreement, authenticated_at=timezone.now() - dt.timedelta(minutes=11))


def test_the_paper_of_another_text_is_refused_by_the_service_too(cast):
    agreement = sent(cast)
    with pytest.raises(OtherText):
        put_in(cast, agreement, code="ABCDEFGH")


def test_paper_only_where_the_framework_takes_it(client, cast, monkeypatch):
    """The database reads the framework for itself; pages offer only what it takes."""
    with as_role("alongside_owner"):
        version = FrameworkVersion.objects.get(pk=cast.version.pk)
        for form in version.content["formats"]:
            form["wet_ink"] = ["supervisor"]
        FrameworkVersion.objects.filter(pk=version.pk).update(content=version.content)
    agreement = sent(cast)
    with pytest.raises(NotAsked):
        put_in(cast, agreement)
    plain = Framework.format
    monkeypatch.setattr(Framework, "format", lambda *given: replace(plain(*given), wet_ink=(Part.SUPERVISOR,)))
    client.force_login(cast["coach"])
    assert "June" not in str(client.get(adding(agreement)).context["form"].fields["place"].choices)
    assert put_in(cast, agreement, part="supervisor").way == Way.PAPER


def test_the_database_takes_a_signature_on_paper_only_whole(cast):
    """By raw SQL as the web login: not without its scan, not by updating the row, not by another part."""
    agreement = sent(cast)
    place = places(agreement)["coach"]
    for name in ("coach", "coachee", "supervisor"):
        with acting_as(cast[name].pk), connection.cursor() as cursor:
            cursor.execute("select sec.sign_on_paper(%s, 'x', current_date, clock_timestamp())", [place.pk])
            assert cursor.fetchone() == (False,)
    with (
        pytest.raises(ProgrammingError, match="taken with its scan"),
        transaction.atomic(),
        acting_as(cast["coach"].pk),
    ):
        Signature.objects.filter(pk=place.pk).update(
            signed_at=timezone.now(), way="paper", digest=agreement.digest, typed_name="x", scan_digest="0" * 64,
            paper_on=today(), attested_by=cast["coach"], authenticated_at=timezone.now(),
        )  # fmt: skip
    for missing in ({"paper_on": None}, {"attested_by": None}, {"scan_digest": ""}, {"typed_name": ""}):
        with pytest.raises(IntegrityError, match="is_whole"), transaction.atomic(), bypassing():
            whole = {
                "signed_at": timezone.now(), "way": "paper", "digest": agreement.digest, "typed_name": "x",
                "paper_on": today(), "attested_by": cast["coach"], "scan_digest": "0" * 64,
                "authenticated_at": timezone.now(),
            }  # fmt: skip
            Signature.objects.filter(pk=place.pk).update(**whole | missing)


def test_a_signature_on_paper_without_its_scan_brings_nothing_into_force(cast):
    agreement = sent(cast)
    put_in(cast, agreement)
    with bypassing():
        PaperScan.objects.update(digest="0" * 64)
    signed_by(cast, agreement, "supervisor", "coach")
    assert looked_up(agreement).state == AgreementState.OUT


def test_a_second_paper_for_one_place_changes_nothing(cast):
    agreement = sent(cast)
    first = put_in(cast, agreement)
    assert put_in(cast, agreement, typed_name="Another").typed_name == first.typed_name
    with bypassing():
        assert PaperScan.objects.count() == 1


def test_the_last_signature_may_be_on_paper(cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coach", "supervisor")
    put_in(cast, agreement)
    assert looked_up(agreement).state == AgreementState.ACTIVE


def test_the_printed_copy_has_the_text_the_code_and_a_place_for_each(client, cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "supervisor")
    client.force_login(cast["coachee"])
    page = client.get(reverse("agreement_on_paper", args=[agreement.pk])).content.decode()
    assert in_fours(paper_code(agreement.digest)) in page
    assert agreement.digest in page
    assert "Follows the child&#x27;s lead in play" in page
    signing = page[page.index("on-paper-sign") :]
    assert "June Whitehorse" in signing
    assert "Miriam Okafor" not in signing


# ---- contesting --------------------------------------------------------------------------------------------------
def contest(agreement) -> str:
    return reverse("agreement_contest", args=[agreement.pk, places(agreement)["coachee"].pk])


def test_the_party_contests_what_is_still_out(client, cast):
    agreement = sent(cast)
    put_in(cast, agreement)
    client.force_login(cast["coachee"])
    assert "This is not my signature" in client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    client.post(contest(agreement))
    now = looked_up(agreement)
    assert (now.state, now.closed_reason) == (AgreementState.WITHDRAWN, "paper_contested")
    with bypassing():
        assert Standing.objects.get(partnership=cast.partnership).state == Standing.State.DRAFTING
        told = set(Mail.objects.filter(kind="scan_contested").values_list("recipient", flat=True))
        assert told == {cast["coach"].pk, cast["supervisor"].pk}
        assert AuditEntry.objects.filter(event="scan_contested", person=cast["coachee"]).count() == 1
    assert sent(cast).number == 2


def test_what_was_in_force_by_a_contested_paper_gives_nobody_anything(client, cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coach", "supervisor")
    put_in(cast, agreement)
    with acting_as(cast["leader"].pk):
        assert AgreedTerms.objects.count() == 1
    client.force_login(cast["coachee"])
    client.post(contest(agreement))
    with acting_as(cast["leader"].pk):
        assert AgreedTerms.objects.count() == 0
    with bypassing():
        assert Partnership.objects.get(pk=cast.partnership.pk).terms_id is None
    page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert "Contested (" in page


@pytest.mark.parametrize("name", ["coach", "supervisor", "leader", "stranger"])
def test_nobody_else_contests(client, cast, name):
    agreement = sent(cast)
    put_in(cast, agreement)
    client.force_login(cast[name])
    assert client.post(contest(agreement)).status_code == 404
    with acting_as(cast[name].pk), connection.cursor() as cursor:
        cursor.execute("select sec.contest_scan(%s)", [places(agreement)["coachee"].pk])
        assert cursor.fetchone() == (None,)
    assert looked_up(agreement).state == AgreementState.OUT


def test_a_signature_given_here_cannot_be_contested(client, cast):
    agreement = sent(cast)
    signed_by(cast, agreement, "coachee")
    client.force_login(cast["coachee"])
    client.post(contest(agreement))
    assert looked_up(agreement).state == AgreementState.OUT


@pytest.mark.parametrize("otherwise", [
    {"digest": "0" * 64},
    {"contested_at": timezone.now()},
    {"added_by": "coachee"},
    {"content": bytes(12582913)},
])  # fmt: skip
def test_the_database_takes_a_scan_only_as_it_is_put_in(cast, otherwise):
    agreement = sent(cast)
    said = {"content": b"%PDF-1.7", "contested_at": None, "added_by": "coach"} | otherwise
    said.setdefault("digest", hashlib.sha256(said["content"]).hexdigest())
    scan = PaperScan(
        partnership=cast.partnership,
        agreement=agreement,
        signature=places(agreement)["coachee"],
        mime=PaperScan.Mime.PDF,
        pages=1,
        added_at=timezone.now(),
        **(said | {"added_by": cast[said["added_by"]]}),
    )
    with acting_as(cast["coach"].pk), pytest.raises(ProgrammingError, match="not a scan"), transaction.atomic():
        scan.save(force_insert=True)
