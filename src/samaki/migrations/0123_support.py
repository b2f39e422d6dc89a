"""Who led a critical step and who paid for it: beside what was said, what the record shows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0122_links")]
    operations = [
        migrations.AddField(
            model_name="step",
            name="support_inferred",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="step",
            name="paid",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="step",
            name="paid_inferred",
            field=models.TextField(blank=True, default=""),
        ),
    ]
