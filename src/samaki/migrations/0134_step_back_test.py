"""Step-back tests: plans, who signed them, lots, families, and what the clock read.

Every member reads plans, signatures, lots and where families stand: a test that is not seen convinces nobody, and no case and no person is
in them. The sequence of steps is read by the committee, the mentor and the units that signed, and only from five steps on. The committee
writes plans; a unit signs for its own agency, unless that is barred; what was fixed is never changed, and only the clock writes readings.
"""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ANYBODY = "cardinality((select app.principals())::int[]) > 0"
COMMITTEE = "(select app.is_one_of(array['oversight']))"
READS = "(select app.is_one_of(array['oversight', 'mentor']))"
SIGNS = "(select app.is_one_of(array['head', 'admin', 'oversight', 'confidentiality_officer']))"
ME = "(select app.member_id())"
ITS_AGENCY = f"agency = (select u.agency_id from unit u where u.principal = step_back_signature.unit) and unit = {MINE}"
ASKED = """exists (select 1 from step_back_test t where t.id = step_back_signature.test and t.state = 'fixed'
  and t.sha256 = step_back_signature.sha256 and not jsonb_exists(t.barred, step_back_signature.agency::text)
  and strpos(t.plan, '"' || step_back_signature.agency::text || '"') > 0)"""
SIGNED = f"""exists (select 1 from step_back_part p join step_back_signature s on s.test = p.test
  where p.id = step_back_reading.part and s.unit = {MINE})"""


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    clock = {"select": "true", "update": "true"}
    return {
        "step_back_lot": {
            "app": {
                "select": ANYBODY,
                "insert": f"{COMMITTEE} and unit = {MINE} and announced_by = {ME} and drawn_at is null",
                "update": COMMITTEE,
            },
            "worker": {"select": "true"},
        },
        "step_back_test": {
            "app": {
                "select": ANYBODY,
                "insert": f"{COMMITTEE} and unit = {MINE} and fixed_by = {ME} and state = 'fixed'",
                "update": COMMITTEE,
            },
            "worker": clock,
        },
        "step_back_signature": {
            "app": {"select": ANYBODY, "insert": f"member_id = {ME} and {ITS_AGENCY} and {SIGNS} and {ASKED}"},
            "worker": {"select": "true"},
        },
        "step_back_part": {
            "app": {"select": ANYBODY, "insert": f"{COMMITTEE} and state = 'waits'", "update": COMMITTEE},
            "worker": clock,
        },
        "step_back_reading": {
            "app": {"select": f"due >= 5 and ({READS} or {SIGNED})"},
            "worker": clock | {"insert": "true"},
        },
    }


TRIGGERS = """
-- a plan is never changed once it is fixed: another plan is another row
create function app.step_back_plan_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  raise exception 'a plan of a step-back test is not changed' using errcode = '23514', constraint = 'step_back_plan_stays';
end $$;
create trigger step_back_plan_stays before update of area, plan, sha256, barred, fixed_by, fixed_at on step_back_test for each row
  when ((old.area, old.plan, old.sha256, old.barred, old.fixed_by, old.fixed_at)
    is distinct from (new.area, new.plan, new.sha256, new.barred, new.fixed_by, new.fixed_at))
  execute function app.step_back_plan_stays();
create trigger step_back_lot_stays before update on step_back_lot for each row
  when (old.drawn_at is not null
    or (old.tests, old.ledger_size, old.not_before) is distinct from (new.tests, new.ledger_size, new.not_before))
  execute function app.step_back_plan_stays();
"""


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(TRIGGERS)
        _row_security.secure(cursor, policies())


def key() -> models.UUIDField:
    return models.UUIDField(default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False)


def unit() -> models.ForeignKey:
    return models.ForeignKey(
        db_column="unit", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.unit", to_field="principal"
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("samaki", "0133_mentoring")]
    operations = [
        migrations.CreateModel(
            name="StepBackLot",
            fields=[
                ("id", key()),
                ("tests", models.JSONField()),
                ("ledger_size", models.BigIntegerField()),
                ("not_before", models.DateTimeField()),
                ("announced_by", models.UUIDField()),
                ("announced_at", models.DateTimeField()),
                ("checkpoint", models.BigIntegerField(null=True)),
                ("root", models.TextField(blank=True, default="")),
                ("drawn", models.JSONField(default=list)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                ("unit", unit()),
            ],
            options={"db_table": "step_back_lot"},
        ),
        migrations.CreateModel(
            name="StepBackTest",
            fields=[
                ("id", key()),
                ("area", models.TextField()),
                ("state", models.TextField(default="fixed")),
                ("plan", models.TextField()),
                ("sha256", models.TextField()),
                ("barred", models.JSONField()),
                ("fixed_by", models.UUIDField()),
                ("fixed_at", models.DateTimeField()),
                ("place", models.IntegerField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("stop_reason", models.TextField(blank=True, default="")),
                ("synthetic", models.BooleanField(default=False)),
                ("unit", unit()),
                (
                    "lot",
                    models.ForeignKey(
                        db_column="lot", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="samaki.stepbacklot",
                    ),
                ),
            ],
            options={
                "db_table": "step_back_test",
                "indexes": [models.Index(fields=["state"], name="step_back_test_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("fixed", "running"))), fields=("area",), name="one_live_test_of_an_area"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            models.Q(("begun_at__isnull", False), ("ends_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_running_test_has_begun",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stopped"), _negated=True),
                            models.Q(("stop_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_stopped_test_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepBackSignature",
            fields=[
                ("id", key()),
                ("member_id", models.UUIDField()),
                ("sha256", models.TextField()),
                ("signed_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_column="agency", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.agency"
                    ),
                ),
                (
                    "test",
                    models.ForeignKey(
                        db_column="test", on_delete=django.db.models.deletion.PROTECT, related_name="signatures",
                        to="samaki.stepbacktest",
                    ),
                ),
                ("unit", unit()),
            ],
            options={
                "db_table": "step_back_signature",
                "constraints": [
                    models.UniqueConstraint(fields=("test", "agency"), name="an_agency_signs_a_plan_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StepBackPart",
            fields=[
                ("id", key()),
                ("family", models.TextField()),
                ("state", models.TextField(default="waits")),
                ("alarm_at", models.DateTimeField(null=True)),
                ("recall", models.TextField(blank=True, default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "test",
                    models.ForeignKey(
                        db_column="test", on_delete=django.db.models.deletion.PROTECT, related_name="parts",
                        to="samaki.stepbacktest",
                    ),
                ),
            ],
            options={
                "db_table": "step_back_part",
                "constraints": [models.UniqueConstraint(fields=("test", "family"), name="a_family_once_in_a_test")],
            },
        ),
        migrations.CreateModel(
            name="StepBackReading",
            fields=[
                (
                    "part",
                    models.OneToOneField(
                        db_column="part", on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="reading",
                        serialize=False, to="samaki.stepbackpart",
                    ),
                ),
                ("due", models.IntegerField(default=0)),
                ("signs", models.TextField(blank=True, default="")),
                ("read_at", models.DateTimeField()),
            ],
            options={"db_table": "step_back_reading"},
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]  # fmt: skip
