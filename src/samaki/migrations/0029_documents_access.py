"""Who sees a document: the units that work in its part of the file. Its bytes: the same, unless it is held, then nobody.

To be asked is not enough (titles often bear names). A document is never changed: a trigger lets it be held and struck, each
once and for good. There is no right to delete. What the ledger says of a document (its kind, its SHA-256) is read by the same
units, and by the unit that did the act.
"""

import importlib

from django.conf import settings
from django.db import migrations

STAYS = """
create function app.document_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (old.held and not new.held)
     or (old.in_error_at is not null and new.in_error_at is distinct from old.in_error_at)
     or to_jsonb(new) - '{held,in_error_at}'::text[] <> to_jsonb(old) - '{held,in_error_at}'::text[] then
    raise exception 'a document is never changed' using errcode = 'check_violation', constraint = 'document_stays';
  end if;
  return new;
end $$;
create trigger document_stays before update on document for each row execute function app.document_stays();
alter table document_file alter column sealed set storage external;
"""


def policies() -> dict[str, dict[str, str]]:
    """Conditions of the application role."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = rules.related(
        "document", 'r.compartment = "document".compartment', rules.of_child("document"), "r.ground <> 'offered'"
    )
    of_it = "exists (select 1 from document d where d.id = document_file.document_id and d.case_id = document_file.case_id and {more})"
    return {
        "document": {"select": works, "insert": f"unit = {rules.MINE} and {works}", "update": works},
        "document_file": {
            "select": of_it.format(more="not d.held"),
            "insert": of_it.format(more=f"d.unit = {rules.MINE}"),
        },
    }


def of_the_ledger() -> str:
    """The condition of 0002 for reading entries, and more for those about a document."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    seen = "exists (select 1 from document d where d.id = ledger_entry.subject_id)"
    before = rules.POLICIES["ledger_entry"]["select"]
    return f"({before}) and (subject_kind <> 'document' or unit = {rules.MINE} or {seen})"


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    app = settings.ROLES["app"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.document_stays() from public")
        cursor.execute(f'grant execute on function app.document_stays() to "{app}"')
        for table, commands in policies().items():
            cursor.execute(f"alter table {table} enable row level security")
            cursor.execute(f"alter table {table} force row level security")
            for command, condition in commands.items():
                for line in rules.policy("app", table, command, condition):
                    cursor.execute(line)
        cursor.execute(f'alter policy app_select on ledger_entry to "{app}" using ({of_the_ledger()})')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0028_documents")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
