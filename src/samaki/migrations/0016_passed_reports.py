"""A report is passed on to another unit; who passed it goes on seeing where it went, and no word of it."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids

FUNCTIONS = """
create function app.pass_report(of_report uuid, to_unit int) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update report p set holder = pass_report.to_unit
  where p.id = of_report and p.holder = any(app.principals()) and p.state = 'new'
  returning true;
$$;

create function app.passed_reports(of_report uuid) returns table (id uuid, state text, urgency text, area text, holder int,
  due_at timestamptz, passed_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, p.state, p.urgency, p.area, p.holder, p.due_at, w.passed_at from (
    select r.report_id, max(r.passed_at) as passed_at from report_pass r where r.from_unit = any(app.principals())
      and (of_report is null or r.report_id = of_report) group by r.report_id order by 2 desc limit 50) w
  join report p on p.id = w.report_id where p.holder <> all(app.principals()) order by w.passed_at desc;
$$;
"""

DEFINED = ("app.pass_report(uuid, int)", "app.passed_reports(uuid)")


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    definer, app = f'"{settings.ROLES["definer"]}"', f'"{settings.ROLES["app"]}"'
    lines = [
        FUNCTIONS,
        "alter table report_pass enable row level security",
        "alter table report_pass force row level security",
        f"grant select on report_pass to {definer}",
        f"create policy definer_all on report_pass to {definer} using (true) with check (true)",
        *rules.policy("app", "report_pass", "select", f"from_unit = {rules.MINE} or to_unit = {rules.MINE}"),
        *rules.policy("app", "report_pass", "insert", f"from_unit = {rules.MINE}"),
    ]
    for function in DEFINED:
        lines += [
            f"alter function {function} owner to {definer}",
            f"revoke all on function {function} from public",
            f"grant execute on function {function} to {app}",
        ]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in lines:
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0014_mending_index")]
    operations = [
        migrations.AddField("report", "passes", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            name="ReportPass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"
                    ),
                ),
                ("from_unit", models.IntegerField()),
                ("to_unit", models.IntegerField()),
                ("passed_at", models.DateTimeField()),
            ],
            options={"db_table": "report_pass"},
        ),
        migrations.AddIndex(
            model_name="reportpass", index=models.Index(fields=["from_unit", "-passed_at"], name="report_pass_of_unit")
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
