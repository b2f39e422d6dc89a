"""Rosters: every member of the unit reads them, who plans writes them; other units ask a function who is on duty now."""

import importlib

from django.conf import settings
from django.db import migrations

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
PLANS = "(select app.plans_duty(unit))"
OURS = f"unit = {MINE}"
SIGNED_IN = "cardinality((select app.principals())::int[]) > 0"
LAST_RUNG = "exists (select 1 from notice n where n.to_unit = duty_number.unit and n.level >= 2 and n.audience = 'head' and n.seen_at is null)"
OF_A_SWAP = f"""exists (select 1 from duty_swap s where s.id = duty_change.swap_id and s.other = {ME} and s.state = 'agreed'
    and s.roster_id = duty_change.roster_id and duty_change.sort = 'covers'
    and ((duty_change.member_id = s.other and duty_change.since = s.since and duty_change.until = s.until)
      or (duty_change.member_id = s.asked_by and duty_change.since = s.back_since and duty_change.until = s.back_until)))"""

POLICIES = {
    "duty_roster": {
        "app": {"select": OURS, "insert": f"{OURS} and made_by = {ME} and {PLANS}", "update": f"{OURS} and {PLANS}"},
        "worker": {"select": "true"},
    },
    "duty_version": {
        "app": {"select": OURS, "insert": f"{OURS} and made_by = {ME} and {PLANS}", "update": f"{OURS} and {PLANS}"},
        "worker": {"select": "true"},
    },
    "duty_change": {
        "app": {
            "select": OURS,
            "insert": f"{OURS} and made_by = {ME} and ({PLANS} or {OF_A_SWAP})",
            "update": f"{OURS} and {PLANS}",
        },
        "worker": {"select": "true"},
    },
    "duty_swap": {"app": {"select": OURS, "insert": f"{OURS} and asked_by = {ME} and state = 'asked'"}},
    "duty_note": {"app": {"select": OURS, "insert": f"{OURS} and written_by = {ME}", "update": OURS}},
    "duty_number": {
        "app": {
            "select": f"(member_id = {ME} and {SIGNED_IN}) or ({OURS} and (select app.is_one_of(array['head', 'team_lead'])) and {LAST_RUNG})",
            "insert": f"member_id = {ME} and {OURS}",
            "delete": f"member_id = {ME} and {SIGNED_IN}",
        },
        "worker": {"select": "true"},
    },
    "ladder_version": {"worker": {"select": "true", "insert": "true"}},
}

