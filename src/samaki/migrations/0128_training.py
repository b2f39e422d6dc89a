"""Workshops, their sessions, invitations, seats, ticks, sittings and opinions. Who sees what follows in 0129."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0127_missing_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Workshop",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("programme", models.TextField()),
                ("area", models.TextField()),
                ("state", models.TextField(default="planned")),
                ("places", models.PositiveIntegerField()),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("test", models.TextField(blank=True, default="")),
                ("sealed", models.BinaryField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("check_due_at", models.DateTimeField(null=True)),
                ("call_at", models.DateTimeField(null=True)),
                ("forgotten_at", models.DateTimeField(null=True)),
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
                "db_table": "workshop",
            },
        ),
        migrations.CreateModel(
            name="WorkshopInvitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("places", models.PositiveIntegerField()),
                ("code_digest", models.BinaryField(unique=True)),
                ("sealed", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                (
                    "to_unit",
                    models.ForeignKey(
                        db_column="to_unit",
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
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="samaki.workshop"
                    ),
                ),
            ],
            options={
                "db_table": "workshop_invitation",
            },
        ),
        migrations.CreateModel(
            name="WorkshopOpinion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("answers", models.JSONField()),
                ("sealed", models.BinaryField()),
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.workshop"
                    ),
                ),
            ],
            options={
                "db_table": "workshop_opinion",
            },
        ),
        migrations.CreateModel(
            name="WorkshopSeat",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.TextField()),
                ("state", models.TextField()),
                ("key_digest", models.BinaryField(unique=True)),
                ("twice_digest", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("contact", models.BooleanField(default=False)),
                ("opined", models.BooleanField(default=False)),
                ("registered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("certificate_code", models.TextField(null=True, unique=True)),
                ("certificate_sha256", models.BinaryField(null=True)),
                ("certified_at", models.DateTimeField(null=True)),
                ("offered_at", models.DateTimeField(null=True)),
                ("card_at", models.DateTimeField(null=True)),
                ("in_post", models.TextField(blank=True, default="")),
                (
                    "observed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="samaki.workshopinvitation",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        db_column="to_unit",
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
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="samaki.workshop"
                    ),
                ),
            ],
            options={
                "db_table": "workshop_seat",
            },
        ),
        migrations.CreateModel(
            name="WorkshopSession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.TextField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="samaki.workshop"
                    ),
                ),
            ],
            options={
                "db_table": "workshop_session",
            },
        ),
        migrations.CreateModel(
            name="WorkshopMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("how", models.TextField()),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="samaki.workshopseat"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="samaki.workshopsession"
                    ),
                ),
            ],
            options={
                "db_table": "workshop_mark",
            },
        ),
        migrations.CreateModel(
            name="WorkshopSitting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("part", models.TextField()),
                ("answers", models.JSONField()),
                (
                    "correct",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("how", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sittings", to="samaki.workshopseat"
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
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.workshop"
                    ),
                ),
            ],
            options={
                "db_table": "workshop_sitting",
            },
        ),
        migrations.AddIndex(
            model_name="workshop",
            index=models.Index(fields=["begins_at", "id"], name="workshop_by_day"),
        ),
        migrations.AddIndex(
            model_name="workshop",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="workshop_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("planned", "open", "running", "finished", "cancelled"))),
                name="workshop_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("test__in", ("", "before", "after"))), name="workshop_test_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshop",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))), name="workshop_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopinvitation",
            constraint=models.UniqueConstraint(fields=("workshop", "to_unit"), name="workshop_invites_once"),
        ),
        migrations.AddIndex(
            model_name="workshopseat",
            index=models.Index(fields=["invitation", "state"], name="workshop_seat_of_quota"),
        ),
        migrations.AddIndex(
            model_name="workshopseat",
            index=models.Index(
                condition=models.Q(("offered_at__isnull", False)), fields=["to_unit"], name="workshop_seat_offered"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("registered", "waiting", "withdrawn"))),
                name="workshop_seat_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_post__in", ("", "yes", "no", "unknown"))), name="workshop_seat_in_post"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("workshop", "twice_digest"),
                name="workshop_seat_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopsession",
            constraint=models.UniqueConstraint(fields=("workshop", "code"), name="workshop_session_once"),
        ),
        migrations.AddConstraint(
            model_name="workshopmark",
            constraint=models.UniqueConstraint(fields=("session", "seat"), name="workshop_mark_once"),
        ),
        migrations.AddConstraint(
            model_name="workshopmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ("list", "room"))), name="workshop_mark_how"
            ),
        ),
        migrations.AddIndex(
            model_name="workshopsitting",
            index=models.Index(fields=["workshop", "part"], name="workshop_sitting_of"),
        ),
        migrations.AddConstraint(
            model_name="workshopsitting",
            constraint=models.UniqueConstraint(fields=("seat", "part"), name="workshop_sat_once"),
        ),
        migrations.AddConstraint(
            model_name="workshopsitting",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ("before", "after"))), name="workshop_sitting_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="workshopsitting",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ("phone", "paper"))), name="workshop_sitting_how"
            ),
        ),
    ]
