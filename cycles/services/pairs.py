"""A pair as one of its people sees it: who is in it, the words of its framework, and what was agreed."""

import datetime as dt
import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agreements.life import OVER, State
from agreements.models import AgreedTerms, Plan, Standing
from coaching.disclosure.classes import PAIR, Part
from coaching.frameworks import Framework
from coaching.frameworks.structure import Mode
from coaching.models import FrameworkVersion, Partnership, Party, Person, User
from coaching.vocabulary import Words, terms
from cycles.models import VisitDetail, VisitLog

LEADS = (Part.COACH, Part.MENTOR_COACH, Part.PEER)
"""The parts that plan and log visits."""

LEARNS = (Part.COACHEE, Part.PEER)
"""The parts that coaching is for."""


@dataclass(frozen=True)
class Member:
    """One of the pair; `present` until they leave."""

    user_id: uuid.UUID
    part: str
    name: str
    present: bool


@dataclass(frozen=True)
class Agreed:
    """What the signed agreement says about the work. `since` is the day from which it is in force; `resumed_on` that on
    which a pause ended, from which the rhythm counts anew.
    """

    mode: str
    cycles: int | None
    hours: int | None
    rhythm_days: int | None
    starts_on: dt.date
    ends_on: dt.date | None
    since: dt.date
    resumed_on: dt.date | None = None


@dataclass(frozen=True)
class Pair:
    """A partnership, seen by `me`."""

    partnership: Partnership
    members: tuple[Member, ...]
    me: Member
    state: str = State.DRAFTING

    @property
    def leads(self) -> bool:
        """Whether the reader plans and logs visits: by their part, or because they coach themselves (B7)."""
        return leads_in(self.framework, self.partnership.format, self.me.part)

    @property
    def is_over(self) -> bool:
        """Whether the coaching has ended: then nothing new is written."""
        return self.state in OVER

    @property
    def is_paused(self) -> bool:
        """Whether it rests: then nothing is due."""
        return self.state == State.PAUSED

    @property
    def framework(self) -> Framework:
        return framework_of(self.partnership.framework_version_id)

    @property
    def zone(self) -> str:
        """The zone in which this pair's visits are agreed: that of the program."""
        return self.partnership.program.time_zone

    @functools.cached_property
    def others(self) -> tuple[Member, ...]:
        """Those who work with me now; when all have left, those who did."""
        others = [member for member in self.members if member.user_id != self.me.user_id]
        return tuple(member for member in others if member.present) or tuple(others)

    @property
    def others_names(self) -> str:
        return get_text_list([member.name for member in self.others], _("and"))

    def name_of(self, user_id: uuid.UUID) -> str:
        return next((member.name for member in self.members if member.user_id == user_id), "")

    def word(self, part: Part | str) -> str:
        """What the framework calls one who holds this part, in the reader's language."""
        return self.framework.words(part, translation.get_language() or "en").one

    def words(self, part: Part | str) -> str:
        """What the framework calls several of them."""
        return self.framework.words(part, translation.get_language() or "en").many

    @functools.cached_property
    def terms(self) -> Words:
        """What the framework calls a visit, a cycle and the rest, in the reader's language."""
        return terms(self.framework)

    def learners(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.present and member.part in LEARNS)


@functools.lru_cache(maxsize=256)
def framework_of(version_id: uuid.UUID) -> Framework:
    """The framework of a version, read once in a process: a version never changes."""
    return FrameworkVersion.objects.get(pk=version_id).framework


def leads_in(framework: Framework, format_key: str, part: str) -> bool:
    """Whether one who holds this part plans and logs visits in this format."""
    return part in LEADS or (part == Part.COACHEE and framework.format(format_key).coaches_self)


