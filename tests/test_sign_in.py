"""The way in and out: invitation, password, second factor, limits, sessions. Passkeys are in test_passkeys.py."""

import base64
import hmac
import re
import struct
import time

import pytest
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from coaching.disclosure.classes import Part
from coaching.disclosure.identity import acting_as
from coaching.models import Mail, User
from coaching.services.people import enrol
from tests.cast import PASSWORD, Client
from tests.database import bypassing
from tests.test_outbox import tick

NEW = "harbour velvet tuesday 41"
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
NEWCOMER = "edith.nakamura@example.org"


@pytest.fixture(autouse=True)
def no_earlier_tries(db):
    """Limits are counted in the cache, which outlives a test."""
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


def path_of(mail) -> str:
    return re.sub(r"^https?://[^/]+", "", mail.link)


def invite(cast, email: str = NEWCOMER) -> None:
    with acting_as(cast["administrator"].pk):
        enrol(program=cast.program, email=email, name="Edith Nakamura", part=Part.COACHEE, by=cast["administrator"])


def code_now(secret: str) -> str:
    """What an authenticator app shows at this moment (RFC 6238, six digits, thirty seconds)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


# ---- coming in by invitation ---------------------------------------------------------------------------------------
def welcome(client: Client, path: str):
    return client.post(
        path, {"password": NEW, "again": NEW, "language": "en", "time_zone": "America/Denver"}, follow=True
    )


def test_an_invitation_leads_to_a_password_and_in(client, cast, mailbox):
    invite(cast)
    tick()
    path = path_of(mailbox.latest(NEWCOMER, "invited"))
    assert client.get(path).status_code == 200
    assert welcome(client, path).status_code == 200
    assert is_in(client)
    another = Client()
    sign_in(another, NEWCOMER, NEW)
    assert is_in(another)


@pytest.mark.parametrize("language", ["en", "es"])
def test_whoever_comes_in_goes_on_in_the_language_they_read(client, cast, mailbox, language):
    invite(cast)
    tick()
    path = path_of(mailbox.latest(NEWCOMER, "invited"))
    page = client.get(path, headers={"Accept-Language": language})
    assert page.context["form"]["language"].value() == language
    assert "Español" in page.content.decode(), "each language is offered in its own words"


def test_the_link_of_an_invitation_works_once(client, cast, mailbox):
    invite(cast)
    tick()
    path = path_of(mailbox.latest(NEWCOMER))
    welcome(client, path)
    another = Client()
    assert another.get(path).status_code == 410
    assert welcome(another, path).status_code == 410
    assert not is_in(another)


def test_the_link_of_an_invitation_is_good_for_a_fortnight(client, cast, mailbox, time_machine):
    invite(cast)
    tick()
    path = path_of(mailbox.latest(NEWCOMER))
    now = time.time()
    time_machine.move_to(now + 13.9 * 86400)
    assert client.get(path).status_code == 200
    time_machine.move_to(now + 14.1 * 86400)
    assert client.get(path).status_code == 410
    assert welcome(client, path).status_code == 410
    assert not is_in(client)


def test_a_link_that_was_changed_or_is_for_somebody_gone_opens_nothing(client, cast, mailbox):
    invite(cast)
    tick()
    path = path_of(mailbox.latest(NEWCOMER))
    token = path.split("/")[2]
    for forged in (token[:-2] + "xx", token.split(":")[0], "x", token + ":"):
        assert client.get(f"/welcome/{forged}/").status_code == 410
    with bypassing():
        User.objects.filter(email=NEWCOMER).update(is_active=False)
    assert client.get(path).status_code == 410


def test_a_weak_first_password_is_refused_with_a_reason(client, cast, mailbox):
    invite(cast)
    tick()
    path = path_of(mailbox.latest(NEWCOMER))
    for password in ("short", "password1234", NEWCOMER):
        page = client.post(
            path, {"password": password, "again": password, "language": "en", "time_zone": "America/Denver"}
        )
        assert page.status_code == 200
        assert 'aria-invalid="true"' in page.content.decode()
    assert not is_in(client)


def test_nobody_signs_up(client, cast):
    for name in ("account_signup", "account_signup_by_passkey", "mfa_signup_webauthn"):
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        assert client.get(path).status_code in (302, 404)
        client.post(path, {"email": "uninvited@example.org", "password1": NEW})
    assert client.post("/accounts/signup/", {"email": "uninvited@example.org", "password1": NEW}).status_code == 404
    assert not re.search(r"sign.?up|register", client.get(LOGIN).content.decode(), re.IGNORECASE)
    with bypassing():
        assert not User.objects.filter(email="uninvited@example.org").exists()


# ---- known and unknown addresses answer the same (fault 77 and enumeration) ----------------------------------------
def as_read(page, *own: str) -> tuple[int, str]:
    """A page without what a form makes anew each time, and without the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    text = re.sub(r'nonce="[^"]+"', "", text)
    for word in own:
        text = text.replace(word, "ADDRESS")
    return page.status_code, text


