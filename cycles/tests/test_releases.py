"""The release queue (B10): a learner gives copies, a coach proposes, the supervisor reads what is given."""

import datetime as dt
import html
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from coaching.disclosure.identity import acting_as
from coaching.models import Mail
from coaching.services.outbox import compose
from cycles.models import Goal, Note, ObservationFocus, Release, ReleaseProposal, VisitLog
from cycles.models.releases import Item
from cycles.services import add_goal, finish_unplanned_visit, give, propose, reflect, take_back
from cycles.services.pairs import find_pair
from cycles.services.releases import Key, NotTheirs, Words
from cycles.tests.work import entry, the_pair
from tests.cast import Client, make_cast, sign_all, today
from tests.database import as_worker, bypassing
from tests.test_noninterference import without_tokens

pytestmark = pytest.mark.django_db

SUPERVISOR = "supervisor"


def at_work(format: str = "expert"):
    """A pair of practice-based coaching with a logged session, a note, a reflection and a goal."""
    cast = make_cast("pbc", format)
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    lead = cast[cast.lead]
    with acting_as(lead.pk):
        pair = the_pair(cast.partnership)
        cast.visit = finish_unplanned_visit(
            partnership=pair,
            by=lead,
            data=entry(
                3, components=("focused_observation",), notes={"reflection_and_feedback": "Quince: she waited."}
            ),
        ).visit
        cast.before = finish_unplanned_visit(
            partnership=pair, by=lead, data=entry(9, components=("focused_observation",), notes={"celebration": "Yay"})
        ).visit
        if format == "expert":
            cast.goal = add_goal(partnership=pair, by=lead, text="Medlar: every child answers")
    with acting_as(cast["coachee"].pk):
        reflect(visit=cast.visit, by=cast["coachee"], text="Damson: I was nervous")
        cast.note = Note.objects.get(author=lead, visit=cast.visit)
        cast.own = Note.objects.get(author=cast["coachee"])
    return cast


def page(cast, person, name, *args, **query):
    client = Client()
    client.force_login(cast[person])
    answer = client.get(reverse(name, args=args), query)
    return answer.status_code, html.unescape(answer.content.decode())


def post(cast, person, name, *args, data=None, query=""):
    client = Client()
    client.force_login(cast[person])
    return client.post(reverse(name, args=args) + query, data or {})


def watched(cast) -> dict[str, str]:
    """Everything that the supervisor can get, without what is drawn anew for each answer."""
    client, found = Client(), {}
    client.force_login(cast[SUPERVISOR])
    for name, args in (("supervisor_summary", [cast.partnership.pk]), ("home", []), ("supervised", [])):
        found[name] = html.unescape(without_tokens(client.get(reverse(name, args=args)).content).decode())
    with as_worker(), acting_as(None):
        mails = [compose(one) for one in Mail.objects.filter(recipient=cast[SUPERVISOR])]
    found["mails"] = "".join(one.body for one in mails if one)
    with acting_as(cast[SUPERVISOR].pk), connection.cursor() as cursor:
        for table in ("cycles_release", "cycles_releaseproposal", "cycles_note", "cycles_goal"):
            cursor.execute(f"select to_jsonb(t)::text from {table} t order by 1")
            found[table] = str(cursor.fetchall())
    return found


def confirm(cast, key, *, words=None, until="", person="coachee"):
    """Give one item over the pages, as it stands or in other words."""
    pair, query = cast.partnership.pk, f"?item={key}"
    status, first = page(cast, person, "release_give", pair, SUPERVISOR, item=str(key))
    assert status == 200, status
    seen = re.search(r'name="seen" value="([^"]+)"', first)[1]
    title = html.unescape(re.search(r'name="title"[^>]*value="([^"]+)"', first)[1])
    data = {"seen": seen, "title": title, "line_0": words or "As it is", "until": until}
    preview = post(cast, person, "release_give", pair, SUPERVISOR, data=data | {"step": "preview"}, query=query)
    assert (
        preview.status_code == 200
        and not Release.objects.filter(ended_at=None, content__0__text=data["line_0"]).exists()
    )
    answer = post(cast, person, "release_give", pair, SUPERVISOR, data=data | {"step": "give"}, query=query)
    assert answer.status_code == 302, answer.content.decode()
    return html.unescape(preview.content.decode())


