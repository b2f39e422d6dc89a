"""Complaints go round the agency that they are about: who sees them, who is asked, and how a member's access is suspended.

The rule that no policy opens again: `about` never meets an agency of the session's member. Entries of the ledger and notices about
a complaint or a suspension are seen by whoever sees the row itself, through policies that only restrict: no other policy of those
tables, present or future, shows them to anybody else.
"""

import importlib

from django.conf import settings
from django.db import migrations

HANDLES = "any((select app.handles())::int[])"
MY_AGENCIES = "(select app.my_agencies())::uuid[]"
ME = "(select app.member_id())"
SEES = f"(handler = {HANDLES} or above = {HANDLES}) and not about && {MY_AGENCIES}"
ENTERS = "who.is_active and (who.access_until is null or who.access_until > app.now_at())"
LIVE = "m.since <= app.now_at() and (m.until is null or m.until > app.now_at())"
MOST_SUSPENSIONS = 3  # that one member may begin within a day: nobody empties an agency alone

OF_COMPLAINT = "exists (select 1 from complaint c where c.id = complaint_message.complaint_id)"

POLICIES = {
    "complaint": {
        "app": {"select": SEES, "insert": "state = 'received' and taken_by is null and above is null", "update": SEES},
        "intake": {"insert": "state = 'received' and taken_by is null and above is null"},
        "worker": {"select": "call_at is not null", "update": "true"},
    },
    "complaint_message": {
        "app": {"select": OF_COMPLAINT, "insert": f"not from_complainant and {OF_COMPLAINT}"},
    },
    "suspension": {
        "app": {
            "select": f"(asked_unit = {HANDLES} or decider = {HANDLES}) and agency <> all({MY_AGENCIES})",
            "insert": f"asked_by = {ME} and asked_unit = {HANDLES} and decider <> all((select app.handles())::int[])"
            f" and agency <> all({MY_AGENCIES}) and answered_by is null and agreed is null and ended_at is null",
        },
        "worker": {"select": "call_at is not null", "update": "true"},
    },
}  # fmt: skip

APART = {
    "ledger_entry": "subject_kind not in ('complaint', 'suspension')"
    " or exists (select 1 from complaint c where c.id = ledger_entry.subject_id)"
    " or exists (select 1 from suspension s where s.id = ledger_entry.subject_id)",
    "notice": "subject_kind not in ('complaint', 'suspension')"
    " or exists (select 1 from complaint c where c.id = notice.subject_id)"
    " or exists (select 1 from suspension s where s.id = notice.subject_id)",
}
"""Table -> the condition of a policy of select that only restricts."""

