"""A member's own number as the last that is tried is proved by a code before it is texted. Who gave one before proves it, too."""

from django.db import migrations, models

from samaki.migrations import _row_security

MINE = "member_id = (select app.member_id()) and cardinality((select app.principals())::int[]) > 0"


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        _row_security.allow(cursor, "app", "duty_number", "update", MINE)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0154_names_weighed_first")]
    operations = [
        migrations.AddField("dutynumber", "code", models.BinaryField(null=True)),
        migrations.AddField("dutynumber", "code_until", models.DateTimeField(null=True)),
        migrations.AddField("dutynumber", "proved_at", models.DateTimeField(null=True)),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
