"""For the administrator: which signed agreements are not sealed, why, and trying again. No content, no names."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from agreements.models import Agreement
from agreements.sealing import noted_certificate
from agreements.tasks import seal_again
from agreements.unsealed import certificate_warning, unsealed_in
from coaching.jobs import start_soon
from coaching.requests import SignedIn
from coaching.services.audit import Event, record
from coaching.views.setup import frame, program_to_set_up


@login_required
@require_GET
def setup_documents(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """What waits for its seal for more than ten minutes, and how long the certificate still holds."""
    program = program_to_set_up(request, pk)
    certificate = noted_certificate(settings.DATA_DIR)
    context = {
        "unsealed": unsealed_in(program),
        "certificate_warning": certificate_warning(),
        "certificate_until": certificate.not_valid_after_utc if certificate else None,
    }
    return render(request, "agreements/setup_documents.html", frame(program, "setup_documents") | context)


@login_required
@require_POST
def document_seal_again(request: SignedIn, pk: uuid.UUID, agreement_pk: uuid.UUID) -> HttpResponse:
    """Try again at once, in the worker."""
    program = program_to_set_up(request, pk)
    if agreement_pk not in {one.agreement_id for one in unsealed_in(program)}:
        raise Http404
    record(Event.SEALING_ASKED, target=Agreement(pk=agreement_pk), by=request.user)
    start_soon(seal_again, agreement_id=agreement_pk)
    messages.success(request, _("It is being tried again. Look here once more in a minute."))
    return redirect("setup_documents", program.pk)
