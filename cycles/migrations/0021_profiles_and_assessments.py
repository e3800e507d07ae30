"""Ratings with practice profiles (C2), and assessments that a supervisor writes with the two (D5, D10)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, Disclosure
from coaching.migrating import Together

SEC = f"""
-- Whose practice is rated, and who rates it with whose eyes, is what the profile says. A rating is made with an edition
-- that the partnership works under; a correction stays with that of the rating which it replaces, and is its author's.
create function sec.keep_rating() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = new.framework_version_id
      cross join lateral jsonb_array_elements(v.content -> 'profiles') p
      join public.coaching_party a on a.partnership_id = s.id and a.user_id = new.author_id
        and a.part = new.author_part and a.left_at is null
      join public.coaching_party r on r.partnership_id = s.id and r.user_id = new.rated_id and r.part = p ->> 'of'
      where s.id = new.partnership_id
        and p ->> 'key' = new.profile and (p ->> 'edition')::int = new.edition
        and case new.view
          when 'self' then a.user_id = r.user_id and coalesce(p -> 'raters', '[]') ? a.part
          when 'other' then a.user_id <> r.user_id and coalesce(p -> 'raters', '[]') ? a.part
          when 'observer' then case
            when new.observer_name <> '' then coalesce(p -> 'noted_by', '[]') ? a.part
            else a.user_id <> r.user_id and coalesce(p -> 'observers', '[]') ? a.part end
          else false end
        and case when new.replaces_id is null then v.id = s.framework_version_id else exists (
          select from public.cycles_profilerating o
          where o.id = new.replaces_id and o.partnership_id = s.id and o.author_id = new.author_id
            and o.framework_version_id = v.id and o.profile = new.profile and o.edition = new.edition
            and o.view = new.view and o.rated_id = new.rated_id) end) then
    raise exception 'this is not rated so by this person' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
-- After the row's own policies have said whose row it may be
create trigger keep after insert on public.cycles_profilerating for each row execute function sec.keep_rating();

-- Asked is somebody of the pair who rates with the profile.
create function sec.keep_rating_request() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      cross join lateral jsonb_array_elements(v.content -> 'profiles') p
      join public.coaching_party a on a.partnership_id = s.id and a.user_id = new.asked_id and a.left_at is null
      where s.id = new.partnership_id and v.id = new.framework_version_id
        and p ->> 'key' = new.profile and (p ->> 'edition')::int = new.edition
        and (coalesce(p -> 'raters', '[]') ? a.part or coalesce(p -> 'observers', '[]') ? a.part)) then
    raise exception 'this person does not rate' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.cycles_ratingrequest
  for each row execute function sec.keep_rating_request();

-- Who writes an assessment, and who chooses areas from it, is what the framework says: the argument names the list. A
-- supervisor does so once the signed terms give them what is written.
create function sec.keep_assessment() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.coaching_partnership s
      join public.coaching_frameworkversion v on v.id = s.framework_version_id
      cross join lateral jsonb_array_elements(v.content -> 'assessments') w
      join public.coaching_party a on a.partnership_id = s.id and a.user_id = new.user_id
        and a.part = new.part and a.left_at is null
      where s.id = new.partnership_id and w ->> 'key' = new.assessment and coalesce(w -> tg_argv[0], '[]') ? a.part
        and (a.part <> 'supervisor' or exists (
          select from public.coaching_disclosurerule r
          where r.terms_id = s.terms_id and r.audience = a.part and r.record_class = 'assessment'
            and r.form = 'all'))) then
    raise exception 'this is not theirs to write' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.cycles_assessmentwords
  for each row execute function sec.keep_assessment('by');
create trigger keep after insert on public.cycles_coachingareas
  for each row execute function sec.keep_assessment('chosen_by');
