"""That a mandatory report was made: day and agency for its author, until they show it, and for nobody else (A8)."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.models import LedgerEntry
from cycles.models import MandatoryReport
from tests.cast import today
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def test_it_is_the_authors_until_shown_and_is_put_right_by_a_further_entry(client, signed):
    page = reverse("duty", args=[signed.partnership.pk])
    client.force_login(signed["coach"])
    shown = client.get(page).content.decode()
    assert "does not report anything" in shown
    assert "<textarea" not in shown, "there is no place for a word"
    wrong = client.post(page, {"made_on": "2099-01-01", "agency": "hotline"})
    assert wrong.status_code == 200
    with bypassing():
        assert not MandatoryReport.objects.exists()
    answer = client.post(page, {"made_on": str(today()), "agency": "police", "shared": "me"}, follow=True)
    assert "Police or sheriff" in answer.content.decode()
    with bypassing():
        report = MandatoryReport.objects.get()
    assert report.reader_ids == [signed["coach"].pk]
    # Nobody else learns that it is there, and its author does not change it by any way
    for person in ("coachee", "supervisor", "leader", "coach_supervisor", "administrator"):
        client.force_login(signed[person])
        assert b"Written down so far" not in client.get(page).content
        assert client.get(reverse("duty_correct", args=[report.pk])).status_code == 404
        with acting_as(signed[person].pk):
            assert not MandatoryReport.objects.exists()
    with acting_as(signed["coach"].pk):
        for change in (
            "set made_on = '2026-01-01'",
            "set agency = 'other'",
            "set reader_ids = '{}', user_id = user_id, is_mistake = true",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"update cycles_mandatoryreport {change}")
    client.force_login(signed["coach"])
    right = {"made_on": str(today()), "agency": "hotline"}
    text = client.post(reverse("duty_correct", args=[report.pk]), right, follow=True).content.decode()
    assert "Put right by a later entry" in text
    text = client.post(reverse("duty_correct", args=[report.pk]), right, follow=True).content.decode()
    assert "was put right before" in text
    with bypassing():
        later = MandatoryReport.objects.get(corrects=report)
    # Shown: for good, and with what it puts right still hidden where that was
    client.post(reverse("duty_show", args=[later.pk]))
    client.force_login(signed["coachee"])
    kept = client.get(page).content.decode().split("Written down so far")[1].split("<form")[0]
    assert "hotline" in kept
    assert "Police" not in kept
    assert client.post(reverse("duty_show", args=[later.pk])).status_code == 403
    with bypassing():
        assert not LedgerEntry.objects.exists()
        signed_off = MandatoryReport.objects.get(pk=later.pk)
    assert signed["supervisor"].pk not in signed_off.reader_ids
    with acting_as(signed["supervisor"].pk), pytest.raises(DatabaseError), transaction.atomic():
        MandatoryReport(
            partnership=signed.partnership, user=signed["supervisor"], made_on=today(), agency="other",
            recorded_at=signed_off.recorded_at,
        ).save(force_insert=True)  # fmt: skip
