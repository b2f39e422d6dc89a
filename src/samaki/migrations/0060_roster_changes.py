"""What happens to a roster: changes for a time, swaps, and notes at hand-over."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0059_roster"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("written_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("read_by", models.UUIDField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
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
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="samaki.dutyroster"
                    ),
                ),
            ],
            options={
                "db_table": "duty_note",
            },
        ),
        migrations.CreateModel(
            name="DutySwap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("asked_by", models.UUIDField()),
                ("other", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("back_since", models.DateTimeField(null=True)),
                ("back_until", models.DateTimeField(null=True)),
                ("state", models.TextField(default="asked")),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="swaps", to="samaki.dutyroster"
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
                "db_table": "duty_swap",
            },
        ),
        migrations.CreateModel(
            name="DutyChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sort", models.TextField()),
                ("member_id", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("uid", models.TextField(blank=True, default="")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
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
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="samaki.dutyroster"
                    ),
                ),
                (
                    "swap",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="samaki.dutyswap",
                    ),
                ),
            ],
            options={
                "db_table": "duty_change",
            },
        ),
        migrations.AddIndex(
            model_name="dutynote",
            index=models.Index(fields=["roster", "made_at"], name="duty_note_of_roster"),
        ),
        migrations.AddIndex(
            model_name="dutyswap",
            index=models.Index(fields=["unit", "state"], name="duty_swap_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="dutyswap",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "agreed", "refused", "withdrawn"])), name="duty_swap_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyswap",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by", models.F("other")), _negated=True), name="duty_swap_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyswap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__lt", models.F("until")),
                    models.Q(
                        models.Q(("back_since__isnull", True), ("back_until__isnull", True)),
                        ("back_since__lt", models.F("back_until")),
                        _connector="OR",
                    ),
                ),
                name="duty_swap_spans",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyswap",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "asked")),
                    models.Q(models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="duty_swap_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="dutychange",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["roster", "until"], name="duty_change_stands"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("sort__in", ("covers", "away"))), name="duty_change_sort"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__lt", models.F("until"))), name="duty_change_span"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutychange",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("uid", ""), _negated=True), ("ended_at__isnull", True)),
                fields=("roster", "uid"),
                name="duty_change_taken_once",
            ),
        ),
    ]
