"""Who may do what with the work of a pair: one table, and absence means no.

Whoever is not of the pair is not shown that there is a page: 404. Who is, and may not do a thing: 403.
"""

import enum
import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404

from agreements.life import Action as Deed
from agreements.life import permits
from agreements.models import Standing
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.frameworks.structure import Assessment, Document, Guide
from coaching.models import DisclosureRule, Membership, Partnership, Party, User
from cycles.models import (
    Celebration,
    ConcernStep,
    MoveProposal,
    Note,
    Release,
    ReleaseProposal,
    ResourceRequest,
    Visit,
    VisitDetail,
    VisitFile,
)
from cycles.services.assessments import chooses, writes
from cycles.services.attendance import notice_of
from cycles.services.concerns import Way, find_way
from cycles.services.pairs import LEADS, Member, Pair, find_pair
from cycles.services.peers import partners
from cycles.services.progress_reports import find_report, reports_of
from cycles.services.progress_reports import writes as writes_report
from cycles.services.readers import Reader, find_reader
from cycles.services.releases import audiences_of
from cycles.services.resources import Help, can_say, find_help, is_over
from cycles.services.support import Support, find_support


class Action(enum.StrEnum):
    """What can be asked of a pair's work."""

    READ = "read"
    VISIT_PLAN = "visit_plan"
    VISIT_MOVE = "visit_move"
    VISIT_CANCEL = "visit_cancel"
    VISIT_MISS = "visit_miss"
    MOVE_ASK = "move_ask"
    VISIT_LOG = "visit_log"
    OBSERVE = "observe"
    COMPONENT_WAIVE = "component_waive"
    GOAL_WRITE = "goal_write"
    STEP_WRITE = "step_write"
    REFLECT = "reflect"
    NOTE_CORRECT = "note_correct"
    LOG_CORRECT = "log_correct"
    GUIDE_MARK = "guide_mark"
    PROGRESS_WRITE = "progress_write"
    CELEBRATE = "celebrate"
    LEVEL_RECORD = "level_record"
    RATE = "rate"
    QUESTIONS_ANSWER = "questions_answer"
    QUESTION_ASK = "question_ask"
    PLAN_REVIEW = "plan_review"
    RELEASE_GIVE = "release_give"
    FUNDING_SAY = "funding_say"
    RELEASE_PROPOSE = "release_propose"


_BOTH = frozenset(
    {
        Action.READ,
        Action.VISIT_MOVE,
        Action.VISIT_CANCEL,
        Action.VISIT_MISS,
        Action.MOVE_ASK,
        Action.OBSERVE,
        Action.GOAL_WRITE,
        Action.STEP_WRITE,
        Action.PROGRESS_WRITE,
        Action.CELEBRATE,
        Action.LEVEL_RECORD,
        Action.RATE,
        Action.QUESTIONS_ANSWER,
        Action.QUESTION_ASK,
        Action.NOTE_CORRECT,
        Action.GUIDE_MARK,
    }
)
_LEADS = _BOTH | {
    Action.VISIT_PLAN,
    Action.VISIT_LOG,
    Action.LOG_CORRECT,
    Action.COMPONENT_WAIVE,
    Action.FUNDING_SAY,
}

MAY: dict[str, frozenset[Action]] = {
    Part.COACH: _LEADS | {Action.RELEASE_PROPOSE},
    Part.MENTOR_COACH: _LEADS | {Action.RELEASE_PROPOSE},
    Part.PEER: _LEADS | {Action.REFLECT, Action.PLAN_REVIEW, Action.RELEASE_GIVE},
    Part.COACHEE: _BOTH | {Action.REFLECT, Action.RELEASE_GIVE},
}


ARRANGES = frozenset({Action.VISIT_MOVE, Action.VISIT_CANCEL, Action.VISIT_MISS})


def authorize(user: User, action: Action, partnership: Partnership) -> Pair:
    """The pair, as this person sees it, when they may do this. Raises Http404 and PermissionDenied.

    Who has left reads on what was written before, as the database gives it to them, and does nothing more.
    """
    pair = find_pair(partnership, user)
    if pair is None:
        raise Http404
    if action is not Action.READ and not may(pair, action):
        raise PermissionDenied
    return pair


