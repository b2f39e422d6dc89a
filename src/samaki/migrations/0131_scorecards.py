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
-- agency: one of which fewer than five are counted gives one row, `few`; so does the next smallest where those that are not shown are fewer
-- than five together, for sums of all agencies are shown elsewhere.
create function app.measured_of_agencies(measures text[], first date, last date)
returns table (measure text, agency text, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with asked as (select app.is_one_of(array['oversight']) as oversees, app.agencies_led() as led),
  marks as (
    select c.measure, u.agency_id, t.key as mark, sum(t.value::bigint)::bigint as number
    from asked a, measure_cell c join unit u on u.principal = c.unit cross join lateral jsonb_each_text(c.tally) t
    where c.measure = any(measures) and c.month >= first and c.month <= last and (a.oversees or u.agency_id = any(a.led))
    group by 1, 2, 3),
  sizes as (
    select m.measure, m.agency_id,
      coalesce(sum(m.number) filter (where split_part(m.mark, ':', 1) in ('yes', 'no', 'open')), 0) as n
    from marks m group by 1, 2),
  before as (
    select s.*, coalesce(sum(s.n) over (partition by s.measure order by s.n, s.agency_id
      rows between unbounded preceding and 1 preceding), 0) as smaller from sizes s),
  hidden as (
    select b.measure, b.agency_id from before b, asked a
    where not b.agency_id = any(a.led) and (b.n < 5 or b.smaller between 1 and 4))
  select m.measure, m.agency_id::text, m.mark, m.number from marks m
  where (m.measure, m.agency_id) not in (select h.measure, h.agency_id from hidden h)
  union all select h.measure, h.agency_id::text, 'few', 1 from hidden h;
$$;
"""

DEFINED = {
    "app.agencies_led()": ("app",),
    "app.measured_of_agencies(text[], date, date)": ("app",),
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
