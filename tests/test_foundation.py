"""The first things that must hold: nothing without an identity, and to each what is theirs."""

import pytest

from agreements.models import FocusPractice, Plan
from coaching.disclosure.identity import acting_as
from coaching.models import Person, User


def test_without_identity_there_is_nothing(signed):
    assert not Plan.objects.exists()
    assert not User.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("coach", 2), ("coachee", 2), ("supervisor", 0), ("leader", 4), ("local_agency", 4), ("state_bureau", 4),
        ("regional_leader", 0), ("coach_supervisor", 0), ("administrator", 0), ("former_coach", 0), ("stranger", 0),
        ("leader_elsewhere", 0),
    ],
)  # fmt: skip
def test_practices_leave_the_pair_as_it_was_signed(signed, name, sees):
    with acting_as(signed[name].pk):
        assert FocusPractice.objects.count() == sees


@pytest.mark.parametrize("name", ["leader", "local_agency", "state_bureau", "supervisor", "administrator"])
def test_before_signing_nothing_leaves_the_pair(cast, name):
    with acting_as(cast[name].pk):
        assert not FocusPractice.objects.exists()
        assert not Plan.objects.exists()
