"""Who opened the placement of a child in an emergency reads where the child is not safe; a wall is counted under the unit in conflict.

- `app.place_of_danger`: an emergency that two have confirmed, of the part `placement`, reads it as who works in care or justice does: after
  the look was recorded, not behind a wall, and nothing of a child of whom pressure is hidden from the session (0086).
- `app.opened_in`: the monthly list named the unit that is asked instead. It must name the one that is kept out.
  And its `since` was the column of that table, when the wall hides, not the beginning of the month: only walls at once were counted.
"""

import importlib

from django.conf import settings
from django.db import migrations


def anew() -> tuple[tuple[str, str, str], ...]:
    """Function, what stands in it, what stands there from here on."""
    works = importlib.import_module("samaki.migrations.0047_court_orders_access").WORKS
    acts = f"{works}\n                and r.compartment in ('care', 'justice')"
    opened = "r.ground = 'emergency' and r.compartment = 'placement'"
    return (
        ("app.place_of_danger(uuid)", acts, f"(({acts}) or ({opened}))"),
        ("app.opened_in(timestamptz,timestamptz)", "'wall', c.to_unit,", "'wall', c.unit,"),
        ("app.opened_in(timestamptz,timestamptz)", "c.answered_at >= since", "c.answered_at >= opened_in.since"),
    )


def secure(apps: object, schema_editor: object) -> None:
    definer = f'"{settings.ROLES["definer"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for name, old, new in anew():
            cursor.execute("select pg_get_functiondef(%s::regprocedure)", [name])
            (text,) = cursor.fetchone()
            assert old in text, name
            cursor.execute(f"set local role {definer}")
            cursor.execute(text.replace(old, new))
            cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0086_pressure_bars")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
