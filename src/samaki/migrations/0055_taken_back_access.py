"""What was asked of a second person is taken back by who asked; a question about a look stays; a decision not to share is ours;
a consent becomes complete when it is said that the guardian who agreed protects the child.

What is taken back runs out at that moment: every function that answers one asks whether its time is over.

A question about a look is a letter between two members. It hangs on a case only by a key, and its words are those of the day on
which it was asked. It used to vanish for whoever came behind a wall, or stepped aside from the case: that told the officer of the
walled unit that there is a wall, left the unit without an answer, and let a member step aside from a question. It stays as it was.
"""

from django.conf import settings
from django.db import migrations

from samaki.migrations._row_security import define

FUNCTIONS = """
create function app.take_back_asked(of_what text, of_id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  case of_what
    when 'emergency' then update emergency set withdrawn_at = app.now_at(), lapses_at = app.now_at()
      where id = of_id and asked_by = app.member_id() and agreed is null and lapses_at > app.now_at();
    when 'unsealing' then update unsealing set withdrawn_at = app.now_at(), lapses_at = app.now_at()
      where id = of_id and asked_by = app.member_id() and agreed is null and lapses_at > app.now_at();
    when 'conflict' then update conflict set withdrawn_at = app.now_at(), until = app.now_at()
      where id = of_id and asked_by = app.member_id() and agreed is null and until > app.now_at();
    when 'erasure' then update erasure set withdrawn_at = app.now_at(), lapses_at = app.now_at()
      where id = of_id and asked_by = app.member_id() and agreed is null and lapses_at > app.now_at();
  end case;
  return found;
end $$;
"""

WORK = """
-- how much open work is in the hands of a member, for who administers their unit: numbers, no case
create function app.work_held(of_member uuid) returns table (steps int, late int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)::int, (count(*) filter (where s.due_at <= app.now_at()))::int from step s
  where s.worker_id = of_member and s.state in ('open', 'on_hold')
    and exists (select 1 from member m where m.id = of_member and app.administers(m.unit));
$$;
"""

COMPLETED = """
create or replace function app.consent_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.withdrawn_at is not null
     or (new.result is distinct from old.result and (old.result, new.result) is distinct from ('incomplete', 'given'))
     or to_jsonb(new) - '{result,withdrawn_at,withdrawn_why}'::text[] <> to_jsonb(old) - '{result,withdrawn_at,withdrawn_why}'::text[] then
    raise exception 'a consent is never changed' using errcode = 'check_violation', constraint = 'consent_stays';
  end if;
  return new;
end $$;
"""
"""What was answered is never changed. What it lacked can be said afterwards: how the guardian who agreed stands to the child."""

DEFINED = {"app.take_back_asked(text, uuid)": ("app",), "app.work_held(uuid)": ("app",)}


def refused_is_ours() -> str:
    """What one decided not to share is read by the unit that decided it; no other unit, not even one that works in the same part."""
    return "kind <> 'refuse' or from_unit = any((select app.principals())::int[])"


def secure(apps: object, schema_editor: object) -> None:
    app = f'"{settings.ROLES["app"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        define(cursor, FUNCTIONS + WORK, DEFINED)
        cursor.execute(COMPLETED)
        cursor.execute("drop policy wall_select on look_question")
        cursor.execute(
            f"create policy refused_is_ours on disclosure as restrictive for select to {app} using ({refused_is_ours()})"
        )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0055_taken_back")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