grant execute on function sec.keep_rating(), sec.keep_rating_request(), sec.keep_assessment() to {LOGINS}, {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0007_mail_choices"),
        ("cycles", "0020_surveys_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="ProfileRating",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("profile", models.CharField(max_length=40)),
                        ("edition", models.PositiveSmallIntegerField()),
                        (
                            "view",
                            models.CharField(
                                choices=[
                                    ("self", "own practice"),
                                    ("other", "practice of the other"),
                                    ("observer", "observer"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("observer_name", models.CharField(blank=True, max_length=120, verbose_name="who observed")),
                        ("rated_on", models.DateField(verbose_name="day")),
                        ("states", models.JSONField(default=dict)),
                        ("evidence", models.JSONField(default=dict)),
                        (
                            "author_part",
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
                        ("finished_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was corrected")),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "framework_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.frameworkversion",
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
                            "rated",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="cycles.profilerating",
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
                        "ordering": ["rated_on", "finished_at"],
                        "indexes": [
                            models.Index(
                                fields=["partnership", "profile", "edition", "rated_on"], name="cycles_rating_of"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("view", "observer"), ("observer_name", ""), _connector="OR"),
                                name="cycles_rating_names_observers_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaces__isnull", True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="cycles_rating_correction_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RatingDraft",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("profile", models.CharField(max_length=40)),
                        ("edition", models.PositiveSmallIntegerField()),
                        (
                            "view",
                            models.CharField(
                                choices=[
                                    ("self", "own practice"),
                                    ("other", "practice of the other"),
                                    ("observer", "observer"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("observer_name", models.CharField(blank=True, max_length=120, verbose_name="who observed")),
                        ("rated_on", models.DateField(verbose_name="day")),
                        ("states", models.JSONField(default=dict)),
                        ("evidence", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "framework_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.frameworkversion",
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
                            "rated",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cycles.profilerating",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "author", "view"), name="cycles_rating_draft_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RatingRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("profile", models.CharField(max_length=40)),
                        ("edition", models.PositiveSmallIntegerField()),
                        ("asked_at", models.DateTimeField()),
                        (
                            "asked",
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
                            "framework_version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coaching.frameworkversion",
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
                        "ordering": ["asked_at"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("partnership", "asked", "profile"), name="cycles_rating_asked_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("author", models.F("asked")), _negated=True),
                                name="cycles_rating_asked_of_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentWords",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("assessment", models.CharField(max_length=40)),
                        ("area", models.CharField(blank=True, max_length=40)),
                        ("answers", models.JSONField(default=dict)),
                        (
                            "part",
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
                        ("kept_at", models.DateTimeField()),
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
                        "verbose_name_plural": "words of assessments",
                        "ordering": ["-kept_at", "-id"],
                        "indexes": [
                            models.Index(
                                fields=["partnership", "assessment", "area", "-kept_at"], name="cycles_words_of"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CoachingAreas",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("assessment", models.CharField(max_length=40)),
                        (
                            "areas",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), default=list, size=None
                            ),
                        ),
                        ("reason", models.TextField(blank=True, max_length=1000, verbose_name="why these")),
                        (
                            "part",
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
                        ("kept_at", models.DateTimeField()),
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
                        "verbose_name_plural": "coaching areas",
                        "ordering": ["-kept_at", "-id"],
                        "indexes": [
                            models.Index(fields=["partnership", "assessment", "-kept_at"], name="cycles_areas_of")
                        ],
                    },
                ),
            ]
        ),
        Disclose(
            "cycles_profilerating",
            Disclosure(RecordClass.ASSESSMENT, inserts="author", updates="nobody"),
            history=False,
        ),
        Disclose(
            "cycles_ratingdraft",
            Disclosure(RecordClass.ASSESSMENT, author_only=True, inserts="author", updates="author", deletes="author"),
            history=False,
        ),
        Disclose(
            "cycles_ratingrequest",
            Disclosure(RecordClass.ASSESSMENT, inserts="author", updates="nobody", deletes="pair"),
            history=False,
        ),
        Disclose(
            "cycles_assessmentwords",
            Disclosure(RecordClass.ASSESSMENT, inserts="own", updates="nobody"),
            history=False,
        ),
        Disclose(
            "cycles_coachingareas",
            Disclosure(RecordClass.ASSESSMENT, inserts="own", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(
            SEC,
            "drop function if exists sec.keep_rating(), sec.keep_rating_request(), sec.keep_assessment() cascade",
        ),
    ]
