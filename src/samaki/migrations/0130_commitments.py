"""The register of gaps, the promises of agencies, and every move of a promise. No case hangs on them: gaps are for every member, for who
meets one writes it down; promises for the two units, for heads, and for who oversees. A move is never changed."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

ANYBODY = "cardinality((select app.principals())::int[]) > 0"
OVERSEES = "(select app.is_one_of(array['oversight']))"
LEADS = "(select app.is_one_of(array['oversight', 'head']))"
OURS = "any((select app.parts_of_mine())::int[])"
MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"

FUNCTIONS = """
-- the session's units, and those that became part of them: what these promised is theirs now
create function app.parts_of_mine() returns int[] language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive parts as (
    select unnest(app.principals()) as unit union select u.principal from unit u join parts on u.merged_into = parts.unit)
  select coalesce(array_agg(unit), '{}') from parts;
$$;
"""

DEFINED = {"app.parts_of_mine()": ("app",)}


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rows = {"select": "true", "update": "call_at is not null"}
    return {
        "gap": {
            "app": {
                "select": ANYBODY,
                "insert": f"unit = {MINE} and recorded_by = {ME} and state = 'open'",
                "update": f"unit = {OURS} or {OVERSEES}",
            },
            "worker": {"select": "true"},
        },
        "commitment": {
            "app": {
                "select": f"owner = {OURS} or unit = {OURS} or {LEADS}",
                "insert": f"unit = {MINE} and recorded_by = {ME} and (owner = {OURS} or state = 'asked')",
                "update": f"owner = {OURS} or (unit = {OURS} and state in ('asked', 'withdrawn'))",
            },
            "worker": rows,
        },
        "commitment_move": {
            "app": {
                "select": "exists (select 1 from commitment c where c.id = commitment_id)",
                "insert": f"unit = {MINE} and by_member = {ME} and exists (select 1 from commitment c where c.id = commitment_id "
                f"and (c.owner = {OURS} or c.unit = {OURS}))",
            },
        },
    }


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, policies())


class Migration(migrations.Migration):
    dependencies = [("samaki", "0129_training_access")]
    operations = [
        migrations.CreateModel(
            name="Gap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.TextField()),
                ("kind", models.TextField()),
                ("what", models.TextField(blank=True, default="")),
                ("source", models.TextField(default="hand")),
                ("known_since", models.DateField()),
                ("state", models.TextField(default="open")),
                ("closed_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.UUIDField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("synthetic", models.BooleanField(default=False)),
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
                "db_table": "gap",
                "indexes": [models.Index(fields=["area", "known_since"], name="gap_of_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "closed", "mistake"))), name="gap_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_on__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("closed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="gap_closed_since_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("closed_on__gte", models.F("known_since")), _connector="OR"
                        ),
                        name="gap_closed_after_it_was_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), models.Q(("kind", "other"), _negated=True)),
                        fields=("area", "kind", "what"),
                        name="gap_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.TextField(blank=True, default="")),
                ("source", models.TextField(default="hand")),
                ("source_what", models.TextField(blank=True, default="")),
                ("first_due_on", models.DateField()),
                ("due_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("state", models.TextField()),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("call_at", models.DateTimeField(null=True)),
                ("moved", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "gap",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.gap"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_column="owner",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
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
                "db_table": "commitment",
                "indexes": [
                    models.Index(fields=["owner", "due_at"], name="commitment_of_owner"),
                    models.Index(fields=["gap"], name="commitment_of_gap"),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="commitment_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("asked", "open", "kept", "not_kept", "withdrawn", "refused"))
                        ),
                        name="commitment_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("call_at__isnull", False), ("ended_at__isnull", True), ("state__in", ("asked", "open"))
                            ),
                            models.Q(
                                models.Q(("state__in", ("asked", "open")), _negated=True),
                                ("call_at__isnull", True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="commitment_runs_with_a_clock",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommitmentMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("move", models.TextField()),
                ("state", models.TextField()),
                ("due_on", models.DateField()),
                ("by_member", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="samaki.commitment"
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
                "db_table": "commitment_move",
                "indexes": [models.Index(fields=["commitment", "at"], name="move_of_commitment")],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
