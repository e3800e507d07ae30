"""Every route and every person: who gets the page; and a hidden row is answered like a missing one (faults 1, 2)."""

import re
import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from coaching.disclosure.classes import Form, RecordClass
from coaching.models import LedgerEntry
from tests.around import CONFIDED, FIRST, MASKED, TOLD
from tests.beginnings import COPIED, PRIVATE, marked
from tests.cast import NAMES, PARTS, Cast
from tests.database import bypassing
from tests.matrix import EXPECTED
from tests.routes import ROUTES
from tests.shown import DAY
from tests.world import fill, furnish

pytestmark = pytest.mark.django_db


def named_routes(resolver=None) -> set[str]:
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= named_routes(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(pattern.name)
    return found


def test_every_named_route_is_classified():
    ours = {name for name in named_routes() if not name.startswith("mfa_")}
    assert ours - set(ROUTES) == set(), "classify these in tests/routes.py"
    assert set(ROUTES) - ours == set(), "these routes are gone"


def arguments(cast: Cast, rows: dict) -> dict[str, object]:
    """The row of the world that each argument name of tests/routes.py stands for."""
    with bypassing():
        from coaching.models import Agency, Membership, Party, ProgramPractice, ProgramProfile, RosterUpload, Site
        from reports.models import Export

        program = cast.program
        return {
            "partnership": cast.partnership.pk,
            "agreement": cast.agreements[cast.partnership.pk].pk if cast.agreements else uuid.uuid4(),
            "program": program.pk,
            "user": cast["coachee"].pk,
            "agency": Agency.objects.filter(program=program).first().pk,
            "site": Site.objects.filter(program=program).first().pk,
            "practice": ProgramPractice.objects.filter(program=program).first().pk,
            "program_profile": ProgramProfile.objects.filter(program=program, published_at=None).first().pk,
            "upload": RosterUpload.objects.filter(program=program).first().pk,
            "membership": Membership.objects.filter(program=program, user=cast["coachee"]).first().pk,
            "party": Party.objects.filter(partnership=cast.partnership, user=cast["coachee"]).first().pk,
            "export": Export.objects.filter(requester=cast["leader"]).first().pk,
            "unheld_part": "peer",
            "no_secret": "1unknown",
            "commitment": uuid.uuid4(),
            "scanned": uuid.uuid4(),
            "letter_key": "introduction",
            "clause_key": "coach_prepared",
            "question_key": "mode",
            "guide": "beginning",
            "audience": "supervisor",
            "leading": "leadership",
            "month_key": "2026-10",
            "seen_page": "agreement_detail",
            "function_key": "relationship",
            "assessment_key": "ppdp",
            "report_key": "progress_report",
            "area_key": "staff",
            "survey_key": "coaching",
            "promise_key": "supervisor_provides.release_time",
            "questions": "getting_to_know",
            "component": "goals_and_plan",
            "section": "coachee_reflection",
            "closing_step": "look_back",
            "ledger_kind": "csv",
            "framework_version": cast.version.pk,
            "leading_part": "coach",
            "language": "en",
            **{name: row.pk for name, row in rows.items()},
        }


def address(name: str, known: dict[str, object]) -> str:
    return reverse(name, args=[known[argument] for argument in ROUTES[name].args])


OURS = [name for name, route in ROUTES.items() if not route.outside]


def is_right(name: str, person: str | None, status: int) -> bool:
    """Whether a person's answer to a GET is what tests/routes.py says."""
    route = ROUTES[name]
    if person in route.seen_by:
        return status == 405 if route.posts else status < 400
    if person is None:
        return status in (302, 404, 405)
    if person in route.forbidden_to:
        return status in (403, 405)
    return status in (404, 405) if route.posts else status == 404


def given(person: str | None) -> dict[RecordClass, Form]:
    """What the matrix gives this person of the partnership of the cast, who is not of the pair."""
    return EXPECTED["stars"].get(PARTS.get(person), {}) if person != "other_supervisor" else {}


@pytest.mark.parametrize("person", [*NAMES, None])
def test_each_person_gets_the_pages_that_are_theirs_and_no_word_more(client, signed, person):
    """Status by tests/routes.py, a hidden row like a missing one; and no word of a class that was not given."""
    rows = fill(signed)
    furnish(signed)
    known = arguments(signed, rows)
    if person:
        client.force_login(signed[person])
    missing = dict.fromkeys(known, uuid.uuid4())
    wrong, told, unwritten, text = {}, [], {}, ""
    for name in OURS:
        answer = client.get(address(name, known))
        text += answer.content.decode(errors="replace")
        if missed := not_in_the_ledger(signed, person, answer):
            unwritten[name] = missed
        if not is_right(name, person, answer.status_code):
            wrong[name] = answer.status_code
        if person in ("supervisor", "leader", "stranger") and is_hidden(name, person):
            gone = client.get(address(name, missing))
            if (answer.status_code, plain(answer, known)) != (gone.status_code, plain(gone, missing)):
                told.append(name)
    assert not wrong
    assert not unwritten, "what these show to somebody outside the pair is not in the ledger"
    assert not told, "these answer a hidden row otherwise than a missing one"
    assert (TOLD in text) == (person in ("coach", "coachee", "supervisor"))
    assert (CONFIDED in text) == (person in ("coach", "coach_supervisor"))
    assert (MASKED in text) == (person in ("coach", "coachee", "coach_supervisor"))
    assert FIRST not in text  # this framework says nothing of data
    if person in ("coach", "coachee"):
        for record_class in (RecordClass.GOALS, RecordClass.ACTION_PLAN, RecordClass.VISIT_DETAIL, RecordClass.NOTES):
            assert marked(record_class) in text, record_class
        assert (marked(RecordClass.NOTES, "draft") in text) <= (person == "coach")
        assert PRIVATE in text
    else:
        assert PRIVATE not in text
        assert (COPIED in text) == (person == "supervisor")
        for record_class in RecordClass:
            if given(person).get(record_class) != Form.ALL:
                assert marked(record_class) not in text, record_class


def not_in_the_ledger(cast: Cast, person: str | None, answer) -> set[RecordClass]:
    """The classes of which an answer shows somebody outside the pair a record, and of which the ledger knows nothing.

    What it knows is taken away, so that the next route has to write it again. A pair's own looks are never in it.
    """
    if person is None:
        return set()
    text = answer.content.decode(errors="replace")
    showed = {one for one in RecordClass if marked(one) in text} - {RecordClass.CONCERN}
    if not showed:
        return set()
    with bypassing():
        rows = LedgerEntry.objects.filter(partnership=cast.partnership, reader=cast[person]).exclude(shown_on=DAY)
        known = set(rows.values_list("record_class", flat=True))
        rows.delete()
    return known if person in (*cast.pair, "former_coach") else showed - known


def is_hidden(name: str, person: str | None) -> bool:
    """Whether the row that a page is about is hidden from this person, who asks by its address."""
    route = ROUTES[name]
    return (
        bool(route.args)
        and not route.posts
        and name != "part_choose"
        and person not in route.seen_by | route.forbidden_to
    )


def plain(response, known) -> str:
    """The page without what differs from request to request: the address itself and the form's token."""
    text = response.content.decode().replace(response.request["PATH_INFO"], "…")
    for value in known.values():
        if isinstance(value, uuid.UUID):
            text = text.replace(str(value), "…")
    return re.sub(r'(csrfmiddlewaretoken" value="|csrf-token" content=")[^"]+', r"\1…", text)


@pytest.mark.parametrize(
    "person", ["supervisor", "leader", "regional_leader", "local_agency", "state_bureau", "administrator"]
)
def test_before_signing_no_page_shows_anything(client, cast, person):
    rows = fill(cast)
    furnish(cast)
    known = arguments(cast, rows)
    client.force_login(cast[person])
    text = "".join(client.get(address(name, known)).content.decode(errors="replace") for name in OURS)
    assert "Marigold" not in text
    assert PRIVATE not in text
    assert (COPIED in text) == (person == "supervisor")
    assert "Follows the child" not in text or person == "supervisor"
    if person in ("leader", "regional_leader", "local_agency", "state_bureau"):
        assert cast.name("coachee") not in text


@pytest.mark.parametrize("path", ["/partnerships/not-a-uuid/plan/", "/agreements/0/", "/visits/%00/", "/program/'/"])
def test_a_malformed_id_is_a_missing_page(client, signed, path):
    client.force_login(signed["coach"])
    assert client.get(path).status_code == 404
