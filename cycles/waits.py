"""What of visits waits for a person, and which are coming: to log, to read, due by the rhythm. See coaching/waiting.py.

Most of it comes from the one query of the caseload, read once for all.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from agreements.life import OVER, State
from agreements.models import Letter
from coaching.addresses import address
from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks import Anchor
from coaching.vocabulary import Words, counted, terms
from coaching.waiting import Wait, Waiting, Who
from cycles.models import Visit
from cycles.services.caseload import SHOWN_AT_MOST, caseload, unread
from cycles.services.pairs import LEADS, LEARNS, framework_of, leads_in
from cycles.times import due_words, moment_words, short_day

VISITS_SHOWN = 10
SOON = dt.timedelta(days=3)
"""How long before its day a cycle that is due is spoken of; the frameworks' own reminders say the same."""
LINES = 3


def pairs(who: Who) -> list[dict[str, Any]]:
    """The rows of the caseload for the parts that are asked about. One query."""
    parts = [Part(part) for part in PAIR if part in who.parts]
    return caseload(who.user, parts, limit=SHOWN_AT_MOST)[0] if parts else []


def to_log_words(row: dict[str, Any]) -> str:
    return _("%(count)s to log") % {"count": counted(_words_of(row), "visit", row["to_log"])}


def in_pause_words(row: dict[str, Any]) -> str:
    """What is planned still while the coaching rests is asked about, and neither dropped nor reminded of."""
    return _("%(count)s planned in the pause") % {"count": counted(_words_of(row), "visit", row["ahead"])}


def _words_of(row: dict[str, Any]) -> Words:
    return terms(framework_of(row["framework_version_id"]))


def _live(who: Who) -> list[dict[str, Any]]:
    return [row for row in who.once(pairs) if row["standing"] not in OVER]


# ---- to log ------------------------------------------------------------------------------------------------------
def visits_to_log(who: Who) -> Iterator[Wait]:
    """Past visits without a record, for those who log them (D15)."""
    url = address("visit_log")
    for row in _live(who):
        leads = leads_in(framework_of(row["framework_version_id"]), row["format"], row["part"])
        if row["to_log"] and leads and row["standing"] != State.PAUSED:
            n, day = row["to_log"], timezone.localtime(row["log_start"]).date()
            yield Wait(
                text=_("Log %(count)s") % {"count": counted(_words_of(row), "visit", n)},
                url=url(row["log_id"]),
                partnership_id=row["id"],
                day=day,
                when=short_day(day),
                late=day < who.today,
                count=n,
            )


def drafts(who: Who) -> Iterator[Wait]:
    """Logs of visits that nobody had planned, begun and not finished."""
    url = address("visit_log_new")
    for row in _live(who):
        if row["draft"]:
            yield Wait(text=_("Finish the log that you began"), url=url(row["id"]), partnership_id=row["id"])


# ---- the rhythm --------------------------------------------------------------------------------------------------
def cycles_due(who: Who) -> Iterator[Wait]:
    """The next cycle, for those whom the framework reminds of it: overdue, due today, or coming in a few days (A4)."""
    url = address("partnership_detail")
    for row in _live(who):
        due = row["due_on"]
        if not row["in_force"] or due is None or due > who.today + SOON:
            continue
        framework = framework_of(who.partnerships[row["id"]].framework_version_id)
        if not any(row["part"] in reminder.to for reminder in framework.reminders_at(Anchor.CYCLE_DUE)):
            continue
        yield Wait(
            text=_("Go on with the next cycle"),
            url=url(row["id"]),
            partnership_id=row["id"],
            day=due,
            when=due_words(due, who.today),
            late=due < who.today,
            coming=due > who.today,
        )


# ---- on the way to an agreement ----------------------------------------------------------------------------------
def not_signed_in_time(who: Who) -> Iterator[Wait]:
    """A request that has expired: who may sends it again, the others read what happens next (fault 18)."""
    preview, pair = address("agreement_preview"), address("partnership_detail")
    for row in _live(who):
        if row["expired"] and not row["to_sign"] and row["standing"] != State.WAITING:
            leads = row["part"] in LEADS
            yield Wait(
                text=_("The agreement was not signed in time. Send it again")
                if leads
                else _("Your agreement was not signed in time"),
                url=(preview if leads else pair)(row["id"]),
                partnership_id=row["id"],
            )


def plans_to_write(who: Who) -> Iterator[Wait]:
    """Plans that are being drafted."""
    url = address("plan_edit")
    for row in _live(who):
        if row["standing"] == State.DRAFTING and not row["expired"]:
            yield Wait(text=_("Write the coaching plan together"), url=url(row["id"]), partnership_id=row["id"])


def pauses_to_look_at(who: Who) -> Iterator[Wait]:
    """The day has come on which the two wanted to look at their pause again (A17)."""
    url = address("partnership_detail")
    for row in _live(who):
        day = row["look_again_on"]
        if row["standing"] == State.PAUSED and day and day <= who.today:
            yield Wait(
                text=_("Your coaching is paused. Look at it again"),
                url=url(row["id"]),
                partnership_id=row["id"],
                day=day,
                when=short_day(day),
            )


def visits_in_pauses(who: Who) -> Iterator[Wait]:
    """Visits that are planned still while the coaching rests."""
    url = address("partnership_visits")
    for row in _live(who):
        if row["standing"] == State.PAUSED and row["ahead"]:
            yield Wait(text=in_pause_words(row), url=url(row["id"]), partnership_id=row["id"], count=row["ahead"])


