"""Hearings: the day, the children who are called, what is needed, who goes; releases; feeds. Who sees them follows in 0091."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0087_emergency_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("purpose", models.TextField()),
                ("court", models.IntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("until", models.DateTimeField(null=True)),
                ("sealed", models.BinaryField()),
                ("state", models.TextField(default="heard")),
                ("reason", models.TextField(blank=True, default="")),
                ("source", models.TextField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_unit", models.IntegerField(null=True)),
                ("after_id", models.UUIDField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("call_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "hearing",
                "indexes": [
                    models.Index(fields=["case_id", "at"], name="hearing_of_case"),
                    models.Index(fields=["at"], name="hearing_by_day"),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="hearing_drives_tick"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("heard", "confirmed", "postponed", "held", "not_held", "in_error"))
                        ),
                        name="hearing_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("heard", "confirmed")), ("call_at__isnull", True), _connector="OR"
                        ),
                        name="hearing_waits_for_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_unit__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="hearing_confirmed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("at")), _connector="OR"),
                        name="hearing_ends_after_it_began",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("after_id__isnull", False), models.Q(("state", "in_error"), _negated=True)),
                        fields=("after_id",),
                        name="hearing_followed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingChild",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("hearing_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("unit", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hearing_child",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("hearing_id", "child_id"),
                        name="hearing_calls_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingGoing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("hearing_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
                ("unit", models.IntegerField()),
                ("said_by", models.UUIDField()),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "hearing_going",
                "indexes": [models.Index(fields=["hearing_id"], name="hearing_going_of_hearing")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("hearing_id", "member_id"),
                        name="hearing_goes_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HearingNeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("hearing_id", models.UUIDField()),
                ("child_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("sort", models.TextField()),
                ("sealed", models.BinaryField()),
                ("state", models.TextField(default="needed")),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_unit", models.IntegerField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("ready_unit", models.IntegerField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "hearing_need",
                "indexes": [models.Index(fields=["hearing_id"], name="hearing_need_of_hearing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("needed", "asked", "ready", "failed", "dropped"))),
                        name="hearing_need_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ("summons", "interpreter", "transport"))),
                        name="hearing_need_sort_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "dropped"), _negated=True),
                        fields=("hearing_id", "sort", "person_id"),
                        name="hearing_needs_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("person_id", models.UUIDField(null=True)),
                ("reason", models.TextField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("state", models.TextField(default="heard")),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_unit", models.IntegerField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "accused_release",
                "indexes": [models.Index(fields=["case_id", "at"], name="accused_release_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("heard", "confirmed", "in_error"))),
                        name="accused_release_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope", models.TextField()),
                ("digest", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "calendar_feed",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ("mine", "unit"))), name="calendar_feed_scope_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("member", "scope"),
                        name="calendar_feed_once",
                    ),
                ],
            },
        ),
    ]
