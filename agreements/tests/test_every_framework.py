"""Every framework in every format: drafted by the form, previewed, sent, signed by each, and in force."""

import pytest
from django.urls import reverse
from django.utils import translation

from agreements.models import AgreedTerms, Agreement, AgreementState, Plan
from agreements.services import NotFitting, draft_of, save_plan, send_for_signature
from agreements.tests.reading import words_open
from agreements.tests.steps import looked_up
from agreements.wording import said
from coaching.disclosure.classes import PAIR, Part
from coaching.disclosure.identity import acting_as
from coaching.frameworks import load_folder
from coaching.models import Partnership
from tests.cast import FRAMEWORKS, make_cast
from tests.database import bypassing
from tests.plans import as_posted, full_draft

pytestmark = pytest.mark.django_db

FIVE_MINUTES = 5 * 238
"""The words that adults read in that time, silently."""

EACH = pytest.mark.parametrize(("framework", "format"), FRAMEWORKS)


def nothing_yet(cast) -> None:
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).delete()


def lines_of(words) -> list[str]:
    return [words] if isinstance(words, str) else words


def test_the_cast_has_every_framework_in_every_format():
    assert set(FRAMEWORKS) == {(one.key, form.key) for one in load_folder() for form in one.formats}


@EACH
def test_it_is_drafted_previewed_sent_and_signed(client, framework, format):
    cast = make_cast(framework, format)
    nothing_yet(cast)
    frame, pk = cast.partnership.framework, cast.partnership.pk
    draft = full_draft(frame, format)

    client.force_login(cast[cast.lead])
    form = client.get(reverse("plan_edit", args=[pk]))
    page = form.content.decode()
    for field in frame.plan_fields(format):
        assert f'id="{field.key}"' in page
    posted = as_posted(frame, format, draft)
    assert client.post(reverse("plan_edit", args=[pk]), posted).status_code == 302
    with bypassing():
        plan = Plan.objects.get(partnership=pk)
        assert draft_of(plan) == draft

    # Saved as it is, it opens as it was and changes nothing when it is saved again
    again = client.get(reverse("plan_edit", args=[pk])).context["form"]
    assert {name: again[name].value() for name in posted if name in again.fields and name != "withdraws"} | {
        "version": 0
    } == {name: value for name, value in posted.items() if name in again.fields and name != "withdraws"}
    assert client.post(reverse("plan_edit", args=[pk]), posted | {"version": plan.version}).status_code == 302
    with bypassing():
        assert Plan.objects.get(partnership=pk).version == plan.version

    preview = client.get(reverse("agreement_preview", args=[pk]))
    assert preview.context["problems"] == []
    facts = next(one for one in preview.context["content"]["sections"] if one["key"] == "plan")["blocks"][0]["rows"]
    with translation.override("en"):
        asked = frame.plan_fields(format)
        practices = [one.text for one in draft.practices]
        assert [row["term"] for row in facts] == [str(field.label) for field in asked]
        for row, field in zip(facts, asked, strict=True):
            assert row.get("lines", [row.get("value")]) == lines_of(said(field, plan, frame, practices))
    client.post(reverse("agreement_send", args=[pk]), {"digest": preview.context["digest"]})

    with bypassing():
        assert Agreement.objects.get(partnership=pk).state == AgreementState.OUT


