"""Filling the demonstration: every step is done by the person who would do it, through the services they use."""

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from agreements.models import FocusPractice, Signature
from agreements.services import Evidence, PlanDraft, Practice, plan_of, save_plan, send_for_signature, sign
from agreements.services.commitments import record_commitment
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import DOOR, acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Agency, FrameworkVersion, Partnership, Program, ProgramPractice, Site, User
from coaching.services.installer import make_installer
from coaching.services.partnerships import make_partnership
from coaching.services.people import enrol
from coaching.services.programs import add_practices, name_agency, save_site, start_program
from cycles.models import Visit
from cycles.services import LogEntry, add_goal, add_step, finish_unplanned_visit, plan_visit, reflect
from cycles.services.pairs import LEARNS
from demonstration import crowd
from demonstration.around import go_around
from demonstration.files import put_in_a_graph
from demonstration.growth import GROWTH, grow
from demonstration.others import OTHERS, Work
from demonstration.peers import coach_each_other
from demonstration.people import ADMINISTRATOR, BIG_SKY, PASSWORD, PRACTICES, RIVER_BEND, Somebody
from demonstration.rated import rate_and_assess
from demonstration.reported import report_on_progress
from demonstration.sharing import share_with_the_supervisor
from demonstration.shown import ask_without_names, look_on
from demonstration.surveys import ask_how_it_is
from demonstration.visits import arrange, ask_for_another_time

ZONE = "America/Denver"


@contextmanager
def as_person(user_id: uuid.UUID) -> Iterator[User]:
    """One transaction under the web login's own rights, as this person."""
    with acting_as(user_id):
        yield User.objects.get(pk=user_id)


@transaction.atomic
def load() -> bool:
    """Make the demonstration programs unless they are there; says whether they were made."""
    installer = make_installer(email=ADMINISTRATOR.email, name=ADMINISTRATOR.name, time_zone=ZONE)
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {WEB}")
    with as_person(installer.pk) as administrator:
        if Program.objects.filter(created_by=administrator).exists():
            return False
        big_sky = _program("Big Sky Early Learning", BIG_SKY, administrator)
        river_bend = _program("River Bend Children's Center", RIVER_BEND, administrator)
        others = [(work, *_program_of(work, administrator)) for work in OTHERS]
        sage_meadow = _large_program(administrator)
    _open_accounts(
        [ADMINISTRATOR, *BIG_SKY, *RIVER_BEND, *(person for work in OTHERS for person in work.people), *crowd.PEOPLE]
    )
    _big_sky(administrator, *big_sky)
    _river_bend(administrator, *river_bend)
    for work, program, people in others:
        _other(work, administrator, program, people)
    _crowd(administrator, *sage_meadow)
    return True


def _program(name: str, people: tuple[Somebody, ...], by: User) -> tuple[Program, dict[str, uuid.UUID]]:
    program = _start(name, "stars", by)
    add_practices(program=program, practices=list(PRACTICES))
    for site in ("Cottonwood House", "Lodgepole House"):
        save_site(program=program, name=site)
    agencies = {
        Part.LOCAL_AGENCY: name_agency(
            program=program, kind="local_agency", name="Two Rivers Child Care Resource and Referral", by=by
        ),
        Part.STATE_BUREAU: name_agency(
            program=program, kind="state_bureau", name="State Early Childhood Bureau", by=by
        ),
    }
    return program, _enrol(program, people, by, agencies)


def _start(name: str, framework: str, by: User) -> Program:
    version = FrameworkVersion.objects.filter(key=framework).order_by("-number").first()
    assert version is not None, "load_frameworks has not run"
    return start_program(name=name, framework_version=version, time_zone=ZONE, language="en", by=by)


def _program_of(work: Work, by: User) -> tuple[Program, dict[str, uuid.UUID]]:
    program = _start(work.program, work.framework, by)
    return program, _enrol(program, work.people, by, {})


def _large_program(by: User) -> tuple[Program, dict[str, uuid.UUID]]:
    program = _start(crowd.PROGRAM, "pbc", by)
    add_practices(program=program, practices=list(crowd.PRACTICES))
    for site in crowd.SITES:
        save_site(program=program, name=site)
    return program, _enrol(program, crowd.PEOPLE, by, {})


