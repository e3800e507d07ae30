"""What is asked of a mentor coach or the coach's own supervisor, and one who coaches herself (B7, A7, A9)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.models import Plan
from agreements.services import hand_over
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, Membership
from cycles.daily import remind_of_requests
from cycles.models import ResourceNews, ResourceRequest, VisitLog
from cycles.services import ask_for, tell_news
from cycles.services.pairs import find_pair
from cycles.services.resources import NotTheirs
from cycles.tests.test_concerns import signed_cast
from cycles.tests.test_today import at, tick
from cycles.tests.test_today import mails as due
from cycles.tests.work import typed
from tests.cast import make_people, sign_all, today
from tests.database import bypassing

pytestmark = pytest.mark.django_db


def text(client, cast, person, name, *args, status=200):
    client.force_login(cast[person])
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, (person, name, answer.status_code)
    return answer.content.decode()


def mails(kind):
    with bypassing():
        return sorted(str(one) for one in Mail.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_a_peer_asks_the_mentor_coach_who_promises_it_and_follows_through(client):
    cast = signed_cast("pbc", "peer")
    pair, mentor = cast.partnership.pk, cast["mentor_coach"]
    ask = reverse("resource_ask", args=[pair])
    assert "You and Pauline Brandt, June Whitehorse, and nobody else" in text(
        client, cast, "coach", "resource_ask", pair
    )
    yesterday = (today() - dt.timedelta(days=1)).isoformat()
    assert client.post(ask, {"kind": "material", "text": "Films", "wanted_by": yesterday}).status_code == 200
    assert client.post(ask, {"kind": "none", "text": "Films"}).status_code == 200
    assert client.post(ask, {"kind": "material", "text": "Films ñ"}).status_code == 302
    with bypassing():
        row = ResourceRequest.objects.get()
        assert (row.helper_ids, row.user_name) == ([mentor.pk], "Rosa Delgado")
    assert mails("resource_asked") == [str(mentor.pk)]

    assert "1 request waits for you" in text(client, cast, "mentor_coach", "caseload")
    page = text(client, cast, "mentor_coach", "resource_list")
    assert "Films ñ" in page and "Waits for you" in page and "Whom you support" in page
    one = reverse("resource_detail", args=[row.pk])
    assert client.post(one, {"what": "promised"}).status_code == 200  # for which day?
    assert client.post(one, {"what": "promised", "day": yesterday}).status_code == 200
    assert client.post(one, {"what": "declined"}).status_code == 200  # and why?
    assert client.post(one, {"what": "withdrawn"}).status_code == 200  # that is not hers to say
    assert client.post(one, {"what": "promised", "day": today().isoformat(), "text": "I bring two"}).status_code == 302
    assert mails("resource_news") == [str(cast["coach"].pk)]
    with bypassing():
        ResourceNews.objects.update(day=today() - dt.timedelta(days=2))
    assert "1 request is late" in text(client, cast, "mentor_coach", "caseload")
    for person in ("coach", "coachee"):  # the other peer reads it, too
        page = text(client, cast, person, "partnership_detail", pair)
        assert "Films ñ" in page and "Late: by" in page
        assert "I bring two" in text(client, cast, person, "resource_detail", row.pk)
    client.force_login(cast["coachee"])
    assert client.post(one, {"what": "said", "text": "Me too"}).status_code == 403  # she reads, and asks for herself
    client.force_login(mentor)
    assert client.post(one, {"what": "done"}).status_code == 302
    with acting_as(mentor.pk), pytest.raises(NotTheirs):
        tell_news(request=ResourceRequest.objects.get(), by=mentor, what="promised", day=today())
    assert "Done on" in text(client, cast, "coach", "resource_detail", row.pk)
    assert "request" not in text(client, cast, "mentor_coach", "caseload").partition("<main")[2]
    for person in ("supervisor", "leader", "coach_supervisor", "administrator", "former_coach", "stranger"):
        text(client, cast, person, "resource_detail", row.pk, status=404)
        text(client, cast, person, "resource_ask", pair, status=404)
    text(client, cast, "mentor_coach", "resource_ask", pair, status=404)  # she is the one who is asked


@pytest.mark.parametrize(
    ("framework", "format", "helper"), [("pbc", "peer", "mentor_coach"), ("stars", "expert", "coach_supervisor")]
)
def test_who_promised_something_is_reminded_on_its_day_until_it_is_brought(framework, format, helper):
    cast = signed_cast(framework, format)
    me, coach, day = cast[helper], cast["coach"], today() + dt.timedelta(days=3)
    with acting_as(coach.pk):
        kind = cast.partnership.framework.resources.kinds[0].key
        row = ask_for(pair=find_pair(cast.partnership, coach), by=coach, kind=kind, text="Films", wanted_by=day)
    tick(remind_of_requests, at(day, "08:00"))
    assert due("resource_due") == []
    tick(remind_of_requests, at(day))
    assert due("resource_due", at(day)) == [me.pk]  # wanted by then, and nobody has said anything
    later = day + dt.timedelta(days=2)
    with acting_as(me.pk):
        tell_news(request=row, by=me, what="promised", day=later)
    assert due("resource_due", at(day)) == []  # there is another day now
    tick(remind_of_requests, at(later))
    assert due("resource_due", at(later)) == [me.pk]
    with acting_as(me.pk):
        tell_news(request=row, by=me, what="done", day=today())
    tick(remind_of_requests, at(later + dt.timedelta(days=4)))
    assert due("resource_due", at(later + dt.timedelta(days=4))) == []


def test_a_coach_asks_their_own_supervisor_who_does_not_learn_whom_it_is_about(client):
    cast = signed_cast("stars")
    coach, advisor, pair = cast["coach"], cast["coach_supervisor"], cast.partnership
    assert "Name nobody" in text(client, cast, "coach", "resource_ask", pair.pk)
    with acting_as(coach.pk):
        row = ask_for(pair=find_pair(pair, coach), by=coach, kind="training", text="A course on waiting")
    assert (row.helper_ids, set(row.reader_ids)) == ([advisor.pk], {coach.pk, advisor.pk, cast["coachee"].pk})
    assert "1 request waits for you" in text(client, cast, "coach_supervisor", "home")
    page = text(client, cast, "coach_supervisor", "resource_detail", row.pk)
    assert "A course on waiting" in page and "Rosa Delgado asked" in page
    for hidden in ("June Whitehorse", str(pair.pk)):
        for name, args in (("resource_detail", [row.pk]), ("resource_list", [])):
            assert hidden not in text(client, cast, "coach_supervisor", name, *args)
    client.post(reverse("resource_detail", args=[row.pk]), {"what": "promised", "day": today().isoformat()})
    assert "Promised by" in text(client, cast, "coachee", "partnership_detail", pair.pk)  # nothing is hidden (A7)
    with acting_as(coach.pk):
        tell_news(request=row, by=coach, what="withdrawn")
    client.force_login(advisor)
    assert client.post(reverse("resource_detail", args=[row.pk]), {"what": "done"}).status_code == 200
    with bypassing():
        assert ResourceNews.objects.filter(what="done").count() == 0


def test_the_database_says_who_asks_whom_and_who_says_what(client):
    cast = signed_cast("pbc", "peer")
    one, mentor, now = cast["coach"], cast["mentor_coach"], timezone.now()
    asked = {"partnership": cast.partnership, "user_name": "x", "kind": "material", "text": "x", "asked_at": now}
    with acting_as(one.pk):
        row = ResourceRequest(**asked, user=one, part="peer", reader_ids=[cast["supervisor"].pk])
        row.save(force_insert=True)
        row.refresh_from_db()
        assert cast["supervisor"].pk not in row.reader_ids
    for by, user, part in ((mentor, mentor, "mentor_coach"), (mentor, one, "peer"), (one, one, "coachee")):
        with acting_as(by.pk), pytest.raises(DatabaseError), transaction.atomic():
            ResourceRequest(**asked, user=user, part=part).save(force_insert=True)
    news = {"partnership": cast.partnership, "request": row, "user_name": "x", "said_at": now}
    for by, what, day in (
        (one, "done", today()), (one, "promised", today()), (mentor, "withdrawn", None),
        (cast["coachee"], "said", None), (mentor, "promised", None),
    ):  # fmt: skip
        with acting_as(by.pk), pytest.raises(DatabaseError), transaction.atomic():
            ResourceNews(**news, user=by, what=what, day=day, text="x").save(force_insert=True)
    with acting_as(mentor.pk):
        ResourceNews(**news, user=mentor, what="done", day=today()).save(force_insert=True)
        for what, day in (("promised", today()), ("declined", None)):  # what is over stays over
            with pytest.raises(DatabaseError), transaction.atomic():
                ResourceNews(**news, user=mentor, what=what, text="x", day=day).save(force_insert=True)


def test_one_who_coaches_herself_plans_observes_logs_and_asks(client):
    cast = signed_cast("pbc", "self")
    pair, me, mentor = cast.partnership.pk, cast["coachee"], cast["mentor_coach"]
    page = text(client, cast, "coachee", "partnership_detail", pair)
    assert reverse("visit_log_new", args=[pair]) in page and reverse("resource_ask", args=[pair]) in page
    assert "Whose goal" not in text(client, cast, "coachee", "goal_add", pair)
    for name in ("visit_plan", "visit_log_new"):  # nobody comes who could lend a hand
        assert 'name="helping"' not in text(client, cast, "coachee", name, pair)
    for name in ("visit_plan", "visit_series", "visit_log_new", "action_plan", "growth_list", "attendance_list"):
        assert "your coach" not in text(client, cast, "coachee", name, pair).lower(), name
    blank = reverse("log_blank", args=[cast.version.pk, "coachee", "en"])
    assert client.get(blank).status_code == 200
    own = typed(components=["focused_observation"], note_focused_observation="On my own film I wait.")
    assert client.post(reverse("visit_finish_new", args=[pair]), own).status_code == 302
    with acting_as(mentor.pk):
        assert VisitLog.objects.get().minutes == 45
    assert "On my own film I wait." in text(client, cast, "mentor_coach", "visit_detail", observed())
    client.force_login(me)
    assert client.post(reverse("resource_ask", args=[pair]), {"kind": "answer", "text": "How long?"}).status_code == 302
    assert mails("resource_asked") == [str(mentor.pk)]


def observed():
    with bypassing():
        return VisitLog.objects.get().visit_id


def test_a_coachee_of_a_coach_still_logs_nothing(client):
    cast = signed_cast("pbc", "expert")
    text(client, cast, "coachee", "visit_log_new", cast.partnership.pk, status=403)
    text(client, cast, "coach", "resource_ask", cast.partnership.pk, status=404)  # nobody there to ask
    assert client.get(reverse("log_blank", args=[cast.version.pk, "supervisor", "en"])).status_code == 404


def test_what_nobody_brought_is_asked_of_the_next_mentor_coach_if_it_is_still_needed(client):
    cast = signed_cast("pbc", "self")
    me, mentor = cast["coachee"], cast["mentor_coach"]
    with acting_as(me.pk):
        kind = cast.partnership.framework.resources.kinds[0].key
        row = ask_for(pair=find_pair(cast.partnership, me), by=me, kind=kind, text="Films ñ")
    with bypassing():
        next_one = make_people({"next_mentor": "Ada Brooks"})["next_mentor"]
        Membership(user=next_one, program=cast.program, part="mentor_coach", starts_on=today()).save(force_insert=True)
    with acting_as(cast["administrator"].pk):
        new = hand_over(partnership=cast.partnership, to=next_one.pk, by=cast["administrator"])
    assert "request waits for you" not in text(client, cast, "mentor_coach", "home")  # nobody brings it any more
    page = text(client, cast, "mentor_coach", "resource_list")
    assert "The coaching has ended" in page and "Waits for you" not in page
    with bypassing():
        Plan(partnership=new, mode="both", rhythm_days=14, starts_on=today()).save(force_insert=True)
    sign_all(new)
    page = text(client, cast, "coachee", "partnership_detail", new.pk)
    again = reverse("resource_ask", args=[new.pk]) + f"?again={row.pk}"
    assert again in page and "nobody has brought it" in page
    client.force_login(me)
    assert "Films ñ" in client.get(again).content.decode()
    client.post(again, {"kind": kind, "text": "Films ñ"})
    assert mails("resource_asked") == sorted([str(mentor.pk), str(next_one.pk)])
    client.force_login(next_one)
    assert "Films ñ" not in client.get(reverse("resource_ask", args=[new.pk])).content.decode()
    assert client.get(reverse("resource_detail", args=[row.pk])).status_code == 404  # it was written to one person