FUNCTIONS = """
-- who plans the rosters of a unit: who leads it, keeps its entries, or is its administrator
create function app.plans_duty(of_unit int) returns boolean language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from membership m where m.member_id = app.member_id() and m.unit = of_unit
    and m.unit = any(app.principals()) and m.role in ('head', 'team_lead', 'unit_admin', 'admin')
    and m.since <= app.now_at() and (m.until is null or m.until > app.now_at()));
$$;

-- whether the session's member does casework in an area that this unit serves too (of one area, one lies in the other)
create function app.works_beside(of_unit int) returns boolean language sql stable security definer set search_path = pg_catalog, public as $$
  select app.is_one_of(array['desk', 'worker', 'clerk', 'team_lead', 'head']) and exists (
    select 1 from unit_area mine, unit_area theirs
    where mine.unit = any(app.principals()) and theirs.unit = of_unit
      and (starts_with(mine.area, theirs.area) or starts_with(theirs.area, mine.area))
      and mine.since <= app.now_at() and (mine.until is null or mine.until > app.now_at())
      and theirs.since <= app.now_at() and (theirs.until is null or theirs.until > app.now_at()));
$$;

-- what "who is on duty now" is counted with: of the own unit, and of units beside which the member does casework
create function app.duty_of(of_units int[], upto timestamptz)
returns table (unit int, area text, layers jsonb, changes jsonb, gone uuid[])
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.unit, r.area, v.layers,
    (select coalesce(jsonb_agg(jsonb_build_object('sort', c.sort, 'member', c.member_id, 'since', c.since, 'until', c.until)
                               order by c.made_at, c.id), '[]'::jsonb)
     from duty_change c where c.roster_id = r.id and c.ended_at is null and c.until > app.now_at() and c.since < upto),
    (select coalesce(array_agg(distinct named.key), '{}') from (
       select (jsonb_array_elements_text(layer -> 'members'))::uuid as key from jsonb_array_elements(v.layers) layer
       union select c.member_id from duty_change c where c.roster_id = r.id and c.ended_at is null and c.until > app.now_at()) named
     where not exists (select 1 from membership m join member w on w.id = m.member_id
       where m.member_id = named.key and m.unit = r.unit and m.role in ('desk', 'worker', 'clerk', 'team_lead', 'head')
         and m.since <= app.now_at() and (m.until is null or m.until > app.now_at())
         and w.is_active and (w.access_until is null or w.access_until > app.now_at())))
  from duty_roster r join duty_version v on v.roster_id = r.id and v.state = 'published'
  where r.unit = any(of_units) and r.ended_at is null and cardinality(app.principals()) > 0
    and (r.unit = any(app.principals()) or app.works_beside(r.unit))
  order by r.unit, r.area;
$$;

-- which units have a roster in force, and how long nobody is on duty in it: without a member, for who oversees or administers
create function app.duty_counted() returns table (unit int, area text, published_at timestamptz, gap_minutes int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.unit, r.area, v.published_at, v.gap_minutes from duty_roster r join duty_version v on v.roster_id = r.id and v.state = 'published'
  where r.ended_at is null and (r.unit = any(app.principals()) or app.is_one_of(array['oversight', 'admin'])) order by r.unit, r.area;
$$;

-- what was published is never changed: it is replaced, or it ends
create function app.duty_version_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare free text[] := '{state,ended_at}';
begin
  if old.state <> 'draft' and (to_jsonb(new) - free <> to_jsonb(old) - free or new.state = 'draft'
     or old.ended_at is not null and new.ended_at is distinct from old.ended_at) then
    raise exception 'a published roster is never changed, a new version is written'
      using errcode = 'check_violation', constraint = 'duty_version_stays';
  end if;
  return new;
end $$;
-- of what stands only the named columns change
create function app.duty_row_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare free text[] := tg_argv;
begin
  if to_jsonb(new) - free <> to_jsonb(old) - free then
    raise exception 'what stands in a roster is never changed' using errcode = 'check_violation', constraint = 'duty_row_stays';
  end if;
  return new;
end $$;
create trigger duty_row_stays before update on duty_roster for each row execute function app.duty_row_stays('ended_at');
create trigger duty_row_stays before update on duty_change for each row execute function app.duty_row_stays('ended_at', 'ended_by');
create trigger duty_row_stays before update on duty_swap for each row execute function app.duty_row_stays('state', 'answered_at');
create trigger duty_row_stays before update on duty_note for each row execute function app.duty_row_stays('read_by', 'read_at', 'sealed');

create trigger duty_version_stays before update on duty_version for each row execute function app.duty_version_stays();
"""

DEFINED = {
    "app.plans_duty(int)": ("app",),
    "app.works_beside(int)": ("app",),
    "app.duty_of(int[], timestamptz)": ("app",),
    "app.duty_counted()": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    names = {role: f'"{name}"' for role, name in settings.ROLES.items()}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        rules.define(cursor, FUNCTIONS, DEFINED)
        rules.secure(cursor, POLICIES)
        # who asked takes it back, who was asked answers; once
        cursor.execute(
            f"create policy app_update on duty_swap for update to {names['app']} "
            f"using ({OURS} and state = 'asked' and {ME} in (asked_by, other)) with check ({OURS} and "
            f"((state = 'withdrawn' and asked_by = {ME}) or (state in ('agreed', 'refused') and other = {ME})))"
        )
        cursor.execute(f"grant update on duty_swap to {names['app']}")
        tables = ", ".join(table for table in POLICIES if table.startswith("duty_"))
        cursor.execute(f"grant select on {tables}, unit_area to {names['definer']}")
        for trigger in ("app.duty_version_stays()", "app.duty_row_stays()"):
            cursor.execute(f"revoke all on function {trigger} from public")
            cursor.execute(
                f"grant execute on function {trigger} to {names['app']}, {names['worker']}, {names['definer']}"
            )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0060_roster_changes")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
