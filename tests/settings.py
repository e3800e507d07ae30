"""The product's own settings, with a quick password hash so that a test of pages is not a test of a hash."""

from coaching.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
