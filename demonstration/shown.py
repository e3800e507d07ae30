"""What leaves a pair: looks from outside, a case without names, and that a mandatory report was made."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from agreements.models import AgreedTerms, Agreement, FocusPractice
from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Partnership, Program, User
from coaching.services.ledger import Way, shown
from coaching.services.people import today_in
from cycles.models import Goal, MandatoryReport, VisitLog
from cycles.services.cases import answer_case, draft_of, parts_of_case, save_case, send_case
from cycles.services.duty import record_report
from cycles.services.handing import advisers_of, keep_handing
from cycles.services.pairs import find_pair

LOOKS = (
    ("leader", Part.LEADERSHIP, (AgreedTerms, FocusPractice, Goal, VisitLog), Way.PAGE),
    ("leader", Part.LEADERSHIP, (FocusPractice, Goal, VisitLog), Way.FILE),
    ("agency", Part.LOCAL_AGENCY, (FocusPractice, Goal, VisitLog), Way.PAGE),
    ("director", Part.SUPERVISOR, (Agreement,), Way.FILE),
)


def look_on(program: Program, people: Mapping[str, uuid.UUID]) -> None:
    """As if leadership, the agency and the supervisor had looked today."""
    for key, part, models, way in LOOKS:
        with acting_as(people[key]):
            shown(*models, ids=[program.pk], part=part, way=way)


QUESTION = """Aiyana waits longer each week, and at lunch with Theo it is hard. How would you go on from here?
Since Oct 12 she films herself, which helps."""

ANSWER = "Choose one moment of lunch, the first two minutes. Count only there, and let her say what she saw first."


def ask_without_names(
    partnership: Partnership,
    *,
    coach: uuid.UUID,
    advisor: uuid.UUID,
    as_person: Callable[[uuid.UUID], AbstractContextManager[User]],
) -> None:
    """A coach asks their own coach, who answers; and has kept that they once made a report, for themselves alone."""
    with as_person(coach) as user:
        partnership = Partnership.objects.get(pk=partnership.pk)  # its terms are bound by now
        pair = find_pair(partnership, user)
        assert pair is not None
        save_case(draft=draft_of(pair), question=QUESTION, classes=["practices", "goals", "notes"])
        parts, _names = parts_of_case(pair, draft_of(pair))
        case = send_case(pair=pair, by=user, confirmed={one.key: one.digest for one in parts})
        record_report(
            partnership=partnership,
            by=user,
            made_on=today_in(partnership.program),
            agency=MandatoryReport.Agency.HOTLINE,
            shared=False,
        )
        adviser = next(iter(advisers_of(pair)), "")
        if adviser:
            keep_handing(case=case, pair=pair, by=user, adviser=adviser)
    with as_person(advisor) as user:
        answer_case(case=case, by=user, text=ANSWER)
