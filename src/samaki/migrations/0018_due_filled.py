"""What was there before the triggers, a few cases at a time, each part locked for itself, so that work goes on beside it."""

from django.conf import settings
from django.db import migrations

PART = 200

NEXT = (
    "select distinct case_id from case_in_list where %s::uuid is null or case_id > %s::uuid order by case_id limit %s"
)


def fill(apps: object, schema_editor: object) -> None:
    """Done again after a stop it comes to the same. The owner sees no row of it, the definer does."""
    last = None
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        while True:
            cursor.execute("begin")
            cursor.execute(f'set local role "{settings.ROLES["definer"]}"')
            cursor.execute("select set_config('app.now', now()::text, true)")
            cursor.execute(NEXT, [last, last, PART])
            cases = [key for (key,) in cursor.fetchall()]
            for key in cases:
                cursor.execute("select app.list_due(%s, null)", [key])
            cursor.execute("commit")
            if not cases:
                return
            last = cases[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0018_due_kept")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
