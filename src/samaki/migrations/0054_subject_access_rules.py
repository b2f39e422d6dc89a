"""Who sees and moves a request for what is held about a child, and what the database refuses whatever the program says.

Seen by the unit that recorded it, and by the confidentiality officers of its agency who may have to do with the case. Decided by an
officer who did not record it; handed over while that stands, at most so often, in no part that was withheld.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
GUARDED = "any((select app.guarded())::int[])"
ME = "(select app.member_id())"

MOVED = "'{state,parts,decided_by,decided_at,expires_at,most,call_at,level,ended_at,version}'::text[]"

WORKS = importlib.import_module("samaki.migrations.0047_court_orders_access").WORKS

SEES = "(a.unit = any(app.principals()) or a.unit = any(app.guarded())) and not app.kept_from(a.case_id)"
"""Whether the session may know of the request `a`, in functions that look past row security."""

FUNCTIONS = f"""
-- the parts of this child in which a unit works now; nothing of what is hidden from the session, nobody behind a wall
create function app.subject_rooms(of_id uuid) returns table (room text, unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct r.compartment, r.unit from subject_access a join relation r on r.case_id = a.case_id
  where a.id = of_id and {SEES} and r.compartment in ('identity', 'placement', 'care', 'justice')
    and (r.child_id is null or r.child_id = a.child_id) and {WORKS}
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
    and (r.step_id is null or r.step_id <> all(app.hidden())) and not app.is_walled(a.case_id, r.unit);
$$;

-- units that know or knew where the child stays: where the place is not given, their names are not told
create function app.subject_places(of_id uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct r.unit from subject_access a join relation r on r.case_id = a.case_id
  where a.id = of_id and {SEES} and r.compartment = 'placement' and (r.child_id is null or r.child_id = a.child_id)
  union select u from subject_access a join arrival v on v.case_id = a.case_id and v.child_id = a.child_id,
    unnest(array[v.brought_by, v.received_by]) u where a.id = of_id and {SEES} and u is not null;
$$;

-- whether the guardian who asked still protects the child, whether anybody of the family is in conflict with the child, whether the
-- case was erased: also for an officer who may not know these people
create function app.subject_stands(of_id uuid) returns table (protective boolean, conflicted boolean, erased boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from person p where p.id = a.guardian_id and p.standing = 'protective' and p.in_error_at is null),
    exists (select 1 from person p where p.case_id = a.case_id and p.in_error_at is null and p.standing = 'conflicted'
      and (p.child_id is null or p.child_id = a.child_id)),
    exists (select 1 from "case" c where c.id = a.case_id and c.erased_at is not null)
  from subject_access a where a.id = of_id and {SEES};
$$;

-- names of everybody on the case, sealed, so that they can be put over in what is handed over: for who hands it over, in that act
create function app.subject_names(of_handover uuid)
returns table (id uuid, person_id uuid, part text, version int, kind text, sealed bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.id, i.person_id, p.part, i.version, i.kind, i.sealed::bytea
  from subject_handover h join identity_record i on i.case_id = h.case_id join person p on p.id = i.person_id
  where h.id = of_handover and h.handed_by = app.member_id() and h.handed_at = app.now_at() and h.in_error_at is null
    and h.unit = any(app.principals()) and h.case_id <> all(app.walls());
$$;

create function app.subject_access_moves() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare decides boolean := (new.parts, new.decided_by, new.decided_at, new.expires_at, new.most)
  is distinct from (old.parts, old.decided_by, old.decided_at, old.expires_at, old.most);
begin
  if to_jsonb(new) - {MOVED} <> to_jsonb(old) - {MOVED} then
    raise exception 'what was asked is never changed' using errcode = 'check_violation', constraint = 'subject_access_stays';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('asked', 'decided'), ('decided', 'asked'), ('asked', 'withdrawn'),
      ('decided', 'withdrawn'), ('asked', 'mistake'), ('decided', 'mistake'), ('withdrawn', 'mistake')) then
    raise exception 'there is no such move' using errcode = 'check_violation', constraint = 'subject_access_moves';
  end if;
  if decides or (old.state, new.state) in (('asked', 'decided'), ('decided', 'asked')) then
    if (old.state, new.state) not in (('asked', 'decided'), ('decided', 'asked')) or not old.unit = any(app.guarded())
        or old.recorded_by is not distinct from app.member_id()
        or (new.state = 'decided' and new.decided_by is distinct from app.member_id()) then
      raise exception 'this member may not decide this' using errcode = '42501';
    end if;
  end if;
  return new;
end $$;
create trigger subject_access_moves before update on subject_access for each row execute function app.subject_access_moves();

create function app.subject_handed() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare a subject_access; given text[];
begin
  select * into a from subject_access where id = new.request_id;
  select coalesce(array_agg(p.key), '{{}}') into given from jsonb_each_text(a.parts) p where p.value = 'given';
  if a.id is null or a.state <> 'decided' or a.expires_at <= app.now_at() or a.case_id <> new.case_id or a.child_id <> new.child_id
      or a.unit <> new.unit or not new.parts <@ given or new.handed_to not in (a.asker, 'child')
      or (select count(*) from subject_handover h where h.request_id = a.id and h.in_error_at is null) >= a.most then
    raise exception 'this was not decided to be handed over' using errcode = 'check_violation', constraint = 'subject_handed';
  end if;
  return new;
end $$;
create trigger subject_handed before insert on subject_handover for each row execute function app.subject_handed();

create function app.subject_handover_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.in_error_at is not null or to_jsonb(new) - '{{in_error_at}}'::text[] <> to_jsonb(old) - '{{in_error_at}}'::text[] then
    raise exception 'what was handed over is never changed' using errcode = 'check_violation', constraint = 'subject_handover_stays';
  end if;
  return new;
end $$;
create trigger subject_handover_stays before update on subject_handover for each row execute function app.subject_handover_stays();

create trigger erased_refuses before insert on subject_access for each row execute function app.erased_refuses();
create trigger erased_refuses before insert on subject_handover for each row execute function app.erased_refuses();
"""

DEFINED = {
    "app.subject_rooms(uuid)": ("app",),
    "app.subject_places(uuid)": ("app",),
    "app.subject_stands(uuid)": ("app",),
    "app.subject_names(uuid)": ("app",),
    "app.subject_access_moves()": (),
    "app.subject_handed()": (),
}


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    sees = f"unit = {MINE} or (unit = {GUARDED} and not app.kept_from(case_id))"
    works = rules.related(
        "subject_access", "r.compartment in ('care', 'justice')", rules.of_child("subject_access"), WORKS
    )
    behind = "exists (select 1 from subject_access a where a.id = subject_handover.request_id)"
    return {
        "subject_access": {
            "app": {
                "select": sees,
                "insert": f"unit = {MINE} and recorded_by = {ME} and state = 'asked' and decided_by is null and {works}",
                "update": sees,
            },
            "worker": {"select": "call_at is not null or state = 'decided'", "update": "true"},
        },
        "subject_handover": {
            "app": {
                "select": behind,
                "insert": f"unit = {MINE} and handed_by = {ME} and in_error_at is null and {behind}",
                "update": f"unit = {MINE}",
            },
        },
    }


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.subject_handover_stays() from public")
        cursor.execute(f"grant execute on function app.subject_handover_stays() to {app}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on subject_access, subject_handover to {definer}")
        cursor.execute(f"grant select (id, case_id, person_id, version, kind, sealed) on identity_record to {definer}")
        hanging = [row for row in guarding.walled(cursor) if row[0] in policies()]
        for line in guarding.walls(hanging):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0053_subject_access")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
