"""Clauses that the framework leaves open, in the pair's words; and those that nobody can touch."""

import json
from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from agreements.clauses import fits_clause
from agreements.comparing import changed_sections
from agreements.models import Agreement, Plan, Suggestion
from agreements.rendering import canonical_text
from agreements.services import NotFitting, PlanDraft, matter_of, plan_of, save_plan
from agreements.tests.steps import looked_up, plan_as_posted, sent, signed_by
from agreements.wording import compose
from coaching.disclosure.identity import acting_as
from coaching.frameworks import load_folder
from tests.cast import make_cast
from tests.database import bypassing

pytestmark = pytest.mark.django_db
ADDED = "I send the list on Fridays.\nI bring a printed copy."


@pytest.fixture
def school():
    """A framework that leaves some clauses open to other words."""
    return make_cast("school", "expert")


def edit(client, cast, key, name="coach", **typed):
    """Save or suggest a clause on its page, as it is shown now."""
    client.force_login(cast[name])
    url = reverse("clause_edit", args=[cast.partnership.pk, key])
    form = client.get(url).context["form"]
    posted = {field: form[field].value() or "" for field in form.fields}
    return client.post(url, posted | typed)


def clauses_of(cast) -> dict:
    with bypassing():
        return Plan.objects.get(partnership=cast.partnership).clauses


def preview(client, cast, name="coach", **query) -> str:
    client.force_login(cast[name])
    return client.get(reverse("agreement_preview", args=[cast.partnership.pk]), query).content.decode()


def test_an_addition_stands_marked_in_the_text_and_nothing_goes_missing(client, cast):
    assert edit(client, cast, "coach_prepared", addition=ADDED).status_code == 302
    assert clauses_of(cast) == {"coach_prepared": {"addition": ADDED, "language": "en"}}
    original = cast.partnership.framework.clause("coach_prepared").text.in_language("en")
    shown = preview(client, cast, "coachee")
    for words in (
        "1 clause is worded or added to by you.",
        original,
        "Added by us:",
        "I send the list on Fridays.",
        "I bring a printed copy.",
    ):
        assert words in shown
    text = sent(cast).text
    assert f"- {original}\n  - Added by us: I send the list on Fridays.\n" in text
    client.force_login(cast["supervisor"])
    with bypassing():
        pk = Agreement.objects.get().pk
    assert "I bring a printed copy." in client.get(reverse("agreement_sign", args=[pk])).content.decode()


def test_other_words_stand_with_those_whose_place_they_take(client, school):
    lead = school.lead
    key, clause = "coachee_tells", school.partnership.framework.clause("coachee_tells")
    original = clause.text.in_language("en")
    assert edit(client, school, key, lead, wording="I say what helps.\nAnd what does not.").status_code == 302
    text = canonical_text(composed(school))
    assert f"- I say what helps.\n  - And what does not.\n  - In our own words, in place of: {original}\n" in text
    assert f"- {original}" not in text
    listed = client.get(reverse("clause_list", args=[school.partnership.pk])).content.decode()
    assert "I say what helps." in listed
    # and back
    assert edit(client, school, key, lead, reset="1").status_code == 302
    assert clauses_of(school) == {}
    assert f"- {original}\n" in canonical_text(composed(school))


def composed(cast) -> dict:

    with acting_as(cast[cast.lead].pk):
        plan, _draft = plan_of(cast.partnership)
        matter, _parties = matter_of(cast.partnership, plan, number=1)
        return compose(matter, "en")


def test_the_framework_s_own_words_typed_again_are_no_words_of_the_pair(client, school):
    edit(client, school, "coachee_tells", school.lead, wording="Other words.")
    with translation.override("en"):
        original = str(school.partnership.framework.clause("coachee_tells").text)
    edit(client, school, "coachee_tells", school.lead, wording=original)
    assert clauses_of(school) == {}


def test_what_is_tailored_takes_back_what_is_out_and_shows_between_versions(client, cast):
    first = sent(cast)
    signed_by(cast, first, "coachee")
    answer = edit(client, cast, "coach_prepared", addition=ADDED, withdraws="")
    assert answer.status_code == 409
    assert "I bring a printed copy." in answer.content.decode()
    assert edit(client, cast, "coach_prepared", addition=ADDED).status_code == 302
    assert looked_up(first).state == "withdrawn"
    second = sent(cast)
    changed = [row for section in changed_sections(first.text, second.text) for row in section.changed]
    assert ["".join(text for text, _new in row.after) for row in changed] == [
        "Your own words: 1 clause is worded or added to by you. It is marked in the text.",
        "Added by us: I send the list on Fridays.",
        "Added by us: I bring a printed copy.",
    ]


def test_words_survive_the_form_of_the_plan(client, cast):
    edit(client, cast, "coach_prepared", addition=ADDED)
    client.post(reverse("plan_edit", args=[cast.partnership.pk]), plan_as_posted(cast, cycles="9"))
    assert clauses_of(cast)["coach_prepared"]["addition"] == ADDED


def test_two_who_write_the_same_clause_lose_nothing(client, cast):
    client.force_login(cast["coachee"])
    url = reverse("clause_edit", args=[cast.partnership.pk, "coach_prepared"])
    seen = client.get(url).context["form"]["seen"].value()
    edit(client, cast, "coach_prepared", addition="By the coach.")
    client.force_login(cast["coachee"])
    answer = client.post(url, {"seen": seen, "withdraws": "", "addition": "By the coachee.", "reason": ""})
    assert answer.status_code == 409
    assert "By the coach." in answer.content.decode()
    assert "By the coachee." in answer.content.decode()
    assert clauses_of(cast)["coach_prepared"]["addition"] == "By the coach."