def moves(who: Who) -> Iterator[Wait]:
    """Appointments that one of a pair would like to move; none while the coaching rests."""
    url = address("visit_detail")
    for row in _live(who):
        if row["standing"] == State.PAUSED:
            continue
        asked = zip(row["ask_visits"] or (), row["ask_own"] or (), row["ask_moments"] or (), strict=True)
        for visit_id, own, moment in asked:
            words = _("You proposed %(when)s. No answer yet") if own else _("Another time? %(when)s")
            yield Wait(
                text=words % {"when": moment_words(moment)},
                url=url(visit_id),
                partnership_id=row["id"],
                day=timezone.localtime(moment).date(),
                coming=own,  # it is the other's turn
            )


def letters(who: Who) -> Iterator[Wait]:
    """Letters in coaching that has not begun yet (D2); afterwards they stand on the pair's page. One query."""
    beginning = [row["id"] for row in _live(who) if not row["in_force"]]
    if not beginning:
        return
    rows = Letter.objects.filter(partnership__in=beginning).exclude(author=who.user)
    url = address("letter_detail")
    for key, partnership_id, subject in rows.values_list("pk", "partnership_id", "subject"):
        words = _("Read the letter: %(subject)s") % {"subject": subject}
        yield Wait(text=words, url=url(key), partnership_id=partnership_id)


# ---- to read, and coming -----------------------------------------------------------------------------------------
def records_to_read(who: Who) -> Iterator[Wait]:
    """Records of visits that are not read yet; many with one coach are one line. One query."""
    parts = [part for part in LEARNS if part in who.parts]
    by_pair: dict[uuid.UUID, list[tuple[uuid.UUID, dt.date]]] = {}
    for visit_id, partnership_id, day in unread(who.user, parts) if parts else []:
        by_pair.setdefault(partnership_id, []).append((visit_id, day))
    visit_url, visits_url = address("visit_detail"), address("partnership_visits")
    for key, visits in by_pair.items():
        said = terms(framework_of(who.partnerships[key].framework_version_id))
        if len(visits) > LINES:
            words = _("Read the records: %(count)s") % {"count": counted(said, "visit", len(visits))}
            yield Wait(text=words, url=visits_url(key), partnership_id=key, count=len(visits))
            continue
        for visit_id, day in visits:
            words = _("Read the record: %(visit)s of %(day)s") % {**said, "day": short_day(day)}
            yield Wait(text=words, url=visit_url(visit_id), partnership_id=key, day=day)


def visits_coming(who: Who) -> Iterator[Wait]:
    """The next appointments. One query."""
    here = [key for key, parts in who.places.items() if not parts.isdisjoint(PAIR)]
    visits = Visit.objects.filter(partnership__in=here, state=Visit.State.PLANNED, starts_at__gt=timezone.now())
    url = address("visit_detail")
    rows = visits.order_by("starts_at", "id").values_list("pk", "partnership_id", "starts_at")[:VISITS_SHOWN]
    for key, partnership_id, starts_at in rows if here else []:
        yield Wait(
            text=terms(framework_of(who.partnerships[partnership_id].framework_version_id))["Visit"],
            url=url(key),
            partnership_id=partnership_id,
            day=timezone.localtime(starts_at).date(),
            when=moment_words(starts_at),
            coming=True,
        )


VISITS_TO_LOG = Waiting(
    visits_to_log, "note", ngettext_lazy("%(n)d visit to log", "%(n)d visits to log", "n"), "records"
)
DRAFTS = Waiting(drafts, "note", ngettext_lazy("%(n)d log to finish", "%(n)d logs to finish", "n"), "records")
CYCLES_DUE = Waiting(cycles_due, "clock", ngettext_lazy("%(n)d cycle due", "%(n)d cycles due", "n"), "rhythm")
NOT_SIGNED_IN_TIME = Waiting(
    not_signed_in_time,
    "agreement",
    ngettext_lazy("%(n)d agreement was not signed in time", "%(n)d agreements were not signed in time", "n"),
)
PLANS_TO_WRITE = Waiting(
    plans_to_write, "pencil", ngettext_lazy("%(n)d coaching plan to write", "%(n)d coaching plans to write", "n")
)
PAUSES_TO_LOOK_AT = Waiting(
    pauses_to_look_at, "clock", ngettext_lazy("%(n)d pause to look at again", "%(n)d pauses to look at again", "n")
)
VISITS_IN_PAUSES = Waiting(
    visits_in_pauses,
    "calendar",
    ngettext_lazy("%(n)d visit is planned in a pause", "%(n)d visits are planned in a pause", "n"),
)
MOVES = Waiting(moves, "calendar", ngettext_lazy("%(n)d other time is proposed", "%(n)d other times are proposed", "n"))
LETTERS = Waiting(letters, "mail", ngettext_lazy("%(n)d letter to read", "%(n)d letters to read", "n"))
RECORDS_TO_READ = Waiting(
    records_to_read,
    "note",
    ngettext_lazy("%(n)d record of a visit to read", "%(n)d records of visits to read", "n"),
    "reading",
)
VISITS_COMING = Waiting(
    visits_coming, "calendar", ngettext_lazy("%(n)d visit is coming", "%(n)d visits are coming", "n"), "visits"
)
