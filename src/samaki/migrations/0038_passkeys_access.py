"""What a browser was asked is kept and taken through functions: once, in time. Whose a passkey is, before anybody signed in."""

from django.conf import settings
from django.db import migrations

FUNCTIONS = """
create function app.keep_challenge(of_key bytea, ends timestamptz) returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into passkey_challenge (key, until) values (of_key, ends);
$$;

create function app.take_challenge(of_key bytea) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  with taken as (delete from passkey_challenge where key = of_key returning until)
  select exists (select 1 from taken where until > app.now_at());
$$;

create function app.passkey_owner(of_credential bytea) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select member_id from factor where credential = of_credential and kind = 'passkey' and confirmed_at is not null;
$$;

create or replace function app.forget_sign_ins() returns void
language sql security definer set search_path = pg_catalog, public as $$
  delete from guess where last_at < app.now_at() - interval '1 day';
  delete from passkey_challenge where until < app.now_at();
  delete from signed_in where since < app.now_at() - interval '90 days';
  delete from django_session where expire_date < app.now_at() - interval '1 day';
$$;
"""

DEFINED = ("app.keep_challenge(bytea, timestamptz)", "app.take_challenge(bytea)", "app.passkey_owner(bytea)")


def statements() -> list[str]:
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    out = [FUNCTIONS]
    for function in DEFINED:
        out += [
            f"alter function {function} owner to {definer}",
            f"revoke all on function {function} from public",
            f"grant execute on function {function} to {app}",
        ]
    table = "passkey_challenge"
    return [
        *out,
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy definer_all on {table} to {definer} using (true) with check (true)",
        f"grant select, insert, delete on {table} to {definer}",
    ]


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for line in statements():
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0037_passkeys")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