def find_pair(partnership: Partnership, user: User) -> Pair | None:
    """The pair as `user` sees it; None for whoever is not and was not of it. One query.

    Who has left is shown those of their own time, and not who came after them.
    """
    names = Person.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
    states = Standing.objects.filter(partnership=OuterRef("partnership_id")).values("state")[:1]
    found = list(
        Party.objects.filter(partnership=partnership, part__in=PAIR)
        .annotate(name=Subquery(names), state=Subquery(states))
        .order_by("joined_at")
        .values_list("user_id", "part", "name", "joined_at", "left_at", "state")
    )
    rows = [row[:5] for row in found]
    mine = sorted((row for row in rows if row[0] == user.pk), key=lambda row: row[4] is None)
    if not mine:
        return None
    left_at = mine[-1][4]
    members = [
        Member(user_id, part, name or "", left is None)
        for user_id, part, name, joined, left in rows
        if left_at is None or joined < left_at
    ]
    me = next(m for m in members if m.user_id == user.pk and m.part == mine[-1][1] and m.present == (left_at is None))
    return Pair(partnership, tuple(members), me, found[0][5] or State.DRAFTING)


def agreed_of(partnership: Partnership) -> Agreed | None:
    """What is agreed and signed by all; None while nothing is in force."""
    resumed = Standing.objects.filter(partnership=OuterRef("partnership_id")).values("resumed_at")[:1]
    row = (
        AgreedTerms.objects.filter(partnership=partnership, in_force=True)
        .annotate(resumed_at=Subquery(resumed))
        .values_list(
            "mode", "cycles", "hours", "rhythm_days", "starts_on", "ends_on", "agreement__activated_at", "resumed_at"
        )
        .first()
    )
    if row is None:
        return None
    mode, cycles, hours, rhythm_days, starts_on, ends_on, activated_at, resumed_at = row
    since = max(starts_on, activated_at.date()) if activated_at else starts_on
    resumed_on = resumed_at.date() if resumed_at else None
    return Agreed(mode, cycles, hours, rhythm_days, starts_on, ends_on, since, resumed_on)


def minutes_used(partnership: Partnership) -> int:
    """The minutes of all logged visits: one entry feeds the hours, too."""
    return VisitLog.objects.filter(partnership=partnership).aggregate(sum=Sum("minutes"))["sum"] or 0


@dataclass(frozen=True)
class TimeSpent:
    """Minutes of all logged visits, of what was done around them, and of those visits that are billable with theirs."""

    visits: int
    preparation: int
    follow_up: int
    billable: int

    @property
    def around(self) -> int:
        return self.preparation + self.follow_up

    @property
    def all(self) -> int:
        return self.visits + self.around


def time_spent(partnership: Partnership) -> TimeSpent:
    """The hours of a pair, for the two alone: only the minutes of the visits are of the log that leaves. One query."""
    whole = F("visit__log__minutes") + F("preparation_minutes") + F("follow_up_minutes")
    sums = VisitDetail.objects.filter(partnership=partnership).aggregate(
        visits=Sum("visit__log__minutes"),
        preparation=Sum("preparation_minutes"),
        follow_up=Sum("follow_up_minutes"),
        billable=Sum(whole, filter=Q(billable=True)),
    )
    return TimeSpent(**{name: value or 0 for name, value in sums.items()})


def visit_modes(pair: Pair, agreed: Agreed | None) -> tuple[Mode, ...]:
    """The ways a visit of this pair can happen: those agreed on; before signing, those of the plan (A2)."""
    if agreed:
        mode = agreed.mode
    else:
        mode = Plan.objects.filter(partnership=pair.partnership).values_list("mode", flat=True).first() or ""
    try:
        return pair.framework.visit_modes(mode.split() or None)
    except KeyError:
        return pair.framework.visit_modes()


def recipients(partnership: Partnership, *, besides: User | None = None) -> list[uuid.UUID]:
    """Those of the pair who are told of its visits."""
    present = Party.objects.filter(partnership=partnership, part__in=PAIR).present()
    return [
        user_id
        for user_id in dict.fromkeys(present.values_list("user_id", flat=True))
        if besides is None or user_id != besides.pk
    ]


def one_at_a_time(partnership_id: uuid.UUID) -> None:
    """Wait for whoever writes into the cycles of this pair, until the transaction ends.

    The pair may not change the row of its partnership, so it cannot lock it either.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cycles {partnership_id}"])


def known(keys: Iterable[str], among: Iterable[str]) -> list[str]:
    """Those of `keys` that stand in `among`, in its order."""
    wanted = set(keys)
    return [key for key in among if key in wanted]
