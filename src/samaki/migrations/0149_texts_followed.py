"""A text that did not reach who was called is followed once: what it stood for goes up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0141_pulse_access")]
    operations = [
        migrations.AddField("textout", "followed_at", models.DateTimeField(null=True)),
    ]