def test_a_learner_gives_changes_and_takes_back_and_the_supervisor_reads_that_alone():
    cast = at_work()
    pair, note = cast.partnership.pk, Key(Item.NOTE, cast.note.pk)
    nothing = watched(cast)
    assert "Nothing is shared with you now" in nothing["supervisor_summary"]

    # The coachee sees what could be given, class by class or by a word, and the coach the same to propose it
    status, could = page(cast, "coachee", "release_list", pair, SUPERVISOR, q="quince")
    assert status == 200 and "Quince: she waited." in could and "What your supervisor sees" in could
    assert "Medlar" in page(cast, "coachee", "release_list", pair, SUPERVISOR, **{"class": "goals", "page": "999"})[1]
    assert page(cast, SUPERVISOR, "release_list", pair, SUPERVISOR)[0] == 404
    assert page(cast, "stranger", "release_list", pair, SUPERVISOR)[0] == 404
    assert page(cast, "coachee", "release_list", pair, "leadership")[0] == 404
    assert page(cast, "coach", "release_give", pair, SUPERVISOR, item=str(note))[0] == 403

    # A proposal, refused; another, let lie; the supervisor's world does not differ by a byte
    query = f"?item={note}"
    said = {"reason": "Sloe: it shows how far you came"}
    assert (
        post(cast, "coach", "release_propose", pair, SUPERVISOR, data={"reason": " "}, query=query).status_code == 200
    )
    assert post(cast, "coach", "release_propose", pair, SUPERVISOR, data=said, query=query).status_code == 302
    assert post(cast, "coach", "release_propose", pair, SUPERVISOR, data=said, query=query).status_code == 200
    assert post(cast, "coachee", "release_propose", pair, SUPERVISOR, data=said, query=query).status_code == 403
    proposal = ReleaseProposal.objects.none()
    with acting_as(cast["coachee"].pk):
        proposal = ReleaseProposal.objects.get()
    assert watched(cast) == nothing
    assert "Decide whether to share something" in page(cast, "coachee", "home")[1]
    assert "Sloe: it shows" in page(cast, "coachee", "release_proposal", proposal.pk)[1]
    assert page(cast, "coach", "release_proposal", proposal.pk)[0] == 403
    assert page(cast, SUPERVISOR, "release_proposal", proposal.pk)[0] == 404
    assert post(cast, "coachee", "release_proposal", proposal.pk, data={"words": "Bullace: not yet"}).status_code == 302
    assert watched(cast) == nothing
    gently = page(cast, "coach", "release_list", pair, SUPERVISOR)[1]
    assert "Stays between you" in gently and "Bullace: not yet" in gently
    assert post(cast, "coach", "release_propose", pair, SUPERVISOR, data=said, query=query).status_code == 302
    assert watched(cast) == nothing

    # Given in other words, after a preview of exactly these
    preview = confirm(cast, note, words="Rowan: I waited longer")
    assert "Rowan: I waited longer" in preview and "Quince" not in preview
    given = watched(cast)
    assert "Rowan: I waited longer" in given["supervisor_summary"] and "Quince" not in str(given)
    assert "Something was shared with you" in given["home"] and "Rowan" not in given["mails"]
    assert "Something was shared with you" not in given["mails"] and "decided to share something" in given["mails"]
    with acting_as(cast["coach"].pk):
        assert ReleaseProposal.objects.filter(answer="given").count() == 1

    # The original changes afterwards: nothing of it leaves. The pair sees both side by side
    with bypassing():
        Note.objects.filter(pk=cast.note.pk).update(text="Quince, quite another text " * 30)
        release = Release.objects.get(ended_at=None)
    assert watched(cast) == given
    beside = page(cast, "coachee", "release_detail", release.pk)[1]
    assert "Rowan: I waited longer" in beside and "quite another text" in beside
    assert page(cast, SUPERVISOR, "release_detail", release.pk)[0] == 404

    # Other words end the one and give the other; given twice it is given once
    confirm(cast, note, words="Rowan: I wait five seconds")
    confirm(cast, note, words="Rowan: I wait five seconds")
    with bypassing():
        assert [one.ended_at is None for one in Release.objects.order_by("given_at")] == [False, True]
        release = Release.objects.get(ended_at=None)
    assert "longer" not in watched(cast)["supervisor_summary"]

    # Taken back by the one who gave it, at once and for good
    assert post(cast, "coach", "release_take_back", release.pk).status_code == 403
    assert post(cast, SUPERVISOR, "release_take_back", release.pk).status_code == 404
    assert post(cast, "coachee", "release_take_back", release.pk).status_code == 302
    assert watched(cast) == nothing
    assert "Rowan" not in page(cast, "coachee", "release_list", pair, SUPERVISOR)[1].split("Shared before")[0]

    # Several plain ones at once, until a day; after it they are over without anybody doing anything
    with acting_as(cast["coachee"].pk):
        keys = [Key(Item.LOG, VisitLog.objects.first().pk), Key(Item.GOAL, Goal.objects.get().pk)]
    client = Client()
    client.force_login(cast["coachee"])
    address = reverse("release_give", args=[pair, SUPERVISOR]) + "?" + "&".join(f"item={key}" for key in keys)
    several = client.get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', several)[1]
    yesterday, tomorrow = (str(today() + dt.timedelta(days=days)) for days in (-1, 1))
    assert client.post(address, {"seen": seen, "until": yesterday, "step": "give"}).status_code == 200
    assert client.post(address, {"seen": "forged", "until": "", "step": "give"}).status_code == 200
    assert client.post(address, {"seen": seen, "until": tomorrow, "step": "give"}).status_code == 302
    assert "Medlar" in watched(cast)["supervisor_summary"] and "45 minutes" in watched(cast)["supervisor_summary"]
    with bypassing():
        Release.objects.filter(ended_at=None).update(until=yesterday)
    assert watched(cast) == nothing
    assert "Over since" in page(cast, "coachee", "release_list", pair, SUPERVISOR)[1]


