"""Agreements between agencies: both read them, who administers or answers for one of the two keeps them; a leaver makes them due."""

import importlib

from django.conf import settings
from django.db import migrations

# of units whose member the session is now: a leaver has none
OURS = "(select coalesce(array_agg(u.agency_id), '{}') from unit u where u.principal = any((select app.principals())::int[]))::uuid[]"
KEPT = "(select app.kept_agencies())::uuid[]"
SEES = f"one = any({OURS}) or other = any({OURS}) or one = any({KEPT}) or other = any({KEPT})"
KEEPS = f"one = any({KEPT}) or other = any({KEPT})"

POLICIES = {
    "agreement": {
        "app": {"select": SEES, "insert": f"one = any({KEPT}) and kept_by = (select app.member_id()) and ended_at is null", "update": KEEPS},
        "worker": {"select": "call_at is not null", "update": "true"},
    },
}  # fmt: skip

FUNCTIONS = """
-- the agencies whose agreements the session's member keeps: as confidentiality officer, or as who administers it
create function app.kept_agencies() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct u.agency_id), '{}') from unit u
  where u.principal = any(app.guarded()) or (u.until is null and app.administers(u.principal));
$$;

-- an agency that has no open unit any more, or nobody in them, has left: what names it is to be looked at now
create function app.agreements_of_leavers(of_agency uuid) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update agreement set due_at = coalesce(app.now_at(), now()), call_at = coalesce(app.now_at(), now()), version = version + 1
  where ended_at is null and due_at > coalesce(app.now_at(), now()) and (one = of_agency or other = of_agency)
    and not exists (select 1 from unit u join membership m on m.unit = u.principal join member w on w.id = m.member_id
      where u.agency_id = of_agency and u.until is null and (m.until is null or m.until > coalesce(app.now_at(), now()))
        and w.closed_why not in ('left', 'dormant') and (w.access_until is null or w.access_until > coalesce(app.now_at(), now())));
$$;

create function app.agency_leaves() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_table_name = 'unit' then perform app.agreements_of_leavers(new.agency_id);
  elsif tg_table_name = 'membership' then
    perform app.agreements_of_leavers((select agency_id from unit where principal = new.unit));
  else perform app.agreements_of_leavers((select agency_id from unit where principal = new.unit));
  end if;
  return null;
end $$;
create trigger agency_leaves after update of until on unit for each row when (new.until is distinct from old.until)
  execute function app.agency_leaves();
create trigger agency_leaves after update of until on membership for each row when (new.until is distinct from old.until)
  execute function app.agency_leaves();
create trigger agency_leaves after update of is_active, access_until on member for each row
  when (new.is_active is distinct from old.is_active or new.access_until is distinct from old.access_until)
  execute function app.agency_leaves();
"""

DEFINED = {
    "app.kept_agencies()": ("app",),
    "app.agreements_of_leavers(uuid)": (),
    "app.agency_leaves()": (),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        rules.define(cursor, FUNCTIONS, DEFINED)
        rules.secure(cursor, POLICIES)
        cursor.execute(f'grant select, update on agreement to "{settings.ROLES["definer"]}"')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0045_agreements")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
