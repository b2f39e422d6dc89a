"""Invitations of new members, and of those who lost everything."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0026_accounts_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.IntegerField()),
                ("kind", models.TextField()),
                ("digest", models.BinaryField(null=True, unique=True)),
                ("half", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "invitation",
                "indexes": [models.Index(fields=["unit", "until"], name="invitation_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("invite", "recover"))), name="invitation_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "invite"),
                            ("digest__isnull", True),
                            models.Q(
                                ("agreed_by__isnull", False),
                                ("half__isnull", False),
                                models.Q(("agreed_by", models.F("made_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recovery_by_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("used_at__isnull", True)),
                        fields=("member",),
                        name="one_open_invitation",
                    ),
                ],
            },
        ),
    ]