def row(cast, **changes):
    values = {
        "partnership": cast.partnership, "user": cast["coachee"], "record_class": "notes", "kind": "note",
        "source_id": cast.note.pk, "audience": SUPERVISOR, "title": "A note", "content": [], "given_at": timezone.now(),
    }  # fmt: skip
    return Release(**(values | changes))


def test_the_database_decides_who_gives_what_and_who_reads_it():
    cast = at_work()
    refused = [
        ("coach", {}),  # in the coachee's name
        ("coach", {"user": cast["coach"]}),
        (SUPERVISOR, {"user": cast[SUPERVISOR]}),
        ("stranger", {"user": cast["stranger"]}),
        ("coachee", {"audience": "leadership"}),  # whom the terms give nothing by release
        ("coachee", {"record_class": "survey"}),  # a class that they do not give so
        ("coachee", {"record_class": "log"}),  # a note as something that it is not
        ("coachee", {"partnership": cast.other_partnership}),
        ("coachee", {"ended_at": timezone.now()}),
    ]
    for person, changes in refused:
        with acting_as(cast[person].pk), pytest.raises(DatabaseError), transaction.atomic():
            row(cast, **changes).save(force_insert=True)
    with acting_as(cast["coachee"].pk):
        row(cast).save(force_insert=True)
        for change in ({"title": "Other"}, {"content": [{"label": "a", "text": "b"}]}, {"until": today()}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Release.objects.update(**change)
    with acting_as(cast["coach"].pk):
        assert Release.objects.update(ended_at=timezone.now()) == 0

    def reads(person):
        with acting_as(cast[person].pk):
            return Release.objects.count()

    people = ("coach", "coachee", SUPERVISOR, "other_supervisor", "leader", "administrator", "former_coach")
    assert [reads(one) for one in people] == [1, 1, 1, 0, 0, 0, 0]
    with bypassing():
        cast.partnership.parties.filter(user=cast[SUPERVISOR]).update(left_at=timezone.now())
    assert reads(SUPERVISOR) == 0
    with bypassing():
        cast.partnership.parties.filter(user=cast[SUPERVISOR]).update(left_at=None)
        with connection.cursor() as cursor:  # other terms are signed, which give nothing by release
            cursor.execute("select sec.rebind(%s, null)", [cast.partnership.pk])
    assert reads(SUPERVISOR) == 0
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("select sec.rebind(%s, %s)", [cast.partnership.pk, cast.version.terms_id])
        cursor.execute(
            "update agreements_standing set state = 'concluded' where partnership_id = %s", [cast.partnership.pk]
        )
    assert reads(SUPERVISOR) == 1
    with acting_as(cast["coachee"].pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            row(cast, source_id=cast.own.pk).save(force_insert=True)
        release = Release.objects.get()
        take_back(release=release, by=cast["coachee"])  # also after the end
        with pytest.raises(DatabaseError), transaction.atomic():
            Release.objects.update(ended_at=None)
    assert reads(SUPERVISOR) == 0
    for person, changes in (
        ("coach", {"user": cast["coach"]}),
        (SUPERVISOR, {}),
        ("coach", {"user": cast["stranger"]}),
    ):
        wanted = {"author": cast[person], "user": cast["coachee"]} | changes
        with acting_as(cast[person].pk), pytest.raises(DatabaseError), transaction.atomic():
            ReleaseProposal(
                partnership=cast.partnership, kind="note", source_id=cast.own.pk, audience=SUPERVISOR, reason="x",
                made_at=timezone.now(), **wanted,
            ).save(force_insert=True)  # fmt: skip


@pytest.mark.parametrize("format", ["peer", "self"])
def test_each_decides_on_what_is_their_own(format):
    cast = at_work(format)
    own, other = Key(Item.NOTE, cast.own.pk), Key(Item.LOG, cast.visit.log.pk)
    if format == "peer":  # the session on which June was observed, and one on which Rosa was
        with bypassing():
            for visit, who in ((cast.visit, "coachee"), (cast.before, "coach")):
                ObservationFocus(
                    partnership=cast.partnership, visit=visit, what="Waiting", learner=cast[who], saved_by=cast[who],
                    saved_at=timezone.now(),
                ).save(force_insert=True)  # fmt: skip
    words = Words("A reflection", [{"label": "June", "text": "Damson"}])

    def of(person):
        pair = find_pair(the_pair(cast.partnership), cast[person])
        return {"pair": pair, "by": cast[person], "audience": SUPERVISOR}

    with acting_as(cast["coachee"].pk):
        assert len(give(**of("coachee"), items={own: words})) == 1
        if format == "peer":  # what belongs to both stays, and what is the other's is the other's
            for key in (other, Key(Item.NOTE, Note.objects.get(visit=cast.before).pk)):
                with pytest.raises(NotTheirs):
                    give(**of("coachee"), items={key: words})
        else:
            assert give(**of("coachee"), items={other: words})
    if format == "peer":
        with acting_as(cast["coach"].pk), pytest.raises(NotTheirs):
            give(**of("coach"), items={own: words})
    with acting_as(cast["mentor_coach"].pk):
        asked = {"key": own, "learner": cast["coachee"].pk, "reason": "x"}
        with pytest.raises(ValueError):
            propose(**of("mentor_coach"), **asked)  # it is given already
        assert "Damson" in page(cast, "mentor_coach", "release_list", cast.partnership.pk, SUPERVISOR)[1]
    assert "Damson" in page(cast, SUPERVISOR, "supervisor_summary", cast.partnership.pk)[1]
