from django.core.management.base import BaseCommand

from coaching.provisioning import provision


class Command(BaseCommand):
    help = "Make roles, tables, row security and frameworks in the database that DATABASE_URL names (as its owner)."

    def handle(self, *args, **options) -> None:
        provision(verbosity=options["verbosity"])
        self.stdout.write("The database is ready.")
