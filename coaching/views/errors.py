"""Pages for what went wrong: what happened, and how to go on."""

import secrets

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

log = structlog.get_logger()


def _page(request: HttpRequest, status: int, template: str) -> HttpResponse:
    reference = secrets.token_hex(4)
    if status >= 500:
        log.error("error_page", status=status, reference=reference)
    return render(request, template, {"reference": reference}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for what is not there and for what this person may not see."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    reference = secrets.token_hex(4)
    log.error("error_page", status=500, reference=reference)
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form can be sent again as it was typed (fault 45)."""
    return _page(request, 403, "403_csrf.html")
