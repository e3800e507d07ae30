"""What a learner gives item by item, and what their coach proposes to give (B10)."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import Together

SEC = f"""
-- A copy is given where the signed terms of this partnership give its class so, and while the coaching goes on. After
-- that nothing of it changes but that it is taken back, once.
create function sec.keep_release() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.ended_at is not null
       or exists (select from public.agreements_standing s where s.partnership_id = new.partnership_id
                  and s.state in ('concluded', 'discontinued', 'handed_over'))
       or not exists (select from public.coaching_disclosurerule r
                      where r.terms_id = new.terms_id and r.audience = new.audience
                        and r.record_class = new.record_class and r.form = 'release') then
      raise exception 'the agreement gives nothing of this kind' using errcode = 'insufficient_privilege';
    end if;
  elsif old.ended_at is not null or new.ended_at is null
     or (new.user_id, new.record_class, new.kind, new.source_id, new.audience, new.title, new.content, new.until, new.given_at)
        is distinct from
        (old.user_id, old.record_class, old.kind, old.source_id, old.audience, old.title, old.content, old.until, old.given_at)
  then
    raise exception 'what was given is taken back and never changed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
-- After the stamp, which says which terms were signed
create trigger b_keep before insert or update on public.cycles_release
  for each row execute function sec.keep_release();

-- A proposal goes to somebody else, who is coached in this partnership today, and is answered once.
create function sec.keep_release_proposal() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.answered_at is not null or new.user_id = new.author_id or not exists (
        select from public.coaching_party p
        where p.partnership_id = new.partnership_id and p.user_id = new.user_id and p.left_at is null
          and p.part in ('coachee', 'peer')) then
      raise exception 'this is not theirs to give' using errcode = 'insufficient_privilege';
    end if;
  elsif old.answered_at is not null
     or (new.author_id, new.user_id, new.kind, new.source_id, new.audience, new.reason, new.made_at)
        is distinct from
        (old.author_id, old.user_id, old.kind, old.source_id, old.audience, old.reason, old.made_at) then
    raise exception 'a proposal is answered once' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger b_keep before insert or update on public.cycles_releaseproposal
  for each row execute function sec.keep_release_proposal();
grant execute on function sec.keep_release(), sec.keep_release_proposal() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0009_program_profiles"),
        ("cycles", "0023_requests_to_remind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Release",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "record_class",
                            models.CharField(
                                choices=[
                                    ("agreement", "Agreement"),
                                    ("agreement_terms", "Agreement terms"),
                                    ("agreement_status", "Agreement signed or not"),
                                    ("practices", "Practices of focus"),
                                    ("goals", "Goals"),
                                    ("action_plan", "Action plan"),
                                    ("log", "Coaching log"),
                                    ("attendance", "Attendance"),
                                    ("visit_detail", "Visit details"),
                                    ("notes", "Notes"),
                                    ("assessment", "Assessments"),
                                    ("survey", "Survey answers"),
                                    ("progress_report", "Progress reports"),
                                    ("concern", "Concerns"),
                                    ("disclosure_record", "Record of what was shared"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("practice", "Practice of focus"),
                                    ("goal", "Goal"),
                                    ("plan", "Action plan"),
                                    ("log", "Coaching log"),
                                    ("cycle", "Cycle"),
                                    ("detail", "Visit details"),
                                    ("note", "Note"),
                                    ("celebration", "Celebration"),
                                    ("known", "Getting to know"),
                                    ("level", "Level of a practice"),
                                    ("needs", "Strengths and needs"),
                                    ("rating", "Rating"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("source_id", models.UUIDField(editable=False)),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("title", models.CharField(max_length=300, verbose_name="title")),
                        ("content", models.JSONField(default=list)),
                        ("until", models.DateField(null=True, verbose_name="last day")),
                        ("given_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-given_at", "-id"],
                        "indexes": [models.Index(fields=["partnership", "-given_at"], name="cycles_release_of_pair")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "practice"), ("record_class", "practices")),
                                    models.Q(("kind", "goal"), ("record_class", "goals")),
                                    models.Q(("kind", "plan"), ("record_class", "action_plan")),
                                    models.Q(("kind", "log"), ("record_class", "log")),
                                    models.Q(("kind", "cycle"), ("record_class", "log")),
                                    models.Q(("kind", "detail"), ("record_class", "visit_detail")),
                                    models.Q(("kind", "note"), ("record_class", "notes")),
                                    models.Q(("kind", "celebration"), ("record_class", "notes")),
                                    models.Q(("kind", "known"), ("record_class", "notes")),
                                    models.Q(("kind", "level"), ("record_class", "assessment")),
                                    models.Q(("kind", "needs"), ("record_class", "assessment")),
                                    models.Q(("kind", "rating"), ("record_class", "assessment")),
                                    _connector="OR",
                                ),
                                name="cycles_release_of_its_class",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("partnership", "user", "audience", "kind", "source_id"),
                                name="cycles_release_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReleaseProposal",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("practice", "Practice of focus"),
                                    ("goal", "Goal"),
                                    ("plan", "Action plan"),
                                    ("log", "Coaching log"),
                                    ("cycle", "Cycle"),
                                    ("detail", "Visit details"),
                                    ("note", "Note"),
                                    ("celebration", "Celebration"),
                                    ("known", "Getting to know"),
                                    ("level", "Level of a practice"),
                                    ("needs", "Strengths and needs"),
                                    ("rating", "Rating"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("source_id", models.UUIDField(editable=False)),
                        (
                            "audience",
                            models.CharField(
                                choices=[
                                    ("coach", "Coach"),
                                    ("coachee", "Coachee"),
                                    ("peer", "Peer"),
                                    ("supervisor", "Supervisor"),
                                    ("mentor_coach", "Mentor coach"),
                                    ("leadership", "Program leadership"),
                                    ("regional_leadership", "Regional leadership"),
                                    ("local_agency", "Local agency"),
                                    ("state_bureau", "State bureau"),
                                    ("coach_supervisor", "Coach's supervisor"),
                                    ("administrator", "Program administrator"),
                                ],
                                max_length=24,
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="why")),
                        ("made_at", models.DateTimeField()),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[("given", "Shared"), ("refused", "Not shared")],
                                default="",
                                max_length=8,
                            ),
                        ),
                        (
                            "answer_words",
                            models.CharField(blank=True, default="", max_length=500, verbose_name="in a few words"),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
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
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-made_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answer_words", ""), ("answered_at__isnull", True)),
                                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="cycles_proposal_answered_whole",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("answered_at__isnull", True)),
                                fields=("partnership", "user", "audience", "kind", "source_id"),
                                name="cycles_release_proposed_once",
                            ),
                        ],
                    },
                ),
            ]
        ),
        Disclose(
            "cycles_release",
            Disclosure(RecordClass.NOTES, released=True, inserts="learner", updates="giver", after_end=True),
            history=False,
        ),
        Disclose(
            "cycles_releaseproposal",
            Disclosure(RecordClass.NOTES, leaves="false", inserts="author", updates="own"),
            history=False,
        ),
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
    ]