def _enrol(
    program: Program, people: tuple[Somebody, ...], by: User, agencies: Mapping[Part, Agency]
) -> dict[str, uuid.UUID]:
    known = {}
    for person in people:
        membership = enrol(
            program=program,
            email=person.email,
            name=person.name,
            part=person.part,
            by=by,
            phone="406 555 0142",
            agency=agencies.get(person.part),
            language=person.language,
            invite=False,
        )
        known[person.key] = membership.user_id
    return known


def _open_accounts(people: list[Somebody]) -> None:
    """As if each had followed the invitation and chosen the demonstration's password."""
    hashed = make_password(PASSWORD)  # slow by intention, so once for all
    with acting_as(DOOR):
        for email in {person.email for person in people}:
            user = User.objects.get(email=email)
            if user.joined_at is None:
                user.password = hashed
                user.joined_at = timezone.now()
                user.save(update_fields=["password", "joined_at"])
                EmailAddress(user=user, email=email, verified=True, primary=True).save(force_insert=True)


def _pair(program: Program, by: User, coach: uuid.UUID, coachee: uuid.UUID, supervisor: uuid.UUID, site: int):
    with as_person(by.pk) as administrator:
        return make_partnership(
            program=program,
            format="expert",
            parties=[(Part.COACH, coach), (Part.COACHEE, coachee), (Part.SUPERVISOR, supervisor)],
            by=administrator,
            site=Site.objects.filter(program=program).order_by("name")[site],
        )


def _draft(partnership: Partnership, coach: uuid.UUID, *, cycles: int, practices: list[int]) -> None:
    today = _today()
    with as_person(coach) as user:
        listed = {
            practice.text: practice.pk for practice in ProgramPractice.objects.filter(program=partnership.program)
        }
        texts = [PRACTICES[number][0] for number in practices]
        plan, _draft_now = plan_of(partnership)
        save_plan(
            partnership=partnership,
            by=user,
            version=plan.version,
            data=PlanDraft(
                mode="both",
                cycles=cycles,
                rhythm_days=14,
                starts_on=today - dt.timedelta(days=70),
                ends_on=today + dt.timedelta(days=200),
                concern_name="Irene Castellanos",
                concern_email="coach.lead@demo.example",
                concern_phone="406 555 0177",
                practices=tuple(Practice(text, listed[text]) for text in texts),
            ),
        )


def _sign(
    partnership: Partnership,
    coach: uuid.UUID,
    signers: list[tuple[uuid.UUID, str]],
    *,
    spoken: uuid.UUID | None = None,
) -> None:
    """Sent by the coach and signed by each; `spoken` committed aloud on the phone instead."""
    with as_person(coach) as user:
        agreement = send_for_signature(partnership=partnership, by=user)
        if spoken:
            place = Signature.objects.get(agreement=agreement, user=spoken)
            record_commitment(place=place, by=user, said_on=_today(), way="phone")
    for user_id, name in signers:
        with as_person(user_id) as user:
            sign(
                agreement=agreement,
                by=user,
                typed_name=name,
                evidence=Evidence(
                    method="password",
                    authenticated_at=timezone.now(),
                    intent="I have read this agreement and I sign it.",
                    consent="I agree to keep this record in electronic form.",
                    address="127.0.0.1",
                    browser="Demonstration",
                ),
            )


def _work(
    partnership: Partnership, coach: uuid.UUID, coachee: uuid.UUID, *, visits: int, until: int, goal: str
) -> None:
    """`visits` visits, two weeks apart in turn of components, the last one `until` days ago."""
    today = _today()
    with as_person(coach) as user:
        practice = FocusPractice.objects.filter(partnership=partnership).first()
        first = add_goal(partnership=partnership, by=user, text=goal, practice=practice, **GROWTH["stars"].goal)
        add_step(
            goal=first,
            by=user,
            text="Film ten minutes of free play and look at it together",
            coachee_does="Chooses the time and the corner",
            coach_does="Brings the camera and asks two questions",
            due_on=today + dt.timedelta(days=10),
        )
        for number in range(visits):
            _visit(partnership, user, today - dt.timedelta(days=until + 7 * (visits - 1 - number)), number)
    grow(partnership, lead=coach, learner=coachee, goal=first, as_person=as_person)
    with as_person(coachee) as user:
        latest = Visit.objects.filter(partnership=partnership, state=Visit.State.LOGGED).first()
        assert latest is not None
        reflect(visit=latest, by=user, text="I noticed how much they say when I wait. I want to try it at lunch, too.")


