"""Two indexes that every report wrote and nobody read.

- `report (holder)`: `report_drives_list` begins with the same column.
- `notice (dedupe text_pattern_ops)`: Django's, for questions by the beginning of the text, of which there is none; that no notice is
  made twice is the unique index beside it.
"""

import django.db.models.deletion
from django.db import migrations, models

OF_BEGINNINGS = """
select i.indexrelid::regclass::text from pg_index i join pg_opclass o on o.oid = any(i.indclass)
where i.indrelid = 'notice'::regclass and o.opcname = 'text_pattern_ops' and not i.indisunique
"""


def give_up(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(OF_BEGINNINGS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"drop index {name}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0120_measures_of_all")]
    operations = [
        migrations.RunPython(give_up, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="report",
            name="holder",
            field=models.ForeignKey(
                db_column="holder",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
    ]
