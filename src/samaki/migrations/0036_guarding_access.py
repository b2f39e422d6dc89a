"""Emergencies, unsealing, questions about looks, walls: who sees them, and the functions that decide them.

A wall holds here: policies that only restrict stand on every table that hangs on a case, and triggers refuse a relation, a step, a
hand-off and a disclosure to the unit. A relation of an emergency is refused without the second person. `app.begin` reads once for
each session which cases are walled off from its member; whoever makes a table that hangs on a case calls `wall` for it.

A wall goes with the people, not with the principal: whoever was a member of the unit since the wall was asked for is behind it,
also where the unit has become part of another, which may be the one that took over and must go on seeing its work.

What an emergency opened is read and not written: `joined` asks for work where sharing (0031) asked for it. Functions of 0031 and
0033 that name the units of a case say nothing of those behind a wall, and nothing to those behind it.
"""

import importlib

from django.conf import settings
from django.db import migrations

MINE = "any((select app.principals())::int[])"
GUARDED = "any((select app.guarded())::int[])"
ME = "(select app.member_id())"

LOOKS = "('identity.look', 'document.look', 'document.fetch', 'people.search', 'reporter.look', 'placement.look')"

RIGHTS = ("select", "insert", "update", "delete")

NOT_WALLED = {"recusal"}
"""Tables that hang on a case and stay open: who stepped aside sees that they did."""


def policies() -> dict[str, dict[str, str]]:
    """Conditions of the application role."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    return {
        "emergency": {
            "select": f"unit = {MINE} or second_unit = {MINE} or unit = {GUARDED} or second_unit = {GUARDED}"
            f" or (case_id is not null and {rules.related('emergency', 'r.ground <> ' + repr('offered'))})",
            "insert": f"unit = {MINE} and asked_by = {ME} and case_id is null and answered_by is null and agreed is null",
        },
        "unsealing": {
            "select": f"unit = {MINE} or decider = {GUARDED}",
            "insert": f"unit = {MINE} and asked_by = {ME} and answered_by is null and agreed is null and opened_at is null",
        },
        "look_question": {
            "select": f"member_id = {ME} or unit = {GUARDED}",
            "insert": f"asked_by = {ME} and unit = {GUARDED} and answered_at is null and closed_at is null",
        },
        "conflict": {
            # the unit in question and its agency never see it, their confidentiality officer included
            "select": f"(asked_unit = {GUARDED} or decider = {GUARDED}) and unit <> all((select app.guarded())::int[])"
            " and unit <> all((select app.principals())::int[])",
            "insert": f"asked_by = {ME} and asked_unit = {GUARDED} and unit <> all((select app.guarded())::int[]) and agreed is null"
            " and answered_by is null and since is null and ended_at is null",
        },
        "recusal": {
            # who is behind a wall as well learns of nobody else's
            "select": f"member_id = {ME} or ((unit = {MINE} or unit = {GUARDED}) and case_id <> all((select app.walls())::uuid[]))",
            "insert": f"unit = {MINE} and said_by = {ME} and until is null",
        },
        "alternate_route": {
            "select": "true",
            "insert": f"unit = {GUARDED} and named_by = {ME} and until is null",
            "update": f"unit = {GUARDED}",
        },
    }


WORKS = "r.ground not in ('offered', 'shared', 'emergency')"


def joined() -> dict[str, dict[str, str]]:
    """Conditions of the application role of 0031 that ask for work: what an emergency opened is none."""
    sharing = importlib.import_module("samaki.migrations.0031_sharing_access")
    before = {name: by_role["app"] for name, by_role in sharing.policies().items()} | {
        "document": {"insert": sharing.of_documents()}
    }
    return {
        table: {right: condition.replace(sharing.WORKS, WORKS) for right, condition in rights.items() if sharing.WORKS in condition}
        for table, rights in before.items()
    }  # fmt: skip


WORKER = {"look_question": {"select": "answered_at is null and closed_at is null", "update": "true"}}

LOOKED = f"act in {LOOKS} and unit = {GUARDED}"
"""A confidentiality officer reads, beside what 0002 and 0029 open, who of their agency looked at what, and no other act."""

OVERRIDES = f"kind = 'share' and due_at is not null and from_unit = {GUARDED}"
"""And what units of their agency shared without consent."""

ENTERS = "who.is_active and (who.access_until is null or who.access_until > app.now_at())"
LIVE = "m.since <= app.now_at() and (m.until is null or m.until > app.now_at())"

FUNCTIONS = f"""
create or replace function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[]; walls uuid[];
begin
  with recursive held as (
    select m.unit from membership m join member who on who.id = m.member_id
    where m.member_id = begin.member and who.is_active and (who.access_until is null or who.access_until > at)
      and m.since <= at and (m.until is null or m.until > at)
    union
    select u.principal from unit u join held on u.merged_into = held.unit
  )
  select coalesce(array_agg(distinct held.unit), '{{}}') into mine from held;
  select coalesce(array_agg(w.case_id), '{{}}') into walls from (
    select c.case_id from conflict c where c.agreed and c.since <= at and c.until > at and (c.ended_at is null or c.ended_at > at)
      and exists (select 1 from membership m where m.member_id = begin.member and m.unit = c.unit
                  and (m.until is null or m.until >= c.asked_at))
    union
    select r.case_id from recusal r where r.member_id = begin.member and r.since <= at and (r.until is null or r.until > at)
  ) w;
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.walls', walls::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;

