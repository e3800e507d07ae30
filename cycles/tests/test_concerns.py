"""Concerns on the framework's route: who reads them, in which order, and that nobody else knows (A16, A17, B8, D13)."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.services import discontinue, pause
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Mail, Membership
from coaching.services.outbox import compose
from cycles.models import ConcernStep, ConcernWord
from cycles.services.concerns import NotOnTheRoute, answer_concern, find_way, raise_concern, record_talk
from cycles.tests.work import the_pair
from tests.cast import FRAMEWORKS, NAMES, Cast, make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

WORDS = "Marigold: we do not get on"
TABLES = ("cycles_concernstep", "cycles_concernstephistory", "cycles_concernword")


def signed_cast(framework: str, format: str = "expert", *, contact: str = "coach.supervisor@example.org") -> Cast:
    cast = make_cast(framework, format)
    text = f"The agreement in full. Ines Carvalho, {contact}, 555 0100." if contact else "The agreement in full."
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership, text=text)
    return cast


@pytest.fixture
def stars(db) -> Cast:
    return signed_cast("stars")


@pytest.fixture
def pbc(db) -> Cast:
    return signed_cast("pbc")


def take(cast: Cast, name: str, key: str, after: ConcernStep | None = None, **options) -> ConcernStep:
    with acting_as(cast[name].pk):
        way = find_way(the_pair(cast.partnership), cast[name])
        after = ConcernStep.objects.get(pk=after.pk) if after else None
        return raise_concern(way=way, by=cast[name], step=way.step(key), text=WORDS, after=after, **options)


def answer(cast: Cast, name: str, step: ConcernStep) -> ConcernWord:
    with acting_as(cast[name].pk):
        return answer_concern(step=ConcernStep.objects.get(pk=step.pk), by=cast[name], text=WORDS)


def talk(cast: Cast, name: str, step: ConcernStep) -> None:
    with acting_as(cast[name].pk):
        record_talk(step=ConcernStep.objects.get(pk=step.pk), by=cast[name], talked_on=today(), today=today())


def readers(cast: Cast, step: ConcernStep) -> set[str]:
    """Who of the cast sees this step, in the table and in its history alike."""
    found = set()
    for name in NAMES:
        with as_person(cast, name, WEB):
            seen = [str(step.pk) in read(table, "id") for table in TABLES[:2]]
        assert seen[0] == seen[1], name
        if seen[0]:
            found.add(name)
    return found


def detail(step: ConcernStep) -> str:
    return reverse("concern_detail", args=[step.pk])


# ---- who reads it ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("framework", "name", "key", "others"),
    [
        ("stars", "coachee", "talk_to_coach", {"coach"}),
        ("stars", "coachee", "reach_coach_supervisor", {"coach_supervisor"}),
        ("stars", "coach", "honest_talk", {"coachee"}),
        ("pbc", "coachee", "coachee_to_coach", {"coach"}),
        ("school", "coach", "coach_to_coachee", {"coachee"}),
        ("child-welfare", "coach", "coach_three_way", {"coachee", "supervisor"}),
        ("child-welfare", "supervisor", "supervisor_three_way", {"coachee", "coach"}),
        ("conversations", "coachee", "teacher_to_coach", {"coach"}),
    ],
)
def test_a_concern_is_read_on_its_route_and_by_nobody_else(framework, name, key, others):
    cast = signed_cast(framework)
    step = take(cast, name, key)
    assert readers(cast, step) == {name, *others}
    with bypassing():
        told = set(Mail.objects.filter(kind="concern_waiting").values_list("recipient", flat=True))
    assert told == {cast[other].pk for other in others}


def test_the_other_of_the_pair_does_not_see_that_it_exists(client, stars):
    """The coachee turns to the coach's supervisor: no page, count or line of the coach changes by a byte (A16)."""
    client.force_login(stars["coach"])
    pages = [reverse("concern_list"), reverse("caseload"), reverse("partnership_detail", args=[stars.partnership.pk])]
    before = [_plain(client.get(one).content) for one in pages]
    step = take(stars, "coachee", "reach_coach_supervisor")
    answer(stars, "coach_supervisor", step)
    assert [_plain(client.get(one).content) for one in pages] == before
    assert client.get(detail(step)).status_code == 404
    for name in ("supervisor", "leader", "administrator", "former_coach", "other_coach", "stranger"):
        client.force_login(stars[name])
        assert client.get(detail(step)).status_code == 404


def _plain(content: bytes) -> bytes:
    return b"\n".join(line for line in content.splitlines() if b"csrf" not in line.lower())


