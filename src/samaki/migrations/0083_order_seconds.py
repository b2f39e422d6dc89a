"""An order of a court that opens a place or intelligence waits, for these parts, for a second person.

Orders that were recorded before this are left as they are: they have opened what they name. A default of the database and columns that
may be empty: no row is written anew.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

BY_TWO = models.CheckConstraint(
    name="order_confirmed_by_two",
    condition=models.Q(confirmed_by__isnull=True, confirmed_unit__isnull=True, confirmed_at__isnull=True)
    | (
        models.Q(
            needs_second=True, confirmed_by__isnull=False, confirmed_unit__isnull=False, confirmed_at__isnull=False
        )
        & ~models.Q(confirmed_by=models.F("decided_by"))
    ),
)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0081_nobody_begins")]
    operations = [
        migrations.AddField("disclosure", "needs_second", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("disclosure", "confirmed_by", models.UUIDField(null=True)),
        migrations.AddField("disclosure", "confirmed_unit", models.IntegerField(null=True)),
        migrations.AddField("disclosure", "confirmed_at", models.DateTimeField(null=True)),
        AddConstraintNotValid("disclosure", BY_TWO),
    ]
