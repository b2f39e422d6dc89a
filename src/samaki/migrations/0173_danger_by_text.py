"""Who told us by text says, in one word, that there is danger now: their report is an emergency from here on, and waits to be read again."""

from django.db import migrations

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
"""

DEFINED: dict[str, tuple[str, ...]] = {"app.text_danger(uuid, timestamptz)": ("intake",)}


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0170_texts_unread")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
