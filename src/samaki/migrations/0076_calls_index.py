"""Notices that nobody was called or pushed about yet: indexes on a table that is written to all day, made without stopping its writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

URGENT = ("urgency__in", ("emergency", "urgent"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0075_calls")]
    operations = [
        AddIndexConcurrently(
            "notice",
            models.Index(
                fields=["made_at"],
                name="notice_uncalled",
                condition=models.Q(("called_at__isnull", True), ("level__gt", 0), URGENT),
            ),
        ),
        AddIndexConcurrently(
            "notice",
            models.Index(
                fields=["made_at"], name="notice_unpushed", condition=models.Q(("pushed_at__isnull", True), URGENT)
            ),
        ),
    ]
