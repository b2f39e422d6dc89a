"""What ends an alarm for a child, and who reads an order of a court.

- The last place where a child is not safe stays readable until somebody has said that the child is safe somewhere: an arrival of
  which it is not known whether it is safe there, or whose word still waits, seals nothing.
- Who keeps a child safe, for a unit that says that the child is safe and may not know whose that work is: to be asked.
- Every unit that works in a part that an order of a court opened reads the order, also where the order opens the whole case and
  the unit works for one child. It is the condition by which `app.opened_by_order` says who is told.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

LATER = "(b.occurred_at, b.id) > (a.occurred_at, a.id)"
"""How 0052 finds an arrival after this one."""

KEEPS = """
create function app.keeps_safe(of_case uuid, of_child uuid, kinds text[]) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct s.holder from step s join strand t on t.id = s.strand_id
  where s.case_id = of_case and s.state in ('open', 'on_hold') and app.works_for(of_case, of_child)
    and (s.child_id is null or s.child_id = of_child)
    and ((t.kind = 'care' and t.child_id = of_child) or s.kind = any(kinds)) and not app.is_walled(of_case, s.holder);
$$;
"""

DEFINED = {"app.keeps_safe(uuid, uuid, text[])": ("app",)}


def reads_order() -> str:
    """A unit that works in one of the parts, for the whole case or a child that the order is about."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    orders = importlib.import_module("samaki.migrations.0047_court_orders_access")
    part = "r.compartment = any(disclosure.compartments)"
    child = "(disclosure.child_id is null or r.child_id is null or r.child_id = disclosure.child_id)"
    return f"ordered_on is not null and {rules.related('disclosure', part, child, orders.WORKS)}"


def secure(apps: object, schema_editor: object) -> None:
    app, definer = f'"{settings.ROLES["app"]}"', f'"{settings.ROLES["definer"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, KEEPS, DEFINED)
        cursor.execute(f"create policy app_reads_order on disclosure for select to {app} using ({reads_order()})")
        cursor.execute("select pg_get_functiondef('app.place_of_danger(uuid)'::regprocedure)")
        (text,) = cursor.fetchone()
        assert LATER in text
        cursor.execute(f"set local role {definer}")
        cursor.execute(text.replace(LATER, f"{LATER} and b.safe is not null"))
        cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0072_pressure_follows")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
