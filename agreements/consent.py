"""The words by which a person agrees to electronic records, and what they mean. What is kept is what was read."""

from django.utils.translation import gettext_lazy as _

CONSENT = _("I agree to sign and to get this agreement electronically. I can read, print and download it at any time.")

MEANING = (
    _("You need: a phone or computer with a web browser, something that opens PDF files, and an email address."),
    _("Paper instead: you can sign on paper at any time. Ask the other people in the agreement, it costs you nothing."),
    _("Changing your mind: take your consent back under “Electronic records” in your account. It counts from then on."),
    _("What you signed until then stays signed."),
)

NO_MORE = _("I take back my consent to electronic records. From now on I am asked to sign on paper.")


def consent_in_full() -> str:
    """The sentence and its meaning, in the language of the person who reads it."""
    return "\n".join(str(line) for line in (CONSENT, *MEANING))