def may(pair: Pair, action: Action) -> bool:
    """Whether this person may do this now, as the coaching stands; pages offer no more than that."""
    mine = MAY.get(pair.me.part, frozenset()) | (_LEADS if pair.leads else frozenset())
    holds = pair.me.present and action in mine and is_permitted(pair.state, action)
    if action in (Action.GOAL_WRITE, Action.STEP_WRITE):
        return holds and owns_goals(pair)
    if action in ARRANGES:
        return holds and arranges(pair, action)
    return holds


def authorize_celebration(user: User, celebration: Celebration) -> Pair:
    """What is celebrated is taken back by the one who wrote it. Raises Http404 and PermissionDenied."""
    pair = authorize(user, Action.CELEBRATE, celebration.partnership)
    if celebration.author_id != user.pk:
        raise PermissionDenied
    return pair


def arranges(pair: Pair, action: Action) -> bool:
    """An appointment is moved, called off, or said not to have taken place by the parts that the framework names (D9);
    where it names none, by those who lead.
    """
    rules = pair.framework.visits
    if rules is None:
        return pair.leads
    return pair.me.part in (rules.moved_by if action is Action.VISIT_MOVE else rules.cancelled_by)


def moves_alone(pair: Pair, visit: Visit) -> bool:
    """One moves an appointment alone until the framework's notice is over; after that, the other is asked (D9)."""
    notice = notice_of(pair.framework, visit)
    return may(pair, Action.VISIT_MOVE) and (notice is None or notice.in_time or visit.is_past)


def authorize_answer(user: User, proposal: MoveProposal, *, own: bool) -> Pair:
    """A proposal is answered by the other of the pair, and taken back (`own`) by the one who made it. Raises Http404
    and PermissionDenied.
    """
    pair = authorize(user, Action.MOVE_ASK, proposal.visit.partnership)
    if (proposal.author_id == user.pk) != own:
        raise PermissionDenied
    return pair


def owns_goals(pair: Pair) -> bool:
    """Goals and steps are written by the parts that the framework names as their owners (table X)."""
    rules = pair.framework.goals
    return rules is None or pair.me.part in rules.owners


def is_permitted(state: str, action: Action) -> bool:
    """Whether the standing permits it, by the table in `agreements.life`: visits are planned while nothing rests, and
    nothing at all is written once the coaching has ended.
    """
    if action is Action.READ:
        return True
    is_planning = action in (Action.VISIT_PLAN, Action.VISIT_MOVE, Action.MOVE_ASK)
    return permits(state, Deed.VISIT_PLAN if is_planning else Deed.RECORD_WRITE)


def authorize_note(user: User, note: Note) -> Pair:
    """A note is corrected by the one who wrote it (fault 32). Raises Http404 and PermissionDenied."""
    pair = authorize(user, Action.NOTE_CORRECT, note.partnership)
    if note.author_id != user.pk:
        raise PermissionDenied
    return pair


def authorize_log(user: User, detail: VisitDetail) -> Pair:
    """A finished log is corrected by the one who finished it (fault 32). Raises Http404 and PermissionDenied."""
    pair = authorize(user, Action.LOG_CORRECT, detail.partnership)
    if detail.author_id != user.pk:
        raise PermissionDenied
    return pair


def authorize_file(user: User, file: VisitFile) -> Pair:
    """A file of a finished log is replaced by the one who put it in. Raises Http404 and PermissionDenied."""
    pair = authorize(user, Action.NOTE_CORRECT, file.partnership)
    if file.author_id != user.pk:
        raise PermissionDenied
    return pair


def authorize_review(user: User, partnership: Partnership, learner: uuid.UUID) -> tuple[Pair, Member]:
    """The pair, and the other whose plan this person looks through (B7). Raises Http404 where they do not coach each
    other, PermissionDenied where nothing is written any more.
    """
    pair = authorize(user, Action.READ, partnership)
    partner = next((one for one in partners(pair) if one.user_id == learner), None)
    if partner is None:
        raise Http404
    if not may(pair, Action.PLAN_REVIEW):
        raise PermissionDenied
    return pair, partner


