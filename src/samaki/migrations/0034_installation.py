"""What an installation is stands in its database; a token of the operator's says what it is for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0033_document_workers")]
    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "db_table": "installation",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="one_installation"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("real", "demonstration"))), name="installation_kind"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="apitoken", name="why", field=models.TextField(blank=True, db_default="", default="")
        ),
    ]
