"""A text that follows a report is unread until somebody says that it was read, and it is known after which message it came: so a question
that waits, and what was texted since, stand together. Who asks by text how it stands learns that a question or a word waits."""

from django.db import migrations, models

from samaki.migrations import _row_security

FUNCTIONS = """
-- whether a question to who told us waits: nothing was answered on the page, and nothing texted, since it was asked
create function app.asks_reporter(of_report uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  with asked as (select max(m.number) filter (where m.kind = 'question' and m.taken_back_at is null) as q,
      coalesce(max(m.number) filter (where m.kind in ('answer', 'more')), 0) as a
    from report_message m where m.report_id = of_report)
  select coalesce(q > a, false) and not exists (select 1 from report_text t
    where t.report_id = of_report and t.kind = 'said' and t.after_message >= q) from asked;
$$;

-- for who has the receipt: `question`, `word` (something was told since they last said anything), or nothing
create function app.report_waits(digest bytea) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select case when app.asks_reporter(p.id) then 'question'
    when exists (select 1 from report_message m where m.report_id = p.id and m.kind = 'told' and m.taken_back_at is null
      and not exists (select 1 from report_message o where o.report_id = p.id and o.from_reporter and o.number > m.number)
      and not exists (select 1 from report_text t where t.report_id = p.id and t.after_message >= m.number)) then 'word'
    else '' end
  from report p where p.receipt_digest = digest and p.erased_at is null;
$$;

-- whether a text came since the last question: then the page says no more that nothing came
create function app.report_texted(digest bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from report p join report_text t on t.report_id = p.id
    where p.receipt_digest = digest and p.erased_at is null and t.kind = 'said'
      and t.after_message >= (select max(m.number) from report_message m
        where m.report_id = p.id and m.kind = 'question' and m.taken_back_at is null));
$$;

-- whether anything was written about how to reach them: never what
create function app.report_reachable(digest bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from reporter_record r join report p on p.id = r.report_id where p.receipt_digest = digest);
$$;

-- somebody of the unit that holds the report has read what was texted; how many that were
create function app.texts_read(of_report uuid) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare count int;
begin
  update report_text t set unread = false from report p
    where t.report_id = of_report and t.unread and p.id = of_report and p.holder = any(app.principals());
  get diagnostics count = row_count;
  return count;
end $$;

-- as in 0064; a report that is worked on takes the one text that follows a question, too
create or replace function app.texted_reports(of_number bytea)
returns table (report_id uuid, holder int, state text, urgency text, language text, key_id uuid, wrapped bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, p.holder, p.state, p.urgency, t.language, k.id, k.wrapped
  from text_thread t join report p on p.id = t.report_id join data_key k on k.report_id = p.id
  where t.number = of_number and p.erased_at is null
    and (p.state in ('new', 'acknowledged') or (p.state = 'in_case' and app.asks_reporter(p.id)));
$$;

create or replace function app.text_says(of_report uuid, of_id uuid, of_kind text, words bytea, at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public as $$
declare found report; place int;
begin
  select * into found from report where id = of_report for update;
  if found.id is null or found.erased_at is not null
    or not (found.state in ('new', 'acknowledged') or (found.state = 'in_case' and app.asks_reporter(of_report)))
    or exists (select 1 from report_text where id = of_id)
    or not exists (select 1 from text_thread where report_id = of_report) then return null; end if;
  select coalesce(max(number), 0) + 1 into place from report_text where report_id = of_report;
  if place > 100 then return null; end if;
  insert into report_text (id, report_id, kind, sealed, number, made_at, unread, after_message)
    values (of_id, of_report, of_kind, words, place, at, true,
      (select coalesce(max(m.number), 0) from report_message m where m.report_id = of_report));
  return place;
end $$;
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.asks_reporter(uuid)": (),
    "app.report_waits(bytea)": ("intake",),
    "app.report_texted(bytea)": ("intake",),
    "app.report_reachable(bytea)": ("intake",),
    "app.texts_read(uuid)": ("app",),
}


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0172_told_beforehand")]
    operations = [
        migrations.AddField("reporttext", "unread", models.BooleanField(default=False)),
        migrations.AddField("reporttext", "after_message", models.PositiveIntegerField(null=True)),
        migrations.AddIndex(
            "reporttext",
            models.Index(fields=["report"], condition=models.Q(unread=True), name="report_text_unread"),
        ),
        migrations.AddIndex(
            "reportmessage",
            models.Index(
                fields=["report"],
                condition=models.Q(from_reporter=True, read_at__isnull=True),
                name="report_message_unread",
            ),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
