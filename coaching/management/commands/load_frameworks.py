from django.core.management.base import BaseCommand

from coaching.services.frameworks import load_all


class Command(BaseCommand):
    help = "Store the frameworks under coaching/frameworks/ that are ready, as new versions where their text changed."

    def handle(self, *args, **options) -> None:
        for version, is_new in load_all():
            if is_new or options["verbosity"] > 1:
                self.stdout.write(f"{version}: {'loaded' if is_new else 'unchanged'}")
