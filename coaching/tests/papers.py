"""What the tests of documents share: one rendered, opened and taken apart."""

import io
from datetime import UTC, datetime

import pikepdf

from coaching.documents.pdf import render_pdf

MADE_AT = datetime(2026, 9, 3, 15, 30, tzinfo=UTC)
AGREEMENT = """
<h1>Coaching agreement</h1>
<p class="lead">Between <b>Rosa Núñez</b> and <em>Wanda Łoś</em>.</p>
<h2>Who sees what</h2>
<table class="data"><caption>Record by record</caption>
<thead><tr><th scope="col">Record</th><th scope="col">Leadership</th></tr></thead>
<tbody><tr><th scope="row">Notes</th><td>nothing</td></tr></tbody></table>
<ul><li>Honest</li><li>On time</li></ul>
<section class="certificate"><h1>Signatures</h1><p>Signed by all.</p></section>
"""


def rendered(html=AGREEMENT, **changes) -> bytes:
    given = {"title": "Coaching agreement", "language": "en", "made_at": MADE_AT}
    return render_pdf(html, **(given | changes))


def opened(content: bytes) -> pikepdf.Pdf:
    """The file as objects; they live no longer than what this returns."""
    return pikepdf.open(io.BytesIO(content))


def tags_of(content: bytes) -> list[str]:
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(str(node.S))
            walk(node.get("/K", pikepdf.Array()))

    document = opened(content)
    walk(document.Root.StructTreeRoot.K)
    return found
