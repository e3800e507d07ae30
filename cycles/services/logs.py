"""Finishing the log of a visit: one transaction, from which the coachee reads it all (A7)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from coaching.frameworks import Framework
from coaching.models import Partnership, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue
from cycles.models import Cycle, CycleComponent, LogDraft, Note, Visit, VisitDetail, VisitLog
from cycles.services.attendance import member_of, write_lateness
from cycles.services.conversations import ConversationEntry, keep_conversation
from cycles.services.copies import send_plan_copies
from cycles.services.files import keep_files
from cycles.services.pairs import agreed_of, find_pair, framework_of, known, one_at_a_time, recipients
from cycles.services.progress import complete_if_all_there, cycle_beside, cycle_for_visit, settle
from cycles.services.visit_steps import StepNews, note_steps
from cycles.services.visits import plan_visit
from cycles.times import FIRST, TimeRepeated, now_in, to_utc

MINUTES_AT_MOST = 1440


class NotReady(Exception):
    """What is missing or cannot be: nothing was written."""


class NotSigned(NotReady):
    """Visits are logged once everybody has signed, because the log leaves the pair as it was signed."""


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """A visit that took place, as its log is filled in.

    `components`, `strategies` ("group.key"), `mode`, `place` and the names in `notes` are keys of the framework;
    `named` says for strategies that ask for it what they were. `started`, `next_at`: wall time in the program's zone.
    `helping`: it only helped out, so it counts minutes and no component (B7). `late`: who of the pair came late, and by
    how much; kept only beyond the framework's grace.
    `preparation` and `follow_up` are minutes beside those of the visit. `steps`: what became of steps of the plan.
    `conversation`: what the guide brought.
    """

    visited_on: dt.date
    started: dt.time
    minutes: int
    mode: str
    place: str = ""
    components: Sequence[str] = ()
    preparation: int = 0
    follow_up: int = 0
    billable: bool | None = None
    strategies: Sequence[str] = ()
    steps: Mapping[uuid.UUID, StepNews] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    next_on: dt.date | None = None
    next_at: dt.time | None = None
    next_which: str = ""
    helping: bool = False
    late: uuid.UUID | None = None
    minutes_late: int | None = None
    conversation: ConversationEntry | None = None


@dataclass(frozen=True)
class Finished:
    """What came of it. `again` when it had been finished before: then nothing was done."""

    visit: Visit
    cycle: Cycle
    completed: bool = False
    next_visit: Visit | None = None
    again: bool = False


@transaction.atomic
def finish_visit(*, visit: Visit, by: User, data: LogEntry) -> Finished:
    """Close the log of an appointment; from here the other of the pair reads it, and its log leaves as was signed.

    Finishing twice writes once. A visit that was called off and took place after all can be logged.
    Raises NotSigned, NotReady, and TimeSkipped or TimeRepeated for the next visit.
    """
    one_at_a_time(visit.partnership_id)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("partnership__program").get(pk=visit.pk)
    if visit.state == Visit.State.LOGGED:
        return Finished(visit, visit.log.cycle, again=True)
    visit.state = Visit.State.LOGGED
    planned_for = visit.local_date
    _require_ready(visit.partnership, data)
    _place_in_time(visit, data)
    visit.save(update_fields=["state", "kind", "starts_at", "local_date", "local_time", "mode", "place"])
    finished = _write(visit, by, data)
    _write_lateness(visit, by, data, planned_for)
    keep_files(visit=visit, by=by, planned=True)
    LogDraft.objects.filter(visit=visit, author=by).delete()
    return finished


@transaction.atomic
def finish_unplanned_visit(
    *, partnership: Partnership, by: User, data: LogEntry, entry: uuid.UUID | None = None
) -> Finished:
    """Log a visit that nobody had planned. `entry` becomes its id, so that sending the form twice writes once.

    Raises as `finish_visit` does.
    """
    one_at_a_time(partnership.pk)
    before = Visit.objects.filter(pk=entry, partnership=partnership).first() if entry else None
    if before is not None:
        return finish_visit(visit=before, by=by, data=data)
    _require_ready(partnership, data)
    visit = Visit(
        id=entry or uuid.uuid4(),
        partnership=partnership,
        state=Visit.State.LOGGED,
        time_zone=partnership.program.time_zone,
        planned_minutes=data.minutes,
        planned_by=by,
    )
    _place_in_time(visit, data)
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:  # an id that somebody else's visit has
        raise NotReady from None
    finished = _write(visit, by, data)
    keep_files(visit=visit, by=by, planned=False)
    LogDraft.objects.filter(partnership=partnership, visit=None, author=by).delete()
    return finished


@transaction.atomic
def correct_log(*, visit: Visit, by: User, data: LogEntry, left_out: str = "") -> bool:
    """Put day, length, manner and components of a finished visit right; says whether anything was different (fault 32).

    Of `data` only these count. What they were stays in the history, for the same readers; the visit stays in its cycle,
    which becomes as complete as its components are. `left_out`: why one that is taken back was, where `settle` asks.
    Raises NotReady, LookupError for anybody but the one who finished the log, and what `settle` raises.
    """
    one_at_a_time(visit.partnership_id)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("partnership__program").get(pk=visit.pk)
    detail = VisitDetail.objects.select_for_update().filter(visit=visit, author=by).first()
    if detail is None:
        raise LookupError("no log of this person")
    _require_ready(visit.partnership, data)
    log = VisitLog.objects.select_for_update().get(visit=visit)
    changed = [
        _change(log, visited_on=data.visited_on, minutes=data.minutes),
        _change(detail, **_manner(framework_of(visit.partnership.framework_version_id), data)),
    ]
    if any(changed):
        _place_in_time(visit, data)
        visit.save(update_fields=["kind", "starts_at", "local_date", "local_time", "mode", "place"])
    if not data.helping and _change_components(visit, log.cycle, by, data.components):
        settle(cycle=log.cycle, by=by, reason=left_out)
    elif not any(changed):
        return False
    record(Event.LOG_CORRECTED, target=visit, by=by)
    return True


def _change(row: VisitLog | VisitDetail, **values: object) -> bool:
    """Save these where they are new, and that they were corrected."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.corrected_at = timezone.now()
    row.save(update_fields=[*values, "corrected_at"])
    return True


