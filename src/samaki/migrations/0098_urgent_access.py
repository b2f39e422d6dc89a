"""Who sees urgent health care and the plans of an operation.

Urgent care: an exposure and an examination are read with the care of the child, and by the unit that wrote them while it tends the child.
They may be written by whoever works for the child, holds a step of the child, or is asked to take over the child's care: nobody waits
for an acceptance. `justice` reads that an examination took place, its date and where the certificate is, while the child agrees.

An operation: its plan is read by the unit that holds the step and by a unit that was shown the whole of it; by no supervisor, no other
reader of justice, no clock. A unit that is asked to be ready reads what it must do and when. What happened is read with the facts of the
case once the step has ended.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
READS = "r.ground <> 'offered'"

TABLES = ("exposure", "examination", "examination_word", "operation_plan", "operation_ready", "operation_fact")


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = importlib.import_module("samaki.migrations.0096_conferences_access").WORKS

    def tends(table: str) -> str:
        """Works for the child, holds a step of the child, or is asked for what opens the child's care."""
        child = rules.of_child(table)
        holds = (
            f"exists (select 1 from step s where s.case_id = {table}.case_id and s.child_id = {table}.child_id"
            f" and s.holder = {MINE} and s.state in ('open', 'on_hold'))"
        )
        asked = rules.related(table, child, "r.ground = 'offered'", "r.compartment = 'care'")
        return f"({rules.related(table, child, works)} or {asked} or {holds})"

    def cares(table: str) -> str:
        return rules.related(table, rules.of_child(table), "r.compartment = 'care'", READS)

    def own(table: str) -> str:
        return f"unit = {MINE} and {tends(table)}"

    def health(table: str) -> dict[str, dict[str, str]]:
        return {
            "app": {
                "select": f"{cares(table)} or ({own(table)})",
                "insert": f"unit = {MINE} and recorded_by = {ME} and {tends(table)}",
            }
        }

    def holds(table: str) -> str:
        return f"exists (select 1 from step s where s.id = {table}.step_id and s.holder = {MINE})"

    def shown(table: str) -> str:
        return (
            f"exists (select 1 from operation_ready q where q.step_id = {table}.step_id and q.unit = {MINE} and q.whole"
            " and q.ended_at is null)"
        )

    word = "examination_word"
    justice = rules.related(word, rules.of_child(word), "r.compartment = 'justice'", READS)
    ended = (
        "exists (select 1 from step s where s.id = operation_fact.step_id and s.state not in ('open', 'on_hold'))"
        f" and {rules.related('operation_fact', 'r.compartment = ' + repr('justice'), 'r.child_id is null', READS)}"
    )
    plans, facts = f"{holds('operation_plan')} or {shown('operation_plan')}", holds("operation_fact")
    return {
        "exposure": health("exposure"),
        "examination": health("examination"),
        word: {
            "app": {
                "select": f"(ended_at is null and {justice}) or {cares(word)} or ({own(word)})",
                "insert": f"unit = {MINE} and recorded_by = {ME} and ended_at is null and {tends(word)}",
                "update": f"{cares(word)} or ({own(word)})",
            }
        },
        "operation_plan": {
            "app": {
                "select": plans,
                "insert": f"unit = {MINE} and recorded_by = {ME} and {holds('operation_plan')}",
            }
        },
        "operation_ready": {
            "app": {
                "select": f"unit = {MINE} or {holds('operation_ready')}",
                "insert": f"by_unit = {MINE} and recorded_by = {ME} and ended_at is null and answer = '' and {holds('operation_ready')}",
                "update": f"unit = {MINE} or {holds('operation_ready')}",
            }
        },
        "operation_fact": {
            "app": {
                "select": f"{facts} or {shown('operation_fact')} or ({ended})",
                "insert": f"unit = {MINE} and recorded_by = {ME} and in_error_at is null and {facts}",
                "update": facts,
            }
        },
    }


