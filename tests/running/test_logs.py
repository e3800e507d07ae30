"""What the processes write down about themselves can be read by people who may not know who is coached."""

import json
import re

import pytest

from coaching.logs import public_path
from tests.cast import make_people
from tests.database import bypassing

KEY = "53d84fd08d27422ca2cc5c78f445b406-dietzr-00dfc607a8c8bf00bb0921a1b8878f06"
WELCOME = "eyJ1c2VyIjoiNTNkODRmZDAifQ:1tabcd:abcdefghijklmnopqrstuvwxyz"


def lines_of(text: str) -> list[dict]:
    """The lines of a log as objects; what gunicorn says when it starts and stops is not asked for here."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.fixture
def since(stack) -> int:
    return len(stack.web.said().encode())


def test_no_key_of_an_invitation_or_a_new_password_is_logged(stack, since):
    assert stack.get(f"/accounts/password/reset/key/{KEY}/")[0] == 200
    assert stack.get(f"/welcome/{WELCOME}/")[0] == 410
    assert stack.get(f"/nowhere/{WELCOME}/")[0] == 404
    said = stack.web.said(since)
    assert "/accounts/password/reset/key/…/" in said
    assert KEY not in said and KEY.split("-")[2] not in said
    assert WELCOME not in said and WELCOME.split(":")[2] not in said


def test_a_fault_is_logged_with_its_reference_and_says_nothing_else(stack, since):
    """The page shows the number, the log explains it; both lines are whole objects."""
    stack.rows("alter table django_session rename to away")
    try:
        status, page = stack.get("/accounts/login/", Cookie="sessionid=" + "k" * 32)
    finally:
        stack.rows("alter table away rename to django_session")
    assert status == 500
    said = stack.web.said(since)
    assert "Logging error" not in said
    lines = lines_of(said)
    [fault] = [line for line in lines if line.get("event") == "error_page"]
    assert fault["reference"] in page
    assert any("UndefinedTable" in line.get("exception", "") for line in lines)


def test_the_lines_of_the_worker_are_whole_too(stack):
    with stack.inside(), bypassing():
        make_people({"reader": "Wilma Osei"})
    before = len(stack.worker.said().encode())
    stack.tick()
    said = stack.worker.said(before)
    assert lines_of(said)
    assert [line for line in said.splitlines() if not line.startswith("{")] == []


def test_only_keys_are_taken_out_of_addresses():
    for kept in ("/cycles/0199f1f0-5b1e-7c3a-9a51-1c2d3e4f5a6b/visit/", "/programs/", "http://127.0.0.1:8000/"):
        assert public_path(kept) == kept
    assert re.fullmatch(r"Gone: /welcome/…/", public_path(f"Gone: /welcome/{WELCOME}/"))
