"""Who told us by text says, in one word, that there is danger now: their report is an emergency from here on, and waits to be read again."""

from django.db import migrations, models

from samaki.migrations import _row_security

FUNCTIONS = """
-- no caller since 0165
drop function app.only_phrases(uuid, text[]);

-- an open report that came by text is an emergency from now on, to be read (again), with a new clock: its row. Nothing where it
-- waits as one already
create function app.text_danger(of_report uuid, due timestamptz)
returns table (version int, source text, channel text, area text, holder int, before text)
language plpgsql security definer set search_path = pg_catalog, public as $$
declare found report;
begin
  select * into found from report where id = of_report for update;
  if found.id is null or found.erased_at is not null or found.state not in ('new', 'acknowledged')
    or (found.urgency = 'emergency' and found.state = 'new') or not exists (select 1 from text_thread where report_id = of_report) then return; end if;
  update report r set urgency = 'emergency', state = 'new', taken_by = '', level = 0, due_at = due, call_at = due,
    version = found.version + 1 where r.id = of_report;
  return query select found.version + 1, found.source, found.channel, found.area, found.holder, found.urgency;
end $$;

create function app.text_last_area(of_number bytea) returns table (area text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.area from text_thread t join report p on p.id = t.report_id
  where t.number = of_number and p.erased_at is null and p.area <> '' order by p.id desc limit 1;
$$;

-- what a call stood for, but for what came anew since it was made and was not put into it while it waited to leave
create function app.stands_for(of_call uuid) returns table (subject_kind text, subject_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select n.subject_kind, n.subject_id from text_notice t join notice n on n.id = t.notice_id join text_out o on o.id = t.text_id
  where t.text_id = of_call and not exists (select 1 from notice l where l.subject_id = n.subject_id
    and l.kind = 'report.new' and l.made_at > o.made_at
    and not exists (select 1 from text_notice also where also.text_id = of_call and also.notice_id = l.id));
$$;
"""

ANSWERS = """
-- as in 0064; what came anew after the call is not taken by its code
create or replace function app.answer_call(of_id uuid) returns table (subject_kind text, subject_id uuid)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from text_out o where o.id = of_id and o.member_id = app.member_id() and o.answered_at is null and o.kind = 'call')
    and not exists (select 1 from app.stands_for(of_id)) then return; end if;
  update text_out o set answered_at = app.now_at() where o.id = of_id and o.member_id = app.member_id() and o.answered_at is null
    and o.kind = 'call';
  if not found then return; end if;
  return query select * from app.stands_for(of_id);
end $$;
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.text_danger(uuid, timestamptz)": ("intake",),
    "app.text_last_area(bytea)": ("intake",),
    "app.stands_for(uuid)": (),
    "app.answer_call(uuid)": ("app",),
}


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS + ANSWERS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0170_texts_unread")]
    operations = [
        migrations.RemoveConstraint("reporttext", "report_text_kind"),
        migrations.AddConstraint(
            "reporttext",
            models.CheckConstraint(name="report_text_kind", condition=models.Q(kind__in=("said", "stop", "danger"))),
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
