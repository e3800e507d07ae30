"""A framework's own words stand wherever one framework is known; over several, the plain ones (ADR 21)."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import translation

from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Partnership
from coaching.services.outbox import compose
from coaching.vocabulary import shared_terms
from cycles.services.pairs import framework_of
from cycles.tests.work import plan
from tests.cast import make_cast, make_partnership, sign_all, the_framework
from tests.database import bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db

OTHER_WORDS = re.compile(r"\b(visits?|cycles?)\b", re.IGNORECASE)


def said(client, name, *args, **query):
    """The words of the middle of a page; the menu and the calendar's own page are for all frameworks."""
    page = client.get(reverse(name, args=args), query, follow=True).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<(script|style|template).*?</\1>", " ", main, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture
def hours(db):
    """A pair that counts hours, in sessions and rounds."""
    people = make_cast("child-welfare")
    people.agreements[people.partnership.pk] = sign_all(people.partnership)
    return people


def test_what_a_framework_calls_a_session_and_a_round_stands_on_every_page_and_in_every_mail(client, hours):
    rows = fill(hours)
    pair, visit, over = hours.partnership.pk, plan(hours), plan(hours, days=-1)
    client.force_login(hours["coach"])
    for name, args in (
        ("caseload", []), ("visit_list", []), ("visit_log_choose", []), ("partnership_detail", [pair]),
        ("partnership_visits", [pair]), ("visit_log_new", [pair]), ("visit_plan", [pair]), ("visit_series", [pair]),
        ("cycle_list", [pair]), ("action_plan", [pair]), ("question_list", [pair]), ("attendance_list", [pair]),
        ("visit_detail", [visit.pk]), ("visit_log", [over.pk]), ("visit_move", [visit.pk]),
        ("visit_cancel", [visit.pk]), ("visit_detail", [rows["visit"].pk]),
    ):  # fmt: skip
        page = said(client, name, *args)
        assert not OTHER_WORDS.search(page), (name, OTHER_WORDS.search(page))
    assert "1 coaching session to log" in said(client, "caseload")
    client.force_login(hours["coachee"])
    assert "Next coaching session" in said(client, "my_coaching")
    client.force_login(hours["regional_leader"])
    report = said(client, "program_report", hours.program.pk)
    assert "Coaching sessions by month" in report and "1.4 of 40" in report
    assert not OTHER_WORDS.search(report)
    assert "rounds completed" not in report, "where hours are agreed on, hours are counted"
    with bypassing():
        told = list(Mail.objects.filter(kind="visit_planned", subject_id=visit.pk))
    assert len(told) == 2
    for mail in told:
        with acting_as(mail.recipient_id):
            message = compose(mail)
        assert message.subject == "Your coaching session is planned"
        assert not OTHER_WORDS.search(message.body.replace("/visits/", ""))
        assert "SUMMARY:Coaching session" in message.attachments[0][1]


def test_a_list_over_two_frameworks_says_it_in_plain_words_and_each_pair_in_its_own(client, hours):
    version = the_framework("stars")
    with bypassing():
        other = make_partnership(hours.program, [("coach", hours["coach"]), ("coachee", hours["stranger"])])
        Partnership.objects.filter(pk=other.pk).update(framework_version=version)
    plan(hours, days=-1)
    client.force_login(hours["coach"])
    page = said(client, "caseload")
    assert "Last visit" in page and "1 coaching session to log" in page
    frameworks = [framework_of(hours.partnership.framework_version_id), version.framework]
    with translation.override("es"):
        assert shared_terms(frameworks[:1])["Visits"] == "Sesiones de coaching"
        assert shared_terms(frameworks)["visits"] not in {"sesiones de coaching", "visitas de coaching"}
