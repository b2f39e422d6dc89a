"""The next due time of a case in the lists of its units: the least of the open steps and waiting hand-offs that each may see.

Triggers keep it, so no operation can forget; a test asks after every act. Who may see a step or a hand-off is what the
policies say, asked for a unit instead of a session. A step that is on hold falls due when the hold ends.
"""

from django.conf import settings
from django.db import migrations

LIVE = "('draft','offered','received','needs_information','accepted','accepted_by_phone','disputed','in_progress','on_hold','completed','confirmed')"

WAITING = "('offered','received','needs_information','accepted_by_phone','disputed','accepted','on_hold','completed')"

RELATED = """relation r on r.case_id = {row}.case_id and r.compartment = {row}.compartment
      and (r.child_id is null or r.child_id = {row}.child_id)
      and (r.until is null or r.until > coalesce(app.now_at(), r.since))"""

ABOVE = "(case when h.escalated then h.from_parent end), (case when h.escalated then h.to_parent end)"

FUNCTIONS = f"""
create function app.seen_due(of_case uuid) returns table (unit int, due_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  with s as (
    select id, case_id, compartment, child_id, holder,
      case when state = 'on_hold' and hold_until is not null then hold_until else due_at end as due_at
    from step where case_id = of_case and state in ('open', 'on_hold')
  ), h as (
    select * from handoff where case_id = of_case
  )
  select seen.unit, min(seen.due_at) from (
    select s.holder as unit, s.due_at from s
    union all select r.unit, s.due_at from s join {RELATED.format(row="s")}
    union all select x.unit, s.due_at from s join h on h.step_id = s.id
      cross join lateral (values (h.from_unit), (case when h.state in {LIVE} then h.to_unit end), {ABOVE}) x (unit)
    union all select r.unit, h.due_at from h join {RELATED.format(row="h")} where h.state in {WAITING}
    union all select x.unit, h.due_at from h cross join lateral (values (h.from_unit), (h.to_unit), {ABOVE}) x (unit)
      where h.state in {WAITING}
  ) seen where seen.unit is not null group by seen.unit;
$$;

create function app.list_due(of_case uuid, of_unit int) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  -- locked before it is asked, so that of two who write at once the second sees what the first wrote
  perform 1 from case_in_list l where l.case_id = of_case and (of_unit is null or l.unit = of_unit)
    order by l.unit for update;
  update case_in_list l set due_at = coalesce(d.due_at, 'infinity')
  from case_in_list k left join app.seen_due(of_case) d on d.unit = k.unit
  where k.case_id = of_case and l.case_id = of_case and l.unit = k.unit and (of_unit is null or l.unit = of_unit)
    and l.due_at <> coalesce(d.due_at, 'infinity');
end $$;

create or replace function app.relation_lists() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.list_case_for(new.unit, new.case_id);
  perform app.list_due(new.case_id, new.unit);
  return null;
end $$;

create function app.wait_lists() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.list_due(new.case_id, null);
  return null;
end $$;
"""

NAMES = ("app.seen_due(uuid)", "app.list_due(uuid, int)", "app.wait_lists()")

STEP = ("state", "holder", "due_at", "hold_until", "compartment", "child_id")
HANDOFF = ("state", "due_at", "from_unit", "to_unit", "from_parent", "to_parent", "escalated")


def trigger(table: str, columns: tuple[str, ...]) -> str:
    """After a row begins to wait, or what says for whom and until when has changed."""
    changed = " or ".join(f"old.{name} is distinct from new.{name}" for name in columns)
    return f"""
create trigger {table}_waits after insert on {table} for each row execute function app.wait_lists();
create trigger {table}_waits_anew after update of {", ".join(columns)} on {table} for each row
  when ({changed}) execute function app.wait_lists();
"""


def keep(apps: object, schema_editor: object) -> None:
    definer = settings.ROLES["definer"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(FUNCTIONS)
        for name in NAMES:
            cursor.execute(f'alter function {name} owner to "{definer}"')
            cursor.execute(f"revoke all on function {name} from public")
        cursor.execute(trigger("step", STEP))
        cursor.execute(trigger("handoff", HANDOFF))


class Migration(migrations.Migration):
    dependencies = [("samaki", "0017_due_indexes")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
