"""Questions between agencies, their answers, and practice cards made of answers. No row names a case, a child or a report.

What is sealed is replaced when it is corrected and destroyed when it is removed: nothing of it is kept, because a correction
may take out what should never have been written. Whose agency a row is of is written by the database (migration 0071).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samaki.agencies.models import Agency, unit_key
from samaki.database import uuid7
from samaki.vault.models import SealedRow


class PeerText(SealedRow):
    """What the three have in common. `agency` is shown, `by_member` never. `hidden_at`: somebody said that it names a child or a
    case; until a confidentiality officer decides only they and its author read it. `cleared_at`: it does not; `removed_at`: it
    does, and its words are gone. `withdrawn_at`: taken back by its author."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = unit_key(db_column="unit")
    by_member = models.UUIDField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    synthetic = models.BooleanField(default=False)

    class Meta:
        abstract = True


class PeerQuestion(PeerText):
    """`topic`: a code of the pack's list; `area`: a code of the pack, "" everywhere. Sealed: title, text."""

    topic = models.TextField()
    area = models.TextField(default="", blank=True)

    class Meta:
        db_table = "peer_question"
        indexes = (
            models.Index(fields=["topic"], name="peer_question_of_topic"),
            models.Index(fields=["made_at"], condition=Q(hidden_at__isnull=False), name="peer_question_hidden"),
        )


class PeerAnswer(PeerText):
    """Sealed: text. `helped_at`: who asked says that it helped."""

    question = models.ForeignKey(PeerQuestion, on_delete=models.PROTECT, related_name="answers")
    helped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "peer_answer"
        indexes = (models.Index(fields=["made_at"], condition=Q(hidden_at__isnull=False), name="peer_answer_hidden"),)


class PeerCard(PeerText):
    """A practice card: an answer in the words of whoever keeps it. `agency`: that of the answer's author, which stands on the card;
    `keeper_agency`: of whoever proposes it. It stands with the steps of `step_kind` once somebody of a third agency approves it."""

    answer = models.ForeignKey(PeerAnswer, on_delete=models.PROTECT, related_name="+")
    topic = models.TextField()
    step_kind = models.TextField(default="", blank=True)
    keeper_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    approved_by = models.UUIDField(null=True)
    approved_agency = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "peer_card"
        constraints = (
            models.UniqueConstraint(
                fields=["answer"], condition=Q(withdrawn_at__isnull=True, removed_at__isnull=True), name="one_card_of_an_answer"
            ),
            models.CheckConstraint(
                name="peer_card_by_another_agency",
                condition=Q(approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_agency__isnull=False) & ~Q(approved_agency=F("agency"))
                   & ~Q(approved_agency=F("keeper_agency"))),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["step_kind"], condition=Q(approved_at__isnull=False), name="peer_card_of_step"),
            models.Index(fields=["made_at"], condition=Q(hidden_at__isnull=False), name="peer_card_hidden"),
        )


class PeerFollow(models.Model):
    """A member whose unit is told of new questions about a topic, and only they see that."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member_id = models.UUIDField()
    topic = models.TextField()
    since = models.DateTimeField()

    class Meta:
        db_table = "peer_follow"
        constraints = (models.UniqueConstraint(fields=["member_id", "topic"], name="peer_topic_followed_once"),)
