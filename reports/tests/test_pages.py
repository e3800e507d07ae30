"""The pages of programs and partnerships: who gets them, in which part, and what stands on them."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from agreements.models import FocusPractice
from coaching.disclosure.classes import Form, Part, RecordClass
from coaching.models import Membership, Partnership, Program
from cycles.models import Cycle, VisitLog
from reports.tests.world import add_work, bind_other_terms, days_ago, make_pairs
from tests.database import bypassing
from tests.world import fill

pytestmark = pytest.mark.django_db

REPORTING = ["leader", "regional_leader", "local_agency", "state_bureau"]
ALL_DAYS = {"since": days_ago(365).isoformat(), "until": days_ago(0).isoformat()}


def pairs(cast, count=1, **kwargs):
    return make_pairs(cast.program, count, coach=cast["other_coach"], supervisor=cast["supervisor"], **kwargs)


def report(program) -> str:
    return reverse("program_report", args=[program.pk])


def partnership(pair) -> str:
    return reverse("partnership_report", args=[pair.pk])


def page(client, path, **params) -> str:
    answer = client.get(path, params, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]))


# ---- who ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("leader", 200), ("regional_leader", 200), ("local_agency", 200), ("state_bureau", 200),
        ("leader_elsewhere", 404), ("administrator", 404), ("coach", 404), ("coachee", 404), ("supervisor", 404),
        ("coach_supervisor", 404), ("former_coach", 404), ("administrator_elsewhere", 404), ("stranger", 404),
    ],
)  # fmt: skip
def test_who_gets_the_pages_of_a_program(client, signed, who, status):
    client.force_login(signed[who])
    assert client.get(report(signed.program)).status_code == status
    assert client.get(partnership(signed.partnership)).status_code == status


def test_a_visitor_is_asked_to_sign_in(client, signed):
    for path in (reverse("program_overview"), report(signed.program), partnership(signed.partnership)):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", REPORTING)
def test_a_malformed_or_unknown_id_is_a_missing_page(client, signed, who):
    client.force_login(signed[who])
    for path in ("/program/not-a-uuid/", "/program/partnership/1/", "/program/%00/", f"/program/{uuid.uuid4()}/"):
        assert client.get(path).status_code == 404


def test_a_hidden_partnership_is_answered_like_a_missing_one(client, cast):
    """Fault 1: before signing, and for every outsider."""
    for who in REPORTING:
        client.force_login(cast[who])
        hidden = client.get(partnership(cast.partnership))
        missing = client.get(reverse("partnership_report", args=[uuid.UUID(int=7)]))
        assert hidden.status_code == missing.status_code == 404
        token = re.compile(rb'(csrfmiddlewaretoken" value="|csrf-token" content=")[^"]+')
        ours = token.sub(b"", hidden.content.replace(str(cast.partnership.pk).encode(), b""))
        assert ours == token.sub(b"", missing.content.replace(str(uuid.UUID(int=7)).encode(), b""))


def test_an_ended_part_is_refused_at_the_next_request(client, signed):
    """Fault 5."""
    client.force_login(signed["leader"])
    assert client.get(report(signed.program)).status_code == 200
    with bypassing():
        Membership.objects.filter(user=signed["leader"]).update(ends_on=days_ago(2))
    assert client.get(report(signed.program)).status_code == 404


# ---- what --------------------------------------------------------------------------------------------------------
def test_each_part_sees_its_columns(client, signed):
    fill(signed)
    heads = {}
    for who in REPORTING:
        client.force_login(signed[who])
        html = page(client, report(signed.program), **ALL_DAYS)
        heads[who] = re.findall(r'columnheader" scope="col"[^>]*>([^<]+)<', html)
    log = ["Coaching visits", "Minutes", "Last coaching visit"]
    assert heads["leader"][:7] == [
        "Partnership", "Coaching cycles done of planned", *log, "Cadence", "Practices in focus"
    ]  # fmt: skip
    assert heads["local_agency"] == ["Partnership", "Coaching cycles completed", *log, "Practices in focus", "Goals"]
    assert heads["state_bureau"] == heads["local_agency"]
    assert heads["regional_leader"] == ["Partnership", "Coaching cycles planned", "Agreed rhythm", "How they meet"]


def test_the_page_of_a_partnership_shows_dates_and_minutes_and_no_more_of_a_visit(client, signed):
    """A13: dates, minutes, number of completed cycles; no mode, place, strategy or note, and no open cycle."""
    fill(signed)
    client.force_login(signed["leader"])
    text = text_of(page(client, partnership(signed.partnership), **ALL_DAYS))
    assert "Sep 8, 2026" in text
    assert "1 of 8" in text
    assert "Marigold-goals" in text
    for record_class in ("notes", "visit_detail", "action_plan"):
        assert f"Marigold-{record_class}" not in text
    client.force_login(signed["regional_leader"])
    text = text_of(page(client, partnership(signed.partnership), **ALL_DAYS))
    assert "Coaching cycles planned 8" in text
    assert "visits" not in text
    assert "Marigold" not in text
    assert "Follows the child" not in text


@pytest.mark.parametrize("who", REPORTING)
def test_unsigned_partnerships_never_appear(client, signed, who):
    """Page for page the same, whatever the unsigned ones hold; leadership is told that they wait."""
    client.force_login(signed[who])
    before = text_of(page(client, report(signed.program), **ALL_DAYS))
    waiting_pairs = pairs(signed, 3, signed=False, visits=0)
    fill(signed, waiting_pairs[0])
    after = text_of(page(client, report(signed.program), **ALL_DAYS))
    waiting = re.compile(r"3 agreements wait for signatures, the first since [^.]+\.")
    if who in ("leader", "regional_leader"):
        assert waiting.search(after)
        assert "Ada" not in after
        after = waiting.sub("", after).replace("Only that they wait is shown here, until everybody has signed.", "")
    assert after.split() == before.split()


def test_an_agreement_that_gives_less_says_so(client, signed):
    bind_other_terms(signed.partnership, Part.LEADERSHIP, {RecordClass.PRACTICES: Form.ALL})
    fill(signed)
    client.force_login(signed["leader"])
    html = page(client, report(signed.program), **ALL_DAYS)
    line = html[html.index(signed.name("coachee")) :]
    assert line[: line.index("</tr>")].count("Not shared") == 6
    text = text_of(page(client, partnership(signed.partnership), **ALL_DAYS))
    assert "Marigold" not in text
    assert "Cycles" not in text


def test_every_number_has_its_definition(client, signed):
    client.force_login(signed["leader"])
    text = text_of(page(client, report(signed.program)))
    meant = text[text.index("What the numbers mean") :]
    counted = ("cycles planned", "cycles completed", "visits")
    for label in (*(f"Coaching {one}" for one in counted), "Minutes", "Last coaching visit", "Cadence", "Goals"):
        assert label in meant


def test_what_people_wrote_is_shown_as_text(client, cast):
    """Fault 36."""
    (pair,) = pairs(cast)
    with bypassing():
        words = FocusPractice.objects.filter(partnership=pair, position=0)
        words.update(text="<script>alert('x')</script> & more")
    client.force_login(cast["leader"])
    for path in (report(cast.program), partnership(pair)):
        html = page(client, path)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


# ---- parts do not mix (faults 7 and 8) ---------------------------------------------------------------------------
def test_a_leader_who_coaches_elsewhere_gets_each_program_in_its_own_part(client, signed):
    """Leader here, coach there: in the context of leadership the other program is not there."""
    with bypassing():
        Membership.objects.create(
            user=signed["leader_elsewhere"], program=signed.program, part=Part.COACH, starts_on=days_ago(30)
        )
        person = signed["leader_elsewhere"]
    make_pairs(signed.program, 1, coach=person, supervisor=signed["supervisor"])
    client.force_login(person)
    client.get(reverse("part_choose", args=["leadership"]))
    assert client.get(report(signed.elsewhere)).status_code == 200
    assert client.get(report(signed.program)).status_code == 404
    client.get(reverse("part_choose", args=["coach"]))
    assert client.get(report(signed.elsewhere)).status_code == 404, "a coach has no reports"
    assert client.get(reverse("program_overview")).status_code == 404


def test_a_leader_who_coaches_here_sees_as_leader_only_what_leadership_is_given(client, signed):
    leader = signed["leader"]
    with bypassing():
        Membership.objects.create(user=leader, program=signed.program, part=Part.COACH, starts_on=days_ago(30))
    client.force_login(leader)
    client.get(reverse("part_choose", args=["leadership"]))
    before = text_of(page(client, report(signed.program), **ALL_DAYS))
    own = make_pairs(signed.program, 1, coach=leader, supervisor=signed["supervisor"], signed=False)[0]
    after = text_of(page(client, report(signed.program), **ALL_DAYS))
    assert after.replace("1 agreement waits", "").split()[-200:] == before.split()[-200:]
    assert "Ada" not in after
    assert client.get(partnership(own)).status_code == 404


def test_the_bureau_in_one_program_is_not_the_leader_of_another(client, signed):
    person = signed["leader_elsewhere"]
    with bypassing():
        Membership.objects.create(user=person, program=signed.program, part=Part.STATE_BUREAU, starts_on=days_ago(30))
    client.force_login(person)
    client.get(reverse("part_choose", args=["leadership"]))
    assert client.get(report(signed.program)).status_code == 404
    client.get(reverse("part_choose", args=["state_bureau"]))
    text = text_of(page(client, report(signed.program), **ALL_DAYS))
    assert "Cadence" not in text
    assert "cycles planned" not in text
    assert client.get(report(signed.elsewhere)).status_code == 404


# ---- the address (faults 73 and 74) ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=1000000000", "page=x", "period=ever", "sort=notes", "after=zz&before=1", "size=1000000000",
        "part=state_bureau", "page=%00", "period=%00", "since=&until=",
    ],
)  # fmt: skip
def test_an_odd_address_is_the_usual_page(client, signed, query):
    client.force_login(signed["leader"])
    for path in (report(signed.program), partnership(signed.partnership)):
        usual = client.get(path)
        odd = client.get(f"{path}?{query}")
        assert odd.status_code == 200
        assert text_of(odd.content.decode()) == text_of(usual.content.decode())


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"since": "2026-09-02", "until": "2026-09-01"}, "The last day is before the first"),
        ({"since": "yesterday", "until": "2026-09-01"}, "Enter a date"),
        ({"since": "2026-09-01"}, "This is still empty"),
        ({"since": "1999-12-31", "until": "2000-06-01"}, "between 2000 and 2100"),
        ({"since": "2020-01-01", "until": "2025-01-01"}, "at most 5 years"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, "between 2000 and 2100"),
        ({"since": "\x00", "until": "\x00"}, "Enter a date"),
    ],
)
def test_days_that_cannot_be_shown_are_said(client, signed, days, said):
    client.force_login(signed["leader"])
    text = text_of(page(client, report(signed.program), **days))
    assert said in text
    assert "Jul 1, " in text, "and the program year is shown"


@pytest.mark.parametrize("days", [("2020-01-01", "2024-12-31"), ("2024-02-29", "2029-02-28"), ("2026-09-01",) * 2])
def test_the_longest_and_the_shortest_days_are_shown(client, signed, days):
    client.force_login(signed["leader"])
    text = text_of(page(client, report(signed.program), since=days[0], until=days[1]))
    assert "needs another look" not in text


# ---- lists -------------------------------------------------------------------------------------------------------
def queries(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_page_of_a_program_takes_the_same_queries_for_1_3_and_300(client, cast):
    client.force_login(cast["leader"])
    counts = []
    for more in (1, 2, 297):
        pairs(cast, more, visits=2)
        counts.append(queries(client, report(cast.program)))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 27
    html = client.get(report(cast.program)).content.decode()
    assert "1 to 25 of 300" in text_of(html)
    assert len(html) < 120_000
    last = text_of(page(client, report(cast.program), page="12"))
    assert "276 to 300 of 300" in last


def test_the_pages_of_a_program_show_every_partnership_once(client, cast):
    made = pairs(cast, 60, visits=0)
    client.force_login(cast["leader"])
    found = []
    for number in (1, 2, 3):
        html = page(client, report(cast.program), page=str(number))
        found += re.findall(r"/program/partnership/([0-9a-f-]{36})/", html)
    assert sorted(found) == sorted(str(pair.pk) for pair in made)


def test_the_list_of_programs_takes_the_same_queries_for_3_and_300(client, cast):
    client.force_login(cast["state_bureau"])
    more_programs(cast, 2)
    client.get(reverse("program_overview"))  # a framework is read once in a process
    few = queries(client, reverse("program_overview"))
    more_programs(cast, 297)
    assert queries(client, reverse("program_overview")) == few
    assert few <= 17


def more_programs(cast, count: int) -> None:
    with bypassing():
        made = [
            Program(name=f"Center {uuid.uuid4().hex[:6]}", framework_version=cast.version, created_by=cast["stranger"])
            for _ in range(count)
        ]
        Program.objects.bulk_create(made)
        Membership.objects.bulk_create(
            Membership(user=cast["state_bureau"], program=program, part=Part.STATE_BUREAU, starts_on=days_ago(9))
            for program in made
        )


def test_programs_are_paged_forwards_and_back_without_gaps(client, cast):
    more_programs(cast, 52)
    client.force_login(cast["state_bureau"])
    path, names, address = reverse("program_overview"), [], reverse("program_overview")
    pages = []
    while address:
        html = page(client, address)
        pages.append(re.findall(r'rowheader" scope="row"><a href="[^"]+">([^<]+)<', html))
        names += pages[-1]
        later = re.search(r'rel="next" href="([^"]+)"', html)
        address = later.group(1).replace("&amp;", "&") if later else ""
    assert [len(one) for one in pages] == [20, 20, 13]
    assert len(set(names)) == 53
    earlier = re.search(r'rel="prev" href="([^"]+)"', html).group(1).replace("&amp;", "&")
    html = page(client, earlier)
    assert re.findall(r'rowheader" scope="row"><a href="[^"]+">([^<]+)<', html) == pages[1]
    assert path in earlier


def test_a_program_is_found_by_a_piece_of_its_name(client, cast):
    more_programs(cast, 3)
    client.force_login(cast["state_bureau"])
    text = text_of(page(client, reverse("program_overview"), q="prairie SKY"))
    assert "Prairie Sky Early Learning" in text
    assert "Center" not in text
    assert "No program found" in text_of(page(client, reverse("program_overview"), q="%"))
    assert client.get(reverse("program_overview"), {"q": "\x00"}).status_code == 200


def test_the_list_of_programs_says_what_each_part_is_given(client, signed):
    fill(signed)
    with bypassing():
        for who, part in (("leader", Part.LEADERSHIP), ("regional_leader", Part.REGIONAL_LEADERSHIP)):
            Membership.objects.create(user=signed[who], program=signed.elsewhere, part=part, starts_on=days_ago(9))
    client.force_login(signed["leader"])
    text = text_of(page(client, reverse("program_overview")))
    assert "Agreements waiting" in text
    assert re.search(r"Prairie Sky Early Learning 2 1 \d+ \d+ ", text)
    client.force_login(signed["regional_leader"])
    text = text_of(page(client, reverse("program_overview")))
    assert "Prairie Sky Early Learning 2 Not shared Not shared Not shared Not shared 0" in text


def test_the_list_of_programs_counts_this_year_and_knows_the_last_visit_of_any(client, cast):
    pairs(cast, 1, visits=4, starts_on=days_ago(500))
    more_programs(cast, 1)
    with bypassing():
        last = VisitLog.objects.latest("visited_on").visited_on
        assert Cycle.objects.exclude(completed_on=None).exists()
    client.force_login(cast["state_bureau"])
    text = text_of(page(client, reverse("program_overview")))
    assert f"Prairie Sky Early Learning 1 0 0 0 {date_format(last, 'DATE_FORMAT')}" in text


def test_whoever_has_one_program_goes_straight_to_it(client, signed):
    client.force_login(signed["leader"])
    assert client.get(reverse("program_overview")).headers["Location"] == report(signed.program)


def test_visits_of_a_partnership_are_paged(client, cast):
    (pair,) = pairs(cast, 1, visits=0)
    with bypassing():
        add_work([pair], cast["other_coach"], visits=70, starts_on=days_ago(14 * 70))
    client.force_login(cast["leader"])
    days = {"since": days_ago(14 * 71).isoformat(), "until": days_ago(0).isoformat()}
    html = page(client, partnership(pair), **days)
    dates = re.findall(r'<tr><th scope="row">([^<]+)<', html)
    older = re.search(r'rel="next" href="([^"]+)"', html).group(1).replace("&amp;", "&")
    dates += re.findall(r'<tr><th scope="row">([^<]+)<', page(client, older))
    assert len(dates) == len(set(dates)) == 70


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_of_a_partnership_takes_the_same_queries_for_any_number_of_visits(client, cast, count):
    (pair,) = pairs(cast, 1, visits=count, starts_on=days_ago(14 * count))
    client.force_login(cast["leader"])
    assert queries(client, partnership(pair)) <= 26
    assert Partnership.objects.count() == 0, "nothing is seen without an identity"


def test_what_can_only_be_pressed_is_not_printed(client, signed):
    client.force_login(signed["leader"])
    html = page(client, report(signed.program))
    assert re.search(r'<section class="card no-print"\s+id="download"', html)
    assert len(re.findall(r'class="card no-print"', html)) < len(re.findall(r'class="card', html)), "the others are"
