"""What is added about a missing child is read by everybody who may know that it is missing: police who look for it, and not only its care.

The words of an act are read with the part of the file they belong to, and by their own unit; where a child was last seen, learned an hour
later, is of use only to those who look. One policy more, which permits; the conditions that restrict (walls, pressure) hold as before.
"""

from django.conf import settings
from django.db import migrations

WORDS = "act = 'missing.more' and exists (select 1 from missing_child m where m.id = remark.subject_id)"


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(f'create policy missing_words on remark for select to "{settings.ROLES["app"]}" using ({WORDS})')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0126_waiting_by_urgency")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
