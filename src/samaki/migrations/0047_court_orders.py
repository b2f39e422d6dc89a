"""An order of a court opens parts of a file: its day, its sealed number, the one entered wrongly before it."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

TO_ANOTHER = models.CheckConstraint(
    name="disclosure_to_another",
    condition=models.Q(("from_unit", models.F("to_unit")), _negated=True) | models.Q(("ordered_on__isnull", False)),
)
BY_ORDER = models.CheckConstraint(
    name="disclosure_by_order",
    condition=models.Q(ordered_on__isnull=True, order_sealed__isnull=True, supersedes_id__isnull=True)
    | models.Q(
        kind="share", ground="court_order", order_sealed__isnull=False, due_at__isnull=False, consent__isnull=True
    ),
)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0046_agreements_access")]
    operations = [
        migrations.AddField("disclosure", "ordered_on", models.DateField(null=True)),
        migrations.AddField("disclosure", "order_sealed", models.BinaryField(null=True)),
        migrations.AddField("disclosure", "supersedes_id", models.UUIDField(null=True)),
        migrations.RemoveConstraint("disclosure", "disclosure_to_another"),
        AddConstraintNotValid("disclosure", TO_ANOTHER),
        AddConstraintNotValid("disclosure", BY_ORDER),
    ]