COMPONENTS = (
    ("goals_and_plan", "We agreed on one goal and the first step. She picked the corner where it matters most."),
    ("focused_observation", "Watched free play for 20 minutes. She waited after four of nine questions."),
    ("reflection_and_feedback", "We looked at the numbers together. She was pleased, and set the next target herself."),
)


def _visit(partnership: Partnership, by: User, day: dt.date, number: int) -> None:
    component, note = COMPONENTS[number % len(COMPONENTS)]
    finish_unplanned_visit(
        partnership=partnership,
        by=by,
        data=LogEntry(
            visited_on=day,
            started=dt.time(9, 30),
            minutes=(45, 60, 50)[number % 3],
            mode="in_person" if number % 3 else "virtual",
            place="classroom" if number % 3 else "video_call",
            preparation=(15, 0, 30)[number % 3],
            follow_up=(10, 20, 0)[number % 3],
            billable=True,
            components=[component],
            strategies=["in_setting.observing", "in_meeting.reflective_conversation"],
            notes={component: note},
        ),
    )


def _plan_next(partnership: Partnership, coach: uuid.UUID, days: int, time: dt.time) -> None:
    with as_person(coach) as user:
        plan_visit(
            partnership=partnership,
            by=user,
            local_date=_today() + dt.timedelta(days=days),
            local_time=time,
            mode="in_person",
            place="classroom",
        )


def _today() -> dt.date:
    return timezone.now().astimezone(zoneinfo.ZoneInfo(ZONE)).date()


def _big_sky(by: User, program: Program, people: dict[str, uuid.UUID]) -> None:
    name = {person.key: person.name for person in BIG_SKY}

    def signers(*keys: str) -> list[tuple[uuid.UUID, str]]:
        return [(people[key], name[key]) for key in keys]

    one = _pair(program, by, people["coach"], people["teacher"], people["director"], 0)
    _draft(one, people["coach"], cycles=8, practices=[2, 1])
    _sign(one, people["coach"], signers("teacher", "director", "coach"))
    _work(one, people["coach"], people["teacher"], visits=7, until=5, goal="Give every child time to answer")
    _plan_next(one, people["coach"], 2, dt.time(9, 30))
    ask_for_another_time(one, learner=people["teacher"], as_person=as_person, days=1, at=dt.time(13, 30))
    go_around(one, lead=people["coach"], learner=people["teacher"], as_person=as_person)

    two = _pair(program, by, people["coach"], people["teacher2"], people["director"], 1)
    _draft(two, people["coach"], cycles=6, practices=[3])
    _sign(two, people["coach"], signers("teacher2", "director", "coach"))
    _work(two, people["coach"], people["teacher2"], visits=3, until=24, goal="Help children name what they feel")

    three = _pair(program, by, people["coach2"], people["teacher3"], people["director2"], 0)
    _draft(three, people["coach2"], cycles=10, practices=[4, 5])
    _sign(three, people["coach2"], signers("teacher3", "director2", "coach2"))
    _work(three, people["coach2"], people["teacher3"], visits=5, until=9, goal="Calmer changes of activity")
    _plan_next(three, people["coach2"], 5, dt.time(13, 0))

    waiting = _pair(program, by, people["coach"], people["teacher4"], people["director2"], 1)
    _draft(waiting, people["coach"], cycles=8, practices=[0, 3])
    _sign(waiting, people["coach"], signers("teacher4"))

    _pair(program, by, people["coach2"], people["teacher5"], people["director"], 0)
    look_on(program, people)
    ask_without_names(one, coach=people["coach"], advisor=people["coach.lead"], as_person=as_person)


def _river_bend(by: User, program: Program, people: dict[str, uuid.UUID]) -> None:
    name = {person.key: person.name for person in RIVER_BEND}
    pair = _pair(program, by, people["coach"], people["rb.teacher"], people["rb.director"], 0)
    _draft(pair, people["coach"], cycles=4, practices=[1])
    _sign(pair, people["coach"], [(people[key], name[key]) for key in ("rb.teacher", "rb.director", "coach")])
    _work(
        pair, people["coach"], people["rb.teacher"], visits=4, until=12, goal="Describe what children do as they play"
    )


