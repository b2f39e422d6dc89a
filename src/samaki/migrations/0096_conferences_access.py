"""Who sees a conference and what is said there; what a conference opens; who reads and writes messages on a case.

A conference is seen by the unit that called it and by those on its list: when, where, what for. What is said there belongs to a part of
a file, and is read by units that have undertaken to keep it and read that part, by whatever ground: it opens nothing more. A relation on
the ground `conference` hangs on a disclosure to a unit that has undertaken it, counts as work nowhere, and ends with it.

A unit behind a wall, or from which pressure on a child of the case is hidden, is not put on a list and undertakes nothing; for one that
is on it what was opened closes, and the conference disappears, as when it is taken off the list. Of what it called or promised itself it keeps its own row.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
SEEN = "any((select app.conferences_seen())::uuid[])"
JOINED = "any((select app.conferences_joined())::uuid[])"

BEFORE = "'offered', 'shared', 'emergency', 'court_order'"
WORKS = f"r.ground not in ({BEFORE}, 'conference')"
"""What 0047 and later say of work, and how it reads from here on."""

READS = "r.ground <> 'offered'"
WRITES = "r.ground not in ('offered', 'emergency', 'court_order')"
"""Who answers in a message: whoever reads the part, save by an emergency or an order, which are for reading alone."""

FUNCTIONS = """
-- cases in which pressure is hidden from the session
create function app.kept_cases() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct p.case_id), '{}') from pressure p where p.id = any(app.hidden()) and p.in_error_at is null;
$$;

-- whether a unit must not come into a case by a conference: a wall, or pressure that is hidden from it, or from one that became part of it
create function app.conference_kept_from(of_case uuid, of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive parts as (
    select of_unit as unit union select u.principal from unit u join parts on u.merged_into = parts.unit)
  select exists (select 1 from parts where app.is_walled(of_case, parts.unit)
    or exists (select 1 from pressure p where p.case_id = of_case and p.broker_unit = parts.unit and p.in_error_at is null));
$$;

-- conferences that the session's units called, or that they are on the list of, or in which they have promised something
create function app.conferences_seen() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(c.id), '{}') from conference c where (c.case_id is null or c.case_id <> all(app.walls())) and (
    c.unit = any(app.principals())
    or exists (select 1 from conference_action a where a.conference_id = c.id and a.owner = any(app.principals())
               and a.state = 'open' and a.becomes = 'commitment')
    or ((c.case_id is null or app.hidden() = '{}' or c.case_id <> all(app.kept_cases()))
        and exists (select 1 from conference_member m where m.conference_id = c.id and m.unit = any(app.principals())
                    and m.state <> 'removed')));
$$;

-- those in which they have undertaken to keep what they hear, with the earlier ones of the same series
create function app.conferences_joined() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  with mine as (
    select c.id, c.series_id from conference c where (c.case_id is null or c.case_id <> all(app.walls())) and (
      c.unit = any(app.principals())
      or ((c.case_id is null or app.hidden() = '{}' or c.case_id <> all(app.kept_cases()))
          and exists (select 1 from conference_member m where m.conference_id = c.id and m.unit = any(app.principals())
                      and m.state = 'joined'))))
  select coalesce(array_agg(x.id), '{}') from (
    select id from mine union select c.id from conference c join mine on mine.series_id = c.series_id) x;
$$;

-- for the unit that called it: how many actions have no owner, in whatever part of whatever file
create function app.ownerless_actions(of_conference uuid) returns int
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)::int from conference_action a join conference c on c.id = a.conference_id
  where c.id = of_conference and c.unit = any(app.principals()) and a.state = 'open' and a.owner is null;
$$;

-- for the same: whether a unit has promised something there and not answered for it
create function app.owes_in_conference(of_conference uuid, of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from conference_action a join conference c on c.id = a.conference_id
    where c.id = of_conference and c.unit = any(app.principals()) and a.state = 'open' and a.becomes = 'commitment' and a.owner = of_unit);
$$;

-- what a conference opened to a unit of its list closes: for the unit that called it, and for that unit itself
create function app.end_conference_parts(of_member uuid) returns setof disclosure
language plpgsql security definer set search_path = pg_catalog, public as $$
declare m conference_member;
begin
  select x.* into m from conference_member x join conference c on c.id = x.conference_id
  where x.id = of_member and (c.unit = any(app.principals()) or x.unit = any(app.principals()))
    and (x.case_id is null or x.case_id <> all(app.walls()));
  if m.disclosure_id is null then return; end if;
  return query update disclosure d set ended_at = app.now_at(), ended_why = 'stopped', version = d.version + 1,
      call_at = case when d.due_at is not null and d.reviewed_at is null then d.due_at end
    where d.id = m.disclosure_id and d.ended_at is null returning d.*;
  update relation set until = app.now_at() where disclosure_id = m.disclosure_id and (until is null or until > app.now_at());
  perform app.list_case_for(r.unit, r.case_id)
  from (select distinct unit, case_id from relation where disclosure_id = m.disclosure_id) r;
