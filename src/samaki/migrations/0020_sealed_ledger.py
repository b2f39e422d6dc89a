"""Leaves, subtrees and checkpoints of the sealed ledger, and who witnesses them."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0019_name_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerNode",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "ledger_node",
            },
        ),
        migrations.CreateModel(
            name="LedgerWaiting",
            fields=[
                ("entry_id", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "ledger_waiting",
            },
        ),
        migrations.CreateModel(
            name="LedgerCheckpoint",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_checkpoint",
                "indexes": [models.Index(fields=["size"], name="ledger_checkpoint_by_size")],
            },
        ),
        migrations.CreateModel(
            name="LedgerLeaf",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.UUIDField(unique=True)),
                ("hash", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_leaf",
                "indexes": [models.Index(fields=["hash"], name="ledger_leaf_by_hash")],
            },
        ),
        migrations.CreateModel(
            name="LedgerWitness",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.IntegerField()),
                ("channel", models.TextField(default="notice")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_witness",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("unit",), name="one_witness_per_unit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("notice", "program"))), name="ledger_witness_channel"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit", models.IntegerField()),
                ("number", models.BigIntegerField()),
                ("offered_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(null=True)),
                ("received_by", models.TextField(blank=True, default="")),
                (
                    "witness",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.ledgerwitness"
                    ),
                ),
            ],
            options={
                "db_table": "ledger_receipt",
                "indexes": [models.Index(fields=["unit", "number"], name="ledger_receipt_of_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("witness", "number"), name="one_receipt_per_checkpoint")
                ],
            },
        ),
    ]
