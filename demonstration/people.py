"""The invented people of the demonstration, and how they sign in."""

from collections.abc import Iterable
from dataclasses import dataclass

from coaching.disclosure.classes import Part

PASSWORD = "quiet-meadow-lantern"  # noqa: S105  # printed at every start, of invented people
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Somebody:
    """A person of the demonstration. `shown`: printed among the sign-ins."""

    key: str
    name: str
    part: Part
    shown: bool = False
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


ADMINISTRATOR = Somebody("admin", "Teresa Blackwood", Part.ADMINISTRATOR, shown=True)

BIG_SKY = (
    Somebody("coach", "Maribel Ortega", Part.COACH, shown=True),
    Somebody("coach2", "Dana Whitlock", Part.COACH),
    Somebody("teacher", "Aiyana Redfield", Part.COACHEE, shown=True),
    Somebody("teacher2", "Lucía Fernández", Part.COACHEE, language="es"),
    Somebody("teacher3", "Owen Marsh", Part.COACHEE),
    Somebody("teacher4", "Beatrix Nyström", Part.COACHEE),
    Somebody("teacher5", "Samira Haddad", Part.COACHEE),
    Somebody("director", "Grace Lindholm", Part.SUPERVISOR, shown=True),
    Somebody("director2", "Peter Vasquez", Part.SUPERVISOR),
    Somebody("leader", "Eleanor Strand", Part.LEADERSHIP, shown=True),
    Somebody("region", "Marcus Abara", Part.REGIONAL_LEADERSHIP),
    Somebody("agency", "Joan Kessler", Part.LOCAL_AGENCY, shown=True),
    Somebody("bureau", "Philip Yoder", Part.STATE_BUREAU, shown=True),
    Somebody("coach.lead", "Irene Castellanos", Part.COACH_SUPERVISOR),
)
RIVER_BEND = (
    Somebody("coach", "Maribel Ortega", Part.COACH),
    Somebody("rb.teacher", "Hollis Pereira", Part.COACHEE),
    Somebody("rb.director", "Nora Aldous", Part.SUPERVISOR),
    Somebody("rb.leader", "Stuart Whitfield", Part.LEADERSHIP),
    Somebody("bureau", "Philip Yoder", Part.STATE_BUREAU),
)

PRACTICES = (
    ("Greets each child by name at arrival", "Relationships"),
    ("Comments on children's play with descriptive language", "Language"),
    ("Gives children time to answer before speaking again", "Language"),
    ("Names feelings and helps children name theirs", "Social and emotional"),
    ("Prepares children for a change of activity with a visual schedule", "Transitions"),
    ("Offers two acceptable choices", "Guidance"),
)


def sign_ins(others: Iterable[Somebody] = ()) -> list[dict[str, str]]:
    """Who to try, in the order of the journey; `others` come last."""
    homes = {
        Part.ADMINISTRATOR: "/setup/",
        Part.COACH: "/caseload/",
        Part.COACHEE: "/my-coaching/",
        Part.PEER: "/my-coaching/",
        Part.MENTOR_COACH: "/caseload/",
        Part.SUPERVISOR: "/agreements/",
        Part.LEADERSHIP: "/program/",
        Part.LOCAL_AGENCY: "/program/",
        Part.STATE_BUREAU: "/program/",
        Part.COACH_SUPERVISOR: "/numbers/",
    }
    return [
        {
            "name": person.name,
            "part": str(person.part.label),
            "email": person.email,
            "password": PASSWORD,
            "home": homes[person.part],
        }
        for person in (ADMINISTRATOR, *BIG_SKY, *others)
        if person.shown
    ]
