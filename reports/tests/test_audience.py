"""What one part is given, whatever else its holder is (faults 7 and 8)."""

import pytest

from agreements.models import AgreedTerms, FocusPractice, Plan, Standing
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import Disclosure
from coaching.models import Membership, Party
from cycles.models import ActionStep, Cycle, Goal, LogDraft, Note, VisitDetail, VisitLog
from reports.audience import (
    PARTS_TOLD_OF_WAITING,
    REPORTING_PARTS,
    classes_given_to,
    parties_given_to,
    partnerships_given_to,
    readable_as,
)
from reports.tests.world import bind_other_terms, days_ago, make_pairs
from tests.database import bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_parts(signed):
    """The leader coaches a pair of their own, once signed and once not yet."""
    leader = signed["leader"]
    with bypassing():
        Membership.objects.create(user=leader, program=signed.program, part=Part.COACH, starts_on=days_ago(60))
    own = {
        "signed": make_pairs(signed.program, 1, coach=leader, supervisor=signed["supervisor"], visits=3)[0],
        "unsigned": make_pairs(signed.program, 1, coach=leader, supervisor=signed["supervisor"], signed=False)[0],
    }
    return signed, own


def test_a_leader_who_coaches_reads_as_leader_only_what_leadership_is_given(two_parts):
    cast, own = two_parts
    here = [cast.program.pk]
    with acting_as(cast["leader"].pk):
        as_coach = FocusPractice.objects.filter(partnership=own["unsigned"])
        assert as_coach.count() == 2, "the coach's own pair"
        assert not readable_as(Part.LEADERSHIP, FocusPractice, programs=here).filter(partnership=own["unsigned"])
        assert readable_as(Part.LEADERSHIP, FocusPractice, programs=here).filter(partnership=own["signed"]).count() == 2
        assert own["unsigned"] not in partnerships_given_to(Part.LEADERSHIP, programs=here)
        assert own["signed"] in partnerships_given_to(Part.LEADERSHIP, programs=here)
        assert not parties_given_to(Part.LEADERSHIP, programs=here).filter(partnership=own["unsigned"])
        assert Party.objects.filter(partnership=own["unsigned"]).exists()


def test_rows_that_do_not_leave_the_pair_do_not_come_back_by_another_part(two_parts):
    """An open cycle stays with the pair; its coach who is also the leader does not see it as leader."""
    cast, own = two_parts
    with acting_as(cast["leader"].pk):
        assert Cycle.objects.filter(partnership=own["signed"], completed_on=None).count() == 1
        cycles = readable_as(Part.LEADERSHIP, Cycle, programs=[cast.program.pk]).filter(partnership=own["signed"])
        assert [cycle.completed_on is not None for cycle in cycles] == [True]
        assert Plan.objects.exists() is False
        agreed = readable_as(Part.LEADERSHIP, AgreedTerms, programs=[cast.program.pk])
        assert all(terms.in_force for terms in agreed)


@pytest.mark.parametrize("model", [Note, VisitDetail, ActionStep, Plan, LogDraft])
@pytest.mark.parametrize("part", REPORTING_PARTS)
def test_no_reporting_part_is_given_what_stays_with_the_pair(signed, model, part):
    fill(signed)
    with bypassing():
        assert model.objects.filter(program=signed.program).exists()
        assert not readable_as(part, model, programs=[signed.program.pk]).exists()


@pytest.mark.parametrize(
    ("part", "model", "given"),
    [
        (Part.LEADERSHIP, VisitLog, True),
        (Part.LEADERSHIP, AgreedTerms, True),
        (Part.REGIONAL_LEADERSHIP, VisitLog, False),
        (Part.REGIONAL_LEADERSHIP, AgreedTerms, True),
        (Part.LOCAL_AGENCY, VisitLog, True),
        (Part.LOCAL_AGENCY, AgreedTerms, False),
        (Part.LOCAL_AGENCY, Standing, False),
        (Part.STATE_BUREAU, Goal, True),
        (Part.COACH_SUPERVISOR, VisitLog, False),
        (Part.ADMINISTRATOR, VisitLog, False),
        (Part.COACH, VisitLog, False),
        (Part.SUPERVISOR, VisitLog, False),
    ],
)
def test_each_part_is_given_its_column_of_the_matrix(signed, part, model, given):
    """Asked past row security, so that the rule of the part alone decides."""
    fill(signed)
    with bypassing():
        assert readable_as(part, model, programs=[signed.program.pk]).exists() == given


def test_another_program_is_another_question(signed):
    with bypassing():
        assert not readable_as(Part.LEADERSHIP, FocusPractice, programs=[signed.elsewhere.pk]).exists()
        assert not readable_as(Part.LEADERSHIP, FocusPractice, programs=[]).exists()


@pytest.mark.parametrize("form", [Form.MASKED, Form.COUNTS, Form.RELEASE])
def test_what_is_given_without_names_is_not_given(signed, form):
    rules = {RecordClass.PRACTICES: form, RecordClass.AGREEMENT_STATUS: Form.ALL}
    terms = bind_other_terms(signed.partnership, Part.LEADERSHIP, rules)
    with bypassing():
        here = [signed.program.pk]
        assert not readable_as(Part.LEADERSHIP, FocusPractice, programs=here).filter(partnership=signed.partnership)
        assert signed.partnership not in partnerships_given_to(Part.LEADERSHIP, programs=here), "a status is no record"
        assert classes_given_to(Part.LEADERSHIP, terms=[terms.pk]) == {terms.pk: {RecordClass.AGREEMENT_STATUS}}


def test_who_is_told_that_an_agreement_waits_is_who_the_policy_tells():
    policies = Disclosure(RecordClass.AGREEMENT_STATUS, status=True).reading("t")
    waiting = next(policy.using for policy in policies if policy.name == "waiting")
    assert {part for part in Part if f"'{part}'" in waiting} == set(PARTS_TOLD_OF_WAITING)


def test_before_signing_the_leader_reads_that_it_waits_and_nothing_else(cast):
    here = [cast.program.pk]
    with acting_as(cast["leader"].pk):
        assert readable_as(Part.LEADERSHIP, Standing, programs=here).count() == 2
        assert not partnerships_given_to(Part.LEADERSHIP, programs=here)
        for model in (FocusPractice, Goal, VisitLog, Cycle, AgreedTerms):
            assert not readable_as(Part.LEADERSHIP, model, programs=here)
    with acting_as(cast["local_agency"].pk):
        assert not readable_as(Part.LOCAL_AGENCY, Standing, programs=here)
