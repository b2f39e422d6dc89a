"""The second step: an index on a table that is written to all day, made without stopping its writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0005_email")]
    operations = [
        AddIndexConcurrently(
            "notice",
            models.Index(fields=["made_at"], name="notice_unposted", condition=models.Q(posted_at__isnull=True)),
        ),
    ]
