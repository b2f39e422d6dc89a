"""Who confirms an order of a court before a place or intelligence opens, asked in the database (ADR 38).

- The second person is of another unit that works in the parts that wait; where none does (or nobody sits there), of the unit above the
  one that recorded it; where that is not either, another member of the same unit. Never who recorded it.
- `app.confirm_order` alone writes who confirmed, and opens the parts. A relation in these parts on the ground of an order without that is
  refused by `wants_order`; what had been opened before this migration moves on when two units become one.
- `app.end_access` and `app.open_member` refuse where no member is named, or no member asks: compared with nothing, `<>` was nothing as well.
"""

import importlib
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from samaki.migrations import _row_security

SEALED = "('placement', 'intelligence')"

SITS = """exists (select 1 from membership m join member who on who.id = m.member_id where m.unit = {unit} and m.member_id <> d.decided_by
  and who.is_active and (who.access_until is null or who.access_until > app.now_at())
  and m.since <= app.now_at() and (m.until is null or m.until > app.now_at()))"""


def functions() -> str:
    orders = importlib.import_module("samaki.migrations.0047_court_orders_access")
    live = "r.since <= app.now_at() and (r.until is null or r.until > app.now_at())"
    return f"""
-- the units of which one must confirm: to who recorded the order all, to others just those that are theirs
create function app.order_seconds(of_disclosure uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  with d as (select * from disclosure where id = of_disclosure and ordered_on is not null and needs_second),
  working as (
    select distinct r.unit from d join relation r on r.case_id = d.case_id
    where r.compartment = any(d.compartments) and r.compartment in {SEALED} and {orders.WORKS} and {live}
      and (d.child_id is null or r.child_id is null or r.child_id = d.child_id)
      and r.unit not in (d.from_unit, d.to_unit) and not app.is_walled(d.case_id, r.unit) and {SITS.format(unit="r.unit")}),
  above as (
    select d.from_parent as unit from d where d.from_parent is not null and d.from_parent <> d.to_unit
      and not exists (select 1 from working) and not app.is_walled(d.case_id, d.from_parent) and {SITS.format(unit="d.from_parent")}),
  found as (
    select unit from working union select unit from above
    union select from_unit from d where not exists (select 1 from working) and not exists (select 1 from above))
  select found.unit from found, d
  where found.unit = any(app.principals()) or (d.decided_by = app.member_id() and d.from_unit = any(app.principals()));
$$;

create function app.confirm_order(of_disclosure uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare d disclosure; receiver int;
begin
  select * into d from disclosure where id = of_disclosure for update;
  if d.id is null or not d.needs_second or d.confirmed_at is not null or d.ended_at is not null or d.until <= app.now_at()
    or app.member_id() is null or d.decided_by = app.member_id()
    or not exists (select 1 from app.order_seconds(of_disclosure) unit where unit = any(app.principals())) then
    return false;
  end if;
  with recursive now_of as (
    select u.principal, u.merged_into from unit u where u.principal = d.to_unit
    union select u.principal, u.merged_into from unit u join now_of on u.principal = now_of.merged_into)
  select principal into receiver from now_of where merged_into is null;
  update disclosure set confirmed_by = app.member_id(), confirmed_at = app.now_at(), version = version + 1,
    confirmed_unit = (select unit from member where id = app.member_id()) where id = of_disclosure;
  insert into relation (id, case_id, child_id, unit, compartment, ground, since, until, disclosure_id)
    select gen_random_uuid(), d.case_id, d.child_id, receiver, part, 'court_order', app.now_at(), d.until, d.id
    from unnest(d.compartments) part where part in {SEALED};
  perform app.list_case_for(receiver, d.case_id);
  return true;
end $$;

-- no page and no program writes who confirmed: only the function above, which asks who that is
create function app.order_is_confirmed() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if current_user <> '{settings.ROLES["definer"]}' then
    raise exception 'an order of a court is confirmed by a second person' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger order_is_confirmed before insert on disclosure for each row when (new.confirmed_by is not null)
  execute function app.order_is_confirmed();
create trigger order_stays_confirmed before update on disclosure for each row
  when ((new.confirmed_by, new.confirmed_unit, new.confirmed_at, new.needs_second)
    is distinct from (old.confirmed_by, old.confirmed_unit, old.confirmed_at, old.needs_second))
  execute function app.order_is_confirmed();
"""


DEFINED = {"app.order_seconds(uuid)": ("app",), "app.confirm_order(uuid)": ("app",), "app.order_is_confirmed()": ()}

ASKED = "and new.compartment = any(d.compartments)"
CONFIRMED = f"""{ASKED}
      and (new.compartment not in {SEALED} or d.confirmed_by <> d.decided_by or exists (
        select 1 from relation r where r.disclosure_id = d.id and r.compartment = new.compartment))"""

FIELDS = "{ended_at,ended_why,reviewed_at,reviewed_by,review,level,call_at,version}"
"""What of a disclosure may change (0031); who confirmed an order as well, from here on, by the function above only."""

NOBODY = {
    "app.end_access(uuid)": (
        "if of_member <> app.member_id()",
        "if of_member is null or app.member_id() is null or of_member <> app.member_id()",
    ),
    "app.open_member(uuid,boolean,text)": (
        "if of_member = app.member_id()",
        "if of_member is null or app.member_id() is null or opened is null or of_member = app.member_id()",
    ),
}
"""Function -> what it asked, and what it asks from here on."""


def secure(apps: object, schema_editor: object) -> None:
    definer = f'"{settings.ROLES["definer"]}"'
    confirmed = FIELDS.replace("version}", "version,confirmed_by,confirmed_unit,confirmed_at}")
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, functions(), DEFINED)
        replaced(cursor, "app.disclosure_stays()", FIELDS, confirmed)  # of the owner of the tables, as 0031 left it
        cursor.execute(f"set local role {definer}")
        for function, (before, after) in {"app.wants_order()": (ASKED, CONFIRMED), **NOBODY}.items():
            replaced(cursor, function, before, after)
        cursor.execute("reset role")


def replaced(cursor: Any, function: str, before: str, after: str) -> None:
    """The function as it stands, with `after` for `before`; owner and grants stay."""
    cursor.execute(f"select pg_get_functiondef('{function}'::regprocedure)")
    (text,) = cursor.fetchone()
    assert before in text, function
    cursor.execute(text.replace(before, after))


class Migration(migrations.Migration):
    dependencies = [("samaki", "0083_order_seconds")]
    operations = [
        ValidateConstraint("disclosure", "order_confirmed_by_two"),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
