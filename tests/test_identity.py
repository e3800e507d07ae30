"""The signed identity: what the database makes of a token that is missing, forged, expired or malformed (fault 12)."""

import uuid

import pytest
from django.db import connection
from structlog.testing import capture_logs

from agreements.models import FocusPractice
from coaching.disclosure.identity import acting_as, assume, token

pytestmark = pytest.mark.django_db


def set_raw(value):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.identity', %s, true)", [value])


def person():
    with connection.cursor() as cursor:
        cursor.execute("select sec.person()")
        return cursor.fetchone()[0]


def broken(one, other):
    person_id, expiry, mac = token(one.pk).split("|")
    old = token(one.pk, seconds=-5)
    return {
        "empty parts": "||",
        "no signature": f"{person_id}|{expiry}",
        "wrong signature": f"{person_id}|{expiry}|{'0' * 64}",
        "another's id with this signature": f"{other.pk}|{expiry}|{mac}",
        "a later expiry with this signature": f"{person_id}|{int(expiry) + 1}|{mac}",
        "expired": old,
        "bad hex": f"{person_id}|{expiry}|{'z' * 64}",
        "an extra field": f"{person_id}|{expiry}|{mac}|x",
        "not a uuid": f"1 or 1=1|{expiry}|{mac}",
        "a huge expiry": f"{person_id}|{'9' * 40}|{mac}",
        "a signature in capitals": f"{person_id}|{expiry}|{mac.upper()}",
        "spaces around it": f" {person_id}|{expiry}|{mac} ",
    }


NAMES = [
    "empty parts", "no signature", "wrong signature", "another's id with this signature",
    "a later expiry with this signature", "expired", "bad hex", "an extra field", "not a uuid", "a huge expiry",
    "a signature in capitals", "spaces around it",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_identity_sees_nothing_and_raises_an_alarm(signed, name):
    value = broken(signed["coach"], signed["coachee"])[name]
    set_raw(value)
    with capture_logs() as logs:
        assert person() is None
        assert not FocusPractice.objects.exists()
    assert any(entry["event"] == "identity_refused" and entry["log_level"] == "critical" for entry in logs)


@pytest.mark.parametrize("value", ["", None])
def test_no_identity_sees_nothing_and_is_no_alarm(signed, value):
    set_raw(value or "")
    with capture_logs() as logs:
        assert person() is None
        assert not FocusPractice.objects.exists()
    assert not logs


def test_a_nul_never_reaches_the_database(signed):
    with pytest.raises(Exception, match=r"NUL|0x00"):
        set_raw(token(signed["coach"].pk) + "\0")


def test_a_true_identity_is_that_person_and_nobody_else(signed):
    with acting_as(signed["coach"].pk):
        assert person() == signed["coach"].pk
        assert FocusPractice.objects.count() == 2
    assert person() is None


def test_identities_nest_and_return(signed):
    with acting_as(signed["coach"].pk):
        with acting_as(signed["leader"].pk):
            assert person() == signed["leader"].pk
        assert person() == signed["coach"].pk


def test_a_person_whom_nobody_knows_sees_nothing(signed):
    assume(uuid.uuid4())
    assert not FocusPractice.objects.exists()
