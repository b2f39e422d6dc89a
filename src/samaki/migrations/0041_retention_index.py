"""Closed cases and reports by when they ended: what is due is found in these. Built beside the work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0040_retention")]
    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("erased_at__isnull", True)),
                fields=["closed_at"],
                name="case_drives_retention",
            ),
        ),
        AddIndexConcurrently(
            model_name="report",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True), ("state", "closed")),
                fields=["ended_at"],
                name="report_drives_retention",
            ),
        ),
    ]
