"""The words of the base's own mails."""

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.accounts import invitation_path, password_reset_path
from coaching.models import Mail, User
from coaching.services.outbox import Letter, link


def invitation(mail: Mail, user: User) -> Letter | None:
    """Choose a password and come in; nothing for somebody who has joined since."""
    if user.joined_at is not None:
        return Letter(
            subject=_("You have a new part in Alongside"),
            lines=(_("A program has given you a part in Alongside. Sign in to see it."),),
            action=_("Sign in"),
            url=link(reverse("account_login")),
        )
    return Letter(
        subject=_("You are invited to Alongside"),
        lines=(
            _("A coaching program has invited you to Alongside."),
            _("Open the link to choose a password. It works once, within 14 days."),
            _("If you did not expect this, you can ignore it. Nothing happens until you choose a password."),
        ),
        action=_("Accept the invitation"),
        url=link(invitation_path(user)),
    )


def password_reset(mail: Mail, user: User) -> Letter | None:
    """A link to choose a new password."""
    return Letter(
        subject=_("Choose a new password"),
        lines=(
            _("Somebody asked for a new password for your account."),
            _("The link works once, for one day. If it was not you, ignore this mail: your password stays as it is."),
        ),
        action=_("Choose a new password"),
        url=link(password_reset_path(user)),
    )
