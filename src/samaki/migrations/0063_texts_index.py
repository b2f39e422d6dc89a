"""Notices that nobody was texted about yet: an index on a table that is written to all day, made without stopping its writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0062_texts")]
    operations = [
        AddIndexConcurrently(
            "notice",
            models.Index(
                fields=["made_at"],
                name="notice_untexted",
                condition=models.Q(("texted_at__isnull", True), ("urgency__in", ("emergency", "urgent"))),
            ),
        ),
    ]
