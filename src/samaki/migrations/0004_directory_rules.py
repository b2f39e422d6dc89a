"""Who may change the directory, and how the work of a unit moves when the unit merges or closes.

The rows of the directory are read by everybody and written by whoever keeps the unit (its keeper or its head). The work of a
unit is moved past row security, since whoever decides it may not see the cases: by the head of the unit or of the unit above;
where neither has a head, by the administrator; into another unit only after both sides have agreed. A trigger refuses
work for a unit that is closed, also in the moment of its closing.
"""

from django.conf import settings
from django.db import migrations

from samaki.agencies.findable import words_of

LIVE_AT_NOW = "m.since <= app.now_at() and (m.until is null or m.until > app.now_at())"

ASKING = "('draft', 'offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed')"
RUNNING = f"{ASKING[:-1]}, 'accepted', 'in_progress', 'on_hold', 'completed')"

FUNCTIONS = f"""
create or replace function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[];
begin
  with recursive held as (
    select m.unit from membership m join member who on who.id = m.member_id
    where m.member_id = begin.member and who.is_active and m.since <= at and (m.until is null or m.until > at)
    union
    select u.principal from unit u join held on u.merged_into = held.unit
  )
  select coalesce(array_agg(distinct held.unit), '{{}}') into mine from held;
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;

create function app.keeps(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from membership m join member who on who.id = m.member_id and who.is_active
    where m.member_id = app.member_id() and m.unit = of_unit and m.role in ('unit_admin', 'head') and {LIVE_AT_NOW});
$$;

create function app.speaks_for(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  with heads as (
    select m.member_id from membership m join member who on who.id = m.member_id and who.is_active
    where m.role = 'head' and {LIVE_AT_NOW}
      and m.unit in (select principal from unit where principal = of_unit
                     union select parent from unit where principal = of_unit and parent is not null)
  )
  select exists (select 1 from heads where member_id = app.member_id())
    or (not exists (select 1 from heads)
        and exists (select 1 from membership m join member who on who.id = m.member_id and who.is_active
                    where m.member_id = app.member_id() and m.role = 'admin' and {LIVE_AT_NOW}));
$$;

create function app.agreed(from_unit int, to_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from unit_merge g where g.unit = agreed.from_unit and g.into_unit = agreed.to_unit
    and g.agreed_at = app.now_at() and g.agreed_by = app.member_id());
$$;

create function app.check_moves(from_unit int, to_unit int) returns void
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  if not app.speaks_for(check_moves.from_unit) and not app.agreed(check_moves.from_unit, check_moves.to_unit) then
    raise exception 'this member may not move the work of this unit' using errcode = '42501';
  end if;
end $$;

-- what is open with a unit: no compartment, no words; the code of a case only for those who are of the unit
create function app.work_of(of_unit int)
returns table (what text, id uuid, case_id uuid, case_code text, kind text, state text, side text, other int, due_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  with asked as (select (app.speaks_for(of_unit) or of_unit = any(app.principals())
      or exists (select 1 from unit_merge g where g.unit = of_unit and g.ended_at is null and app.speaks_for(g.into_unit)))
      as allowed),
  codes as (select c.id, case when of_unit = any(app.principals()) then c.code else '' end as code from "case" c)
  select 'step', t.id, t.case_id, codes.code, t.kind, t.state, '', null::int, t.due_at
    from step t join codes on codes.id = t.case_id, asked
    where asked.allowed and t.holder = of_unit and t.state in ('open', 'on_hold')
  union all
  select 'handoff', h.id, h.case_id, codes.code, t.kind, h.state,
      case when h.from_unit = of_unit then 'sent' else 'received' end,
      case when h.from_unit = of_unit then h.to_unit else h.from_unit end, h.due_at
    from handoff h join step t on t.id = h.step_id join codes on codes.id = h.case_id, asked
    where asked.allowed and (h.from_unit = of_unit or h.to_unit = of_unit) and h.state in {RUNNING}
  union all
  select 'report', p.id, null, '', '', p.state, '', null, p.due_at from report p, asked
    where asked.allowed and p.holder = of_unit and p.state in ('new', 'acknowledged');
$$;

-- one change of the directory at a time; then the unit, then every case and report that is open with it, always in this order
create function app.lock_work(of_unit int) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare locked text;
begin
  perform pg_advisory_xact_lock(7301, 0);
  perform pg_advisory_xact_lock(7301, of_unit);
  for locked in
    select t.case_id::text from step t where t.holder = of_unit and t.state in ('open', 'on_hold')
    union select h.case_id::text from handoff h
      where (h.from_unit = of_unit or h.to_unit = of_unit) and h.state in {RUNNING}
    union select r.case_id::text from relation r where r.unit = of_unit and (r.until is null or r.until > app.now_at())
    union select p.id::text from report p where p.holder = of_unit and p.state in ('new', 'acknowledged')
    order by 1
  loop
    perform pg_advisory_xact_lock(hashtextextended(locked, 0));
  end loop;
end $$;

create function app.steps_to_move(from_unit int, to_unit int) returns setof step
language sql stable security definer set search_path = pg_catalog, public as $$
  select t.* from step t where t.holder = steps_to_move.from_unit and t.state in ('open', 'on_hold')
    and (app.speaks_for(steps_to_move.from_unit) or app.agreed(steps_to_move.from_unit, steps_to_move.to_unit)) order by t.id;
$$;

-- as one: two units become one, so workers and holds stay. Else the holder changes: a hold was the old holder's word
create function app.move_steps(from_unit int, to_unit int, ids uuid[], dues timestamptz[], calls timestamptz[], as_one boolean)
returns setof step language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(move_steps.from_unit, move_steps.to_unit);
  return query update step t set holder = move_steps.to_unit, due_at = n.due, call_at = n.call, version = t.version + 1,
      worker_id = case when as_one then t.worker_id end, level = case when as_one then t.level else 0 end,
      state = case when as_one then t.state else 'open' end, hold_reason = case when as_one then t.hold_reason else '' end,
      hold_until = case when as_one then t.hold_until end
    from unnest(ids, dues, calls) as n(id, due, call)
    where t.id = n.id and t.holder = move_steps.from_unit and t.state in ('open', 'on_hold') returning t.*;
end $$;

create function app.handoffs_to_move(from_unit int, to_unit int, ended boolean) returns setof handoff
language sql stable security definer set search_path = pg_catalog, public as $$
  select h.* from handoff h
  where (h.from_unit = handoffs_to_move.from_unit or h.to_unit = handoffs_to_move.from_unit)
    and (h.state in {RUNNING}) is distinct from ended
    and (app.speaks_for(handoffs_to_move.from_unit) or app.agreed(handoffs_to_move.from_unit, handoffs_to_move.to_unit))
  order by h.id;
$$;

-- what the one unit asked of the other has no sense when both are one, or when the asked one holds the step anyway
create function app.end_askings(from_unit int, to_unit int, ids uuid[], at timestamptz) returns setof handoff
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(end_askings.from_unit, end_askings.to_unit);
  return query update handoff h set state = 'withdrawn', clock = '', due_at = null, call_at = null, expires_at = null,
      level = 0, ended_at = at, version = h.version + 1
    where h.id = any(ids) and h.state in {ASKING}
      and (h.from_unit = end_askings.from_unit or h.to_unit = end_askings.from_unit) returning h.*;
end $$;

create function app.move_handoffs(from_unit int, to_unit int, ids uuid[], as_one boolean) returns setof handoff
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(move_handoffs.from_unit, move_handoffs.to_unit);
  return query update handoff h set
      from_unit = case when h.from_unit = move_handoffs.from_unit then move_handoffs.to_unit else h.from_unit end,
      to_unit = case when h.to_unit = move_handoffs.from_unit then move_handoffs.to_unit else h.to_unit end,
      from_parent = case when h.from_unit = move_handoffs.from_unit then u.parent else h.from_parent end,
      to_parent = case when h.to_unit = move_handoffs.from_unit then u.parent else h.to_parent end,
      worker_id = case when as_one or h.to_unit <> move_handoffs.from_unit then h.worker_id end,
      state = case when resumes.yes then 'in_progress' else h.state end, clock = case when resumes.yes then '' else h.clock end,
      due_at = case when not resumes.yes then h.due_at end, call_at = case when not resumes.yes then h.call_at end,
      hold_until = case when not resumes.yes then h.hold_until end,
      version = h.version + 1
    from unit u, handoff again cross join lateral (select not as_one and again.state = 'on_hold'
        and again.to_unit = move_handoffs.from_unit) as resumes(yes)
    where u.principal = move_handoffs.to_unit and h.id = any(ids) and again.id = h.id
      and (h.from_unit = move_handoffs.from_unit or h.to_unit = move_handoffs.from_unit) returning h.*;
end $$;

create function app.set_duty(from_unit int, to_unit int, ids uuid[], on_them boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(set_duty.from_unit, set_duty.to_unit);
  update handoff h set duty = on_them where h.id = any(ids) and h.to_unit = set_duty.to_unit and h.state in {ASKING};
end $$;

create function app.move_reports(from_unit int, to_unit int, ended boolean) returns setof report
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(move_reports.from_unit, move_reports.to_unit);
  return query update report p set holder = move_reports.to_unit, version = p.version + 1
    where p.holder = move_reports.from_unit and (p.state in ('new', 'acknowledged')) is distinct from ended returning p.*;
end $$;

create function app.relations_of(from_unit int, to_unit int) returns setof relation
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.* from relation r where r.unit = relations_of.from_unit and (r.until is null or r.until > app.now_at())
    and (app.speaks_for(relations_of.from_unit) or app.agreed(relations_of.from_unit, relations_of.to_unit));
$$;

create function app.move_notices(from_unit int, to_unit int) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare moved int;
begin
  perform app.check_moves(move_notices.from_unit, move_notices.to_unit);
  update notice n set to_unit = move_notices.to_unit where n.to_unit = move_notices.from_unit and n.seen_at is null;
  get diagnostics moved = row_count;
  return moved;
end $$;

-- members, with every role they have at this moment; their desk is the other unit from now on
create function app.move_members(from_unit int, to_unit int, at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare moved int;
begin
  if not app.agreed(move_members.from_unit, move_members.to_unit) then
    raise exception 'members move only when two units become one' using errcode = '42501';
  end if;
  insert into membership (id, member_id, unit, role, since, until)
    select gen_random_uuid(), m.member_id, move_members.to_unit, m.role, at, m.until from membership m
    where m.unit = move_members.from_unit and (m.until is null or m.until > at)
      and not exists (select 1 from membership o where o.member_id = m.member_id and o.unit = move_members.to_unit
                      and o.role = m.role and (o.until is null or o.until > at));
  update membership m set until = greatest(at, m.since) where m.unit = move_members.from_unit and (m.until is null or m.until > at);
  update member who set unit = move_members.to_unit where who.unit = move_members.from_unit;
  get diagnostics moved = row_count;
  return moved;
end $$;

-- units below go below the other one; who stands above a running hand-off follows the tree
create function app.move_below(from_unit int, to_unit int) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare moved int;
begin
  perform app.check_moves(move_below.from_unit, move_below.to_unit);
  if exists (with recursive above as (
      select u.parent from unit u where u.principal = move_below.to_unit
      union select u.parent from unit u join above on u.principal = above.parent)
      select 1 from above where above.parent = move_below.from_unit) then
    update unit u set parent = (select a.parent from unit a where a.principal = move_below.from_unit)
      where u.principal = move_below.to_unit;
  end if;
  update unit u set parent = move_below.to_unit
    where u.parent = move_below.from_unit and u.principal <> move_below.to_unit and u.until is null;
  get diagnostics moved = row_count;
  update handoff h set from_parent = u.parent from unit u
    where u.principal = h.from_unit and h.from_parent is distinct from u.parent
      and (h.from_parent = move_below.from_unit or h.from_unit = move_below.to_unit);
  update handoff h set to_parent = u.parent from unit u
    where u.principal = h.to_unit and h.to_parent is distinct from u.parent
      and (h.to_parent = move_below.from_unit or h.to_unit = move_below.to_unit);
  return moved;
end $$;

create function app.move_desk_of_the_unrouted(from_unit int, to_unit int) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare was boolean;
begin
  perform app.check_moves(move_desk_of_the_unrouted.from_unit, move_desk_of_the_unrouted.to_unit);
  select takes_unrouted into was from unit where principal = move_desk_of_the_unrouted.from_unit;
  if was then
    update unit set takes_unrouted = false where principal = move_desk_of_the_unrouted.from_unit;
    update unit set takes_unrouted = true where principal = move_desk_of_the_unrouted.to_unit;
  end if;
  return was;
end $$;

create function app.move_entries(from_unit int, to_unit int, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(move_entries.from_unit, move_entries.to_unit);
  insert into unit_area (id, unit, area, since)
    select gen_random_uuid(), move_entries.to_unit, a.area, at from unit_area a
    where a.unit = move_entries.from_unit and (a.until is null or a.until > at)
      and not exists (select 1 from unit_area o where o.unit = move_entries.to_unit and o.area = a.area and o.until is null);
  insert into unit_service (id, unit, service, "full", since)
    select gen_random_uuid(), move_entries.to_unit, s.service, s."full", at from unit_service s
    where s.unit = move_entries.from_unit and s.until is null
      and not exists (select 1 from unit_service o
                      where o.unit = move_entries.to_unit and o.service = s.service and o.until is null);
  insert into focal_point (id, unit, matter, name_en, name_km, phone, day_and_night, words, since)
    select gen_random_uuid(), move_entries.to_unit, f.matter, f.name_en, f.name_km, f.phone, f.day_and_night, f.words, at
    from focal_point f where f.unit = move_entries.from_unit and f.until is null;
end $$;

create function app.end_unit(of_unit int, into_unit int, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not app.speaks_for(of_unit) and (end_unit.into_unit is null or not app.agreed(of_unit, end_unit.into_unit)) then
    raise exception 'this member may not end this unit' using errcode = '42501';
  end if;
  if exists (select 1 from step t where t.holder = of_unit and t.state in ('open', 'on_hold'))
     or exists (select 1 from handoff h where (h.from_unit = of_unit or h.to_unit = of_unit) and h.state in {RUNNING})
     or exists (select 1 from report p where p.holder = of_unit and p.state in ('new', 'acknowledged'))
     or exists (select 1 from unit u where u.principal = of_unit and u.takes_unrouted) then
    raise exception 'a unit with open work does not end' using errcode = '23514', constraint = 'open_work_moves_first';
  end if;
  update unit set until = at, merged_into = end_unit.into_unit where principal = of_unit;
  update membership m set until = greatest(at, m.since) where m.unit = of_unit and (m.until is null or m.until > at);
  update unit_area a set until = at where a.unit = of_unit and (a.until is null or a.until > at);
  update unit_service s set until = at where s.unit = of_unit and s.until is null;
  update focal_point f set until = at where f.unit = of_unit and f.until is null;
  update relation r set until = at where r.unit = of_unit and (r.until is null or r.until > at);
  update unit_merge g set ended_at = at where g.ended_at is null and (g.unit = of_unit or g.into_unit = of_unit);
end $$;

-- work never goes to a unit that is closed. Who writes while the unit is being closed is told so at once (waiting here, with
-- the lock of a case in hand, could wait for ever); a report of the public waits, and is routed again
create function app.unit_takes_work() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare one int; wanted int[];
begin
  if tg_table_name = 'handoff' then wanted := array[new.from_unit, new.to_unit]; else wanted := array[new.holder]; end if;
  foreach one in array wanted loop
    if tg_table_name = 'report' then
      perform pg_advisory_xact_lock_shared(7301, one);
    elsif not pg_try_advisory_xact_lock_shared(7301, one) then
      raise exception 'this unit is being closed' using errcode = '23514', constraint = 'unit_takes_work';
    end if;
    if exists (select 1 from unit u where u.principal = one and u.until is not null) then
      raise exception 'this unit is closed' using errcode = '23514', constraint = 'unit_takes_work';
    end if;
  end loop;
  return new;
end $$;

create trigger step_to_an_open_unit_new before insert on step for each row execute function app.unit_takes_work();
create trigger step_to_an_open_unit before update of holder on step for each row
  when (old.holder is distinct from new.holder) execute function app.unit_takes_work();
create trigger handoff_to_an_open_unit_new before insert on handoff for each row execute function app.unit_takes_work();
create trigger handoff_to_an_open_unit before update of from_unit, to_unit on handoff for each row
  when (old.from_unit is distinct from new.from_unit or old.to_unit is distinct from new.to_unit)
  execute function app.unit_takes_work();
create trigger report_to_an_open_unit_new before insert on report for each row execute function app.unit_takes_work();
create trigger report_to_an_open_unit before update of holder on report for each row
  when (old.holder is distinct from new.holder) execute function app.unit_takes_work();
"""

