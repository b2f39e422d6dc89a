"""What one step opened is found by its key. Built beside the work: no table is locked against writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0014_mending")]
    operations = [
        AddIndexConcurrently(
            model_name="step",
            index=models.Index(fields=["after_id"], condition=models.Q(("after_id__isnull", False)), name="step_after"),
        ),
    ]
