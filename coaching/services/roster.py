"""A roster on its way in: kept for a day at most, judged anew each time it is looked at, imported whole or not at all.

What coaching must not know (gender, race and the like) is emptied before the first byte is kept. After the import only
the file of refused rows is kept, for the same day.
"""

import dataclasses
import json
import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.disclosure.classes import Part
from coaching.models import AuditEntry, Contact, Mail, Membership, Person, Program, RosterUpload, Site, User
from coaching.roster.mapping import Mapping, sensitive_columns, suggest
from coaching.roster.partnerships import (
    PEOPLE,
    Column,
    PairVerdict,
    PartnershipVerdict,
    missing_columns,
    partnership_rows,
    suggest_columns,
)
from coaching.roster.practices import PracticeColumn, PracticeRow, PracticeVerdict, practice_rows
from coaching.roster.practices import suggest_columns as suggest_practice_columns
from coaching.roster.reading import read_sheet
from coaching.roster.refused import write_refused
from coaching.roster.sheet import RosterError, Sheet
from coaching.roster.verdicts import PersonRow, RowVerdict, Verdict, judge
from coaching.roster.vocabulary import ROSTER_PARTS
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind
from coaching.services.partnerships import make_partnership, pairs_of
from coaching.services.people import sort_name, today_in
from coaching.services.programs import add_practices, reword_practice, save_site

BATCH = 500  # rows of one insert
Judged = RowVerdict | PairVerdict | PracticeRow


class AlreadyImported(Exception):
    """The upload was imported before; its result stands."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the same people at the same moment; nothing was imported."""


@transaction.atomic
def receive(*, program: Program, kind: str, name: str, data: bytes, by: User) -> RosterUpload:
    """Read an uploaded file and keep what may be kept of it. Raises RosterError; then nothing is kept."""
    sheet = read_sheet(name, data)
    mapping: dict[str, Any] = {}
    if kind == RosterUpload.Kind.PARTNERSHIPS:
        columns = suggest_columns(sheet.headers)
        if missing := missing_columns(columns, program.framework.formats):
            raise RosterError(" ".join(missing))
        unused = set(range(max(len(row.cells) for row in sheet.rows))) - set(columns.values())
        sheet = sheet.without(unused)
        mapping = {str(column): index for column, index in columns.items()}
    elif kind == RosterUpload.Kind.PRACTICES:
        found = suggest_practice_columns(sheet.headers)
        sheet = sheet.without(set(range(max(len(row.cells) for row in sheet.rows))) - set(found.values()))
        mapping = {str(column): index for column, index in found.items()}
    else:
        sheet = sheet.without(sensitive_columns(sheet))
        mapping = suggest(sheet.headers).as_json()
    upload = RosterUpload(program=program, kind=kind, name=sheet.name, uploaded_by=by, mapping=mapping)
    upload.content = json.dumps(sheet.as_json()).encode()
    upload.save(force_insert=True)
    return upload


def sheet_of(upload: RosterUpload) -> Sheet:
    """The sheet as it was kept. Raises AlreadyImported."""
    if upload.imported_at or upload.content is None:
        raise AlreadyImported
    return Sheet.from_json(json.loads(bytes(upload.content)))


def mapping_of(upload: RosterUpload) -> Mapping:
    return Mapping.from_json(upload.mapping, upload.program.framework.parts)


@transaction.atomic
def save_mapping(*, upload: RosterUpload, mapping: Mapping, default_part: str) -> None:
    """Keep what the administrator said about columns, words and rows without a part."""
    upload.mapping, upload.default_part = mapping.as_json(), default_part
    upload.save(update_fields=["mapping", "default_part"])


def judge_upload(upload: RosterUpload, sheet: Sheet) -> list[Judged]:
    """The verdict of every row, as things stand now."""
    program = upload.program
    if upload.kind == RosterUpload.Kind.PRACTICES:
        places = {PracticeColumn(column): index for column, index in upload.mapping.items()}
        listed = program.practices.listed().values_list("text", flat=True)
        return list(practice_rows(sheet, places, listed))
    if upload.kind == RosterUpload.Kind.PARTNERSHIPS:
        columns = {Column(column): index for column, index in upload.mapping.items()}
        return list(
            partnership_rows(
                sheet,
                lambda emails: parts_of_members(program, emails),
                lambda learners: pairs_of(program, learners),
                formats=program.framework.formats,
                separate=separation.parts if (separation := program.framework.separation) else (),
                columns=columns,
            )
        )
    return list(judge(sheet, mapping_of(upload), upload.default_part, members_among(program), today=today_in(program)))


