"""Letters: words from the program's data, finished by the sender, sent once, kept as they were sent (D2)."""

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agreements.models import Letter, LetterDraft, Plan
from agreements.wording import dates_words, joined
from coaching.disclosure.classes import Part
from coaching.frameworks import structure as s
from coaching.models import Contact, Membership, Partnership, Party, Person, User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue

LONGEST_SUBJECT, LONGEST_TEXT = 200, 20_000
ASKED = ("coach_phone", "coach_email", "coach_office", "hours", "time_frame")
"""The names whose value can be typed beside the letter when the data has none. The others are people."""

HOLE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class SavedMeanwhile(Exception):
    """The draft was saved in another window meanwhile: `now` is what it says. Nothing was changed."""

    def __init__(self, now: LetterDraft) -> None:
        super().__init__("the letter was saved in another window meanwhile")
        self.now = now


class NotAsLookedAt(Exception):
    """What would be sent, or who would get it, is not what the sender has just looked at."""


class LetterNotReady(Exception):
    """Something is missing in the letter, or somebody whom it goes to."""


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a letter, or a copy of it."""

    user_id: uuid.UUID
    part: str
    word: str
    name: str
    copy: bool


@dataclass(frozen=True)
class Words:
    """The words of a letter in one language, and the names in it that the data has no value for."""

    subject: str
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Post:
    """One letter of the framework for one partnership and sender: who gets it, and what the data says."""

    partnership: Partnership
    letter: s.Letter
    sender: User
    sender_name: str
    others: tuple[tuple[str, str], ...]  # (part, name) of everybody else in the partnership
    recipients: tuple[Recipient, ...]
    nobody_is: tuple[str, ...]  # words for the parts that it goes to and that nobody holds
    phone: str
    email: str
    office: str
    plan: Plan

    @property
    def to(self) -> tuple[Recipient, ...]:
        return tuple(one for one in self.recipients if not one.copy)

    @property
    def copies(self) -> tuple[Recipient, ...]:
        return tuple(one for one in self.recipients if one.copy)


def post_of(partnership: Partnership, letter: s.Letter, sender: User) -> Post:
    """Read all that a letter needs. Words for parts are in the active language."""
    framework, language = partnership.framework, translation.get_language() or "en"
    present = Party.objects.filter(partnership=partnership).present().order_by("joined_at", "user_id")
    parties = list(present.values_list("part", "user_id"))
    names = dict(Person.objects.filter(pk__in=[user_id for _part, user_id in parties]).values_list("pk", "name"))
    found: dict[uuid.UUID, Recipient] = {}
    nobody_is = []
    of_format = framework.format(partnership.format).parts
    wanted = [(part, False) for part in letter.to] + [(part, True) for part in letter.copy_to if part in of_format]
    for wanted_part, is_copy in wanted:
        holders = [user_id for part, user_id in parties if part == wanted_part and user_id != sender.pk]
        word = framework.words(wanted_part, language).one
        if not holders:
            nobody_is.append(word)
        for user_id in holders:
            found.setdefault(user_id, Recipient(user_id, wanted_part, word, names.get(user_id, ""), is_copy))
    contact = Contact.objects.filter(pk=sender.pk).values_list("email", "phone").first() or ("", "")
    office = (
        Membership.objects.filter(user=sender, program=partnership.program_id, part=letter.sender, site__isnull=False)
        .values_list("site__name", flat=True)
        .first()
    )
    return Post(
        partnership=partnership,
        letter=letter,
        sender=sender,
        sender_name=names.get(sender.pk, ""),
        others=tuple((part, names.get(user_id, "")) for part, user_id in parties if user_id != sender.pk),
        recipients=tuple(found.values()),
        nobody_is=tuple(nobody_is),
        email=contact[0],
        phone=contact[1],
        office=office or "",
        plan=Plan.objects.filter(partnership=partnership).first() or Plan(partnership=partnership),
    )


def label_of(name: str) -> str:
    """What a {name} of a letter stands for, in the active language."""
    labels = {
        "coachee": _("name of the learner"),
        "supervisor": _("name of the supervisor"),
        "coach": _("your name"),
        "coach_phone": _("your phone number"),
        "coach_email": _("your email"),
        "coach_office": _("your office"),
        "hours": _("number of hours"),
        "time_frame": _("agreed time frame"),
        "program": _("name of the program"),
    }
    return labels[name]


def _values(post: Post) -> dict[str, str]:
    """What the data says for each {name}, in the active language; empty where it says nothing."""
    return {
        "coachee": joined(name for part, name in post.others if part in (Part.COACHEE, Part.PEER)),
        "supervisor": joined(name for part, name in post.others if part == Part.SUPERVISOR),
        "coach": post.sender_name,
        "coach_phone": post.phone,
        "coach_email": post.email,
        "coach_office": post.office,
        "hours": str(post.plan.hours or ""),
        "time_frame": dates_words(post.plan) if post.plan.starts_on and post.plan.ends_on else "",
        "program": post.partnership.program.name,
    }


def words_of(post: Post, language: str, given: Mapping[str, str] | None = None) -> Words:
    """The letter in `language`, from the program's data and what was `given`. What neither says is marked [[so]]."""
    with translation.override(language):
        values = {name: value or (given or {}).get(name, "") for name, value in _values(post).items()}
        marks = {name: f"[[{label_of(name)}]]" for name in s.LETTER_NAMES}
        said = {name: values[name] or marks[name] for name in s.LETTER_NAMES}
        letter = post.letter
        paragraphs = [
            str(letter.greeting),
            *map(str, letter.body),
            *(["\n".join(f"- {line}" for line in map(str, letter.agenda))] if letter.agenda else []),
            *map(str, letter.after),
            str(letter.farewell),
        ]
        text = "\n\n".join(one.format_map(said) for one in paragraphs)
        subject = str(letter.subject).format_map(said)
    missing = tuple(name for name in s.LETTER_NAMES if not values[name] and marks[name] in f"{subject}\n{text}")
    return Words(subject, text, missing)


