"""Pages that say what went wrong: what is said, and how one goes on."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_who_signs_in_again_under_a_button_is_told_that_nothing_was_done(client, signed):
    """The session ended; after signing in the browser opens the button's address as a page."""
    path = reverse("partnership_resume", args=[signed.partnership.pk])
    asked = client.post(path)
    assert asked.status_code == 302
    assert asked.url.endswith(f"?next={path}")
    client.force_login(signed["coach"])
    answer = client.get(path)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "This was not done" in page
    assert "Go to your start page" in page
