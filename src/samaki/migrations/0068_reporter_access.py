"""Who reads what a reporter and the unit that holds their report say to each other: that unit, and whoever has the receipt.

The public report's role has no right on these tables: functions of the definer add and read by the digest of a receipt. Whoever
sees the report through a case that came of it sees none of this; a unit that passed the report on sees it no longer.
"""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
WAITS = {"select": "call_at is not null", "update": "true"}


def ours(table: str) -> str:
    """The report is held by a unit of the session's member, and not walled off from them."""
    return f"exists (select 1 from report p where p.id = {table}.report_id and p.holder = {MINE})"


POLICIES = {
    "report_message": {
        "app": {
            "select": ours("report_message"),
            "insert": f"not from_reporter and call_at is null and {ours('report_message')}",
            "update": ours("report_message"),
        },
        "worker": WAITS,
    },
    "report_file": {"app": {"select": ours("report_file"), "update": ours("report_file")}},
    "report_file_bytes": {"app": {"select": ours("report_file_bytes")}},
    "report_contact": {"app": {"select": ours("report_contact")}},
}

FUNCTIONS = """
-- the wrapped key of a report, for who has its receipt: with it they read and add; none once the report was erased
create function app.report_key(digest bytea) returns table (report uuid, key uuid, wrapped bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, k.id, k.wrapped from report p join data_key k on k.report_id = p.id
  where p.receipt_digest = digest and p.erased_at is null;
$$;

create function app.report_thread(digest bytea)
returns table (id uuid, kind text, from_reporter boolean, sealed bytea, made_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id, m.kind, m.from_reporter, m.sealed, m.made_at from report_message m join report p on p.id = m.report_id
  where p.receipt_digest = digest and p.erased_at is null and m.kind <> 'heard' order by m.number;
$$;

create function app.report_enclosed(digest bytea) returns table (message uuid, media text, size int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select f.message_id, f.media, f.size from report_file f join report p on p.id = f.report_id
  where p.receipt_digest = digest and p.erased_at is null;
$$;

create function app.report_reached(digest bytea) returns table (how text, hours text[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.how, c.hours::text[] from report_contact c join report p on p.id = c.report_id
  where p.receipt_digest = digest and p.erased_at is null order by c.number desc limit 1;
$$;

create function app.report_said_before(request bytea) returns bytea
language sql stable security definer set search_path = pg_catalog, public as $$
  select body_digest from report_message where request_digest = request;
$$;

-- who has the receipt says something. An answer is what comes first after a question. One unread message calls, and each that waits less
create function app.report_says(digest bytea, of_id uuid, request bytea, body bytea, of_kind text, words bytea, at timestamptz,
                                soon timestamptz, later timestamptz)
returns table (report uuid, holder int, kind text, urgency text, number int)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare p report; n int; asked int; told int; k text; hurry boolean; due timestamptz;
begin
  select * into p from report r where r.receipt_digest = digest and r.erased_at is null for update;
  if p.id is null then return; end if;
  select coalesce(max(m.number), 0) + 1, coalesce(max(m.number) filter (where m.kind = 'question'), 0),
    coalesce(max(m.number) filter (where m.kind in ('answer', 'more')), 0)
    into n, asked, told from report_message m where m.report_id = p.id;
  k := case when of_kind = 'more' and asked > told then 'answer' else of_kind end;
  hurry := k in ('answer', 'doubt', 'withdraw');
  due := case when hurry then soon else later end;
  insert into report_message (id, report_id, kind, from_reporter, sealed, request_digest, body_digest, number, urgency, made_at, level,
      due_at, call_at)
    values (of_id, p.id, k, true, words, request, body, n, case when hurry then 'urgent' else 'normal' end, at, 0, due,
      case when exists (select 1 from report_message m where m.report_id = p.id and m.call_at <= due) then null else due end);
  return query select p.id, p.holder, k, case when hurry then 'urgent' else 'normal' end, n;
end $$;

create function app.report_encloses(digest bytea, of_message uuid, of_id uuid, of_media text, of_size int, sha bytea,
                                    of_held boolean, of_copied boolean, words bytea) returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into report_file (id, report_id, message_id, media, size, sha256, held, copied, sealed)
  select of_id, p.id, m.id, of_media, of_size, sha, of_held, of_copied, words
  from report p join report_message m on m.report_id = p.id and m.id = of_message and m.from_reporter
  where p.receipt_digest = digest and p.erased_at is null;
$$;

create function app.report_encloses_bytes(digest bytea, of_file uuid, of_id uuid, of_form text, of_media text, content bytea)
returns void language sql security definer set search_path = pg_catalog, public as $$
  insert into report_file_bytes (id, report_id, file_id, form, media, sealed)
  select of_id, p.id, f.id, of_form, of_media, content from report p join report_file f on f.report_id = p.id and f.id = of_file
  where p.receipt_digest = digest and p.erased_at is null;
$$;

create function app.report_reaches(digest bytea, of_id uuid, of_how text, of_hours text[], at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into report_contact (id, report_id, how, hours, number, said_at)
  select of_id, p.id, of_how, of_hours, 1 + (select count(*) from report_contact c where c.report_id = p.id), at
  from report p where p.receipt_digest = digest and p.erased_at is null;
$$;

-- whether only fixed phrases may be sent now: before and during an operation, and in an emergency. Of the operation it says no more
create function app.only_phrases(of_report uuid, kinds text[]) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from report p join "case" c on c.id = p.case_id
    where p.id = of_report and p.holder = any(app.principals()) and c.state = 'open' and (c.urgency = 'emergency'
      or exists (select 1 from step t where t.case_id = c.id and t.kind = any(kinds) and t.state in ('open', 'on_hold'))));
$$;

-- for the clock: whom a message waits for
create function app.holds_message(of_message uuid) returns table (holder int, area text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.holder, p.area from report_message m join report p on p.id = m.report_id where m.id = of_message;
$$;

create function app.report_message_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - '{read_at,read_by,level,call_at}'::text[] <> to_jsonb(old) - '{read_at,read_by,level,call_at}'::text[]
    or (old.read_at is not null and new.read_at is distinct from old.read_at) then
    raise exception 'what was said stays' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger report_message_stays before update on report_message for each row execute function app.report_message_stays();

create function app.report_file_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - 'held' <> to_jsonb(old) - 'held' or (old.held and not new.held) then
    raise exception 'what came stays, and what is held stays held' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger report_file_stays before update on report_file for each row execute function app.report_file_stays();
"""

INTAKE = ("intake",)
DEFINED = {
    "app.report_key(bytea)": INTAKE,
    "app.report_thread(bytea)": INTAKE,
    "app.report_enclosed(bytea)": INTAKE,
    "app.report_reached(bytea)": INTAKE,
    "app.report_said_before(bytea)": INTAKE,
    "app.report_says(bytea, uuid, bytea, bytea, text, bytea, timestamptz, timestamptz, timestamptz)": INTAKE,
    "app.report_encloses(bytea, uuid, uuid, text, int, bytea, boolean, boolean, bytea)": INTAKE,
    "app.report_encloses_bytes(bytea, uuid, uuid, text, text, bytea)": INTAKE,
    "app.report_reaches(bytea, uuid, text, text[], timestamptz)": INTAKE,
    "app.only_phrases(uuid, text[])": ("app",),
    "app.holds_message(uuid)": ("worker",),
}


def secure(apps: object, schema_editor: object) -> None:
    definer = f'"{settings.ROLES["definer"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.report_message_stays(), app.report_file_stays() from public")
        _row_security.secure(cursor, POLICIES)
        cursor.execute(f"grant select, insert on {', '.join(POLICIES)} to {definer}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0067_reporter")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
