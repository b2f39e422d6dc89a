"""Who takes a report by text or telephone has not read it: it is said so. And an emergency rings at its first rung, too."""

from django.conf import settings
from django.db import migrations, models

from samaki.migrations import _row_security

FUNCTIONS = """
-- every matter of a receipt, its own first, as in 0149; `unread`: it was taken by text or telephone, and nothing is decided yet
create function app.report_matters(digest bytea)
returns table (id uuid, state text, urgency text, received_at timestamptz, acknowledged_at timestamptz, due_at timestamptz,
               ended_at timestamptz, close_reason text, joined boolean, passed boolean, report_again text, over boolean, unread boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with own as (select p.id from report p where p.receipt_digest = digest),
    matter as (select o.id, 0 as place from own o union all select p.id, 1 from report p join own o on p.split_from = o.id)
  select p.id, coalesce(m.state, p.state), coalesce(m.urgency, p.urgency), p.received_at, coalesce(m.acknowledged_at, p.acknowledged_at),
    coalesce(m.due_at, p.due_at), coalesce(m.ended_at, p.ended_at), coalesce(m.close_reason, p.close_reason),
    p.joined_to is not null, coalesce(m.passes, p.passes) > 0, p.report_again,
    exists (select 1 from "case" c where c.id = coalesce(m.case_id, p.case_id) and c.state = 'closed'),
    coalesce(m.state, p.state) = 'acknowledged' and coalesce(m.taken_by, p.taken_by) <> ''
  from matter x join report p on p.id = x.id left join report m on m.id = p.joined_to order by x.place, p.id;
$$;
"""

DEFINED = {"app.report_matters(bytea)": ("intake", "app")}


def define(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(f'set local role "{settings.ROLES["definer"]}"')
        cursor.execute("drop function app.report_matters(bytea)")
        cursor.execute("reset role")
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0167_demand_of_the_country")]
    operations = [
        migrations.AddField("report", "taken_by", models.TextField(default="", blank=True)),
        migrations.RemoveIndex("notice", "notice_uncalled"),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["made_at"],
                name="notice_uncalled_yet",
                condition=models.Q(called_at__isnull=True, urgency__in=("emergency", "urgent")),
            ),
        ),
        migrations.RunPython(define, migrations.RunPython.noop),
    ]
