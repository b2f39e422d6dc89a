"""The facts of a court file, their clocks and versions. Who sees them follows in 0101."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0098_urgent_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourtFact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("child_id", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("offence", models.TextField(blank=True, default="")),
                ("code", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("until", models.DateTimeField(null=True)),
                ("court", models.IntegerField(null=True)),
                ("category", models.TextField(blank=True, default="")),
                ("age", models.PositiveSmallIntegerField(null=True)),
                ("detail", models.JSONField(default=dict)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=15, null=True)),
                ("currency", models.TextField(blank=True, default="")),
                ("document_id", models.UUIDField(null=True)),
                ("state", models.TextField(default="stands")),
                ("replaces_id", models.UUIDField(null=True)),
                ("restricted", models.BooleanField(default=False)),
                ("clocks", models.JSONField(default=list)),
                ("call_at", models.DateTimeField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "court_fact",
                "indexes": [
                    models.Index(fields=["case_id", "person_id"], name="court_fact_of_accused"),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="court_fact_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "complaint",
                                    "file_sent",
                                    "not_prosecuted",
                                    "investigated",
                                    "arrested",
                                    "custody_extended",
                                    "detained",
                                    "detention_extended",
                                    "detention_ended",
                                    "charged",
                                    "requalified",
                                    "dropped",
                                    "referred",
                                    "dismissed",
                                    "severed",
                                    "joined",
                                    "judged",
                                    "notified",
                                    "sentenced",
                                    "opposed",
                                    "appealed",
                                    "appeal_decided",
                                    "cassation_asked",
                                    "cassation_decided",
                                    "final",
                                    "compensation_ordered",
                                    "compensation_paid",
                                    "settled",
                                    "withdrawn",
                                ),
                            )
                        ),
                        name="court_fact_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("stands", "replaced", "in_error"))),
                        name="court_fact_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("category__in", ("", "felony", "misdemeanour"))),
                        name="court_fact_category_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "stands"), ("call_at__isnull", True), _connector="OR"),
                        name="court_fact_waits_while_it_stands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__isnull", True), ("currency", "")),
                            models.Q(("amount__gt", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="court_fact_sums_are_of_a_currency",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces_id__isnull", False)),
                        fields=("replaces_id",),
                        name="court_fact_corrected_once",
                    ),
                ],
            },
        ),
    ]
