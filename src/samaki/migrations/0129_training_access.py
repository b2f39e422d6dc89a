"""Who sees and does what in workshops. A workshop and its sessions are read by every member; its people, their ticks and their tests by who
organises it in its unit. Who has no account reads and writes one place through functions that ask for its key."""

import importlib

from django.conf import settings
from django.db import migrations

MINE = "any((select app.principals())::int[])"
SIGNED_IN = "cardinality((select app.principals())::int[]) > 0"
OURS = f"unit = {MINE} and (select app.is_one_of(array['trainer', 'mentor', 'team_lead', 'head']))"
INTAKE_ADDS = "subject_kind in ('workshop', 'workshop_seat') and act like 'workshop.%' and who = 'public' and case_id is null and report_id is null"
"""Entries of the ledger that the role of the public report adds about workshops."""
OF_OURS = f"{OURS} and exists (select 1 from workshop w where w.id = workshop_id and w.unit = %s.unit)"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    whole = {"select": OURS, "insert": OURS, "update": OURS}
    return {
        "workshop": {
            "app": {"select": SIGNED_IN, "insert": f"{OURS} and made_by = (select app.member_id())", "update": OURS},
            "worker": {"select": "call_at is not null", "update": "true"},
        },
        "workshop_session": {"app": {"select": SIGNED_IN, "insert": OF_OURS % "workshop_session", "update": OURS}},
        "workshop_invitation": {
            "app": {"select": f"{OURS} or to_unit = {MINE}", "insert": OF_OURS % "workshop_invitation", "update": OURS}
        },
        # those who agreed to be in the directory, for the unit that can put them there
        "workshop_seat": {
            "app": {"select": f"{OURS} or to_unit = {MINE} and offered_at is not null and contact", "update": OURS}
        },
        "workshop_mark": {"app": whole},
        "workshop_sitting": {"app": whole},
        "workshop_opinion": {},
    }


