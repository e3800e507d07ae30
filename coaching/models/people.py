"""Who signs in, what they are called, where they can be reached: three tables, shown to different people."""

import uuid
import zoneinfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coaching.models.history import tracked


def valid_time_zone(value: str) -> None:
    """Raises ValidationError unless `value` is an IANA zone such as America/Denver."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("Choose a time zone from the list."))


class UserManager(BaseUserManager["User"]):
    """Addresses are stored in lower case: one person, one sign-in."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser):
    """The sign-in of one person. Read by its owner, the sign-in pages and the administrators of their programs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email"), unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(
        _("language"), max_length=5, default="en", choices=[("en", _("English")), ("es", _("Spanish"))]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Denver", validators=[valid_time_zone])
    may_start_programs = models.BooleanField(default=False)
    invited_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="coaching_user_email_any_case"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class Person(models.Model):
    """A name, shown to those who share a partnership and to the parts that are given a record of it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    sort_name = models.CharField(max_length=120, db_index=True)

    def __str__(self) -> str:
        return self.name


@tracked()
class Contact(models.Model):
    """Where a person can be reached: their own parties and the administrator see it, nobody else."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    email = models.EmailField(_("email"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
