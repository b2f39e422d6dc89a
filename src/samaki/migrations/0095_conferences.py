"""Conferences, and messages on a case: their tables. Who sees them: 0096."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0091_hearings_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField(null=True)),
                ("compartment", models.TextField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("by_member", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("supersedes_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "case_message",
                "indexes": [models.Index(fields=["case_id", "made_at"], name="case_message_of_case")],
                "constraints": [
                    models.UniqueConstraint(fields=("supersedes_id",), name="case_message_corrected_once"),
                    models.CheckConstraint(
                        condition=models.Q(("compartment__in", ("care", "justice"))), name="case_message_of_a_part"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("case_code", models.TextField(blank=True, default="")),
                ("child_id", models.UUIDField(null=True)),
                ("series_id", models.UUIDField(null=True)),
                ("area", models.TextField(blank=True, default="")),
                ("purpose", models.TextField()),
                ("unit", models.IntegerField()),
                ("called_by", models.UUIDField()),
                ("called_at", models.DateTimeField()),
                ("meets_at", models.DateTimeField()),
                ("at_unit", models.IntegerField(null=True)),
                ("state", models.TextField(default="called")),
                ("off_why", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("call_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "conference",
                "indexes": [
                    models.Index(
                        condition=models.Q(("case_id__isnull", False)),
                        fields=["case_id", "meets_at"],
                        name="conference_of_case",
                    ),
                    models.Index(
                        condition=models.Q(("series_id__isnull", False)),
                        fields=["series_id", "meets_at"],
                        name="conference_of_series",
                    ),
                    models.Index(fields=["unit", "meets_at"], name="conference_of_unit"),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="conference_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("case_id__isnull", True), ("series_id__isnull", True), _connector="XOR"),
                        name="conference_of_case_or_series",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("call_at__isnull", False), ("ended_at__isnull", True), ("state", "called")),
                            models.Q(
                                ("call_at__isnull", True),
                                ("ended_at__isnull", False),
                                ("state__in", ("closed", "cancelled")),
                            ),
                            _connector="OR",
                        ),
                        name="conference_waits_or_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConferencePoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("case_code", models.TextField(blank=True, default="")),
                ("child_id", models.UUIDField(null=True)),
                ("compartment", models.TextField(blank=True, default="")),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("source", models.TextField()),
                ("step_id", models.UUIDField(null=True)),
                ("step_kind", models.TextField(blank=True, default="")),
                ("state", models.TextField(default="open")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.conference"
                    ),
                ),
            ],
            options={
                "db_table": "conference_point",
            },
        ),
        migrations.CreateModel(
            name="ConferenceDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("case_code", models.TextField(blank=True, default="")),
                ("child_id", models.UUIDField(null=True)),
                ("compartment", models.TextField(blank=True, default="")),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.conference"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.conferencepoint"
                    ),
                ),
            ],
            options={
                "db_table": "conference_decision",
            },
        ),
        migrations.CreateModel(
            name="ConferenceAction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("case_code", models.TextField(blank=True, default="")),
                ("child_id", models.UUIDField(null=True)),
                ("compartment", models.TextField(blank=True, default="")),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("owner", models.IntegerField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("becomes", models.TextField(default="commitment")),
                ("step_id", models.UUIDField(null=True)),
                ("handoff_id", models.UUIDField(null=True)),
                ("state", models.TextField(default="open")),
                ("said_by", models.UUIDField(null=True)),
                ("said_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("call_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.conference"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.conferencepoint",
                    ),
                ),
            ],
            options={
                "db_table": "conference_action",
            },
        ),
        migrations.CreateModel(
            name="MessageMention",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
                ("unit", models.IntegerField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="samaki.casemessage"
                    ),
                ),
            ],
            options={
                "db_table": "message_mention",
            },
        ),
        migrations.CreateModel(
            name="MessageRead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("member_id", models.UUIDField()),
                ("unit", models.IntegerField()),
                ("read_at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="samaki.casemessage"
                    ),
                ),
            ],
            options={
                "db_table": "message_read",
            },
        ),
        migrations.CreateModel(
            name="ConferenceMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("unit", models.IntegerField()),
                ("state", models.TextField(default="invited")),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("disclosure_id", models.UUIDField(null=True)),
                ("invited_by", models.UUIDField()),
                ("invited_at", models.DateTimeField()),
                ("undertaken_by", models.UUIDField(null=True)),
                ("undertaken_at", models.DateTimeField(null=True)),
                ("present", models.BooleanField(null=True)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="samaki.conference"
                    ),
                ),
            ],
            options={
                "db_table": "conference_member",
                "indexes": [models.Index(fields=["unit", "conference"], name="conference_member_of_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "removed"), _negated=True),
                        fields=("conference", "unit"),
                        name="conference_member_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("invited", "joined", "declined", "removed"))),
                        name="conference_member_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "joined"), _negated=True),
                            models.Q(("undertaken_at__isnull", False), ("undertaken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="conference_member_undertook",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="conferencepoint",
            index=models.Index(fields=["conference"], name="conference_point_of"),
        ),
        migrations.AddConstraint(
            model_name="conferencepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("open", "decided", "dropped"))), name="conference_point_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferencepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "own"), ("step_id__isnull", True)),
                    models.Q(("source__in", ("waiting", "differs")), ("step_id__isnull", False)),
                    _connector="OR",
                ),
                name="conference_point_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferencepoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("case_id__isnull", True), models.Q(("compartment", ""), _negated=True), _connector="XOR"
                ),
                name="conference_point_of_part",
            ),
        ),
        migrations.AddIndex(
            model_name="conferencedecision",
            index=models.Index(fields=["conference"], name="conference_decision_of"),
        ),
        migrations.AddIndex(
            model_name="conferenceaction",
            index=models.Index(fields=["conference"], name="conference_action_of"),
        ),
        migrations.AddIndex(
            model_name="conferenceaction",
            index=models.Index(
                condition=models.Q(("becomes", "commitment"), ("state", "open")),
                fields=["owner", "due_at"],
                name="conference_action_on_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="conferenceaction",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="conference_action_drives_tick"
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("open", "done", "not_possible", "not_done", "dropped"))),
                name="conference_action_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("becomes", "commitment"), ("handoff_id__isnull", True), ("step_id__isnull", True)),
                    models.Q(
                        ("becomes", "step"),
                        ("handoff_id__isnull", True),
                        ("owner__isnull", False),
                        ("step_id__isnull", False),
                    ),
                    models.Q(
                        ("becomes", "handoff"),
                        ("handoff_id__isnull", False),
                        ("owner__isnull", False),
                        ("step_id__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="conference_action_becomes",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner__isnull", True), ("due_at__isnull", False), _connector="XOR"),
                name="conference_owner_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("becomes", "commitment"), ("owner__isnull", False), ("state", "open"), _negated=True),
                    ("call_at__isnull", False),
                    _connector="OR",
                ),
                name="conference_promise_has_a_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("call_at__isnull", True), _connector="OR"),
                name="conference_ended_has_no_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="messagemention",
            constraint=models.UniqueConstraint(fields=("message", "member_id"), name="message_mentions_once"),
        ),
        migrations.AddConstraint(
            model_name="messageread",
            constraint=models.UniqueConstraint(fields=("message", "member_id"), name="message_read_once"),
        ),
    ]
