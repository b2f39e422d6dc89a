"""A step that is hidden from one unit stands beside one of its kind that is not, so that what a unit does not see refuses it
nothing. Built beside the work: the old rule goes when the new one holds."""

from django.db import migrations, models

OPEN = models.Q(("state__in", ("open", "on_hold")))

BUILD = """create unique index concurrently if not exists step_open_once_hidden on step (case_id, kind, person_id, hidden_from)
nulls not distinct where (state in ('open', 'on_hold'))"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("samaki", "0049_pressure")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(BUILD, migrations.RunSQL.noop),
                migrations.RunSQL("drop index concurrently if exists step_open_once", migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.RemoveConstraint("step", "step_open_once"),
                migrations.AddConstraint(
                    "step",
                    models.UniqueConstraint(
                        fields=["case", "kind", "person_id", "hidden_from"],
                        condition=OPEN,
                        nulls_distinct=False,
                        name="step_open_once_hidden",
                    ),
                ),
            ],
        ),
    ]
