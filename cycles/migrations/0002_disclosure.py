"""Row security of the work."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import Disclosure


class Migration(migrations.Migration):
    dependencies = [("cycles", "0001_initial"), ("coaching", "0002_disclosure")]

    operations = [
        Disclose("cycles_goal", Disclosure(RecordClass.GOALS)),
        Disclose("cycles_actionstep", Disclosure(RecordClass.ACTION_PLAN, deletes="pair")),
        Disclose("cycles_cycle", Disclosure(RecordClass.LOG, leaves="completed_on is not null")),
        Disclose("cycles_cyclecomponent", Disclosure(RecordClass.NOTES)),
        Disclose("cycles_visit", Disclosure(RecordClass.VISIT_DETAIL, worker=True)),
        Disclose(
            "cycles_logdraft",
            Disclosure(RecordClass.NOTES, author_only=True, updates="author", deletes="author"),
            history=False,
        ),
        Disclose("cycles_visitlog", Disclosure(RecordClass.LOG, updates="nobody")),
        Disclose("cycles_visitdetail", Disclosure(RecordClass.VISIT_DETAIL, updates="nobody")),
        Disclose("cycles_note", Disclosure(RecordClass.NOTES, inserts="author", updates="author")),
    ]
