"""Letters: made from the data, finished by the sender, sent once, and read by whom the framework names (D2)."""

import re
import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.mails import letter_waiting
from agreements.models import Letter, LetterDraft, Plan
from agreements.services.letters import (
    LetterNotReady,
    NotAsLookedAt,
    blocks_of,
    filled,
    holes,
    post_of,
    save_letter_draft,
    seal_of,
    send_letter,
    words_of,
)
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import OWNER, WEB
from coaching.frameworks import from_dict
from coaching.models import (
    AuditEntry,
    Contact,
    FrameworkVersion,
    Mail,
    Membership,
    Partnership,
    Party,
    Person,
    Site,
    User,
)
from tests.cast import NAMES, make_cast, sign_all
from tests.database import as_role, bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db
KEY = "introduction"


@pytest.fixture
def welfare(db):
    """Child welfare, whose coach writes to the learner with a copy to the supervisor; nothing is signed."""
    cast = make_cast("child-welfare")
    with bypassing():
        site = Site.objects.filter(program=cast.program).first()
        Membership.objects.filter(user=cast["coach"], program=cast.program).update(site=site)
    return cast


def post(cast, name: str = "coach"):
    partnership = Partnership.objects.select_related("framework_version", "program").get(pk=cast.partnership.pk)
    return post_of(partnership, partnership.framework.letter(KEY), cast[name])


def written(cast, **other) -> LetterDraft:
    """The framework's words, saved by the coach."""
    the_post = post(cast)
    words = words_of(the_post, "en")
    said = {"language": "en", "subject": words.subject, "text": words.text, "version": 0} | other
    return save_letter_draft(post=the_post, **said)


def sent(cast, **other) -> Letter:
    with acting_as(cast["coach"].pk):
        draft = written(cast, **other)
        return send_letter(post=post(cast), draft_id=draft.pk, looked_at=seal_of(draft, post(cast)))


def address(name: str, cast) -> str:
    return reverse(name, args=[cast.partnership.pk, KEY])


# ---- the words ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_letter_says_all_that_the_learner_needs(welfare, language):
    """D2: name, phone, email, office, hours, time frame, what starts coaching, the agenda, and who gets a copy."""
    with acting_as(welfare["coach"].pk):
        words = words_of(post(welfare), language)
    assert words.missing == ()
    assert holes(words.subject, words.text) == []
    for known in (
        "June Whitehorse",
        "Rosa Delgado",
        "555 0100",
        "coach@example.org",
        "Main Street",
        "Miriam Okafor",
        "40",
    ):
        assert known in words.text
    assert ("May 31, 2027" if language == "en" else "31 de mayo de 2027") in words.text
    assert words.text.count("\n- ") == 3
    assert "{" not in words.text


def test_what_the_data_does_not_say_is_a_mark_and_is_asked_for(welfare):
    with bypassing():
        Contact.objects.filter(user=welfare["coach"]).update(phone="")
        Membership.objects.filter(user=welfare["coach"]).update(site=None)
        Plan.objects.filter(partnership=welfare.partnership).update(hours=None, ends_on=None)
    with acting_as(welfare["coach"].pk):
        words = words_of(post(welfare), "en")
    assert words.missing == ("coach_phone", "coach_office", "hours", "time_frame")
    assert set(holes(words.subject, words.text)) == {
        "your phone number", "your office", "number of hours", "agreed time frame",
    }  # fmt: skip
    text = filled(words.text, "en", {"coach_phone": "555 0199", "coach_office": "Room 4", "hours": "30"})
    assert holes("", text) == ["agreed time frame"]
    assert "555 0199" in text


def test_paragraphs_and_lists_are_told_apart():
    assert blocks_of("Dear June,\n\nOn the agenda:\n- one\n- two\nand so on\n\n<b>Bye</b>") == [
        {"lines": ["Dear June,"]},
        {"lines": ["On the agenda:"]},
        {"points": ["one", "two"]},
        {"lines": ["and so on"]},
        {"lines": ["<b>Bye</b>"]},
    ]


