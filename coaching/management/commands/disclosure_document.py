from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from coaching.disclosure.document import document

PATH = Path(settings.BASE_DIR) / "docs" / "disclosure.md"


class Command(BaseCommand):
    help = "Write docs/disclosure.md from the rules and the tables."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        PATH.write_text(document())
        self.stdout.write(f"Written: {PATH.relative_to(settings.BASE_DIR)}")
