"""Who is who at the provider of their agency."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from samaki.database import uuid7


class Migration(migrations.Migration):
    dependencies = [("samaki", "0057_governance_access")]
    operations = [
        migrations.CreateModel(
            name="ProviderLink",
            fields=[
                ("id", models.UUIDField(default=uuid7, editable=False, primary_key=True, serialize=False)),
                ("provider", models.TextField()),
                ("subject", models.BinaryField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "provider_link",
                "constraints": [
                    models.UniqueConstraint(fields=("member", "provider"), name="one_link_of_provider"),
                ],
            },
        ),
    ]
