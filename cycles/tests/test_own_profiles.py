"""A program words an edition of a practice profile of its own: a draft, a preview, and what is in use stays (C2)."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.disclosure.policies import WEB
from coaching.models import ProgramProfile
from coaching.services.profiles import changes_in
from cycles.models import ProfileRating, RatingDraft
from tests.cast import make_cast, sign_all, today
from tests.probe import as_person, read

pytestmark = pytest.mark.django_db

GIVEN, OWN = "implementation_coaching-1", "implementation_coaching-50"
WORDS = "Says on the first day how coaching goes, and draws it."


@pytest.fixture
def school():
    cast = make_cast("school")
    sign_all(cast.partnership)
    return cast


def typed(answer, **more):
    """What the form of a page would post, with some boxes filled otherwise."""
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields if not name.endswith("__out")} | more


def test_an_edition_is_worded_looked_at_put_in_use_and_rated_with(client, school):
    program, pair = school.program.pk, school.partnership.pk
    listed = reverse("setup_profiles", args=[program])
    for name, status in (("coach", 403), ("leader", 403), ("stranger", 404), ("administrator_elsewhere", 404)):
        client.force_login(school[name])
        assert client.get(listed).status_code == status
        assert client.post(reverse("profile_begin", args=[program]), {"name": GIVEN}).status_code == status
    client.force_login(school["administrator"])
    assert listed in client.get(reverse("program_setup", args=[program])).content.decode()
    assert client.post(reverse("profile_begin", args=[program]), {"name": "nothing-1"}).status_code == 404
    preview = client.post(reverse("profile_begin", args=[program]), {"name": GIVEN}).url
    assert client.post(reverse("profile_begin", args=[program]), {"name": GIVEN}).url == preview  # gone on with
    assert client.post(preview).url == f"{preview}words/"  # it wants a name of its own first
    client.post(f"{preview}words/", typed(client.get(f"{preview}words/"), label="Our own profile"))

    # One function: other words, an item taken out, and one more; nothing by halves
    address = f"{preview}in/relationship/"
    page = client.get(address)
    for wrong, said in (
        ({"process__in_place": "{coach} says it"}, "Braces cannot stand here"),
        ({"new__in_place": "Greets by name"}, "in each state"),
        ({f"{key}__out": "on" for key in ("process", "confidentiality", "listening")}, "needs at least one item"),
        ({"label": " "}, "still empty"),
    ):
        assert said in client.post(address, typed(page, **wrong)).content.decode(), wrong
    fresh = {"new__in_place": "Greets by name.", "new__in_part": "Greets.", "new__missing": "Does not greet."}
    changed = client.post(address, typed(page, process__in_place=WORDS, listening__out="on", **fresh))
    assert changed.url == preview
    page = client.get(preview).content.decode()
    assert WORDS in page and "Greets by name." in page and "5 texts are others than before" in page
    with acting_as(school["administrator"].pk):
        row = ProgramProfile.objects.get()
        assert {WORDS, "Our own profile"} < changes_in(row, "en")
        function = row.profile.functions[0]
        assert [item.key for item in function.items][:2] == ["process", "confidentiality"]
        assert function.items[0].in_place.in_language("es") == WORDS  # nobody goes on reading the former words
        assert function.items[0].missing.in_language("es") != function.items[0].missing.in_language("en")

    # Until it is in use, nobody is offered it or reads it
    profile = reverse("practice_profile", args=[pair])
    client.force_login(school["coach"])
    assert "Our own profile" not in client.get(profile).content.decode()
    with as_person(school, "coach", WEB):
        assert not read("coaching_programprofile", "id")
    client.force_login(school["administrator"])
    assert client.post(preview).url == listed
    assert client.get(preview).status_code == 404
    with acting_as(school["administrator"].pk):
        for change in ({"content": {}}, {"published_at": None}, {"edition": 77}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ProgramProfile.objects.update(**change)
        assert not ProgramProfile.objects.all().delete()[0]

    # A pair rates with it: the rating is bound to it, and stays when it is offered no more
    client.force_login(school["coach"])
    said = {"edition": OWN, "way": "self", "rated_on": today().isoformat()}
    first = client.post(reverse("rating_begin", args=[pair]), said).url
    fields = {name: "in_place" for name in client.get(first).context["form"].fields if name.startswith("state_")}
    client.post(first, fields | {"evidence_process": "The drawing hangs there."})
    with acting_as(school["coach"].pk):
        draft = RatingDraft.objects.get()
    rating = client.post(reverse("rating_finish", args=[draft.pk])).url
    with acting_as(school["coach"].pk):
        kept = ProfileRating.objects.get()
        assert (kept.own_edition_id, kept.edition) == (row.pk, 50)
        kept.pk, kept.own_edition_id = None, None  # the framework has no such edition
        with pytest.raises(DatabaseError), transaction.atomic():
            kept.save(force_insert=True)
    client.force_login(school["administrator"])
    client.post(reverse("profile_offer", args=[program, row.pk]))
    assert "not offered any more" in client.get(listed).content.decode()
    client.force_login(school["coachee"])
    assert "Our own profile" not in client.get(reverse("rating_begin", args=[pair])).content.decode()
    page = client.get(rating).content.decode()
    assert WORDS in page and "Exemplary" in page
    assert "Our own profile" in client.get(profile).content.decode()


def test_a_program_without_profiles_has_no_such_page(client):
    cast = make_cast("stars")
    client.force_login(cast["administrator"])
    listed = reverse("setup_profiles", args=[cast.program.pk])
    assert client.get(listed).status_code == 404
    assert listed not in client.get(reverse("program_setup", args=[cast.program.pk])).content.decode()
