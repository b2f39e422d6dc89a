"""How the area of a report is known; and which reports follow those that a unit's work takes along, so that the ledger can name them.

The new column is empty for what was there: it came from what was asked for the place.
"""

from django.db import migrations, models

from samaki.migrations._row_security import define

FUNCTIONS = """
-- (report, the one that it is joined to) of those whose work goes from one unit to another; keys only
create function app.joined_of(from_unit int, to_unit int) returns table (id uuid, joined_to uuid)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
  perform app.check_moves(joined_of.from_unit, joined_of.to_unit);
  return query select p.id, p.joined_to from report p join report o on o.id = p.joined_to
    where o.holder = joined_of.from_unit and o.state in ('new', 'acknowledged') and p.erased_at is null order by p.id;
end $$;
"""

DEFINED = {"app.joined_of(int, int)": ("app",)}

CONSTRAINT = """
alter table report add constraint report_area_from check (area_from in ('', 'text', 'desk')) not valid;
"""


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0077_calls_access")]
    operations = [
        migrations.AddField("report", "area_from", models.TextField(blank=True, default="")),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CONSTRAINT, migrations.RunSQL.noop)],
            state_operations=[
                migrations.AddConstraint(
                    "report",
                    models.CheckConstraint(
                        condition=models.Q(area_from__in=("", "text", "desk")), name="report_area_from"
                    ),
                ),
            ],
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