def test_the_coachs_supervisor_reads_and_answers_and_learns_no_name_of_the_other(client, stars):
    step = take(stars, "coach", "honest_talk")
    talk(stars, "coach", step)
    asked = take(stars, "coach", "confidential_advice", step, about="readiness")
    client.force_login(stars["coach_supervisor"])
    assert detail(asked) in client.get(reverse("home")).content.decode()
    assert WORDS in client.get(reverse("concern_list")).content.decode()
    page = client.get(detail(asked)).content.decode()
    assert "A concern of Rosa Delgado" in page
    for name in ("June", "Whitehorse", "Miriam"):
        assert name not in page
    assert client.get(detail(step)).status_code == 404  # the talk of the two is theirs
    assert client.post(detail(asked), {"text": "Try the mornings."}).status_code == 302
    client.force_login(stars["coach"])
    page = client.get(detail(asked)).content.decode()
    assert "Try the mornings." in page
    assert reverse("partnership_pause", args=[stars.partnership.pk]) in page
    client.force_login(stars["coachee"])
    assert client.get(detail(asked)).status_code == 404


@pytest.mark.parametrize("contact", ["", "somebody.else@example.org", "not.coach.supervisor@example.org"])
def test_a_contact_without_an_account_is_reached_outside(client, contact):
    """Another coach's supervisor of the program, who is not in this agreement, gets nothing (A16)."""
    cast = signed_cast("stars", contact=contact)
    client.force_login(cast["coachee"])
    form = reverse("concern_raise", args=[cast.partnership.pk])
    page = client.get(form).content.decode()
    assert "Ines Carvalho" in page
    posted = {"step": "reach_coach_supervisor", "text": WORDS, "where": "here"}
    assert client.post(form, posted).status_code == 200
    assert client.post(form, posted | {"where": "outside"}).status_code == 200  # the day is missing
    assert client.post(form, posted | {"where": "outside", "talked_on": today().isoformat()}).status_code == 302
    with bypassing():
        step = ConcernStep.objects.get()
    assert readers(cast, step) == {"coachee"}


def test_advice_of_another_coach_names_nobody_here(client, stars):
    step = take(stars, "coach", "honest_talk")
    answer(stars, "coachee", step)
    asked = take(stars, "coach", "confidential_advice", step, outside=True, talked_on=today(), about="solutions")
    assert readers(stars, asked) == {"coach"}


def test_who_holds_the_part_no_more_reads_no_more(stars):
    step = take(stars, "coachee", "reach_coach_supervisor")
    with bypassing():
        Membership.objects.filter(user=stars["coach_supervisor"]).update(ends_on=today().replace(year=2026, month=8))
    assert readers(stars, step) == {"coachee"}


# ---- the order ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", [talk, None], ids=["talked about", "answered"])
def test_in_pbc_the_supervisor_comes_after_the_other(client, pbc, how):
    """B8: the coach takes a concern to the coachee before the supervisor."""
    with pytest.raises(NotOnTheRoute):
        take(pbc, "coach", "coach_to_supervisor")
    step = take(pbc, "coach", "coach_to_coachee")
    client.force_login(pbc["coach"])
    onward = reverse("concern_next", args=[step.pk])
    assert client.get(onward).status_code == 403
    with pytest.raises(NotOnTheRoute):
        take(pbc, "coach", "coach_to_supervisor", step)
    how(pbc, "coach", step) if how else answer(pbc, "coachee", step)
    assert onward in client.get(detail(step)).content.decode()
    posted = {"step": "coach_to_supervisor", "text": WORDS}
    assert client.post(onward, posted).status_code == 302
    with bypassing():
        last = ConcernStep.objects.get(step="coach_to_supervisor")
    assert readers(pbc, last) == {"coach", "supervisor"}
    assert readers(pbc, step) == {"coach", "coachee"}


def test_an_own_answer_does_not_open_the_way(pbc):
    step = take(pbc, "coach", "coach_to_coachee")
    answer(pbc, "coach", step)
    with pytest.raises(NotOnTheRoute):
        take(pbc, "coach", "coach_to_supervisor", step)


def row(cast: Cast, name: str, key: str, **options) -> ConcernStep:
    values = {
        "partnership": cast.partnership,
        "user": cast[name],
        "user_name": "x",
        "part": cast.seats[name],
        "step": key,
        "text": WORDS,
        "taken_at": timezone.now(),
    }
    one = ConcernStep(**(values | options))
    one.concern = options.get("concern", one.pk)
    return one


