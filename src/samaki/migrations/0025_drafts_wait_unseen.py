"""A draft gives a case no place in the list of the unit that it will be sent to, for that unit does not see it yet.

The function that keeps the due times counted a draft among the hand-offs that show their step to the receiver; the policy
of steps does not. A unit that works for another child of the case had it higher in its list than anything it could see.
"""

import importlib

from django.conf import settings
from django.db import migrations

DRAFTED = "select distinct case_id from handoff where state = 'draft'"


def mend(apps: object, schema_editor: object) -> None:
    """The function as it was, with the states of the policy; then the cases that have a draft, anew."""
    kept = importlib.import_module("samaki.migrations.0018_due_kept")
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    of_units = kept.FUNCTIONS.split("create function app.list_due", 1)[0]
    assert kept.LIVE in of_units
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(f'set local role "{settings.ROLES["definer"]}"')
        cursor.execute(of_units.replace("create function", "create or replace function").replace(kept.LIVE, rules.LIVE))
        cursor.execute("select set_config('app.now', now()::text, true)")
        cursor.execute(f"select app.list_due(case_id, null) from ({DRAFTED}) drafted")
        cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0024_units_open_again")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
