from django.core.management.base import BaseCommand

from coaching.accounts import invitation_path
from coaching.services.installer import make_installer
from coaching.services.outbox import link


class Command(BaseCommand):
    help = "Make the first account, which may start programs (with DATABASE_URL of the database's owner)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args, email: str, name: str, **options) -> None:
        user = make_installer(email=email, name=name)
        if user.joined_at is None:
            self.stdout.write(f"Open this link within 14 days and choose a password: {link(invitation_path(user))}")
        else:
            self.stdout.write("This account may start programs now.")
