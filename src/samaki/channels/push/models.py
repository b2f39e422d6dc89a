"""Browsers that a member turned push on for, and pushes on their way. Where a push goes lies sealed, and says nothing."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.agencies.models import Member
from samaki.database import uuid7
from samaki.vault.models import SealedRow

STATES = ("waiting", "sending", "sent", "refused", "given_up", "not_needed")


class PushBrowser(SealedRow):
    """One browser of one member: its push service's address and keys, sealed (RFC 8030, RFC 8291), and gone when it has ended."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=b"")
    address = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "push_browser"
        indexes = (
            models.Index(fields=["member"], name="push_browser_live", condition=models.Q(ended_at__isnull=True)),
        )
        constraints = (models.UniqueConstraint(fields=["address"], name="one_row_per_browser"),)


class Push(models.Model):
    """A push to one browser. `about`: the notices it stands for. It holds no words: all pushes say the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    browser = models.ForeignKey(PushBrowser, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    unit = models.IntegerField()
    about = ArrayField(models.UUIDField(), default=list)
    state = models.TextField(default="waiting")
    send_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)

    class Meta:
        db_table = "push"
        indexes = (
            models.Index(fields=["send_at"], name="push_due", condition=models.Q(send_at__isnull=False)),
            models.Index(fields=["made_at"], name="push_by_age"),
        )
        constraints = (
            models.CheckConstraint(
                name="push_waits_or_has_ended",
                condition=models.Q(state__in=("waiting", "sending"), send_at__isnull=False, ended_at__isnull=True)
                | models.Q(state__in=STATES[2:], send_at__isnull=True, ended_at__isnull=False),
            ),
        )
