"""The request is one transaction, and the transaction acts for the person who is signed in."""

import contextlib
import uuid

from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from coaching.disclosure.identity import DOOR, assume
from coaching.disclosure.streams import PersonalStream
from coaching.services import ledger
from coaching.services.audit import record_refusal

DOOR_PATHS = ("/accounts/", "/welcome/")
"""Where somebody who is not signed in may be looked up by address: the sign-in pages, and the invitation."""


class _RolledBack(Exception):
    """Leaves the transaction of a request that failed, with its answer."""


def _signed_in(request: HttpRequest) -> uuid.UUID | None:
    with contextlib.suppress(KeyError, ValueError):
        return uuid.UUID(str(request.session[SESSION_KEY]))
    return None


class RequestTransaction:
    """Opens the transaction, sets the identity, and rolls back at status 500 and above.

    What a view refuses (403, 404) is written down outside the transaction, and what leaves a pair inside it: an answer
    that is not in the ledger does not go out. Of streams only those pass that bring their person along.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = _signed_in(request)
        response: HttpResponse | None = None
        nested = connection.in_atomic_block
        try:
            with transaction.atomic():
                self._identify(request, person)
                with ledger.watched(request):
                    response = self.get_response(request)
                if response.streaming and not isinstance(response, PersonalStream):
                    raise RuntimeError("A stream would run without its identity: make the file first.")
                if response.status_code >= 500:
                    raise _RolledBack
                if person and request.user.is_authenticated:
                    ledger.write_down(request, response)
        except _RolledBack:
            pass
        finally:
            if nested and not connection.needs_rollback:
                assume(None)
        assert response is not None
        if response.status_code in (403, 404) and not request.path.startswith("/static/"):
            record_refusal(request=request, status=response.status_code, person=person)
        return response

    @staticmethod
    def _identify(request: HttpRequest, person: uuid.UUID | None) -> None:
        assume(person or (DOOR if request.path.startswith(DOOR_PATHS) else None))
        if person and not request.user.is_authenticated:
            # The session names a person who is gone, deactivated, or has a new password
            assume(DOOR if request.path.startswith(DOOR_PATHS) else None)
        if person and isinstance(request.user, SimpleLazyObject):
            bool(request.user.pk)
