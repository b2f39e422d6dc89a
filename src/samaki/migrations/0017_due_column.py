"""When something of a case falls due next, as far as each unit may see it: beside the row that its list is read by.

Empty is `infinity`, so that the order has no gap. The constant default writes no row; the locks are short.
"""

from django.db import migrations

COLUMN = """
set local lock_timeout = '5s';
alter table case_in_list add column due_at timestamptz not null default 'infinity';
"""


class Migration(migrations.Migration):
    dependencies = [("samaki", "0015_asked_without_notes")]
    operations = [migrations.RunSQL(COLUMN, migrations.RunSQL.noop)]
