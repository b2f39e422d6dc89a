"""Calls by voice, browsers of push, and which notices were called and pushed about."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0074_subject_read_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Push",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.IntegerField()),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("state", models.TextField(default="waiting")),
                ("send_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "push",
            },
        ),
        migrations.CreateModel(
            name="PushBrowser",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.BinaryField(default=b"")),
                ("address", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "push_browser",
            },
        ),
        migrations.CreateModel(
            name="VoiceCall",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("unit", models.IntegerField()),
                ("gateway", models.TextField()),
                ("sealed", models.BinaryField(default=b"")),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("state", models.TextField(default="waiting")),
                ("send_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True, default="")),
                ("heard", models.TextField(blank=True, default="")),
                ("heard_at", models.DateTimeField(null=True)),
                ("asked", models.TextField(default="menu")),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("followed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "voice_call",
            },
        ),
        migrations.CreateModel(
            name="VoiceChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wants", models.TextField(default="none")),
                ("sealed", models.BinaryField(default=b"")),
                ("pin", models.TextField(blank=True, default="")),
                ("chosen_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "voice_choice",
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="called_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="pushed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="push",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pushbrowser",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="push",
            name="browser",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="samaki.pushbrowser"
            ),
        ),
        migrations.AddField(
            model_name="voicecall",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="voicechoice",
            name="member",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="pushbrowser",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["member"], name="push_browser_live"
            ),
        ),
        migrations.AddConstraint(
            model_name="pushbrowser",
            constraint=models.UniqueConstraint(fields=("address",), name="one_row_per_browser"),
        ),
        migrations.AddIndex(
            model_name="push",
            index=models.Index(condition=models.Q(("send_at__isnull", False)), fields=["send_at"], name="push_due"),
        ),
        migrations.AddIndex(
            model_name="push",
            index=models.Index(fields=["made_at"], name="push_by_age"),
        ),
        migrations.AddConstraint(
            model_name="push",
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
                name="push_waits_or_has_ended",
            ),
        ),
        migrations.AddIndex(
            model_name="voicecall",
            index=models.Index(
                condition=models.Q(("send_at__isnull", False)), fields=["send_at"], name="voice_call_due"
            ),
        ),
        migrations.AddIndex(
            model_name="voicecall",
            index=models.Index(
                condition=models.Q(("followed_at__isnull", True)), fields=["made_at"], name="voice_call_open"
            ),
        ),
        migrations.AddIndex(
            model_name="voicecall",
            index=models.Index(fields=["member", "made_at"], name="voice_call_of_member"),
        ),
        migrations.AddIndex(
            model_name="voicecall",
            index=models.Index(fields=["made_at"], name="voice_call_by_age"),
        ),
        migrations.AddConstraint(
            model_name="voicecall",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("call", "prove"))), name="voice_call_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="voicecall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("heard__in", ("", "ringing", "answered", "taken", "no_answer", "busy", "failed", "wrong", "lost"))
                ),
                name="voice_call_heard",
            ),
        ),
        migrations.AddConstraint(
            model_name="voicecall",
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
                name="voice_call_waits_or_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="voicechoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("wants__in", ("urgent", "none"))), name="voice_choice_wants"
            ),
        ),
    ]
