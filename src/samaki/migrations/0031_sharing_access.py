"""Who sees a consent and a disclosure, and who gives: asked in the database again.

A consent is seen by units that work for its child; to be asked, or to have had something shared with one, is not enough. A
disclosure is seen by who gave and who received it, by units that work in a part of the file that it gave, and by the unit above
where somebody else must look at it; a decision not to share is never seen by the unit that was not given. A unit gives only what it works in itself. Both stay as they are: a
trigger lets them end and be reviewed, no more. What the ledger says of them is read by the same units.

What was shared is read and not written: its relations (ground `shared`) count as work nowhere.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations._row_security import define, secure

WORKS = "r.ground not in ('offered', 'shared')"

STAYS = """
create function app.disclosure_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (old.ended_at is not null and (new.ended_at, new.ended_why) is distinct from (old.ended_at, old.ended_why))
     or (old.reviewed_at is not null and (new.reviewed_at, new.review) is distinct from (old.reviewed_at, old.review))
     or to_jsonb(new) - '{ended_at,ended_why,reviewed_at,reviewed_by,review,level,call_at,version}'::text[]
        <> to_jsonb(old) - '{ended_at,ended_why,reviewed_at,reviewed_by,review,level,call_at,version}'::text[] then
    raise exception 'a disclosure is never changed' using errcode = 'check_violation', constraint = 'disclosure_stays';
  end if;
  return new;
end $$;
create trigger disclosure_stays before update on disclosure for each row execute function app.disclosure_stays();

create function app.consent_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.withdrawn_at is not null
     or to_jsonb(new) - '{withdrawn_at,withdrawn_why}'::text[] <> to_jsonb(old) - '{withdrawn_at,withdrawn_why}'::text[] then
    raise exception 'a consent is never changed' using errcode = 'check_violation', constraint = 'consent_stays';
  end if;
  return new;
end $$;
create trigger consent_stays before update on consent for each row execute function app.consent_stays();
"""

FUNCTIONS = f"""
create function app.works_for(of_case uuid, of_child uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from relation r where r.case_id = of_case and r.unit = any(app.principals()) and {WORKS}
    and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
    and (r.child_id is null or r.child_id = of_child));
$$;

