"""The outbox: what somebody must be told. A row first; a job sends it later."""

from django.db import models

from samaki.database import uuid7


class Notice(models.Model):
    """Something a unit must know. No name, no place, no free text: a code, a kind and times."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to_unit = models.IntegerField()
    audience = models.TextField(default="desk")
    kind = models.TextField()
    level = models.PositiveSmallIntegerField(default=0)
    urgency = models.TextField(default="normal")
    case_id = models.UUIDField(null=True)
    case_code = models.TextField(default="", blank=True)
    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    facts = models.JSONField(default=dict)
    dedupe = models.TextField(unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)
    posted_at = models.DateTimeField(null=True)
    texted_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        indexes = (
            models.Index(fields=["to_unit", "made_at"], name="notice_unseen", condition=models.Q(seen_at__isnull=True)),
            models.Index(fields=["subject_id"], name="notice_by_subject"),
            models.Index(fields=["made_at"], name="notice_unposted", condition=models.Q(posted_at__isnull=True)),
            models.Index(
                fields=["made_at"],
                name="notice_untexted",
                condition=models.Q(texted_at__isnull=True, urgency__in=("emergency", "urgent")),
            ),
            models.Index(
                fields=["made_at"],
                name="notice_uncalled_yet",
                condition=models.Q(called_at__isnull=True, urgency__in=("emergency", "urgent")),
            ),
            models.Index(
                fields=["made_at"],
                name="notice_unpushed",
                condition=models.Q(pushed_at__isnull=True, urgency__in=("emergency", "urgent")),
            ),
        )


class MailChoice(models.Model):
    """Whether and where a member is mailed. The address is sealed, and row security shows the row to its member only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.OneToOneField("samaki.Member", on_delete=models.PROTECT, related_name="+")
    wants = models.TextField(default="none")
    sealed = models.BinaryField(default=b"")
    chosen_at = models.DateTimeField()
    refused_at = models.DateTimeField(null=True)
    refused_code = models.PositiveSmallIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "mail_choice"
        constraints = (
            models.CheckConstraint(name="mail_choice_wants", condition=models.Q(wants__in=("all", "urgent", "none"))),
        )


class Mail(models.Model):
    """One letter to one member. All letters say the same; which notices it stands for is in MailNotice.

    `tries` counts every attempt, `failures` those since something urgent was added; `send_at` is empty when it has ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey("samaki.Member", on_delete=models.PROTECT, related_name="+")
    unit = models.IntegerField()
    state = models.TextField(default="waiting")
    send_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    code = models.PositiveSmallIntegerField(null=True)
    outcome = models.TextField(default="", blank=True)

    class Meta:
        db_table = "mail"
        indexes = (
            models.Index(fields=["send_at"], name="mail_due", condition=models.Q(send_at__isnull=False)),
            models.Index(fields=["member", "made_at"], name="mail_by_member"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(state="waiting"), name="one_waiting_mail_per_member"
            ),
            models.CheckConstraint(
                name="mail_waits_or_has_ended",
                condition=models.Q(state__in=("waiting", "sending"), send_at__isnull=False, ended_at__isnull=True)
                | models.Q(
                    state__in=("sent", "refused", "given_up", "joined", "not_needed"),
                    send_at__isnull=True,
                    ended_at__isnull=False,
                ),
            ),
        )


class MailNotice(models.Model):
    """A notice that a letter stands for: a member is never mailed twice about one notice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="about")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey("samaki.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "mail_notice"
        constraints = (models.UniqueConstraint(fields=["notice", "member"], name="one_mail_per_notice"),)


class MailAttempt(models.Model):
    """One conversation with the mail server. Begun and never ended: the worker died in it, and nobody knows what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    message_id = models.TextField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    code = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "mail_attempt"
        constraints = (models.UniqueConstraint(fields=["mail", "number"], name="one_attempt_per_number"),)
