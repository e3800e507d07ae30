"""The summary of one partnership for its supervisor: what the signed rules give them, as a page and as a document."""

import pypdfium2
import pytest
from django.urls import reverse

from coaching.disclosure.identity import acting_as
from coaching.documents.pdf import pdf_available
from cycles.services import add_goal, add_step, finish_unplanned_visit
from cycles.tests.work import entry, the_pair
from tests.cast import make_cast, sign_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("framework", "given"), [("child-welfare", True), ("stars", False)])
def test_a_supervisor_reads_what_was_signed_on_one_page_and_in_a_document(client, framework, given):
    cast = make_cast(framework)
    cast.agreements[cast.partnership.pk] = sign_all(cast.partnership)
    with acting_as(cast["coach"].pk):
        pair, coach = the_pair(cast.partnership), cast["coach"]
        goal = add_goal(partnership=pair, by=coach, text="Medlar: a quiet start")
        add_step(goal=goal, by=coach, text="Quince: an agenda the day before")
        finish_unplanned_visit(partnership=pair, by=coach, data=entry(3, minutes=47))
    for person in ("coach", "coachee", "leader", "other_supervisor", "stranger"):
        client.force_login(cast[person])
        for name in ("supervisor_summary", "supervisor_summary_pdf"):
            assert client.get(reverse(name, args=[pair.pk])).status_code == 404, (person, name)
    client.force_login(cast["supervisor"])
    page = client.get(reverse("supervisor_summary", args=[pair.pk])).content.decode()
    assert "What you are given" in client.get(reverse("supervised")).content.decode()
    texts = [page]
    if pdf_available():
        first, second = (client.get(reverse("supervisor_summary_pdf", args=[pair.pk])).content for _ in range(2))
        assert first == second and first.startswith(b"%PDF")
        texts.append(" ".join(one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(first)))
    for text in texts:
        assert "June Whitehorse" in text
        for words in ("Medlar", "Quince", "47 minutes"):
            assert (words in text) == given, words
