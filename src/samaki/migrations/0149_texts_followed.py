"""A text that did not reach who was called is followed once: what it stood for goes up. And who asks by digits how their report stands is
answered in the language in which they told, also when it is decided or closed."""

from django.db import migrations, models

from samaki.migrations import _row_security

FUNCTIONS = """
create function app.text_language(of_number bytea) returns table (language text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select t.language from text_thread t join report p on p.id = t.report_id where t.number = of_number
  order by p.received_at desc, p.id desc limit 1;
$$;
"""


def define(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, {"app.text_language(bytea)": ("intake",)})


class Migration(migrations.Migration):
    dependencies = [("samaki", "0141_pulse_access")]
    operations = [
        migrations.AddField("textout", "followed_at", models.DateTimeField(null=True)),
        migrations.RunPython(define, migrations.RunPython.noop),
    ]
