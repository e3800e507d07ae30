"""The ledger of disclosures: it writes itself wherever a record leaves the pair, and the pair reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import LedgerEntry
from coaching.services import ledger
from cycles.models import Goal, Note
from tests.cast import make_cast, sign_all
from tests.database import bypassing
from tests.shown import DAY
from tests.world import fill

pytestmark = pytest.mark.django_db
R = RecordClass


def written(cast, person, partnership=None):
    """What the ledger holds of the looks of one person: (class, way, ground)."""
    with bypassing():
        rows = LedgerEntry.objects.filter(partnership=partnership or cast.partnership, reader=cast[person])
        return set(rows.exclude(shown_on=DAY).values_list("record_class", "way", "ground"))


def test_a_leaders_looks_are_read_by_the_pair_with_day_and_ground(client, signed):
    rows = fill(signed)
    url, page = (
        reverse("partnership_ledger", args=[signed.partnership.pk]),
        reverse("program_report", args=[signed.program.pk]),
    )
    client.force_login(signed["other_coachee"])
    others = reverse("partnership_ledger", args=[signed.other_partnership.pk])
    assert "Nothing has left the two of you yet" in client.get(others).content.decode()
    client.force_login(signed["leader"])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    assert sum("sec.shown" in one["sql"] for one in queries) == 1, "one statement for a page"
    given = {R.AGREEMENT_TERMS, R.AGREEMENT_STATUS, R.PRACTICES, R.GOALS, R.LOG}
    assert {one for one, _way, _ground in written(signed, "leader")} == given
    with bypassing():
        lines = LedgerEntry.objects.filter(partnership=signed.partnership, reader=signed["leader"], part="leadership")
        assert lines.exclude(shown_on=DAY).count() == len(given)
    client.get(page)
    with bypassing():
        assert lines.exclude(shown_on=DAY).count() == len(given), "many looks on a day are one line"
    there = {one for one, _way, _ground in written(signed, "leader", signed.other_partnership)}
    assert there == given - {R.GOALS, R.LOG}, "the other pair has no goal and no visit yet"
    # Refused and empty looks write nothing, and neither does the pair
    client.force_login(signed["regional_leader"])
    assert client.get(reverse("goal_edit", args=[rows["goal"].pk])).status_code == 404
    assert not written(signed, "regional_leader")
    for person in ("coachee", "coach"):
        client.force_login(signed[person])
        text = client.get(url).content.decode()
        assert "Harold Lindqvist" in text
        assert "Practices of focus" in text
        assert reverse("agreement_detail", args=[signed.agreements[signed.partnership.pk].pk]) in text
        assert client.get(url, {"who": str(signed["local_agency"].pk)}).content.decode().count("Harold Lindqvist") == 1
        assert b"Harold Lindqvist" in client.get(reverse("ledger_file", args=[signed.partnership.pk, "csv"])).content
        assert client.get(reverse("ledger_file", args=[signed.partnership.pk, "xml"])).status_code == 404
        assert client.get(url, {"page": "-1"}).status_code == client.get(url, {"page": "9" * 30}).status_code == 200
        assert not written(signed, person)
    assert client.get(reverse("ledger_file", args=[signed.partnership.pk, "pdf"])).content[:5] == b"%PDF-"
    for person in ("leader", "supervisor", "other_coach", "administrator"):
        client.force_login(signed[person])
        assert client.get(url).status_code == 404


def test_a_supervisor_who_is_given_the_plan_leaves_a_line_on_the_page_and_in_the_file(client):
    """Child welfare: goals and steps, attendance, the signed text; and what is written to them (D8, D15)."""
    cast = make_cast("child-welfare", "expert")
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    rows = fill(cast)
    client.force_login(cast["supervisor"])
    for name, row, expected in [
        ("action_plan", cast.partnership, {(R.GOALS, "page", "agreement"), (R.ACTION_PLAN, "page", "agreement")}),
        ("plan_copy", rows["copy"], {(R.ACTION_PLAN, "page", "agreement")}),
        ("attendance_list", cast.partnership, {(R.ATTENDANCE, "page", "agreement")}),
        ("agreement_detail", cast.agreements[cast.partnership.pk], {(R.AGREEMENT, "page", "agreement")}),
        ("letter_detail", rows["copied_letter"], {(R.AGREEMENT, "page", "addressed")}),
        ("supervised", None, {(R.AGREEMENT, "page", "agreement")}),
    ]:
        assert client.get(reverse(name, args=[row.pk] if row else [])).status_code == 200
        assert written(cast, "supervisor") >= expected, name
        with bypassing():
            LedgerEntry.objects.exclude(shown_on=DAY).delete()
    client.get(reverse("agreement_pdf", args=[cast.agreements[cast.partnership.pk].pk]))
    assert (R.AGREEMENT, "file", "agreement") in written(cast, "supervisor")
    assert not {one for one in written(cast, "supervisor") if one[0] in (R.NOTES, R.CONCERN)}


def test_nobody_writes_for_another_or_of_what_they_are_not_given(signed):
    """The function takes the acting person and the signed terms, whatever it is told; and nobody changes a line."""
    fill(signed)
    everything = {"ids": [signed.partnership.pk, signed.program.pk], "part": "leadership", "way": "page"}
    for person in ("coach", "coachee", "former_coach", "stranger", "supervisor", "coach_supervisor"):
        with acting_as(signed[person].pk):
            assert ledger.shown(Goal, Note, **everything) == 0, person
    with acting_as(signed["leader"].pk):
        assert ledger.shown(Note, **everything) == 0
        assert ledger.shown(Goal, **everything) == 1
    with acting_as(None):
        assert ledger.shown(Goal, **everything) == 0
    with acting_as(signed["coachee"].pk), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('coaching_ledgerentry', 'insert, update, delete')")
        assert cursor.fetchone() == (False,)
