"""Who drafts, answers and reads releases of figures; triggers hold to the table of their states, and write what the public reads."""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
SIGNED_IN = "cardinality((select app.principals())::int[]) > 0"
PUBLISHERS = "(select app.is_one_of(array['oversight']))"
ANSWERERS = "(select app.is_one_of(array['head', 'admin', 'oversight', 'confidentiality_officer']))"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "release_of_figures": {
            "app": {
                "select": SIGNED_IN,
                "insert": f"drafted_by = {ME} and unit = {MINE} and state = 'draft' and content is null and published_at is null "
                          f"and {PUBLISHERS}",
                "update": PUBLISHERS,
            },
            "worker": {"select": "true", "update": "true"},
        },
        "release_answer": {
            "app": {"select": SIGNED_IN, "insert": f"member_id = {ME} and unit = {MINE} and {ANSWERERS}"},
        },
        "published_release": {"app": {"select": "true"}, "public": {"select": "true"}},
    }  # fmt: skip


FUNCTIONS = """
create unique index release_of_figures_one_open on release_of_figures ((true)) where state in ('draft', 'in_review', 'approved');

-- the table of states (publicstats.states); what was counted stays; approved and published only with every owner's answer to these figures
create function app.release_moves() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare free text[] := '{state,reason,published_at,ended_at}'; counted text[] := '{content,sha256,owners,problem,counted_at}';
begin
  if old.state <> new.state and (old.state, new.state) not in (('draft', 'in_review'), ('in_review', 'approved'), ('in_review', 'draft'),
       ('approved', 'draft'), ('approved', 'published'), ('published', 'corrected'), ('draft', 'withdrawn'), ('in_review', 'withdrawn'),
       ('approved', 'withdrawn'), ('published', 'withdrawn'), ('corrected', 'withdrawn')) then
    raise exception 'a release has no such move' using errcode = 'check_violation', constraint = 'release_moves';
  end if;
  if to_jsonb(new) - free - counted <> to_jsonb(old) - free - counted
     or (old.state <> 'draft' or old.content is not null) and to_jsonb(new) - free <> to_jsonb(old) - free
     or old.published_at is not null and new.published_at is distinct from old.published_at then
    raise exception 'what was counted is never changed' using errcode = 'check_violation', constraint = 'release_stays';
  end if;
  if new.state in ('approved', 'published') and (cardinality(new.owners) = 0 or exists (
       select 1 from unnest(new.owners) o (agency) where not exists (select 1 from release_answer a
         where a.release_id = new.id and a.agency = o.agency and a.agrees and a.lapsed_at is null and a.sha256 = new.sha256))) then
    raise exception 'not every agency has approved it' using errcode = 'check_violation', constraint = 'release_needs_all';
  end if;
  return new;
end $$;
create trigger release_moves before update on release_of_figures for each row execute function app.release_moves();

-- whose an answer is, is not the application's to say
create function app.release_is_answered() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare r release_of_figures%rowtype;
begin
  select * into strict r from release_of_figures where id = new.release_id for update;
  select u.agency_id into strict new.agency from unit u where u.principal = new.unit;
  new.answered_at := coalesce(app.now_at(), new.answered_at);
  new.lapsed_at := case when new.agrees then null else new.answered_at end;
  if r.sha256 <> new.sha256 or not new.agency = any(r.owners) or not (r.state = 'in_review' or r.state = 'approved' and not new.agrees) then
    raise exception 'this is not asked of this agency now' using errcode = 'check_violation', constraint = 'release_asks';
  end if;
  return new;
end $$;
create trigger release_is_answered before insert on release_answer for each row execute function app.release_is_answered();

create function app.release_answers_settle() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare r release_of_figures%rowtype;
begin
  select * into strict r from release_of_figures where id = new.release_id for update;
  if not new.agrees then
    update release_answer set lapsed_at = new.answered_at where release_id = r.id and lapsed_at is null;
    update release_of_figures set state = 'draft', reason = new.reason where id = r.id;
  elsif not exists (select 1 from unnest(r.owners) o (agency) where not exists (select 1 from release_answer a
      where a.release_id = r.id and a.agency = o.agency and a.agrees and a.lapsed_at is null)) then
    update release_of_figures set state = 'approved' where id = r.id;
  end if;
  return null;
end $$;
create trigger release_answers_settle after insert on release_answer for each row execute function app.release_answers_settle();

-- what the public reads follows the state, and nobody else writes it
create function app.release_settles() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare at timestamptz := coalesce(app.now_at(), now());
begin
  if new.state = 'published' then
    insert into published_release (id, number, state, content, sha256, agencies, corrects, reason, published_at, synthetic)
    values (gen_random_uuid(), new.number, 'published', new.content, new.sha256, cardinality(new.owners), new.corrects,
            case when new.corrects is null then '' else new.reason end, new.published_at, new.synthetic);
    update release_of_figures set state = 'corrected', ended_at = at where number = new.corrects and state = 'published';
  elsif new.state = 'corrected' then
    update published_release set state = 'corrected', ended_at = at,
      corrected_by = (select max(c.number) from release_of_figures c where c.corrects = new.number and c.state = 'published')
    where number = new.number;
  elsif new.state = 'withdrawn' then
    update published_release set state = 'withdrawn', content = null, reason = new.reason, ended_at = at where number = new.number;
  end if;
  return null;
end $$;
create trigger release_settles after update of state on release_of_figures for each row when (old.state <> new.state)
  execute function app.release_settles();
"""

DEFINED = {
    "app.release_moves()": (),
    "app.release_is_answered()": (),
    "app.release_answers_settle()": (),
    "app.release_settles()": (),
}


def secure(apps: object, schema_editor: object) -> None:
    names = {role: f'"{name}"' for role, name in settings.ROLES.items()}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, policies())
        # the oversight moves it, the clock counts it, and neither does the other's part
        for role, columns in (
            ("app", "state, reason, published_at, ended_at"),
            ("worker", "content, sha256, owners, problem, counted_at"),
        ):
            cursor.execute(f"revoke update on release_of_figures from {names[role]}")
            cursor.execute(f"grant update ({columns}) on release_of_figures to {names[role]}")
        cursor.execute(f"grant select, update on release_of_figures, release_answer to {names['definer']}")
        cursor.execute(f"grant select, insert, update on published_release to {names['definer']}")
        cursor.execute(f"grant select on unit to {names['definer']}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0136_releases")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
