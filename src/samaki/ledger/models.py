"""The ledger: one entry per act and per look at a sealed compartment; the application can add and read, no more.

Beside the entries stands what seals them: which wait, the leaves and complete subtrees of the Merkle tree, its signed
checkpoints, and who outside holds them.
"""

from django.db import models

from samaki.database import uuid7


class LedgerEntry(models.Model):
    """An act as it was written. `canonical` holds the frozen bytes; the columns repeat them for reading."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schema_version = models.PositiveSmallIntegerField(default=1)
    who = models.TextField()
    unit = models.IntegerField(null=True)
    counterpart = models.IntegerField(null=True)
    act = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    compartment = models.TextField(default="", blank=True)
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    occurred_calendar = models.TextField(default="gregorian")
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    digest = models.BinaryField(null=True)
    canonical = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        indexes = (
            models.Index(fields=["case_id", "recorded_at"], name="ledger_by_case"),
            models.Index(fields=["report_id", "recorded_at"], name="ledger_by_report"),
            models.Index(fields=["unit", "recorded_at"], name="ledger_by_unit"),
            models.Index(
                fields=["case_id"],
                name="ledger_of_danger",
                condition=models.Q(act__in=("child.danger", "child.arrive")),
            ),
        )


class LedgerWaiting(models.Model):
    """An entry that is not sealed yet; a trigger adds it in the act's transaction, the sealer takes it away with the leaf."""

    entry_id = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "ledger_waiting"


class LedgerLeaf(models.Model):
    """A leaf: the entry's place in the log, without gaps from 0, and SHA-256 of 0x00 and its canonical bytes. No foreign key:
    an entry that is deleted leaves its leaf behind."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_leaf"
        indexes = (models.Index(fields=["hash"], name="ledger_leaf_by_hash"),)


class LedgerNode(models.Model):
    """A complete subtree of 2^level leaves, level 1 and above: `hash` of the leaves from index * 2^level on."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_node"


class LedgerCheckpoint(models.Model):
    """A signed head of the log, as witnesses get it: `note` is a signed note (C2SP tlog-checkpoint)."""

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_checkpoint"
        indexes = (models.Index(fields=["size"], name="ledger_checkpoint_by_size"),)


class LedgerWitness(models.Model):
    """A unit of another agency that keeps checkpoints. `channel`: notice (on its desk, with e-mail where its members want it)
    or program (its own program fetches them)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.IntegerField()
    channel = models.TextField(default="notice")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_witness"
        constraints = (
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(until__isnull=True), name="one_witness_per_unit"
            ),
            models.CheckConstraint(
                name="ledger_witness_channel", condition=models.Q(channel__in=("notice", "program"))
            ),
        )


class LedgerReceipt(models.Model):
    """A checkpoint that a witness is to hold, and when it took it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    witness = models.ForeignKey(LedgerWitness, on_delete=models.PROTECT, related_name="+")
    unit = models.IntegerField()
    number = models.BigIntegerField()
    offered_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.TextField(default="", blank=True)

    class Meta:
        db_table = "ledger_receipt"
        indexes = (models.Index(fields=["unit", "number"], name="ledger_receipt_of_unit"),)
        constraints = (models.UniqueConstraint(fields=["witness", "number"], name="one_receipt_per_checkpoint"),)
