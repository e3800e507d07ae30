"""What a learner gave item by item is in the ledger once it was opened, and nothing else of it is (B10, P2)."""

import pytest
from django.urls import reverse

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import LedgerEntry
from cycles.models import Release
from cycles.models.releases import Item
from cycles.services import take_back
from cycles.services.releases import Key
from cycles.tests.test_releases import at_work, confirm
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def test_what_was_given_is_told_when_it_was_read(client):
    cast = at_work()
    page = reverse("supervisor_summary", args=[cast.partnership.pk])

    def told():
        with bypassing():
            rows = LedgerEntry.objects.filter(partnership=cast.partnership, ground=LedgerEntry.Ground.RELEASE)
            return {(one.reader_id, one.part, one.record_class) for one in rows}

    client.force_login(cast["supervisor"])
    client.get(page)
    assert told() == set(), "nothing is given yet"
    confirm(cast, Key(Item.NOTE, cast.note.pk))
    assert told() == set(), "given is not read"
    client.get(page)
    assert told() == {(cast["supervisor"].pk, "supervisor", RecordClass.NOTES)}
    client.force_login(cast["coachee"])
    shown = client.get(reverse("partnership_ledger", args=[cast.partnership.pk])).content.decode()
    assert "You shared it" in shown

    # Taken back, it is not told of again: neither to who opens the page nor by it
    with acting_as(cast["coachee"].pk):
        take_back(release=Release.objects.get(), by=cast["coachee"])
    with bypassing():
        LedgerEntry.objects.all().delete()
    client.force_login(cast["supervisor"])
    client.get(page)
    assert told() == set()
    # Seen as they do by the pair: nobody was shown anything
    client.force_login(cast["coach"])
    assert client.get(reverse("seen_as_first", args=[cast.partnership.pk, "supervisor"])).status_code == 200
    with bypassing():
        assert not LedgerEntry.objects.exclude(reader=cast["supervisor"]).exists()
