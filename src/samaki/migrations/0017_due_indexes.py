"""The order of the list, and the way from a case to the rows of its units. Built beside the work."""

from django.db import migrations

DROP = "drop index concurrently if exists {name}"
"""A build that was cut off leaves an index that is not valid: the next try begins anew."""

INDEXES = {
    "case_in_list_by_due": "create index concurrently {name} on case_in_list (unit, due_at, case_id desc)",
    "case_in_list_of_case": "create index concurrently {name} on case_in_list (case_id)",
}


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0017_due_column")]
    operations = [
        migrations.RunSQL(text.format(name=name), migrations.RunSQL.noop)
        for name, build in INDEXES.items()
        for text in (DROP, build)
    ]
