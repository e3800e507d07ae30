"""The indexes by program hold what the figures of programs sum, and what row security asks of each row, too."""

from django.db import migrations, models

from coaching.migrating import QuickMigration


class Migration(QuickMigration):
    dependencies = [("cycles", "0033_cases_handed_on")]

    operations = [
        migrations.RemoveIndex("VisitLog", "cycles_log_in"),
        migrations.AddIndex(
            "VisitLog",
            models.Index(
                fields=["program", "-visited_on", "-id"],
                include=["terms", "partnership", "minutes", "written_at"],
                name="cycles_log_in",
            ),
        ),
        migrations.RemoveIndex("Cycle", "cycles_cycle_in"),
        migrations.AddIndex(
            "Cycle",
            models.Index(
                fields=["program", "completed_on"],
                include=["terms", "partnership", "written_at"],
                name="cycles_cycle_in",
            ),
        ),
    ]