@EACH
def test_each_signer_signs_in_the_browser_and_the_last_binds(client, framework, format):
    cast = make_cast(framework, format)
    with acting_as(cast[cast.lead].pk):
        agreement = send_for_signature(partnership=cast.partnership, by=cast[cast.lead])
    form = cast.partnership.framework.format(format)
    signers = [name for part in form.signers for name, seat in cast.seats.items() if seat == part]
    assert {cast.seats[name] for name in signers} == set(form.must_sign)
    for number, name in enumerate(signers):
        assert looked_up(agreement).state == AgreementState.OUT, number
        client.force_login(cast[name])
        url = reverse("agreement_sign", args=[agreement.pk])
        page = client.get(url)
        assert page.status_code == 200
        if cast.seats[name] in (Part.COACHEE, Part.PEER):
            assert words_open(page.content.decode()) < FIVE_MINUTES, name
        client.post(url, {"typed_name": cast.name(name), "intent": "on", "consent": "on"})
    assert looked_up(agreement).state == AgreementState.ACTIVE
    with bypassing():
        plan, terms = Plan.objects.get(partnership=cast.partnership), AgreedTerms.objects.get(agreement=agreement)
        assert (terms.in_force, terms.terms_id) == (True, cast.version.terms_id)
        assert (terms.mode, terms.cycles, terms.hours) == (plan.mode, plan.cycles, plan.hours)
        assert Partnership.objects.get(pk=cast.partnership.pk).terms_id == cast.version.terms_id


@EACH
def test_only_those_who_sign_read_it_before_it_is_signed(client, framework, format):
    cast = make_cast(framework, format)
    with acting_as(cast[cast.lead].pk):
        agreement = send_for_signature(partnership=cast.partnership, by=cast[cast.lead])
    signers = cast.partnership.framework.format(format).signers
    for name, seat in cast.seats.items():
        client.force_login(cast[name])
        status = client.get(reverse("agreement_detail", args=[agreement.pk])).status_code
        assert status == (200 if seat in signers or seat in PAIR else 404), name


@EACH
def test_what_is_required_and_open_is_named_and_nothing_is_sent(client, framework, format):
    cast = make_cast(framework, format)
    frame = cast.partnership.framework
    with bypassing():
        Plan.objects.filter(partnership=cast.partnership).update(
            answers={}, mode="", hours=None, cycles=None, response_days=None, rhythm_days=None, starts_on=None,
            concern_name="",
        )  # fmt: skip
    client.force_login(cast[cast.lead])
    preview = client.get(reverse("agreement_preview", args=[cast.partnership.pk]))
    open_still = {one.field for one in preview.context["problems"]}
    wanted = {field.key for field in frame.plan_fields(format) if field.required and field.kind != "practices"}
    wanted -= {field.key for field in frame.plan_fields(format) if field.kind == "dose" and not frame.dose.is_counted}
    assert open_still == wanted
    client.post(reverse("agreement_send", args=[cast.partnership.pk]), {"digest": preview.context["digest"]})
    assert client.get(reverse("agreement_preview", args=[cast.partnership.pk])).context["out"] is None


@pytest.mark.parametrize(
    ("framework", "format", "key", "answer"),
    [
        ("pbc", "expert", "observation_way", "by_pigeon"),
        ("pbc", "expert", "data_collected", "A question of another format"),
        ("pbc", "expert", "duties", ""),
        ("pbc", "expert", "duties", "x" * 2001),
        ("child-welfare", "expert", "domains", "team_leadership"),
        ("child-welfare", "expert", "domains", ["team_leadership", "communication"]),
        ("child-welfare", "expert", "probing_permission", "yes"),
        ("child-welfare", "expert", "first_module_date", "soon"),
        ("child-welfare", "expert", "session_hours", "25"),
        ("child-welfare", "expert", "session_hours", "0"),
        ("child-welfare", "expert", "session_hours", "NaN"),
        ("stars", "expert", "nobody_asked", "x"),
    ],
)
def test_an_answer_that_the_framework_does_not_allow_is_not_kept(framework, format, key, answer):
    cast = make_cast(framework, format)
    draft = full_draft(cast.partnership.framework, format)
    draft.answers[key] = answer
    with acting_as(cast["coach"].pk), pytest.raises(NotFitting, match=key):
        save_plan(partnership=cast.partnership, by=cast["coach"], data=draft, version=1)


