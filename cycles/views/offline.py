"""What a device needs to open a log without a connection: a service worker, and empty log pages that say nothing."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_GET

from coaching.models import FrameworkVersion
from coaching.vocabulary import terms
from cycles.forms.logs import VisitLogForm
from cycles.services.pairs import framework_of, leads_in

WORKER = settings.BASE_DIR / "static" / "js" / "service-worker.js"


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script by which the browser keeps empty log pages. It stands at the top, because it may only serve below."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript")


@require_GET
def log_blank(request: HttpRequest, version: uuid.UUID, part: str, language: str) -> HttpResponse:
    """The empty log of a framework, for one part and language: the same for everybody, so a device may keep it."""
    get_object_or_404(FrameworkVersion.objects.only("pk"), pk=version)
    framework = framework_of(version)
    leads = any(leads_in(framework, one.key, part) for one in framework.formats)
    if not leads or language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        form = VisitLogForm(framework=framework, part=part, modes=framework.visit_modes(), zone=settings.TIME_ZONE)
        context = {"form": form, "usual_minutes": framework.log.usual_minutes, "words": terms(framework)}
        return render(request, "cycles/log_blank.html", context)
