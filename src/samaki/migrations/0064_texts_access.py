"""Who sees texts: a member their own, whoever sees a report what was texted to it; the public's role adds and asks by keyed digests."""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

ME = (
    "member_id = (select app.member_id())"
    " and exists (select 1 from member w where w.id = (select app.member_id()) and w.is_active)"
)

POLICIES: dict[str, dict[str, dict[str, str]]] = {
    # the words and the number of a text are gone once it was acted on
    "text_in": {
        "intake": {"select": "true", "insert": "acted_at is null", "update": "true"},
        "worker": {"select": "true", "update": "true", "delete": "acted_at is not null"},
    },
    "text_thread": {},
    "report_text": {
        "app": {"select": "exists (select 1 from report r where r.id = report_text.report_id)"},
    },
    "text_choice": {
        "app": {"select": ME, "insert": ME, "update": ME},
        "worker": {"select": "true", "update": "true"},
    },
    "text_out": {
        "app": {"select": ME, "insert": f"{ME} and kind = 'code' and state = 'waiting' and answer is null"},
        "intake": {
            "insert": "kind = 'reply' and state = 'waiting' and member_id is null and unit is null and answer is null"
        },
        "worker": {"select": "true", "insert": "kind = 'call'", "update": "true", "delete": "ended_at is not null"},
    },
    "text_notice": {
        "worker": {"select": "true", "insert": "true", "delete": "true"},
    },
}

FUNCTIONS = """
-- reports that came from this number and wait for a decision, with the key under which what is added to them is sealed
create function app.texted_reports(of_number bytea)
returns table (report_id uuid, holder int, state text, urgency text, language text, key_id uuid, wrapped bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, p.holder, p.state, p.urgency, t.language, k.id, k.wrapped
  from text_thread t join report p on p.id = t.report_id join data_key k on k.report_id = p.id
  where t.number = of_number and p.state in ('new', 'acknowledged') and p.erased_at is null;
$$;

create function app.text_begins(of_id uuid, of_number bytea, of_receipt bytea, of_language text) returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into text_thread (id, number, report_id, language)
    select of_id, of_number, p.id, of_language from report p where p.receipt_digest = of_receipt on conflict do nothing;
$$;

-- kept once, while nobody has decided; null where nothing was kept
create function app.text_says(of_report uuid, of_id uuid, of_kind text, words bytea, at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare found report; place int;
begin
  select * into found from report where id = of_report for update;
  if found.id is null or found.erased_at is not null or found.state not in ('new', 'acknowledged')
    or exists (select 1 from report_text where id = of_id)
    or not exists (select 1 from text_thread where report_id = of_report) then return null; end if;
  select coalesce(max(number), 0) + 1 into place from report_text where report_id = of_report;
  if place > 100 then return null; end if;
  insert into report_text (id, report_id, kind, sealed, number, made_at) values (of_id, of_report, of_kind, words, place, at);
  return place;
end $$;

create function app.text_stops(of_number bytea, at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update text_thread set stopped_at = at where number = of_number and stopped_at is null;
$$;

-- members who proved this number and are texted
create function app.text_members(of_number bytea) returns table (member_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.member_id from text_choice c join member m on m.id = c.member_id
  where c.number = of_number and c.verified_at is not null and c.refused_at is null and c.wants <> 'none'
    and m.is_active and (m.access_until is null or m.access_until > app.now_at());
$$;

-- calls to this number that wait for an answer: that of the code, or every one
create function app.text_calls(of_number bytea, of_answer bytea) returns table (id uuid, member_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select o.id, o.member_id from text_out o join text_choice c on c.member_id = o.member_id
  where c.number = of_number and o.member_id in (select m.member_id from app.text_members(of_number) m)
    and o.kind = 'call' and o.answer is not null and o.answered_at is null and o.answer_until > app.now_at()
    and o.tries > 0 and o.made_at >= c.verified_at and (of_answer is null or o.answer = of_answer);
$$;

create function app.answer_call(of_id uuid) returns table (subject_kind text, subject_id uuid)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update text_out o set answered_at = app.now_at() where o.id = of_id and o.member_id = app.member_id() and o.answered_at is null
    and o.kind = 'call';
  if not found then return; end if;
  return query select n.subject_kind, n.subject_id from text_notice t join notice n on n.id = t.notice_id where t.text_id = of_id;
end $$;

-- what became of a text of ours, as its own gateway says; true where this is news
create function app.text_arrived(of_id uuid, of_gateway text, what text, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update text_out o set delivery = what, delivered_at = at
    where o.id = of_id and o.gateway = of_gateway and o.tries > 0 and o.delivery is distinct from what
      and not (o.delivery in ('delivered', 'failed') and what = 'sent') and o.delivery <> 'delivered';
  return found;
end $$;

-- what is erased of a report goes with its numbers and texts
create function app.texts_go() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  delete from text_thread where report_id = new.id;
  delete from report_text where report_id = new.id;
  return new;
end $$;
create trigger texts_go after update of erased_at on report for each row
  when (new.erased_at is not null and old.erased_at is null) execute function app.texts_go();
"""

INTAKE = ("intake",)
DEFINED: dict[str, tuple[str, ...]] = {
    "app.texted_reports(bytea)": INTAKE,
    "app.text_begins(uuid, bytea, bytea, text)": INTAKE,
    "app.text_says(uuid, uuid, text, bytea, timestamptz)": INTAKE,
    "app.text_stops(bytea, timestamptz)": INTAKE,
    "app.text_members(bytea)": INTAKE,
    "app.text_calls(bytea, bytea)": INTAKE,
    "app.answer_call(uuid)": ("app",),
    "app.text_arrived(uuid, text, text, timestamptz)": INTAKE,
    "app.texts_go()": (),
}


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, POLICIES)
        definer = f'"{settings.ROLES["definer"]}"'
        cursor.execute(f"grant select, insert, update, delete on text_thread, report_text to {definer}")
        cursor.execute(f"grant select on text_choice, text_notice, notice to {definer}")
        cursor.execute(f"grant select, update on text_out to {definer}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0063_texts_index")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
