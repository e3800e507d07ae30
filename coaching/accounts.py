"""Sign-in: nobody signs up, an invitation opens the door, and every mail goes through the outbox."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from coaching.models import User
from coaching.services.audit import Event, record
from coaching.services.outbox import Kind, enqueue

SALT = "coaching.invitation"


class Adapter(DefaultAccountAdapter):
    """allauth's hooks, as this product wants them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        """Wrong passwords are counted by address and network: who guesses is slowed, the person still comes in."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def send_password_reset_mail(self, user, email, context) -> None:
        """The worker makes the link when it sends the mail; nothing secret waits in the outbox."""
        enqueue(
            Kind.PASSWORD_RESET,
            subject_id=user.pk,
            recipient_id=user.pk,
            occurrence=f"{timezone.now():%Y-%m-%dT%H:%M}",
        )


class KeysAdapter(DefaultMFAAdapter):
    """allauth's hooks for passkeys and codes."""

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """The name that stands in the field before its owner writes another."""
        return _("Passkey %(n)d") % {"n": Authenticator.objects.filter(user=user, type=type).count() + 1}


def display(user: User) -> str:
    """What allauth's pages call a person."""
    return user.email


def _state(user: User) -> str:
    """Changes when the invitation is accepted, so that its link works once."""
    return salted_hmac(SALT, f"{user.password}{user.joined_at}").hexdigest()[:24]


def invitation_path(user: User) -> str:
    """The address of the page where an invited person chooses a password."""
    token = signing.dumps({"user": str(user.pk), "state": _state(user)}, salt=SALT)
    return reverse("welcome", args=[token])


def invited(token: str) -> User | None:
    """The person a link invites; None when it is used, too old, or not ours. Needs the door's identity."""
    try:
        value = signing.loads(token, salt=SALT, max_age=settings.INVITATION_DAYS * 24 * 3600)
        user = User.objects.filter(pk=uuid.UUID(value["user"]), is_active=True, joined_at=None).first()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return user if user and constant_time_compare(value["state"], _state(user)) else None


def password_reset_path(user: User) -> str:
    """The address of allauth's page for a new password."""
    key = PasswordResetTokenGenerator().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


@transaction.atomic
def join(request: HttpRequest, *, user: User, password: str, language: str, time_zone: str) -> None:
    """Accept an invitation: set the password, count the address as proved, and sign in."""
    user.set_password(password)
    user.language, user.time_zone = language, time_zone
    user.joined_at = timezone.now()
    user.save(update_fields=["password", "language", "time_zone", "joined_at"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    record(Event.PERSON_JOINED, target=user, by=user)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="password", email=user.email)
