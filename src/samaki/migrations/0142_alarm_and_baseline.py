"""The alarm of the plan of an area: written by the clock, read by every member, with what the clock asks of cases, yes or no; and how well
critical steps went so far, from which the baseline of a step-back test is proposed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

ANYBODY = "cardinality((select app.principals())::int[]) > 0"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "stage_alarm": {
            "app": {"select": ANYBODY},
            "worker": {"select": "true", "insert": "until is null", "update": "true"},
        },
    }


FUNCTIONS = """
-- what app.mentor_holds says, for the clock: yes or no, no number, no case
create function app.mentor_holds_now(of_area text, kinds text[]) returns table (steps boolean, shares boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with ours as (select u.principal from unit u where u.kind = any(kinds))
  select exists (select 1 from step s join "case" c on c.id = s.case_id
      where s.holder in (select principal from ours) and s.state in ('open', 'on_hold') and starts_with(c.area, of_area)),
    exists (select 1 from relation r join "case" c on c.id = r.case_id
      where r.unit in (select principal from ours) and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
        and c.state = 'open' and starts_with(c.area, of_area));
$$;

-- for who oversees: of the steps that a step-back test would have looked at (simple cases, the first of its family in a case), how many were
-- due, on time and well whoever led, and of these led by the mentor or by nobody knows whom; nothing of fewer than five
create function app.well_of_all(first date, last date, provinces jsonb, families jsonb)
returns table (area text, family text, good bigint, helped bigint, due bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select coalesce(provinces ->> c.area, c.area) as area, families ->> c.kind as family, split_part(t.key, ':', 5) as how,
      split_part(t.key, ':', 3) as due_at, t.value::bigint as number
    from measure_cell c cross join lateral jsonb_each_text(c.tally) t
    where c.measure = 'WT1' and c.month between first and last and t.key like 'run:simple:%' and split_part(t.key, ':', 4) = '1'
      and families ? c.kind and app.is_one_of(array['oversight'])),
  sums as (
    select m.area, m.family, coalesce(sum(m.number) filter (where m.how in ('alone', 'helped')), 0) as good,
      coalesce(sum(m.number) filter (where m.how = 'helped'), 0) as helped,
      coalesce(sum(m.number) filter (where m.how <> 'open' or m.due_at::bigint < extract(epoch from app.now_at()) / 60), 0) as due
    from marks m group by 1, 2)
  select s.area, s.family, s.good::bigint, s.helped::bigint, s.due::bigint from sums s where s.due >= 5;
$$;
"""

DEFINED = {
    "app.mentor_holds_now(text, text[])": ("worker",),
    "app.well_of_all(date, date, jsonb, jsonb)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    worker = settings.ROLES["worker"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        cursor.execute(f'revoke update on stage_alarm from "{worker}"')
        cursor.execute(f'grant update (until) on stage_alarm to "{worker}"')
        cursor.execute(f'grant select on stage_alarm to "{settings.ROLES["definer"]}"')
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0141_pulse_access")]
    operations = [
        migrations.CreateModel(
            name="StageAlarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.TextField()),
                ("gate", models.TextField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alarms", to="samaki.stagedecision"
                    ),
                ),
            ],
            options={
                "db_table": "stage_alarm",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("decision", "gate"),
                        name="stage_alarm_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="stage_alarm_ends_later",
                    ),
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
