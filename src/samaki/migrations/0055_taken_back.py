"""When what was asked of a second person was taken back by who asked. Who may do that follows in 0055_taken_back_access."""

from django.db import migrations, models

ASKED = ("emergency", "unsealing", "conflict", "erasure")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0054_subject_access_rules")]
    operations = [migrations.AddField(table, "withdrawn_at", models.DateTimeField(null=True)) for table in ASKED]
