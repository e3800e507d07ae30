"""Before all have signed, a supervisor reads the text where the framework has them sign it, and only there."""

from django.db import migrations

from coaching.disclosure.classes import RecordClass
from coaching.disclosure.operations import Disclose
from coaching.disclosure.policies import DEFINER, LOGINS, OWNER, SIGNS, Disclosure

SEC = f"""
set role {DEFINER};
-- The partnerships in which I am a supervisor who is asked to sign, as the framework of each says.
create view sec.my_signing with (security_barrier) as
  select p.partnership_id
  from sec.my_parties p
  join public.coaching_partnership s on s.id = p.partnership_id
  join public.coaching_frameworkversion v on v.id = s.framework_version_id
  cross join lateral jsonb_array_elements(v.content -> 'formats') m
  where p.part = 'supervisor' and p.left_at is null and m ->> 'key' = s.format and m -> 'signers' ? p.part;
grant select on sec.my_signing to {LOGINS};
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_plans_of_every_framework"), ("coaching", "0003_practices_leave_the_list")]

    operations = [
        migrations.RunSQL(SEC, migrations.RunSQL.noop),
        Disclose("agreements_agreement", Disclosure(RecordClass.AGREEMENT, signers=SIGNS)),
        Disclose("agreements_signature", Disclosure(RecordClass.AGREEMENT, signers=SIGNS, updates="own")),
        Disclose(
            "agreements_sealeddocument",
            Disclosure(RecordClass.AGREEMENT, signers=SIGNS, inserts="present", updates="nobody"),
            history=False,
        ),
        Disclose(
            "agreements_standing",
            Disclosure(RecordClass.AGREEMENT_STATUS, signers=SIGNS, inserts="administrator", status=True),
        ),
    ]
