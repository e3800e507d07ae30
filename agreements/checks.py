"""What `manage.py check --deploy` says of the seal."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils import timezone

from agreements.sealing import WARN, CertificateUnusable, look_at_certificate

RENEW = "Set SEAL_PKCS12, or SEAL_CERTIFICATE and SEAL_KEY, to a new certificate. Documents sealed before still hold."


def certificate(**_kwargs: Any) -> list[CheckMessage]:
    """The certificate can be read, is valid, and is so for 60 days to come (fault 21)."""
    try:
        found = look_at_certificate(settings.DATA_DIR, settings)
    except CertificateUnusable as error:
        return [Error(str(error), id="agreements.E001")]
    if found is None:
        return []
    last, now = found.not_valid_after_utc, timezone.now()
    if last <= now:
        return [Error(f"The certificate for sealing ended on {last:%Y-%m-%d}.", hint=RENEW, id="agreements.E002")]
    if last - now < WARN:
        return [Warning(f"The certificate for sealing ends on {last:%Y-%m-%d}.", hint=RENEW, id="agreements.W001")]
    return []
