"""Peers: every member with a live membership reads and writes; what is flagged is read by its author and by officers alone.

An author changes only the words and whether it stands (grants by column); what others do to a row, functions do that ask first.
"""

import importlib

from django.conf import settings
from django.db import migrations

ME = "(select app.member_id())"
MINE = "any((select app.principals())::int[])"
SIGNED_IN = "cardinality((select app.principals())::int[]) > 0"
OFFICER = "(select app.is_one_of(array['confidentiality_officer']))"
SEES = f"{SIGNED_IN} and (by_member = {ME} or withdrawn_at is null and (hidden_at is null or {OFFICER}))"
NEW = (f"by_member = {ME} and unit = {MINE} and corrected_at is null and withdrawn_at is null and hidden_at is null "
       "and cleared_at is null and removed_at is null and version = 1")  # fmt: skip
OWN = f"by_member = {ME} and {SIGNED_IN} and removed_at is null"

TABLES = ("peer_question", "peer_answer", "peer_card")

POLICIES = {
    "peer_question": {"app": {"select": SEES, "insert": NEW, "update": OWN}},
    "peer_answer": {
        "app": {
            "select": SEES,
            "insert": f"{NEW} and helped_at is null and exists (select 1 from peer_question q where q.id = question_id)",
            "update": OWN,
        }
    },
    "peer_card": {
        "app": {
            "select": SEES,
            "insert": f"{NEW} and approved_at is null and approved_by is null and exists (select 1 from peer_answer a where a.id = answer_id)",
            "update": OWN,
        }
    },
    "peer_follow": {
        "app": {
            "select": f"member_id = {ME}",
            "insert": f"member_id = {ME} and {SIGNED_IN}",
            "delete": f"member_id = {ME}",
        }
    },
}

FUNCTIONS = """
-- whose agency a text is of is not the application's to say
create function app.peer_is_of() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  select u.agency_id into strict new.agency_id from unit u where u.principal = new.unit;
  return new;
end $$;

-- of a card: the agency of the answer's author stands on it, that of who keeps it beside
create function app.peer_card_is_of() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  select a.agency_id into strict new.agency_id from peer_answer a where a.id = new.answer_id;
  select u.agency_id into strict new.keeper_agency_id from unit u where u.principal = new.unit;
  return new;
end $$;

create trigger peer_is_of before insert on peer_question for each row execute function app.peer_is_of();
create trigger peer_is_of before insert on peer_answer for each row execute function app.peer_is_of();
create trigger peer_card_is_of before insert on peer_card for each row execute function app.peer_card_is_of();

-- units of members who follow a topic and may sign in now
create function app.peer_followers(of_topic text) returns table (unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct m.unit from peer_follow f join member m on m.id = f.member_id
  where f.topic = of_topic and cardinality(app.principals()) > 0 and m.is_active
    and (m.access_until is null or m.access_until > app.now_at()) order by 1;
$$;

-- any member hides what names a child or a case, with what was made of it; not what an officer let stand as it is
create function app.peer_flag(of_table text, key uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare hit int;
begin
  if cardinality(app.principals()) = 0 or of_table not in ('peer_question', 'peer_answer', 'peer_card') then return false; end if;
  execute format('update %I set hidden_at = app.now_at() where id = $1 and hidden_at is null and withdrawn_at is null
    and (cleared_at is null or corrected_at > cleared_at)', of_table) using key;
  get diagnostics hit = row_count;
  if hit = 1 and of_table = 'peer_answer' then
    update peer_card set hidden_at = app.now_at() where answer_id = key and hidden_at is null and withdrawn_at is null;
  end if;
  return hit = 1;
end $$;

-- an officer who did not write it: removed with its words, or read again
create function app.peer_decide(of_table text, key uuid, upheld boolean, nothing bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare hit int;
begin
  if not app.is_one_of(array['confidentiality_officer']) or of_table not in ('peer_question', 'peer_answer', 'peer_card') then
    return false;
  end if;
  execute format('update %I set removed_at = case when $2 then app.now_at() end, sealed = case when $2 then $3 else sealed end,
    cleared_at = case when $2 then cleared_at else app.now_at() end, hidden_at = case when $2 then hidden_at end,
    version = version + 1 where id = $1 and hidden_at is not null and removed_at is null
    and by_member <> app.member_id()', of_table) using key, upheld, nothing;
  get diagnostics hit = row_count;
  return hit = 1;
end $$;

-- who asked says what helped
create function app.peer_helped(key uuid, helped boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare hit int;
begin
  update peer_answer a set helped_at = case when helped then app.now_at() end from peer_question q
  where a.id = key and q.id = a.question_id and q.by_member = app.member_id() and cardinality(app.principals()) > 0
    and a.hidden_at is null and a.withdrawn_at is null and (a.helped_at is null) = helped;
  get diagnostics hit = row_count;
  return hit = 1;
end $$;

-- somebody of a third agency approves a card; a check of the table asks the same
create function app.peer_approve(key uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare hit int;
begin
  update peer_card c set approved_by = app.member_id(), approved_at = app.now_at(), approved_agency = u.agency_id
  from member m join unit u on u.principal = m.unit
  where c.id = key and m.id = app.member_id() and cardinality(app.principals()) > 0 and c.approved_at is null
    and c.withdrawn_at is null and c.hidden_at is null and u.agency_id <> c.agency_id and u.agency_id <> c.keeper_agency_id;
  get diagnostics hit = row_count;
  return hit = 1;
end $$;
"""

DEFINED = {
    "app.peer_is_of()": (),
    "app.peer_card_is_of()": (),
    "app.peer_followers(text)": ("app",),
    "app.peer_flag(text, uuid)": ("app",),
    "app.peer_decide(text, uuid, boolean, bytea)": ("app",),
    "app.peer_helped(uuid, boolean)": ("app",),
    "app.peer_approve(uuid)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        rules.define(cursor, FUNCTIONS, DEFINED)
        rules.secure(cursor, POLICIES)
        for table in TABLES:  # an author changes the words and whether they stand, and nothing else
            cursor.execute(f"revoke update on {table} from {app}")
            cursor.execute(f"grant update (sealed, corrected_at, withdrawn_at, version) on {table} to {app}")
            cursor.execute(f"grant select, update on {table} to {definer}")
        cursor.execute(f"grant select on peer_follow to {definer}")
        cursor.execute(f"grant update (languages, open_days, opens_at, closes_at) on unit to {app}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0070_peers")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
