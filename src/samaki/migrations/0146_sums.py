"""Sums of kept figures, for pages that would else add up a country. Who reads them, and what keeps them, follows in 0147."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0145_old_lists_access")]
    operations = [
        migrations.CreateModel(
            name="MeasurePlace",
            fields=[
                ("place", models.TextField(primary_key=True, serialize=False)),
                ("province", models.TextField()),
            ],
            options={"db_table": "measure_place"},
        ),
        migrations.CreateModel(
            name="MeasureSum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "sort", "measure", "month", "unit", "area", "kind", "mark",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                ("sort", models.TextField()),
                ("measure", models.TextField()),
                ("month", models.DateField()),
                ("unit", models.IntegerField()),
                ("area", models.TextField(blank=True)),
                ("kind", models.TextField(blank=True)),
                ("mark", models.TextField()),
                ("number", models.BigIntegerField()),
            ],
            options={
                "db_table": "measure_sum",
                "indexes": [models.Index(fields=["unit", "measure", "month"], name="measure_sum_of_unit")],
            },
        ),
    ]  # fmt: skip
