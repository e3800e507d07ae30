"""Rating a practice with a practice profile (C2): begun, finished, compared, corrected, asked for, and who reads it."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import Mail
from coaching.waiting import Who, waits_of
from cycles.models import ProfileRating, RatingDraft, RatingRequest
from cycles.services import EditionOver, begin_rating, finish_rating, save_function
from cycles.services.pairs import find_pair
from cycles.services.profiles import edition_of, profiles_of
from cycles.tests.test_goals import signed_cast
from cycles.tests.work import the_pair
from tests.cast import make_cast, sign_all, the_framework, today
from tests.database import bypassing
from tests.editions import a_newer_edition
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

MARKED = "Marigold: asked twice, and listened"
FIRST, SECOND = "implementation_coaching-1", "implementation_coaching-2"
STATES = {"relationship": ("in_place", "in_place", "in_place"), "improvement": ("in_place", "in_part", "in_place")}


@pytest.fixture
def school():
    return signed_cast("school")


def rate(cast, name, *, way="self", states=STATES, edition=1, days=0, evidence=MARKED):
    """A finished rating of some functions, through the services."""
    with acting_as(cast[name].pk):
        pair = find_pair(the_pair(cast.partnership), cast[name])
        profile = next(one for one in profiles_of(pair) if one.edition == edition)
        draft = begin_rating(
            pair=pair, by=cast[name], profile=profile, way=way, rated_on=today(), whose=cast["coach"].pk
        )
        for key, found in states.items():
            function = profile.function(key)
            words = {f"state_{item.key}": state for item, state in zip(function.items, found, strict=True)}
            words[f"evidence_{function.items[0].key}"] = evidence
            save_function(draft=draft, function=function, words=words)
        return finish_rating(draft=draft, pair=pair, by=cast[name])


def page_of(client, cast, name, page, *args, status=200, query=""):
    client.force_login(cast[name])
    answer = client.get(reverse(page, args=args) + query)
    assert answer.status_code == status, (name, page)
    return answer.content.decode()


def test_a_coach_rates_and_asks_and_the_other_sees_it_differently(client, school):
    pk, coach, coachee = school.partnership.pk, school["coach"], school["coachee"]
    assert "No ratings yet" in page_of(client, school, "coach", "practice_profile", pk)
    begin = reverse("rating_begin", args=[pk])
    said = {"edition": FIRST, "way": "self", "rated_on": today().isoformat()}
    assert "still to come" in client.post(begin, said | {"rated_on": "2199-01-01"}).content.decode()
    address = client.post(begin, said).url
    first, second = STATES
    assert address.endswith(f"/in/{first}/")

    # Saved function by function; another tab of the same person is told, and nothing is lost
    fields = {"state_process": "in_place", "evidence_listening": MARKED, "state_listening": "in_place"}
    seen = client.get(address).context["form"]["seen"].value()
    following = client.post(address, fields | {"seen": seen})
    assert following.url.startswith(address.replace(first, second))
    clash = client.post(address, {"state_process": "missing", "evidence_process": "another tab", "seen": seen})
    assert clash.status_code == 409
    assert MARKED in clash.content.decode() and "another tab" in clash.content.decode()
    with acting_as(coach.pk):
        draft = RatingDraft.objects.get()
        assert draft.states == {"relationship.process": "in_place", "relationship.listening": "in_place"}
    assert client.get(reverse("rating_write", args=[draft.pk, "nothing"])).status_code == 404

    # Nothing is finished by halves, and nobody else knows of it yet
    overview = reverse("rating_finish", args=[draft.pk])
    refused = client.post(overview)
    assert refused.status_code == 422 and "Rate the other items" in refused.content.decode()
    for name in ("coachee", "supervisor", "leader"):
        page_of(client, school, name, "rating_finish", draft.pk, status=404)
    assert "begun a rating" not in page_of(client, school, "coachee", "practice_profile", pk)
    client.force_login(coach)
    client.post(address, fields | {"state_confidentiality": "in_place"})
    done = client.post(overview)
    rating_url = done.url
    with acting_as(coach.pk):
        assert not RatingDraft.objects.exists()
        rating = ProfileRating.objects.get()
        assert (rating.view, rating.rated_id, rating.edition) == ("self", coach.pk, 1)
    with bypassing():
        assert list(Mail.objects.filter(kind="rating_finished").values_list("recipient", flat=True)) == [coachee.pk]
    assert "Exemplary" in client.get(rating_url).content.decode()
    assert client.post(reverse("rating_write", args=[draft.pk, first]), fields).status_code == 404

    # Asked, found on the first page, and answered by somebody who sees it otherwise
    ask = {"asked": str(coachee.pk), "edition": FIRST}
    assert client.post(reverse("rating_ask", args=[pk]), ask | {"asked": str(coach.pk)}).status_code == 404
    client.post(reverse("rating_ask", args=[pk]), ask)
    client.post(reverse("rating_ask", args=[pk]), ask)
    with acting_as(coachee.pk):
        assert RatingRequest.objects.count() == 1
        assert any("asked how you see" in one.wait.text for one in waits_of(Who(coachee)))
    assert "asks how you see this practice" in page_of(client, school, "coachee", "practice_profile", pk)
    with acting_as(coach.pk):
        assert not any("asked how you see" in one.wait.text for one in waits_of(Who(coach)))
    rate(school, "coachee", way="other", states={"relationship": ("in_place", "missing", "in_part")}, evidence="")
    with acting_as(coachee.pk):
        assert not RatingRequest.objects.exists()
        assert not any("asked how you see" in one.wait.text for one in waits_of(Who(coachee)))
    for name in ("coach", "coachee"):
        page = page_of(client, school, name, "practice_profile", pk)
        assert "Where you see it differently" in page and "Nobody is wrong here" in page
        assert "Exemplary" in page and "Close to proficient" in page and "Items in place, of 13" in page
        assert MARKED in page
    # What the coachee has not said of the third item of another function is no difference
    assert page.count('class="two-views"') == 2


def test_a_correction_is_another_rating_that_says_why(client, school):
    rating = rate(school, "coach")
    client.force_login(school["coachee"])
    correct = reverse("rating_correct", args=[rating.pk])
    assert client.post(correct).status_code == 403
    client.force_login(school["coach"])
    overview = client.post(correct).url
    assert "Why you correct it" in client.get(overview).content.decode()
    assert client.post(overview).status_code == 200  # without a reason nothing is finished
    address = overview + "in/improvement/"
    seen = client.get(address).context["form"]
    fields = {name: seen[name].value() for name in seen.fields} | {"state_small_units": "missing"}
    client.post(address, fields)
    client.post(overview, {"reason": "I had mixed up two days"})
    with acting_as(school["coachee"].pk):
        old, new = ProfileRating.objects.order_by("finished_at")
        assert (old.pk, new.replaces_id) == (rating.pk, rating.pk)
        assert old.states["improvement.small_units"] == "in_part"
    page = page_of(client, school, "coachee", "rating_detail", new.pk)
    assert "I had mixed up two days" in page and "Read what it said before" in page
    assert "This was corrected later" in page_of(client, school, "coachee", "rating_detail", old.pk)
    client.force_login(school["coach"])
    assert client.post(correct).status_code == 403  # what was replaced is not corrected again
    page = page_of(client, school, "coach", "practice_profile", school.partnership.pk)
    assert page.count('class="heat-who" dir="auto"') == 1 and "corrected" in page


def test_editions_stand_apart_and_older_words_stay(client, school):
    """Results of four and of five functions never stand in one table; a new wording leaves the old rating its own."""
    pk = school.partnership.pk
    one = rate(school, "coach")
    rate(school, "coach", edition=2, states={"solution_dialogue": ("missing", "missing", "in_part")})
    pages = {
        name: page_of(client, school, "coachee", "practice_profile", pk, query=f"?edition={name}")
        for name in (FIRST, SECOND)
    }
    assert "Exemplary" in pages[FIRST] and "Far from proficient</td>" not in pages[FIRST]
    assert "Far from proficient</td>" in pages[SECOND] and "Exemplary</td>" not in pages[SECOND]
    page_of(client, school, "coachee", "practice_profile", pk, status=404, query="?edition=nothing-9")

    def reword(content):
        content["profiles"][0]["functions"][0]["items"][0]["in_place"]["en"] = "Another wording."

    with acting_as(school["coach"].pk):
        pair = find_pair(the_pair(school.partnership), school["coach"])
        profile = next(p for p in profiles_of(pair) if p.edition == 1)
        begin_rating(pair=pair, by=school["coach"], profile=profile, way="self", rated_on=today(),
                     whose=school["coach"].pk)  # fmt: skip
    newer = a_newer_edition(school, change=reword)
    with bypassing(), connection.cursor() as cursor:
        cursor.execute("update coaching_partnership set framework_version_id = %s where id = %s", [newer.pk, pk])
    with acting_as(school["coach"].pk):
        old = ProfileRating.objects.get(pk=one.pk)
        assert str(edition_of(old).functions[0].items[0].in_place) != "Another wording."
        draft, pair = RatingDraft.objects.get(), find_pair(the_pair(school.partnership), school["coach"])
        with pytest.raises(EditionOver):
            finish_rating(draft=draft, pair=pair, by=school["coach"])
    page = page_of(client, school, "coachee", "rating_detail", one.pk)
    assert "Another wording." not in page and "Says how coaching works" in page
    page = page_of(client, school, "coachee", "practice_profile", pk, query=f"?edition={FIRST}")
    assert "Another wording." in page and "No ratings yet" in page


def test_an_observer_without_a_place_is_written_down_with_their_name(client, school):
    client.force_login(school["coachee"])
    begin = reverse("rating_begin", args=[school.partnership.pk])
    said = {"edition": FIRST, "way": "noted", "rated_on": today().isoformat(), "observer_name": ""}
    assert "Write who observed" in client.post(begin, said).content.decode()
    address = client.post(begin, said | {"observer_name": "Vera Lindqvist"}).url
    states = {"state_process": "in_place", "state_confidentiality": "in_part", "state_listening": "in_place"}
    client.post(address, states)
    overview = address.split("in/")[0]
    assert "what shows it" in client.post(overview).content.decode()  # an observer says what was seen
    client.post(address, states | {"evidence_process": "Heard it"})
    rating = client.post(overview).url
    assert "Vera Lindqvist, observer" in client.get(rating).content.decode()


def test_who_reads_ratings_and_who_can_write_them(client, school):
    """Class assessment: the pair, and in a school nobody else, not even that there are any. A draft is its author's."""
    rate(school, "coach")
    with acting_as(school["coachee"].pk):
        pair = find_pair(the_pair(school.partnership), school["coachee"])
        begin_rating(pair=pair, by=school["coachee"], profile=profiles_of(pair)[0], way="other", rated_on=today(),
                     whose=school["coach"].pk)  # fmt: skip
    readers = {"cycles_profilerating": set(), "cycles_ratingdraft": set()}
    for name in ("coach", "coachee", "supervisor", "leader", "regional_leader", "coach_supervisor", "administrator",
                 "former_coach", "other_coach", "stranger"):  # fmt: skip
        with as_person(school, name, WEB):
            for table, found in readers.items():
                if read(table, "id"):
                    found.add(name)
        if name not in ("coach", "coachee", "former_coach"):
            page_of(client, school, name, "practice_profile", school.partnership.pk, status=404)
    assert readers == {"cycles_profilerating": {"coach", "coachee"}, "cycles_ratingdraft": {"coachee"}}

    with bypassing():
        kept = ProfileRating.objects.values().get()
    common = {"finished_at": kept["finished_at"], "rated_on": kept["rated_on"]} | {
        name: kept[name]
        for name in ("partnership_id", "framework_version_id", "profile", "edition", "states", "evidence")
    }
    coach, coachee = school["coach"].pk, school["coachee"].pk
    lies = {
        "somebody else's view as one's own": ("coachee", {"view": "self", "rated_id": coachee}),
        "the other's practice that is not rated": ("coach", {"view": "other", "rated_id": coachee}),
        "as an observer without a part for it": ("coachee", {"view": "observer", "rated_id": coach}),
        "in another part": ("coachee", {"view": "other", "rated_id": coach, "author_part": "coach"}),
        "with an edition that there is not": ("coachee", {"view": "other", "rated_id": coach, "edition": 7}),
        "in another's name": ("coachee", {"view": "self", "rated_id": coach, "author_id": coach,
                                          "author_part": "coach"}),
        "correcting another's": ("coachee", {"view": "other", "rated_id": coach, "replaces_id": kept["id"],
                                             "reason": "no"}),
        "by the supervisor": ("supervisor", {"view": "other", "rated_id": coach, "author_part": "supervisor"}),
    }  # fmt: skip
    for why, (name, lie) in lies.items():
        row = common | {"author_id": school[name].pk, "author_part": name} | lie
        with acting_as(school[name].pk), pytest.raises(DatabaseError), transaction.atomic():
            ProfileRating(**row).save(force_insert=True)
            raise AssertionError(why)
    row = common | {"author_id": coachee, "author_part": "coachee", "view": "other", "rated_id": coach}
    with acting_as(coachee):
        ProfileRating(**row).save(force_insert=True)
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute("update cycles_profilerating set states = %s", [json.dumps({})])
    for by, asked in (("coachee", "supervisor"), ("coachee", "stranger"), ("coach", "coach")):
        request = RatingRequest(
            partnership=school.partnership, framework_version_id=kept["framework_version_id"], author_id=coachee,
            profile=kept["profile"], edition=1, asked_id=school[asked].pk, asked_at=kept["finished_at"],
        )  # fmt: skip
        with acting_as(school[by].pk), pytest.raises(DatabaseError), transaction.atomic():
            request.save(force_insert=True)


