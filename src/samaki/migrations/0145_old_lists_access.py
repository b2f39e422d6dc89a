"""Old lists: read by who leads a unit of the agency and by who oversees, brought in and taken back by the first alone. What was counted
of a list is written with it and never changed. And which years the ledger tells of."""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
LED = "any((select app.agencies_led())::uuid[])"
OVERSEES = "(select app.is_one_of(array['oversight']))"

FUNCTIONS = """
-- years in which hand-offs were counted in at least five places, kinds or months; for every member, and nothing else of them. A few looks
-- into an index, whatever the size of the country.
create function app.measured_years(first int, last int) returns int[]
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(y order by y), '{}') from generate_series(first, last) y
  where cardinality(app.principals()) > 0 and (
    select count(*) from (
      select 1 from measure_cell c where c.measure = 'I3' and c.month >= make_date(y, 1, 1) and c.month <= make_date(y, 12, 1) limit 5) seen
  ) >= 5;
$$;
"""

DEFINED = {"app.measured_years(int, int)": ("app",)}


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "old_list": {
            "app": {
                "select": f"agency_id = {LED} or {OVERSEES}",
                "insert": f"agency_id = {LED} and unit = {MINE} and by_member = {ME} and state = 'kept'",
                "update": f"agency_id = {LED}",
            },
        },
        "old_figure": {
            "app": {
                "select": "exists (select 1 from old_list l where l.id = old_list_id)",
                "insert": f"exists (select 1 from old_list l where l.id = old_list_id and l.by_member = {ME} and l.state = 'kept' "
                          "and l.at = (select app.now_at()))",
            },
        },
    }  # fmt: skip


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, policies())
        name, definer = settings.ROLES["app"], settings.ROLES["definer"]
        cursor.execute(f'grant select on old_list, old_figure to "{definer}"')
        cursor.execute(f'revoke update on old_list from "{name}"')
        cursor.execute(f'grant update (sealed, state, ended_at, ended_by) on old_list to "{name}"')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0144_old_lists")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
