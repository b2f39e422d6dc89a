"""Before an operation a reporter is told fixed phrases only, whatever is known of an operation yet; and what was said can be taken back.

What is told can warn somebody until nothing is left to be warned of: an operation is done, the case or the report is closed. A question
in one's own words is asked until an operation is planned or a life is in danger, in the case or by the report itself.
"""

from django.db import migrations, models

from samaki.migrations import _row_security

FUNCTIONS = """
-- whether only fixed phrases may be sent of this kind (`question`, `told`) now. Of an operation it says no more
create function app.only_phrases_of(of_report uuid, kinds text[], of_kind text) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from report p left join "case" c on c.id = p.case_id
    where p.id = of_report and p.holder = any(app.principals()) and (
      (c.state = 'open' and (c.urgency = 'emergency'
        or exists (select 1 from step t where t.case_id = c.id and t.kind = any(kinds) and t.state in ('open', 'on_hold'))))
      or (p.state in ('new', 'acknowledged') and p.urgency = 'emergency')
      or (of_kind = 'told' and not coalesce(c.state <> 'open', p.state = 'closed')
        and not exists (select 1 from step t where t.case_id = c.id and t.kind = any(kinds) and t.state = 'done'))));
$$;

create or replace function app.report_thread(digest bytea)
returns table (id uuid, kind text, from_reporter boolean, sealed bytea, made_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.id, m.kind, m.from_reporter, m.sealed, m.made_at from report_message m join report p on p.id = m.report_id
  where p.receipt_digest = digest and p.erased_at is null and m.kind <> 'heard' and m.taken_back_at is null order by m.number;
$$;

create or replace function app.report_message_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - '{read_at,read_by,level,call_at,taken_back_at,taken_back_by}'::text[]
      <> to_jsonb(old) - '{read_at,read_by,level,call_at,taken_back_at,taken_back_by}'::text[]
    or (old.read_at is not null and new.read_at is distinct from old.read_at)
    or (old.taken_back_at is not null and new.taken_back_at is distinct from old.taken_back_at)
    or (new.taken_back_at is not null and old.kind not in ('question', 'told')) then
    raise exception 'what was said stays' using errcode = '42501';
  end if;
  return new;
end $$;
"""


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        functions = {"app.only_phrases_of(uuid, text[], text)": ("app",)}
        _row_security.define(cursor, FUNCTIONS, functions)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0159_keeper_told")]
    operations = [
        migrations.AddField("reportmessage", "taken_back_at", models.DateTimeField(null=True)),
        migrations.AddField("reportmessage", "taken_back_by", models.UUIDField(null=True)),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
