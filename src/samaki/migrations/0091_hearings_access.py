"""Who sees hearings and releases, and who is told of them.

A hearing is seen by who reads justice for the whole case, by who works for a child that is called, and by the unit that wrote it down
while it works there. A need of one person is seen by who reads justice, and by who works for the child it belongs to; of another child
and of the accused a social worker reads nothing. Words (why, what came of it) are remarks of the justice part, as everywhere.
Functions name the units that are told; and the member of a feed, by the digest of its token.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
HERE = "(select app.principals()) <> '{}'"
"""Who is of no unit any more sees nothing."""
JUSTICE = ("r.compartment = 'justice'", "r.ground <> 'offered'", "r.child_id is null")

TABLES = ("hearing", "hearing_child", "hearing_need", "hearing_going", "accused_release")


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = importlib.import_module("samaki.migrations.0047_court_orders_access").WORKS

    def takes_part(table: str) -> str:
        holds = (
            f"exists (select 1 from step s where s.case_id = {table}.case_id and s.holder = {MINE}"
            " and s.state in ('open', 'on_hold'))"
        )
        return f"({rules.related(table, works)} or {holds})"

    def child(table: str) -> str:
        return f"(r.child_id is null or r.child_id = {table}.child_id)"

    called = (
        "exists (select 1 from hearing_child k where k.hearing_id = hearing.id and k.ended_at is null"
        " and (r.child_id is null or r.child_id = k.child_id))"
    )
    sees = (
        f"{rules.related('hearing', *JUSTICE)} or {rules.related('hearing', works, called)}"
        f" or (unit = {MINE} and {takes_part('hearing')})"
    )
    behind = "exists (select 1 from hearing h where h.id = {table}.hearing_id)"
    need = (
        f"{rules.related('hearing_need', *JUSTICE)} or (person_id is null and {behind.format(table='hearing_need')})"
        f" or (child_id is not null and {rules.related('hearing_need', works, child('hearing_need'))})"
    )
    calls = (
        f"{rules.related('hearing_child', *JUSTICE)} or {rules.related('hearing_child', works, child('hearing_child'))}"
    )
    goes = behind.format(table="hearing_going")
    release = f"{rules.related('accused_release', *JUSTICE)} or {rules.related('accused_release', works)}"
    told = f"unit = {MINE} and recorded_by = {ME} and {{part}}"
    return {
        "hearing": {
            "app": {
                "select": sees,
                "insert": f"{told.format(part=takes_part('hearing'))} and state in ('heard', 'confirmed')",
                "update": f"({sees}) and {takes_part('hearing')}",
            },
            "worker": {"select": "call_at is not null or state in ('heard', 'confirmed')", "update": "true"},
        },
        "hearing_child": {
            "app": {
                "select": calls,
                "insert": f"unit = {MINE} and ended_at is null and {takes_part('hearing_child')}",
                "update": f"({calls}) and {takes_part('hearing_child')}",
            }
        },
        "hearing_need": {
            "app": {
                "select": need,
                "insert": f"{told.format(part=takes_part('hearing_need'))} and {behind.format(table='hearing_need')}",
                "update": f"({need}) and {takes_part('hearing_need')}",
            }
        },
        "hearing_going": {
            "app": {
                "select": goes,
                "insert": f"unit = {MINE} and said_by = {ME} and ended_at is null and {goes} and {takes_part('hearing_going')}",
                "update": f"unit = {MINE}",
            }
        },
        "accused_release": {
            "app": {
                "select": release,
                "insert": f"{told.format(part=takes_part('accused_release'))} and state in ('heard', 'confirmed')",
                "update": f"({release}) and {takes_part('accused_release')}",
            }
        },
        "calendar_feed": {
            "app": {
                "select": f"member_id = {ME} and {HERE}",
                "insert": f"member_id = {ME} and {HERE} and ended_at is null",
                "update": f"member_id = {ME} and {HERE}",
            }
        },
    }


WORKING = """select distinct r.unit from hearing h join relation r on r.case_id = h.case_id
  where h.id = of_hearing and r.ground not in ('offered', 'shared', 'emergency', 'court_order')
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()) and not app.is_walled(h.case_id, r.unit)
    and ((r.compartment = 'justice' and r.child_id is null) or exists (select 1 from hearing_child k
      where k.hearing_id = h.id and k.ended_at is null and (r.child_id is null or r.child_id = k.child_id)))"""

FUNCTIONS = f"""
-- who works in the justice part, or for a child that is called: they are told of a hearing, by a unit that is one of them or wrote it
create function app.hearing_units(of_hearing uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  with told as ({WORKING})
  select unit from told where exists (select 1 from told mine where mine.unit = any(app.principals()))
    or exists (select 1 from hearing h where h.id = of_hearing and h.unit = any(app.principals()) and h.case_id <> all(app.walls()));
$$;

-- the same for the clock, and whether something that the hearing needs is not ready
create function app.hearing_told(of_hearing uuid) returns table (unit int, unready boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select told.unit, exists (select 1 from hearing_need n where n.hearing_id = of_hearing and n.state in ('needed', 'asked', 'failed'))
  from ({WORKING}) told;
$$;

-- a new date calls the same children and needs the same things, those too that who writes it down does not see; nobody is told of them
create function app.hearing_again(of_old uuid, of_new uuid, with_children boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare h hearing;
begin
  select * into h from hearing where id = of_new;
  if h.id is null or h.after_id is distinct from of_old or h.recorded_by <> app.member_id() or h.recorded_at <> app.now_at()
    or not h.unit = any(app.principals()) or h.case_id = any(app.walls())
    or not exists (select 1 from hearing b where b.id = of_old and b.case_id = h.case_id) then
    raise exception 'this is no new date of that hearing' using errcode = 'insufficient_privilege';
  end if;
  if with_children then
    insert into hearing_child (id, case_id, hearing_id, child_id, unit, since)
    select gen_random_uuid(), h.case_id, h.id, k.child_id, h.unit, h.recorded_at from hearing_child k
    where k.hearing_id = of_old and k.ended_at is null
      and not exists (select 1 from hearing_child n where n.hearing_id = h.id and n.child_id = k.child_id and n.ended_at is null);
  end if;
  insert into hearing_need (id, case_id, hearing_id, child_id, person_id, sort, sealed, state, unit, recorded_by, recorded_at, version)
  select gen_random_uuid(), h.case_id, h.id, n.child_id, n.person_id, n.sort, '', 'needed', h.unit, h.recorded_by, h.recorded_at, 1
  from hearing_need n where n.hearing_id = of_old and n.state <> 'dropped' order by n.id;
end $$;

-- every unit that works on the case, for one of them: a release of somebody who was held concerns each child
create function app.release_units(of_case uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  with told as (select distinct r.unit from relation r
    where r.case_id = of_case and r.ground not in ('offered', 'shared', 'emergency', 'court_order')
      and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()) and not app.is_walled(of_case, r.unit))
  select unit from told where of_case <> all(app.walls()) and (exists (select 1 from told mine where mine.unit = any(app.principals()))
    or exists (select 1 from step s where s.case_id = of_case and s.holder = any(app.principals()) and s.state in ('open', 'on_hold')));
$$;

-- whose feed a token opens; nobody's where it has ended
create function app.feed_of(of_digest bytea) returns table (member uuid, scope text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select f.member_id, f.scope from calendar_feed f where f.digest = of_digest and f.ended_at is null and f.made_at <= app.now_at();
$$;

create function app.hearing_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (new.case_id, new.unit, new.recorded_by, new.recorded_at) is distinct from (old.case_id, old.unit, old.recorded_by, old.recorded_at)
    or (old.confirmed_at is not null and (new.confirmed_at, new.confirmed_unit) is distinct from (old.confirmed_at, old.confirmed_unit))
    or old.state = 'in_error' then
    raise exception 'who wrote a hearing down, and who confirmed it, stays' using errcode = 'check_violation',
      constraint = 'hearing_stays';
  end if;
  return new;
end $$;
create trigger hearing_stays before update on hearing for each row execute function app.hearing_stays();
""" + "\n".join(
    f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses();"
    for table in TABLES
)

DEFINED = {
    "app.hearing_units(uuid)": ("app",),
    "app.hearing_told(uuid)": ("worker",),
    "app.hearing_again(uuid, uuid, boolean)": ("app",),
    "app.release_units(uuid)": ("app",),
    "app.feed_of(bytea)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, worker, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "worker", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.hearing_stays() from public")
        cursor.execute(f"grant execute on function app.hearing_stays() to {app}, {worker}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on {', '.join(TABLES)}, calendar_feed to {definer}")
        cursor.execute(f"grant insert on hearing_child, hearing_need to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in TABLES]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0090_hearings")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
