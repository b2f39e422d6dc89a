"""E-mail to members: their choice, letters, attempts; who may see them. Every table is under forced row security."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids

POLICIES = {
    # a member's choice is their own; that a letter did not arrive is also seen by their unit, without the address
    "mail_choice": {command: "member_id = (select app.member_id())" for command in ("select", "insert", "update")},
    "mail": {
        "select": "member_id = (select app.member_id()) or unit = any((select app.principals())::int[])",
    },
    "mail_notice": {},
    "mail_attempt": {},
}

WORKER = {
    "mail_choice": {"select": "true", "update": "true"},
    "mail": {"select": "true", "insert": "true", "update": "true"},
    "mail_notice": {"select": "true", "insert": "true", "update": "true"},
    "mail_attempt": {"select": "true", "insert": "true", "update": "true"},
}


def secure(apps: object, schema_editor: object) -> None:
    policy = importlib.import_module("samaki.migrations.0002_row_security").policy
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table in POLICIES:
            cursor.execute(f"alter table {table} enable row level security")
            cursor.execute(f"alter table {table} force row level security")
        for role, tables in (("app", POLICIES), ("worker", WORKER)):
            for table, commands in tables.items():
                for command, condition in commands.items():
                    for line in policy(role, table, command, condition):
                        cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0004_directory_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.IntegerField()),
                ("state", models.TextField(default="waiting")),
                ("send_at", models.DateTimeField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("code", models.PositiveSmallIntegerField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "mail",
            },
        ),
        migrations.CreateModel(
            name="MailAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("message_id", models.TextField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
                ("code", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "db_table": "mail_attempt",
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wants", models.TextField(default="none")),
                ("sealed", models.BinaryField(default=b"")),
                ("chosen_at", models.DateTimeField()),
                ("refused_at", models.DateTimeField(null=True)),
                ("refused_code", models.PositiveSmallIntegerField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "mail_choice",
            },
        ),
        migrations.CreateModel(
            name="MailNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "db_table": "mail_notice",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="posted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mailattempt",
            name="mail",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="samaki.mail"
            ),
        ),
        migrations.AddField(
            model_name="mailchoice",
            name="member",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mailnotice",
            name="mail",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="about", to="samaki.mail"
            ),
        ),
        migrations.AddField(
            model_name="mailnotice",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="mailnotice",
            name="notice",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.notice"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(condition=models.Q(("send_at__isnull", False)), fields=["send_at"], name="mail_due"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["member", "made_at"], name="mail_by_member"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("member",), name="one_waiting_mail_per_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("send_at__isnull", False), ("state__in", ("waiting", "sending"))
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("send_at__isnull", True),
                        ("state__in", ("sent", "refused", "given_up", "joined", "not_needed")),
                    ),
                    _connector="OR",
                ),
                name="mail_waits_or_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailattempt",
            constraint=models.UniqueConstraint(fields=("mail", "number"), name="one_attempt_per_number"),
        ),
        migrations.AddConstraint(
            model_name="mailchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("wants__in", ("all", "urgent", "none"))), name="mail_choice_wants"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailnotice",
            constraint=models.UniqueConstraint(fields=("notice", "member"), name="one_mail_per_notice"),
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