create function app.walls() returns uuid[] language sql stable as
$$ select coalesce(nullif(current_setting('app.walls', true), ''), '{{}}')::uuid[] $$;

-- the units of every agency of which the session's member is a confidentiality officer
create function app.guarded() returns int[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(u.principal), '{{}}') from unit u where u.agency_id in (
    select o.agency_id from membership m join member who on who.id = m.member_id join unit o on o.principal = m.unit
    where m.member_id = app.member_id() and m.role = 'confidentiality_officer' and {ENTERS} and {LIVE});
$$;

create function app.is_walled(of_case uuid, of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from conflict c where c.case_id = of_case and c.unit = of_unit and c.agreed
    and c.answered_at <= coalesce(app.now_at(), now()) and c.until > coalesce(app.now_at(), now())
    and (c.ended_at is null or c.ended_at > coalesce(app.now_at(), now())));
$$;

-- for whoever works on the case: which units cannot be asked, and who is asked instead
create function app.walled_units(of_case uuid) returns table (unit int, to_unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.unit, c.to_unit from conflict c where c.case_id = of_case and app.is_walled(of_case, c.unit) and (
    exists (select 1 from relation r where r.case_id = of_case and r.unit = any(app.principals())
            and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()))
    or exists (select 1 from step t where t.case_id = of_case and t.holder = any(app.principals())));
$$;

create function app.wall_refuses() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare whom int;
begin
  if tg_table_name = 'step' then whom := new.holder;
  elsif tg_table_name in ('handoff', 'disclosure') then whom := new.to_unit;
  else whom := new.unit;
  end if;
  if app.is_walled(new.case_id, whom) then
    raise exception 'this unit has no part in this case' using errcode = 'check_violation', constraint = 'wall_stands';
  end if;
  if tg_table_name = 'relation' then
    if new.ground = 'emergency' and not exists (select 1 from emergency e where e.case_id = new.case_id and e.unit = new.unit
        and e.agreed and new.until <= e.until and new.compartment = any(e.compartments)) then
      raise exception 'an emergency has a second person and an end' using errcode = 'check_violation', constraint = 'emergency_by_two';
    end if;
  end if;
  return new;
end $$;

-- what a unit would be told of a case that is walled off from it is not queued at all, whoever tells it; of what was shared,
-- corrected or held, from the moment that the wall was agreed to
create function app.wall_keeps_silent() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from conflict c where c.case_id = new.case_id and c.unit = new.to_unit and c.agreed
      and case when new.kind ~ '^(sharing|document)[.]' then c.answered_at else c.since end <= new.made_at and c.until > new.made_at and (c.ended_at is null or c.ended_at > new.made_at)) then
    return null;
  end if;
  return new;
end $$;
create trigger wall_keeps_silent before insert on notice for each row when (new.case_id is not null)
  execute function app.wall_keeps_silent();
create trigger wall_refuses before insert on relation for each row execute function app.wall_refuses();
create trigger wall_refuses before insert on step for each row execute function app.wall_refuses();
create trigger wall_refuses before insert on handoff for each row execute function app.wall_refuses();
create trigger wall_refuses before insert on disclosure for each row when (new.kind = 'share') execute function app.wall_refuses();
create trigger wall_refuses_the_holder before update of holder on step for each row
  when (new.holder is distinct from old.holder) execute function app.wall_refuses();
create trigger wall_refuses_the_asked before update of to_unit on handoff for each row
  when (new.to_unit is distinct from old.to_unit) execute function app.wall_refuses();

