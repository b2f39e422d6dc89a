"""A text to a member's own number at the last rung; whom of a roster nothing reaches; the place of reports is looked at, beside the work.

Who plans a roster learns whom nothing would reach, not by what the others are reached.
"""

from django.conf import settings
from django.db import migrations, models

from samaki.migrations._row_security import define

FUNCTIONS = """
-- of these members of a unit, whom nothing would reach: no letters wanted or none arrived, no telephone in the account, no number of
-- their own given, no texts, no calls. For who plans the rosters of the unit; the worker asks the tables itself (samaki.roster.queries.unreachable).
create function app.duty_unreached(of_unit int, members uuid[]) returns table (id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select w.id from member w where app.plans_duty(of_unit) and w.id = any(members) and w.phone = ''
    and exists (select 1 from membership m where m.member_id = w.id and m.unit = of_unit)
    and not exists (select 1 from mail_choice c where c.member_id = w.id and c.refused_at is null and c.wants <> 'none')
    and not exists (select 1 from text_choice c where c.member_id = w.id and c.verified_at is not null and c.refused_at is null
                    and c.wants <> 'none')
    and not exists (select 1 from voice_choice c where c.member_id = w.id and c.verified_at is not null and c.refused_at is null
                    and c.wants <> 'none')
    and not exists (select 1 from duty_number n where n.member_id = w.id)
  order by w.id;
$$;
"""

DEFINED = {"app.duty_unreached(int, uuid[])": ("app",)}

WRITES_TEXTS = "kind = 'call' or (kind = 'own' and answer is null)"
"""What the worker adds to `text_out`, in the place of what 0064 says."""

KINDS = """
alter table text_out drop constraint text_out_kind;
alter table text_out add constraint text_out_kind check (kind in ('call', 'code', 'reply', 'own')) not valid;
"""


def forward(apps: object, schema_editor: object) -> None:
    definer, worker = (f'"{settings.ROLES[name]}"' for name in ("definer", "worker"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute("alter table report validate constraint report_area_from")
        cursor.execute("alter table text_out validate constraint text_out_kind")
        define(cursor, FUNCTIONS, DEFINED)
        cursor.execute(f"grant select on mail_choice, voice_choice to {definer}")
        cursor.execute("drop policy worker_insert on text_out")
        cursor.execute(f"create policy worker_insert on text_out for insert to {worker} with check ({WRITES_TEXTS})")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0078_report_place")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(KINDS, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveConstraint("textout", "text_out_kind"),
                migrations.AddConstraint(
                    "textout",
                    models.CheckConstraint(
                        condition=models.Q(kind__in=("call", "code", "reply", "own")), name="text_out_kind"
                    ),
                ),
            ],
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
