"""What pages show of rows: dates, words and addresses are made here once, so that templates only place them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agreements.life import OVER, TONES
from agreements.life import State as Life
from agreements.models import Agreement, AgreementState, Signature, Standing
from coaching.addresses import address
from coaching.disclosure.classes import PAIR
from coaching.frameworks import Framework
from coaching.models import Partnership, Party, Person, User
from cycles.models import Conversation, Visit, VisitStep
from cycles.services.pairs import LEADS, LEARNS, Pair
from cycles.times import clock_words, day_words, minutes_words, short_day

Trail = list[dict[str, str]]
EMPTY: Mapping[uuid.UUID, str] = {}


def trail(pair: Pair, *steps: tuple[str, str]) -> Trail:
    """The way back: this person's pairs, this pair, and further (label, address) steps, the last without address."""
    leads = pair.me.part in LEADS and pair.me.part not in LEARNS
    first = {
        "label": _("Caseload") if leads else _("My coaching"),
        "url": reverse("caseload" if leads else "my_coaching"),
    }
    pages = [first, {"label": pair.others_names, "url": reverse("partnership_detail", args=[pair.partnership.pk])}]
    return [*pages, *({"label": label, "url": url} for label, url in steps)]


def names_of(user: User, partnership_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Partnership: the names of the others of the pair. One query."""
    name = Person.objects.filter(pk=OuterRef("user_id")).values("name")[:1]
    rows = (
        Party.objects.filter(partnership__in=set(partnership_ids), part__in=PAIR)
        .present()
        .exclude(user=user)
        .annotate(name=Subquery(name))
        .order_by("joined_at")
    )
    found: dict[uuid.UUID, list[str]] = {}
    for partnership_id, one in rows.values_list("partnership_id", "name"):
        found.setdefault(partnership_id, []).append(one or "")
    return {partnership_id: get_text_list(names, _("and")) for partnership_id, names in found.items()}


# ---- visits ------------------------------------------------------------------------------------------------------
VISIT_FIELDS = ("id", "partnership_id", "state", "starts_at", "planned_minutes", "log__minutes")


def visit_rows(
    visits: Iterable[dict[str, Any]],
    *,
    leads: bool,
    unread: Iterable[uuid.UUID] = (),
    standings: Mapping[uuid.UUID, str] = EMPTY,
) -> list[dict[str, Any]]:
    """Rows of a list of visits, from `.values(*VISIT_FIELDS)`. `leads`: for the one who logs them. `standings`: how the
    coaching stands, by partnership: what is planned in a pause is shown as such, and nothing is logged after the end.
    """
    now, new = timezone.now(), set(unread)
    detail, log = address("visit_detail"), address("visit_log")
    rows = []
    for visit in visits:
        past = visit["starts_at"] <= now
        standing = standings.get(visit["partnership_id"], "")
        row = _visit_row(visit, leads=leads, past=past, new=visit["id"] in new, standing=standing)
        to_log = leads and past and visit["state"] == Visit.State.PLANNED and standing not in OVER
        rows.append(row | {"url": detail(visit["id"]), "log_url": log(visit["id"]) if to_log else ""})
    return rows


def _visit_row(visit: dict[str, Any], *, leads: bool, past: bool, new: bool, standing: str) -> dict[str, Any]:
    local = timezone.localtime(visit["starts_at"])
    label, tone = _state_words(visit["state"], leads=leads, past=past, new=new, standing=standing)
    minutes = visit["log__minutes"] or visit["planned_minutes"]
    return {
        "partnership_id": visit["partnership_id"],
        "day": day_words(local.date()),
        "time": clock_words(local.time()),
        "minutes": minutes_words(minutes),
        "past": past,
        "label": label,
        "tone": tone,
    }


def _state_words(state: str, *, leads: bool, past: bool, new: bool, standing: str) -> tuple[str, str]:
    if state == Visit.State.CANCELLED:
        return _("Cancelled"), "neutral"
    if state == Visit.State.MISSED:
        return _("Did not take place"), "neutral"
    if state == Visit.State.ENDED:
        return _("Called off: the coaching ended"), "neutral"
    if state == Visit.State.LOGGED:
        return (_("New for you"), "info") if new else (_("Logged"), "good")
    if not past:
        return (_("Planned, and paused"), "wait") if standing == Life.PAUSED else (_("Planned"), "info")
    return (_("To log"), "wait") if leads and standing not in OVER else (_("Not logged yet"), "neutral")


def visit_state(visit: Visit, *, leads: bool, standing: str) -> tuple[str, str]:
    """The words and the tone for the state of one visit. `standing`: how the coaching stands."""
    return _state_words(visit.state, leads=leads, past=visit.is_past, new=False, standing=standing)


def visit_step_rows(visit: Visit) -> list[dict[str, Any]]:
    """The steps that were spoken of on a visit: those done first, then those that go on, then new ones. One query."""
    order = [VisitStep.Outcome.DONE, VisitStep.Outcome.GOES_ON, VisitStep.Outcome.NEW]
    rows = VisitStep.objects.filter(visit=visit).order_by("wording", "id")
    return [
        {
            "text": row.wording,
            "label": row.get_outcome_display(),
            "tone": "good" if row.outcome == VisitStep.Outcome.DONE else "info",
            "due": short_day(row.due_on) if row.due_on and row.outcome != VisitStep.Outcome.DONE else "",
        }
        for row in sorted(rows, key=lambda row: order.index(VisitStep.Outcome(row.outcome)))
    ]


def conversation_words(framework: Framework, visit: Visit) -> dict[str, Any] | None:
    """What the guide brought to a visit: where it began, the focuses, how it was prepared. No query without a guide."""
    if framework.conversation is None:
        return None
    row = Conversation.objects.filter(visit=visit).first()
    if row is None:
        return None
    points = {point.key: str(point.label) for point in framework.conversation.entry_points}
    items = {f"{guide.key}.{item.key}": str(item.text) for guide in framework.guides for item in guide.items}
    return {
        "chosen": row.chosen,
        "others": [focus for focus in row.focuses if focus != row.chosen],
        "entry_points": [points.get(key, key) for key in row.entry_points],
        "prepared": [items.get(key, key) for key in row.prepared],
        "questions": row.questions,
    }


# ---- pages of a long list ----------------------------------------------------------------------------------------
def cursor_of(row: dict[str, Any]) -> str:
    """Where the next page of visits starts."""
    return f"{row['starts_at'].timestamp():.6f}_{row['id']}"


def read_cursor(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """The place a cursor names; None for none and for what is no cursor (faults 73, 74)."""
    moment, _sep, key = text.partition("_")
    try:
        return dt.datetime.fromtimestamp(float(moment), dt.UTC), uuid.UUID(key)
    except (ValueError, OverflowError, OSError):
        return None


# ---- the agreement of a pair -------------------------------------------------------------------------------------
def agreement_of(pair: Pair) -> dict[str, Any]:
    """Where the agreement of a pair stands, and where it is read, signed or drafted. Three queries."""
    partnership = pair.partnership
    state = Standing.objects.filter(partnership=partnership).values_list("state", flat=True).first()
    wanted = ("state", "pk", "language", "content__communication")
    texts = list(Agreement.objects.filter(partnership=partnership).order_by("number").values(*wanted))
    found = {one["state"]: one for one in texts}
    out, active = (found[one]["pk"] if one in found else None for one in (AgreementState.OUT, AgreementState.ACTIVE))
    in_force = found.get(AgreementState.ACTIVE, {})
    to_sign = out and Signature.objects.filter(agreement=out, user=pair.me.user_id, signed_at=None).exists()
    standing = Standing.State(state) if state else Standing.State.DRAFTING
    last = texts[-1] if texts else {}
    expired = last["pk"] if last.get("state") == AgreementState.EXPIRED and not active else None
    return {
        "state": standing,
        "label": standing.label,
        "tone": TONES[standing],
        "to_sign": bool(to_sign),
        "expired": expired is not None,
        "url": agreement_url(partnership, out=out, active=active or expired, to_sign=bool(to_sign)),
        "plan_url": reverse("plan_edit", args=[partnership.pk]),
        "communication": in_force.get("content__communication"),
        "language": in_force.get("language", ""),
    }


def agreement_url(
    partnership: Partnership, *, out: uuid.UUID | None, active: uuid.UUID | None, to_sign: bool = False
) -> str:
    """The page of the agreement where something is to be done; before there is a text, that of the plan."""
    if out:
        return reverse("agreement_sign" if to_sign else "agreement_detail", args=[out])
    if active:
        return reverse("agreement_detail", args=[active])
    return reverse("plan_edit", args=[partnership.pk])


# ---- words of the framework --------------------------------------------------------------------------------------
def mode_words(framework: Framework, mode: str) -> str:
    """How a visit happens, or how visits may happen where `mode` names several ways."""
    try:
        return listed(str(one.label) for one in framework.modes_of(mode))
    except KeyError:
        return mode


def helping_words(framework: Framework, format_key: str = "") -> dict[str, str] | None:
    """What the framework calls a visit that only helps out (B7); None where it has none, or not in this format."""
    rules = framework.visits.helping if framework.visits else None
    if rules is None or (format_key and not rules.covers(format_key)):
        return None
    return {"label": str(rules.label), "meaning": str(rules.meaning)}


def part_word(framework: Framework, part: str) -> str:
    """What the framework calls one who holds a part."""
    return framework.words(part, translation.get_language() or "en").one


def place_words(framework: Framework, place: str) -> str:
    """The framework's word for a place, or the place as it was written."""
    try:
        return str(framework.place(place).label)
    except KeyError:
        return place


def strategy_words(framework: Framework, strategies: Iterable[str], named: str) -> list[dict[str, Any]]:
    """Group, and what was done of it; a strategy with a name of its own is called by that."""
    names = iter(named.split("\n"))
    chosen = set(strategies)
    groups = []
    for group in framework.log.strategies:
        words = []
        for option in group.options:
            if f"{group.key}.{option.key}" in chosen:
                own = next(names, "") if option.named else ""
                words.append(own or str(option.label))
        if words:
            groups.append({"label": str(group.label), "words": words})
    known = {f"{group.key}.{option.key}" for group in framework.log.strategies for option in group.options}
    if left := [*(key for key in strategies if key not in known), *(name for name in names if name)]:
        groups.append({"label": _("Other"), "words": left})
    return groups


def detail_facts(framework: Framework, detail: Any) -> list[tuple[str, str]]:
    """How a visit took place, as (what, words). `detail` has the fields of a VisitDetail."""
    facts = [
        (_("Start"), clock_words(detail.started)),
        (_("How you met"), mode_words(framework, detail.mode)),
        (_("Where"), place_words(framework, detail.place)),
        (_("Preparation"), minutes_words(detail.preparation_minutes) if detail.preparation_minutes else ""),
        (_("Follow-up"), minutes_words(detail.follow_up_minutes) if detail.follow_up_minutes else ""),
        (_("Billable"), {True: _("Yes"), False: _("No"), None: ""}[detail.billable]),
        *(
            (group["label"], ", ".join(group["words"]))
            for group in strategy_words(framework, detail.strategies, detail.strategies_other)
        ),
    ]
    return [(label, words) for label, words in facts if words]


def section_words(framework: Framework, key: str) -> str:
    """The heading of a section of notes."""
    try:
        return str(framework.note_section(key).label)
    except KeyError:
        return _("Note")


def listed(words: Iterable[str]) -> str:
    """One, two, three."""
    return pgettext("between the things of a list", ", ").join(words)
