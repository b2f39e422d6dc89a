"""What the lists of thousands of cases are read by. Built beside the work: no table is locked against writing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = models.Q(("state__in", ("open", "on_hold")))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0007_lists_access")]
    operations = [
        AddIndexConcurrently(
            model_name="handoff",
            index=models.Index(
                fields=["from_unit", "id"], condition=models.Q(("state", "in_progress")), name="handoff_at_work"
            ),
        ),
        AddIndexConcurrently(
            model_name="step",
            index=models.Index(
                fields=["holder", "worker_id", "due_at"],
                condition=OPEN,
                include=("state", "hold_until"),
                name="step_drives_caseload",
            ),
        ),
        AddIndexConcurrently(
            model_name="step",
            index=models.Index(
                fields=["worker_id", "case"], condition=models.Q(("worker_id__isnull", False)), name="step_of_worker"
            ),
        ),
    ]
