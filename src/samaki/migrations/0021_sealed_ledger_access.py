"""Who may seal, and who may read the seal. An entry waits for the sealer from its own transaction on.

The trigger puts the key of each new entry beside it: the sealer finds what became visible late without a look at the whole
ledger, and without trust in any clock or transaction number (docs/decisions/0016). Nobody but the superuser changes a leaf.
"""

import importlib

from django.conf import settings
from django.db import migrations

WAIT = """
create function app.entry_waits() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  insert into ledger_waiting (entry_id) select id from added;
  return null;
end $$;
"""

TRIGGER = """create trigger entry_waits after insert on ledger_entry
referencing new table as added for each statement execute function app.entry_waits()"""

TABLES = ("ledger_waiting", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_witness", "ledger_receipt")

READERS = ("app", "worker", "sealer", "auditor")
"""Leaves are hashes of bytes that nobody can guess; a checkpoint is made to be handed out."""


def rights() -> list[tuple[str, str, str, str]]:
    """(role, table, command, condition)."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    mine = f"unit = {rules.MINE}"
    found = [(role, table, "select", "true") for role in READERS for table in TABLES[1:]]
    found += [("sealer", table, "insert", "true") for table in TABLES[:4]]
    found += [("sealer", "ledger_waiting", command, "true") for command in ("select", "delete")]
    found += [("auditor", "ledger_waiting", "select", "true"), ("worker", "ledger_waiting", "select", "true")]
    found += [("worker", table, command, "true") for table in TABLES[4:] for command in ("insert", "update")]
    found += [("app", "ledger_receipt", "update", mine)]
    return found


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    definer, sealer = f'"{settings.ROLES["definer"]}"', f'"{settings.ROLES["sealer"]}"'
    lines = ["set local lock_timeout = '5s'", WAIT]
    for table in TABLES:
        lines += [f"alter table {table} enable row level security", f"alter table {table} force row level security"]
    for role, table, command, condition in rights():
        lines += rules.policy(role, table, command, condition)
    lines += [
        f"grant insert on ledger_waiting to {definer}",
        f"create policy definer_insert on ledger_waiting for insert to {definer} with check (true)",
        "revoke all on function app.entry_waits() from public",
        f"alter function app.entry_waits() owner to {definer}",
        f'grant execute on function app.begin(uuid, timestamptz) to {sealer}, "{settings.ROLES["auditor"]}"',
        TRIGGER,
    ]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in lines:
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0020_sealed_ledger")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
