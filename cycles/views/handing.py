"""The confirmed copy of a case, taken along for somebody whom the signed text names (A9)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.disclosure.classes import RecordClass
from coaching.documents.errors import PdfUnavailable
from coaching.models import User
from coaching.requests import SignedIn
from cycles.forms.cases import HandingForm
from cycles.models import HandedCase, MaskedCase
from cycles.policies import Action, authorize
from cycles.services.cases import TakenBack
from cycles.services.handing import NotInTheText, advisers_of, hand_on
from cycles.services.pairs import Pair, find_pair
from cycles.times import short_day

CASES = MaskedCase.objects.select_related("partnership__program")


@login_required
@require_POST
def case_hand_on(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """A PDF without a name, after it was said for whom; the coachee reads that it was taken."""
    case = get_object_or_404(MaskedCase, pk=pk)
    if case.user_id != request.user.pk:
        raise PermissionDenied
    pair = authorize(request.user, Action.READ, case.partnership)
    try:
        content = hand_on(case=case, pair=pair, by=request.user, adviser=request.POST.get("adviser", ""))
    except NotInTheText:
        messages.warning(request, _("Choose for whom it is. Your agreement names them."))
    except TakenBack:
        messages.warning(request, _("You have taken this case back. Begin a new one to hand it on."))
    except PdfUnavailable:
        messages.warning(request, _("PDF files cannot be made at the moment. Nothing was kept. Try again later."))
    else:
        headers = {"Content-Disposition": 'attachment; filename="case.pdf"'}
        return HttpResponse(content, "application/pdf", headers=headers)
    return redirect("case_detail", pk)


def handing_card(case: MaskedCase, user: User) -> dict[str, Any] | None:
    """For the pair's page of a case: for whom it was taken along, and for its coach for whom it can be. Who is asked
    has no such card, whatever they are besides.
    """
    found = None if user.pk in case.helper_ids else CASES.filter(pk=case.pk).first()
    pair = find_pair(found.partnership, user) if found else None
    if pair is None:
        return None
    mine = case.user_id == user.pk and not case.taken_back_at
    advisers = advisers_of(pair) if mine else {}
    rows = handed_rows(pair, HandedCase.objects.filter(case=case))
    if not advisers and not rows:
        return None
    return {"form": HandingForm(advisers=advisers) if advisers else None, "rows": rows, "names": pair.others_names}


def handed_rows(pair: Pair, handed: Iterable[HandedCase]) -> list[dict[str, Any]]:
    """For whom and when, as lines; in the words of the agreement. The newest first."""
    words = pair.framework.advisers(pair.partnership.format)
    return [
        {
            "whom": str(words.get(one.adviser, _("Somebody for advice"))),
            "day": short_day(one.handed_on),
            "by": _("You") if one.user_id == pair.me.user_id else pair.name_of(one.user_id),
            "what": get_text_list([str(RecordClass(key).label) for key in one.classes], _("and")),
            "url": reverse("case_detail", args=[one.case_id]),
            "handed": one,
        }
        for one in handed
    ]
