"""A newer edition of the framework: the pair is told, sees what is different, chooses, and goes back if it likes."""

import pytest
from django.urls import reverse

from agreements.models import AgreementState, Plan
from agreements.services import NotOffered, choose_edition, pause
from agreements.tests.steps import looked_up, plan_as_posted, sent, signed_by, signed_by_all
from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.frameworks.comparing import disclosure_changes
from coaching.models import AuditEntry
from tests.cast import today
from tests.database import bypassing
from tests.editions import Content, a_newer_edition, adopt, the_pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet")]

NEWS = "There is a newer edition"


def address(cast, name: str = "plan_edition") -> str:
    return reverse(name, args=[cast.partnership.pk])


def page(client, cast, name: str = "plan_edition", by: str = "coachee") -> str:
    client.force_login(cast[by])
    answer = client.get(address(cast, name))
    assert answer.status_code == 200
    return answer.content.decode()


def the_plan(cast) -> Plan:
    with bypassing():
        return Plan.objects.select_related("edition").get(partnership=cast.partnership)


def choice(cast, what: str = "adopt", **other) -> dict[str, object]:
    return {"choice": what, "version": the_plan(cast).version, "withdraws": ""} | other


def reworded(content: Content) -> None:
    """Another word for the coach, another purpose."""
    content["agreement"]["purpose"]["text"]["en"] = "A purpose in quite other words."
    content["vocabulary"]["parts"]["coach"]["one"]["en"] = "practice partner"


def test_whoever_changes_the_plan_is_told_of_a_newer_edition(client, cast):
    assert NEWS not in page(client, cast, "plan_edit")
    a_newer_edition(cast)
    for by in ("coach", "coachee"):
        assert NEWS in page(client, cast, "plan_edit", by)
        assert NEWS in page(client, cast, "agreement_preview", by)


def test_without_a_newer_edition_there_is_nothing_to_compare(client, cast):
    client.force_login(cast["coach"])
    assert client.get(address(cast)).url == address(cast, "plan_edit")


def test_the_page_shows_who_would_see_what_the_words_and_the_clauses(client, cast):
    a_newer_edition(
        cast,
        without=(Part.LEADERSHIP, RecordClass.GOALS),
        more=(Part.LOCAL_AGENCY, RecordClass.NOTES, "counts"),
        change=reworded,
    )
    text = page(client, cast)
    assert text.index("Sees more") < text.index("Sees less")
    assert "quite" in text
    assert "<ins>practice partner</ins>" in text
    assert "Adopt it in our plan" in text


def test_only_what_is_different_is_listed(cast):
    fresh = a_newer_edition(cast, without=(Part.LEADERSHIP, RecordClass.GOALS))
    (cell,) = disclosure_changes(cast.version.framework, fresh.framework, "en")
    goals = cast.version.framework.record(RecordClass.GOALS).label.in_language("en")
    assert (cell.record, cell.turn) == (goals, "Sees less")
    assert disclosure_changes(fresh.framework, fresh.framework, "en") == []


@pytest.mark.parametrize("by", ["coach", "coachee"])
def test_adopted_in_the_plan_signed_by_all_then_worked_under(client, cast, by):
    first = signed_by_all(cast)
    fresh = a_newer_edition(cast, change=reworded)
    client.force_login(cast[by])
    answer = client.post(address(cast), choice(cast))
    assert answer.url == address(cast, "agreement_preview")
    assert the_plan(cast).edition == fresh
    assert the_pair(cast).framework_version == cast.version
    text = page(client, cast, "agreement_preview", by)
    assert "A purpose in quite other words." in text
    assert "This plan follows a newer edition" in text
    second = sent(cast, the_pair(cast))
    assert "A purpose in quite other words." in second.text
    signed_by(cast, second, "coachee", "supervisor")
    assert (looked_up(first).state, the_pair(cast).framework_version) == (AgreementState.ACTIVE, cast.version)
    signed_by(cast, second, "coach")
    assert (looked_up(first).state, the_pair(cast).framework_version) == (AgreementState.SUPERSEDED, fresh)
    with bypassing():
        assert AuditEntry.objects.filter(event="edition_chosen", person=cast[by]).count() == 1
    client.force_login(cast["coach"])
    assert client.get(reverse("partnership_detail", args=[cast.partnership.pk])).status_code == 200
    assert client.get(address(cast)).url == address(cast, "plan_edit")