DEFINED = (
    "app.keeps(int)",
    "app.speaks_for(int)",
    "app.agreed(int, int)",
    "app.check_moves(int, int)",
    "app.work_of(int)",
    "app.lock_work(int)",
    "app.steps_to_move(int, int)",
    "app.move_steps(int, int, uuid[], timestamptz[], timestamptz[], boolean)",
    "app.handoffs_to_move(int, int, boolean)",
    "app.end_askings(int, int, uuid[], timestamptz)",
    "app.move_handoffs(int, int, uuid[], boolean)",
    "app.set_duty(int, int, uuid[], boolean)",
    "app.move_reports(int, int, boolean)",
    "app.relations_of(int, int)",
    "app.move_notices(int, int)",
    "app.move_members(int, int, timestamptz)",
    "app.move_below(int, int)",
    "app.move_desk_of_the_unrouted(int, int)",
    "app.move_entries(int, int, timestamptz)",
    "app.end_unit(int, int, timestamptz)",
)

DEFINER_RIGHTS = {
    "unit": "select, update",
    "unit_area": "select, insert, update",
    "unit_service": "select, insert, update",
    "focal_point": "select, insert, update",
    "unit_merge": "select, update",
    "membership": "select, insert, update",
    "member": "select, update",
    '"case"': "select",
    "report": "select, update",
    "notice": "select, update",
}

