"""How coachee, coach and supervisor keep each other informed: agreed in the plan, and before all of them (B3)."""

import dataclasses

import pytest
from django.urls import reverse

from agreements.models import Agreement
from agreements.services import plan_of, save_plan, sign
from agreements.tests.steps import evidence, looked_up, sent
from coaching.disclosure.identity import acting_as
from tests.cast import FRAMEWORKS, make_cast
from tests.database import bypassing
from tests.plans import full_draft

pytestmark = pytest.mark.django_db
WORDS = "A note to all three of us each Friday."


def agreed(framework: str, format: str, *, sign_it: bool = True):
    """A cast whose plan for communication says WORDS, sent and signed by all; and the agreement."""
    cast = make_cast(framework, format)
    partnership, lead = cast.partnership, cast[cast.lead]
    asked = partnership.framework.communication_field(format)
    draft = full_draft(partnership.framework, format)
    if asked:
        draft = dataclasses.replace(draft, answers={**draft.answers, asked.key: WORDS})
    with acting_as(lead.pk):
        plan, _draft = plan_of(partnership)
        save_plan(partnership=partnership, by=lead, data=draft, version=plan.version)
    agreement = sent(cast, by=cast.lead)
    if sign_it:
        for name in cast.seats:
            with acting_as(cast[name].pk):
                if Agreement.objects.get(pk=agreement.pk).signatures.filter(user=cast[name]).exists():
                    sign(agreement=agreement, by=cast[name], typed_name="As typed", evidence=evidence())
    return cast, looked_up(agreement)


def page(client, user, route, *args) -> str:
    client.force_login(user)
    return client.get(reverse(route, args=args)).content.decode()


@pytest.mark.parametrize(
    ("framework", "format"), [("pbc", "expert"), ("pbc", "peer"), ("pbc", "self"), ("child-welfare", "expert")]
)
def test_once_all_have_signed_it_stands_before_all_of_them(client, framework, format):
    cast, agreement = agreed(framework, format)
    for name in cast.seats:
        assert WORDS in page(client, cast[name], "agreement_detail", agreement.pk).split("whole-text")[0]
        if name == "supervisor":
            assert WORDS in page(client, cast[name], "supervised")
        else:
            assert WORDS in page(client, cast[name], "partnership_detail", cast.partnership.pk)
    for name in ("leader", "administrator", "stranger", "other_supervisor"):
        assert WORDS not in page(client, cast[name], "supervised")
        assert WORDS not in page(client, cast[name], "agreement_detail", agreement.pk)


def test_until_then_the_supervisor_reads_it_in_the_text_to_sign_alone(client):
    cast, agreement = agreed("pbc", "expert", sign_it=False)
    assert WORDS not in page(client, cast["supervisor"], "supervised")
    assert WORDS not in page(client, cast["coachee"], "partnership_detail", cast.partnership.pk)
    assert WORDS in page(client, cast["supervisor"], "agreement_sign", agreement.pk)


def test_a_change_of_the_draft_changes_nothing_until_it_is_signed(client):
    cast, _agreement = agreed("pbc", "expert")
    with acting_as(cast["coach"].pk):
        plan, draft = plan_of(cast.partnership)
        other = dataclasses.replace(draft, answers={**draft.answers, "communication": "Only when asked."})
        save_plan(partnership=cast.partnership, by=cast["coach"], data=other, version=plan.version)
    for name, route, args in (
        ("supervisor", "supervised", ()),
        ("coach", "partnership_detail", (cast.partnership.pk,)),
    ):
        shown = page(client, cast[name], route, *args)
        assert WORDS in shown
        assert "Only when asked." not in shown


@pytest.mark.parametrize(("framework", "format"), [one for one in FRAMEWORKS if one[0] in ("stars", "conversations")])
def test_a_framework_without_one_shows_nothing_of_the_kind(client, framework, format):
    cast, agreement = agreed(framework, format)
    with bypassing():
        assert Agreement.objects.get(pk=agreement.pk).content["communication"] is None
    assert 'id="communication"' not in page(client, cast["coach"], "partnership_detail", cast.partnership.pk)
