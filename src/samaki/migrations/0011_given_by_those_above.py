"""Who leads the unit above the holder may move the step, and what is still asked for it goes back.

Both functions knew those above only by a hand-off that had escalated to them. A lead of the unit above who works on the case
saw the step, passed the rule, and moved nothing: the ledger said one holder and the row another.
"""

from django.conf import settings
from django.db import migrations

ABOVE = "exists (select 1 from unit u where u.principal = t.holder and u.parent = any(app.principals()))"

ESCALATED = """(h.escalated and (h.from_parent = any(app.principals()) or h.to_parent = any(app.principals())))"""

GIVE_STEP = f"""
create or replace function app.give_step(of_step uuid, to_unit int) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update step t set holder = give_step.to_unit where t.id = of_step and (
    t.holder = any(app.principals()) or {ABOVE}
    or exists (select 1 from handoff h where h.step_id = t.id
               and (h.to_unit = any(app.principals()) or h.from_unit = any(app.principals()) or {ESCALATED})))
  returning true;
$$;
"""

SET_ASIDE = f"""
create or replace function app.set_aside(of_step uuid, at timestamptz) returns setof handoff
language sql security definer set search_path = pg_catalog, public as $$
  update handoff a set state = 'withdrawn', clock = '', due_at = null, call_at = null, expires_at = null, level = 0,
    ended_at = at, version = version + 1
  where a.step_id = of_step
    and a.state in ('draft', 'offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed')
    and exists (select 1 from step t where t.id = of_step and (
      t.holder = any(app.principals()) or {ABOVE}
      or exists (select 1 from handoff h where h.step_id = t.id and {ESCALATED})))
  returning a.*;
$$;
"""


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'grant select on unit to "{settings.ROLES["definer"]}"')
        cursor.execute(f'set local role "{settings.ROLES["definer"]}"')
        cursor.execute(GIVE_STEP)
        cursor.execute(SET_ASIDE)
        cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0010_remarks")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
