"""The era in which a member is shown years."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0012_typed_pages")]
    operations = [
        migrations.AddField(
            model_name="member",
            name="calendar",
            field=models.TextField(db_default="gregorian", default="gregorian"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("calendar__in", ["gregorian", "buddhist"])), name="member_calendar"
            ),
        ),
    ]