def test_one_can_go_back_before_it_is_signed(client, cast):
    signed_by_all(cast)
    adopt(cast, a_newer_edition(cast, change=reworded))
    assert "Go back to the edition we have" in page(client, cast, by="coach")
    client.post(address(cast), choice(cast, "back"))
    assert the_plan(cast).edition == cast.version
    assert "A purpose in quite other words." not in page(client, cast, "agreement_preview")
    assert sent(cast, the_pair(cast)).edition == cast.version


def test_the_plan_is_edited_by_the_questions_of_the_edition_it_follows(client, cast):
    def shorter(content: Content) -> None:
        content["dose"]["most"] = 3

    fresh = a_newer_edition(cast, change=shorter)
    text = page(client, cast)
    label = next(str(one.label) for one in cast.version.framework.plan_fields("expert") if one.kind == "dose")
    assert "They are left out of the plan" in text
    assert label in text
    adopt(cast, fresh)
    plan = the_plan(cast)
    assert (plan.cycles, plan.concern_name) == (None, "Ines Carvalho")
    client.force_login(cast["coach"])
    answer = client.post(address(cast, "plan_edit"), plan_as_posted(cast, cycles=8))
    assert answer.status_code == 200, "eight are more than this edition has"
    client.post(address(cast, "plan_edit"), plan_as_posted(cast, cycles=3))
    assert (the_plan(cast).cycles, the_plan(cast).edition) == (3, fresh)


def test_what_is_out_is_taken_back_only_by_who_was_told(client, cast):
    agreement = sent(cast)
    fresh = a_newer_edition(cast)
    assert "these signatures no longer count" in page(client, cast)
    answer = client.post(address(cast), choice(cast), follow=True)
    assert "Nothing was changed by you" in answer.content.decode()
    assert looked_up(agreement).state == AgreementState.OUT
    client.post(address(cast), choice(cast, withdraws=str(agreement.pk)))
    assert looked_up(agreement).state == AgreementState.WITHDRAWN
    assert the_plan(cast).edition == fresh


def test_a_plan_that_somebody_saved_meanwhile_is_looked_at_again(client, cast):
    a_newer_edition(cast)
    client.force_login(cast["coach"])
    answer = client.post(address(cast), choice(cast, version=the_plan(cast).version + 7), follow=True)
    assert "Nothing was changed by you" in answer.content.decode()
    assert the_plan(cast).edition is None


def test_where_other_people_sign_it_is_another_partnership(client, cast):
    def fewer(content: Content) -> None:
        content["formats"][0]["must_sign"] = ["coachee", "coach"]

    fresh = a_newer_edition(cast, change=fewer)
    text = page(client, cast)
    assert "It cannot be adopted here" in text
    assert "Adopt it in our plan" not in text
    client.post(address(cast), choice(cast))
    assert the_plan(cast).edition is None
    with acting_as(cast["coach"].pk), pytest.raises(NotOffered):
        choose_edition(partnership=the_pair(cast), by=cast["coach"], edition=fresh, version=1)


def test_an_edition_in_between_is_not_offered(cast):
    between = a_newer_edition(cast)
    a_newer_edition(cast)
    with acting_as(cast["coach"].pk), pytest.raises(NotOffered):
        choose_edition(partnership=the_pair(cast), by=cast["coach"], edition=between, version=1)


@pytest.mark.parametrize("name", ["supervisor", "leader", "administrator", "stranger", "former_coach"])
def test_to_anybody_else_there_is_no_such_page(client, cast, name):
    a_newer_edition(cast)
    client.force_login(cast[name])
    assert client.get(address(cast)).status_code == 404
    assert client.post(address(cast), choice(cast)).status_code == 404
    assert the_plan(cast).edition is None


def test_while_it_rests_no_edition_is_chosen(client, signed):
    a_newer_edition(signed)
    with acting_as(signed["coach"].pk):
        pause(partnership=the_pair(signed), by=signed["coach"], reason="ill", look_again_on=today())
    client.force_login(signed["coach"])
    client.post(address(signed), choice(signed))
    assert the_plan(signed).edition is None
