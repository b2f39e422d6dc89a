"""Where a child is not safe is read by who works in care or justice for that child, the look first; a mistake is no place any more."""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

FUNCTION = """
-- what was written of the last place, where the child is not safe: for who works for the child, and has recorded the look just now
create function app.place_of_danger(of_arrival uuid) returns table (id uuid, sealed bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, p.sealed::bytea from arrival a join placement_record p on p.id = a.id
  where a.id = of_arrival and a.safe is false and a.in_error_at is null and a.case_id <> all(app.walls())
    and not exists (select 1 from arrival b where b.case_id = a.case_id and b.child_id = a.child_id and b.in_error_at is null
                    and (b.occurred_at, b.id) > (a.occurred_at, a.id))
    and exists (select 1 from relation r where r.case_id = a.case_id and r.unit = any(app.principals()) and {works}
                and r.compartment in ('care', 'justice') and (r.child_id is null or r.child_id = a.child_id)
                and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()))
    and exists (select 1 from ledger_entry e join member m on m.username = e.who
                where e.case_id = a.case_id and e.subject_id = a.id and e.act = 'placement.look'
                  and e.recorded_at = app.now_at() and m.id = app.member_id());
$$;
"""

OF_THE_CHILD = (
    "select p.id, p.sealed::bytea from placement_record p where p.case_id = u.case_id and p.child_id = u.child_id\n"
)
"""How 0036 looks for the place of a child; the last words may be those of a mistake, and say why instead of where."""

COUNTED = f"""{OF_THE_CHILD}      and p.kind <> 'mistake' and not exists (select 1 from placement_record m where m.supersedes_id = p.id)\n"""


DEFINED = {"app.place_of_danger(uuid)": ("app",)}


def secure(apps: object, schema_editor: object) -> None:
    orders = importlib.import_module("samaki.migrations.0047_court_orders_access")
    definer = f'"{settings.ROLES["definer"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(f"create policy definer_reads on arrival for select to {definer} using (true)")
        cursor.execute(f"grant select on arrival to {definer}")
        function = FUNCTION.format(works=orders.WORKS)
        _row_security.define(cursor, function, DEFINED)
        cursor.execute("select pg_get_functiondef('app.open_unsealed(uuid)'::regprocedure)")
        (text,) = cursor.fetchone()
        assert OF_THE_CHILD in text
        cursor.execute(f"set local role {definer}")
        cursor.execute(text.replace(OF_THE_CHILD, COUNTED))
        cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0051_pressure_access")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
