"""What a disclosure opened is found by its key. Built beside the work: no table is locked against writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0031_sharing_access")]
    operations = [
        AddIndexConcurrently(
            model_name="relation",
            index=models.Index(
                fields=["disclosure_id"],
                condition=models.Q(("disclosure_id__isnull", False)),
                name="relation_by_disclosure",
            ),
        ),
    ]
