"""The functions that sign and expire find the history tables: triggers run under the search path of their caller."""

from django.db import migrations

from coaching.disclosure.policies import DEFINER, OWNER

# Nobody but the owner may create anything in public
SEC = f"""
set role {DEFINER};
alter function sec.activate_agreement(uuid) set search_path = pg_catalog, public, pg_temp;
alter function sec.expire_agreements() set search_path = pg_catalog, public, pg_temp;
alter function sec.rebind(uuid, uuid) set search_path = pg_catalog, public, pg_temp;
set role {OWNER};
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_kept_as_signed"), ("coaching", "0002_disclosure")]

    operations = [migrations.RunSQL(SEC, migrations.RunSQL.noop)]