FUNCTIONS = f"""
-- the units for which the session's member looks into complaints about others
create function app.handles() returns int[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(u.principal), '{{}}') from unit u where u.principal = any(app.guarded()) or u.principal in (
    select m.unit from membership m join member who on who.id = m.member_id
    where m.member_id = app.member_id() and m.role = 'oversight' and {ENTERS} and {LIVE});
$$;

-- every agency of which the session's member is part, in whatever role
create function app.my_agencies() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct u.agency_id), '{{}}') from unit u
  where u.principal = any(app.principals()) or u.principal = any(app.guarded())
    or u.principal in (select unit from member where id = app.member_id());
$$;

-- an officer or the oversight who are there now: the unit they sit in, its agency
create function app.who_handles() returns table (unit int, agency uuid, role text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.unit, u.agency_id, m.role from membership m join member who on who.id = m.member_id join unit u on u.principal = m.unit
  where m.role in ('confidentiality_officer', 'oversight') and {ENTERS} and {LIVE} and u.until is null;
$$;

-- who looks into a complaint, and which oversight unit is called when they are late. What was named beforehand counts only where it
-- leads to another agency that neither commands nor obeys the one complained about; `of_areas`: the nearest first
create function app.complaint_handlers(about uuid[], of_unit int, of_areas text[], to_oversight boolean)
returns table (handler int, above int)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare kin uuid[]; h int; o int;
begin
  with recursive over as (
    select u.principal, u.parent, u.agency_id from unit u where u.agency_id = any(about)
    union select p.principal, p.parent, p.agency_id from unit p join over on p.principal = over.parent
  ), under as (
    select u.principal, u.agency_id from unit u where u.agency_id = any(about)
    union select c.principal, c.agency_id from unit c join under on c.parent = under.principal
  )
  select array_agg(agency_id) into kin from (select agency_id from over union select agency_id from under) k;
  kin := coalesce(kin, '{{}}') || about;
  select min(w.unit) into o from app.who_handles() w where w.role = 'oversight' and w.agency <> all(about);
  if not to_oversight and cardinality(about) > 0 then
    select w.unit into h from alternate_route r join unit u on u.principal = r.unit join unit t on t.principal = r.to_unit
      join app.who_handles() w on w.agency = t.agency_id
    where r.until is null and r.since <= app.now_at() and u.agency_id = any(about) and (of_unit is null or r.unit = of_unit)
      and r.area = any(of_areas) and t.agency_id <> all(kin)
    order by array_position(of_areas, r.area), r.unit, w.unit limit 1;
  end if;
  h := coalesce(h, o);
  if h is null and cardinality(about) > 0 then
    select min(w.unit) into h from app.who_handles() w where w.agency <> all(kin);
  end if;
  return query select h, o;
end $$;

create function app.complaint_request(digest bytea) returns bytea
language sql stable security definer set search_path = pg_catalog, public as $$
  select body_digest from complaint where request_digest = digest;
$$;

create function app.complaint_status(digest bytea)
returns table (id uuid, state text, received_at timestamptz, due_at timestamptz, close_reason text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select id, state, received_at, due_at, close_reason from complaint where receipt_digest = digest;
$$;

create function app.complaint_thread(digest bytea)
returns table (id uuid, from_them boolean, sealed bytea, made_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id, m.from_complainant, m.sealed, m.made_at from complaint_message m join complaint c on c.id = m.complaint_id
  where c.receipt_digest = digest order by m.number;
$$;

-- who has the receipt answers, adds something, or opens it again
create function app.complaint_says(digest bytea, of_id uuid, words bytea, at timestamptz, due timestamptz)
returns table (id uuid, state text, handler int, above int, due_at timestamptz, version int)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare c complaint;
begin
  select * into c from complaint where receipt_digest = digest for update;
  if c.id is null then return; end if;
  insert into complaint_message (id, complaint_id, from_complainant, sealed, made_at, number)
    select of_id, c.id, true, words, at, coalesce(max(m.number), 0) + 1 from complaint_message m where m.complaint_id = c.id;
  return query update complaint x set version = x.version + 1, close_reason = '', closed_at = null,
      state = case x.state when 'asked' then 'answered' when 'closed' then 'reopened' else x.state end,
      due_at = case when x.state in ('asked', 'closed') then due else x.due_at end,
      call_at = case when x.state in ('asked', 'closed') then due else x.call_at end
    where x.id = c.id returning x.id, x.state, x.handler, x.above, x.due_at, x.version::int;
end $$;

create function app.complaint_stays() returns trigger language plpgsql as $$
begin
  if (new.id, new.about, new.about_unit, new.receipt_digest, new.request_digest, new.body_digest, new.received_at, new.channel)
      is distinct from
     (old.id, old.about, old.about_unit, old.receipt_digest, old.request_digest, old.body_digest, old.received_at, old.channel)
    or (current_user = '{{app}}' and (new.sealed, new.handler, new.above) is distinct from (old.sealed, old.handler, old.above)) then
    raise exception 'what was complained about, and who looks into it, stays' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger complaint_stays before update on complaint for each row execute function app.complaint_stays();

-- how many nobody can look into, and how many are late: for the operator, who reads none of them
create function app.complaint_findings() returns table (nobody int, late int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select (count(*) filter (where handler is null and above is null))::int, (count(*) filter (where due_at <= now()))::int
  from complaint where state <> 'closed';
$$;

-- the access ends at once. Asked by somebody who looks into complaints, of another agency than the member's; who decides it with
-- them is of a third one
create function app.suspend_member(of_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s suspension; w member;
begin
  select * into s from suspension where id = of_id for update;
  select * into w from member where id = s.member_id for update;
  if s.id is null or s.asked_by <> app.member_id() or s.asked_at <> app.now_at() or s.ended_at is not null or s.freed_at is not null
    or s.asked_unit <> all(app.handles()) or s.agency is distinct from (select agency_id from unit where principal = w.unit)
    or s.unit <> w.unit or s.agency = any(app.my_agencies())
    or not exists (select 1 from app.who_handles() h where h.unit = s.decider and h.agency <> s.agency
                   and h.agency <> all(app.my_agencies()))
    or (select count(*) from suspension where asked_by = app.member_id() and asked_at > app.now_at() - interval '1 day')
       > {MOST_SUSPENSIONS} then
    raise exception 'this member may not suspend this account' using errcode = '42501';
  end if;
  update suspension set was = case when w.is_active then 'open' else w.closed_why end where id = of_id;
  update invitation set ended_at = app.now_at() where member_id = w.id and used_at is null and ended_at is null
    and w.closed_why <> 'invited';
  update api_token set until = app.now_at() where member_id = w.id and (until is null or until > app.now_at());
  update signed_in set proved_at = null where member_id = w.id;
  update member set is_active = false, closed_why = 'suspended' where id = w.id;
end $$;

-- while it stands nobody opens or closes the account: not its administrator, not a link, not the operator's command
create function app.suspension_holds() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from suspension s where s.member_id = new.id and s.ended_at is null)
    and (new.is_active or new.closed_why <> 'suspended') then
    raise exception 'the access of this member is suspended' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger suspension_holds before update of is_active, closed_why on member for each row
  when (new.is_active is distinct from old.is_active or new.closed_why is distinct from old.closed_why)
  execute function app.suspension_holds();

-- the account is as it was before; its old sessions are gone
create function app.end_suspension(of_id uuid, why text, whose uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s suspension;
begin
  update suspension set ended_at = app.now_at(), ended_why = why, ended_by = whose, call_at = null
    where id = of_id and ended_at is null returning * into s;
  delete from django_session where session_key in (select session_key from signed_in where member_id = s.member_id);
  update signed_in set ended_at = app.now_at(), session_key = null where member_id = s.member_id and ended_at is null;
  update member set is_active = (s.was = 'open'), closed_why = case s.was when 'open' then '' else s.was end,
    seen_at = case when s.was = 'open' and seen_at is not null then app.now_at() else seen_at end
  where id = s.member_id and closed_why = 'suspended';
end $$;

create function app.answer_suspension(of_id uuid, yes boolean, words bytea, review timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s suspension;
begin
  select * into s from suspension where id = of_id for update;
  if s.id is null or s.agreed is not null or s.ended_at is not null or s.lapses_at <= app.now_at() or s.asked_by = app.member_id()
    or not s.decider = any(app.handles()) or s.asked_unit = any(app.handles()) or s.agency = any(app.my_agencies()) then
    raise exception 'this member may not answer this' using errcode = '42501';
  end if;
  update suspension set agreed = yes, answered_by = app.member_id(), answered_at = app.now_at(), answered_unit = s.decider,
    sealed = words, call_at = case when s.freed_at is null then s.call_at else review end where id = of_id;
  if not yes then
    perform app.end_suspension(of_id, 'refused', app.member_id());
  end if;
end $$;

create function app.lift_suspension(of_id uuid, words bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare s suspension;
begin
  select * into s from suspension where id = of_id for update;
  if s.id is null or s.ended_at is not null or s.agency = any(app.my_agencies())
    or not (s.asked_unit = any(app.handles()) or s.decider = any(app.handles())) then
    return false;
  end if;
  update suspension set sealed = words where id = of_id;
  perform app.end_suspension(of_id, 'lifted', app.member_id());
  return true;
end $$;

-- nobody of a second agency has confirmed it in time
create function app.lapse_suspension(of_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select 1 from suspension where id = of_id and agreed is null and ended_at is null and lapses_at <= app.now_at()) then
    return false;
  end if;
  perform app.end_suspension(of_id, 'lapsed', null);
  return true;
end $$;
"""

