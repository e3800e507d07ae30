"""A program's own questions: rows, a look at them, and a version; or a sheet, of which nothing is half imported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coaching.models import AuditEntry
from cycles import survey_ticks
from cycles.models import Cycle, SurveyEdition, SurveyTurn
from cycles.services.surveys import survey_of
from tests.cast import Client, today
from tests.database import as_worker, bypassing

pytestmark = pytest.mark.django_db

ROWS = [
    {"text": "How is it?", "text_es": "¿Cómo va?", "kind": "scale", "low": "Bad", "high": "Good", "high_es": "Bien"},
    {"text": "What was it?", "kind": "several", "options": "Time\nWords", "options_es": "Tiempo\nPalabras",
     "only_after": "1", "only_answers": "1, 2"},
    {"text": "And else?", "kind": "long_text", "only_after": "2", "only_answers": "2"},
    {},
]  # fmt: skip
SHEET = """Question;Question in Spanish;Kind;Low;High;Options;Only after;Answered with
How is it?;¿Cómo va?;scale;Bad;Good;;;
What was it?;;multiple choice;;;"Time;Words";1;1, 2
And else?;;comment;;;;2;2
"""


def posted(rows=ROWS, **more):
    data = {"q-TOTAL_FORMS": len(rows), "q-INITIAL_FORMS": 0}
    return data | {f"q-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()} | more


def brought(text, name="bank.csv"):
    return {"bring": "1", "file": SimpleUploadedFile(name, text.encode("utf-8-sig"))}


def test_a_program_asks_its_own_questions(signed):
    admin = Client()
    admin.force_login(signed["administrator"])
    page = reverse("survey_edit", args=[signed.program.pk, "coaching"])
    assert "We chose the practices and goals together." in admin.get(page).content.decode()

    def editions():
        with bypassing():
            return list(SurveyEdition.objects.filter(made_by__isnull=False).order_by("number"))

    # What is wrong is said at its row, and nothing is kept; neither by looking
    for rows, row, field in (
        ([{"kind": "scale", "low": "x"}], 0, "text"),
        ([{"text": "x", "kind": "scale", "low": "x"}], 0, "high"),
        ([{"text": "x", "kind": "choice", "options": "one"}], 0, "options"),
        ([{"text": "x", "kind": "none"}], 0, "kind"),
        ([ROWS[0], ROWS[1] | {"only_answers": "6"}], 1, "only_answers"),
        ([ROWS[1]], 0, "only_after"),
        ([ROWS[0], ROWS[1] | {"options_es": "uno"}], 1, "options_es"),
    ):
        answer = admin.post(page, posted(rows, make="1"))
        assert answer.status_code == 422 and field in answer.context["rows"].forms[row].errors, (rows, field)
    assert admin.post(page, posted([{}], make="1")).status_code == 422
    shown = admin.post(page, posted(look="1")).content.decode()
    assert "As they will see it" in shown and "Only asked after some answers" in shown and "Write no names" in shown
    assert editions() == []

    assert admin.post(page, posted(make="1")).status_code == 302
    (own,) = editions()
    survey = survey_of(own)
    assert [one.key for one in survey.questions] == ["q1", "q2", "q3"]
    assert survey.questions[1].options[0].label.in_language("es") == "Tiempo"
    assert (survey.questions[1].only_when.answers, survey.questions[2].only_when.answers) == (("1", "2"), ("o2",))
    assert str(survey.questions[2].help) and survey.minimum_answers == 5
    taken_out = {"text": "", "kind": "scale", "low": "x", "remove": "on"}
    admin.post(page, posted([*ROWS, taken_out], make="1"))
    assert len(editions()) == 1, "the same questions are no new version"
    assert "Your questions" in admin.get(reverse("setup_surveys", args=[signed.program.pk])).content.decode()
    with bypassing():
        assert AuditEntry.objects.filter(event="survey_reworded", target_id=own.pk).count() == 1
        Cycle.objects.filter(partnership=signed.partnership).delete()
        Cycle(
            partnership=signed.partnership, number=4, started_on=today(), completed_on=today()
        ).save(force_insert=True)  # fmt: skip
    with as_worker():
        survey_ticks.open_surveys()
    with bypassing():
        assert SurveyTurn.objects.get().edition_id == own.pk


def test_an_item_bank_comes_in_a_sheet_and_nothing_is_half_imported(signed):
    admin = Client()
    admin.force_login(signed["administrator"])
    page = reverse("survey_edit", args=[signed.program.pk, "coaching"])
    answer = admin.post(page, brought(SHEET))
    assert answer.status_code == 200 and "As they will see it" in answer.content.decode()
    assert [form["text"].value() for form in answer.context["rows"]] == ["How is it?", "What was it?", "And else?"]
    wrong = admin.post(page, brought(SHEET.replace("multiple choice", "guess").replace("Bad", "")))
    assert "Some rows of your file need another look" in wrong.content.decode()
    assert [sorted(form.errors) for form in wrong.context["rows"]] == [["low"], ["kind"], []]
    long = SHEET + "More?;;comment;;;;;\n" * 18
    for data in (brought(long), brought("%PDF-1.7 x"), brought("Question\n"), {"bring": "1"}):
        refused = admin.post(page, data)
        assert refused.status_code == 422 and refused.context["file"].errors
    with bypassing():
        assert not SurveyEdition.objects.filter(made_by__isnull=False).exists()
