"""Taking the confirmed copy of a case along, for somebody whom the signed text names (A9)."""

import datetime as dt

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.life import Action as Deed
from agreements.life import permits
from coaching.disclosure.classes import RecordClass
from coaching.documents.pdf import render_pdf
from coaching.frameworks.text import Text
from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.people import today_in
from cycles.models import HandedCase, MaskedCase
from cycles.services.cases import TakenBack
from cycles.services.pairs import Pair, agreed_of

NO_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The date inside every such file: its own would tell when it was made."""


class NotInTheText(ValueError):
    """The signed text names nobody of this kind."""


def advisers_of(pair: Pair) -> dict[str, Text]:
    """To whom this person may hand a case, by the text that all have signed; nobody after the end."""
    if not (pair.leads and pair.me.present and permits(pair.state, Deed.RECORD_WRITE) and agreed_of(pair.partnership)):
        return {}
    return pair.framework.advisers(pair.partnership.format)


@transaction.atomic
def hand_on(*, case: MaskedCase, pair: Pair, by: User, adviser: str) -> bytes:
    """The copy as a PDF, after it was kept for whom. Raises PdfUnavailable, and what `keep_handing` does."""
    keep_handing(case=case, pair=pair, by=by, adviser=adviser)
    return document_of(case)


@transaction.atomic
def keep_handing(*, case: MaskedCase, pair: Pair, by: User, adviser: str) -> None:
    """Keep for whom it is taken along, once a day. Raises TakenBack, NotInTheText."""
    if case.taken_back_at:
        raise TakenBack
    if adviser not in advisers_of(pair):
        raise NotInTheText
    day = today_in(pair.partnership.program)
    if not HandedCase.objects.filter(case=case, adviser=adviser, handed_on=day).exists():
        row = HandedCase(
            partnership_id=case.partnership_id,
            case=case,
            user=by,
            adviser=adviser,
            handed_on=day,
            handed_at=timezone.now(),
        )
        row.save(force_insert=True)
        record(Event.CASE_HANDED_ON, target=row, by=by)


def document_of(case: MaskedCase) -> bytes:
    """The confirmed text as a tagged PDF, and nothing besides: no name, program or day, nor in what a file says of
    itself. The same bytes for the same text and language. Raises PdfUnavailable.
    """
    parts = [{"label": str(RecordClass(one["record_class"]).label), "text": one["text"]} for one in case.parts]
    title = _("A case for advice, without names")
    html = render_to_string(
        "cycles/case_document.html", {"title": title, "question": case.question, "case_parts": parts}
    )
    return render_pdf(html, title=title, language=get_language() or "en", made_at=NO_DAY)
