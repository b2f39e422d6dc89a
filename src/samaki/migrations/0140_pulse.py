"""The yearly pulse: a round, who has answered, and what was answered, without a key between the last two."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids

CHANCE = models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0139_surveys_access")]
    operations = [
        migrations.CreateModel(
            name="PulseRound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("questions", models.JSONField()),
                ("cells", models.JSONField()),
                ("state", models.TextField(default="open")),
                ("opened_by", models.UUIDField()),
                ("opened_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("invited", models.PositiveIntegerField()),
                ("answered", models.PositiveIntegerField(null=True)),
                ("figures", models.JSONField(null=True)),
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
                "db_table": "pulse_round",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "closed", "withdrawn"])),
                        name="pulse_round_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("figures__isnull", True), ("state", "closed"), _connector="OR"),
                        name="pulse_round_figures_of_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opened_at"))), name="pulse_round_ends_later"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("state",), name="pulse_round_one_open"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("year",),
                        name="pulse_round_once_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PulseMark",
            fields=[
                ("id", CHANCE.clone()),
                ("round_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
            ],
            options={
                "db_table": "pulse_mark",
                "constraints": [models.UniqueConstraint(fields=("round_id", "member_id"), name="pulse_answered_once")],
            },
        ),
        migrations.CreateModel(
            name="PulseAnswer",
            fields=[
                ("id", CHANCE.clone()),
                ("round_id", models.UUIDField()),
                ("kind", models.TextField(blank=True)),
                ("area", models.TextField(blank=True)),
                ("answers", models.JSONField()),
            ],
            options={"db_table": "pulse_answer"},
        ),
    ]
