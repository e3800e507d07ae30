"""Advice without names (A9): found by what is known, checked by the coach, read as a copy, and taken back."""

import datetime as dt

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.identity import acting_as
from coaching.documents.pdf import pdf_available
from coaching.models import LedgerEntry, Mail, Person, Program, Site
from coaching.services.outbox import compose
from cycles.masking import Known, Names, hide, mask_all
from cycles.models import CaseDraft, CaseWord, Goal, HandedCase, MaskedCase, Note
from tests.cast import Cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.shown import DAY
from tests.world import fill

QUESTION = "On Nov 3, June cried. Call 406-555-0142 or write to june@example.org. Was Mateo right? Jünes idea is good."


def names(**changes):
    values = {
        "known": [
            Known("June Whitehorse", "the teacher", is_name=True),
            Known("Prairie Sky Early Learning", "the program"),
            Known("Main Street", "the site"),
        ],
        "start": dt.date(2026, 9, 1),
        "today": dt.date(2026, 11, 22),
    }
    return Names(**values | changes)


def masked(text, found=None):
    return mask_all({"a": text}, found or names())["a"].text


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("June's idea, JUNE said", "the teacher's idea, the teacher said"),
        ("June Whitehorse and Ms. Whitehorse, Dr. Blue", "the teacher and Ms. the teacher, Dr. Name A"),
        ("in june it is warm", "in june it is warm"),
        ("At prairie sky early learning on MAIN STREET", "At the program on the site"),
        ("On November 3, 2026 and 2026-09-02 and 9/8", "On week 10 and week 1 and week 2"),
        ("am 3 de noviembre, on the 3rd of Nov", "am week 10, on the week 10"),
        ("on 2/30/2026", "on [a day]"),
        ("at 9:30 for 45 minutes", "at 9:30 for 45 minutes"),
        ("(406) 555-0142, a.b@c.org, www.x.org/y, 59601", "[phone], [email], [link], [number]"),
        ("Then Mateo hugged Sofía; Mateo smiled.", "Then Name A hugged Name B; Name A smiled."),
        ("Yesterday Jose\u0301 came, and José left", "Yesterday Name A came, and Name A left"),
    ],
)
def test_names_places_and_days_are_replaced(text, goes):
    assert masked(text) == goes


def test_a_name_at_the_start_of_a_sentence_is_pointed_out_and_not_passed_over():
    (first, rest) = mask_all({"a": "Mateo cried."}, names())["a"].pieces
    assert (first.original, first.look, rest.look) == ("Mateo", True, False)
    found = names(kept={"mateo"})
    assert not any(piece.look for piece in mask_all({"a": "Mateo cried."}, found)["a"].pieces)
    hide("Mateo cried", found, "Child A")
    assert masked("Mateo cried. She waited.", found) == "Child A. She waited."
    # Hidden in one part, hidden in all; and the next time under the same name
    parts = mask_all({"a": "Mateo cried.", "b": "I saw Mateo."}, found := names())
    assert [one.text for one in parts.values()] == ["Name A cried.", "I saw Name A."]
    assert masked("With Ana and Mateo", names(hidden=found.hidden)) == "With Name B and Name A"


def test_a_known_name_in_small_letters_is_pointed_out_and_not_passed_over():
    def pointed_out(text, found=None):
        return [piece.original for piece in mask_all({"a": text}, found or names())["a"].pieces if piece.look]

    assert pointed_out("then june's idea, and whitehorse will see") == ["june", "whitehorse"]
    assert pointed_out("in june it is warm", names(kept={"june"})) == []
    assert pointed_out("we met in july, and June came") == []
    once = names(
        known=[Known("Anne Dee", "the teacher", is_name=True), Known("Anne-Marie Oh", "the coach", is_name=True)]
    )
    assert pointed_out("with anne-marie", once) == ["anne-marie"]
    assert masked("Ruth-june came") == "Ruth-june came", "no letter twice"
    hide("june", found := names())
    assert masked("then june's idea", found) == "then the teacher's idea"


@pytest.fixture
def asking(signed: Cast):
    """The pair, with an agreement that names the coach's supervisor."""
    with bypassing():
        text = f"The contact is {signed['coach_supervisor'].email}."
        old = signed.agreements[signed.partnership.pk]
        type(old).objects.filter(pk=old.pk).update(state="superseded")
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("update agreements_agreedterms set in_force = false")
    signed.agreements[signed.partnership.pk] = sign_all(signed.partnership, text=text)
    return signed


def send(client, cast, question=QUESTION, classes=("goals", "notes")):
    """Compose, check and send as the coach; answers the page on which it was checked."""
    client.force_login(cast["coach"])
    compose_url = reverse("case_compose", args=[cast.partnership.pk])
    check_url = reverse("case_check", args=[cast.partnership.pk])
    assert client.post(compose_url, {"question": question, "classes": classes}).url == check_url
    page = client.get(check_url)
    confirmed = {f"read_{one.key}": one.digest for one in page.context["case_parts"]}
    return page, client.post(check_url, {"send": "1", **confirmed})


