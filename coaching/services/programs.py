"""Setting up a program: its start, agencies, sites and list of practices. Done by administrators only."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from coaching.disclosure.classes import Part
from coaching.models import Agency, FrameworkVersion, Membership, Program, ProgramPractice, Site, User
from coaching.roster.practices import CATEGORY_LENGTH, PRACTICE_LENGTH
from coaching.services.audit import Event, record
from coaching.services.people import today_in

_BULLET = re.compile(r"^(?:[-–—*•‣·▪]+|\(?\d{1,3}[.)]|\[ ?\])\s+")


@transaction.atomic
def start_program(
    *, name: str, framework_version: FrameworkVersion, time_zone: str, language: str, by: User
) -> Program:
    """Make a program; whoever starts it is its first administrator. The zone is an IANA name."""
    program = Program(
        name=name, framework_version=framework_version, time_zone=time_zone, language=language, created_by=by
    )
    program.save(force_insert=True)
    Membership(user=by, program=program, part=Part.ADMINISTRATOR, starts_on=today_in(program)).save(force_insert=True)
    record(Event.PROGRAM_STARTED, target=program, by=by)
    return program


def newest_frameworks() -> list[FrameworkVersion]:
    """The newest version of each framework that is ready, without its content."""
    return list(FrameworkVersion.objects.defer("content").order_by("key", "-number").distinct("key"))


@transaction.atomic
def save_program(*, program: Program, name: str, time_zone: str, language: str) -> None:
    """Change what can change of a running program; the framework cannot, and its edition has a page of its own."""
    program.name, program.time_zone, program.language = name, time_zone, language
    program.save(update_fields=["name", "time_zone", "language"])


class NotNewest(Exception):
    """The number is not that of the newest edition, which is the one that can be adopted."""


def newest_beside(current: FrameworkVersion) -> FrameworkVersion | None:
    """The newest version of the same framework; None where `current` is it."""
    later = FrameworkVersion.objects.filter(key=current.key, number__gt=current.number)
    return later.order_by("-number").first()


@transaction.atomic
def adopt_edition(*, program: Program, number: str, by: User) -> None:
    """Let new partnerships start with the newest edition, whose number the administrator has read.

    Partnerships that there are stay with what they signed: each adopts an edition by signing it. Raises NotNewest.
    """
    newest = newest_beside(program.framework_version)
    if newest is None or str(newest.number) != number:
        raise NotNewest
    program.framework_version = newest
    program.save(update_fields=["framework_version"])
    record(Event.EDITION_CHOSEN, target=program, by=by)


@transaction.atomic
def name_agency(*, program: Program, kind: str, name: str, by: User) -> Agency:
    """Name an outside agency; agreements print it and its people get the part `kind` (A14)."""
    agency, is_new = Agency.objects.get_or_create(program=program, kind=kind, name=name)
    if is_new:
        record(Event.AGENCY_NAMED, target=agency, by=by)
    return agency


def parse_practices(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Read pasted lines: (practice, category) pairs, and the lines that are too long.

    One practice a line. Bullets and numbers are dropped. A line that ends with a colon is the category of the lines
    after it; in rows copied from a sheet, the second column is the category.
    """
    category = ""
    found: list[tuple[str, str]] = []
    too_long: list[str] = []
    for line in text.splitlines():
        columns = [" ".join(cell.split()) for cell in line.strip().split("\t")]
        practice = _BULLET.sub("", columns[0])
        if not practice:
            continue
        if len(columns) == 1 and practice.endswith(":"):
            category = practice.rstrip(": ")[:CATEGORY_LENGTH]
        elif len(practice) > PRACTICE_LENGTH:
            too_long.append(practice)
        else:
            own = columns[1][:CATEGORY_LENGTH] if len(columns) > 1 else ""
            found.append((practice, own or category))
    return found, too_long


@transaction.atomic
def add_practices(*, program: Program, practices: list[tuple[str, str]]) -> tuple[int, int]:
    """Put practices at the end of the list; say how many are new and how many stood there already (A1)."""
    known = {text.casefold() for text in program.practices.listed().values_list("text", flat=True)}
    last = program.practices.aggregate(last=Max("position"))["last"] or 0
    new: list[ProgramPractice] = []
    for text, category in practices:
        if text.casefold() in known:
            continue
        known.add(text.casefold())
        new.append(ProgramPractice(program=program, text=text, category=category, position=last + len(new) + 1))
    ProgramPractice.objects.bulk_create(new, batch_size=500)
    return len(new), len(practices) - len(new)


def by_category(practices: Iterable[ProgramPractice]) -> dict[str, list[ProgramPractice]]:
    """Practices by category; categories in the order in which they first appear."""
    groups: dict[str, list[ProgramPractice]] = {}
    for practice in practices:
        groups.setdefault(practice.category, []).append(practice)
    return groups


@transaction.atomic
def move_practice(*, practice: ProgramPractice, up: bool) -> None:
    """Change places with the neighbour of the same category; at its end nothing happens."""
    every = list(ProgramPractice.objects.listed().select_for_update().filter(program=practice.program_id))
    groups = by_category(every)
    group = groups.get(practice.category, [])
    place = next((index for index, one in enumerate(group) if one.pk == practice.pk), len(group))
    other = place - 1 if up else place + 1
    if place < len(group) and 0 <= other < len(group):
        group[place], group[other] = group[other], group[place]
    listed = [one for group in groups.values() for one in group]
    for position, one in enumerate(listed, start=1):
        one.position = position
    ProgramPractice.objects.bulk_update(listed, ["position"], batch_size=500)


@transaction.atomic
def reword_practice(*, practice: ProgramPractice, text: str, category: str, by: User) -> ProgramPractice:
    """Give a practice of the list other words, or another category. Other words are a new version in the same place;
    plans that picked the former wording keep it (A1). The wording that holds is given back.
    """
    practice = ProgramPractice.objects.listed().select_for_update().get(pk=practice.pk)
    if practice.text == text:
        practice.category = category
        practice.save(update_fields=["category"])
        return practice
    practice.retired_at = timezone.now()
    practice.save(update_fields=["retired_at"])
    newer = ProgramPractice(
        program_id=practice.program_id,
        series=practice.series,
        version=practice.version + 1,
        text=text,
        category=category,
        position=practice.position,
    )
    newer.save(force_insert=True)
    record(Event.PRACTICE_REWORDED, target=newer, by=by)
    return newer


def former_wordings(practice: ProgramPractice) -> list[ProgramPractice]:
    """What a practice was called before, the latest first."""
    return list(ProgramPractice.objects.filter(series=practice.series, retired_at__isnull=False).order_by("-version"))


@transaction.atomic
def remove_practice(*, practice: ProgramPractice) -> None:
    """Take a practice off the list, with its former wordings. Plans that picked it keep its words."""
    ProgramPractice.objects.filter(series=practice.series).delete()


def save_site(*, program: Program, name: str, site: Site | None = None) -> Site:
    """Make or rename a site; the same name in other letters is the same site."""
    if site is None:
        site = Site.objects.filter(program=program, name__iexact=name).first() or Site(program=program)
    site.name = name
    site.save()
    return site
