"""The blind index of names: the table, who keeps it, and the one question that may be asked of it.

No role of the application has a right on the table. `app.keep_name_keys` writes for a person of a case to which the
session has a live relation; `app.people_like` answers only with people whose identity, and whose own part of the file, is
open to the session: where there is no relation there is nothing, whatever the index holds.
"""

import importlib

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids

FUNCTIONS = """
create function app.keep_name_keys(of_person uuid, of_version int, these bigint[], replaces boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not exists (select 1 from person p where p.id = of_person and {related}) then
    raise exception 'no relation to the case of this person' using errcode = 'insufficient_privilege';
  end if;
  delete from name_keys k where k.person_id = of_person and (replaces or k.version = of_version);
  insert into name_keys (id, case_id, child_id, person_id, version, keys)
  select gen_random_uuid(), p.case_id, p.child_id, p.id, of_version, these from person p
  where p.id = of_person and cardinality(these) > 0;
end $$;

create function app.people_like(asked bigint[], worths real[], most int) returns table (person uuid, worth real)
language sql stable security definer set search_path = pg_catalog, public set enable_seqscan = off as $$
  with met as materialized (
    select k.person_id, k.keys from name_keys k where k.keys && asked
      and {names_open}
  ), open_to_us as materialized (
    select m.person_id, m.keys from met m join person p on p.id = m.person_id
    where p.in_error_at is null and (p.compartment = 'case' or {part_open})
  )
  select o.person_id, sum(a.worth)::real from open_to_us o cross join lateral unnest(o.keys) as k(key)
  join unnest(asked, worths) as a(key, worth) on a.key = k.key
  group by o.person_id order by 2 desc, 1 limit least(most, 200);
$$;
"""

DEFINED = ("app.keep_name_keys(uuid, int, bigint[], boolean)", "app.people_like(bigint[], real[], int)")


def functions() -> str:
    """The text of the functions, with the conditions of the policies in it."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    return FUNCTIONS.format(
        related=rules.related("p"),
        names_open=rules.covers("k", "'identity'"),
        part_open=rules.covers("p", "p.compartment"),
    )


def secure(apps: object, schema_editor: object) -> None:
    definer, app = f'"{settings.ROLES["definer"]}"', f'"{settings.ROLES["app"]}"'
    lines = [
        functions(),
        "alter table name_keys enable row level security",
        "alter table name_keys force row level security",
        f"grant select, insert, delete on name_keys to {definer}",
        f"create policy definer_all on name_keys to {definer} using (true) with check (true)",
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
    dependencies = [("samaki", "0018_due_filled")]
    operations = [
        migrations.CreateModel(
            name="NameKeys",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(db_index=True)),
                ("child_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
            options={"db_table": "name_keys"},
        ),
        migrations.AddConstraint(
            "namekeys", models.UniqueConstraint(fields=("person_id", "version"), name="name_keys_once")
        ),
        migrations.AddIndex(
            "namekeys",
            django.contrib.postgres.indexes.GinIndex(fields=["keys"], fastupdate=False, name="name_keys_found"),
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
