"""A unit named in pressure reads no place of that child, and opens no file of that case in an emergency by itself.

- `app.kept_children`: children of whom pressure is hidden from the session, for as long as it was not a mistake. What was written of where
  they are is no row for that session: of a danger, of safety, nor opened by two. The answer is that of a place nobody wrote down.
- An emergency for a unit named in pressure of the case opens nothing, as behind a wall, unless who confirms it is a confidentiality
  officer of another agency, or of a unit that recorded the pressure or works in justice there, and so may know of it.
"""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

KEPT = """
create function app.kept_children() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct p.child_id), '{}') from pressure p where p.id = any(app.hidden()) and p.in_error_at is null;
$$;
"""

MAY_CONFIRM = """
-- whether the session's member may confirm an emergency of this unit and member, as far as pressure recorded in the case goes
create function app.may_confirm_beside(of_case uuid, of_unit int, asker uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select not exists (
    select 1 from pressure p where p.case_id = of_case and p.broker_unit is not null and p.in_error_at is null
    and (p.broker_unit = of_unit or p.id = any(app.hidden()) or exists (select 1 from membership m where m.member_id = asker
         and m.unit = p.broker_unit and (m.until is null or m.until >= p.recorded_at)))
    and (p.id = any(app.hidden()) or not (
      p.unit = any(app.principals())
      or exists (select 1 from relation r where r.case_id = of_case and r.unit = any(app.principals()) and r.compartment = 'justice'
        and r.ground not in ('offered', 'shared', 'emergency', 'court_order') and (r.child_id is null or r.child_id = p.child_id)
        and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()))
      or (cardinality(app.guarded()) > 0 and of_unit <> all(app.guarded())))));
$$;
"""

DEFINED = {"app.kept_children()": ("app", "definer"), "app.may_confirm_beside(uuid, int, uuid)": ("definer",)}

ANEW = (
    ("app.place_of_danger(uuid)", "a.case_id <> all(app.walls())",
     "a.case_id <> all(app.walls()) and a.child_id <> all(app.kept_children())"),
    ("app.open_unsealed(uuid)", "where p.case_id = u.case_id and p.child_id = u.child_id",
     "where p.case_id = u.case_id and p.child_id = u.child_id and p.child_id <> all(app.kept_children())"),
    ("app.answer_emergency(uuid,text,boolean,timestamptz)", "app.is_walled(found, e.unit) or",
     "app.is_walled(found, e.unit) or not app.may_confirm_beside(found, e.unit, e.asked_by) or"),
)  # fmt: skip
"""Function, what stands in it, what stands there from here on."""

SEEN = "child_id is null or (select app.hidden()) = '{}' or child_id <> all((select app.kept_children())::uuid[])"


def secure(apps: object, schema_editor: object) -> None:
    app, definer = f'"{settings.ROLES["app"]}"', f'"{settings.ROLES["definer"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, KEPT + MAY_CONFIRM, DEFINED)
        cursor.execute(
            f"create policy pressure_select on placement_record as restrictive for select to {app} using ({SEEN})"
        )
        for name, old, new in ANEW:
            cursor.execute("select pg_get_functiondef(%s::regprocedure)", [name])
            (text,) = cursor.fetchone()
            assert old in text, name
            cursor.execute(f"set local role {definer}")
            cursor.execute(text.replace(old, new))
            cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0084_order_seconds_access")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
