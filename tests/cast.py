"""The standing cast: invented people, one for each part, and small ways to bring them into the situation of a test."""

import datetime as dt
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from django.test import Client as PlainClient
from django.test.client import ClientHandler
from django.utils import timezone

from agreements.models import AgreedTerms, Agreement, AgreementState, FocusPractice, Plan, Signature, Standing
from agreements.services import FIELDS
from coaching.disclosure.classes import PAIR, Part
from coaching.models import (
    Agency,
    Contact,
    FrameworkVersion,
    Membership,
    Partnership,
    Party,
    Person,
    Program,
    Site,
    User,
)
from coaching.services.frameworks import load_all
from coaching.services.people import sort_name
from tests.database import as_role, bypassing
from tests.plans import full_draft

PASSWORD = "river maple lantern 7"

NAMES = {
    "coach": "Rosa Delgado",
    "coachee": "June Whitehorse",
    "supervisor": "Miriam Okafor",
    "mentor_coach": "Pauline Brandt",
    "leader": "Harold Lindqvist",
    "regional_leader": "Odette Marchand",
    "local_agency": "Priya Raman",
    "state_bureau": "Walter Eads",
    "coach_supervisor": "Ines Carvalho",
    "administrator": "Tomas Berg",
    "former_coach": "Greta Solheim",
    "other_coach": "Lionel Fabre",
    "other_coachee": "Amina Yusuf",
    "other_supervisor": "Bram de Wit",
    "leader_elsewhere": "Sunita Kapoor",
    "administrator_elsewhere": "Colm Brady",
    "stranger": "Nadia Petrov",
}

PARTS = {
    "coach": Part.COACH,
    "coachee": Part.COACHEE,
    "supervisor": Part.SUPERVISOR,
    "mentor_coach": Part.MENTOR_COACH,
    "leader": Part.LEADERSHIP,
    "regional_leader": Part.REGIONAL_LEADERSHIP,
    "local_agency": Part.LOCAL_AGENCY,
    "state_bureau": Part.STATE_BUREAU,
    "coach_supervisor": Part.COACH_SUPERVISOR,
    "administrator": Part.ADMINISTRATOR,
    "former_coach": Part.COACH,
    "other_coach": Part.COACH,
    "other_coachee": Part.COACHEE,
    "other_supervisor": Part.SUPERVISOR,
}
SEATS: dict[str, dict[str, Part]] = {
    "expert": {"coach": Part.COACH, "coachee": Part.COACHEE, "supervisor": Part.SUPERVISOR},
    "peer": {
        "coach": Part.PEER,
        "coachee": Part.PEER,
        "mentor_coach": Part.MENTOR_COACH,
        "supervisor": Part.SUPERVISOR,
    },
    "self": {"coachee": Part.COACHEE, "mentor_coach": Part.MENTOR_COACH, "supervisor": Part.SUPERVISOR},
}
"""Who of the cast sits where in the partnership of each format."""

FRAMEWORKS = (
    ("stars", "expert"),
    ("pbc", "expert"),
    ("pbc", "peer"),
    ("pbc", "self"),
    ("school", "expert"),
    ("child-welfare", "expert"),
    ("conversations", "expert"),
)
"""Every framework with every format of it."""

ELSEWHERE = {"leader_elsewhere": Part.LEADERSHIP, "administrator_elsewhere": Part.ADMINISTRATOR}


def today() -> dt.date:
    """The day where the programs of the cast are, which may be another than the server's."""
    return timezone.localdate(timezone=ZoneInfo("America/Denver"))