def test_a_wrong_password_and_an_unknown_address_answer_the_same(cast):
    known, unknown = cast["coach"].email, "nobody.at.all@example.org"
    pages = [as_read(sign_in(Client(), email, "wrong password"), email) for email in (known, unknown)]
    assert pages[0] == pages[1]


def test_a_forgotten_password_answers_the_same_for_unknown_addresses(cast, mailbox):
    known, unknown = cast["coach"].email, "nobody.at.all@example.org"
    pages = [as_read(Client().post(RESET, {"email": email}, follow=True), email) for email in (known, unknown)]
    assert pages[0] == pages[1]
    tick()
    assert [one.to for one in mailbox.received] == [known]


def test_inviting_a_known_address_answers_as_inviting_a_new_one(client, cast):
    """Fault 77: an administrator learns nothing about who is in another program."""
    client.force_login(cast["administrator"])
    page = reverse("person_add", args=[cast.program.pk])
    answers = []
    for email in (cast["stranger"].email, "quite.new@example.org"):
        form = {"name": "Quite New", "email": email, "part": "coachee", "starts_on": "2026-09-01", "invite": "on"}
        answer = client.post(page, form)
        assert answer.status_code == 302
        answers.append(re.sub(r"[0-9a-f-]{36}", "ID", answer["Location"]))
    assert answers[0] == answers[1]


# ---- guessing ------------------------------------------------------------------------------------------------------
def test_guessing_the_password_of_one_person_is_slowed(client, cast, time_machine):
    email = cast["coach"].email
    for _try in range(5):
        assert sign_in(client, email, "wrong password").status_code == 200
    sign_in(client, email)
    assert not is_in(client), "the sixth try must be refused, even with the right password"
    time_machine.move_to(time.time() + 301)
    sign_in(client, email)
    assert is_in(client)


def test_guessing_many_people_from_one_place_is_slowed(client, cast):
    for number in range(10):
        sign_in(client, f"guess.{number}@example.org", "spring2026")
    sign_in(client, cast["coach"].email)
    assert not is_in(client)


def test_somebody_who_guesses_elsewhere_does_not_lock_the_person_out(client, cast):
    """Fault 44: the guesser is slowed, the person still comes in."""
    guesser = Client()
    for _try in range(12):
        sign_in(guesser, cast["coach"].email, "wrong password", REMOTE_ADDR="203.0.113.9")
    sign_in(guesser, cast["coach"].email, REMOTE_ADDR="203.0.113.9")
    assert not is_in(guesser)
    sign_in(client, cast["coach"].email, REMOTE_ADDR="198.51.100.7")
    assert is_in(client)


def test_asking_for_new_passwords_is_slowed(client, cast, mailbox):
    answers = [client.post(RESET, {"email": cast["coach"].email}).status_code for _try in range(6)]
    assert answers == [302] * 5 + [429]
    tick()
    assert len(mailbox.received) == 1, "one mail a minute, however often it was asked for"


# ---- a forgotten password ------------------------------------------------------------------------------------------
def ask_for_a_new_password(cast, mailbox) -> str:
    Client().post(RESET, {"email": cast["coach"].email})
    tick()
    return path_of(mailbox.latest(cast["coach"].email, "password"))


def choose(client: Client, path: str):
    form = client.get(path, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)


def test_a_new_password_comes_by_mail(client, cast, mailbox):
    elsewhere = Client()
    sign_in(elsewhere, cast["coach"].email)
    assert is_in(elsewhere)
    path = ask_for_a_new_password(cast, mailbox)
    assert choose(client, path).status_code == 200
    old, new = Client(), Client()
    sign_in(old, cast["coach"].email, PASSWORD)
    sign_in(new, cast["coach"].email, NEW)
    assert (is_in(old), is_in(new)) == (False, True)
    assert not is_in(elsewhere), "sessions that knew the old password have ended"


