"""How many steps were expected when a plan of a step-back test was fixed: who signs reads whether they will be enough. As it was told then, it
stays."""

from django.db import migrations, models

TRIGGER = """
create trigger step_back_expected_stays before update of expected on step_back_test for each row
  when (old.expected is distinct from new.expected) execute function app.step_back_plan_stays();
"""


def stays(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(TRIGGER)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0169_taken_unread")]
    operations = [
        migrations.AddField("stepbacktest", "expected", models.JSONField(null=True)),
        migrations.RunPython(stays, migrations.RunPython.noop),
    ]