# ---- the pages ---------------------------------------------------------------------------------------------------
def test_from_the_page_of_the_pair_to_the_letter_that_arrived(client, welfare):
    client.force_login(welfare["coach"])
    pair = client.get(reverse("partnership_detail", args=[welfare.partnership.pk])).content.decode()
    assert address("letter_write", welfare) in pair
    page = client.get(address("letter_write", welfare)).content.decode()
    assert "Dear June Whitehorse," in page
    assert "Still missing" not in page
    typed = {
        "version": 0,
        "language": "en",
        "subject": "Welcome, June",
        "text": "Dear June,\n\n<i>call me</i>",
        "preview": "1",
    }
    answer = client.post(address("letter_write", welfare), typed)
    assert answer.url == address("letter_preview", welfare) + "?saved=1"
    preview = client.get(answer.url).content.decode()
    assert "&lt;i&gt;call me&lt;/i&gt;" in preview
    assert "Miriam Okafor, who gets a copy" in preview
    hidden = dict(re.findall(r'name="(draft|looked_at)" value="([^"]+)"', preview))
    answer = client.post(address("letter_send", welfare), hidden)
    shown = client.get(answer.url).content.decode()
    assert "Welcome, June" in shown
    assert "How to answer" not in shown
    again = client.post(address("letter_send", welfare), hidden)
    assert again.url == answer.url
    with bypassing():
        assert Letter.objects.count() == 1
        assert not LetterDraft.objects.exists()
        assert AuditEntry.objects.filter(event="letter_sent").count() == 1
        told = set(Mail.objects.filter(kind="letter_waiting").values_list("recipient", flat=True))
    assert told == {welfare["coachee"].pk, welfare["supervisor"].pk}
    files = set()
    for name, zone in (("coachee", "Pacific/Kiritimati"), ("supervisor", "Pacific/Pago_Pago")):
        client.force_login(welfare[name])
        mine = client.get(answer.url).content.decode()
        assert "How to answer" in mine
        assert "555 0100" in mine
        with bypassing():
            User.objects.filter(pk=welfare[name].pk).update(time_zone=zone)
        pdf = client.get(answer.url + "pdf/")
        files.add(pdf.content)
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF")
        assert answer.url in client.get(reverse("supervised")).content.decode()
    assert len(files) == 1


def test_a_hole_is_named_and_nothing_is_sent_with_it(client, welfare):
    with bypassing():
        Contact.objects.filter(user=welfare["coach"]).update(phone="")
    client.force_login(welfare["coach"])
    page = client.get(address("letter_write", welfare)).content.decode()
    assert "Still missing" in page
    assert "Your phone number" in page
    with acting_as(welfare["coach"].pk):
        words = words_of(post(welfare), "en")
    typed = {"version": 0, "language": "en", "subject": words.subject, "text": words.text, "preview": "1"}
    answer = client.post(address("letter_write", welfare), typed)
    assert answer.url == address("letter_write", welfare) + "?saved=1"
    assert client.get(address("letter_preview", welfare)).status_code == 302
    typed |= {"version": 1, "coach_phone": "555 0177"}
    assert client.post(address("letter_write", welfare), typed).url == address("letter_preview", welfare) + "?saved=1"
    assert "555 0177" in client.get(address("letter_preview", welfare)).content.decode()


def test_without_the_supervisor_it_is_not_sent(client, welfare):
    with bypassing():
        Party.objects.filter(partnership=welfare.partnership, part=Part.SUPERVISOR).update(left_at=timezone.now())
    client.force_login(welfare["coach"])
    page = client.get(address("letter_write", welfare)).content.decode()
    assert "Nobody here is: Team Coordinator" in page
    with acting_as(welfare["coach"].pk):
        draft = written(welfare, text="Dear June, no hole at all.")
        with pytest.raises(LetterNotReady):
            send_letter(post=post(welfare), draft_id=draft.pk, looked_at=seal_of(draft, post(welfare)))


