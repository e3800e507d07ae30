"""How many partnerships of a program a part is given anything of is counted in an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coaching", "0011_ledger_by_pair")]

    operations = [
        migrations.AddIndex(
            "Partnership",
            models.Index(fields=["program", "terms"], include=["id"], name="coaching_partnership_given"),
        ),
    ]
