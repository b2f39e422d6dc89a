"""Surveys: who makes them in a unit reads its own, with venues, visits and counts, which nobody else does, not even the administrator of the
unit. Who oversees reads of others what a closed one says. An estimate from lists is read by its makers alone: a small overlap points at people.

A sample is drawn once: the database refuses another one, and a count is never changed, only followed by a further version.
"""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
OVERSEES = "(select app.is_one_of(array['oversight']))"
MAKES = "(select app.is_one_of(array['oversight', 'head', 'team_lead', 'worker', 'desk']))"
KEEPS = f"unit = {MINE} and {MAKES}"
OF_OURS = f"{MAKES} and exists (select 1 from survey s where s.id = survey_id and s.unit = {MINE}"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "survey": {
            "app": {
                "select": f"{KEEPS} or {OVERSEES}",
                "insert": f"{KEEPS} and made_by = {ME} and state = 'planned' and drawn_at is null",
                "update": KEEPS,
            },
        },
        "survey_venue": {
            "app": {"select": f"{OF_OURS})", "insert": f"{OF_OURS} and s.state = 'planned')"},
        },
        "survey_visit": {
            "app": {"select": f"{OF_OURS})", "insert": f"{OF_OURS} and s.state = 'planned')"},
        },
        "survey_count": {
            "app": {
                "select": "exists (select 1 from survey_visit v where v.id = visit_id)",
                "insert": f"recorded_by = {ME} and {MAKES} and exists (select 1 from survey_visit v join survey s on s.id = v.survey_id "
                          f"where v.id = visit_id and s.unit = {MINE} and s.state = 'drawn')",
            },
        },
        "list_study": {
            "app": {
                "select": KEEPS,
                "insert": f"{KEEPS} and made_by = {ME} and state = 'waits' and result is null",
                "update": KEEPS,
            },
            "worker": {"select": "true", "update": "true"},
        },
    }  # fmt: skip


MAY_CHANGE = {
    ("survey", "app"): "state, wanted, visits, by_size, seed, drawn_at, closed_at, withdrawn_at, figures",
    ("list_study", "app"): "state, asked_at, ended_at, trouble, progress",
    ("list_study", "worker"): "state, beat_at, progress, ended_at, result, trouble",
}
"""(table, role) -> the columns that it may change."""

FUNCTIONS = """
create function app.survey_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.drawn_at is not null and (new.wanted, new.visits, new.by_size, new.seed, new.drawn_at, new.frame)
     is distinct from (old.wanted, old.visits, old.by_size, old.seed, old.drawn_at, old.frame) then
    raise exception 'a sample is drawn once' using errcode = 'check_violation', constraint = 'survey_stays';
  end if;
  return new;
end $$;
create trigger survey_stays before update on survey for each row execute function app.survey_stays();
"""


def secure(apps: object, schema_editor: object) -> None:
    names = {role: f'"{name}"' for role, name in settings.ROLES.items()}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        for (table, role), columns in MAY_CHANGE.items():
            cursor.execute(f"revoke update on {table} from {names[role]}")
            cursor.execute(f"grant update ({columns}) on {table} to {names[role]}")
        cursor.execute(FUNCTIONS)
        cursor.execute("revoke all on function app.survey_stays() from public")
        cursor.execute(f"grant execute on function app.survey_stays() to {names['app']}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0138_surveys")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