def test_two_windows_lose_no_word(client, welfare):
    client.force_login(welfare["coach"])
    typed = {"version": 0, "language": "en", "subject": "One", "text": "From the first window"}
    assert client.post(address("letter_write", welfare), typed).status_code == 302
    answer = client.post(address("letter_write", welfare), typed | {"text": "From the second window"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "From the first window" in page
    assert "From the second window" in page
    again = client.post(address("letter_write", welfare), typed | {"text": "Both", "version": 1})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("subject", "x" * 201, "At most 200 characters fit here"),
        ("text", "x" * 20_001, "At most 20000 characters fit here"),
        ("text", "a\x00b", "signs in here that cannot be read"),
        ("text", "", "The letter is empty"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(client, welfare, field, value, said):
    client.force_login(welfare["coach"])
    typed = {"version": 0, "language": "en", "subject": "Subject", "text": "Words"} | {field: value}
    page = client.post(address("letter_write", welfare), typed).content.decode()
    assert said in page
    assert value[:60] in page


def test_it_can_begin_again_in_the_other_language(client, welfare):
    client.force_login(welfare["coach"])
    client.post(address("letter_write", welfare), {"version": 0, "language": "en", "subject": "S", "text": "T"})
    answer = client.post(address("letter_write", welfare), {"anew": "es", "text": "T"})
    page = client.get(answer.url).content.decode()
    assert "Hola, June Whitehorse:" in page
    assert 'name="language" value="es"' in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("coach", 200), ("coachee", 403), ("supervisor", 404), ("leader", 404), ("former_coach", 404),
     ("other_coach", 404), ("administrator", 404), ("stranger", 404)],
)  # fmt: skip
def test_only_the_sender_writes(client, welfare, name, status):
    client.force_login(welfare[name])
    assert client.get(address("letter_write", welfare)).status_code == status
    if status != 200:
        assert client.post(address("letter_send", welfare), {"draft": uuid.uuid4()}).status_code == status


# ---- who reads it, by raw SQL -------------------------------------------------------------------------------------
def readers_of(cast, letter) -> set[str]:
    found = set()
    for name in NAMES:
        with as_person(cast, name, WEB):
            if str(letter.pk) in read("agreements_letter", "id"):
                found.add(name)
    return found


def test_it_is_read_by_the_three_before_and_after_signing(client, welfare):
    letter = sent(welfare)
    assert readers_of(welfare, letter) == {"coach", "coachee", "supervisor"}
    sign_all(welfare.partnership)
    assert readers_of(welfare, letter) == {"coach", "coachee", "supervisor"}
    for name in ("leader", "administrator", "former_coach", "other_supervisor"):
        client.force_login(welfare[name])
        assert client.get(reverse("letter_detail", args=[letter.pk])).status_code == 404


def test_a_letter_without_a_copy_is_not_the_supervisors_though_the_agreement_is(welfare):
    without_copies(welfare)
    letter = sent(welfare)
    assert readers_of(welfare, letter) == {"coach", "coachee"}
    agreement = sign_all(welfare.partnership)
    assert readers_of(welfare, letter) == {"coach", "coachee"}
    with as_person(welfare, "supervisor", WEB):
        assert str(agreement.pk) in read("agreements_agreement", "id")
    with bypassing():
        assert set(Mail.objects.filter(kind="letter_waiting").values_list("recipient", flat=True)) == {
            welfare["coachee"].pk
        }


def test_the_letter_stands_on_the_learners_home_until_coaching_begins(client, welfare):
    letter = sent(welfare)
    client.force_login(welfare["coachee"])
    assert reverse("letter_detail", args=[letter.pk]) in client.get(reverse("home")).content.decode()
    sign_all(welfare.partnership)
    assert reverse("letter_detail", args=[letter.pk]) not in client.get(reverse("home")).content.decode()


def without_copies(cast) -> None:
    """The framework as it is, with a letter that nobody gets a copy of."""
    content = cast.version.framework.content
    content["number"] = 2
    content["letters"][0]["copy_to"] = []
    framework = from_dict(content)
    version = FrameworkVersion(
        key=framework.key, number=2, content=framework.content, digest=framework.digest, terms=cast.version.terms
    )
    with as_role(OWNER):
        version.save(force_insert=True)
    with bypassing():
        Partnership.objects.filter(pk=cast.partnership.pk).update(framework_version=version)


def test_a_later_supervisor_does_not_read_what_was_sent_before_them(welfare):
    letter = sent(welfare)
    with bypassing():
        Party.objects.filter(partnership=welfare.partnership, part=Part.SUPERVISOR).update(left_at=timezone.now())
        Party(
            partnership=welfare.partnership, user=welfare["other_supervisor"], part=Part.SUPERVISOR,
            joined_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip
    sign_all(welfare.partnership)
    assert readers_of(welfare, letter) == {"coach", "coachee"}


@pytest.mark.parametrize("name", ["coachee", "supervisor", "other_coach"])
def test_nobody_else_sends_it_by_sql(welfare, name):
    with pytest.raises(DatabaseError), transaction.atomic(), as_person(welfare, name, WEB):
        a_letter(welfare, author=welfare[name]).save(force_insert=True)


def test_the_writer_does_not_say_who_reads(welfare):
    with as_person(welfare, "coach", WEB):
        letter = a_letter(welfare, author=welfare["coach"], reader_ids=[welfare["coach"].pk, welfare["stranger"].pk])
        letter.save(force_insert=True)
    assert readers_of(welfare, letter) == {"coach", "coachee", "supervisor"}


def test_a_letter_that_the_framework_does_not_have_is_refused(welfare):
    with pytest.raises(DatabaseError, match="no such letter"), transaction.atomic(), as_person(welfare, "coach", WEB):
        a_letter(welfare, author=welfare["coach"], key="gossip").save(force_insert=True)


def a_letter(cast, **fields) -> Letter:
    said = {"author_name": "R", "key": KEY, "language": "en", "subject": "s", "text": "t", "sent_at": timezone.now()}
    return Letter(partnership=cast.partnership, **(said | fields))


@pytest.mark.parametrize("name", ["coach", "coachee", "supervisor"])
def test_what_was_sent_does_not_change(welfare, name):
    letter = sent(welfare)
    for sql in ("update agreements_letter set text = 'other'", "delete from agreements_letter"):
        with pytest.raises(DatabaseError), as_person(welfare, name, WEB), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), bypassing():
        Letter.objects.filter(pk=letter.pk).update(text="other")


def test_names_stay_as_they_were_on_the_day_it_was_sent(client, welfare):
    letter = sent(welfare)
    with bypassing():
        Person.objects.filter(user=welfare["coach"]).update(name="Rosa Newname")
    client.force_login(welfare["coachee"])
    page = client.get(reverse("letter_detail", args=[letter.pk])).content.decode()
    assert "Rosa Delgado" in page


# ---- sending, and the mail ---------------------------------------------------------------------------------------
def test_what_changed_since_it_was_looked_at_is_not_sent(welfare):
    with acting_as(welfare["coach"].pk):
        draft = written(welfare)
        looked_at = seal_of(draft, post(welfare))
        written(welfare, text="Other words.", version=1)
        with pytest.raises(NotAsLookedAt):
            send_letter(post=post(welfare), draft_id=draft.pk, looked_at=looked_at)


def test_another_letter_later_is_another_letter(welfare):
    first, second = sent(welfare), sent(welfare, text="Once more, June.")
    assert first.pk != second.pk
    with bypassing():
        assert Letter.objects.count() == 2
        assert Mail.objects.filter(kind="letter_waiting").count() == 4


def test_the_mail_says_that_a_letter_waits_and_no_word_of_it(welfare):
    letter = sent(welfare)
    for name in ("coachee", "supervisor"):
        with acting_as(welfare[name].pk):
            mail = letter_waiting(Mail(subject_id=letter.pk), welfare[name])
        words = f"{mail.subject} {' '.join(mail.lines)}"
        for secret in ("Rosa", "June", "Miriam", "Congratulations", letter.subject, "555"):
            assert secret not in words
        assert mail.url.endswith(reverse("letter_detail", args=[letter.pk]))
    with acting_as(welfare["leader"].pk):
        assert letter_waiting(Mail(subject_id=letter.pk), welfare["leader"]) is None


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_one_letter():
    cast = make_cast("child-welfare")
    with bypassing():
        Membership.objects.filter(user=cast["coach"]).update(site=Site.objects.filter(program=cast.program).first())
    with acting_as(cast["coach"].pk):
        draft = written(cast)
        looked_at = seal_of(draft, post(cast))
    barrier, results = threading.Barrier(3), []

    def send() -> None:
        try:
            connection.ensure_connection()
            barrier.wait(30)
            with acting_as(cast["coach"].pk):
                results.append(send_letter(post=post(cast), draft_id=draft.pk, looked_at=looked_at).pk)
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [draft.pk] * 3
    with bypassing():
        assert Letter.objects.count() == 1
        assert Mail.objects.filter(kind="letter_waiting").count() == 2
        assert AuditEntry.objects.filter(event="letter_sent").count() == 1
