"""What a device may keep to open a log without a connection: nothing of anybody. The journeys are in a browser."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from coaching.frameworks import load_folder
from cycles.models import Visit
from cycles.services.pairs import LEADS
from cycles.tests.work import finish_new, typed
from tests.cast import NAMES, Client, the_framework, today
from tests.database import bypassing
from tests.world import MARK, fill

pytestmark = pytest.mark.django_db


def blank(version, part="coach", language="en") -> str:
    return reverse("log_blank", args=[version.pk, part, language])


def test_the_empty_log_has_the_questions_and_not_a_word_of_anybody(client, signed):
    fill(signed)
    page = client.get(blank(signed.version)).content.decode()
    assert 'name="note_focused_observation"' in page
    assert 'name="strategies_in_meeting"' in page
    assert MARK not in page
    assert not [name for name in NAMES.values() if name in page]
    assert not [user.email for user in signed.people.values() if user.email in page]
    assert "csrfmiddlewaretoken" not in page
    assert "data-person" not in page
    assert str(signed.partnership.pk) not in page


@pytest.mark.parametrize("framework", [one.key for one in load_folder()])
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_framework_has_one_for_each_part_that_logs(client, framework, language):
    version = the_framework(framework)
    for part in LEADS:
        answer = client.get(blank(version, part, language))
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize(("part", "language"), [("coachee", "en"), ("administrator", "en"), ("coach", "xx")])
def test_there_is_none_for_others(client, signed, part, language):
    assert client.get(blank(signed.version, part, language)).status_code == 404


def test_the_page_of_a_log_says_which_one_stands_in_for_it(coach, signed):
    url = reverse("visit_log_new", args=[signed.partnership.pk])
    page = coach.get(url).content.decode()
    assert f'data-blank="{blank(signed.version)}"' in page
    assert f'data-address="{url}"' in page


def test_the_worker_serves_the_whole_site_and_keeps_no_page_of_the_server(client):
    answer = client.get(reverse("service_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer["Cache-Control"]
    script = answer.content.decode()
    # What is put into a cache was fetched without cookies, and only by `keep` and `keepPiece`
    assert script.count(".put(") == 3
    kept = script[script.index("async function keep(") :]
    assert kept.count(".put(") == 3
    assert re.findall(r"fetch\((?:frame|piece), \{([^}]*)\}", kept) == [
        ' credentials: "omit", redirect: "error" ', ' credentials: "omit" '
    ]  # fmt: skip


def test_the_policy_for_content_lets_the_worker_run_and_stays_strict(client, signed):
    policy = client.get(blank(signed.version))["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] == ["'self'"]


def test_what_the_empty_log_needs_lies_among_our_files(client, signed):
    page = client.get(blank(signed.version)).content.decode()
    names = re.findall(r'(?:href|src)="/static/([^"#]+)', page)
    assert "js/log-blank.js" in names
    assert [name for name in names if not finders.find(name)] == []


def test_signing_out_asks_the_browser_to_drop_all_of_it(coach):
    assert coach.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'


def test_a_log_whose_answer_was_lost_is_written_once(client, signed):
    """The device sends the number of the visit again, whatever the form holds by then."""
    client = Client()
    client.force_login(signed["coach"])
    data = typed()
    first = client.post(finish_new(signed), data)
    again = client.post(finish_new(signed), {"entry": data["entry"], "version": "0"}, follow=True)
    assert again.redirect_chain[-1][0] == first["Location"]
    assert "This is logged already." in again.content.decode()
    with bypassing():
        assert Visit.objects.filter(partnership=signed.partnership).count() == 1


def test_the_number_of_anothers_visit_leads_nowhere(coach, client, signed):
    with bypassing():
        other = Visit(
            partnership=signed.other_partnership, state="logged", starts_at=timezone.now(), local_date=today(),
            local_time=dt.time(9, 0), time_zone="America/Denver", planned_by=signed["other_coach"],
        )  # fmt: skip
        other.save(force_insert=True)
    answer = coach.post(finish_new(signed), typed(entry=str(other.pk)))
    assert answer.status_code == 200
    assert "could not be logged" in answer.content.decode()
