"""Who sees that a paper was made: the unit that made it and the one it was made for, while they have a relation to the case.

The row holds no words. What a recipient may read of a case is told by one function, to a unit that works there: the printed paper is cut to
it. Whoever has the code of a paper asks another whether it is genuine, and learns its length, its day and its fingerprints, nothing of the
case; that function looks into the ledger itself, so a row that was changed behind its back is not called genuine.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = rules.related("paper", importlib.import_module("samaki.migrations.0096_conferences_access").WORKS)
    holds = f"exists (select 1 from step s where s.case_id = paper.case_id and s.holder = {MINE} and s.state in ('open', 'on_hold'))"
    related = rules.related("paper")
    return {
        "paper": {
            "app": {
                "select": f"(unit = {MINE} or to_unit = {MINE}) and ({related} or {holds})",
                "insert": f"unit = {MINE} and made_by = {ME} and withdrawn_at is null and superseded_by is null and ({works} or {holds})",
                "update": f"unit = {MINE} and ({related} or {holds})",
            }
        }
    }


FUNCTIONS = """
-- what a unit may read of a case, for a unit that works there; nothing of one behind a wall, and nothing to one behind a wall
create function app.paper_parts(of_case uuid, of_unit int)
returns table (compartment text, child_id uuid, ground text, step_id uuid, handoff_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.compartment, r.child_id, r.ground, r.step_id, r.handoff_id from relation r
  where r.case_id = of_case and r.unit = of_unit
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
    and not app.is_walled(of_case, of_unit) and of_case <> all(app.walls())
    and (exists (select 1 from relation m where m.case_id = of_case and m.unit = any(app.principals())
           and m.ground not in ('offered', 'shared', 'emergency', 'court_order', 'conference')
           and m.since <= app.now_at() and (m.until is null or m.until > app.now_at()))
      or exists (select 1 from step s where s.case_id = of_case and s.holder = any(app.principals()) and s.state in ('open', 'on_hold')));
$$;

-- whether a paper with this code was made here, and what its entry in the ledger says of it; for anybody
create function app.paper_said(of_code text)
returns table (pages int, made_at timestamptz, sha256 bytea, text_sha256 bytea, superseded boolean, withdrawn boolean,
               in_ledger boolean, sealed boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.pages, p.made_at, p.sha256, p.text_sha256, p.superseded_by is not null, p.withdrawn_at is not null,
    e.id is not null, l.entry_id is not null
  from paper p
  left join ledger_entry e on e.case_id = p.case_id and e.act = 'paper.make' and e.subject_id = p.id
    and e.facts->>'sha256' = encode(p.sha256, 'hex') and e.facts->>'text_sha256' = encode(p.text_sha256, 'hex')
    and position(convert_to(encode(p.sha256, 'hex'), 'UTF8') in e.canonical) > 0
  left join ledger_leaf l on l.entry_id = e.id and l.hash = sha256('\\x00'::bytea || e.canonical)
  where p.code = of_code;
$$;

create function app.paper_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - array['superseded_by', 'withdrawn_at', 'withdrawn_by']
      is distinct from to_jsonb(old) - array['superseded_by', 'withdrawn_at', 'withdrawn_by']
    or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
    or (old.superseded_by is not null and new.superseded_by is distinct from old.superseded_by) then
    raise exception 'what was made stays as it was made' using errcode = 'check_violation', constraint = 'paper_stays';
  end if;
  return new;
end $$;
create trigger paper_stays before update on paper for each row execute function app.paper_stays();
create trigger erased_refuses before insert on paper for each row execute function app.erased_refuses();
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.paper_parts(uuid, int)": ("app",),
    "app.paper_said(text)": ("intake",),
}


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.paper_stays() from public")
        cursor.execute(f"grant execute on function app.paper_stays() to {app}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on paper, ledger_leaf, ledger_entry to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] == "paper"]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0108_papers")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
