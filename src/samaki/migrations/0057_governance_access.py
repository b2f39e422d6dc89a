"""Who governs: every member reads it, drafters write, each signs for themselves; triggers decide whether a version is in force."""

import importlib

from django.conf import settings
from django.db import migrations

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
SIGNED_IN = "cardinality((select app.principals())::int[]) > 0"
DRAFTERS = "array['oversight', 'admin']"
SIGNERS = "array['head', 'admin', 'oversight', 'confidentiality_officer', 'mentor']"

POLICIES = {
    "governance": {
        "app": {
            "select": SIGNED_IN,
            "insert": f"drafted_by = {ME} and unit = {MINE} and in_force_at is null and ended_at is null and call_at is null "
                      f"and (select app.is_one_of({DRAFTERS}))",
        },
        "worker": {"select": "call_at is not null", "update": "true"},
    },
    "governance_signature": {
        "app": {
            "select": SIGNED_IN,
            "insert": f"member_id = {ME} and unit = {MINE} and withdrawn_at is null and (select app.is_one_of({SIGNERS}))",
            "update": f"member_id = {ME} and {SIGNED_IN}",
        },
        "worker": {"select": "exists (select 1 from governance g where g.id = governance_id and g.call_at is not null)"},
    },
    "governance_published": {"app": {"select": "true"}, "public": {"select": "true"}},
}  # fmt: skip

FUNCTIONS = """
-- whether the session's member has one of these roles now
create function app.is_one_of(roles text[]) returns boolean language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from membership m where m.member_id = app.member_id() and m.unit = any(app.principals()) and m.role = any(roles)
    and m.since <= app.now_at() and (m.until is null or m.until > app.now_at()));
$$;

-- which agencies have agreements in force, and until when: for every member, without what was agreed
create function app.agreements_listed() returns table (one uuid, other uuid, review_by date, due_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select a.one, a.other, a.review_by, a.due_at from agreement a
  where a.ended_at is null and cardinality(app.principals()) > 0 order by a.due_at, a.id;
$$;

-- a version is never changed in what it says (sealed: under another master key)
create function app.governance_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare free text[] := '{sealed,call_at,in_force_at,ended_at}';
begin
  if to_jsonb(new) - free <> to_jsonb(old) - free or old.ended_at is not null and new.ended_at is distinct from old.ended_at
     or old.in_force_at is not null and new.in_force_at is distinct from old.in_force_at then
    raise exception 'a version is never changed, a new one is written' using errcode = 'check_violation', constraint = 'governance_stays';
  end if;
  return new;
end $$;
create trigger governance_stays before update on governance for each row execute function app.governance_stays();

-- whose a signature is, and whether it counts, is not the application's to say; only the newest version is signed, and as it stands
create function app.governance_is_signed() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare g governance%rowtype;
begin
  select * into strict g from governance where id = new.governance_id for update;
  if g.ended_at is not null or g.number <> (select max(number) from governance) or g.sha256 <> new.sha256 then
    raise exception 'only the newest version is signed, as it stands' using errcode = 'check_violation', constraint = 'governance_newest';
  end if;
  select a.id, not (a.kind = any(g.not_counted) or u.kind = any(g.not_counted)) into strict new.agency, new.counts
  from unit u join agency a on a.id = u.agency_id where u.principal = new.unit;
  new.signed_at := coalesce(app.now_at(), new.signed_at);
  return new;
end $$;
create trigger governance_is_signed before insert on governance_signature for each row execute function app.governance_is_signed();

create function app.governance_signature_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare free text[] := '{sealed,withdrawn_at}';
begin
  if to_jsonb(new) - free <> to_jsonb(old) - free or old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at then
    raise exception 'a signature is never changed, only withdrawn' using errcode = 'check_violation', constraint = 'governance_signature_stays';
  end if;
  return new;
end $$;
create trigger governance_signature_stays before update on governance_signature for each row
  execute function app.governance_signature_stays();

-- enough agencies have signed: in force, in the place of the one before, and published; too few are left: no more
create function app.governance_settles() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare g governance%rowtype; signed int; at timestamptz := coalesce(app.now_at(), now());
begin
  select * into strict g from governance where id = new.governance_id for update;
  select count(distinct s.agency) into signed from governance_signature s
  where s.governance_id = g.id and s.withdrawn_at is null and s.counts;
  if g.in_force_at is null and signed >= g.needed then
    update governance set ended_at = at, call_at = null where in_force_at is not null and ended_at is null;
    update governance set in_force_at = at, call_at = greatest(at, g.due_at - interval '30 days') where id = g.id;
    delete from governance_published;
    insert into governance_published (id, one, words, review_by, in_force_at) values (gen_random_uuid(), true, g.published, g.review_by, at);
  elsif g.in_force_at is not null and g.ended_at is null and signed < g.needed then
    update governance set ended_at = at, call_at = null where id = g.id;
    delete from governance_published;
  end if;
  return null;
end $$;
create trigger governance_settles after insert or update of withdrawn_at on governance_signature for each row
  execute function app.governance_settles();
"""

DEFINED = {
    "app.is_one_of(text[])": ("app",),
    "app.agreements_listed()": ("app",),
    "app.governance_is_signed()": (),
    "app.governance_settles()": (),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    names = {role: f'"{name}"' for role, name in settings.ROLES.items()}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        rules.define(cursor, FUNCTIONS, DEFINED)
        rules.secure(cursor, POLICIES)
        for trigger, roles in (
            ("app.governance_stays()", ("app", "worker", "definer")),
            ("app.governance_signature_stays()", ("app", "definer")),
        ):
            cursor.execute(f"revoke all on function {trigger} from public")
            cursor.execute(f"grant execute on function {trigger} to {', '.join(names[role] for role in roles)}")
        # the clock changes when it calls next, and nothing else
        cursor.execute(f"revoke update on governance from {names['worker']}")
        cursor.execute(f"grant update (call_at) on governance to {names['worker']}")
        cursor.execute(f"grant select, update on governance, governance_signature to {names['definer']}")
        cursor.execute(f"grant select, insert, delete on governance_published to {names['definer']}")
        cursor.execute(f"grant select on agency to {names['definer']}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0056_governance")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
