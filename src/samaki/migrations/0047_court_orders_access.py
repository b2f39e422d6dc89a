"""Who may record an order of a court, asked in the database again; what it opened is read and never counts as work.

A relation on the ground `court_order` hangs on a disclosure that a court ordered: it is of that court (or the unit that it is part of
now), of the parts and the child that the order names, and ends with it. The court can end its own order.
"""

import importlib

from django.conf import settings
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
NOW = "(select app.now_at())"

BEFORE = "'offered', 'shared', 'emergency'"
WORKS = f"r.ground not in ({BEFORE}, 'court_order')"
"""What 0036 and later say of work, and how it reads from here on."""

FUNCTIONS = f"""
-- the units that work in what an order has just opened, for who recorded it: they are told
create function app.opened_by_order(of_disclosure uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct r.unit from disclosure d join relation r on r.case_id = d.case_id
  where d.id = of_disclosure and d.ordered_on is not null and d.decided_by = app.member_id() and d.decided_at = app.now_at()
    and r.compartment = any(d.compartments) and (d.child_id is null or r.child_id is null or r.child_id = d.child_id)
    and {WORKS} and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()) and not app.is_walled(d.case_id, r.unit);
$$;

create function app.wants_order() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not exists (
    with recursive now_of as (
      select d.to_unit as unit from disclosure d where d.id = new.disclosure_id
      union select u.merged_into from unit u join now_of on u.principal = now_of.unit where u.merged_into is not null)
    select 1 from disclosure d where d.id = new.disclosure_id and d.case_id = new.case_id and d.ordered_on is not null
      and d.ended_at is null and new.compartment = any(d.compartments) and new.child_id is not distinct from d.child_id
      and new.until <= d.until and new.unit in (select unit from now_of)) then
    raise exception 'this is opened by an order of a court only' using errcode = 'check_violation', constraint = 'wants_order';
  end if;
  return new;
end $$;
create trigger wants_order before insert on relation for each row when (new.ground = 'court_order')
  execute function app.wants_order();
"""

DEFINED = {"app.opened_by_order(uuid)": ("app",), "app.wants_order()": ()}


def with_orders(condition: str) -> str:
    """A condition of a migration before this one, as it reads from here on."""
    return condition.replace(f"({BEFORE})", f"({BEFORE}, 'court_order')")


def no_work(cursor: object) -> None:
    """Every policy and function that says which relations are no work says it of these as well; owners and grants stay."""
    deparsed = "ARRAY['offered'::text, 'shared'::text, 'emergency'::text]"
    more = deparsed.replace("]", ", 'court_order'::text]")
    cursor.execute(  # type: ignore[attr-defined]
        "select tablename, policyname, qual, with_check from pg_policies where position(%s in concat(qual, with_check)) > 0",
        [deparsed],
    )
    for table, name, using, check in cursor.fetchall():  # type: ignore[attr-defined]
        clauses = [
            f"{word} ({text.replace(deparsed, more)})"
            for word, text in (("using", using), ("with check", check))
            if text
        ]
        cursor.execute(f'alter policy "{name}" on "{table}" {" ".join(clauses)}')  # type: ignore[attr-defined]
    cursor.execute(  # type: ignore[attr-defined]
        "select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = 'app' and position(%s in p.prosrc) > 0",
        [f"({BEFORE})"],
    )
    for (text,) in cursor.fetchall():  # type: ignore[attr-defined]
        cursor.execute(text.replace(f"({BEFORE})", f"({BEFORE}, 'court_order')"))  # type: ignore[attr-defined]


def policies() -> list[tuple[str, str, str]]:
    """(name, right, clauses) beside those of 0031 on `disclosure`."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    justice = rules.related("disclosure", "r.compartment = 'justice'", "r.child_id is null", WORKS)
    records = (
        f"from_unit = {MINE} and decided_by = {ME} and ordered_on is not null and kind = 'share' and ended_at is null"
        f" and reviewed_at is null and until <= {NOW} + interval '367 days' and {justice}"
    )
    ends = f"ordered_on is not null and to_unit = {MINE}"
    return [
        ("app_records_order", "insert", f"with check ({records})"),
        ("order_is_recorded", "insert", f"with check (ordered_on is null or ({records}))"),
        ("app_ends_order", "update", f"using ({ends} and ended_at is null) with check ({ends} and ended_at = {NOW})"),
    ]


def secure(apps: object, schema_editor: object) -> None:
    app = f'"{settings.ROLES["app"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        no_work(cursor)
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        for name, right, clauses in policies():
            only = "as restrictive " if name == "order_is_recorded" else ""
            cursor.execute(f"create policy {name} on disclosure {only}for {right} to {app} {clauses}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0047_court_orders")]
    operations = [
        ValidateConstraint("disclosure", "disclosure_to_another"),
        ValidateConstraint("disclosure", "disclosure_by_order"),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
