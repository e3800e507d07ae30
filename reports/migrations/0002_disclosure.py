"""Row security of files made on request: their requester's alone."""

from django.db import migrations

from coaching.disclosure.operations import Protect
from coaching.disclosure.policies import NOBODY, PERSON, WORKER, Policy

MINE = f"requester_id = {PERSON}"


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("coaching", "0002_disclosure")]

    operations = [
        Protect(
            "reports_export",
            [
                Policy("own", "select", MINE),
                Policy("asks", "insert", check=MINE),
                Policy("changes", "update", MINE, MINE),
                Policy("deletes", "delete", MINE),
                Policy("worker_forgets", "delete", f"{NOBODY} and expires_at <= now()", to=WORKER),
                Policy("worker_facts", "select", NOBODY, to=WORKER),
            ],
        ),
    ]
