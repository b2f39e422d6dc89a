"""Who sees a member's sign-ins and factors: the member. Before anybody has signed in, a session is found by a function."""

from django.conf import settings
from django.db import migrations

SELF = "member_id = (select app.member_id())"

POLICIES = {
    "signed_in": {"select": SELF, "insert": SELF, "update": SELF},
    "factor": {"select": SELF, "insert": SELF, "update": SELF, "delete": SELF},
    "recovery_code": {"select": SELF, "insert": SELF, "update": SELF, "delete": SELF},
}

FUNCTIONS = """
create or replace function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[];
begin
  with recursive held as (
    select m.unit from membership m join member who on who.id = m.member_id
    where m.member_id = begin.member and who.is_active and (who.access_until is null or who.access_until > at)
      and m.since <= at and (m.until is null or m.until > at)
    union
    select u.principal from unit u join held on u.merged_into = held.unit
  )
  select coalesce(array_agg(distinct held.unit), '{}') into mine from held;
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;

create function app.session_of(of_key text, at timestamptz)
returns table (session_data text, expire_date timestamptz, signed_in uuid, used_at timestamptz, proved_at timestamptz)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.session_data, s.expire_date, g.id, g.used_at, g.proved_at
  from django_session s left join signed_in g on g.session_key = s.session_key
  where s.session_key = of_key and s.expire_date > at and g.ended_at is null;
$$;

create function app.forget_sign_ins() returns void
language sql security definer set search_path = pg_catalog, public as $$
  delete from guess where last_at < app.now_at() - interval '1 day';
  delete from signed_in where since < app.now_at() - interval '90 days';
  delete from django_session where expire_date < app.now_at() - interval '1 day';
$$;
"""

FOR = {"app.session_of(text, timestamptz)": "app", "app.forget_sign_ins()": "worker"}


def statements() -> list[str]:
    roles = settings.ROLES
    app, definer = f'"{roles["app"]}"', f'"{roles["definer"]}"'
    out = [FUNCTIONS]
    for function, role in FOR.items():
        out += [
            f"alter function {function} owner to {definer}",
            f"revoke all on function {function} from public",
            f'grant execute on function {function} to "{roles[role]}"',
        ]
    for table, commands in POLICIES.items():
        out += [f"alter table {table} enable row level security", f"alter table {table} force row level security"]
        out.append(f"create policy definer_all on {table} to {definer} using (true) with check (true)")
        for command, condition in commands.items():
            clause = f"with check ({condition})" if command == "insert" else f"using ({condition})"
            clause += f" with check ({condition})" if command == "update" else ""
            out.append(f"create policy app_{command} on {table} for {command} to {app} {clause}")
            out.append(f"grant {command} on {table} to {app}")
    out.append(f"grant select, insert, update, delete on guess to {app}")
    out.append(f"grant select, delete on signed_in, guess, django_session to {definer}")
    return out


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for line in statements():
            cursor.execute(line)
        # whoever is here today was seen: nobody becomes dormant by the day on which this began to be kept
        cursor.execute("update member set seen_at = now() where is_active")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0026_accounts")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
