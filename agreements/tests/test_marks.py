"""A mark drawn beside the typed name: bounded, whole numbers, kept with the signature, drawn as an SVG."""

import json
from base64 import b64decode

import pytest
from django.urls import reverse

from agreements import marks
from agreements.tests.steps import places, sent
from tests.cast import PASSWORD

FILLED = {"typed_name": "June Whitehorse", "intent": "on", "consent": "on"}
DRAWN = [[10, 20, 30, 40, 50, 20], [300, 100]]


@pytest.mark.parametrize("text", ["", "[]", json.dumps(DRAWN), json.dumps([[0, 0, 600, 200]])])
def test_what_the_page_draws_is_read(text):
    assert marks.read_mark(text) == json.loads(text or "[]")


@pytest.mark.parametrize(
    "text",
    [
        "null", "{}", "no", "[[1]]", "[[]]", "[[1,2,3]]", "[[-1,2]]", "[[601,2]]", "[[1,201]]", "[[1.5,2]]",
        "[[true,false]]", '[["1","2"]]', "[[NaN,1]]", "[[1e2,1]]", "[1,2]", "[" * 20_000,
        json.dumps([[1, 1]] * 61), json.dumps([[1, 1] * 3001]), "[[1,1]]" + " " * 40_000,
        '[["<script>",1]]',
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(marks.MarkRefused):
        marks.read_mark(text)


def test_the_drawing_is_an_svg_of_the_strokes():
    head, data = marks.drawing(DRAWN).split(",")
    assert head == "data:image/svg+xml;base64"
    assert 'd="M10 20L30 40 50 20"' in b64decode(data).decode()
    assert marks.drawing([]) == ""


@pytest.mark.django_db
def test_a_drawn_mark_is_kept_with_the_signature_and_shown(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    client.post(reverse("agreement_sign", args=[agreement.pk]), FILLED | {"mark": json.dumps(DRAWN)})
    assert places(agreement)["coachee"].mark == DRAWN
    page = client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()
    assert 'alt="Mark drawn by June Whitehorse"' in page


@pytest.mark.django_db
def test_nothing_needs_to_be_drawn(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    client.post(reverse("agreement_sign", args=[agreement.pk]), FILLED)
    one = places(agreement)["coachee"]
    assert (bool(one.signed_at), one.mark) == (True, [])
    assert "Mark drawn by" not in client.get(reverse("agreement_detail", args=[agreement.pk])).content.decode()


@pytest.mark.django_db
def test_a_mark_that_is_none_is_said_and_nothing_is_signed(client, cast):
    agreement = sent(cast)
    client.force_login(cast["coachee"])
    answer = client.post(reverse("agreement_sign", args=[agreement.pk]), FILLED | {"mark": "[[9999,1]]"})
    assert "Your drawing could not be read" in answer.content.decode()
    assert "June Whitehorse" in answer.content.decode()
    assert places(agreement)["coachee"].signed_at is None


@pytest.mark.django_db
def test_a_mark_outlives_the_question_for_the_password(client, cast):
    agreement = sent(cast)
    address = reverse("agreement_sign", args=[agreement.pk])
    client.force_login(cast["coachee"], fresh=False)
    answer = client.post(address, FILLED | {"mark": json.dumps(DRAWN)})
    client.post(answer.url, {"password": PASSWORD, "next": address})
    page = client.get(address)
    assert json.loads(page.context["form"]["mark"].value()) == DRAWN
