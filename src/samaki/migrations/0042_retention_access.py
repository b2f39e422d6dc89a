"""Retention: who sees what is due, holds and erasures; the functions that find what is due, say what stands against it, and erase.

Erasing deletes the data keys and the keyed digests of names; every sealed value stays and opens for nobody. It is refused here, not
only in the code above, while anything stands against it (`app.stands_against`), unless two officers of different agencies decided, or
where one of their agencies has a unit that must have no part in the case. What is erased takes no new row: `app.erased_refuses`.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
GUARDED = "any((select app.guarded())::int[])"
ME = "(select app.member_id())"
NOW = "(select app.now_at())"

FRESH = "agreed is null and answered_by is null and erased_at is null and certificate = '' and number is null"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    marked = f"exists (select 1 from retention_mark m where m.case_id = legal_hold.case_id and m.ended_at is null and m.unit = {GUARDED})"
    reads = rules.related("legal_hold", "r.ground <> 'offered'")
    return {
        "retention_mark": {
            "app": {"select": f"unit = {GUARDED} and not app.kept_from(case_id)"},
            "worker": {"select": "true", "insert": "ended_at is null"},
        },
        "legal_hold": {
            "app": {
                "select": f"unit = {MINE} or unit = {GUARDED} or {marked} or {reads}",
                "insert": f"unit = {MINE} and set_by = {ME} and ended_at is null and {reads}",
                "update": f"unit = {MINE} or unit = {GUARDED}",
            },
            "worker": {"select": "call_at is not null", "update": "call_at is not null"},
        },
        "erasure": {
            "app": {
                "select": f"((asked_unit = {GUARDED} or decider = {GUARDED}) and not app.kept_from(case_id))"
                f" or (case_id is not null and {rules.related('erasure', 'r.ground <> ' + repr('offered'))})"
                " or (report_id is not null and exists (select 1 from report p where p.id = erasure.report_id))",
                "insert": f"asked_by = {ME} and asked_unit = {GUARDED} and not app.kept_from(case_id) and {FRESH}",
            },
        },
    }


EXPIRED = f"expires_at is null or expires_at > {NOW}"
"""An unproven lead is closed to everybody with the minute at which it ends, whether or not the clock runs."""

NOTHING_NEW = (
    "strand", "step", "handoff", "handoff_message", "person", "arrival", "identity_record", "placement_record", "care_record",
    "justice_record", "intelligence_record", "document", "document_file", "name_keys", "consent", "disclosure", "legal_hold",
)  # fmt: skip
"""Tables that take no row of a case that is erased; `remark` and `data_key` none of a report either."""

FUNCTIONS = """
create sequence erasure_number;

