"""Line 7: long reports as PDF: in a warm worker, against stock WeasyPrint with the same document, and by the row.

What a warm worker saves is mostly the garbage collector, so it is set for each side as that side would have it.
"""

import datetime as dt
import gc
import uuid
from functools import partial

from bench.measure import Line, by_turns, ratio
from bench.state import id_of

TO_STOCK, FLAT = 0.7, 1.3
SIZES = {"twenty": 20, "hundred": 100, "two-hundred": 200}


def measure() -> Line:
    from weasyprint import HTML

    from coaching.documents.pdf import collect_garbage, warm_up
    from reports.services.files import finished_pdf

    line = Line(7, "long reports as PDF")
    warm_up()
    warm = gc.get_threshold()
    documents = {key: document_of(key) for key in SIZES}
    sides = {f"ours, {rows} rows": partial(finished_pdf, *documents[key]) for key, rows in SIZES.items()}
    page = stock_page(documents["two-hundred"][0])
    sides["stock WeasyPrint, 200 rows"] = lambda: HTML(string=page, base_url=".").write_pdf(pdf_variant="pdf/ua-1")

    def before(name: str) -> None:
        collect_garbage()
        if name.startswith("ours"):
            gc.freeze()
            gc.set_threshold(*warm)
        else:
            gc.unfreeze()
            gc.set_threshold(700, 10, 10)

    found = by_turns(sides, before=before, rounds=4, batch=0.0)
    for key, rows in SIZES.items():
        found[f"ours, {rows} rows"].counts = {"bytes": len(finished_pdf(*documents[key]))}
    line.add("the report of a program", found, floor="stock WeasyPrint, 200 rows")
    line.want(
        "in a warm worker, to stock WeasyPrint",
        ratio(found["ours, 200 rows"], found["stock WeasyPrint, 200 rows"]),
        TO_STOCK,
    )
    few, more, most = (found[f"ours, {rows} rows"].processor for rows in SIZES.values())
    line.want("a row beyond 100, to a row before", ((most - more) / 100) / ((more - few) / 80), FLAT)
    return line


Document = tuple[str, str, dt.datetime]
"""The body of a document, its title, and the moment that it says."""


def document_of(key: str) -> Document:
    """What the worker draws for a program."""
    from coaching.disclosure.identity import acting_as
    from coaching.models import Program
    from reports.periods import program_year
    from reports.services.figures import program_figures, texts_of
    from reports.services.files import report_html

    now = dt.datetime.now(dt.UTC)
    with acting_as(id_of("leader", key)):
        program = Program.objects.select_related("framework_version").get(pk=id_of("program", key))
        figures = program_figures(program=program, part="leadership", period=program_year(now.date()))
        html, title = report_html(figures, texts_of(program=program, part="leadership"), now)
    return html, title, now


def stock_page(html: str) -> str:
    """The same document as anybody would give it to WeasyPrint: with our style sheet, and nothing kept."""
    from coaching.documents.sources import static_file

    style = static_file("css/document.css").read_text()
    head = f'<meta charset="utf-8"><title>{uuid.uuid4()}</title><style>{style}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{html}</body></html>'