FUNCTIONS = """
-- what whoever holds the code of an invitation may know
create function app.workshop_invited(code bytea) returns table (invitation uuid, workshop uuid, unit int, to_unit int, programme text,
  area text, state text, begins_at timestamptz, ends_at timestamptz, sealed bytea, is_full boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.id, w.id, w.unit, i.to_unit, w.programme, w.area, w.state, w.begins_at, w.ends_at, w.sealed,
    i.places <= (select count(*) from workshop_seat s where s.invitation_id = i.id and s.state = 'registered')
    or w.places <= (select count(*) from workshop_seat s where s.workshop_id = w.id and s.state = 'registered')
  from workshop_invitation i join workshop w on w.id = i.workshop_id where i.code_digest = code;
$$;

-- a place, or one of as many on the waiting list as the unit has places; one at a time in each workshop, so that no quota is passed
create function app.workshop_joins(code bytea, seat uuid, seat_key bytea, same bytea, of_role text, words bytea, agrees boolean) returns text
language plpgsql security definer set search_path = pg_catalog, public as $$
declare i workshop_invitation; w workshop; had text; given text;
begin
  select * into i from workshop_invitation where code_digest = code;
  if not found then return 'none'; end if;
  perform pg_advisory_xact_lock(hashtextextended(i.workshop_id::text, 0));
  select * into w from workshop where id = i.workshop_id;
  select 'had ' || s.state into had from workshop_seat s where s.key_digest = seat_key and s.workshop_id = w.id;
  if found then return had; end if;
  if w.state not in ('open', 'running') then return w.state; end if;
  if w.forgotten_at is not null then return 'finished'; end if;
  perform 1 from workshop_seat s where s.key_digest = seat_key;  -- a key of another workshop
  if found then return 'twice'; end if;
  perform 1 from workshop_seat s where s.workshop_id = w.id and s.twice_digest = same and s.state <> 'withdrawn';
  if found then return 'twice'; end if;
  given := case when i.places > (select count(*) from workshop_seat s where s.invitation_id = i.id and s.state = 'registered')
    and w.places > (select count(*) from workshop_seat s where s.workshop_id = w.id and s.state = 'registered')
    then 'registered' else 'waiting' end;
  if given = 'waiting' and i.places <= (select count(*) from workshop_seat s where s.invitation_id = i.id and s.state = 'waiting') then
    return 'full';
  end if;
  insert into workshop_seat (id, workshop_id, invitation_id, unit, to_unit, role, state, key_digest, twice_digest, sealed, contact, opined,
    registered_at, in_post, observed, synthetic)
  values (seat, w.id, i.id, w.unit, i.to_unit, of_role, given, seat_key, same, words, agrees, false, app.now_at(), '', '{}', w.synthetic);
  return given;
end $$;

-- who waits longest gets each place that is free
create function app.workshop_moves_up(of_workshop uuid) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s record; up int := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended(of_workshop::text, 0));
  for s in select x.id, x.invitation_id, i.places, w.places as whole from workshop_seat x join workshop_invitation i on i.id = x.invitation_id
    join workshop w on w.id = x.workshop_id where x.workshop_id = of_workshop and x.state = 'waiting' and w.state in ('planned', 'open', 'running')
    order by x.registered_at, x.id
  loop
    if s.places > (select count(*) from workshop_seat y where y.invitation_id = s.invitation_id and y.state = 'registered')
       and s.whole > (select count(*) from workshop_seat y where y.workshop_id = of_workshop and y.state = 'registered') then
      update workshop_seat set state = 'registered' where id = s.id;
      up := up + 1;
    end if;
  end loop;
  return up;
end $$;

-- one's own place, by its key
create function app.workshop_seat_of(seat_key bytea) returns table (seat uuid, workshop uuid, unit int, to_unit int, state text, role text,
  contact boolean, opined boolean, certificate text, programme text, area text, held text, test text, begins_at timestamptz,
  ends_at timestamptz, sealed bytea, workshop_sealed bytea, came uuid[], parts text[], correct int[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.id, w.id, w.unit, s.to_unit, s.state, s.role, s.contact, s.opined, coalesce(s.certificate_code, ''), w.programme, w.area, w.state,
    w.test, w.begins_at, w.ends_at, s.sealed, w.sealed,
    (select array_agg(m.session_id) from workshop_mark m where m.seat_id = s.id and m.withdrawn_at is null),
    (select array_agg(t.part order by t.part) from workshop_sitting t where t.seat_id = s.id),
    (select array_agg(cardinality(t.correct) order by t.part) from workshop_sitting t where t.seat_id = s.id)
  from workshop_seat s join workshop w on w.id = s.workshop_id where s.key_digest = seat_key;
$$;

create function app.workshop_sessions_of(seat_key bytea) returns table (id uuid, code text, starts_at timestamptz, ends_at timestamptz,
  sealed bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select x.id, x.code, x.starts_at, x.ends_at, x.sealed from workshop_seat s join workshop_session x on x.workshop_id = s.workshop_id
  where s.key_digest = seat_key and s.state <> 'withdrawn' order by x.starts_at, x.id;
$$;

-- there: once; a tick that the organiser took away stays away
create function app.workshop_signs(seat_key bytea, of_session uuid) returns table (seat uuid, unit int, said text)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s workshop_seat; hit int;
begin
  select x.* into s from workshop_seat x join workshop w on w.id = x.workshop_id join workshop_session l on l.workshop_id = w.id
  where x.key_digest = seat_key and x.state <> 'withdrawn' and w.state = 'running' and l.id = of_session;
  if not found then
    return query select x.id, x.unit, 'closed' from workshop_seat x where x.key_digest = seat_key;
    return;
  end if;
  insert into workshop_mark (id, session_id, seat_id, unit, how, at) values (gen_random_uuid(), of_session, s.id, s.unit, 'room', app.now_at())
  on conflict (session_id, seat_id) do nothing;
  get diagnostics hit = row_count;
  return query select s.id, s.unit, case when hit = 1 then 'yes' else 'again' end;
end $$;

-- one part of the test, once, while the trainer has it open
create function app.workshop_sits(seat_key bytea, of_part text, given jsonb, right_items text[]) returns text
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s workshop_seat; w workshop; hit int;
begin
  select * into s from workshop_seat where key_digest = seat_key and state <> 'withdrawn';
  if not found then return 'none'; end if;
  select * into w from workshop where id = s.workshop_id;
  perform 1 from workshop_sitting t where t.seat_id = s.id and t.part = of_part;
  if found then return 'again'; end if;
  if w.state <> 'running' or w.test <> of_part then return 'closed'; end if;
  insert into workshop_sitting (id, workshop_id, seat_id, unit, part, answers, correct, how, at)
  values (gen_random_uuid(), w.id, s.id, s.unit, of_part, given, right_items, 'phone', app.now_at()) on conflict (seat_id, part) do nothing;
  get diagnostics hit = row_count;
  return case when hit = 1 then 'yes' else 'again' end;
end $$;

-- an opinion hangs on no place: that somebody gave one and what it says stand apart, and neither has a time
create function app.workshop_opines(seat_key bytea, opinion uuid, given jsonb, words bytea) returns table (workshop uuid, unit int)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s workshop_seat;
begin
  update workshop_seat x set opined = true from workshop w where x.key_digest = seat_key and w.id = x.workshop_id and not x.opined
    and x.state <> 'withdrawn' and w.state in ('running', 'finished') returning x.* into s;
  if not found then return; end if;
  insert into workshop_opinion (id, workshop_id, unit, answers, sealed) values (opinion, s.workshop_id, s.unit, given, words);
  return query select s.workshop_id, s.unit;
end $$;

create function app.workshop_leaves(seat_key bytea) returns table (seat uuid, unit int, up int)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s workshop_seat;
begin
  update workshop_seat x set state = 'withdrawn', withdrawn_at = app.now_at() from workshop w where x.key_digest = seat_key
    and w.id = x.workshop_id and x.state <> 'withdrawn' and w.state in ('open', 'running')
    and not exists (select 1 from workshop_mark m where m.seat_id = x.id and m.withdrawn_at is null) returning x.* into s;
  if not found then return; end if;
  return query select s.id, s.unit, app.workshop_moves_up(s.workshop_id);
end $$;

create function app.workshop_agrees(seat_key bytea, agrees boolean) returns table (seat uuid, unit int)
language sql security definer set search_path = pg_catalog, public as $$
  update workshop_seat s set contact = agrees from workshop w where s.key_digest = seat_key and w.id = s.workshop_id and s.state <> 'withdrawn'
  returning s.id, s.unit;
$$;

-- the keeper of their unit has put them in the directory
create function app.workshop_carded(of_seat uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare hit int;
begin
  update workshop_seat s set card_at = app.now_at() where s.id = of_seat and s.to_unit = any(app.principals()) and s.contact
    and s.offered_at is not null and s.card_at is null;
  get diagnostics hit = row_count;
  return hit = 1;
end $$;

-- a certificate, by the code on it
create function app.workshop_certified(code text) returns table (seat uuid, sealed bytea, programme text, area text, begins_at timestamptz,
  ends_at timestamptz, came int, sessions int, certified_at timestamptz, sha256 bytea, in_ledger boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.id, s.sealed, w.programme, w.area, w.begins_at, w.ends_at,
    (select count(*)::int from workshop_mark m where m.seat_id = s.id and m.withdrawn_at is null),
    (select count(*)::int from workshop_session x where x.workshop_id = w.id), s.certified_at, s.certificate_sha256,
    exists (select 1 from ledger_entry e where e.subject_id = s.id and e.act = 'workshop.certify'
      and e.facts->>'sha256' = encode(s.certificate_sha256, 'hex'))
  from workshop_seat s join workshop w on w.id = s.workshop_id where s.certificate_code = code and s.state <> 'withdrawn';
$$;

-- sums: by unit, without names
create function app.workshop_attended(of_workshop uuid) returns table (to_unit int, places int, registered int, waiting int, came int,
  stayed int)
language sql stable security definer set search_path = pg_catalog, public as $$
  with last as (select x.id from workshop_session x where x.workshop_id = of_workshop order by x.ends_at desc, x.id desc limit 1),
  been as (select m.seat_id, bool_or(m.session_id = (select id from last)) as stayed from workshop_mark m
    join workshop_session x on x.id = m.session_id where x.workshop_id = of_workshop and m.withdrawn_at is null group by m.seat_id)
  select i.to_unit, i.places, count(*) filter (where s.state = 'registered')::int, count(*) filter (where s.state = 'waiting')::int,
    count(b.seat_id) filter (where s.state <> 'withdrawn')::int, count(*) filter (where b.stayed and s.state <> 'withdrawn')::int
  from workshop_invitation i left join workshop_seat s on s.invitation_id = i.id left join been b on b.seat_id = s.id
  where i.workshop_id = of_workshop and cardinality(app.principals()) > 0 group by i.id order by i.made_at, i.id;
$$;

create function app.workshops_counted(keys uuid[]) returns table (workshop uuid, registered int, came int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.workshop_id, count(*) filter (where s.state = 'registered')::int,
    count(*) filter (where exists (select 1 from workshop_mark m where m.seat_id = s.id and m.withdrawn_at is null))::int
  from workshop_seat s where s.workshop_id = any(keys) and s.state <> 'withdrawn' and cardinality(app.principals()) > 0 group by s.workshop_id;
$$;

-- who sat both parts: their number and the sums of their differences; how many sat one alone. Of fewer than five nothing but the number
create function app.workshop_learnt(of_workshop uuid) returns table (pairs int, one_only int, total int, squares int, before int, after int)
language sql stable security definer set search_path = pg_catalog, public as $$
  with sat as (select t.seat_id, max(cardinality(t.correct)) filter (where t.part = 'before') as b,
      max(cardinality(t.correct)) filter (where t.part = 'after') as a
    from workshop_sitting t join workshop_seat s on s.id = t.seat_id
    where t.workshop_id = of_workshop and s.state <> 'withdrawn' and cardinality(app.principals()) > 0 group by t.seat_id),
  told as (select count(*) filter (where a is not null and b is not null)::int as n, count(*) filter (where a is null or b is null)::int as one,
    sum(a - b)::int as d, sum((a - b) * (a - b))::int as d2, sum(b) filter (where a is not null)::int as b,
    sum(a) filter (where b is not null)::int as a from sat)
  select n, one, case when n >= 5 then d end, case when n >= 5 then d2 end, case when n >= 5 then b end, case when n >= 5 then a end from told;
$$;

create function app.workshop_items(of_workshop uuid, items text[]) returns table (code text, twice int, lost int, won int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.code, count(*) filter (where b.correct @> array[i.code] and a.correct @> array[i.code])::int,
    count(*) filter (where b.correct @> array[i.code] and not a.correct @> array[i.code])::int,
    count(*) filter (where not b.correct @> array[i.code] and a.correct @> array[i.code])::int
  from unnest(items) i(code) cross join workshop_sitting b join workshop_sitting a on a.seat_id = b.seat_id and a.part = 'after'
  join workshop_seat s on s.id = b.seat_id and s.state <> 'withdrawn'
  where b.workshop_id = of_workshop and b.part = 'before' and cardinality(app.principals()) > 0 group by i.code having count(*) >= 5;
$$;

create function app.workshop_opinions(of_workshop uuid) returns table (code text, answer text, count int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select e.key, e.value, count(*)::int from workshop_opinion o cross join jsonb_each_text(o.answers) e
  where o.workshop_id = of_workshop and cardinality(app.principals()) > 0
    and (select count(*) from workshop_opinion x where x.workshop_id = of_workshop and x.answers ? e.key) >= 5 group by e.key, e.value;
$$;

create function app.workshop_said(of_workshop uuid) returns table (id uuid, sealed bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select o.id, o.sealed from workshop_opinion o where o.workshop_id = of_workshop and o.unit = any(app.principals())
    and app.is_one_of(array['trainer', 'mentor', 'team_lead', 'head'])
    and (select count(*) from workshop_opinion x where x.workshop_id = of_workshop) >= 5 order by o.id;
$$;

create function app.workshop_kept(of_workshop uuid) returns table (due int, checked int, known int, in_post int)
language sql stable security definer set search_path = pg_catalog, public as $$
  with told as (select count(*)::int as due, count(checked_at)::int as checked,
    count(*) filter (where s.in_post in ('yes', 'no'))::int as known, count(*) filter (where s.in_post = 'yes')::int as stay
    from workshop_seat s where s.workshop_id = of_workshop and s.certified_at is not null and s.state <> 'withdrawn'
      and cardinality(app.principals()) > 0)
  select due, checked, case when known >= 5 then known end, case when known >= 5 then stay end from told;
$$;

create function app.workshop_observed(of_workshop uuid) returns table (role text, looked int, seen text[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.role, count(distinct s.id)::int, array_agg(o.code) filter (where o.code is not null)
  from workshop_seat s left join lateral unnest(s.observed) o(code) on true
  where s.workshop_id = of_workshop and s.in_post = 'yes' and s.state <> 'withdrawn' and cardinality(app.principals()) > 0
  group by s.role having count(distinct s.id) >= 5;
$$;

-- workshops that ended long enough ago and still know who was there, with their people
create function app.workshop_names_due(ended timestamptz) returns table (workshop uuid, unit int, seats uuid[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select w.id, w.unit, array(select s.id from workshop_seat s where s.workshop_id = w.id) from workshop w
  where w.ends_at <= ended and w.forgotten_at is null order by w.ends_at, w.id limit 20;
$$;

-- nobody is named any more: words without a name, no key that opens a place, nothing by which two are alike; ticks and tests stay
create function app.workshop_forgets(of_workshop uuid, seats uuid[], words bytea[]) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(of_workshop::text, 0));
  if exists (select 1 from workshop_seat s where s.workshop_id = of_workshop and s.id <> all(seats)) then return false; end if;
  update workshop_seat s set sealed = n.sealed, key_digest = sha256(uuid_send(gen_random_uuid())), twice_digest = uuid_send(s.id),
    contact = false, offered_at = null
  from unnest(seats, words) n(id, sealed) where s.id = n.id and s.workshop_id = of_workshop;
  update workshop set forgotten_at = app.now_at(), call_at = null where id = of_workshop;
  return true;
end $$;
"""

