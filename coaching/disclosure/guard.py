"""The product does not start on a database login that could see past the disclosure rules."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

UNSAFE = """
select array_remove(array[
    case when r.rolsuper then 'is a superuser' end,
    case when r.rolbypassrls then 'may bypass row security' end,
    case when exists (select from pg_class c where c.relowner = r.oid
                      and c.relnamespace::regnamespace::text in ('public', 'sec'))
         then 'owns tables' end,
    case when exists (select from pg_roles o where o.rolname in ('alongside_owner', 'alongside_definer')
                      and pg_has_role(r.rolname, o.rolname, 'member'))
         then 'is a member of the owner''s role' end,
    case when not exists (select from pg_proc p where p.proname = 'person' and p.pronamespace = to_regnamespace('sec'))
         then 'finds no rules of disclosure in this database' end,
    case when exists (select from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                      and c.relrowsecurity and not c.relforcerowsecurity)
         then 'finds tables whose row security is not forced' end
], null)
from pg_roles r where r.rolname = session_user
"""


def unsafe_reasons() -> list[str]:
    """Why the login of this process must not be used; empty when it is safe."""
    with connection.cursor() as cursor:
        cursor.execute(UNSAFE)
        return cursor.fetchone()[0]


def refuse_unsafe_login() -> None:
    """Raises ImproperlyConfigured, with the remedy, unless the login owns nothing and bypasses nothing."""
    if reasons := unsafe_reasons():
        raise ImproperlyConfigured(
            f"Alongside does not start: its database login {', and '.join(reasons)}. "
            "Run `manage.py provision` with the database owner's address once, "
            "then give the web and worker processes their own logins (docs/deployment.md)."
        )
    connection.close()