def members_among(program: Program) -> Callable[[set[str]], set[str]]:
    """Which of these addresses have, or had, a part in the program."""

    def known(emails: set[str]) -> set[str]:
        members = Membership.objects.filter(program=program, user__email__in=emails)
        return set(members.values_list("user__email", flat=True))

    return known


def parts_of_members(program: Program, emails: Collection[str]) -> dict[str, set[str]]:
    """The parts that each of these addresses holds today in the program."""
    held: dict[str, set[str]] = {}
    members = Membership.objects.filter(program=program, user__email__in=emails).current(today_in(program))
    for email, part in members.values_list("user__email", "part"):
        held.setdefault(email, set()).add(part)
    return held


def import_upload(*, upload: RosterUpload, lines: Collection[int] | None, invite: bool, by: User) -> RosterUpload:
    """Import all importable rows, or those of `lines`; every row ends up imported or in the file of refused rows.

    All or nothing. Raises AlreadyImported (a second click) or ChangedMeanwhile.
    """
    try:
        with transaction.atomic():
            return _import(upload, lines, invite, by)
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _import(upload: RosterUpload, lines: Collection[int] | None, invite: bool, by: User) -> RosterUpload:
    upload = RosterUpload.objects.select_for_update(of=("self",)).select_related("program").get(pk=upload.pk)
    sheet = sheet_of(upload)
    verdicts = [_as_chosen(verdict, lines) for verdict in judge_upload(upload, sheet)]
    chosen = [verdict for verdict in verdicts if verdict.is_importable]
    if upload.kind == RosterUpload.Kind.PARTNERSHIPS:
        _make_pairs(upload.program, [one for one in chosen if isinstance(one, PairVerdict)], by)
    elif upload.kind == RosterUpload.Kind.PRACTICES:
        _take_practices(upload.program, [one for one in chosen if isinstance(one, PracticeRow)], by)
    else:
        people = [one for one in chosen if isinstance(one, RowVerdict)]
        _enrol_all(upload.program, people, invite=invite, by=by)
    refused = [verdict for verdict in verdicts if not verdict.is_importable]
    upload.result = {
        "counts": _counts(verdicts),
        "rows": len(verdicts),
        "blank": sheet.blank_lines,
        "refused": [{"line": one.line, "reasons": [reason for _field, reason in one.problems]} for one in refused],
    }
    upload.content = write_refused(sheet, verdicts) if refused else None
    upload.mapping, upload.imported_at = {}, timezone.now()
    upload.save(update_fields=["result", "content", "mapping", "imported_at"])
    record(Event.ROSTER_IMPORTED, target=upload, by=by)
    return upload


def _as_chosen(verdict: Judged, lines: Collection[int] | None) -> Judged:
    """A row that could be imported and was not chosen is refused by the administrator, and says so."""
    if lines is None or not verdict.is_importable or verdict.line in lines:
        return verdict
    problem = ("", _("You did not choose this row."))
    if isinstance(verdict, PracticeRow):
        return dataclasses.replace(verdict, verdict=PracticeVerdict.LEFT_OUT, problems=(problem,))
    if isinstance(verdict, PairVerdict):
        return dataclasses.replace(verdict, verdict=PartnershipVerdict.LEFT_OUT, problems=(problem,))
    return dataclasses.replace(verdict, verdict=Verdict.LEFT_OUT, problems=(problem,))


