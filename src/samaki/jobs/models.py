"""The worker's sign of life."""

from django.db import models


class Heartbeat(models.Model):
    """One row per worker name; `/readyz` and the watchdog read its age."""

    name = models.TextField(primary_key=True)
    beat_at = models.DateTimeField()
    ticked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "heartbeat"
