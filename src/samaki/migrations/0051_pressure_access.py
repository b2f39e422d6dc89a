"""Who sees what was recorded of pressure, and how it and its step are hidden from the unit in which the broker works.

`app.begin` reads once for each session what is hidden from its member: with the people, as a wall (0036) goes with them. Policies
that only restrict stand on every table that could tell of it; a trigger refuses to hand the step to that unit, another keeps
silent what it would be told. Functions that look past row security say nothing of it to that unit: what it does not see is as if
it did not exist, so that no count, due time or refusal leaves a hole that says something.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
HIDDEN = "all((select app.hidden())::uuid[])"
HIDDEN_TEXT = "all((select app.hidden())::text[])"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition. Whoever works for the child adds; who reads justice reads, and who wrote it."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    orders = importlib.import_module("samaki.migrations.0047_court_orders_access")
    reads = rules.related("pressure", "r.compartment = 'justice'", "r.ground <> 'offered'", rules.of_child("pressure"))
    works = rules.related("pressure", orders.WORKS, rules.of_child("pressure"))
    holds = (
        f"exists (select 1 from step s where s.case_id = pressure.case_id and s.child_id = pressure.child_id"
        f" and s.holder = {MINE} and s.state in ('open', 'on_hold'))"
    )
    return {
        "pressure": {
            "app": {
                "select": f"unit = {MINE} or {reads}",
                "insert": f"unit = {MINE} and recorded_by = {ME} and in_error_at is null and ({works} or {holds})",
                "update": f"unit = {MINE}",
            }
        }
    }


NOT_SEEN = f"(select app.hidden()) = '{{{{}}}}' or {{column}} <> {HIDDEN}"

APART = {
    "pressure": NOT_SEEN.format(column="id"),
    "step": NOT_SEEN.format(column="id"),
    "handoff": NOT_SEEN.format(column="step_id"),
    "remark": NOT_SEEN.format(column="subject_id"),
    "notice": NOT_SEEN.format(column="subject_id"),
    "ledger_entry": f"(select app.hidden()) = '{{}}' or (subject_id <> {HIDDEN}"
    f" and coalesce(facts ->> 'step', '') <> {HIDDEN_TEXT} and coalesce(facts ->> 'pressure', '') <> {HIDDEN_TEXT})",
}
"""Table -> the condition of a policy that only restricts. Messages of a hand-off are seen through their hand-off."""

CHANGED = ("pressure", "step", "handoff", "notice")
"""Those of which the application changes rows: also without looking at them first."""

FUNCTIONS = """
create function app.hidden() returns uuid[] language sql stable as
$$ select coalesce(nullif(current_setting('app.hidden', true), ''), '{}')::uuid[] $$;

create or replace function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[]; walls uuid[]; hid uuid[];
begin
  with recursive held as (
    select m.unit from membership m join member who on who.id = m.member_id
    where m.member_id = begin.member and who.is_active and (who.access_until is null or who.access_until > at)
      and m.since <= at and (m.until is null or m.until > at)
    union
    select u.principal from unit u join held on u.merged_into = held.unit
  )
  select coalesce(array_agg(distinct held.unit), '{}') into mine from held;
  select coalesce(array_agg(w.case_id), '{}') into walls from (
    select c.case_id from conflict c where c.agreed and c.since <= at and c.until > at and (c.ended_at is null or c.ended_at > at)
      and exists (select 1 from membership m where m.member_id = begin.member and m.unit = c.unit
                  and (m.until is null or m.until >= c.asked_at))
    union
    select r.case_id from recusal r where r.member_id = begin.member and r.since <= at and (r.until is null or r.until > at)
  ) w;
  with told as (
    select p.id, p.step_id from membership m join pressure p on p.broker_unit = m.unit
    where m.member_id = begin.member and (m.until is null or m.until >= p.recorded_at)
  ), about as (
    select id from told union select step_id from told where step_id is not null
    union select h.id from told join handoff h on h.step_id = told.step_id
  )
  select coalesce(array_agg(x.id), '{}') into hid from (
    select id from about union select n.id from notice n join about on n.subject_id = about.id
  ) x;
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.walls', walls::text, true);
  perform set_config('app.hidden', hid::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;

create function app.pressure_refuses() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare whom int; kept int;
begin
  if tg_table_name = 'step' then
    whom := new.holder; kept := new.hidden_from;
  else
    whom := new.to_unit;
    select s.hidden_from into kept from step s where s.id = new.step_id;
  end if;
  if whom = kept then
    raise exception 'this unit cannot be asked for this' using errcode = 'check_violation', constraint = 'pressure_hides';
  end if;
  return new;
end $$;
create trigger pressure_refuses before insert on step for each row when (new.hidden_from is not null)
  execute function app.pressure_refuses();
create trigger pressure_refuses_the_holder before update of holder, hidden_from on step for each row
  when (new.hidden_from is not null) execute function app.pressure_refuses();
create trigger pressure_refuses before insert on handoff for each row execute function app.pressure_refuses();
create trigger pressure_refuses_the_asked before update of to_unit on handoff for each row
  when (new.to_unit is distinct from old.to_unit) execute function app.pressure_refuses();

create function app.pressure_keeps_silent() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from pressure p where p.broker_unit = new.to_unit and (p.id = new.subject_id or p.step_id = new.subject_id
      or exists (select 1 from handoff h where h.id = new.subject_id and h.step_id = p.step_id))) then
    return null;
  end if;
  return new;
end $$;
create trigger pressure_keeps_silent before insert on notice for each row when (new.case_id is not null)
  execute function app.pressure_keeps_silent();

