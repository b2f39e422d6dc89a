"""Kept figures, and how far the ledger is counted. Who reads them follows in 0117."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [("samaki", "0117_safeguarding_access")]
    operations = [
        migrations.CreateModel(
            name="MeasureCell",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("measure", models.TextField()),
                ("area", models.TextField(blank=True)),
                ("unit", models.IntegerField()),
                ("other", models.IntegerField()),
                ("kind", models.TextField(blank=True)),
                ("month", models.DateField()),
                ("tally", models.JSONField()),
            ],
            options={
                "db_table": "measure_cell",
                "indexes": [
                    models.Index(fields=["unit", "measure", "month"], name="measure_cell_of_unit"),
                    models.Index(fields=["other", "measure", "month"], name="measure_cell_of_other"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "month", "area", "unit", "other", "kind"), name="measure_cell_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasurePosition",
            fields=[
                ("name", models.TextField(default="all", primary_key=True, serialize=False)),
                ("size", models.BigIntegerField(default=0)),
                ("fingerprint", models.TextField(blank=True, default="")),
                ("counted_at", models.DateTimeField()),
            ],
            options={"db_table": "measure_position"},
        ),
    ]
