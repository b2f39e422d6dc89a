"""What a browser was asked to sign waits here until it is answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0036_guarding_access")]
    operations = [
        migrations.CreateModel(
            name="PasskeyChallenge",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "passkey_challenge",
                "indexes": [models.Index(fields=["until"], name="passkey_challenge_by_end")],
            },
        ),
    ]