end $$;

create function app.conference_refuses() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare whom int;
begin
  if tg_table_name = 'conference_action' then whom := new.owner; else whom := new.unit; end if;
  if new.case_id is not null and whom is not null and app.conference_kept_from(new.case_id, whom) then
    raise exception 'this unit has no part in this case' using errcode = 'check_violation', constraint = 'wall_stands';
  end if;
  return new;
end $$;
create trigger conference_refuses before insert or update of state, unit on conference_member for each row
  when (new.state in ('invited', 'joined')) execute function app.conference_refuses();
create trigger conference_refuses before insert or update of owner on conference_action for each row
  execute function app.conference_refuses();

create function app.wants_conference() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if app.conference_kept_from(new.case_id, new.unit) then
    raise exception 'this unit has no part in this case' using errcode = 'check_violation', constraint = 'wall_stands';
  end if;
  if not exists (
    with recursive now_of as (
      select d.to_unit as unit from disclosure d where d.id = new.disclosure_id
      union select u.merged_into from unit u join now_of on u.principal = now_of.unit where u.merged_into is not null)
    select 1 from disclosure d join conference_member m on m.disclosure_id = d.id and m.state = 'joined'
    where d.id = new.disclosure_id and d.case_id = new.case_id and d.ended_at is null and m.case_id = d.case_id and m.unit = d.to_unit
      and new.compartment = any(d.compartments) and new.child_id is not distinct from d.child_id and new.until <= d.until
      and new.unit in (select unit from now_of)) then
    raise exception 'a conference opens what was decided, to who has undertaken it' using errcode = 'check_violation',
      constraint = 'wants_conference';
  end if;
  return new;
end $$;
create trigger wants_conference before insert on relation for each row when (new.ground = 'conference')
  execute function app.wants_conference();

-- what a conference had opened to a unit closes in the moment in which pressure is recorded that is hidden from it
create function app.pressure_shuts() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare shut int;
begin
  for shut in
    update relation r set until = new.recorded_at where r.case_id = new.case_id and r.ground = 'conference'
      and (r.until is null or r.until > new.recorded_at) and app.conference_kept_from(new.case_id, r.unit) returning r.unit
  loop
    perform app.list_case_for(shut, new.case_id);
  end loop;
  return null;
end $$;
create trigger pressure_shuts after insert on pressure for each row when (new.broker_unit is not null)
  execute function app.pressure_shuts();

-- nothing of a conference is told to a unit that must not come into the case
create function app.conference_keeps_silent() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if app.conference_kept_from(new.case_id, new.to_unit) and not exists (
      select 1 from conference c where c.id = new.subject_id and c.unit = new.to_unit) then
    return null;
  end if;
  return new;
end $$;
create trigger conference_keeps_silent before insert on notice for each row
  when (new.subject_kind = 'conference' and new.case_id is not null) execute function app.conference_keeps_silent();

-- whether the session's member wrote this message, of this case
create function app.wrote_message(of_message uuid, of_case uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from case_message m where m.id = of_message and m.case_id = of_case and m.by_member = app.member_id());
$$;

create function app.point_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - 'state' is distinct from to_jsonb(old) - 'state' then
    raise exception 'a point stays as it was put' using errcode = 'check_violation', constraint = 'point_stays';
  end if;
  return new;
end $$;
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.kept_cases()": ("app", "definer"),
    "app.conference_kept_from(uuid, int)": ("app", "definer"),
    "app.conferences_seen()": ("app",),
    "app.conferences_joined()": ("app",),
    "app.ownerless_actions(uuid)": ("app",),
    "app.owes_in_conference(uuid, int)": ("app",),
    "app.end_conference_parts(uuid)": ("app",),
    "app.wrote_message(uuid, uuid)": ("app",),
    "app.conference_refuses()": (),
    "app.wants_conference()": (),
    "app.conference_keeps_silent()": (),
    "app.pressure_shuts()": (),
}

HANGING = ("conference", "conference_member", "conference_point", "conference_decision", "conference_action",
           "case_message", "message_mention", "message_read")  # fmt: skip
SAID = ("conference_point", "conference_decision", "conference_action")

STAYS = """
create trigger point_stays before update on conference_point for each row execute function app.point_stays();
"""

