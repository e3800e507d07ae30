"""A further framework is one file: written into a folder, loaded, drafted, and signed, with no line of code for it."""

import pytest
from django.urls import reverse

from agreements.models import AgreedTerms, Agreement, AgreementState, Plan, Signature
from agreements.services import draft_of
from coaching.disclosure.classes import Part
from coaching.frameworks import FOLDER, load_file
from coaching.models import Membership, Program
from coaching.services.frameworks import store
from tests.cast import make_partnership, make_people
from tests.database import as_role, bypassing
from tests.plans import as_posted, full_draft

pytestmark = pytest.mark.django_db


def t(en: str) -> str:
    return f'{{ en = "{en}", es = "{en} (es)" }}'


PART = """
[vocabulary.parts.{key}]
one = {one}
many = {one}
"""
TERM = PART.replace("parts", "terms")
CODED = """
[[{table}]]
key = "{key}"
codes = ["{code}"]
text = {text}
{more}
"""
QUESTION = """
[[plan]]
key = "{key}"
kind = "{kind}"
required = {required}
label = {label}
{more}
"""


def clause(table: str, key: str, text: str, *, code: str = "Z1", more: str = "") -> str:
    return CODED.format(table=f"{table}.clauses", key=key, code=code, text=t(text), more=more)


def question(key: str, kind: str, label: str, *, required: str = "true", more: str = "") -> str:
    return QUESTION.format(key=key, kind=kind, label=t(label), required=required, more=more)


def options(**labels: str) -> str:
    return "[" + ", ".join(f'{{ key = "{key}", label = {t(label)} }}' for key, label in labels.items()) + "]"


SUN = options(east="East", south="South", west="West")
QUESTIONS = "".join(
    (
        question("sun", "choice", "Where the sun is", more=f'choose = "many"\noptions = {SUN}'),
        question("practices", "practices", "What we grow"),
        question("first_frost", "date", "First frost"),
        question("metres", "number", "Square metres", more="most = 50"),
        question("compost", "yes_no", "We make compost"),
        question("beds", "domains", "Beds"),
        question("wishes", "text", "Wishes", required="false"),
        question("answers", "response_days", "Days in which we answer"),
        question("hours", "dose", "Hours in the garden"),
        question("rhythm", "rhythm", "How often"),
        question("mode", "mode", "Where we meet"),
    )
)
GARDENERS = f"""
key = "gardeners"
number = 1
ready = true
name = {t("Gardens that teach")}
summary = {t("Guides help people who grow food with children.")}

[[formats]]
key = "patch"
codes = ["Z1"]
label = {t("One patch")}
meaning = {t("One gardener, with one guide or two.")}
parties = [
    {{ part = "coachee" }},
    {{ part = "coach", least = 1, most = 2 }},
    {{ part = "supervisor", least = 0, most = 3 }},
]
signers = ["coachee", "coach"]
must_sign = ["coachee", "coach"]
in_order = true
verbal = ["coachee"]

[agreement]
title = {t("Garden agreement")}
evaluation = "none"
who_sees_what = {t("This table applies when all have signed.")}
[agreement.purpose]
codes = ["Z1"]
text = {t("We grow things together.")}

[[commitments]]
part = "coach"
opening = {t("The guide promises:")}
{clause("commitments", "guide_shows", "To show how, and not to take the spade away.", more='open = "wording"')}
{clause("commitments", "guide_quiet", "To keep what the law does not want reported.", code="A8", more="locked = true")}
[[commitments]]
part = "coachee"
opening = {t("The gardener promises:")}
{clause("commitments", "gardener_waters", "To water.")}

[[sections]]
key = "weather"
place = "closing"
heading = {t("Weather")}
{clause("sections", "rain", "When it rains, we meet in the shed.")}

[concerns]
heading = {t("If something is not going well")}
[[concerns.routes]]
raised_by = "coachee"
in_order = true
codes = ["Z1"]
intro = {t("The gardener:")}
[[concerns.routes.steps]]
key = "talk"
to = ["coach"]
text = {t("talks with the guide")}

{QUESTIONS}
[practices]
codes = ["Z1"]
guidance = {t("Choose plants.")}
least = 1
most = 5
[[practices.levels]]
key = "seed"
label = {t("Seed")}
meaning = {t("Not to be seen yet.")}
[[practices.levels]]
key = "tree"
label = {t("Tree")}
meaning = {t("Gives shade.")}

[modes]
codes = ["Z1"]
question = {t("Where do you meet?")}
choose = "many"
options = {options(patch="At the patch", shed="In the shed")}

[dose]
kind = "hours"
codes = ["Z1"]
question = {t("How many hours?")}
least = 1
most = 30

[rhythm]
codes = ["Z1"]
question = {t("How often?")}
options = [{{ key = "weekly", label = {t("Every week")}, days = 7 }}]

[response]
codes = ["Z1"]
text = {t("You agree on days.")}
least_days = 1
most_days = 9
usual_days = 3

[[domains]]
key = "herbs"
label = {t("Herbs")}
meaning = {t("What smells.")}
[[domains]]
key = "roots"
label = {t("Roots")}
meaning = {t("What is below.")}

[cycle]
codes = ["Z1"]
meaning = {t("A season.")}
components = [{{ key = "sowing", label = {t("Sowing")}, meaning = {t("Seeds go in.")} }}]

[log]
codes = ["Z1"]
usual_minutes = [30, 60]
places = {options(patch="Patch")}
[[log.strategies]]
key = "shown"
label = {t("Shown")}
options = {options(digging="Digging")}
[[log.notes]]
key = "sowing"
component = "sowing"
by = ["coach"]
label = {t("What was sown")}

[feedback]
codes = ["Z1"]
meaning = {t("A few questions.")}
moments = ["conclusion"]
minimum_answers = 5
questions = [{{ key = "fun", kind = "yes_no", text = {t("Was it fun?")} }}]

[[reminders]]
key = "signature_waiting"
anchor = "signature_requested"
days = 2
at = "09:00"
to = ["coachee", "coach"]
label = {t("An agreement waits")}
text = {t("A garden agreement waits for you.")}

[disclosure.leadership]
agreement_terms = "all"
agreement_status = "all"
log = "counts"
[disclosure.administrator]
agreement_status = "all"
"""
WORDS = "".join(
    PART.format(key=key, one=t(one))
    for key, one in {
        "coach": "garden guide", "coachee": "gardener", "supervisor": "head gardener",
        "leadership": "garden council", "administrator": "administrator",
    }.items()
) + "".join(
    TERM.format(key=key, one=t(one))
    for key, one in {
        "visit": "hour outside", "cycle": "season", "practice": "plant", "goal": "harvest", "step": "row",
        "plan": "garden plan", "setting": "garden",
    }.items()
)  # fmt: skip


