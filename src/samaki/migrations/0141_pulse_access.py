"""The pulse: no role reads a mark or an answer. A member adds one of each through a function that writes all of both anew.

Without that, the transaction that wrote a row (its `xmin`) and its place (its `ctid`) would join the mark of a member with their answer.
"""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

OVERSEES = "(select app.is_one_of(array['oversight']))"
SIGNED_IN = "cardinality((select app.principals())::int[]) > 0"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "pulse_round": {
            "app": {
                "select": SIGNED_IN,
                "insert": f"{OVERSEES} and opened_by = (select app.member_id()) and state = 'open' and figures is null",
                "update": OVERSEES,
            },
        },
        "pulse_mark": {},
        "pulse_answer": {},
    }


MAY_CHANGE = "state, ended_at, answered, figures"

FUNCTIONS = """
create function app.pulse_cell(of_round uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.cells -> m.unit::text from pulse_round r, member m
  where r.id = of_round and r.state = 'open' and r.closes_at > app.now_at() and m.id = app.member_id() and m.is_active
    and cardinality(app.principals()) > 0;
$$;

-- all rows of both tables get new keys, a new place by chance, and one and the same transaction
create function app.pulse_answer(of_round uuid, given jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare cell jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('samaki pulse', 0));
  cell := app.pulse_cell(of_round);
  if cell is null or exists (select 1 from pulse_mark k where k.round_id = of_round and k.member_id = app.member_id()) then
    return false;
  end if;
  if exists (select 1 from pulse_round r cross join lateral jsonb_array_elements_text(r.questions) q
             where r.id = of_round and not coalesce(given ->> q, '') ~ '^[0-5]$')
     or (select count(*) from jsonb_object_keys(given)) <> (select jsonb_array_length(r.questions) from pulse_round r where r.id = of_round)
  then
    raise exception 'not an answer to this round' using errcode = 'check_violation', constraint = 'pulse_answer_fits';
  end if;
  with old as (delete from pulse_mark where round_id = of_round returning member_id)
  insert into pulse_mark (id, round_id, member_id)
  select gen_random_uuid(), of_round, o.member_id from (select member_id from old union all select app.member_id()) o order by gen_random_uuid();
  with old as (delete from pulse_answer where round_id = of_round returning kind, area, answers)
  insert into pulse_answer (id, round_id, kind, area, answers)
  select gen_random_uuid(), of_round, o.kind, o.area, o.answers
  from (select kind, area, answers from old union all select cell ->> 0, cell ->> 1, given) o order by gen_random_uuid();
  return true;
end $$;

-- the open round that waits for this member
create function app.pulse_waits() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.id from pulse_round r where r.state = 'open' and app.pulse_cell(r.id) is not null
    and not exists (select 1 from pulse_mark k where k.round_id = r.id and k.member_id = app.member_id());
$$;

-- for who asks: how many members each unit has, without those that are not asked
create function app.pulse_units(not_asked text[]) returns table (unit int, kind text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select u.principal, u.kind, count(*) from member m join unit u on u.principal = m.unit
  where m.is_active and not u.kind = any(not_asked) and app.is_one_of(array['oversight']) group by 1, 2;
$$;

create function app.pulse_answered(of_round uuid) returns bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*) from pulse_answer a where a.round_id = of_round and app.is_one_of(array['oversight']);
$$;

-- sums of a round that is over or being closed, for who asks
create function app.pulse_sums(of_round uuid) returns table (kind text, area text, question text, choice int, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select a.kind, a.area, t.key, t.value::int, count(*) from pulse_answer a cross join lateral jsonb_each_text(a.answers) t
  where a.round_id = of_round and app.is_one_of(array['oversight']) group by 1, 2, 3, 4;
$$;

-- the files of both tables are thrown away, dead rows with them: there is never another open round
create function app.pulse_forget(of_round uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not app.is_one_of(array['oversight']) or not exists (select 1 from pulse_round r where r.id = of_round and r.state = 'open') then
    return false;
  end if;
  truncate pulse_mark, pulse_answer;
  return true;
end $$;
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.pulse_cell(uuid)": (),
    "app.pulse_answer(uuid, jsonb)": ("app",),
    "app.pulse_waits()": ("app",),
    "app.pulse_units(text[])": ("app",),
    "app.pulse_answered(uuid)": ("app",),
    "app.pulse_sums(uuid)": ("app",),
    "app.pulse_forget(uuid)": ("app",),
}

STAYS = """
create function app.pulse_round_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.state <> 'open' then
    raise exception 'a round that has ended stays' using errcode = 'check_violation', constraint = 'pulse_round_stays';
  end if;
  return new;
end $$;
create trigger pulse_round_stays before update on pulse_round for each row execute function app.pulse_round_stays();
"""


def secure(apps: object, schema_editor: object) -> None:
    names = {role: f'"{name}"' for role, name in settings.ROLES.items()}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        cursor.execute(f"revoke update on pulse_round from {names['app']}")
        cursor.execute(f"grant update ({MAY_CHANGE}) on pulse_round to {names['app']}")
        cursor.execute(f"grant select on pulse_round to {names['definer']}")
        cursor.execute(f"grant select, insert, delete, truncate on pulse_mark, pulse_answer to {names['definer']}")
        for table in ("pulse_mark", "pulse_answer"):  # dead rows go within a minute or so
            cursor.execute(
                f"alter table {table} set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)"
            )
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.pulse_round_stays() from public")
        cursor.execute(f"grant execute on function app.pulse_round_stays() to {names['app']}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0140_pulse")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
