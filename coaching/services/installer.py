"""The first account of an installation: somebody who may start programs. Run by whoever runs the database."""

from django.db import connection, transaction

from coaching.disclosure.policies import DEFINER
from coaching.models import Contact, Person, User
from coaching.services.people import sort_name


@transaction.atomic
def make_installer(*, email: str, name: str, language: str = "en", time_zone: str = "America/Denver") -> User:
    """An invited account that may start programs, or the one that has this address, given that right.

    Needs a login that may become the definer (the database's owner): no page of the product can do this.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"set local role {DEFINER}")
    email = User.objects.normalize_email(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, language=language, time_zone=time_zone)
        user.set_unusable_password()
        user.save(force_insert=True)
        Person(user=user, name=name, sort_name=sort_name(name)).save(force_insert=True)
        Contact(user=user, email=email).save(force_insert=True)
    User.objects.filter(pk=user.pk).update(may_start_programs=True)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    return user