def _other(work: Work, by: User, program: Program, people: dict[str, uuid.UUID]) -> None:
    """The one partnership of a program on another framework: planned, signed or spoken, and at work."""
    today, names = _today(), {person.key: person.name for person in work.people}
    with as_person(by.pk) as administrator:
        partnership = make_partnership(
            program=program,
            format=work.format,
            parties=[(part, people[key]) for part, key in work.seats],
            by=administrator,
        )
    days = {key: (today + dt.timedelta(days=number)).isoformat() for key, number in work.days.items()}
    with as_person(people[work.lead]) as user:
        draft = PlanDraft(
            **work.plan,
            starts_on=today - dt.timedelta(days=45),
            ends_on=today + dt.timedelta(days=200),
            practices=tuple(Practice(text) for text in work.practices),
            answers=work.answers | days,
        )
        save_plan(partnership=partnership, by=user, version=0, data=draft)
    _sign(
        partnership,
        people[work.sends or work.lead],
        [(people[key], names[key]) for _part, key in work.seats if key != work.spoken],
        spoken=people.get(work.spoken),
    )
    with as_person(people[work.lead]) as user:
        practice = FocusPractice.objects.filter(partnership=partnership).first()
        grounds = {} if work.sends else GROWTH[work.framework].goal
        goal = add_goal(
            partnership=partnership,
            by=user,
            text=work.goal,
            practice=practice,
            **grounds,
        )
        framework = partnership.framework
        for number, (component, note) in enumerate(work.notes):
            group = framework.log.strategies[0]
            talk = work.talk if number == len(work.notes) - 1 else None
            if talk:
                put_in_a_graph(partnership, user)
            finish_unplanned_visit(
                partnership=partnership,
                by=user,
                data=LogEntry(
                    visited_on=today - dt.timedelta(days=3 + 7 * (len(work.notes) - 1 - number)),
                    started=dt.time(10, 0),
                    minutes=work.minutes,
                    mode=framework.visit_modes(work.plan["mode"].split())[0].key,
                    place=framework.log.places[0].key,
                    components=[component],
                    strategies=[f"{group.key}.{group.options[0].key}"],
                    notes={component: note},
                    conversation=replace(talk, goal=goal.pk) if talk else None,
                ),
            )
    learner = next((people[key] for part, key in work.seats if part in LEARNS and key != work.lead), None)
    learner = learner or people[work.sends]
    arrange(
        partnership,
        lead=people[work.lead],
        learner=learner,
        as_person=as_person,
        today=today,
        how={
            "mode": framework.visit_modes(work.plan["mode"].split())[0].key,
            "place": framework.log.places[0].key,
        },
    )
    if not work.sends:
        grow(partnership, lead=people[work.lead], learner=learner, goal=goal, as_person=as_person)
    go_around(partnership, lead=people[work.lead], learner=learner, as_person=as_person)
    rate_and_assess(partnership, lead=people[work.lead], learner=learner, as_person=as_person)
    report_on_progress(partnership, lead=people[work.lead], as_person=as_person)
    coach_each_other(partnership, lead=people[work.lead], learner=learner, as_person=as_person)
    share_with_the_supervisor(partnership, lead=people[work.lead], learner=learner, as_person=as_person)
    ask_how_it_is(partnership, lead=people[work.lead], as_person=as_person)


def _crowd(by: User, program: Program, people: dict[str, uuid.UUID]) -> None:
    """The many pairs of the large program, each signed and with work in the months that are over."""
    today = _today()
    with as_person(by.pk):
        sites = list(Site.objects.filter(program=program).order_by("name"))
    for number, peers in enumerate(crowd.PAIRS):
        seats = (*peers, crowd.MENTOR, crowd.DIRECTOR)
        lead = people[peers[0].key]
        with as_person(by.pk) as administrator:
            pair = make_partnership(
                program=program,
                format="peer",
                parties=[(one.part, people[one.key]) for one in seats],
                by=administrator,
                site=sites[number * len(sites) // len(crowd.PAIRS)],
            )
        with as_person(lead) as user:
            save_plan(partnership=pair, by=user, version=0, data=crowd.draft(program, number, today))
        _sign(pair, lead, [(people[one.key], one.name) for one in seats])
        crowd.work(pair, number, lead=lead, today=today, as_person=as_person)
    crowd.hear_back(
        program,
        mentor=people[crowd.MENTOR.key],
        teachers=[people[one.key] for one in crowd.TEACHERS],
        today=today,
        as_person=as_person,
    )
    crowd.settle(program, today)
