"""A program on each other framework, with one partnership that has signed and begun its work. Invented people only."""

from dataclasses import dataclass, field
from typing import Any

from coaching.disclosure.classes import Part
from cycles.services.conversations import ConversationEntry, NewStep
from demonstration.people import Somebody


@dataclass(frozen=True)
class Work:
    """A program with one partnership: who is in it, what they agreed on, and what they wrote of their visits.

    `seats`: who sits where, in the order of signing; `spoken`: who committed aloud instead of signing (C4).
    `sends`: who sends the agreement, where it is not the one who leads.
    `notes`: for each visit, a week apart, the component it was about and what was written. `days`: answers that are
    days, counted from today. `talk`: what the guide brought into the last of them.
    """

    program: str
    framework: str
    format: str
    people: tuple[Somebody, ...]
    seats: tuple[tuple[Part, str], ...]
    lead: str
    plan: dict[str, Any]
    practices: tuple[str, ...]
    goal: str
    notes: tuple[tuple[str, str], ...]
    minutes: int = 60
    spoken: str = ""
    sends: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    talk: ConversationEntry | None = None


OTHERS = (
    Work(
        program="Prairie Wind Head Start",
        framework="pbc",
        format="peer",
        people=(
            Somebody("pbc.peer", "Noor Castellan", Part.PEER, shown=True),
            Somebody("pbc.peer2", "Wendell Pruitt", Part.PEER),
            Somebody("pbc.mentor", "Josephine Amadi", Part.MENTOR_COACH, shown=True),
            Somebody("pbc.supervisor", "Rolf Hendricks", Part.SUPERVISOR),
            Somebody("pbc.leader", "Adela Montoya", Part.LEADERSHIP),
        ),
        seats=(
            (Part.PEER, "pbc.peer"),
            (Part.PEER, "pbc.peer2"),
            (Part.MENTOR_COACH, "pbc.mentor"),
            (Part.SUPERVISOR, "pbc.supervisor"),
        ),
        lead="pbc.peer",
        plan={"mode": "both", "rhythm_days": 14},
        practices=("Asks questions that children answer in more than one word", "Sings the names of things"),
        goal="Longer conversations at breakfast",
        notes=(
            ("goals_and_plan", "We read each other's plans and picked breakfast for both of us."),
            ("focused_observation", "Ten minutes of breakfast: seven open questions, four long answers."),
            ("reflection_and_feedback", "We compared notes. Waiting helps more than asking again."),
        ),
        answers={
            "observation": "Breakfast, ten minutes, every other week.",
            "observation_way": "both",
            "observation_shared": "The two of us and our mentor coach. Nobody else.",
            "data_collected": "How many questions are open, and how long the answers are.",
            "supports": "Short films, and time to plan on Fridays.",
            "mentor_support": "Josephine meets us every month and brings what we ask for.",
            "duties": "Each comes prepared and gives feedback on the same day.",
            "communication": "A short mail to our supervisor after each month.",
            "data_shared": "None.",
        },
    ),
    Work(
        program="Juniper Flats Head Start",
        framework="pbc",
        format="expert",
        people=(
            Somebody("pbc.coach", "Cordelia Haines", Part.COACH, shown=True),
            Somebody("pbc.coachee", "Marta Oyelaran", Part.COACHEE, shown=True),
            Somebody("pbc.supervisor3", "Vernon Achterberg", Part.SUPERVISOR, shown=True),
        ),
        seats=(
            (Part.COACHEE, "pbc.coachee"),
            (Part.SUPERVISOR, "pbc.supervisor3"),
            (Part.COACH, "pbc.coach"),
        ),
        lead="pbc.coach",
        plan={"mode": "both", "rhythm_days": 14},
        practices=("Says what children will do before each change of activity",),
        goal="Changes of activity without waiting in line",
        notes=(
            ("goals_and_plan", "We picked the change from play to lunch, and the first step: a picture for each part."),
            ("focused_observation", "Fifteen minutes at lunch time: two children waited, last time it was six."),
            ("reflection_and_feedback", "Marta saw it herself: the song helps more than the reminder."),
        ),
        answers={
            "observation": "The change from play to lunch, fifteen minutes, every other week.",
            "observation_way": "live",
            "observation_shared": "The two of us. Marta decides what goes further.",
            "supports": "Pictures, songs, and time to plan on Thursdays.",
            "duties": "We both come prepared. Cordelia answers within two days.",
            "communication": "A short mail to our supervisor after each month.",
            "data_shared": "Only what Marta shares here.",
        },
    ),
    Work(
        program="Salt Flat Early Head Start",
        framework="pbc",
        format="self",
        people=(
            Somebody("pbc.self", "Ottilie Marchetti", Part.COACHEE, shown=True),
            Somebody("pbc.mentor", "Josephine Amadi", Part.MENTOR_COACH),
            Somebody("pbc.supervisor2", "Ansel Whitby", Part.SUPERVISOR),
        ),
        seats=(
            (Part.COACHEE, "pbc.self"),
            (Part.MENTOR_COACH, "pbc.mentor"),
            (Part.SUPERVISOR, "pbc.supervisor2"),
        ),
        lead="pbc.self",
        sends="pbc.mentor",
        plan={"mode": "both", "rhythm_days": 14},
        practices=("Follows what a baby looks at, and says what it is",),
        goal="Talking with babies all day long",
        notes=(
            ("goals_and_plan", "I begin with diaper changes: four a day, one sentence more each."),
            ("focused_observation", "My own film, eight minutes: I talked for three of them."),
        ),
        minutes=30,
        answers={
            "observation": "Diaper changes, on my own film, every other week.",
            "observation_way": "video",
            "observation_shared": "The numbers, with my mentor coach. The films stay with me.",
            "supports": "A tablet, and half an hour each Friday.",
            "mentor_support": "Josephine and I talk every month, and she brings what I ask for.",
            "duties": "I film, watch and write. Josephine answers within the week.",
            "communication": "A short mail to our supervisor after each month.",
            "data_shared": "None.",
        },
    ),
    Work(
        program="Ozark Ridge Elementary",
        framework="school",
        format="expert",
        people=(
            Somebody("school.coach", "Imelda Sorensen", Part.COACH, shown=True),
            Somebody("school.teacher", "Graham Teller", Part.COACHEE, shown=True),
            Somebody("school.leader", "Constance Ubel", Part.LEADERSHIP),
        ),
        seats=((Part.COACH, "school.coach"), (Part.COACHEE, "school.teacher")),
        lead="school.coach",
        plan={"mode": "in_person video email", "rhythm_days": 14, "response_days": 2},
        practices=("Tells students why a skill matters before it is taught",),
        goal="Every lesson begins with its purpose",
        notes=(
            ("steps_and_reasons", "First step: one sentence of purpose, on the board, in two lessons a week."),
            ("solution_dialogue", "What is working: students quote the sentence. What is not: it comes too late."),
        ),
        spoken="school.teacher",
    ),
    Work(
        program="Cumberland Family Services",
        framework="child-welfare",
        format="expert",
        people=(
            Somebody("cw.coach", "Delphine Rowe", Part.COACH),
            Somebody("cw.learner", "Terrence Yates", Part.COACHEE, shown=True),
            Somebody("cw.coordinator", "Maud Everly", Part.SUPERVISOR, shown=True),
            Somebody("cw.region", "Anselm Price", Part.REGIONAL_LEADERSHIP),
        ),
        seats=((Part.COACHEE, "cw.learner"), (Part.SUPERVISOR, "cw.coordinator"), (Part.COACH, "cw.coach")),
        lead="cw.coach",
        plan={"mode": "face_to_face phone observed_supervision", "rhythm_days": 7, "hours": 24},
        practices=("Opens supervision with the worker's own question",),
        goal="Supervision that starts from the worker's question",
        notes=(
            ("progress", "Two of three sessions began with the worker's question."),
            ("exploration", "What makes it hard: full calendars, and the habit to begin with numbers."),
            ("next_steps", "The agenda goes out the day before, with one line for the worker's question."),
        ),
        minutes=90,
        days={"first_module_date": -50},
        answers={
            "scope_documents": "pda_and_ppdp",
            "ppdp_areas": "Guiding staff, and decisions in the team.",
            "domains": ["staff", "team_leadership"],
            "session_hours": "1.5",
            "ground_rules": "We say it when something is unclear. We begin with what went well.",
            "participation_process": "We talk about it the three of us within a week.",
            "probing_permission": True,
            "web_conferences": False,
        },
    ),
    Work(
        program="Marble Falls Teacher Mentoring",
        framework="conversations",
        format="expert",
        people=(
            Somebody("cc.coach", "Leonie Abbot", Part.COACH, shown=True),
            Somebody("cc.teacher", "Samuel Okoro", Part.COACHEE),
        ),
        seats=((Part.COACH, "cc.coach"), (Part.COACHEE, "cc.teacher")),
        lead="cc.coach",
        plan={"mode": "in_person", "rhythm_days": 14},
        practices=("Groups students by what they show, and changes the groups each week",),
        goal="Groups that fit what students show",
        notes=(
            ("successes", "Exit slips are read on the same day. Two students moved up a group."),
            ("focus", "Of three topics we chose the groups, because everything else hangs on them."),
        ),
        answers={"priorities": "The school's aim for this year: reading in every subject."},
        talk=ConversationEntry(
            entry_points=("find_focus",),
            prepared=("preparation.earlier", "preparation.questions"),
            questions=("Which student surprised you this week?", "What would make the slips quicker to read?"),
            focuses=("Groups that change each week", "Quicker starts", "Homework that comes back"),
            chosen="Groups that change each week",
            steps=(
                NewStep(text="Sort Friday's slips into three piles", quick_win=True, ready=True),
                NewStep(
                    text="Plan Monday's groups from the piles",
                    coachee_does="plans the groups",
                    resources="the list of reading levels",
                    after=0,
                ),
            ),
        ),
    ),
)