DEFINED = {
    "app.handles()": ("app",),
    "app.my_agencies()": ("app",),
    "app.who_handles()": (),
    "app.complaint_handlers(uuid[], int, text[], boolean)": ("app", "intake", "worker"),
    "app.complaint_request(bytea)": ("app", "intake"),
    "app.complaint_status(bytea)": ("intake",),
    "app.complaint_thread(bytea)": ("intake",),
    "app.complaint_says(bytea, uuid, bytea, timestamptz, timestamptz)": ("intake",),
    "app.complaint_findings()": ("worker",),
    "app.suspend_member(uuid)": ("app",),
    "app.suspension_holds()": (),
    "app.end_suspension(uuid, text, uuid)": (),
    "app.answer_suspension(uuid, boolean, bytea, timestamptz)": ("app",),
    "app.lift_suspension(uuid, bytea)": ("app",),
    "app.lapse_suspension(uuid)": ("worker",),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    app, definer, intake = (f'"{settings.ROLES[role]}"' for role in ("app", "definer", "intake"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        rules.define(cursor, FUNCTIONS.replace("{app}", settings.ROLES["app"]), DEFINED)
        cursor.execute("revoke all on function app.complaint_stays() from public")
        rules.secure(cursor, POLICIES)
        cursor.execute(f"grant select, insert, update on complaint, complaint_message, suspension to {definer}")
        cursor.execute(f"grant update on invitation to {definer}")
        for table, condition in APART.items():
            cursor.execute(
                f"create policy complaints_apart on {table} as restrictive for select to {app} using ({condition})"
            )
        cursor.execute(
            f"create policy intake_complaint on ledger_entry for insert to {intake} with check (subject_kind = 'complaint'"
            " and case_id is null and report_id is null and unit is null and counterpart is null)"
        )
        cursor.execute(
            f"create policy intake_complaint on notice for insert to {intake} with check (subject_kind = 'complaint'"
            " and case_id is null)"
        )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0043_complaints")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