def _counts(verdicts: list[Judged]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for verdict in verdicts:
        counts[verdict.verdict.value] = counts.get(verdict.verdict.value, 0) + 1
    return counts


def _make_pairs(program: Program, chosen: list[PairVerdict], by: User) -> None:
    addresses = {getattr(one.values, column.value) for one in chosen for column in PEOPLE} - {""}
    members = User.objects.filter(memberships__program=program, email__in=addresses).values_list("email", "pk")
    ids = dict(members)
    sites = _sites(program, {one.values.site for one in chosen})
    for one in chosen:
        make_partnership(
            program=program,
            format=one.values.format,
            parties=[
                (part, ids[address])
                for column, part in PEOPLE.items()
                if (address := getattr(one.values, column.value))
            ],
            site=sites.get(one.values.site.casefold()),
            by=by,
        )


def _take_practices(program: Program, chosen: list[PracticeRow], by: User) -> None:
    """Other words for those that are replaced, each a new version; the rest stand at the end of the list."""
    listed = {one.text.casefold(): one for one in program.practices.listed()}
    for one in chosen:
        if one.verdict == PracticeVerdict.REWORDED:
            before = listed[one.values.replaces.casefold()]
            category = one.values.category or before.category
            reword_practice(practice=before, text=one.values.text, category=category, by=by)
    new = [(one.values.text, one.values.category) for one in chosen if one.verdict == PracticeVerdict.NEW]
    add_practices(program=program, practices=new)


def _sites(program: Program, names: set[str]) -> dict[str, Site]:
    """The sites of these names, made where they are missing, by folded name."""
    sites = {site.name.casefold(): site for site in program.sites.all()}
    for name in sorted(names - {""}):
        if name.casefold() not in sites:
            sites[name.casefold()] = save_site(program=program, name=name)
    return sites


def _enrol_all(program: Program, chosen: list[RowVerdict], *, invite: bool, by: User) -> None:
    """What `enrol` does for one person, for thousands in a few statements: 5,000 rows would otherwise be 50,000."""
    rows = [one.values for one in chosen]
    today = today_in(program)
    invited = {row.email for row in rows if invite and (row.ends_on is None or row.ends_on >= today)}
    known = {email: pk for email, pk in _accounts([row.email for row in rows]).items() if pk}
    newcomers = list({row.email: row for row in reversed(rows) if row.email not in known}.values())
    accounts = known | _make_accounts(program, newcomers, invited)
    sites = _sites(program, {row.site for row in rows})
    memberships = [
        Membership(
            program=program,
            user_id=accounts[row.email],
            part=row.part,
            site=sites.get(row.site.casefold()),
            external_id=row.external_id,
            starts_on=row.starts_on or min(today, row.ends_on or today),
            ends_on=row.ends_on,
        )
        for row in rows
    ]
    Membership.objects.bulk_create(memberships, batch_size=BATCH)
    _record_all(Event.PERSON_ENROLLED, memberships, by)
    User.objects.filter(pk__in=[known[email] for email in invited & set(known)], joined_at=None).update(
        invited_at=timezone.now()
    )
    _mail_invitations([accounts[email] for email in invited], by)


def _accounts(emails: list[str]) -> dict[str, uuid.UUID | None]:
    with connection.cursor() as cursor:
        cursor.execute("select address, sec.account_of(address) from unnest(%s::text[]) as address", [emails])
        return dict(cursor.fetchall())


def _make_accounts(program: Program, rows: list[PersonRow], invited: set[str]) -> dict[str, uuid.UUID]:
    now = timezone.now()
    users = [
        User(
            email=row.email,
            language=row.language or program.language,
            time_zone=program.time_zone,
            invited_at=now if row.email in invited else None,
        )
        for row in rows
    ]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users, batch_size=BATCH)
    pairs = list(zip(users, rows, strict=True))
    Person.objects.bulk_create(
        [Person(user_id=user.pk, name=row.name, sort_name=sort_name(row.name)) for user, row in pairs], batch_size=BATCH
    )
    Contact.objects.bulk_create(
        [Contact(user_id=user.pk, email=row.email, phone=row.phone) for user, row in pairs], batch_size=BATCH
    )
    return {user.email: user.pk for user in users}


def _mail_invitations(user_ids: Collection[uuid.UUID], by: User) -> None:
    """One invitation each, in the outbox; at sending, who has joined is told of the new part instead."""
    now = timezone.now()
    mails = [
        Mail(kind=Kind.INVITATION, subject_id=pk, recipient_id=pk, occurrence=f"{now:%Y-%m-%dT%H:%M}", due_at=now)
        for pk in user_ids
    ]
    Mail.objects.bulk_create(mails, batch_size=BATCH, ignore_conflicts=True)
    _record_all(Event.PERSON_INVITED, [User(pk=pk) for pk in user_ids], by)


def _record_all(event: Event, targets: Collection[models.Model], by: User) -> None:
    now = timezone.now()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(at=now, person_id=by.pk, event=event, target_type=target._meta.label_lower, target_id=target.pk)
            for target in targets
        ],
        batch_size=BATCH,
    )


def refused_file(upload: RosterUpload) -> bytes:
    """The rows that were not imported, as CSV; empty when there are none or the upload was not imported yet."""
    if upload.imported_at is None or upload.content is None:
        return b""
    return bytes(upload.content)


def importable_parts(program: Program) -> list[Part]:
    """The parts that a row without a part can be given."""
    return [part for part in ROSTER_PARTS if part in program.framework.parts]