-- the step that is open for this already, hidden from the same unit: due by then at the latest. For whoever works for the child.
create function app.hasten(of_case uuid, of_child uuid, of_kind text, from_unit int, by_when timestamptz, how text)
returns table (step_id uuid, holder int) language sql security definer set search_path = pg_catalog, public as $$
  update step t set due_at = least(t.due_at, by_when), call_at = least(t.call_at, by_when), urgency = how, version = t.version + 1
  where t.case_id = of_case and t.person_id = of_child and t.kind = of_kind and t.hidden_from is not distinct from from_unit
    and t.state in ('open', 'on_hold') and t.id <> all(app.hidden()) and t.case_id <> all(app.walls())
    and (t.holder = any(app.principals()) or app.works_for(of_case, of_child) or exists (select 1 from step s
      where s.case_id = of_case and s.child_id = of_child and s.holder = any(app.principals()) and s.state in ('open', 'on_hold')))
  returning t.id, t.holder;
$$;

create function app.pressure_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.in_error_at is not null
    or to_jsonb(new) - 'in_error_at' is distinct from to_jsonb(old) - 'in_error_at' then
    raise exception 'what was recorded of pressure stays' using errcode = 'check_violation', constraint = 'pressure_stays';
  end if;
  return new;
end $$;
create trigger pressure_stays before update on pressure for each row execute function app.pressure_stays();
create trigger erased_refuses before insert on pressure for each row execute function app.erased_refuses();
"""

ANEW = (
    ("0002_row_security", "app.steps_like", "where case_id = of_case", "where id <> all(app.hidden()) and case_id = of_case"),
    ("0002_row_security", "app.open_steps", "where strand_id = of_strand", "where id <> all(app.hidden()) and strand_id = of_strand"),
    ("0002_row_security", "app.strand_condition", "where t.strand_id = s.id", "where t.id <> all(app.hidden()) and t.strand_id = s.id"),
    ("0014_mending", "app.begun", "from step s\n  where (", "from step s\n  where s.id <> all(app.hidden()) and ("),
    ("0036_guarding_access", "app.who_received", "where app.works_for(of_case, of_child)",
     "where (r.step_id is null or r.step_id <> all(app.hidden())) and app.works_for(of_case, of_child)"),
    ("0036_guarding_access", "app.working_in", "where r.case_id = of_case and r.compartment",
     "where (r.step_id is null or r.step_id <> all(app.hidden())) and r.case_id = of_case and r.compartment"),
)  # fmt: skip
"""Where a function stands, its name, and what of it is said anew: of what is hidden from the session it knows nothing."""

TEXTS = {"0002_row_security": "FUNCTIONS", "0014_mending": "BEGUN", "0036_guarding_access": "AGAIN"}


def anew() -> list[str]:
    """The functions of `ANEW` as they stand from here on; owner and grants stay."""
    orders = importlib.import_module("samaki.migrations.0047_court_orders_access")
    found = []
    for migration, name, old, new in ANEW:
        text = getattr(importlib.import_module(f"samaki.migrations.{migration}"), TEXTS[migration])
        start = text.index(f"function {name}(")
        body = text[start : text.index("$$;", start) + len("$$;")]
        assert old in body, name
        body = body.replace(old, new)
        if name == "app.begun":  # two conditions, joined by `or`
            body = body.replace("and (s.after_id", "and ((s.after_id").replace(
                "\n  order by s.id", ")\n  order by s.id"
            )
        found.append(f"create or replace {orders.with_orders(body)}")
    return found


def seen_due() -> str:
    """The due times of the units of a case: a unit's list knows nothing of a step that is hidden from it."""
    kept = importlib.import_module("samaki.migrations.0018_due_kept")
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    text = kept.FUNCTIONS.split("create function app.list_due", 1)[0].replace(
        "create function", "create or replace function"
    )
    text = text.replace(kept.LIVE, rules.LIVE)
    for old, new in (
        ("select id, case_id, compartment, child_id, holder,", "select id, case_id, compartment, child_id, holder, hidden_from,"),
        ("select * from handoff where case_id = of_case",
         "select a.*, t.hidden_from from handoff a join step t on t.id = a.step_id where a.case_id = of_case"),
        ("s.holder as unit, s.due_at from s", "s.holder as unit, s.due_at, s.hidden_from from s"),
        ("select r.unit, s.due_at from s", "select r.unit, s.due_at, s.hidden_from from s"),
        ("select x.unit, s.due_at from s", "select x.unit, s.due_at, s.hidden_from from s"),
        ("select r.unit, h.due_at from h", "select r.unit, h.due_at, h.hidden_from from h"),
        ("select x.unit, h.due_at from h", "select x.unit, h.due_at, h.hidden_from from h"),
        ("where seen.unit is not null", "where seen.unit is not null and seen.unit is distinct from seen.hidden_from"),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    return text


DEFINED: dict[str, tuple[str, ...]] = {
    "app.pressure_refuses()": (),
    "app.pressure_keeps_silent()": (),
    "app.hasten(uuid, uuid, text, int, timestamptz, text)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.hidden(), app.pressure_stays() from public")
        cursor.execute(f"grant execute on function app.hidden() to {app}, {definer}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on pressure, notice to {definer}")
        cursor.execute(f"create policy definer_reads on notice for select to {definer} using (true)")
        for table, condition in APART.items():
            for right in ("select", "update") if table in CHANGED else ("select",):
                cursor.execute(
                    f"create policy pressure_{right} on {table} as restrictive for {right} to {app} using ({condition})"
                )
        cursor.execute(f"set local role {definer}")
        for text in (*anew(), seen_due()):
            cursor.execute(text)
        cursor.execute("reset role")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] == "pressure"]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0050_pressure_index")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