def filled(words: str, language: str, given: Mapping[str, str]) -> str:
    """`words` with each mark [[so]] replaced for which there is a value by now."""
    with translation.override(language):
        for name, value in given.items():
            if value:
                words = words.replace(f"[[{label_of(name)}]]", value)
    return words


def holes(subject: str, text: str) -> list[str]:
    """What the marks that are left in a letter say, each once."""
    return list(dict.fromkeys(found.strip() or "…" for found in HOLE.findall(f"{subject}\n{text}")))


# ---- writing ------------------------------------------------------------------------------------------------------
def draft_of_letter(partnership: Partnership, key: str, author: User) -> LetterDraft | None:
    return LetterDraft.objects.filter(partnership=partnership, author=author, key=key).first()


@transaction.atomic
def save_letter_draft(
    *, post: Post, language: str, subject: str, text: str, phone: str = "", version: int
) -> LetterDraft:
    """Keep what was written so far. `version` is that of the draft that the writer started from; 0 for none.

    Raises SavedMeanwhile.
    """
    draft = LetterDraft(partnership=post.partnership, author=post.sender, key=post.letter.key, saved_at=timezone.now())
    LetterDraft.objects.bulk_create([draft], ignore_conflicts=True)
    mine = LetterDraft.objects.select_for_update(of=("self",)).filter(author=post.sender, key=post.letter.key)
    draft = mine.get(partnership=post.partnership)
    new = {"language": language, "subject": subject, "text": text, "phone": phone or draft.phone}
    if draft.version and all(getattr(draft, name) == value for name, value in new.items()):
        return draft
    if draft.version != version:
        raise SavedMeanwhile(draft)
    for name, value in new.items():
        setattr(draft, name, value)
    draft.version, draft.saved_at = version + 1, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def drop_letter_draft(*, draft: LetterDraft) -> None:
    """Throw away what was written; the next letter begins with the words of the framework."""
    LetterDraft.objects.filter(pk=draft.pk).delete()


def seal_of(draft: LetterDraft, post: Post) -> str:
    """A digest of what would be sent and to whom, so that nothing is sent but what the sender looked at."""
    people = sorted(f"{one.user_id} {one.copy}" for one in post.recipients)
    said = "\0".join([draft.language, draft.subject, draft.text, phone_for_answers(draft, post), post.email, *people])
    return hashlib.sha256(said.encode()).hexdigest()


def phone_for_answers(draft: LetterDraft, post: Post) -> str:
    return post.phone or draft.phone


def is_ready(draft: LetterDraft, post: Post) -> bool:
    """Whether it can be sent: no hole in it, and somebody there for each part that it goes to."""
    return bool(
        draft.version
        and draft.subject.strip()
        and draft.text.strip()
        and not holes(draft.subject, draft.text)
        and post.to
        and not post.nobody_is
    )


@transaction.atomic
def send_letter(*, post: Post, draft_id: uuid.UUID, looked_at: str) -> Letter:
    """Send what the sender looked at; its recipients get a mail that says that a letter waits. Sent twice is sent once.

    `looked_at` is `seal_of` the draft. Raises NotAsLookedAt, LetterNotReady.
    """
    draft = (
        LetterDraft.objects.select_for_update(of=("self",))
        .filter(pk=draft_id, partnership=post.partnership, author=post.sender, key=post.letter.key)
        .first()
    )
    if draft is None:
        sent = Letter.objects.filter(pk=draft_id, author=post.sender).first()
        if sent is None:
            raise NotAsLookedAt
        return sent
    if not is_ready(draft, post):
        raise LetterNotReady
    if seal_of(draft, post) != looked_at:
        raise NotAsLookedAt
    letter = Letter(
        pk=draft.pk,
        partnership=post.partnership,
        author=post.sender,
        author_name=post.sender_name,
        recipients=[
            {"user": str(one.user_id), "part": one.part, "word": one.word, "name": one.name, "copy": one.copy}
            for one in post.recipients
        ],
        key=draft.key,
        language=draft.language,
        subject=draft.subject,
        text=draft.text,
        phone=phone_for_answers(draft, post),
        email=post.email,
        sent_at=timezone.now(),
    )
    letter.save(force_insert=True)
    draft.delete()
    record(Event.LETTER_SENT, target=letter, by=post.sender)
    for one in post.recipients:
        enqueue(Kind.LETTER_WAITING, subject_id=letter.pk, recipient_id=one.user_id)
    return letter


# ---- reading ------------------------------------------------------------------------------------------------------
def blocks_of(text: str) -> list[dict[str, object]]:
    """The paragraphs of a letter; lines that begin with a dash are a list."""
    found: list[dict[str, object]] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        plain: list[str] = []
        points: list[str] = []
        for line in lines:
            is_point = line.startswith(("- ", "• "))
            if is_point and plain:
                found.append({"lines": plain})
                plain = []
            if not is_point and points:
                found.append({"points": points})
                points = []
            (points if is_point else plain).append(line[2:].strip() if is_point else line)
        if points:
            found.append({"points": points})
        if plain:
            found.append({"lines": plain})
    return found