def may_answer(pair: Pair, guide: Guide) -> bool:
    """Questions of the start are answered by the parts that the framework names (B4, D16)."""
    return may(pair, Action.QUESTIONS_ANSWER) and pair.me.part in guide.by


def authorize_answers(pair: Pair, guide: Guide) -> None:
    """Raises PermissionDenied unless this person answers these questions."""
    if not may_answer(pair, guide):
        raise PermissionDenied


def authorize_release(
    user: User, partnership: Partnership, audience: str, action: Action = Action.READ
) -> tuple[Pair, frozenset[str]]:
    """The pair, and the classes that the signed terms give this audience by release (B10). Raises Http404 where they
    give it nothing so and nothing was given to it before, and PermissionDenied.
    """
    pair = authorize(user, Action.READ, partnership)
    classes = audiences_of(pair).get(audience)
    if classes is None and not Release.objects.filter(partnership=partnership, audience=audience).exists():
        raise Http404
    if action is not Action.READ and (classes is None or not may(pair, action)):
        raise PermissionDenied
    return pair, classes or frozenset()


def authorize_proposal(user: User, proposal: ReleaseProposal) -> Pair:
    """What a coach proposes to give is answered by whom it is theirs to give. Raises Http404 and PermissionDenied."""
    pair = authorize(user, Action.RELEASE_GIVE, proposal.partnership)
    if proposal.user_id != user.pk:
        raise PermissionDenied
    return pair


def authorize_reader(user: User, partnership: Partnership, *classes: RecordClass) -> Reader:
    """Who reads a page of records of these classes: one of the pair, or the supervisor of this partnership where the
    signed terms give them all of each class (child welfare). Raises Http404 for everybody else.

    Row security decides what they read; this only decides that there is a page.
    """
    reader = find_reader(partnership, user)
    if reader is None or not reader.given.issuperset(classes):
        raise Http404
    return reader


def authorize_report(user: User, partnership: Partnership, key: str) -> tuple[Pair, Document]:
    """The pair and the framework's report, for one who writes it now (D8). Raises Http404 where the framework has no
    such report, PermissionDenied for whoever does not write it.
    """
    pair, document = authorize(user, Action.READ, partnership), find_report(partnership, key)
    if document is None:
        raise Http404
    if not writes_report(pair, document):
        raise PermissionDenied
    return pair, document


def authorize_report_list(user: User, partnership: Partnership) -> Reader | None:
    """Who reads the reports of a partnership: one of the pair, and whoever is given them in full by what was signed,
    the supervisor or a part in the program (None). Raises Http404 for everybody else, and where there are no reports.
    """
    if not reports_of(partnership):
        raise Http404
    reader = find_reader(partnership, user)
    if reader is not None and RecordClass.PROGRESS_REPORT in reader.given:
        return reader
    held = Membership.objects.filter(user=user, program=partnership.program_id).now().exclude(part=Part.SUPERVISOR)
    rules = DisclosureRule.objects.filter(
        terms=partnership.terms_id, record_class=RecordClass.PROGRESS_REPORT, form=Form.ALL
    )
    if partnership.terms_id is None or not rules.filter(audience__in=held.values("part")).exists():
        raise Http404
    return None


def may_write(reader: Reader, assessment: Assessment) -> bool:
    """An assessment is written by the parts that the framework names, the supervisor among them (D10); by nobody once
    the coaching has ended.
    """
    return _holds_a_pen(reader) and writes(reader, assessment)


def may_choose(reader: Reader, assessment: Assessment) -> bool:
    """The areas that coaching takes up are chosen by those whom the framework names: the supervisor (D10)."""
    return _holds_a_pen(reader) and chooses(reader, assessment)


def _holds_a_pen(reader: Reader) -> bool:
    return permits(reader.state, Deed.RECORD_WRITE) and (reader.pair is None or reader.pair.me.present)


def authorize_words(reader: Reader, assessment: Assessment) -> None:
    """Raises PermissionDenied unless this person writes this assessment now."""
    if not may_write(reader, assessment):
        raise PermissionDenied


