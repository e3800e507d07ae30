"""Questions of a pair and their answers (C7)."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, WORKER, Disclosure
from coaching.migrating import Together

SEC = f"""
-- Open questions with a day between two others, for the one who owes the answer: the day, and never a word.
create function sec.questions_to_remind(since date, until date)
returns table (subject_id uuid, due_on date, framework_version_id uuid, user_id uuid, part text, time_zone text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.due_on, p.framework_version_id, q.user_id, q.part::text, u.time_zone::text
  from public.cycles_pairquestion a
  join public.coaching_partnership p on p.id = a.partnership_id
  join public.coaching_party q on q.partnership_id = a.partnership_id and q.user_id = a.asked_of_id
       and q.left_at is null and (q.ends_at is null or q.ends_at > now())
       and q.part in ('coach', 'coachee', 'peer', 'mentor_coach')
  join public.coaching_user u on u.id = q.user_id and u.is_active
  where a.due_on between since and until
    and not exists (select from public.cycles_pairanswer w where w.question_id = a.id)
    and not exists (select from public.agreements_standing t where t.partnership_id = p.id
      and t.state in ('paused', 'concluded', 'discontinued', 'handed_over'))
$$;
revoke all on function sec.questions_to_remind(date, date) from public;
grant execute on function sec.questions_to_remind(date, date) to {WORKER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.questions_to_remind(date, date) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0010_conversations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="PairQuestion",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("here", "Here"),
                                    ("phone", "By phone"),
                                    ("email", "By email"),
                                    ("in_person", "In person"),
                                ],
                                max_length=12,
                                verbose_name="how it was asked",
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="question")),
                        ("asked_on", models.DateField(verbose_name="day")),
                        ("due_on", models.DateField(null=True)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-asked_on", "-recorded_at"],
                        "indexes": [
                            models.Index(fields=["partnership", "-asked_on"], name="cycles_question_of"),
                            models.Index(
                                condition=models.Q(("due_on__isnull", False)),
                                fields=["due_on"],
                                name="cycles_question_due",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", models.F("asked_of")), _negated=True),
                                name="cycles_question_to_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("author", models.F("asked_by")),
                                    models.Q(
                                        ("author", models.F("asked_of")), models.Q(("way", "here"), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="cycles_question_by_one_of_the_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("due_on__isnull", True), ("due_on__gt", models.F("asked_on")), _connector="OR"
                                ),
                                name="cycles_question_due_after_asking",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairAnswer",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("here", "Here"),
                                    ("phone", "By phone"),
                                    ("email", "By email"),
                                    ("in_person", "In person"),
                                ],
                                max_length=12,
                                verbose_name="how it was answered",
                            ),
                        ),
                        ("text", models.TextField(max_length=5000, verbose_name="answer")),
                        ("answered_on", models.DateField(verbose_name="day")),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "partnership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="coaching.partnership"
                            ),
                        ),
                        (
                            "program",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.program",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.terms",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="cycles.pairquestion",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["recorded_at"],
                    },
                ),
            ]
        ),
        Disclose(
            "cycles_pairquestion",
            Disclosure(RecordClass.NOTES, leaves="false", inserts="author", updates="nobody"),
            history=False,
        ),
        Disclose(
            "cycles_pairanswer",
            Disclosure(RecordClass.NOTES, leaves="false", inserts="author", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(SEC, "drop function sec.questions_to_remind(date, date)"),
    ]
