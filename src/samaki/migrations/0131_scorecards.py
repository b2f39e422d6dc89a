"""An agency's own word beside its figures; and its figures: for its heads all of them, for who oversees nothing small."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
LED = "any((select app.agencies_led())::uuid[])"
OVERSEES = "(select app.is_one_of(array['oversight']))"

FUNCTIONS = """
-- agencies of which the session's member leads a unit
create function app.agencies_led() returns uuid[] language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(array_agg(distinct u.agency_id), '{}') from membership m join unit u on u.principal = m.unit
  where m.member_id = app.member_id() and m.unit = any(app.principals()) and m.role = 'head'
    and m.since <= app.now_at() and (m.until is null or m.until > app.now_at());
$$;

-- Sums of some measures by agency, of its units' own side. Of an agency that the member leads: as they are. For who oversees, of every
-- other one; `provinces`: place -> its province. One of which fewer than five are counted gives one row, `few`. So does the next smallest
-- where those that are not shown are fewer than five together: of all agencies, and of a circle of agencies, for what is counted of it as a
-- whole is shown by province and on the map (0120, 0122). A circle: those with units of one kind in one province, and so on from each.
create function app.measured_of_agencies(measures text[], first date, last date, provinces jsonb)
returns table (measure text, agency text, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive asked as (select app.is_one_of(array['oversight']) as oversees, app.agencies_led() as led),
  cells as (
    select c.measure, u.agency_id as agency, u.kind || '>' || coalesce(provinces ->> c.area, c.area) as place, t.key as mark,
      sum(t.value::bigint)::bigint as number
    from asked a, measure_cell c join unit u on u.principal = c.unit cross join lateral jsonb_each_text(c.tally) t
    where c.measure = any(measures) and c.month >= first and c.month <= last and (a.oversees or u.agency_id = any(a.led))
    group by 1, 2, 3, 4),
  places as (select distinct c.measure, c.agency, c.place from cells c),
  beside as (select distinct p.measure, p.agency, o.agency as other from places p join places o on (o.measure, o.place) = (p.measure, p.place)),
  reached as (
    select b.measure, b.agency, b.agency as other from beside b
    union select r.measure, r.agency, b.other from reached r join beside b on (b.measure, b.agency) = (r.measure, r.other)),
  circles as (select r.measure, r.agency, min(r.other::text) as circle from reached r group by 1, 2),
  sizes as (
    select c.measure, c.agency, i.circle,
      coalesce(sum(c.number) filter (where split_part(c.mark, ':', 1) in ('yes', 'no', 'open')), 0) as n
    from cells c join circles i using (measure, agency) group by 1, 2, 3),
  before as (
    select s.measure, s.agency, s.n,
      sum(s.n) over (partition by s.measure order by s.n, s.agency) - s.n as of_all,
      sum(s.n) over (partition by s.measure, s.circle order by s.n, s.agency) - s.n as of_circle
    from sizes s, asked a where not s.agency = any(a.led)),
  hidden as (select b.measure, b.agency from before b where b.n < 5 or b.of_all between 1 and 4 or b.of_circle between 1 and 4)
  select c.measure, c.agency::text, c.mark, sum(c.number)::bigint from cells c
  where (c.measure, c.agency) not in (select h.measure, h.agency from hidden h) group by 1, 2, 3
  union all select h.measure, h.agency::text, 'few', 1 from hidden h;
$$;
"""

DEFINED = {
    "app.agencies_led()": ("app",),
    "app.measured_of_agencies(text[], date, date, jsonb)": ("app",),
}


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "agency_word": {
            "app": {
                "select": f"agency_id = {LED} or {OVERSEES}",
                "insert": f"agency_id = {LED} and unit = {MINE} and by_member = (select app.member_id())",
            },
        },
    }


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, policies())


class Migration(migrations.Migration):
    dependencies = [("samaki", "0130_commitments")]
    operations = [
        migrations.CreateModel(
            name="AgencyWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("quarter", models.DateField()),
                ("by_member", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.agency"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
                    ),
                ),
            ],
            options={
                "db_table": "agency_word",
                "indexes": [models.Index(fields=["agency", "quarter", "at"], name="word_of_agency")],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