CONVENES = f"exists (select 1 from conference c where c.id = conference_id and c.unit = {MINE})"
IN_LEDGER = f"subject_kind <> 'conference' or unit = {MINE} or subject_id = {SEEN}"


def _said(table: str) -> str:
    """Of no case, or of a part of a file that the session reads (or its unit's own words); in a conference that it takes part in."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    reads = rules.related(table, f'r.compartment = "{table}".compartment', READS, rules.of_child(table))
    return f"conference_id = {JOINED} and (case_id is null or unit = {MINE} or {reads})"


def _adds(table: str) -> str:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    reads = rules.related(table, f'r.compartment = "{table}".compartment', READS, rules.of_child(table))
    return f"unit = {MINE} and made_by = {ME} and conference_id = {JOINED} and (case_id is null or {reads})"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = rules.related("conference", WORKS)
    owned = f"owner = {MINE}"
    waits = {"select": "call_at is not null", "update": "call_at is not null"}
    of_message = "exists (select 1 from case_message m where m.id = message_id)"
    room = '"case_message".compartment'
    reads, writes = (
        rules.related("case_message", f"r.compartment = {room}", which, rules.of_child("case_message"))
        for which in (READS, WRITES)
    )
    return {
        "conference": {
            "app": {
                "select": f"id = {SEEN}",
                "insert": f"unit = {MINE} and called_by = {ME} and state = 'called' and (case_id is null or {works})",
                "update": f"unit = {MINE}",
            },
            "worker": waits | {"select": "true"},
        },
        "conference_member": {
            "app": {
                "select": f"unit = {MINE} or conference_id = {JOINED}",
                "insert": f"invited_by = {ME} and {CONVENES} and (state = 'invited' or unit = {MINE} or case_id is null)",
                "update": f"unit = {MINE} or {CONVENES}",
            }
        },
        "conference_point": {
            "app": {
                "select": _said("conference_point"),
                "insert": _adds("conference_point"),
                "update": f"unit = {MINE} or conference_id = {JOINED}",
            }
        },
        "conference_decision": {
            "app": {"select": _said("conference_decision"), "insert": f"{_adds('conference_decision')} and {CONVENES}"}
        },
        "conference_action": {
            "app": {
                "select": f"{owned} or ({_said('conference_action')})",
                "insert": _adds("conference_action"),
                "update": f"{owned} or unit = {MINE} or {CONVENES}",
            },
            "worker": waits,
        },
        "case_message": {
            "app": {
                "select": reads,
                "insert": f"unit = {MINE} and by_member = {ME} and {writes}"
                " and (supersedes_id is null or app.wrote_message(supersedes_id, case_id))",
            }
        },
        "message_mention": {
            "app": {
                "select": of_message,
                "insert": f"exists (select 1 from case_message m where m.id = message_id and m.by_member = {ME} and m.case_id = message_mention.case_id)",
            }
        },
        "message_read": {
            "app": {
                "select": of_message,
                "insert": f"member_id = {ME} and unit = {MINE} and exists (select 1 from case_message m where m.id = message_id"
                f" and m.case_id = message_read.case_id)",
            }
        },
    }


def with_conferences(condition: str) -> str:
    """A condition of a migration before this one, as it reads from here on."""
    return condition.replace(f"({BEFORE})", f"({BEFORE}, 'conference')")


def no_work(cursor: object) -> None:
    """Every policy and function that says which relations are no work says it of these as well; owners and grants stay."""
    deparsed = "ARRAY['offered'::text, 'shared'::text, 'emergency'::text, 'court_order'::text]"
    more = deparsed.replace("]", ", 'conference'::text]")
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
        cursor.execute(with_conferences(text))  # type: ignore[attr-defined]


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        no_work(cursor)
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.point_stays() from public")
        cursor.execute(f"grant execute on function app.point_stays() to {app}, {definer}")
        _row_security.secure(cursor, policies())
        for table in HANGING:
            cursor.execute(f"grant select on {table} to {definer}")
            cursor.execute(
                f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses()"
            )
        for table in SAID:  # of a case in which pressure is hidden from the session: its own words alone
            ours = f"unit = {MINE}" + (f" or owner = {MINE}" if table == "conference_action" else "")
            cursor.execute(
                f"create policy pressure_select on {table} as restrictive for select to {app} using (case_id is null or {ours}"
                f" or (select app.hidden()) = '{{}}' or case_id <> all((select app.kept_cases())::uuid[]))"
            )
        cursor.execute(
            f"create policy conference_select on ledger_entry as restrictive for select to {app} using ({IN_LEDGER})"
        )
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in HANGING]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0095_conferences")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
