"""Where members are signed in, what they prove themselves by, and guesses that are being slowed down."""

from django.db import models

from samaki.agencies.models import Member
from samaki.database import uuid7
from samaki.vault.models import SealedRow


class SignedIn(models.Model):
    """One sign-in of a member on one device. No address is kept; `device` is a kind of browser and of system.

    `used_at` is rounded down to a quarter of an hour; `proved_at`: when password or factor was last asked for and given.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    session_key = models.TextField(null=True, unique=True)
    device = models.TextField(default="", blank=True)
    how = models.TextField()
    since = models.DateTimeField()
    used_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "signed_in"
        indexes = (models.Index(fields=["member", "since"], name="signed_in_of_member"),)


class Guess(models.Model):
    """Attempts to sign in that were not good, under a keyed digest of who and from where; deleted after a day."""

    key = models.BinaryField(primary_key=True)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    wait_until = models.DateTimeField()

    class Meta:
        db_table = "guess"
        indexes = (models.Index(fields=["last_at"], name="guess_by_age"),)


class Factor(SealedRow):
    """Something a member holds beside the password: `totp` (its secret sealed) or `passkey` (its public key and name sealed).

    `last_step`: the time step of the last code that was taken, or the counter of the passkey: neither is taken twice.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    name = models.TextField(default="", blank=True)
    sealed = models.BinaryField()
    credential = models.BinaryField(null=True, unique=True)
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "factor"
        indexes = (models.Index(fields=["member"], name="factor_of_member"),)
        constraints = (
            models.CheckConstraint(name="factor_kind", condition=models.Q(kind__in=("totp", "passkey"))),
            models.UniqueConstraint(
                name="one_totp_in_use",
                fields=["member"],
                condition=models.Q(kind="totp", confirmed_at__isnull=False),
            ),
        )


class RecoveryCode(models.Model):
    """A code on paper that stands in for the factor once; only a keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "recovery_code"
        constraints = (models.UniqueConstraint(fields=["member", "digest"], name="one_recovery_code"),)


class Invitation(models.Model):
    """A way in by a link, once: for a new member (`invite`), or for one who lost everything (`recover`).

    Of the link and of the second half only keyed digests are kept. A recovery holds nothing before a second person agreed;
    then the administrator has the link, the second person the other half, and the member needs both.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    unit = models.IntegerField()
    kind = models.TextField()
    digest = models.BinaryField(null=True, unique=True)
    half = models.BinaryField(null=True)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True)
    agreed_at = models.DateTimeField(null=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"
        indexes = (models.Index(fields=["unit", "until"], name="invitation_of_unit"),)
        constraints = (
            models.CheckConstraint(name="invitation_kind", condition=models.Q(kind__in=("invite", "recover"))),
            models.CheckConstraint(
                name="recovery_by_two",
                condition=models.Q(kind="invite")
                | models.Q(digest__isnull=True)
                | (models.Q(agreed_by__isnull=False, half__isnull=False) & ~models.Q(agreed_by=models.F("made_by"))),
            ),
            models.UniqueConstraint(
                name="one_open_invitation",
                fields=["member"],
                condition=models.Q(used_at__isnull=True, ended_at__isnull=True),
            ),
        )


class PasskeyChallenge(models.Model):
    """What a browser was asked to sign, as a keyed digest over it, the act, the browser and the member; gone when answered."""

    key = models.BinaryField(primary_key=True)
    until = models.DateTimeField()

    class Meta:
        db_table = "passkey_challenge"
        indexes = (models.Index(fields=["until"], name="passkey_challenge_by_end"),)


class ProviderLink(models.Model):
    """A member's sign-on at the provider of their agency. `provider`: its code in the operator's file; of who they are there
    only a keyed digest is kept (issuer and subject), and no other word of the provider."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    provider = models.TextField()
    subject = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "provider_link"
        constraints = (models.UniqueConstraint(fields=["member", "provider"], name="one_link_of_provider"),)