def authorize_choice(reader: Reader, assessment: Assessment) -> None:
    """Raises PermissionDenied unless this person chooses the areas now."""
    if not may_choose(reader, assessment):
        raise PermissionDenied


def authorize_help(user: User, partnership: Partnership) -> tuple[Pair, Help]:
    """The pair, and whom this person asks for what they need (B7). Raises Http404 where nobody is there to ask,
    PermissionDenied before all have signed and once the coaching has ended.
    """
    pair = authorize(user, Action.READ, partnership)
    found = find_help(pair)
    if found is None:
        raise Http404
    if not permits(pair.state, Deed.RECORD_WRITE) or partnership.terms_id is None:
        raise PermissionDenied
    return pair, found


def authorize_request(user: User, request: ResourceRequest) -> tuple[str, ...]:
    """What this person can say of a request that row security shows them; nothing once the coaching has ended."""
    state = Standing.objects.filter(partnership=request.partnership_id).values_list("state", flat=True).first()
    if state is not None and not permits(state, Deed.RECORD_WRITE):
        return ()
    return can_say(request, user.pk) if not is_over(request) else ()


def authorize_way(user: User, partnership: Partnership) -> Way:
    """The route of a concern, for a party whose part has one. Raises Http404 where there is none, PermissionDenied
    where nothing is written any more.
    """
    way = find_way(partnership, user)
    if way is None:
        raise Http404
    state = Standing.objects.filter(partnership=partnership).values_list("state", flat=True).first()
    if not permits(state or "", Deed.RECORD_WRITE):
        raise PermissionDenied
    return way


def authorize_concern(user: User, step: ConcernStep, *, own: bool = False) -> ConcernStep:
    """A step that row security shows to this person; `own`: only the one who raised it goes on with it."""
    if own and step.user_id != user.pk:
        raise PermissionDenied
    return step


class Telling(enum.StrEnum):
    """What one of the parties can tell the others around the coaching."""

    CHECK_IN = "check_in"
    PROMISE = "promise"
    PROGRESS_ASK = "progress_ask"
    PROGRESS_TELL = "progress_tell"
    DATA = "data"


def authorize_support(user: User, partnership: Partnership, telling: Telling | None = None) -> Support:
    """The parties around one of them, to read, or to tell something where `telling` says what. Raises Http404 for
    whoever is no party or where the framework has no such thing, PermissionDenied where it is another's to tell.
    """
    support = find_support(partnership, user)
    if support is None or (telling and not _has(support, telling)):
        raise Http404
    if telling and not (support.is_open and _tells(support, telling)):
        raise PermissionDenied
    return support


def _has(support: Support, telling: Telling) -> bool:
    """Whether this framework has such a thing for this person (B10)."""
    rules = support.rules
    if telling is Telling.PROMISE:
        return support.signs
    if telling is Telling.CHECK_IN or rules is None:
        return rules is not None
    return bool(rules.data_first) if telling is Telling.DATA else rules.asks_all


def _tells(support: Support, telling: Telling) -> bool:
    """Questions on progress and talks about data are the supervisor's; answers are those of the others (B10)."""
    if telling in (Telling.PROGRESS_ASK, Telling.DATA):
        return support.supervises
    return telling is not Telling.PROGRESS_TELL or not support.supervises


def authorize_feedback(user: User) -> None:
    """The page of a coach's own growth is for those who coach. Raises Http404 for everybody else."""
    coaches = Membership.objects.filter(user=user, part__in=LEADS).now().exists()
    if not coaches and not Party.objects.filter(user=user, part__in=LEADS).present().exists():
        raise Http404


def may_mark(pair: Pair, guide: Guide) -> bool:
    """A checklist of the start is marked by the parts that the framework names (C3, D4)."""
    return may(pair, Action.GUIDE_MARK) and pair.me.part in guide.by


def authorize_guide(pair: Pair, guide: Guide) -> None:
    """Raises PermissionDenied unless this person marks this checklist."""
    if not may_mark(pair, guide):
        raise PermissionDenied