PEOPLE = {
    "guide": ("Ida Moss", Part.COACH),
    "second_guide": ("Per Reed", Part.COACH),
    "gardener": ("Lea Fern", Part.COACHEE),
    "head": ("Ulf Oak", Part.SUPERVISOR),
    "owner": ("Ann Ash", Part.ADMINISTRATOR),
}


@pytest.fixture
def gardeners(tmp_path):
    """The file, read and kept. The plain words for records and forms are those of another framework."""
    stars = (FOLDER / "stars.toml").read_text(encoding="utf-8")
    path = tmp_path / "gardeners.toml"
    path.write_text(GARDENERS + WORDS + stars[stars.index("[forms]") :], encoding="utf-8")
    with as_role("alongside_owner"):
        version, _is_new = store(load_file(path))
    return version


@pytest.fixture
def people(gardeners):
    with bypassing():
        found = make_people({name: whole for name, (whole, _part) in PEOPLE.items()})
        program = Program(name="Allotments", framework_version=gardeners, created_by=found["owner"])
        program.save(force_insert=True)
        Membership.objects.bulk_create(
            Membership(user=found[name], program=program, part=part, starts_on="2026-01-01")
            for name, (_whole, part) in PEOPLE.items()
        )
        partnership = make_partnership(
            program,
            [(part, found[name]) for name, (_whole, part) in PEOPLE.items() if name != "owner"],
            format="patch",
        )
        Plan.objects.filter(partnership=partnership).delete()
    return found | {"partnership": partnership}


def test_it_is_drafted_and_signed_with_no_code_of_its_own(client, people):
    partnership = people["partnership"]
    frame, pk = partnership.framework, partnership.pk
    draft = full_draft(frame, "patch", practices=("Beans",))
    client.force_login(people["guide"])
    assert client.get(reverse("plan_edit", args=[pk])).status_code == 200
    client.post(reverse("plan_edit", args=[pk]), as_posted(frame, "patch", draft))
    with bypassing():
        assert draft_of(Plan.objects.get(partnership=pk)) == draft
    clause_url = reverse("clause_edit", args=[pk, "guide_shows"])
    form = client.get(clause_url).context["form"]
    client.post(clause_url, {"seen": form["seen"].value(), "wording": "To dig side by side.", "addition": "In boots."})
    preview = client.get(reverse("agreement_preview", args=[pk]))
    assert preview.context["problems"] == []
    page = preview.content.decode()
    for words in (
        "Garden agreement",
        "East",
        "South",
        "30 hours",
        "At the patch and In the shed",
        "within 1 day",
        "1.5",
        "To dig side by side.",
        "Added by us:",
    ):
        assert words in page
    client.post(reverse("agreement_send", args=[pk]), {"digest": preview.context["digest"]})
    with bypassing():
        agreement = Agreement.objects.get(partnership=pk)
        assert "head gardener: Ulf Oak" in agreement.text.replace("Head", "head").replace(" (supervisor)", "")
    url = reverse("agreement_sign", args=[agreement.pk])
    with bypassing():
        asked = Signature.objects.filter(agreement=agreement, part="coach").values_list("user_id", flat=True)
        guides = sorted(("guide", "second_guide"), key=lambda name: list(asked).index(people[name].pk))
    for name, is_asked in (
        (guides[0], False),
        ("gardener", True),
        (guides[1], False),
        *((one, True) for one in guides),
    ):
        client.force_login(people[name])
        assert ("typed_name" in client.get(url).content.decode()) == is_asked, name
        client.post(url, {"typed_name": "As typed", "intent": "on", "consent": "on"})
    with bypassing():
        assert Agreement.objects.get(pk=agreement.pk).state == AgreementState.ACTIVE
        terms = AgreedTerms.objects.get(agreement=agreement)
        assert (terms.hours, terms.cycles, terms.mode, terms.in_force) == (30, None, "patch shed", True)


def test_its_administrator_makes_a_partnership_in_its_format(client, people):
    client.force_login(people["owner"])
    url = reverse("partnership_add", args=[people["partnership"].program_id])
    page = client.get(url).content.decode()
    for words in ("Gardener", "Garden guide 1", "Garden guide 2", "Head gardener 3"):
        assert words in page
    posted = {"coachee": people["gardener"].pk, "coach": people["guide"].pk, "coach_2": people["second_guide"].pk}
    assert client.post(url, posted).status_code == 302