@pytest.mark.parametrize(
    ("framework", "other", "said"),
    [
        ("stars", {"hours": 40, "cycles": None}, "hours"),
        ("stars", {"cycles": 17}, "cycles"),
        ("child-welfare", {"hours": 401}, "hours"),
        ("stars", {"mode": "in_person virtual"}, "mode"),
        ("school", {"mode": "email in_person"}, "mode"),
        ("school", {"response_days": 15}, "response_days"),
        ("stars", {"response_days": 2}, "response_days"),
    ],
)
def test_a_number_or_a_way_that_the_framework_does_not_have_is_not_kept(framework, other, said):
    cast = make_cast(framework)
    draft = full_draft(cast.partnership.framework, "expert")
    for name, value in other.items():
        object.__setattr__(draft, name, value)
    with acting_as(cast["coach"].pk), pytest.raises(NotFitting, match=said):
        save_plan(partnership=cast.partnership, by=cast["coach"], data=draft, version=1)


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("answer_session_hours", "1.55", "decimal place"),
        ("answer_session_hours", "30", "24"),
        ("answer_first_module_date", "tomorrow", "not a day of the calendar"),
        ("answer_domains", ["weather"], "not in the list"),
        ("answer_ground_rules", "x" * 2001, "2000"),
        ("answer_ground_rules", "Turned \N{RIGHT-TO-LEFT OVERRIDE} round", "cannot be read"),
        ("mode", ["phone", "pigeon"], "not in the list"),
        ("hours", "401", "400"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_lost(client, name, typed, says):
    cast = make_cast("child-welfare")
    frame = cast.partnership.framework
    client.force_login(cast["coach"])
    posted = as_posted(frame, "expert", full_draft(frame, "expert"), version=1) | {name: typed}
    posted["answer_participation_process"] = "Kept as typed"
    answer = client.post(reverse("plan_edit", args=[cast.partnership.pk]), posted)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert says in page
    assert "Kept as typed" in page


def test_two_who_write_at_once_get_both_answers(client):
    cast = make_cast("child-welfare")
    frame, url = cast.partnership.framework, reverse("plan_edit", args=[cast.partnership.pk])
    posted = as_posted(frame, "expert", full_draft(frame, "expert"), version=1)
    client.force_login(cast["coachee"])
    client.post(url, posted | {"answer_ground_rules": "Theirs", "answer_probing_permission": "yes"})
    client.force_login(cast["coach"])
    answer = client.post(url, posted | {"answer_ground_rules": "Mine", "hours": "12"})
    assert answer.status_code == 409
    rows = {str(row["label"]): (row["theirs"], row["mine"]) for row in answer.context["conflict"]["differences"]}
    assert rows == {
        "Ground rules for how we communicate": (["Theirs"], ["Mine"]),
        "Hours of coaching": (["40 hours"], ["12 hours"]),
        "The coach may ask bold, direct, probing questions": (["Yes"], ["No"]),
    }


def test_moving_a_practice_loses_no_choice_of_several(client):
    cast = make_cast("child-welfare")
    frame, url = cast.partnership.framework, reverse("plan_edit", args=[cast.partnership.pk])
    posted = as_posted(frame, "expert", full_draft(frame, "expert"), version=1)
    client.force_login(cast["coach"])
    page = client.post(url, posted | {"list": "up-1", "mode": ["phone", "email"]})
    assert page.context["form"]["mode"].value() == ["phone", "email"]
    assert page.context["form"]["answer_domains"].value() == ["communication", "technical"]


def test_who_signs_in_two_places_signs_once(client):
    """Where one person coaches and supervises, which a framework may only warn of (B2), one signing fills both."""
    cast = make_cast("pbc")
    with bypassing():
        cast.partnership.parties.filter(user=cast["supervisor"]).update(user=cast["coach"])
    with acting_as(cast["coach"].pk):
        agreement = send_for_signature(partnership=cast.partnership, by=cast["coach"])
    for name in ("coachee", "coach"):
        client.force_login(cast[name])
        url = reverse("agreement_sign", args=[agreement.pk])
        client.post(url, {"typed_name": cast.name(name), "intent": "on", "consent": "on"})
    assert looked_up(agreement).state == AgreementState.ACTIVE