-- the second person says yes or no; a code that is of no case (or of one walled off from the unit) opens nothing
create function app.answer_emergency(of_id uuid, of_code text, yes boolean, ends timestamptz) returns table (opened uuid, party int)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare e emergency; found uuid;
begin
  select * into e from emergency where id = of_id for update;
  if e.id is null or e.agreed is not null or e.asked_by = app.member_id() or e.lapses_at <= app.now_at()
    or not (e.unit = any(app.principals()) or e.second_unit = any(app.principals()))
    or ends > app.now_at() + interval '31 days' then
    raise exception 'this member may not answer this' using errcode = '42501';
  end if;
  select id into found from "case" where code = of_code;
  if not yes or app.is_walled(found, e.unit) or exists (select 1 from recusal r where r.case_id = found
      and r.member_id in (e.asked_by, app.member_id()) and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())) then
    found := null;
  end if;
  update emergency set agreed = yes, answered_by = app.member_id(), answered_at = app.now_at(), case_id = found,
    answered_unit = (select unit from member where id = app.member_id()), until = case when found is null then null else ends end
  where id = of_id;
  if found is null then return; end if;
  insert into relation (id, case_id, child_id, unit, compartment, ground, since, until)
    select gen_random_uuid(), found, null, e.unit, room, 'emergency', app.now_at(), ends from unnest(e.compartments) room;
  return query
    select distinct found, r.unit from relation r where r.case_id = found and r.since <= app.now_at()
      and (r.until is null or r.until > app.now_at())
    union select found, t.holder from step t where t.case_id = found and t.state in ('open', 'on_hold');
end $$;

