"""Who would be suspended soon, so that they are told before: the same question as for suspending, asked some days ahead."""

from django.conf import settings
from django.db import migrations

FUNCTION = """
create function app.soon_dormant(days int, ahead float, but_made_up boolean)
returns table (member_id uuid, of_unit int, at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select id, unit, seen_at + make_interval(days => days) from member
  where is_active and seen_at < app.now_at() + make_interval(secs => ahead) - make_interval(days => days) and not (but_made_up and synthetic)
    and not app.is_last_administrator(null, id, app.now_at() - make_interval(days => days));
$$;
"""
SIGNATURE = "app.soon_dormant(int, float, boolean)"


def forward(apps: object, schema_editor: object) -> None:
    definer, worker = (f'"{settings.ROLES[role]}"' for role in ("definer", "worker"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(FUNCTION)
        cursor.execute(f"alter function {SIGNATURE} owner to {definer}")
        cursor.execute(f"revoke all on function {SIGNATURE} from public")
        cursor.execute(f"grant execute on function {SIGNATURE} to {worker}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0038_passkeys_access")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