def _change_components(visit: Visit, cycle: Cycle, by: User, components: Sequence[str]) -> bool:
    """Add the components that took place as well, and take back those that did not. What is no component any more in
    this edition of the framework stays.
    """
    keys = [one.key for one in framework_of(visit.partnership.framework_version_id).components]
    before = set(CycleComponent.objects.filter(visit=visit, key__in=keys).values_list("key", flat=True))
    after, now = known(components, keys), timezone.now()
    gone, new = before - set(after), [key for key in after if key not in before]
    CycleComponent.objects.filter(visit=visit, key__in=gone).delete()
    CycleComponent.objects.bulk_create(
        CycleComponent(
            partnership_id=visit.partnership_id, cycle=cycle, visit=visit, key=key, recorded_by=by, recorded_at=now
        )
        for key in new
    )
    return bool(gone or new)


def _require_ready(partnership: Partnership, data: LogEntry) -> None:
    if agreed_of(partnership) is None:
        raise NotSigned
    around = (data.preparation, data.follow_up)
    if not all(0 <= minutes <= MINUTES_AT_MOST for minutes in around):
        raise NotReady
    if not 1 <= data.minutes <= MINUTES_AT_MOST or data.visited_on > now_in(partnership.program.time_zone).date():
        raise NotReady


def _place_in_time(visit: Visit, data: LogEntry) -> None:
    """The visit as it took place; the appointment as it was stays in the history of the row."""
    try:
        visit.starts_at = to_utc(data.visited_on, data.started, visit.time_zone)
    except TimeRepeated:  # which of the two hours it was changes nothing of a record
        visit.starts_at = to_utc(data.visited_on, data.started, visit.time_zone, which=FIRST)
    visit.local_date, visit.local_time = data.visited_on, data.started
    visit.mode, visit.place = data.mode, data.place
    visit.kind = Visit.Kind.HELPING if data.helping else Visit.Kind.COACHING


