"""Texts that came, texts that go, and whom a member lets us text. No number and no word in clear: sealed, and keyed digests."""

from django.db import models

from samaki.agencies.models import Member
from samaki.database import uuid7
from samaki.intake.models import Report
from samaki.notices.models import Notice
from samaki.vault.models import SealedRow

STATES = ("waiting", "sending", "sent", "refused", "given_up", "not_needed")

LOST = models.Q(delivery="failed") | models.Q(state__in=("refused", "given_up"))
"""Of a text: it did not reach its telephone, and never will."""


class TextIn(SealedRow):
    """A text as a gateway gave it, until it was acted on; then its words and number are gone, and its key stays a month, so that
    the same text from the gateway is one. `ref`, `part`, `parts`: of a long text that came in parts (parts 1: it did not)."""

    gateway = models.TextField()
    key = models.BinaryField(unique=True)
    number = models.BinaryField()
    sealed = models.BinaryField()
    ref = models.IntegerField(default=0)
    part = models.PositiveSmallIntegerField(default=1)
    parts = models.PositiveSmallIntegerField(default=1)
    arrived_at = models.DateTimeField()
    acted_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "text_in"
        indexes = (
            models.Index(fields=["arrived_at"], name="text_in_waits", condition=models.Q(acted_at__isnull=True)),
            models.Index(fields=["arrived_at"], name="text_in_by_age"),
        )


class TextThread(models.Model):
    """A report that came by text, and the keyed digest of the number it came from. `stopped_at`: they want no word from us."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BinaryField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    language = models.TextField(default="")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "text_thread"
        indexes = (models.Index(fields=["number"], name="text_thread_of_number"),)
        constraints = (models.UniqueConstraint(fields=["report"], name="one_thread_per_report"),)


class ReportText(SealedRow):
    """What the reporter texted after the report (`said`), that there is danger now (`danger`), or that they want
    no word from us (`stop`). Sealed under the report's key;
    seen by whoever sees the report. Times are rounded as the report's own. `unread`: nobody of the unit that holds the report has said
    that they read it; `after_message`: the number of the last message of the conversation when it came, None: not known."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    sealed = models.BinaryField(default=b"")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    unread = models.BooleanField(default=False)
    after_message = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "report_text"
        indexes = (models.Index(fields=["report"], condition=models.Q(unread=True), name="report_text_unread"),)
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="report_text_in_order"),
            models.CheckConstraint(name="report_text_kind", condition=models.Q(kind__in=("said", "stop", "danger"))),
        )


class TextChoice(SealedRow):
    """Whether and where a member is texted. The number is theirs once they typed the code that was sent to it."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    wants = models.TextField(default="none")
    sealed = models.BinaryField(default=b"")
    number = models.BinaryField(null=True)
    code = models.BinaryField(null=True)
    code_until = models.DateTimeField(null=True)
    chosen_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "text_choice"
        indexes = (models.Index(fields=["number"], name="text_choice_of_number"),)
        constraints = (
            models.CheckConstraint(name="text_choice_wants", condition=models.Q(wants__in=("urgent", "none"))),
        )


class TextOut(SealedRow):
    """A text on its way: `call` to a member, `own` to the number that they gave as the last that is tried, the `code` that proves a
    number, `reply` to who texted. What it says and to whom is
    sealed, and gone when it has ended. `answer`: of a call, the keyed digest of the code that answers it. `followed_at`: it did not
    arrive, and what it stood for went up."""

    kind = models.TextField()
    gateway = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True)
    unit = models.IntegerField(null=True)
    sealed = models.BinaryField(default=b"")
    answer = models.BinaryField(null=True)
    answer_until = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    state = models.TextField(default="waiting")
    parts = models.PositiveSmallIntegerField(default=1)
    send_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    delivery = models.TextField(default="", blank=True)
    delivered_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "text_out"
        indexes = (
            models.Index(fields=["send_at"], name="text_out_due", condition=models.Q(send_at__isnull=False)),
            models.Index(fields=["member", "made_at"], name="text_out_of_member"),
            models.Index(fields=["made_at"], name="text_out_by_age"),
            models.Index(
                fields=["made_at"],
                name="text_out_unfollowed",
                condition=models.Q(LOST, followed_at__isnull=True, kind="call"),
            ),
        )
        constraints = (
            models.CheckConstraint(name="text_out_kind", condition=models.Q(kind__in=("call", "code", "reply", "own"))),
            models.CheckConstraint(
                name="text_out_waits_or_has_ended",
                condition=models.Q(state__in=("waiting", "sending"), send_at__isnull=False, ended_at__isnull=True)
                | models.Q(state__in=STATES[2:], send_at__isnull=True, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="text_call_has_a_member", condition=models.Q(kind="reply") | models.Q(member__isnull=False)
            ),
        )

    @property
    def lost(self) -> bool:
        """As `LOST` says it of a row of the database."""
        return self.delivery == "failed" or self.state in ("refused", "given_up")


class TextNotice(models.Model):
    """A notice that a text stands for: a member is never texted twice about one notice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    text = models.ForeignKey(TextOut, on_delete=models.CASCADE, related_name="about")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "text_notice"
        constraints = (models.UniqueConstraint(fields=["notice", "member"], name="one_text_per_notice"),)