def test_the_link_for_a_new_password_works_once_and_for_one_day(client, cast, mailbox, time_machine):
    path = ask_for_a_new_password(cast, mailbox)
    choose(client, path)
    cache.clear()
    other = "another password 99"
    again = Client()
    form = again.get(path, follow=True)
    again.post(form.request["PATH_INFO"], {"password1": other, "password2": other})
    late = ask_for_a_new_password(cast, mailbox)
    time_machine.move_to(time.time() + 86400 + 60)
    form = again.get(late, follow=True)
    again.post(form.request["PATH_INFO"], {"password1": other, "password2": other})
    cache.clear()
    sign_in(again, cast["coach"].email, other)
    assert not is_in(again)


def test_no_secret_waits_in_the_outbox(cast):
    """Whoever reads the table of mails cannot come in with what stands there: links are made at sending."""
    Client().post(RESET, {"email": cast["coach"].email})
    invite(cast)
    with bypassing():
        rows = [f"{mail.__dict__}" for mail in Mail.objects.all()]
    assert len(rows) == 2
    assert not any("/welcome/" in row or "/reset/" in row for row in rows)


# ---- a second factor -----------------------------------------------------------------------------------------------
def turn_on_the_app(client: Client, cast) -> str:
    """Set up an authenticator app as the coach; answers its secret."""
    sign_in(client, cast["coach"].email)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in page.request["PATH_INFO"]:
        page = client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"],
                           {"password": PASSWORD}, follow=True)  # fmt: skip
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page.content.decode())[1]
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}, follow=True)
    assert done.status_code == 200
    return secret


def recovery_codes(client: Client) -> list[str]:
    """As the page offers them for downloading."""
    return client.get("/accounts/2fa/recovery-codes/download/", follow=True).content.decode().split()


def test_a_second_factor_is_asked_for_after_the_password(client, cast, time_machine):
    secret = turn_on_the_app(client, cast)
    time_machine.move_to(time.time() + 60)
    another = Client()
    step = sign_in(another, cast["coach"].email)
    assert step["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(another), "the password alone opens nothing"
    wrong = f"{(int(code_now(secret)) + 1) % 1_000_000:06}"
    another.post(step["Location"], {"code": wrong})
    assert not is_in(another)
    another.post(step["Location"], {"code": code_now(secret)})
    assert is_in(another)


def test_a_code_that_was_seen_over_the_shoulder_is_used_up(client, cast, time_machine):
    secret = turn_on_the_app(client, cast)
    time_machine.move_to(time.time() + 60)
    code = code_now(secret)
    for come_in in (True, False):
        another = Client()
        step = sign_in(another, cast["coach"].email)
        another.post(step["Location"], {"code": code})
        assert is_in(another) == come_in


def test_a_lost_phone_has_a_way_back_that_works_once(client, cast, time_machine):
    """Fault 46."""
    turn_on_the_app(client, cast)
    [code, *_others] = recovery_codes(client)
    time_machine.move_to(time.time() + 60)
    for come_in in (True, False):
        another = Client()
        step = sign_in(another, cast["coach"].email)
        another.post(step["Location"], {"code": code})
        assert is_in(another) == come_in


# ---- sessions ------------------------------------------------------------------------------------------------------
def test_sessions_are_listed_and_ended_everywhere_else(client, cast):
    phone, stranger = Client(HTTP_USER_AGENT="Phone"), Client()
    for one in (client, phone):
        sign_in(one, cast["coach"].email)
    sign_in(stranger, cast["stranger"].email)
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count('class="row-item"') == 2
    client.post("/accounts/sessions/")
    assert (is_in(client), is_in(phone), is_in(stranger)) == (True, False, True)


def test_a_deactivated_person_is_out_at_once(client, cast):
    """Fault 9."""
    sign_in(client, cast["coach"].email)
    assert is_in(client)
    with bypassing():
        User.objects.filter(pk=cast["coach"].pk).update(is_active=False)
    assert client.get("/profile/").status_code == 302
    with bypassing():
        User.objects.filter(pk=cast["coach"].pk).update(is_active=True)
    sign_in(client, cast["coach"].email)
    assert is_in(client)


def test_a_deactivated_person_does_not_come_in(client, cast):
    with bypassing():
        User.objects.filter(pk=cast["coach"].pk).update(is_active=False)
    sign_in(client, cast["coach"].email)
    assert not is_in(client)


def test_no_page_may_be_kept_by_the_browser(client, cast):
    """Fault 48: what Back shows after signing out is asked for anew."""
    sign_in(client, cast["coach"].email)
    for path in ("/profile/", "/who-sees-what/", "/accounts/sessions/"):
        assert "no-store" in client.get(path)["Cache-Control"]
    assert "storage" in client.post("/accounts/logout/")["Clear-Site-Data"]
    assert not is_in(client)