TENDS = """(exists (select 1 from relation r where r.case_id = p.case_id and r.unit = any(app.principals())
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()) and (r.child_id is null or r.child_id = p.id))
    or exists (select 1 from step s where s.child_id = p.id and s.holder = any(app.principals()) and s.state in ('open', 'on_hold')))
    and p.case_id <> all(app.walls())"""

FUNCTIONS = f"""
-- the newest word on when a child was exposed, for whoever has a part in the child's case: by it the step is due
create function app.last_exposure(of_child uuid) returns table (version int, at timestamptz, "precision" text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select e.version, e.at, e.precision from exposure e join person p on p.id = e.child_id
  where e.child_id = of_child and {TENDS} order by e.version desc limit 1;
$$;

-- that a child was examined, and when, for the same: so that nobody examines a child again because they do not know
create function app.examinations_held(of_child uuid) returns table (root_id uuid, at timestamptz, "precision" text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select x.root_id, x.at, x.precision from (
    select distinct on (e.root_id) e.root_id, e.at, e.precision, e.took_place, e.in_error from examination e
    join person p on p.id = e.child_id where e.child_id = of_child and {TENDS} order by e.root_id, e.version desc) x
  where x.took_place and not x.in_error order by x.at desc, x.root_id desc;
$$;

-- the open steps of urgent care of a child, seen or not; none that is hidden from the session's unit
create function app.urgent_steps(of_child uuid, of_kind text)
returns table (id uuid, holder int, opened_at timestamptz, urgency text, due_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select t.id, t.holder, t.opened_at, t.urgency, t.due_at from step t join person p on p.id = t.child_id
  where t.child_id = of_child and t.kind = of_kind and t.state in ('open', 'on_hold') and {TENDS}
    and (t.hidden_from is null or t.hidden_from <> all(app.principals())) order by t.id;
$$;

-- it is due anew; who is called for it is called by then, and one that rests does not rest past it
create function app.urgent_due(of_step uuid, of_kind text, at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update step t set due_at = urgent_due.at, version = t.version + 1,
    call_at = case when t.state = 'open' and t.level = 0 then urgent_due.at else least(t.call_at, urgent_due.at) end
  where t.id = of_step and t.kind = of_kind and t.state in ('open', 'on_hold')
    and exists (select 1 from app.urgent_steps(t.child_id, of_kind) u where u.id = t.id);
$$;

-- the units that have a part in a case, for who holds its operation; none behind a wall, none from which pressure is kept
create function app.operation_units(of_step uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct r.unit from step s join relation r on r.case_id = s.case_id
  where s.id = of_step and s.holder = any(app.principals()) and s.case_id <> all(app.walls()) and r.unit <> s.holder
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
    and not app.conference_kept_from(s.case_id, r.unit);
$$;

-- what a unit was asked stays as it was asked; each side says its own
create function app.ready_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (new.case_id, new.step_id, new.unit, new.by_unit, new.whole, new.ready_at, new.sealed, new.recorded_by, new.recorded_at)
    is distinct from
    (old.case_id, old.step_id, old.unit, old.by_unit, old.whole, old.ready_at, old.sealed, old.recorded_by, old.recorded_at)
    or (old.ended_at is not null and new.ended_at is distinct from old.ended_at) then
    raise exception 'what a unit was asked stays' using errcode = 'check_violation', constraint = 'ready_stays';
  end if;
  return new;
end $$;
create trigger ready_stays before update on operation_ready for each row execute function app.ready_stays();
""" + "\n".join(
    f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses();"
    for table in TABLES
)

DEFINED = {
    "app.last_exposure(uuid)": ("app",),
    "app.examinations_held(uuid)": ("app",),
    "app.urgent_steps(uuid, text)": ("app",),
    "app.urgent_due(uuid, text, timestamptz)": ("app",),
    "app.operation_units(uuid)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.ready_stays() from public")
        cursor.execute(f"grant execute on function app.ready_stays() to {app}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on {', '.join(TABLES)} to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in TABLES]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0097_urgent")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