def test_a_mentor_observes_where_a_framework_says_so(client):
    """Another framework has a profile by data only, with somebody of the pair as its observer."""
    cast = make_cast("pbc", "self")
    profile = the_framework("school").content["profiles"][0]

    def add(content):
        content["profiles"] = [
            profile | {"of": "coachee", "raters": ["coachee"], "observers": ["mentor_coach"], "noted_by": []}
        ]

    newer = a_newer_edition(cast, change=add)
    with bypassing(), connection.cursor() as cursor:
        cursor.execute(
            "update coaching_partnership set framework_version_id = %s where id = %s",
            [newer.pk, cast.partnership.pk],
        )
    sign_all(cast.partnership)
    pk = cast.partnership.pk
    client.force_login(cast["coachee"])
    client.post(reverse("rating_ask", args=[pk]), {"asked": str(cast["mentor_coach"].pk), "edition": FIRST})
    with acting_as(cast["mentor_coach"].pk):
        assert any("asked how you see" in one.wait.text for one in waits_of(Who(cast["mentor_coach"])))
    client.force_login(cast["mentor_coach"])
    page = client.get(reverse("rating_begin", args=[pk])).content.decode()
    assert "Mine, as an observer" in page and "My own" not in page
    answer = client.post(
        reverse("rating_begin", args=[pk]), {"edition": FIRST, "way": "observer", "rated_on": today().isoformat()}
    )
    with acting_as(cast["mentor_coach"].pk):
        draft = RatingDraft.objects.get()
        assert (draft.view, draft.rated_id) == ("observer", cast["coachee"].pk)
    assert answer.url.startswith(reverse("rating_finish", args=[draft.pk]))


def test_many_ratings_ask_no_query_more(client, school):
    def queries():
        client.force_login(school["coach"])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("practice_profile", args=[school.partnership.pk]))
        return len(asked)

    rate(school, "coach")
    rate(school, "coachee", way="other")
    few = queries()
    for _number in range(6):
        rate(school, "coach")
    assert queries() <= few