@pytest.mark.django_db
def test_a_case_goes_without_names_after_each_part_was_confirmed(client, asking):
    cast, rows = asking, fill(asking)
    with bypassing():
        HandedCase.objects.all().delete()
        CaseWord.objects.all().delete()
        MaskedCase.objects.all().delete()
        CaseDraft.objects.all().delete()
        Note.objects.filter(pk=rows["note"].pk).update(
            text="June Whitehorse hugged Mateo at Main Street on 2026-09-08."
        )
    client.force_login(cast["coach"])
    assert (
        reverse("case_compose", args=[cast.partnership.pk])
        in client.get(reverse("partnership_detail", args=[cast.partnership.pk])).content.decode()
    )
    check_url = reverse("case_check", args=[cast.partnership.pk])
    client.post(
        reverse("case_compose", args=[cast.partnership.pk]), {"question": QUESTION, "classes": ["goals", "notes"]}
    )
    page = client.get(check_url)
    # Nothing goes before each part is confirmed as it is now
    digests = {f"read_{one.key}": one.digest for one in page.context["case_parts"]}
    first = dict(list(digests.items())[:-1])
    for said in ({}, first, digests | {"read_notes": "0" * 64}):
        assert "Nothing was sent" in client.post(check_url, {"send": "1", **said}).content.decode()
    client.post(
        check_url, {"hidden": list(page.context["form"].fields["hidden"].initial), "word": "cried", "stand_in": ""}
    )
    assert "Nothing was sent" in client.post(check_url, {"send": "1", **digests}).content.decode()
    with bypassing():
        assert not MaskedCase.objects.exists()
    _page, sent = send(client, cast)
    with bypassing():
        case = MaskedCase.objects.get()
    assert sent.url == reverse("case_detail", args=[case.pk])
    # Who is asked reads the copy, and nothing leads to the record
    with as_worker(), acting_as(None):
        mail = Mail.objects.get(kind="case_waiting", recipient=cast["coach_supervisor"])
        letter = compose(mail).message().as_string()
    assert "June" not in letter
    client.force_login(cast["coach_supervisor"])
    assert "A coach asks for your advice" in client.get(reverse("home")).content.decode()
    text = client.get(sent.url).content.decode()
    for word in (
        "June",
        "Whitehorse",
        "Mateo",
        "Main Street",
        "2026-09-08",
        "0142",
        "june@",
        "cried",
        str(cast.partnership.pk),
    ):
        assert word not in text, word
    assert "week" in text
    with acting_as(cast["coach_supervisor"].pk):
        assert not Note.objects.exists()
        assert not Goal.objects.exists()
        assert not CaseDraft.objects.exists()
        assert not Person.objects.filter(pk=cast["coachee"].pk).exists()
    client.post(sent.url, {"text": "Wait longer."})
    # The coachee reads along, and finds in the ledger that it went
    client.force_login(cast["coachee"])
    assert "Wait longer." in client.get(sent.url).content.decode()
    assert client.post(sent.url, {"text": "I, too"}).status_code == 403
    with bypassing():
        lines = LedgerEntry.objects.filter(reader=cast["coach_supervisor"]).exclude(shown_on=DAY)
        assert set(lines.values_list("record_class", "way", "ground")) == {
            (RecordClass.GOALS, "sent", "masked"), (RecordClass.NOTES, "sent", "masked"),
        }  # fmt: skip
    assert "Ines Carvalho" in client.get(reverse("partnership_ledger", args=[cast.partnership.pk])).content.decode()
    for person in ("supervisor", "leader", "other_coach", "administrator"):
        client.force_login(cast[person])
        assert client.get(sent.url).status_code == 404
    # Taken back: the one who was asked does not find it any more, nor a word of the talk
    client.force_login(cast["coach_supervisor"])
    assert client.post(reverse("case_take_back", args=[case.pk])).status_code == 403
    client.force_login(cast["coach"])
    assert "Taken back" in client.post(reverse("case_take_back", args=[case.pk]), follow=True).content.decode()
    assert client.post(sent.url, {"text": "more"}).status_code == 403
    client.force_login(cast["coach_supervisor"])
    assert client.get(sent.url).status_code == 404
    with acting_as(cast["coach_supervisor"].pk):
        assert not MaskedCase.objects.exists()
        assert not CaseWord.objects.exists()


