"""What must agree in the reports that are written (D8, D19). Each check says its rule in its docstring."""

from collections.abc import Iterator

from coaching.disclosure.classes import PAIR, Form, RecordClass
from coaching.frameworks import structure as s
from coaching.frameworks.agreement_checks import at
from coaching.frameworks.framework import Framework
from coaching.frameworks.reading import Where


def check_written_reports(framework: Framework, where: Where) -> None:
    """A written report has an author of the pair in each format that it is for, and sections, one of which comes first;
    it is written when one likes or at the end. What stands in it by itself is read by everybody who is given reports,
    so they are given each of it in full anyway. Other documents have nothing of this.
    """
    for document in framework.documents:
        here = at(where, f"documents.{document.key}")
        if not document.is_written:
            for name in ("by", "facts", "headline", "formats"):
                if getattr(document, name):
                    message = "Only a written report has this key."
                    here.key(name).problem(message, 'Take it out, or write record_class = "progress_report".')
            continue
        for name, message, remedy in _faults_of(document, framework):
            here.key(name).problem(message, remedy)


def _faults_of(document: s.Document, framework: Framework) -> Iterator[tuple[str, str, str]]:
    """Key, message and remedy."""
    if document.moment not in (s.Moment.ON_REQUEST, s.Moment.CONCLUSION):
        yield "moment", "A report is written at any time or at the end.", 'Write "on_request" or "conclusion".'
    for form in framework.formats:
        if (not document.formats or form.key in document.formats) and not set(document.by) & set(PAIR) & set(
            form.parts
        ):
            yield "by", f"In {form.key!r} nobody of the pair writes it.", "Name one of them, or limit it by formats."
    if not set(document.to) & set(PAIR):
        yield "to", "A report is read by the one who is coached.", "Name them."
    if document.headline not in {one.key for one in document.sections}:
        yield "headline", "This is none of the sections.", "Name the one that is read first."
    if s.Fact.PLAN in document.facts and s.Fact.GOALS not in document.facts:
        yield "facts", "How goals go says nothing without the goals.", 'Add "goals", or take "plan" out.'
    for audience, what, given in framework.rules:
        if what is not RecordClass.PROGRESS_REPORT or given is not Form.ALL:
            continue
        for fact in document.facts:
            is_given = framework.form(audience, s.FACT_CLASSES[fact]) is Form.ALL
            if fact is not s.Fact.PLAN and not is_given:  # the plan is kept apart, under its own class
                message = f"{audience.value!r} reads the report, and is not given {fact.value!r} in full."
                yield "facts", message, "Take it out, or give them both."
