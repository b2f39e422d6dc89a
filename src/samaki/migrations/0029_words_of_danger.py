"""The desk asks each time in which cases a child is not safe: few entries say how a child is, and they are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("samaki", "0029_documents_access")]
    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(
                fields=["case_id"],
                name="ledger_of_danger",
                condition=models.Q(act__in=("child.danger", "child.arrive")),
            ),
        ),
    ]