@pytest.mark.django_db
def test_who_reads_it_sees_the_same_bytes_whatever_the_names_are(client, asking):
    """Two worlds that differ in names, places and a day alone."""
    cast, rows = asking, fill(asking)
    pages = []
    for name, place, child in (("June Whitehorse", "Main Street", "Mateo"), ("Ólöf de la Cruz-Żak", "Elm House", "Bo")):
        with transaction.atomic():
            with bypassing():
                CaseDraft.objects.all().delete()
                Person.objects.filter(pk=cast["coachee"].pk).update(name=name)
                Site.objects.filter(program=cast.program).update(name=place)
                Program.objects.filter(pk=cast.program.pk).update(name=f"{place} Program")
                Note.objects.filter(pk=rows["note"].pk).update(text=f"{name} met {child} at {place}.")
            question = f"Is {name.split()[0]} of the {place} Program ready for {child}?"
            send(client, cast, question)
            client.force_login(cast["coach_supervisor"])
            with bypassing():
                case = MaskedCase.objects.exclude(pk=rows["case"].pk).get()
            text = client.get(reverse("case_detail", args=[case.pk])).content.decode()
            pages.append(text.split("<main")[1].split("csrfmiddlewaretoken")[0].replace(str(case.pk), ""))
            transaction.set_rollback(True)
    assert "met Name A at" in pages[0]
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_the_database_lets_nothing_go_that_the_terms_do_not_give_without_names(asking):
    cast = asking
    values = {"partnership": cast.partnership, "question": "x", "sent_at": dt.datetime.now(dt.UTC), "user_name": "x"}

    def case(person, part, record_class, name=""):
        with acting_as(cast[person].pk), transaction.atomic():
            row = MaskedCase(
                **values, user=cast[name or person], part=part, parts=[{"record_class": record_class, "text": "x"}],
                reader_ids=[cast["stranger"].pk], helper_ids=[cast["stranger"].pk],
            )  # fmt: skip
            row.save(force_insert=True)
            row.refresh_from_db()
            return row

    assert set(case("coach", "coach", "notes").reader_ids) == {
        cast[name].pk for name in ("coach", "coachee", "coach_supervisor")
    }
    for refused in (
        ("coach", "coach", "assessment"),
        ("coachee", "coach", "notes"),
        ("coachee", "coach", "notes", "coach"),
        ("supervisor", "coach", "notes"),
    ):
        with pytest.raises(DatabaseError):
            case(*refused)


@pytest.mark.django_db
def test_the_confirmed_copy_is_handed_on_to_whom_the_signed_text_names(client, asking):
    """A9: a PDF for one of the kinds that the text names, told to the coachee; the same whatever is not in the text."""
    cast = asking
    client.force_login(cast["coach"])
    _page, sent = send(client, cast, "How would you go on?", classes=("goals", "practices"))
    with bypassing():
        case = MaskedCase.objects.get()
    page, hand_on = (reverse(name, args=[case.pk]) for name in ("case_detail", "case_hand_on"))
    told = reverse("partnership_ledger", args=[cast.partnership.pk])
    assert sent.url == page
    shown = client.get(page).content.decode()
    assert "other coaches" in shown and "a consultant" in shown and "my own coach" not in shown
    assert "csrfmiddlewaretoken" in shown.partition(f'action="{hand_on}"')[2].partition("</form>")[0]
    refused = client.post(hand_on, {"adviser": "family"}, follow=True)
    assert "Choose for whom it is" in refused.content.decode()
    with acting_as(cast["coach"].pk), pytest.raises(DatabaseError), transaction.atomic():
        HandedCase(
            partnership=cast.partnership, case=case, user=cast["coach"], adviser="family", handed_on=today(),
            handed_at=case.sent_at,
        ).save(force_insert=True)  # fmt: skip
    for name, status in (("coachee", 403), ("coach_supervisor", 403), ("supervisor", 404), ("stranger", 404)):
        client.force_login(cast[name])
        assert client.post(hand_on, {"adviser": "consultant"}).status_code == status, name
        assert "Taken along for" not in client.get(page).content.decode()
    if not pdf_available():
        return

    # The file: the confirmed text and nothing else, the same bytes in a world with other names, another program and day
    client.force_login(cast["coach"])
    files = [client.post(hand_on, {"adviser": "consultant"})]
    with bypassing():
        Person.objects.filter(pk__in=[cast["coach"].pk, cast["coachee"].pk]).update(name="Ólöf de la Cruz-Żak")
        Program.objects.filter(pk=cast.program.pk).update(name="Elm House")
        MaskedCase.objects.filter(pk=case.pk).update(user_name="Ólöf", sent_at=case.sent_at - dt.timedelta(days=9))
        Note.objects.filter(partnership=cast.partnership).delete()
    files.append(client.post(hand_on, {"adviser": "consultant"}))
    assert files[0].content == files[1].content and files[0].headers.items() == files[1].headers.items()
    with pypdfium2.PdfDocument(files[0].content) as pdf:
        text = " ".join(" ".join(one.get_textpage().get_text_bounded() for one in pdf).split())
        about = " ".join(pdf.get_metadata_dict().values())
    assert "How would you go on?" in text
    for word in ("Rosa", "June", "Prairie", str(today().year), "consultant"):
        assert word not in text + about, word

    # Both read that it was taken, once a day for each; nobody else does, not even who was asked
    client.force_login(cast["coachee"])
    assert client.get(page).content.decode().count("Taken along for: a consultant") == 1
    assert client.get(told).content.decode().count('<strong dir="auto">a consultant</strong>') == 1
    assert (
        "Handed on by the coach"
        in client.get(reverse("ledger_file", args=[cast.partnership.pk, "csv"])).content.decode()
    )
    with acting_as(cast["coach_supervisor"].pk):
        assert not HandedCase.objects.exists()
    client.force_login(cast["coach"])
    client.post(reverse("case_take_back", args=[case.pk]))
    assert "You have taken this case back" in client.post(hand_on, {"adviser": "bureau"}, follow=True).content.decode()
