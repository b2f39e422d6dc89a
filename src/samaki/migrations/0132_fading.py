"""The stage of the mentor in each area: decided by who oversees, read by every member; a row of a decision is never changed. Money and
calls are written by who leads; a mentor's access falls with the stage."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
ANYBODY = "cardinality((select app.principals())::int[]) > 0"
OVERSEES = "(select app.is_one_of(array['oversight']))"
LEADS = "(select app.is_one_of(array['oversight', 'head', 'admin']))"
CALLS = "(select app.is_one_of(array['oversight', 'head', 'team_lead']))"
STAGES = ("led", "joint", "advised", "on_call", "out")


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "stage_decision": {
            "app": {"select": ANYBODY, "insert": f"unit = {MINE} and decided_by = {ME} and {OVERSEES}"},
            "worker": {"select": "true"},
        },
        "area_money": {
            "app": {
                "select": ANYBODY,
                "insert": f"unit = {MINE} and recorded_by = {ME} and ended_at is null and {LEADS}",
                "update": f"(unit = {MINE} and {LEADS}) or {OVERSEES}",
            },
            "worker": {"select": "true"},
        },
        "mentor_call": {
            "app": {
                "select": ANYBODY,
                "insert": f"unit = {MINE} and called_by = {ME} and ended_at is null and {CALLS}",
                "update": f"(unit = {MINE} and {CALLS}) or {OVERSEES}",
            },
            "worker": {"select": "true"},
        },
    }


FUNCTIONS = """
-- until when the access of a mentor of this unit may be given: of the areas of the `plan` that it serves, the one in which it may do
-- most; in an area about which nobody has decided for `undecided` days; null: it serves none of them
create function app.mentor_limit(of_unit int, plan text[], undecided int) returns timestamptz
language sql stable security definer set search_path = pg_catalog, public as $$
  select max(greatest(app.now_at() + make_interval(days => coalesce(d.days, undecided)), coalesce(c.until, '-infinity'::timestamptz)))
  from unnest(plan) p (area)
  join unit_area a on a.unit = of_unit and a.since <= app.now_at() and (a.until is null or a.until > app.now_at())
    and (starts_with(p.area, a.area) or starts_with(a.area, p.area))
  left join lateral (select s.days::int as days from stage_decision s where s.area = p.area order by s.number desc limit 1) d on true
  left join lateral (select max(m.until) as until from mentor_call m
    where m.area = p.area and m.ended_at is null and m.until > app.now_at()) c on true
  where cardinality(app.principals()) > 0;
$$;

-- the access of every mentor ends no later than that. Only in the transaction in which this member has decided about a stage, or ended a
-- call; only of members who are mentors and nothing else (a trainer may be both): nobody else is ever shut out by it
create function app.mentor_access_falls(plan text[], undecided int) returns table (member uuid, unit int, ends timestamptz)
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select 1 from stage_decision s where s.decided_by = app.member_id() and s.decided_at = app.now_at())
    and not exists (select 1 from mentor_call c where c.ended_at = app.now_at()
                    and (c.unit = any(app.principals()) or app.is_one_of(array['oversight']))) then
    raise exception 'this member has decided about no stage' using errcode = '42501';
  end if;
  return query
    update member w set access_until = l.ends
    from (select m.member_id, max(app.mentor_limit(m.unit, plan, greatest(undecided, 0))) filter (where m.role = 'mentor') as ends
          from membership m where m.since <= app.now_at() and (m.until is null or m.until > app.now_at())
          group by m.member_id having bool_and(m.role in ('mentor', 'trainer'))) l
    where w.id = l.member_id and l.ends is not null and (w.access_until is null or w.access_until > l.ends)
    returning w.id, w.unit, w.access_until;
end $$;

-- whether a unit of these kinds holds an open step, or may see anything, of a case of the area: yes or no, for who oversees and for the
-- mentor; no number, no case
create function app.mentor_holds(of_area text, kinds text[]) returns table (steps boolean, shares boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with ours as (select u.principal from unit u where u.kind = any(kinds))
  select exists (select 1 from step s join "case" c on c.id = s.case_id
      where s.holder in (select principal from ours) and s.state in ('open', 'on_hold') and starts_with(c.area, of_area)),
    exists (select 1 from relation r join "case" c on c.id = r.case_id
      where r.unit in (select principal from ours) and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())
        and c.state = 'open' and starts_with(c.area, of_area))
  where app.is_one_of(array['oversight', 'mentor']);
$$;
"""

DEFINED = {
    "app.mentor_limit(int, text[], int)": ("app",),
    "app.mentor_access_falls(text[], int)": ("app",),
    "app.mentor_holds(text, text[])": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        cursor.execute(f'grant select on stage_decision, mentor_call, area_money to "{settings.ROLES["definer"]}"')
        _row_security.define(cursor, FUNCTIONS, DEFINED)


def key() -> models.UUIDField:
    return models.UUIDField(default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False)


def of_unit(column: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_column=column, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.unit", to_field="principal", **more
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("samaki", "0131_scorecards")]
    operations = [
        migrations.CreateModel(
            name="StageDecision",
            fields=[
                ("id", key()),
                ("area", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("before", models.TextField()),
                ("stage", models.TextField()),
                ("gates", models.JSONField(default=dict)),
                (
                    "open_gates",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField()),
                ("synthetic", models.BooleanField(default=False)),
                ("unit", of_unit("unit")),
            ],
            options={
                "db_table": "stage_decision",
                "constraints": [
                    models.UniqueConstraint(fields=("area", "number"), name="stage_decision_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", STAGES),
                            ("before__in", STAGES),
                            models.Q(("stage", models.F("before")), _negated=True),
                        ),
                        name="stage_decision_moves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaMoney",
            fields=[
                ("id", key()),
                ("area", models.TextField()),
                ("purpose", models.TextField()),
                ("fund", models.TextField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                ("caller", of_unit("caller", null=True)),
                ("unit", of_unit("unit")),
            ],
            options={
                "db_table": "area_money",
                "indexes": [models.Index(fields=["area", "purpose"], name="area_money_of_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="area_money_ends_after_it_began"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("caller__isnull", True), ("purpose", "budget")),
                            models.Q(("caller__isnull", False), ("purpose", "recall")),
                            _connector="OR",
                        ),
                        name="area_money_has_a_caller",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MentorCall",
            fields=[
                ("id", key()),
                ("area", models.TextField()),
                ("kind", models.TextField(blank=True, default="")),
                ("called_by", models.UUIDField()),
                ("called_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "money",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="samaki.areamoney"
                    ),
                ),
                ("unit", of_unit("unit")),
            ],
            options={
                "db_table": "mentor_call",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["area", "until"],
                        name="mentor_call_runs",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("called_at"))), name="mentor_call_ends_after_it_began"
                    )
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
