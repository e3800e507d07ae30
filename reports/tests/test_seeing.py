"""See it as they do: the real pages under an audience's rules, read-only, and nothing of it is kept."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.classes import Part, RecordClass
from coaching.disclosure.identity import acting_as
from coaching.models import AuditEntry, Party, User
from tests.beginnings import marked
from tests.cast import make_cast, sign_all
from tests.database import bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db


def main_of(text: str) -> str:
    """What a page says, without the layout, links and what is drawn for each answer."""
    text = re.sub(
        r"<script.*?</script>|<svg.*?</svg>", "", text[text.index("<main") : text.index("</main>")], flags=re.S
    )
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_the_pair_sees_what_each_audience_would_see_and_no_more(client):
    cast = make_cast("stars")
    for pair in (cast.partnership, cast.other_partnership):
        cast.agreements[pair.pk] = sign_all(pair)
    fill(cast)
    pair = cast.partnership.pk
    with bypassing():
        before = (User.objects.count(), Party.objects.count(), AuditEntry.objects.count())

    def seen(audience, page):
        answer = client.get(reverse("seen_as", args=[pair, audience, page]))
        assert answer.status_code == 200, (audience, page)
        return answer.content.decode()

    # The same words as the real ones get, for leadership and the agencies to the letter
    for person, audience in (("leader", Part.LEADERSHIP), ("local_agency", Part.LOCAL_AGENCY)):
        client.force_login(cast[person])
        real = main_of(client.get(reverse("partnership_report", args=[pair])).content.decode())
        for one in ("coach", "coachee"):
            client.force_login(cast[one])
            page = seen(audience.value, "partnership_report")
            assert main_of(page) == real
            assert "You can only look" in page and f'data-person="{cast[one].pk}"' in page
            for other in ("other_coach", "other_coachee", "other_supervisor", "leader", "local_agency"):
                assert cast.name(other) not in page
            body = page[page.index("<main") : page.index("</main>")]
            assert "<form" not in body and not re.search(r'<a [^>]*href="/(?!partnerships/[^"]*/as/)[^"#]', body)
    assert "Goals" in page
    summary = seen("supervisor", "supervisor_summary")
    assert "Marigold" not in summary and "Tansy" not in summary  # nothing of the work, nothing told by name
    agreement = seen("supervisor", "agreement_detail")
    assert marked(RecordClass.AGREEMENT) in agreement and marked(RecordClass.NOTES) not in agreement
    assert "They have no such page" in seen("supervisor", "action_plan")
    assert (
        "Open the pages about your coaching" in client.get(reverse("partnership_detail", args=[pair])).content.decode()
    )

    # Nobody else, nothing else, and nothing is done
    for audience, page in (
        ("administrator", "partnership_report"),
        ("supervisor", "support"),
        ("supervisor", "caseload"),
    ):
        assert client.get(reverse("seen_as", args=[pair, audience, page])).status_code == 404
    assert client.post(reverse("seen_as", args=[pair, "supervisor", "supervisor_summary"])).status_code == 405
    assert client.get(reverse("seen_as_first", args=[cast.other_partnership.pk, "supervisor"])).status_code == 404
    for person in ("supervisor", "leader", "stranger", "former_coach", "administrator"):
        client.force_login(cast[person])
        assert client.get(reverse("seen_as_first", args=[pair, "supervisor"])).status_code in (403, 404), person
    with bypassing():
        refused = AuditEntry.objects.filter(event="refused").count()
        assert (User.objects.count(), Party.objects.count(), AuditEntry.objects.count() - refused) == before


def test_a_stand_in_is_made_for_the_pair_alone_and_never_kept():
    cast = make_cast("stars")
    sign_all(cast.partnership)

    def made(person, part, partnership=cast.partnership):
        with acting_as(cast[person].pk), connection.cursor() as cursor:
            cursor.execute("select sec.stand_in(%s, %s)", [partnership.pk, part])
            return cursor.fetchone()[0]

    for person in ("supervisor", "leader", "administrator", "stranger", "former_coach", "other_coach"):
        assert made(person, "leadership") is None, person
    assert made("coach", "supervisor", cast.other_partnership) is None
    for part in ("coach", "administrator", "coach_supervisor", "mentor_coach", ""):
        assert made("coach", part) is None, part
    with pytest.raises(DatabaseError, match="never kept"), transaction.atomic():
        stand_in = made("coachee", "supervisor")
        with acting_as(stand_in), connection.cursor() as cursor:
            for table in ("cycles_note", "cycles_concernstep", "agreements_letter", "cycles_checkin"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,)
            assert set(Party.objects.values_list("partnership", flat=True)) == {cast.partnership.pk}
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")  # as at the end of a transaction
    with bypassing():
        assert not User.objects.filter(email__endswith="stand-in.invalid").exists()
        cast.partnership.parties.filter(user=cast["coachee"]).update(left_at=timezone.now())
    assert made("coachee", "supervisor") is None
