"""Whoever asks by a paper's code is told when its entry is sealed.

0109 gave the definer the right to read the leaves, and no policy: under forced row security the function saw none, and said of every paper
that it would be sealed within a minute. Leaves are hashes of bytes that nobody can guess.
"""

from django.conf import settings
from django.db import migrations


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(
            f'create policy definer_select on ledger_leaf for select to "{settings.ROLES["definer"]}" using (true)'
        )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0114_examinations_told")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