-- what a disclosure opened closes; the lists of cases forget it, also where it ended by its own time
create function app.end_shared(of_disclosure uuid, at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update relation set until = at where disclosure_id = of_disclosure and (until is null or until > at);
  perform app.list_case_for(r.unit, r.case_id)
  from (select distinct unit, case_id from relation where disclosure_id = of_disclosure) r;
end $$;

-- a consent was withdrawn: everything that any unit shared on it ends, also what the session cannot see
create function app.end_resting(of_consent uuid, at timestamptz) returns setof disclosure
language plpgsql security definer set search_path = pg_catalog, public as $$
declare one disclosure;
begin
  if not exists (select 1 from consent c where c.id = of_consent and c.withdrawn_at = at and app.works_for(c.case_id, c.child_id)) then
    raise exception 'this consent was not withdrawn in this act' using errcode = 'insufficient_privilege';
  end if;
  for one in
    update disclosure d set ended_at = at, ended_why = 'withdrawn', version = d.version + 1,
      call_at = case when d.due_at is not null and d.reviewed_at is null then d.due_at end
    where d.consent_id = of_consent and d.kind = 'share' and d.ended_at is null returning d.*
  loop
    perform app.end_shared(one.id, at);
    return next one;
  end loop;
end $$;

-- what still rests on what a guardian said: only which units gave and were given it
create function app.resting_on_guardian(of_guardian uuid) returns table (consent_id uuid, from_unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct c.id, d.from_unit from consent c join disclosure d on d.consent_id = c.id
  where c.guardian_id = of_guardian and d.ended_at is null and d.until > app.now_at() and app.works_for(c.case_id, c.child_id);
$$;

-- whether somebody of the family, or a guardian, is in conflict with a child (null: with any child that we work for); also for
-- who may not know who that is
create function app.has_conflicted_guardian(of_case uuid, of_child uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from person p where p.case_id = of_case and p.in_error_at is null and p.standing = 'conflicted'
    and (of_child is null or p.child_id is null or p.child_id = of_child)
    and app.works_for(of_case, coalesce(of_child, p.child_id)));
$$;

create function app.is_conflicted(of_guardian uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from person p where p.id = of_guardian and p.standing = 'conflicted'
    and app.works_for(p.case_id, p.child_id));
$$;

-- who could read this part of the file since a moment: the unit, and whether it still may. For who works in it
create function app.who_received(of_case uuid, of_child uuid, of_part text, since timestamptz)
returns table (unit int, still boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.unit, bool_or(r.until is null or r.until > app.now_at()) from relation r
  where app.works_for(of_case, of_child) and r.case_id = of_case and r.ground <> 'offered'
    and (of_part = '' or r.compartment = of_part) and (r.child_id is null or r.child_id = of_child)
    and r.since <= app.now_at() and (r.until is null or r.until > who_received.since)
  group by r.unit;
$$;
"""

DEFINED = {
    "app.works_for(uuid, uuid)": ("app",),
    "app.end_shared(uuid, timestamptz)": ("app", "worker"),
    "app.end_resting(uuid, timestamptz)": ("app",),
    "app.resting_on_guardian(uuid)": ("app",),
    "app.has_conflicted_guardian(uuid, uuid)": ("app",),
    "app.is_conflicted(uuid)": ("app",),
    "app.who_received(uuid, uuid, text, timestamptz)": ("app",),
}


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """Table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    mine, now = rules.MINE, rules.NOW
    for_child = rules.related("consent", rules.of_child("consent"), WORKS)
    in_part = rules.related(
        "disclosure", "r.compartment = any(disclosure.compartments)", rules.of_child("disclosure"), WORKS
    )
    own_parts = f"""not exists (select 1 from unnest(disclosure.compartments) part where not
        {rules.related("disclosure", "r.compartment = part", rules.of_child("disclosure"), WORKS)})"""
    carried = """(consent_id is null or exists (select 1 from consent c where c.id = disclosure.consent_id
        and c.case_id = disclosure.case_id and c.child_id = disclosure.child_id and c.purpose = disclosure.purpose
        and c.to_unit = disclosure.to_unit and c.result in ('given', 'decided') and c.withdrawn_at is null
        and (c.guardian_id is null or not app.is_conflicted(c.guardian_id))))"""
    return {
        "consent": {
            "app": {"select": for_child, "insert": f"unit = {mine} and {for_child}", "update": for_child},
        },
        "disclosure": {
            "app": {
                "select": f"""from_unit = {mine} or (kind = 'share' and to_unit = {mine})
                    or (due_at is not null and from_parent = {mine})
                    or (not (to_unit = {mine}) and {in_part})""",
                "insert": f"from_unit = {mine} and {own_parts} and {carried}",
                "update": f"from_unit = {mine} or (due_at is not null and from_parent = {mine})",
            },
            "worker": {
                "select": f"call_at is not null or ended_at = {now}",
                "update": f"call_at is not null or ended_at = {now}",
            },
        },
    }  # fmt: skip


def of_the_ledger() -> str:
    """The condition of 0029 for reading entries, and more for those about a consent or a disclosure."""
    before = importlib.import_module("samaki.migrations.0029_documents_access").of_the_ledger()
    mine = importlib.import_module("samaki.migrations.0002_row_security").MINE
    seen = """case subject_kind when 'disclosure' then exists (select 1 from disclosure d where d.id = ledger_entry.subject_id)
        else exists (select 1 from consent c where c.id = ledger_entry.subject_id) end"""
    return f"({before}) and (subject_kind not in ('disclosure', 'consent') or unit = {mine} or {seen})"


def of_documents() -> str:
    """The condition for adding a document: what was shared with a unit is read there (and held, where it must be), no more."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = rules.related("document", 'r.compartment = "document".compartment', rules.of_child("document"), WORKS)
    return f"unit = {rules.MINE} and {works}"


def forward(apps: object, schema_editor: object) -> None:
    app, definer = settings.ROLES["app"], settings.ROLES["definer"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(STAYS)
        for function in ("app.disclosure_stays()", "app.consent_stays()"):
            cursor.execute(f"revoke all on function {function} from public")
            cursor.execute(
                f'grant execute on function {function} to "{app}", "{definer}", "{settings.ROLES["worker"]}"'
            )
        define(cursor, FUNCTIONS, DEFINED)
        secure(cursor, policies())
        cursor.execute(f'grant select, update on disclosure to "{definer}"')
        cursor.execute(f'grant select on consent to "{definer}"')
        cursor.execute(f'alter policy app_select on ledger_entry to "{app}" using ({of_the_ledger()})')
        cursor.execute(f'alter policy app_insert on document to "{app}" with check ({of_documents()})')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0030_sharing")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
