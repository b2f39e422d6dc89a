"""Texts that come and go, whom a member lets us text, which report came by text. New tables, and a column that is empty: short locks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0061_roster_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportText",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("sealed", models.BinaryField(default=b"")),
                ("number", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "report_text",
            },
        ),
        migrations.CreateModel(
            name="TextChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wants", models.TextField(default="none")),
                ("sealed", models.BinaryField(default=b"")),
                ("number", models.BinaryField(null=True)),
                ("code", models.BinaryField(null=True)),
                ("code_until", models.DateTimeField(null=True)),
                ("chosen_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "text_choice",
            },
        ),
        migrations.CreateModel(
            name="TextIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("gateway", models.TextField()),
                ("key", models.BinaryField(unique=True)),
                ("number", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("ref", models.IntegerField(default=0)),
                ("part", models.PositiveSmallIntegerField(default=1)),
                ("parts", models.PositiveSmallIntegerField(default=1)),
                ("arrived_at", models.DateTimeField()),
                ("acted_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "text_in",
            },
        ),
        migrations.CreateModel(
            name="TextNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "db_table": "text_notice",
            },
        ),
        migrations.CreateModel(
            name="TextOut",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("gateway", models.TextField()),
                ("unit", models.IntegerField(null=True)),
                ("sealed", models.BinaryField(default=b"")),
                ("answer", models.BinaryField(null=True)),
                ("answer_until", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("state", models.TextField(default="waiting")),
                ("parts", models.PositiveSmallIntegerField(default=1)),
                ("send_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
                ("delivery", models.TextField(blank=True, default="")),
                ("delivered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "text_out",
            },
        ),
        migrations.CreateModel(
            name="TextThread",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BinaryField()),
                ("language", models.TextField(default="")),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "text_thread",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="texted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reporttext",
            name="report",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"),
        ),
        migrations.AddField(
            model_name="textchoice",
            name="member",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="textin",
            index=models.Index(
                condition=models.Q(("acted_at__isnull", True)), fields=["arrived_at"], name="text_in_waits"
            ),
        ),
        migrations.AddIndex(
            model_name="textin",
            index=models.Index(fields=["arrived_at"], name="text_in_by_age"),
        ),
        migrations.AddField(
            model_name="textnotice",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="textnotice",
            name="notice",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.notice"),
        ),
        migrations.AddField(
            model_name="textout",
            name="member",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="textnotice",
            name="text",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="about", to="samaki.textout"
            ),
        ),
        migrations.AddField(
            model_name="textthread",
            name="report",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"),
        ),
        migrations.AddConstraint(
            model_name="reporttext",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="report_text_in_order"),
        ),
        migrations.AddConstraint(
            model_name="reporttext",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("said", "stop"))), name="report_text_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="textchoice",
            index=models.Index(fields=["number"], name="text_choice_of_number"),
        ),
        migrations.AddConstraint(
            model_name="textchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("wants__in", ("urgent", "none"))), name="text_choice_wants"
            ),
        ),
        migrations.AddIndex(
            model_name="textout",
            index=models.Index(condition=models.Q(("send_at__isnull", False)), fields=["send_at"], name="text_out_due"),
        ),
        migrations.AddIndex(
            model_name="textout",
            index=models.Index(fields=["member", "made_at"], name="text_out_of_member"),
        ),
        migrations.AddIndex(
            model_name="textout",
            index=models.Index(fields=["made_at"], name="text_out_by_age"),
        ),
        migrations.AddConstraint(
            model_name="textout",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("call", "code", "reply"))), name="text_out_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="textout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("send_at__isnull", False), ("state__in", ("waiting", "sending"))
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("send_at__isnull", True),
                        ("state__in", ("sent", "refused", "given_up", "not_needed")),
                    ),
                    _connector="OR",
                ),
                name="text_out_waits_or_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="textout",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "reply"), ("member__isnull", False), _connector="OR"),
                name="text_call_has_a_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="textnotice",
            constraint=models.UniqueConstraint(fields=("notice", "member"), name="one_text_per_notice"),
        ),
        migrations.AddIndex(
            model_name="textthread",
            index=models.Index(fields=["number"], name="text_thread_of_number"),
        ),
        migrations.AddConstraint(
            model_name="textthread",
            constraint=models.UniqueConstraint(fields=("report",), name="one_thread_per_report"),
        ),
    ]
