"""Sign-ins, factors and slowed guesses of members."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0025_drafts_wait_unseen"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="access_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="closed_why",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="member",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Guess",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField()),
                ("last_at", models.DateTimeField()),
                ("wait_until", models.DateTimeField()),
            ],
            options={
                "db_table": "guess",
                "indexes": [models.Index(fields=["last_at"], name="guess_by_age")],
            },
        ),
        migrations.CreateModel(
            name="Factor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("sealed", models.BinaryField()),
                ("credential", models.BinaryField(null=True, unique=True)),
                ("last_step", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "factor",
                "indexes": [models.Index(fields=["member"], name="factor_of_member")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ("totp", "passkey"))), name="factor_kind"),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", False), ("kind", "totp")),
                        fields=("member",),
                        name="one_totp_in_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "recovery_code",
                "constraints": [models.UniqueConstraint(fields=("member", "digest"), name="one_recovery_code")],
            },
        ),
        migrations.CreateModel(
            name="SignedIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("session_key", models.TextField(null=True, unique=True)),
                ("device", models.TextField(blank=True, default="")),
                ("how", models.TextField()),
                ("since", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
                ("proved_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "signed_in",
                "indexes": [models.Index(fields=["member", "since"], name="signed_in_of_member")],
            },
        ),
    ]