def fresh_session(user: User, *, seconds_ago: float = 0) -> str:
    """The key of a session as if the password had been typed now, or some time ago."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    at = time.time() - seconds_ago
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": at, "email": user.email}]
    session.save()
    return session.session_key


class Client(PlainClient):
    """Signs people in by a session of their own making, as fresh as a password typed now.

    All of them share one stack of middleware: to make it anew for each takes a fifth of a test.
    """

    handlers: ClassVar[dict[bool, ClientHandler]] = {}

    def __init__(self, enforce_csrf_checks: bool = False, **options: Any) -> None:
        super().__init__(enforce_csrf_checks, **options)
        self.handler = self.handlers.setdefault(enforce_csrf_checks, self.handler)

    def force_login(self, user: User, backend: str | None = None, *, fresh: bool = True) -> None:
        self.cookies["sessionid"] = fresh_session(user, seconds_ago=0 if fresh else 3600)


@dataclass
class Cast:
    """`cast["coach"]` is a User; `program`, `partnership` and `other_partnership` are where they meet.

    `parts`: the part of each in the program. `seats`: who sits where in `partnership`, by name.
    """

    people: dict[str, User]
    program: Program
    elsewhere: Program
    partnership: Partnership
    other_partnership: Partnership
    version: FrameworkVersion
    parts: dict[str, Part] = field(default_factory=lambda: dict(PARTS))
    seats: dict[str, Part] = field(default_factory=lambda: dict(SEATS["expert"]))
    agreements: dict[uuid.UUID, Agreement] = field(default_factory=dict)

    @property
    def pair(self) -> frozenset[str]:
        """The names of those who work together."""
        return frozenset(name for name, part in self.seats.items() if part in PAIR)

    @property
    def lead(self) -> str:
        """The name of one who may send the agreement and log visits."""
        return next(name for name in ("coach", "mentor_coach") if self.seats.get(name) in PAIR)

    def __getitem__(self, name: str) -> User:
        return self.people[name]

    def name(self, name: str) -> str:
        return NAMES[name]


def the_framework(key: str = "stars") -> FrameworkVersion:
    """The newest version of a framework, loaded when a test before has emptied the tables."""
    version = FrameworkVersion.objects.filter(key=key).order_by("-number").first()
    if version is None:
        with as_role("alongside_owner"):
            load_all()
        version = FrameworkVersion.objects.filter(key=key).order_by("-number").get()
    return version


def make_people(names: dict[str, str], *, zone: str = "America/Denver") -> dict[str, User]:
    """Accounts that have joined, with names and contacts. Four queries."""
    now, hashed = timezone.now(), make_password(PASSWORD)
    users = {}
    for key in names:
        user = User(
            id=uuid.uuid4(), email=f"{key.replace('_', '.')}@example.org", time_zone=zone, invited_at=now, joined_at=now
        )
        user.password = hashed
        users[key] = user
    User.objects.bulk_create(users.values())
    Person.objects.bulk_create(
        Person(user=user, name=names[key], sort_name=sort_name(names[key])) for key, user in users.items()
    )
    Contact.objects.bulk_create(Contact(user=user, email=user.email, phone="555 0100") for user in users.values())
    return users


def make_partnership(program: Program, people: Iterable[tuple[Part, User]], *, format: str = "expert") -> Partnership:
    """A partnership whose agreement is being drafted, every question of its plan answered."""
    partnership = Partnership(program=program, framework_version=program.framework_version, format=format)
    partnership.save(force_insert=True)
    now = timezone.now()
    Party.objects.bulk_create(
        Party(partnership=partnership, user=user, part=part, joined_at=now) for part, user in people
    )
    Standing(partnership=partnership, since=now).save(force_insert=True)
    draft = full_draft(partnership.framework, format)
    Plan(partnership=partnership, **{name: getattr(draft, name) for name in FIELDS}).save(force_insert=True)
    for position, one in enumerate(draft.practices):
        FocusPractice(partnership=partnership, text=one.text, position=position).save(force_insert=True)
    return partnership


def make_cast(framework: str = "stars", format: str = "expert") -> Cast:
    """Everybody, in a program with a partnership of the format that has not signed yet, and another pair's."""
    seats = SEATS[format]
    parts = PARTS | seats | {"former_coach": seats[next(name for name in ("coach", "mentor_coach") if name in seats)]}
    with bypassing():
        version = the_framework(framework)
        people = make_people(NAMES)
        program = Program(
            name="Prairie Sky Early Learning", framework_version=version, created_by=people["administrator"]
        )
        program.save(force_insert=True)
        elsewhere = Program(
            name="Cedar Hollow Family Center",
            framework_version=version,
            created_by=people["administrator_elsewhere"],
        )
        elsewhere.save(force_insert=True)
        Site(program=program, name="Main Street").save(force_insert=True)
        agencies = {
            Part.LOCAL_AGENCY: Agency(program=program, kind="local_agency", name="Lewis County Child Care Resources"),
            Part.STATE_BUREAU: Agency(program=program, kind="state_bureau", name="State Early Childhood Bureau"),
        }
        for agency in agencies.values():
            agency.save(force_insert=True)
        start = dt.date(2026, 8, 1)
        Membership.objects.bulk_create(
            Membership(
                user=people[name],
                program=program if name in parts else elsewhere,
                part=part,
                agency=agencies.get(part),
                starts_on=start,
            )
            for name, part in {**parts, **ELSEWHERE}.items()
        )
        partnership = make_partnership(program, [(part, people[name]) for name, part in seats.items()], format=format)
        Party(
            partnership=partnership,
            user=people["former_coach"],
            part=parts["former_coach"],
            joined_at=timezone.now() - dt.timedelta(days=60),
            left_at=timezone.now() - dt.timedelta(days=30),
        ).save(force_insert=True)
        other = make_partnership(
            program,
            [
                (Part.COACH, people["other_coach"]),
                (Part.COACHEE, people["other_coachee"]),
                (Part.SUPERVISOR, people["other_supervisor"]),
            ],
        )
    return Cast(
        people=people,
        program=program,
        elsewhere=elsewhere,
        partnership=partnership,
        other_partnership=other,
        version=version,
        parts=parts,
        seats=seats,
    )


