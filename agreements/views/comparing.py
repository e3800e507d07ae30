"""Two versions of a partnership's agreement side by side."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agreements.comparing import changed_sections, compare
from agreements.models import Agreement
from agreements.policies import parts_in
from agreements.views.surroundings import compared_with, people_of, way_back
from coaching.requests import SignedIn


@login_required
@require_GET
def agreement_compare(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What this version says otherwise than another one, words gone and words new; `with` names the other."""
    agreement = get_object_or_404(Agreement, pk=pk)
    versions = list(Agreement.objects.filter(partnership=agreement.partnership_id).order_by("number"))
    others = [one for one in versions if one.pk != agreement.pk]
    wanted = request.GET.get("with", "")
    other = next((one for one in others if str(one.pk) == wanted), None) or compared_with(agreement, others)
    before, after = sorted((other, agreement), key=lambda one: one.number) if other else (None, agreement)
    whole = request.GET.get("whole") == "1"
    find = compare if whole else changed_sections
    people = people_of(agreement.partnership_id)
    context = {
        "agreement": agreement,
        "before": before,
        "after": after,
        "other": other,
        "others": others,
        "sections": find(before.text, after.text) if before else [],
        "whole": whole,
        "pair": people.pair,
        "trail": way_back(
            agreement.partnership_id, people, parts_in(request.user, agreement.partnership_id), _("Compare versions")
        ),
    }
    return render(request, "agreements/agreement_compare.html", context)
