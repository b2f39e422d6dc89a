"""Reports that are joined and split, what the officer answered, what a reporter said of themselves; and the log of outreach.

Old rows fit the new rules; they are looked at in 0066, beside the work.
"""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids

STATES = ("new", "acknowledged", "in_case", "closed", "joined")

CONSTRAINTS = """
alter table report drop constraint report_state_known;
alter table report add constraint report_state_is_known
  check (state in ('new', 'acknowledged', 'in_case', 'closed', 'joined')) not valid;
alter table report add constraint joined_report_names_it
  check (not (state = 'joined') or (call_at is null and joined_to is not null)) not valid;
"""


def other_report(name: str) -> migrations.AddField:
    return migrations.AddField(
        "report",
        name,
        models.ForeignKey(
            db_column=name,
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="samaki.report",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0064_texts_access")]
    operations = [
        migrations.AddField("report", "first_time", models.TextField(blank=True, default="")),
        migrations.AddField("report", "report_again", models.TextField(blank=True, default="")),
        migrations.AddField("report", "triage", models.JSONField(default=dict)),
        other_report("joined_to"),
        other_report("split_from"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CONSTRAINTS, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveConstraint("report", "report_state_known"),
                migrations.AddConstraint(
                    "report",
                    models.CheckConstraint(condition=models.Q(state__in=STATES), name="report_state_is_known"),
                ),
                migrations.AddConstraint(
                    "report",
                    models.CheckConstraint(
                        condition=~models.Q(state="joined") | models.Q(call_at__isnull=True, joined_to__isnull=False),
                        name="joined_report_names_it",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            "report",
            models.Index(fields=["joined_to"], condition=models.Q(joined_to__isnull=False), name="report_joined_to"),
        ),
        migrations.AddIndex(
            "report",
            models.Index(fields=["split_from"], condition=models.Q(split_from__isnull=False), name="report_split_from"),
        ),
        migrations.CreateModel(
            name="Outreach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("held_on", models.DateField()),
                ("area", models.TextField()),
                ("kind", models.TextField()),
                ("reached", models.PositiveIntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("in_error_at", models.DateTimeField(null=True)),
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
            options={"db_table": "outreach"},
        ),
        migrations.AddIndex("outreach", models.Index(fields=["unit", "-held_on"], name="outreach_of_unit")),
    ]