DEFINED = {
    "app.workshop_invited(bytea)": ("app", "intake"),
    "app.workshop_joins(bytea, uuid, bytea, bytea, text, bytea, boolean)": ("app", "intake"),
    "app.workshop_moves_up(uuid)": ("app",),
    "app.workshop_seat_of(bytea)": ("intake",),
    "app.workshop_sessions_of(bytea)": ("intake",),
    "app.workshop_signs(bytea, uuid)": ("intake",),
    "app.workshop_sits(bytea, text, jsonb, text[])": ("intake",),
    "app.workshop_opines(bytea, uuid, jsonb, bytea)": ("intake",),
    "app.workshop_leaves(bytea)": ("intake",),
    "app.workshop_agrees(bytea, boolean)": ("intake",),
    "app.workshop_carded(uuid)": ("app",),
    "app.workshop_certified(text)": ("intake",),
    "app.workshop_attended(uuid)": ("app",),
    "app.workshops_counted(uuid[])": ("app",),
    "app.workshop_learnt(uuid)": ("app",),
    "app.workshop_items(uuid, text[])": ("app",),
    "app.workshop_opinions(uuid)": ("app",),
    "app.workshop_said(uuid)": ("app",),
    "app.workshop_kept(uuid)": ("app",),
    "app.workshop_observed(uuid)": ("app",),
    "app.workshop_names_due(timestamptz)": ("worker",),
    "app.workshop_forgets(uuid, uuid[], bytea[])": ("worker",),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    definer, worker, intake = (f'"{settings.ROLES[role]}"' for role in ("definer", "worker", "intake"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        rules.define(cursor, FUNCTIONS, DEFINED)
        rules.secure(cursor, policies())
        cursor.execute(
            f"create policy intake_workshop on ledger_entry for insert to {intake} with check ({INTAKE_ADDS})"
        )
        for table in policies():
            cursor.execute(f"grant select, insert, update on {table} to {definer}")
        cursor.execute(f"revoke update on workshop from {worker}")
        cursor.execute(f"grant update (call_at) on workshop to {worker}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0128_training")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