def sign_all(
    partnership: Partnership, *, text: str = "The agreement in full.", content: dict[str, object] | None = None
) -> Agreement:
    """The agreement of `partnership` as signed by everybody: in force, and its terms bound to every record."""
    import hashlib

    now = timezone.now()
    with bypassing():
        parties = list(Party.objects.filter(partnership=partnership, left_at=None))
        coach = next(party.user_id for party in parties if party.part in (Part.COACH, Part.MENTOR_COACH))
        signers = partnership.framework.format(partnership.format).signers
        digest = hashlib.sha256(text.encode()).hexdigest()
        agreement = Agreement(
            partnership=partnership,
            number=Agreement.objects.filter(partnership=partnership).count() + 1,
            state=AgreementState.ACTIVE,
            language="en",
            text=text,
            content=content or {},
            digest=digest,
            rules=partnership.framework_version.terms,
            edition=partnership.framework_version,
            sent_at=now,
            sent_by_id=coach,
            expires_at=now + dt.timedelta(days=30),
            activated_at=now,
        )
        agreement.save(force_insert=True)
        for position, party in enumerate(party for party in parties if party.part in signers):
            Signature(
                partnership=partnership,
                agreement=agreement,
                user_id=party.user_id,
                part=party.part,
                position=position,
                signed_at=now,
                digest=digest,
                typed_name="As typed",
                intent="I sign.",
                consent="I agree to electronic records.",
                method="password",
                authenticated_at=now,
            ).save(force_insert=True)
        plan = Plan.objects.get(partnership=partnership)
        AgreedTerms(
            partnership=partnership,
            agreement=agreement,
            mode=plan.mode,
            cycles=plan.cycles,
            hours=plan.hours,
            rhythm_days=plan.rhythm_days,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            in_force=True,
        ).save(force_insert=True)
        Standing.objects.filter(partnership=partnership).update(state=Standing.State.SIGNED, since=now)
        with connection.cursor() as cursor:
            cursor.execute("select sec.rebind(%s, %s)", [partnership.pk, partnership.framework_version.terms_id])
        partnership.refresh_from_db()
    return agreement
