"""Texts that did not reach who was called, and that nobody has followed yet: few, and looked for every second."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

LOST = models.Q(("delivery", "failed")) | models.Q(("state__in", ("refused", "given_up")))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0149_texts_followed")]
    operations = [
        AddIndexConcurrently(
            "textout",
            models.Index(
                fields=["made_at"],
                name="text_out_unfollowed",
                condition=models.Q(LOST, ("followed_at__isnull", True), ("kind", "call")),
            ),
        ),
    ]