def _write(visit: Visit, by: User, data: LogEntry) -> Finished:
    partnership, now = visit.partnership, timezone.now()
    framework = framework_of(partnership.framework_version_id)
    find_cycle = cycle_beside if data.helping else cycle_for_visit
    cycle = find_cycle(partnership=partnership, visited_on=data.visited_on)
    common = {"partnership_id": partnership.pk, "visit": visit}
    VisitLog(**common, cycle=cycle, visited_on=data.visited_on, minutes=data.minutes, finished_at=now).save(
        force_insert=True
    )
    VisitDetail(**common, author=by, **_manner(framework, data)).save(force_insert=True)
    CycleComponent.objects.bulk_create(
        CycleComponent(**common, cycle=cycle, key=key, recorded_by=by, recorded_at=now)
        for key in known(() if data.helping else data.components, (one.key for one in framework.components))
    )
    _write_notes(visit, by, data, now)
    note_steps(visit=visit, by=by, news=data.steps)
    if data.conversation:
        keep_conversation(visit=visit, by=by, data=data.conversation)
    completed = not data.helping and complete_if_all_there(cycle=cycle, by=by)
    next_visit = None
    if data.next_on and data.next_at:
        next_visit = plan_visit(
            partnership=partnership,
            by=by,
            local_date=data.next_on,
            local_time=data.next_at,
            mode=data.mode,
            place=data.place,
            planned_minutes=data.minutes,
            which=data.next_which,
        )
    record(Event.VISIT_FINISHED, target=visit, by=by)
    send_plan_copies(visit=visit, framework=framework, by=by)
    for user_id in recipients(partnership, besides=by):
        enqueue(Kind.VISIT_LOGGED, subject_id=visit.pk, recipient_id=user_id)
    return Finished(visit, cycle, completed, next_visit)


def _write_lateness(visit: Visit, by: User, data: LogEntry, planned_for: dt.date) -> None:
    pair = find_pair(visit.partnership, by)
    write_lateness(
        framework=framework_of(visit.partnership.framework_version_id),
        visit=visit,
        planned_for=planned_for,
        who=member_of(pair.members, data.late) if pair and data.late else None,
        minutes=data.minutes_late,
    )


def _manner(framework: Framework, data: LogEntry) -> dict[str, Any]:
    """How a visit took place, by the columns of its detail."""
    strategies, named = _strategies(framework, data)
    return {
        "started": data.started,
        "mode": data.mode,
        "place": data.place,
        "strategies": strategies,
        "strategies_other": named,
        "preparation_minutes": data.preparation,
        "follow_up_minutes": data.follow_up,
        "billable": data.billable,
    }


def _strategies(framework: Framework, data: LogEntry) -> tuple[list[str], str]:
    """The strategies in the framework's order, and a line for each that has a name of its own."""
    options = {f"{group.key}.{option.key}": option for group in framework.log.strategies for option in group.options}
    chosen = known(data.strategies, options)
    names = [" ".join(data.named.get(key, "").split()) for key in chosen if options[key].named]
    return chosen, "\n".join(names)


def _write_notes(visit: Visit, by: User, data: LogEntry, now: dt.datetime) -> None:
    pair = find_pair(visit.partnership, by)
    part = pair.me.part if pair else ""
    sections = framework_of(visit.partnership.framework_version_id).note_sections(by=part)
    Note.objects.bulk_create(
        Note(
            partnership_id=visit.partnership_id,
            visit=visit,
            component=section.key,
            author=by,
            author_part=part,
            text=data.notes[section.key],
            created_at=now,
        )
        for section in sections
        if data.notes.get(section.key, "").strip()
    )