def test_a_clause_can_be_suggested_and_accepted(client, cast):
    edit(client, cast, "coach_prepared", "coachee", addition=ADDED, reason="So that I can read it.", suggest="1")
    assert clauses_of(cast) == {}
    client.force_login(cast["coach"])
    page = client.get(reverse("clause_list", args=[cast.partnership.pk])).content.decode()
    assert "June Whitehorse suggests" in page
    assert "I bring a printed copy." in page
    with bypassing():
        suggestion = Suggestion.objects.get()
    url = reverse("suggestion_detail", args=[suggestion.pk])
    posted = {"verdict": "accept", "seen": client.get(url).context["seen"], "withdraws": ""}
    assert client.post(url, posted).status_code == 302
    assert clauses_of(cast) == {"coach_prepared": {"addition": ADDED, "language": "en"}}


def test_words_in_another_language_than_the_agreement_are_pointed_out(client, cast):
    edit(client, cast, "coach_prepared", addition=ADDED)
    warning = "Some of your own words are in another language"
    assert warning not in preview(client, cast)
    assert warning in preview(client, cast, language="es")
    client.force_login(cast["coach"])
    url = reverse("clause_edit", args=[cast.partnership.pk, "coach_prepared"]) + "?language=es"
    page = client.get(url)
    assert "Llego con todo organizado" in page.content.decode()
    form = page.context["form"]
    client.post(url, {name: form[name].value() or "" for name in form.fields} | {"addition": "Los viernes."})
    assert clauses_of(cast)["coach_prepared"] == {"addition": "Los viernes.", "language": "es"}


# ---- mandatory clauses -------------------------------------------------------------------------------------------
MANDATORY = ("coach_confidential", "coach_open_records", "supervisor_provides", "what_leaves", "signed_by_three")


@pytest.mark.parametrize("key", [*MANDATORY, "no_such_clause"])
def test_a_mandatory_clause_has_no_page_and_a_lock(client, cast, key):
    client.force_login(cast["coach"])
    url = reverse("clause_edit", args=[cast.partnership.pk, key])
    assert client.get(url).status_code == 404
    assert client.post(url, {"addition": "But not on Mondays."}).status_code == 404
    if key in MANDATORY:
        page = client.get(reverse("clause_list", args=[cast.partnership.pk])).content.decode()
        assert cast.partnership.framework.clause(key).text.in_language("en") in page.replace("&#x27;", "'")
        assert url not in page


WRITE_PLAN = "update agreements_plan set clauses = jsonb_build_object(%(key)s::text, %(own)s::jsonb)"
SUGGEST = """
    insert into agreements_suggestion (id, written_at, partnership_id, author_id, about, key, value, basis, reason,
                                       made_at, state, closed_words)
    select gen_random_uuid(), now(), %(partnership)s, sec.person(), 'clause', %(key)s, %(own)s::jsonb, '{}', '', now(),
           'open', ''
"""


@pytest.mark.parametrize("statement", [WRITE_PLAN, SUGGEST])
@pytest.mark.parametrize("key", MANDATORY)
def test_the_database_refuses_a_tailored_mandatory_clause(cast, key, statement):
    for name in ("coach", "coachee"):
        for own in ({"addition": "But", "language": "en"}, {"wording": "Other", "language": "en"}):
            params = {"key": key, "own": json.dumps(own), "partnership": cast.partnership.pk}
            with acting_as(cast[name].pk), pytest.raises(DatabaseError, match="does not leave the clause"):
                run(statement, params)
    assert clauses_of(cast) == {}


def run(statement, params) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


@pytest.mark.parametrize(
    ("key", "own", "goes"),
    [
        ("coach_prepared", {"addition": "And", "language": "en"}, True),
        ("coach_prepared", {"wording": "Other", "language": "en"}, False),
        ("coach_confidential", {"addition": "But", "language": "en"}, False),
    ],
)
def test_the_database_takes_what_is_open_and_no_more_than_that(cast, key, own, goes):
    with acting_as(cast["coach"].pk), suppress(DatabaseError):
        run(WRITE_PLAN, {"key": key, "own": json.dumps(own)})
    assert bool(clauses_of(cast)) == goes


@pytest.mark.parametrize(
    ("key", "own"),
    [
        ("coach_confidential", {"addition": "But", "language": "en"}),
        ("coach_prepared", {"wording": "Other", "language": "en"}),
        ("coach_prepared", {"addition": "", "language": "en"}),
        ("coach_prepared", {"addition": "And"}),
        ("coach_prepared", {"language": "en"}),
        ("coach_prepared", {"addition": "x" * 1001, "language": "en"}),
        ("coach_prepared", {"addition": "And", "language": "en", "more": "x"}),
        ("coach_prepared", "And"),
    ],
)
def test_the_service_refuses_what_does_not_fit(cast, key, own):
    with acting_as(cast["coach"].pk), pytest.raises(NotFitting):
        save_plan(partnership=cast.partnership, by=cast["coach"], data=PlanDraft(clauses={key: own}), version=1)


def test_words_for_a_clause_that_is_not_open_are_passed_over_in_the_text(cast):
    """Should they ever get into a plan: what is mandatory stands as the framework has it."""
    before = canonical_text(composed(cast))

    with acting_as(cast["coach"].pk):
        plan, _draft = plan_of(cast.partnership)
        matter, _parties = matter_of(cast.partnership, plan, number=1)
        for own in ({"wording": "I tell everybody."}, {"addition": "But not on Mondays."}):
            plan.clauses = {"coach_confidential": {**own, "language": "en"}}
            assert canonical_text(compose(matter, "en")) == before


def test_every_open_clause_of_every_framework_can_be_added_to():
    for framework in load_folder():
        for form in framework.formats:
            for clause in framework.open_clauses(form.key).values():
                assert fits_clause(clause, {"addition": "And", "language": "en"})