create function app.end_emergency(of_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare e emergency;
begin
  select * into e from emergency where id = of_id for update;
  if e.case_id is null or e.until <= app.now_at() or not (e.unit = any(app.principals()) or e.unit = any(app.guarded())) then
    return false;
  end if;
  update relation set until = app.now_at() where case_id = e.case_id and unit = e.unit and ground = 'emergency'
    and since = e.answered_at and until > app.now_at();
  update emergency set until = app.now_at() where id = of_id;
  return true;
end $$;

create function app.answer_unsealing(of_id uuid, yes boolean, ends timestamptz, words bytea) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare u unsealing;
begin
  select * into u from unsealing where id = of_id for update;
  if u.id is null or u.agreed is not null or u.asked_by = app.member_id() or u.lapses_at <= app.now_at()
    or not u.decider = any(app.guarded()) or ends > app.now_at() + interval '31 days' then
    raise exception 'this member may not answer this' using errcode = '42501';
  end if;
  update unsealing set agreed = yes, answered_by = app.member_id(), answered_at = app.now_at(), sealed = words,
    answered_unit = (select unit from member where id = app.member_id()), until = case when yes then ends end where id = of_id;
end $$;

-- one look, by the member who asked, in time, while their unit still works on it; nothing comes back otherwise
create function app.open_unsealed(of_id uuid) returns table (row_id uuid, words bytea)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare u unsealing;
begin
  select * into u from unsealing where id = of_id for update;
  if u.id is null or u.agreed is not true or u.asked_by <> app.member_id() or u.opened_at is not null
    or u.until <= app.now_at() or not u.unit = any(app.principals()) or u.case_id = any(app.walls())
    or not (exists (select 1 from report p where p.id = u.report_id and p.holder = any(app.principals()))
         or exists (select 1 from relation r where r.case_id = u.case_id and r.unit = u.unit and {WORKS}
                    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
                    and (r.child_id is null or r.child_id is not distinct from u.child_id))) then
    return;
  end if;
  update unsealing set opened_at = app.now_at() where id = of_id;
  if u.what = 'reporter' then
    return query select p.id, p.sealed::bytea from reporter_record p where p.report_id = u.report_id order by p.recorded_at;
  else
    return query select p.id, p.sealed::bytea from placement_record p where p.case_id = u.case_id and p.child_id = u.child_id
      order by p.recorded_at desc limit 1;
  end if;
end $$;

create function app.answer_look(of_id uuid, words bytea) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update look_question set sealed = words, answered_at = app.now_at(), call_at = null
  where id = of_id and member_id = app.member_id() and answered_at is null and closed_at is null returning true;
$$;

create function app.close_look(of_id uuid, how text, words bytea) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update look_question set sealed = words, outcome = how, closed_by = app.member_id(), closed_at = app.now_at(), call_at = null
  where id = of_id and closed_at is null and unit = any(app.guarded()) and member_id <> app.member_id()
    and (answered_at is not null or due_at <= app.now_at()) returning true;
$$;

-- codes of cases at which members of the officer's agency looked
create function app.looked_at_codes(cases uuid[]) returns table (case_id uuid, code text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.id, c.code from "case" c where c.id = any(cases) and exists (
    select 1 from ledger_entry e where e.case_id = c.id and e.act in {LOOKS} and e.unit = any(app.guarded()));
$$;

-- how often, by unit and reason: for the committees and the oversight, without a case
create function app.opened_in(since timestamptz, before timestamptz) returns table (kind text, unit int, reason text, n bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select * from (
    select 'emergency', e.unit, e.reason, count(*) from emergency e
      where e.agreed and e.case_id is not null and e.answered_at >= since and e.answered_at < before group by 2, 3
    union all
    select 'unsealing', u.unit, u.reason, count(*) from unsealing u
      where u.opened_at >= since and u.opened_at < before group by 2, 3
    union all
    select 'wall', c.to_unit, c.reason, count(*) from conflict c
      where c.agreed and c.answered_at >= since and c.answered_at < before group by 2, 3
    union all
    select 'override', d.from_unit, d.ground, count(*) from disclosure d
      where d.kind = 'share' and d.due_at is not null and d.decided_at >= since and d.decided_at < before group by 2, 3
  ) told
  where exists (select 1 from membership m join member who on who.id = m.member_id join unit o on o.principal = m.unit
    where m.member_id = app.member_id() and {ENTERS} and {LIVE}
      and (m.role = 'oversight' or (m.role = 'head' and o.kind in ('committee_province', 'committee_national'))));
$$;

create function app.answer_conflict(of_id uuid, yes boolean, hides timestamptz, words bytea) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare c conflict;
begin
  select * into c from conflict where id = of_id for update;
  if c.id is null or c.agreed is not null or c.asked_by = app.member_id() or not c.decider = any(app.guarded())
    or c.unit = any(app.guarded()) or c.unit = any(app.principals()) or c.asked_unit = any(app.guarded())
    or c.until <= app.now_at() then
    raise exception 'this member may not answer this' using errcode = '42501';
  end if;
  update conflict set agreed = yes, answered_by = app.member_id(), answered_at = app.now_at(), sealed = words,
    answered_unit = (select unit from member where id = app.member_id()), since = case when yes then hides end where id = of_id;
end $$;

-- the officer who has just agreed acts for the unit in conflict, in this transaction only, to move its steps by the usual stories
create function app.act_for_conflict(of_id uuid) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, public as $$
declare c conflict;
begin
  select * into c from conflict where id = of_id;
  if c.id is null or c.agreed is not true or c.answered_by <> app.member_id() or c.answered_at <> app.now_at() then
    raise exception 'this member may not act for this unit' using errcode = '42501';
  end if;
  perform set_config('app.principals', (app.principals() || c.unit)::text, true);
  return query select t.id from step t where t.case_id = c.case_id and t.holder = c.unit and t.state in ('open', 'on_hold')
    order by t.id;
end $$;

-- after its steps have moved: the askings that wait on it end, its askings that others took go to who took over, its relations end
create function app.lay_wall(of_id uuid) returns setof handoff
language plpgsql security definer set search_path = pg_catalog, public as $$
declare c conflict;
begin
  select * into c from conflict where id = of_id;
  if c.id is null or c.agreed is not true or c.answered_by <> app.member_id() or c.answered_at <> app.now_at()
    or exists (select 1 from step t where t.case_id = c.case_id and t.holder = c.unit and t.state in ('open', 'on_hold')) then
    raise exception 'this wall cannot be laid' using errcode = '42501';
  end if;
  return query
    update handoff a set state = 'withdrawn', clock = '', due_at = null, call_at = null, expires_at = null, level = 0,
      ended_at = app.now_at(), version = version + 1
    where a.case_id = c.case_id and a.to_unit = c.unit
      and a.state in ('draft', 'offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed') returning a.*;
  return query
    update handoff a set from_unit = case when a.to_unit = c.to_unit then c.asked_unit else c.to_unit end, from_parent = null,
      version = version + 1
    where a.case_id = c.case_id and a.from_unit = c.unit and a.call_at is not null and a.to_unit <> c.unit
      and a.to_unit <> case when a.to_unit = c.to_unit then c.asked_unit else c.to_unit end returning a.*;
  update relation set until = app.now_at() where case_id = c.case_id and unit = c.unit and (until is null or until > app.now_at());
end $$;

-- what others had shared with the unit is over as well, and stands so on the list of who received what
create function app.end_shared_behind(of_id uuid) returns setof disclosure
language plpgsql security definer set search_path = pg_catalog, public as $$
declare c conflict;
begin
  select * into c from conflict where id = of_id;
  if c.id is null or c.agreed is not true or c.answered_by <> app.member_id() or c.answered_at <> app.now_at() then
    raise exception 'this wall cannot be laid' using errcode = '42501';
  end if;
  return query update disclosure d set ended_at = app.now_at(), ended_why = 'stopped', version = d.version + 1,
      call_at = case when d.due_at is not null and d.reviewed_at is null then d.due_at end
    where d.case_id = c.case_id and d.to_unit = c.unit and d.kind = 'share' and d.ended_at is null returning d.*;
end $$;

create function app.end_conflict(of_id uuid) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update conflict set ended_at = app.now_at(), ended_by = app.member_id()
  where id = of_id and agreed and ended_at is null and until > app.now_at()
    and (asked_unit = any(app.guarded()) or decider = any(app.guarded())) and unit <> all(app.guarded()) returning true;
$$;

create function app.end_recusal(of_id uuid) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update recusal set until = app.now_at()
  where id = of_id and until is null and member_id <> app.member_id() and unit = any(app.principals())
    and case_id <> all(app.walls()) returning true;
$$;
"""

AGAIN = f"""
-- what a disclosure opened closes at this moment: for who gave it, who looks again at it, or when its time is over
create or replace function app.end_shared(of_disclosure uuid, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if at is distinct from app.now_at() or not exists (select 1 from disclosure d where d.id = of_disclosure and (d.ended_at = at or d.until <= at
      or d.from_unit = any(app.principals()) or (d.due_at is not null and d.from_parent = any(app.principals())))) then
    raise exception 'this disclosure does not end in this act' using errcode = 'insufficient_privilege';
  end if;
  update relation set until = at where disclosure_id = of_disclosure and (until is null or until > at);
  perform app.list_case_for(r.unit, r.case_id)
  from (select distinct unit, case_id from relation where disclosure_id = of_disclosure) r;
end $$;

create or replace function app.works_for(of_case uuid, of_child uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select of_case <> all(app.walls()) and exists (select 1 from relation r
    where r.case_id = of_case and r.unit = any(app.principals()) and {WORKS}
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
    and (r.child_id is null or r.child_id = of_child));
$$;

create or replace function app.who_received(of_case uuid, of_child uuid, of_part text, since timestamptz)
returns table (unit int, still boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.unit, bool_or(r.until is null or r.until > app.now_at()) from relation r
  where app.works_for(of_case, of_child) and r.case_id = of_case and r.ground <> 'offered'
    and not app.is_walled(of_case, r.unit)
    and (of_part = '' or r.compartment = of_part) and (r.child_id is null or r.child_id = of_child)
    and r.since <= app.now_at() and (r.until is null or r.until > who_received.since)
  group by r.unit;
$$;

create or replace function app.working_in(of_case uuid, of_compartment text, of_child uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  with works as (
    select r.unit from relation r
    where r.case_id = of_case and r.compartment = of_compartment and r.ground <> 'offered'
      and not app.is_walled(of_case, r.unit)
      and (r.child_id is null or r.child_id = of_child)
      and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()))
  select distinct unit from works
  where of_case <> all(app.walls()) and exists (select 1 from works mine where mine.unit = any(app.principals()));
$$;
"""
"""Functions of 0031 and 0033 as they stand from here on; owner and grants stay."""

DEFINED = (
    "app.guarded()",
    "app.is_walled(uuid, int)",
    "app.walled_units(uuid)",
    "app.answer_emergency(uuid, text, boolean, timestamptz)",
    "app.end_emergency(uuid)",
    "app.answer_unsealing(uuid, boolean, timestamptz, bytea)",
    "app.open_unsealed(uuid)",
    "app.answer_look(uuid, bytea)",
    "app.close_look(uuid, text, bytea)",
    "app.looked_at_codes(uuid[])",
    "app.opened_in(timestamptz, timestamptz)",
    "app.answer_conflict(uuid, boolean, timestamptz, bytea)",
    "app.act_for_conflict(uuid)",
    "app.lay_wall(uuid)",
    "app.end_shared_behind(uuid)",
    "app.end_conflict(uuid)",
    "app.end_recusal(uuid)",
)

READ_ALL = ("reporter_record", "placement_record", "ledger_entry")
"""Read by functions that look past row security, each with its own question first."""


def wall(table: str, column: str = "case_id") -> list[str]:
    """Policies that only restrict: for each right that the application has on the table."""
    app = f'"{settings.ROLES["app"]}"'
    condition = f"{column} is null or {column} <> all((select app.walls())::uuid[])"
    clauses = {"select": f"using ({condition})", "insert": f"with check ({condition})",
               "update": f"using ({condition})", "delete": f"using ({condition})"}  # fmt: skip
    return [
        f'create policy wall_{command} on "{table}" as restrictive for {command} to {app} {clause}'
        for command, clause in clauses.items()
    ]


def walled(cursor: object) -> list[tuple[str, str, str]]:
    """(table, its column of the case, a right of the application on it) of every table that hangs on a case."""
    cursor.execute(  # type: ignore[attr-defined]
        "select c.table_name, c.column_name, lower(g.privilege_type) from information_schema.columns c"
        " join information_schema.role_table_grants g on g.table_name = c.table_name and g.grantee = %s"
        " where c.table_schema = 'public' and (c.column_name = 'case_id' or (c.table_name = 'case' and c.column_name = 'id'))"
        " and g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') order by 1, 3",
        [settings.ROLES["app"]],
    )
    return [row for row in cursor.fetchall() if row[0] not in NOT_WALLED]  # type: ignore[attr-defined]


def walls(hanging: list[tuple[str, str, str]]) -> list[str]:
    """The policies for these tables and rights."""
    rights = {(table, right) for table, _column, right in hanging}
    columns = {table: column for table, column, _right in hanging}
    lines = ((table, line) for table, column in columns.items() for line in wall(table, column))
    return [
        line for table, line in lines if any((table, right) in rights and f"for {right} " in line for right in RIGHTS)
    ]


def guard() -> list[str]:
    """The tables of 0035: forced, with their policies and grants."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    definer, found = f'"{settings.ROLES["definer"]}"', []
    for table, commands in policies().items():
        found += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"create policy definer_all on {table} to {definer} using (true) with check (true)",
            f"grant select, update on {table} to {definer}",
        ]
        found += [
            line for command, condition in commands.items() for line in rules.policy("app", table, command, condition)
        ]
    for table, commands in WORKER.items():
        found += [line for command in commands for line in rules.policy("worker", table, command, commands["select"])]
    return found


def secure(apps: object, schema_editor: object) -> None:
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(FUNCTIONS)
        for function in DEFINED:
            cursor.execute(f"alter function {function} owner to {definer}")
            cursor.execute(f"revoke all on function {function} from public")
            cursor.execute(f"grant execute on function {function} to {app}")
        cursor.execute(f"alter function app.wall_refuses() owner to {definer}")
        cursor.execute(f"alter function app.wall_keeps_silent() owner to {definer}")
        cursor.execute("revoke all on function app.wall_refuses(), app.wall_keeps_silent(), app.walls() from public")
        cursor.execute(f"grant execute on function app.walls() to {app}, {definer}")
        for line in guard():
            cursor.execute(line)
        for table in READ_ALL:
            cursor.execute(f"create policy definer_reads on {table} for select to {definer} using (true)")
            cursor.execute(f"grant select on {table} to {definer}")
        cursor.execute(f"grant insert on relation to {definer}")
        cursor.execute(f"create policy looks_of_ours on ledger_entry for select to {app} using ({LOOKED})")
        cursor.execute(f"create policy overrides_of_ours on disclosure for select to {app} using ({OVERRIDES})")
        cursor.execute(f"grant update (proved_at) on api_token to {app}")
        cursor.execute(AGAIN)
        for table, rights in joined().items():
            for right, condition in rights.items():
                cursor.execute(f"alter policy app_{right} on {table} to {app} {_clauses(right, condition)}")
        for line in walls(walled(cursor)):
            cursor.execute(line)


def _clauses(right: str, condition: str) -> str:
    using, check = f"using ({condition})", f"with check ({condition})"
    return check if right == "insert" else f"{using} {check}" if right == "update" else using


class Migration(migrations.Migration):
    dependencies = [("samaki", "0035_guarding")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
