"""Who calls whom, said by units of units, read by every member; and sums of who stayed in post and of who convenes, for every member."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ANYBODY = "cardinality((select app.principals())::int[]) > 0"
LEADS = "(select app.is_one_of(array['head', 'team_lead']))"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "unit_tie": {
            "app": {
                "select": ANYBODY,
                "insert": f"unit = {MINE} and ended_at is null and {LEADS}",
                "update": f"unit = {MINE} and {LEADS}",
            },
        },
    }


FUNCTIONS = """
-- people trained at a workshop who were looked at half a year later, by the kind of their agency ('*': all together), since a moment; a kind
-- of fewer than five is not told, nor the next smallest where those that are not told are fewer than five together
create function app.trained_in_post(since timestamptz) returns table (kind text, known bigint, in_post bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with sizes as (
    select u.kind, count(*) as n, count(*) filter (where s.in_post = 'yes') as stay
    from workshop_seat s join unit u on u.principal = s.to_unit
    where s.certified_at >= since and s.in_post in ('yes', 'no') and s.state <> 'withdrawn' and cardinality(app.principals()) > 0
    group by u.kind),
  small as (select z.kind, z.n from sizes z where z.n < 5),
  beside as (select z.kind from sizes z where z.n >= 5 and (select sum(n) from small) between 1 and 4 order by z.n, z.kind limit 1)
  select z.kind, z.n, z.stay from sizes z where z.n >= 5 and z.kind not in (select b.kind from beside b)
  union all
  select '*', sum(z.n)::bigint, sum(z.stay)::bigint from sizes z having sum(z.n) >= 5;
$$;

-- people who worked `then` in a unit of which somebody was trained, and are still there, or in the unit that it became part of; the same rule
create function app.staff_stayed(then_at timestamptz) returns table (kind text, known bigint, in_post bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with was as (
    select distinct m.member_id, u.principal, u.merged_into, u.kind from membership m join unit u on u.principal = m.unit
    where m.since <= then_at and (m.until is null or m.until > then_at) and cardinality(app.principals()) > 0
      and exists (select 1 from workshop_seat s where s.to_unit = m.unit and s.certified_at is not null and s.state <> 'withdrawn')),
  sizes as (
    select w.kind, count(*) as n, count(*) filter (where exists (
      select 1 from membership o join member p on p.id = o.member_id and p.is_active
      where o.member_id = w.member_id and o.unit in (w.principal, w.merged_into) and o.since <= app.now_at()
        and (o.until is null or o.until > app.now_at()))) as stay
    from was w group by w.kind),
  small as (select z.kind, z.n from sizes z where z.n < 5),
  beside as (select z.kind from sizes z where z.n >= 5 and (select sum(n) from small) between 1 and 4 order by z.n, z.kind limit 1)
  select z.kind, z.n, z.stay from sizes z where z.n >= 5 and z.kind not in (select b.kind from beside b)
  union all
  select '*', sum(z.n)::bigint, sum(z.stay)::bigint from sizes z having sum(z.n) >= 5;
$$;

-- meetings that were held, by year: `sort` case, province or workshop; who called them: a unit of a mentor, or another one. Of cases nothing
-- of fewer than five
create function app.meetings_convened(mentors text[], zone text)
returns table (year int, sort text, by_mentor bigint, by_others bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with held as (
    select extract(year from c.meets_at at time zone zone)::int as year, case when c.case_id is null then 'province' else 'case' end as sort, c.unit
    from conference c where c.state = 'closed'
    union all
    select extract(year from w.begins_at at time zone zone)::int, 'workshop', w.unit from workshop w where w.state = 'finished')
  select h.year, h.sort, count(*) filter (where u.kind = any(mentors)), count(*) filter (where not u.kind = any(mentors))
  from held h join unit u on u.principal = h.unit where cardinality(app.principals()) > 0
  group by 1, 2 having count(*) >= 5 or h.sort <> 'case';
$$;
"""

DEFINED = {
    "app.trained_in_post(timestamptz)": ("app",),
    "app.staff_stayed(timestamptz)": ("app",),
    "app.meetings_convened(text[], text)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    app = settings.ROLES["app"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        cursor.execute(f'revoke update on unit_tie from "{app}"')
        cursor.execute(f'grant update (ended_at) on unit_tie to "{app}"')
        cursor.execute(f'grant select on unit_tie to "{settings.ROLES["definer"]}"')
        _row_security.define(cursor, FUNCTIONS, DEFINED)


def of_unit(column: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_column=column, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.unit", to_field="principal"
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("samaki", "0142_alarm_and_baseline")]
    operations = [
        migrations.CreateModel(
            name="UnitTie",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("way", models.TextField()),
                ("said_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                ("unit", of_unit("unit")),
                ("other", of_unit("other")),
            ],
            options={
                "db_table": "unit_tie",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("way__in", ("to", "from"))), name="unit_tie_way"),
                    models.CheckConstraint(
                        condition=models.Q(("unit", models.F("other")), _negated=True), name="unit_tie_of_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("year", "unit", "other", "way"),
                        name="unit_tie_once",
                    ),
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
