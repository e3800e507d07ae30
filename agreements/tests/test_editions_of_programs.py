"""The administrator lets new partnerships start with a newer edition; those that there are stay with theirs."""

import pytest
from django.urls import reverse

from agreements.tests.steps import signed_by_all
from coaching.disclosure.classes import Part, RecordClass
from coaching.models import AuditEntry, Program
from coaching.services.partnerships import make_partnership
from tests.database import bypassing
from tests.editions import a_newer_edition, the_pair

pytestmark = pytest.mark.django_db


def address(cast, name="program_edition") -> str:
    return reverse(name, args=[cast.program.pk])


def edition_of(cast):
    with bypassing():
        return Program.objects.select_related("framework_version").get(pk=cast.program.pk).framework_version


@pytest.fixture
def admin(client, cast):
    client.force_login(cast["administrator"])
    return client


def test_the_overview_leads_to_what_would_change(admin, cast):
    a_newer_edition(cast, without=(Part.LEADERSHIP, RecordClass.GOALS))
    assert address(cast) in admin.get(address(cast, "program_setup")).content.decode()
    text = admin.get(address(cast)).content.decode()
    assert "Sees less" in text
    assert "Start new partnerships with it" in text


def test_new_pairs_start_with_it_and_those_there_are_stay(admin, cast):
    signed_by_all(cast)
    fresh = a_newer_edition(cast)
    admin.post(address(cast), {"number": fresh.number})
    assert edition_of(cast) == fresh
    assert the_pair(cast).framework_version == cast.version
    with bypassing():
        assert AuditEntry.objects.filter(event="edition_chosen", target_id=cast.program.pk).count() == 1
        pair = make_partnership(
            program=Program.objects.get(pk=cast.program.pk),
            format="expert",
            parties=[(part, cast[part].pk) for part in ("coach", "coachee", "supervisor")],
            by=cast["administrator"],
        )
    assert pair.framework_version == fresh
    assert admin.get(address(cast)).url == address(cast, "program_setup"), "nothing newer is left"


@pytest.mark.parametrize("number", ["", "0", "many", "1"])
def test_only_what_was_read_is_adopted(admin, cast, number):
    a_newer_edition(cast)
    answer = admin.post(address(cast), {"number": number}, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert edition_of(cast) == cast.version


def test_without_a_newer_edition_there_is_nothing_to_choose(admin, cast):
    assert admin.get(address(cast)).url == address(cast, "program_setup")
    assert address(cast) not in admin.get(address(cast, "program_setup")).content.decode()
    admin.post(address(cast), {"number": cast.version.number})
    assert edition_of(cast) == cast.version


@pytest.mark.parametrize("name", ["coach", "leader", "administrator_elsewhere", "stranger"])
def test_nobody_else_chooses(client, cast, name):
    fresh = a_newer_edition(cast)
    client.force_login(cast[name])
    assert client.post(address(cast), {"number": fresh.number}).status_code in (403, 404)
    assert edition_of(cast) == cast.version