KEPT = ("unit", "unit_area", "unit_service", "focal_point", "former_name")
"""Read by everybody; written by whoever keeps the unit. Not forced: the owner writes the first rows."""

DIRECTORY: dict[str, dict[str, str]] = {
    "unit": {"update": "app.keeps(principal)"},
    "unit_area": {"insert": "app.keeps(unit)", "update": "app.keeps(unit)"},
    "unit_service": {"insert": "app.keeps(unit)", "update": "app.keeps(unit)"},
    "focal_point": {"insert": "app.keeps(unit)", "update": "app.keeps(unit)"},
    "former_name": {"insert": "app.keeps(unit) or app.speaks_for(unit)"},
    "unit_merge": {
        "insert": "proposed_by = app.member_id() and agreed_at is null"
        " and ((proposed_for = unit and app.speaks_for(unit)) or (proposed_for = into_unit and app.speaks_for(into_unit)))",
        "update": "ended_at is null and (app.speaks_for(unit) or app.speaks_for(into_unit))",
    },
}
COLUMNS = {"unit": "(phone, phone_night, how_to_reach, checked_at, name_en, name_km, short_en, short_km, words)"}
"""The only columns of a unit that a page writes; parents, ends and merges go through the functions above."""


def statements() -> list[str]:
    """Functions, rights and policies, in order."""
    app, definer = f'"{settings.ROLES["app"]}"', f'"{settings.ROLES["definer"]}"'
    out = [FUNCTIONS]
    for table, rights in DEFINER_RIGHTS.items():
        out.append(f"grant {rights} on {table} to {definer}")
    for table in ("case", "notice"):
        out.append(f'create policy definer_all on "{table}" to {definer} using (true) with check (true)')
    for function in DEFINED:
        out += [f"alter function {function} owner to {definer}", f"revoke all on function {function} from public"]
        out.append(f"grant execute on function {function} to {app}")
    for role in ("app", "worker", "intake"):
        out.append(f'grant select on unit_service, focal_point, former_name, unit_merge to "{settings.ROLES[role]}"')
        out.append(f'grant execute on function app.unit_takes_work() to "{settings.ROLES[role]}"')
    for table in (*KEPT, "unit_merge"):
        out.append(f"alter table {table} enable row level security")
        out.append(f"create policy everybody_reads on {table} for select using (true)")
        out.append(f"create policy definer_all on {table} to {definer} using (true) with check (true)")
    for table, commands in DIRECTORY.items():
        for command, condition in commands.items():
            clause = f"with check ({condition})" if command == "insert" else f"using ({condition}) with check (true)"
            out.append(f"create policy app_{command} on {table} for {command} to {app} {clause}")
            out.append(f"grant {command} {COLUMNS.get(table, '') if command == 'update' else ''} on {table} to {app}")
    return out


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in statements():
            cursor.execute(line)
        cursor.execute("select principal, name_en, name_km, short_en, short_km from unit")
        for principal, *names in cursor.fetchall():
            cursor.execute("update unit set words = %s where principal = %s", [words_of(*names), principal])


class Migration(migrations.Migration):
    dependencies = [("samaki", "0004_directory")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
