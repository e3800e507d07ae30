"""Small middlewares of the edge: health, no copies of signed-in pages, and each person's own language."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


def health(get_response: GetResponse) -> GetResponse:
    """`/health/` answers before hosts, sessions or people are looked at: 200 when the database answers, else 503."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/health/":
            return get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
        except Exception:
            return HttpResponse("database unavailable", status=503, content_type="text/plain")
        return HttpResponse("ok", content_type="text/plain")

    return middleware


def never_cached(get_response: GetResponse) -> GetResponse:
    """No page is kept by a browser or a proxy, so that Back after signing out shows none (fault 48).

    An answer that says itself how it is kept, as a calendar to fetch does, says it alone. Signing out also asks the
    browser to drop what it holds for this site.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_signed_in = "_auth_user_id" in request.session
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        if was_signed_in and "_auth_user_id" not in request.session:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def by_its_button(get_response: GetResponse) -> GetResponse:
    """What only a button may do, opened as a page: said, with a way on, instead of an empty page.

    One gets there by signing in again after the session ended under the button.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD"):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware


def own_language(get_response: GetResponse) -> GetResponse:
    """A signed-in person reads in their language and in their time zone; others by cookie or browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        language = user.language if user.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        with timezone.override(user.time_zone):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
