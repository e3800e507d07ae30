import json

from django.core.management.base import BaseCommand

from demonstration.crowd import PEOPLE
from demonstration.load import load
from demonstration.others import OTHERS
from demonstration.people import sign_ins


class Command(BaseCommand):
    help = "Fill the demonstration programs (with DATABASE_URL of the database's owner); --list prints the sign-ins."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--list", action="store_true", help="print who can sign in, and change nothing")
        parser.add_argument("--json", action="store_true", help="print the list as JSON")

    def handle(self, *args, **options) -> None:
        if not options["list"]:
            made = load()
            self.stdout.write("The demonstration is ready." if made else "The demonstration was there already.")
            return
        people = sign_ins([*(person for work in OTHERS for person in work.people), *PEOPLE])
        if options["json"]:
            self.stdout.write(json.dumps(people))
            return
        for person in people:
            self.stdout.write(f"{person['part']:<22} {person['email']:<24} {person['password']}")
