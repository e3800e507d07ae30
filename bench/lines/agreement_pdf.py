"""Line 6: the PDF of an agreement: in a warm worker, in a process made for it, and by WeasyPrint alone when warm.

The agreement is a whole one of the STARS framework, with the certificate of its three signatures. All sides draw the
same words as a tagged PDF/UA; ours carries our fonts and styles, the others what WeasyPrint has by itself. No database
takes part.
"""

import datetime as dt
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from bench.measure import Line, by_turns, ratio

TO_COLD = 0.2
NOW = dt.datetime(2026, 9, 1, 15, 0, tzinfo=dt.UTC)
SIGNERS = {"coach": "Rosa Delgado", "coachee": "June Whitehorse", "supervisor": "Miriam Okafor"}

ALONE = """
import sys
from weasyprint import HTML
HTML(filename=sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""


def measure() -> Line:
    from weasyprint import HTML

    from coaching.documents.pdf import collect_garbage, warm_up

    line = Line(6, "the PDF of an agreement")
    agreement, signatures = an_agreement()
    page, pdf = drawn(agreement, signatures)
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "agreement.html", Path(folder) / "agreement.pdf"
        source.write_text(page)

        def ours() -> None:
            drawn(agreement, signatures)
            collect_garbage()

        def cold() -> None:
            subprocess.run([sys.executable, "-c", ALONE, source, target], check=True, stdout=subprocess.DEVNULL)

        def alone() -> bytes:
            return HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")

        sides = {
            "ours, in a warm worker": ours,
            "plain: a process for it": cold,
            "floor: WeasyPrint alone, warm": alone,
        }
        found = by_turns(sides, own=with_children)
        found["ours, in a warm worker"].counts = {"bytes": len(pdf)}
        found["plain: a process for it"].counts = {"bytes": target.stat().st_size}
        found["floor: WeasyPrint alone, warm"].counts = {"bytes": len(alone())}
    line.add("STARS, three signatures", found, floor="floor: WeasyPrint alone, warm")
    line.want(
        "in a warm worker, to a process for it",
        ratio(found["ours, in a warm worker"], found["plain: a process for it"]),
        TO_COLD,
    )
    return line


def drawn(agreement, signatures) -> tuple[str, bytes]:
    """The paper of an agreement as the worker makes it: the document that WeasyPrint is given, and the PDF."""
    from agreements import rendering

    bodies = []
    render_pdf = rendering.render_pdf

    def keep(html: str, **options) -> bytes:
        bodies.append(html)
        return render_pdf(html, **options)

    rendering.render_pdf = keep
    try:
        pdf = rendering.paper(
            agreement=agreement, signatures=signatures, seal_description="Sealed by the bench.", code="A" * 16
        )
    finally:
        rendering.render_pdf = render_pdf
    head = '<meta charset="utf-8"><title>Coaching agreement</title>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{bodies[0]}</body></html>', pdf


def an_agreement():
    """A signed agreement and its signatures, with all the words that the product writes; nothing of it is saved."""
    from agreements.models import Agreement, AgreementState, Plan, Signature
    from agreements.rendering import canonical_text
    from agreements.wording import Matter, Signer, compose
    from coaching.frameworks import FOLDER, load_file

    plan = Plan(
        mode="both",
        cycles=8,
        rhythm_days=14,
        starts_on=dt.date(2026, 9, 1),
        ends_on=dt.date(2027, 5, 31),
        concern_name="Ines Carvalho",
        concern_email="coach.supervisor@example.org",
    )
    matter = Matter(
        framework=load_file(FOLDER / "stars.toml"),
        format="expert",
        number=1,
        program="Prairie Sky Early Learning",
        site="Main Street",
        people=[Signer(part, name) for part, name in SIGNERS.items()],
        plan=plan,
        practices=["Follows the child's lead in play", "Gives each child time to answer before helping"],
        agencies=[("local_agency", "Lewis County Child Care Resources"), ("state_bureau", "State Bureau")],
    )
    content = compose(matter, "en")
    text = canonical_text(content)
    agreement = Agreement(
        id=uuid.UUID(int=6),
        number=1,
        state=AgreementState.ACTIVE,
        language="en",
        text=text,
        content=content,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        activated_at=NOW,
    )
    signatures = [
        Signature(
            agreement=agreement,
            part=part,
            position=position,
            signed_at=NOW,
            digest=agreement.digest,
            typed_name=name,
            intent="I have read this agreement and I sign it.",
            consent="I agree to sign electronically.",
            method="password",
            authenticated_at=NOW,
        )
        for position, (part, name) in enumerate(SIGNERS.items())
    ]
    return agreement, signatures


def with_children() -> int:
    """The processor's clock of this process and of those it has waited for, in nanoseconds."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time_ns() + round((children.ru_utime + children.ru_stime) * 1e9)
