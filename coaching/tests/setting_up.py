"""What the tests of the set-up share: its addresses, what a page says, and people to set up."""

import uuid

from django.urls import reverse

from coaching.models import Membership
from tests.database import bypassing

EMPTY = uuid.UUID(int=7)


def url(cast, name, *args):
    return reverse(name, args=[cast.program.pk, *args])


def page(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def enrolled(cast, email, part=None):
    with bypassing():
        found = Membership.objects.filter(program=cast.program, user__email=email)
        return list(found.filter(part=part) if part else found)