-- whether a unit of an agency that the session's member answers for must have no part in this case, or the member stepped aside
create function app.kept_from(of_case uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select of_case is not null and (of_case = any(app.walls())
    or exists (select 1 from unnest(app.guarded() || app.principals()) u where app.is_walled(of_case, u)));
$$;

-- what stands against erasing it now: open, court, held:REASON, emergency, in_case; nothing when nothing does
create function app.stands_against(of_case uuid, of_report uuid) returns setof text
language sql stable security definer set search_path = pg_catalog, public as $$
  select 'open' from "case" c where c.id = of_case and (c.state <> 'closed'
    or exists (select 1 from strand s where s.case_id = of_case and s.state <> 'closed')
    or exists (select 1 from step t where t.case_id = of_case and t.state in ('open', 'on_hold')))
  union all
  select 'court' from strand s where s.case_id = of_case and s.kind = 'justice' and s.state <> 'closed'
  union all
  select 'held:' || h.reason from legal_hold h where h.case_id = of_case and h.ended_at is null
  union all
  select 'emergency' from emergency e where e.case_id = of_case and e.until > app.now_at()
  union all
  select 'open' from report p where p.id = of_report and p.state in ('new', 'acknowledged')
  union all
  select 'in_case' from report p where p.id = of_report and p.case_id is not null
  union all
  select 'erased' where exists (select 1 from "case" c where c.id = of_case and c.erased_at is not null)
    or exists (select 1 from report p where p.id = of_report and p.erased_at is not null);
$$;

-- for whoever may know of it: a part in the case, or an officer to whom it is marked or who decides over it
create function app.what_stands_against(of_case uuid, of_report uuid) returns setof text
language sql stable security definer set search_path = pg_catalog, public as $$
  select w from app.stands_against(of_case, of_report) w where (of_case is null or of_case <> all(app.walls())) and (
    exists (select 1 from relation r where r.case_id = of_case and r.unit = any(app.principals()) and r.since <= app.now_at()
            and (r.until is null or r.until > app.now_at()))
    or exists (select 1 from report p where p.id = of_report and p.holder = any(app.principals()))
    or exists (select 1 from retention_mark m where (m.case_id = of_case or m.report_id = of_report) and m.unit = any(app.guarded()))
    or exists (select 1 from erasure e where (e.case_id = of_case or e.report_id = of_report)
               and (e.asked_unit = any(app.guarded()) or e.decider = any(app.guarded()))));
$$;

-- the units that have a part in it, for the officer who has just asked to erase it, decided, or ended it: they are told
create function app.parties_of_erasure(of_id uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct r.unit from erasure e join relation r on r.case_id = e.case_id
  where e.id = of_id and app.member_id() in (e.asked_by, e.answered_by) and r.ground <> 'offered' and r.since <= app.now_at()
    and (r.until is null or r.until > app.now_at()) and not app.is_walled(e.case_id, r.unit)
  union select p.holder from erasure e join report p on p.id = e.report_id
  where e.id = of_id and app.member_id() in (e.asked_by, e.answered_by);
$$;

create function app.answer_erasure(of_id uuid, yes boolean, words bytea) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare e erasure;
begin
  select * into e from erasure where id = of_id for update;
  if e.id is null or e.agreed is not null or e.asked_by = app.member_id() or not e.decider = any(app.guarded())
    or e.asked_unit = any(app.guarded()) or app.kept_from(e.case_id) or e.lapses_at <= app.now_at()
    or (yes and e.ready_at > app.now_at()) then
    raise exception 'this member may not answer this' using errcode = '42501';
  end if;
  update erasure set agreed = yes, answered_by = app.member_id(), answered_at = app.now_at(), sealed = words,
    answered_unit = (select unit from member where id = app.member_id()) where id = of_id;
end $$;

create function app.decides_erasure(of_id uuid) returns erasure
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare e erasure;
begin
  select * into e from erasure where id = of_id;
  if e.id is null or e.agreed is not true or e.answered_by <> app.member_id() or e.answered_at <> app.now_at() then
    raise exception 'this was not decided in this act' using errcode = '42501';
  end if;
  return e;
end $$;

-- words about it that are sealed under the key file: they are put over with nothing, since destroying its key leaves them
create function app.sealed_beside(of_id uuid) returns table (of_table text, row_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  with e as (select * from app.decides_erasure(of_id)),
    reports as (select p.id from report p, e where p.id = e.report_id or p.case_id = e.case_id)
  select 'emergency', x.id from emergency x, e where x.case_id = e.case_id
  union all select 'unsealing', x.id from unsealing x, e where x.case_id = e.case_id or x.report_id in (select id from reports)
  union all select 'look_question', x.id from look_question x, e where x.case_id = e.case_id
  union all select 'conflict', x.id from conflict x, e where x.case_id = e.case_id
  union all select 'recusal', x.id from recusal x, e where x.case_id = e.case_id;
$$;

create function app.put_over(of_id uuid, of_table text, row_id uuid, words bytea) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select 1 from app.sealed_beside(of_id) s where s.of_table = put_over.of_table and s.row_id = put_over.row_id) then
    raise exception 'this row is not about what is erased' using errcode = '42501';
  end if;
  execute format('update %I set sealed = $1 where id = $2', of_table) using words, row_id;
end $$;

create function app.erase(of_id uuid, copies_due timestamptz) returns setof erasure
language plpgsql security definer set search_path = pg_catalog, public as $$
declare e erasure; of_keys int; of_names int; version int; against text;
begin
  e := app.decides_erasure(of_id);
  perform 1 from "case" where id = e.case_id for update;
  select w into against from app.stands_against(e.case_id, e.report_id) w limit 1;
  if against is not null or e.erased_at is not null then
    raise exception 'this may not be erased: %', coalesce(against, 'erased')
      using errcode = 'check_violation', constraint = 'stands_against_erasure';
  end if;
  with gone as (delete from data_key k where k.case_id = e.case_id or k.report_id = e.report_id
      or k.report_id in (select p.id from report p where p.case_id = e.case_id) returning k.key_version)
    select count(*), max(key_version) into of_keys, version from gone;
  with gone as (delete from name_keys n where n.case_id = e.case_id returning 1) select count(*) into of_names from gone;
  update "case" set erased_at = app.now_at() where id = e.case_id;
  update report set erased_at = app.now_at() where id = e.report_id or case_id = e.case_id;
  update retention_mark set ended_at = app.now_at() where (case_id = e.case_id or report_id = e.report_id) and ended_at is null;
  return query update erasure x set erased_at = app.now_at(), number = nextval('erasure_number'), keys = of_keys, names = of_names,
    key_version = coalesce(version, 1), copies_due_at = copies_due where x.id = of_id returning x.*;
end $$;

create function app.certify_erasure(of_id uuid, words text, digest bytea) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.decides_erasure(of_id);
  update erasure set certificate = words, sha256 = digest where id = of_id and erased_at is not null and certificate = '';
end $$;

-- for the clock: what the schedule counts from before this moment, is not marked yet and not erased
create function app.due_for_retention(of_class text, before timestamptz, reasons text[], others boolean, most int)
returns table (case_id uuid, report_id uuid, code text, unit int, since timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  (select c.id, null::uuid, c.code, c.opened_by_unit, c.closed_at from "case" c
    where of_class = 'case' and c.closed_at <= before and c.erased_at is null
      and not exists (select 1 from retention_mark m where m.case_id = c.id and m.ended_at is null)
    order by c.closed_at limit most)
  union all
  (select null::uuid, p.id, '', p.holder, p.ended_at from report p
    where of_class <> 'case' and p.state = 'closed' and p.case_id is null and p.ended_at <= before and p.erased_at is null
      and (p.close_reason = any(reasons)) <> others
      and not exists (select 1 from retention_mark m where m.report_id = p.id and m.ended_at is null)
    order by p.ended_at limit most);
$$;

-- a case that is open again, or a report that was opened again, is not due any more
create function app.end_retention_marks() returns int
language sql security definer set search_path = pg_catalog, public as $$
  with ended as (update retention_mark m set ended_at = app.now_at() where m.ended_at is null and (
      exists (select 1 from "case" c where c.id = m.case_id and c.state <> 'closed')
      or exists (select 1 from report p where p.id = m.report_id and (p.state <> 'closed' or p.case_id is not null))) returning 1)
  select count(*)::int from ended;
$$;

-- unproven leads whose time is over: their words are destroyed, the row stays; not of a case that must be kept
create function app.end_leads(before timestamptz, most int) returns table (row_id uuid, of_case uuid, of_child uuid, of_unit int)
language sql security definer set search_path = pg_catalog, public as $$
  update intelligence_record i set sealed = '', expires_at = coalesce(i.expires_at, app.now_at()) where i.id in (
    select x.id from intelligence_record x where x.sealed <> '' and (x.expires_at <= app.now_at() or (x.expires_at is null
      and x.recorded_at <= before)) and not exists (select 1 from legal_hold h where h.case_id = x.case_id and h.ended_at is null)
    order by x.recorded_at limit most)
  returning i.id, i.case_id, i.child_id, i.unit;
$$;

-- for the clock, which keeps a list of it beside the key file
create function app.erased_things() returns table (kind text, id uuid, at timestamptz, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select case when e.case_id is null then 'report' else 'case' end, coalesce(e.case_id, e.report_id), e.erased_at, e.number
  from erasure e where e.erased_at is not null
  union all select 'report', p.id, e.erased_at, e.number from erasure e join report p on p.case_id = e.case_id
  where e.erased_at is not null;
$$;

create function app.erased_refuses() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare of_report uuid;
begin
  if tg_table_name in ('remark', 'data_key') then of_report := new.report_id; end if;
  if exists (select 1 from "case" c where c.id = new.case_id and c.erased_at is not null)
    or (of_report is not null and exists (select 1 from report p where p.id = of_report and p.erased_at is not null)) then
    raise exception 'this was erased' using errcode = 'check_violation', constraint = 'erased_stands';
  end if;
  return new;
end $$;

create function app.erased_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  raise exception 'this was erased' using errcode = 'check_violation', constraint = 'erased_stands';
end $$;
create trigger erased_stays before update on "case" for each row
  when (old.erased_at is not null and (new.state, new.erased_at) is distinct from (old.state, old.erased_at))
  execute function app.erased_stays();
create trigger erased_stays before update on report for each row
  when (old.erased_at is not null
    and (new.state, new.case_id, new.erased_at) is distinct from (old.state, old.case_id, old.erased_at))
  execute function app.erased_stays();

create function app.erasure_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.erased_at is not null and to_jsonb(new) - '{sealed,certificate,sha256,copies_ended_at,copies_ended_how}'::text[]
      <> to_jsonb(old) - '{sealed,certificate,sha256,copies_ended_at,copies_ended_how}'::text[]
    or old.certificate <> '' and (new.certificate, new.sha256) is distinct from (old.certificate, old.sha256) then
    raise exception 'a certificate is never changed' using errcode = 'check_violation', constraint = 'erasure_stays';
  end if;
  return new;
end $$;
create trigger erasure_stays before update on erasure for each row execute function app.erasure_stays();
"""

APP, WORKER = ("app",), ("worker",)

DEFINED: dict[str, tuple[str, ...]] = {
    "app.kept_from(uuid)": ("app", "definer"),
    "app.stands_against(uuid, uuid)": ("definer",),
    "app.what_stands_against(uuid, uuid)": APP,
    "app.parties_of_erasure(uuid)": APP,
    "app.answer_erasure(uuid, boolean, bytea)": APP,
    "app.decides_erasure(uuid)": ("definer",),
    "app.sealed_beside(uuid)": ("app", "definer"),
    "app.put_over(uuid, text, uuid, bytea)": APP,
    "app.erase(uuid, timestamptz)": APP,
    "app.certify_erasure(uuid, text, bytea)": APP,
    "app.due_for_retention(text, timestamptz, text[], boolean, int)": WORKER,
    "app.end_retention_marks()": WORKER,
    "app.end_leads(timestamptz, int)": WORKER,
    "app.erased_things()": WORKER,
    "app.erased_refuses()": (),
}


def triggers() -> str:
    """One for each table that takes nothing new."""
    return "".join(
        f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses();\n"
        for table in (*NOTHING_NEW, "remark", "data_key")
    )


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS + triggers(), DEFINED)
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select, update on retention_mark, legal_hold, erasure, intelligence_record to {definer}")
        cursor.execute(f"grant select, delete on data_key to {definer}")
        cursor.execute(f'grant update on "case" to {definer}')
        cursor.execute(f"grant update on report to {definer}")
        cursor.execute(f"grant usage on sequence erasure_number to {definer}")
        for table in ("data_key", "intelligence_record"):
            cursor.execute(f"create policy definer_all on {table} to {definer} using (true) with check (true)")
        cursor.execute(f'create policy definer_update on "case" for update to {definer} using (true) with check (true)')
        cursor.execute(
            f"create policy expired on intelligence_record as restrictive for select to {app} using ({EXPIRED})"
        )
        hanging = [row for row in guarding.walled(cursor) if row[0] in policies()]
        for line in guarding.walls(hanging):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0041_retention_index")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
