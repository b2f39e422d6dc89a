"""A unit that is only asked decides by the hand-off's words and the facts of safety; notes wait until it has accepted.

What others wrote about a child (notes, what was said with an act) often bears names. An offer opens a compartment, and
with it the steps and the facts in it; the free text of it opens with the work.
"""

import importlib

from django.conf import settings
from django.db import migrations

WORKING = "r.ground <> 'offered'"


def policies() -> dict[str, str]:
    """Conditions of the application role for reading free text."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    mine = rules.MINE

    def covers(table: str, room: str) -> str:
        covered: str = rules.related(table, f"r.compartment = {room}", rules.of_child(table), WORKING)
        return covered

    held = f"exists (select 1 from step s where s.id = remark.subject_id and s.holder = {mine})"
    report = "exists (select 1 from report p where p.id = remark.report_id)"
    seen = covers("remark", '"remark".compartment')
    return {
        "care_record": covers("care_record", "'care'"),
        "justice_record": covers("justice_record", "'justice'"),
        "intelligence_record": covers("intelligence_record", "'intelligence'"),
        "remark": f"unit = {mine} or (report_id is not null and {report}) or (case_id is not null and ({seen} or {held}))",
    }


def secure(apps: object, schema_editor: object) -> None:
    app = settings.ROLES["app"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for table, condition in policies().items():
            cursor.execute(f'alter policy app_select on "{table}" to "{app}" using ({condition})')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0016_passed_reports")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
