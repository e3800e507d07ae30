"""What is asked of those who support the coaching, and what became of it (B7)."""

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

ROUTE = """(
    select r as route
    from public.coaching_partnership p
    join public.coaching_frameworkversion v on v.id = p.framework_version_id
    cross join lateral jsonb_array_elements(v.content -> 'resources' -> 'routes') r
    where p.id = new.partnership_id and r -> 'by' ? new.part
      and (coalesce(r -> 'formats', '[]') = '[]' or r -> 'formats' ? p.format)
    limit 1
  )"""
"""The route that the framework has for the part of the one who asks."""

SEC = f"""
-- Who is asked, and who reads it, is never said by the one who asks: those present whom the framework's route names,
-- and the coach's supervisors in the agreement.
create function sec.keep_request_readers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare wanted jsonb;
begin
  if current_user = '{DEFINER}' then
    return new;
  end if;
  select found.route into wanted from {ROUTE} found;
  new.helper_ids := array(
    select q.user_id from public.coaching_party q
    where q.partnership_id = new.partnership_id and q.left_at is null and q.user_id <> new.user_id
      and coalesce(wanted -> 'to', '[]') ? q.part
    union
    select c from sec.coach_supervisors_of(new.partnership_id) c
    where coalesce(wanted -> 'to', '[]') ? 'coach_supervisor' and c <> new.user_id
    order by 1);
  new.reader_ids := array(
    select new.user_id union select unnest(new.helper_ids)
    union
    select q.user_id from public.coaching_party q
    where q.partnership_id = new.partnership_id and q.left_at is null
      and coalesce(wanted -> 'seen_by', '[]') ? q.part
    order by 1);
  return new;
end $$;
create trigger b_readers before insert on public.cycles_resourcerequest
  for each row execute function sec.keep_request_readers();

create function sec.keep_request() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and (cardinality(new.helper_ids) = 0 or not exists (
      select from public.coaching_party q where q.partnership_id = new.partnership_id and q.user_id = new.user_id
        and q.part = new.part and q.left_at is null) or not exists (
      select from public.agreements_standing t
      where t.partnership_id = new.partnership_id and t.state in ('signed', 'paused'))) then
    raise exception 'nobody is there to be asked by this person' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
-- After the row's own policies have said whose row it may be
create trigger keep after insert on public.cycles_resourcerequest for each row execute function sec.keep_request();

-- Whether a coaching has ended, for whoever reads a request of it; to anybody else it says nothing.
create function sec.request_is_over(asked uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.cycles_resourcerequest r
    join public.agreements_standing s on s.partnership_id = r.partnership_id
    where r.id = asked and sec.person() = any (r.reader_ids)
      and s.state in ('concluded', 'discontinued', 'handed_over'))
$$;

-- News is read by those who read the request.
create function sec.keep_news_readers() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' then
    select r.reader_ids into new.reader_ids from public.cycles_resourcerequest r
    where r.id = new.request_id and r.partnership_id = new.partnership_id;
    new.reader_ids := coalesce(new.reader_ids, '{{}}');
  end if;
  return new;
end $$;
create trigger b_readers before insert on public.cycles_resourcenews
  for each row execute function sec.keep_news_readers();

-- Those who are asked promise, do or decline; whoever asked needs it no more; both say a word. What is over stays over.
create function sec.keep_news() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_user <> '{DEFINER}' and not exists (
      select from public.cycles_resourcerequest r
      where r.id = new.request_id and not sec.request_is_over(r.id)
        and case new.what
          when 'said' then new.user_id = r.user_id or new.user_id = any (r.helper_ids)
          when 'withdrawn' then new.user_id = r.user_id
          else new.user_id = any (r.helper_ids) end
        and (new.what <> 'promised' or not exists (select from public.cycles_resourcenews n
          where n.request_id = r.id and n.what in ('done', 'declined', 'withdrawn')))) then
    raise exception 'this is not theirs to say' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create trigger keep after insert on public.cycles_resourcenews for each row execute function sec.keep_news();

revoke all on function sec.request_is_over(uuid) from public;
grant execute on function sec.request_is_over(uuid) to {LOGINS};
grant execute on function sec.keep_request_readers(), sec.keep_request(), sec.keep_news_readers(), sec.keep_news()
  to {LOGINS}, {DEFINER};
-- Last, because whoever no longer owns a thing cannot grant it
alter function sec.request_is_over(uuid) owner to {DEFINER};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0006_practice_versions"),
        ("cycles", "0016_peers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="ResourceRequest",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("user_name", models.CharField(max_length=120)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
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
                        (
                            "helper_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        ("kind", models.CharField(max_length=40)),
                        ("text", models.TextField(max_length=2000, verbose_name="what is asked for")),
                        ("wanted_by", models.DateField(null=True, verbose_name="by when")),
                        ("asked_at", models.DateTimeField()),
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
                        "indexes": [models.Index(fields=["partnership", "-asked_at"], name="cycles_request_of")],
                        "ordering": ["-asked_at"],
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ResourceNews",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ("user_name", models.CharField(max_length=120)),
                        (
                            "reader_ids",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "what",
                            models.CharField(
                                choices=[
                                    ("promised", "Promised"),
                                    ("done", "Done"),
                                    ("declined", "Not possible"),
                                    ("withdrawn", "Not needed any more"),
                                    ("said", "A word"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("day", models.DateField(null=True, verbose_name="day")),
                        ("text", models.TextField(blank=True, max_length=2000, verbose_name="words")),
                        ("said_at", models.DateTimeField()),
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
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="news",
                                to="cycles.resourcerequest",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("day__isnull", False), ("what__in", ["promised", "done"])),
                                    models.Q(("day__isnull", True), ("what__in", ["declined", "withdrawn", "said"])),
                                    _connector="OR",
                                ),
                                name="cycles_news_has_its_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("what__in", ["declined", "said"]), _negated=True),
                                    models.Q(("text", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="cycles_news_says_why",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("what__in", ["done", "declined", "withdrawn"])),
                                fields=("request",),
                                name="cycles_request_ends_once",
                            ),
                        ],
                        "ordering": ["said_at"],
                        "abstract": False,
                    },
                ),
            ]
        ),
        Disclose(
            "cycles_resourcerequest",
            Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="own", updates="nobody"),
            history=False,
        ),
        Disclose(
            "cycles_resourcenews",
            Disclosure(RecordClass.NOTES, addressed=True, routed=True, inserts="routed", updates="nobody"),
            history=False,
        ),
        migrations.RunSQL(
            SEC,
            "drop function if exists sec.keep_request_readers(), sec.keep_request(), sec.keep_news_readers(), sec.keep_news(), sec.request_is_over(uuid) cascade",
        ),
    ]