def test_the_database_keeps_the_route(pbc):
    """By raw SQL, too: no step out of turn, of another part, on another's concern, or for chosen readers."""
    step = take(pbc, "coach", "coach_to_coachee")
    for one in (
        row(pbc, "coach", "coach_to_supervisor"),
        row(pbc, "coach", "coach_to_supervisor", concern=step.concern),
        row(pbc, "coach", "coachee_to_coach"),
        row(pbc, "coach", "coachee_to_coach", part="coachee"),
        row(pbc, "coach", "nothing"),
    ):
        with acting_as(pbc["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
            one.save(force_insert=True)
    with acting_as(pbc["coachee"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        row(pbc, "coachee", "coachee_to_coach", concern=step.concern).save(force_insert=True)
    chosen = row(pbc, "coachee", "coachee_to_coach", reader_ids=[pbc["leader"].pk])
    with acting_as(pbc["coachee"].pk):
        chosen.save(force_insert=True)
    assert readers(pbc, chosen) == {"coachee", "coach"}


def test_what_was_written_stays_and_only_its_author_goes_on(client, pbc):
    step = take(pbc, "coachee", "coachee_to_coach")
    with as_person(pbc, "coach", WEB), connection.cursor() as cursor:
        cursor.execute("update cycles_concernstep set closed_at = now()")
        assert cursor.rowcount == 0
    refused = pytest.raises(ProgrammingError)
    with as_person(pbc, "coachee", WEB), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update cycles_concernstep set reader_ids = '{}'")
    client.force_login(pbc["coach"])
    for name in ("concern_talked", "concern_close"):
        assert client.post(reverse(name, args=[step.pk]), {"talked_on": today().isoformat()}).status_code == 403
    client.force_login(pbc["coachee"])
    assert client.post(reverse("concern_close", args=[step.pk])).status_code == 302
    client.force_login(pbc["coach"])
    assert client.post(detail(step), {"text": "too late"}).status_code == 403
    with acting_as(pbc["coach"].pk), pytest.raises(ProgrammingError), transaction.atomic():
        answer_concern(step=ConcernStep.objects.get(pk=step.pk), by=pbc["coach"], text="too late")


def test_in_stars_a_coachee_chooses_freely(stars):
    """A16: to the coach, or to the coach's supervisor, at any time."""
    for key in ("reach_coach_supervisor", "talk_to_coach"):
        take(stars, "coachee", key)
    with bypassing():
        assert ConcernStep.objects.count() == 2


# ---- pages and mails ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("framework", "format"), FRAMEWORKS)
def test_every_route_has_its_page_in_plain_words(client, framework, format):
    cast = signed_cast(framework, format)
    for name, part in cast.seats.items():
        client.force_login(cast[name])
        answered = client.get(reverse("concern_raise", args=[cast.partnership.pk]))
        with acting_as(cast[name].pk):
            way = find_way(the_pair(cast.partnership), cast[name])
        assert answered.status_code == (200 if way else 404), (name, part)
        if way:
            page = answered.content.decode()
            assert "Duties to report stand outside of this" in page


def test_it_waits_on_the_first_page_until_it_is_answered(client, pbc):
    step = take(pbc, "coachee", "coachee_to_coach")
    client.force_login(pbc["coach"])
    assert "Something waits for you in confidence" in client.get(reverse("caseload")).content.decode()
    assert client.post(detail(step), {"text": "Let us talk."}).status_code == 302
    assert "in confidence" not in client.get(reverse("caseload")).content.decode()
    onward = take(pbc, "coachee", "coachee_to_supervisor", step)
    client.force_login(pbc["supervisor"])
    assert detail(onward) in client.get(reverse("home")).content.decode()


def test_no_mail_says_what_it_is(pbc):
    step = take(pbc, "coachee", "coachee_to_coach")
    answer(pbc, "coach", step)
    with bypassing():
        mails = list(Mail.objects.filter(kind__startswith="concern"))
    assert len(mails) == 2
    for mail in mails:
        with as_worker():
            message = compose(mail)
        text = f"{message.subject} {message.body}".lower().replace("/concerns/", "")
        for word in ("concern", "marigold", "june" if mail.kind == "concern_waiting" else "rosa", pbc.program.name):
            assert word.lower() not in text


def test_while_it_rests_a_concern_can_still_be_raised(client, pbc):
    with acting_as(pbc["coach"].pk):
        pause(partnership=the_pair(pbc.partnership), by=pbc["coach"], reason="ill", look_again_on=today())
    assert take(pbc, "coachee", "coachee_to_coach")


def test_when_the_coaching_has_ended_nothing_is_answered_and_nobody_else_learns_that(stars):
    step = take(stars, "coachee", "reach_coach_supervisor")
    with acting_as(stars["coach"].pk):
        discontinue(partnership=the_pair(stars.partnership), by=stars["coach"], words="We stop here.")
    with pytest.raises(ProgrammingError, match="answers nothing here"), transaction.atomic():
        answer(stars, "coach_supervisor", step)
    told = {}
    for name in ("coach_supervisor", "coachee", "leader", "stranger"):
        with as_person(stars, name, WEB), connection.cursor() as cursor:
            cursor.execute("select sec.has_ended(%s)", [stars.partnership.pk])
            (told[name],) = cursor.fetchone()
    assert told == {"coach_supervisor": True, "coachee": True, "leader": False, "stranger": False}
