"""Whom a member lets us call, and calls on their way. No number in clear, and none kept after a call."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.agencies.models import Member
from samaki.vault.models import SealedRow

STATES = ("waiting", "sending", "sent", "refused", "given_up", "not_needed")
HEARD = ("", "ringing", "answered", "taken", "no_answer", "busy", "failed", "wrong", "lost")


class VoiceChoice(SealedRow):
    """Whether and where a member is called. The number is theirs once they typed the digits of their page on that telephone.
    `pin`: a hash, "" where they set none; `refused_at`: the gateway will never call this number."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    wants = models.TextField(default="none")
    sealed = models.BinaryField(default=b"")
    pin = models.TextField(default="", blank=True)
    chosen_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "voice_choice"
        constraints = (
            models.CheckConstraint(name="voice_choice_wants", condition=models.Q(wants__in=("urgent", "none"))),
        )


class VoiceCall(SealedRow):
    """A call: to take something (`call`), or to prove a number (`prove`). `state`: how it left; `heard`: what the gateway said of it;
    `about`: the notices it stands for; `events`: what the gateway told already; `wrong`: digits that were not right."""

    kind = models.TextField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    unit = models.IntegerField()
    gateway = models.TextField()
    sealed = models.BinaryField(default=b"")
    about = ArrayField(models.UUIDField(), default=list)
    state = models.TextField(default="waiting")
    send_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    heard = models.TextField(default="", blank=True)
    heard_at = models.DateTimeField(null=True)
    asked = models.TextField(default="menu")
    wrong = models.PositiveSmallIntegerField(default=0)
    events = ArrayField(models.TextField(), default=list)
    followed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "voice_call"
        indexes = (
            models.Index(fields=["send_at"], name="voice_call_due", condition=models.Q(send_at__isnull=False)),
            models.Index(fields=["made_at"], name="voice_call_open", condition=models.Q(followed_at__isnull=True)),
            models.Index(fields=["member", "made_at"], name="voice_call_of_member"),
            models.Index(fields=["made_at"], name="voice_call_by_age"),
        )
        constraints = (
            models.CheckConstraint(name="voice_call_kind", condition=models.Q(kind__in=("call", "prove"))),
            models.CheckConstraint(name="voice_call_heard", condition=models.Q(heard__in=HEARD)),
            models.CheckConstraint(
                name="voice_call_waits_or_has_ended",
                condition=models.Q(state__in=("waiting", "sending"), send_at__isnull=False, ended_at__isnull=True)
                | models.Q(state__in=STATES[2:], send_at__isnull=True, ended_at__isnull=False),
            ),
        )
