"""Who sees and ends a sign-on: its member, and the administrator of their agency. Whose it is, before anybody is in, a function says.

It says so only for members of the agency that the provider serves: that of the unit which the operator named.
"""

from django.conf import settings
from django.db import migrations

SELF = "member_id = (select app.member_id())"
ADMINISTERED = f"{SELF} or app.administers((select w.unit from member w where w.id = provider_link.member_id))"

POLICIES = {
    "provider_link": {"select": ADMINISTERED, "insert": SELF, "update": SELF, "delete": ADMINISTERED},
}

FUNCTIONS = """
create function app.provider_owner(of_subject bytea, of_provider text, of_unit text) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.member_id from provider_link l join member w on w.id = l.member_id join unit u on u.principal = w.unit
  where l.subject = of_subject and l.provider = of_provider
    and u.agency_id = (select agency_id from unit where code = of_unit);
$$;

create function app.provider_taken(of_subject bytea) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from provider_link where subject = of_subject);
$$;
"""

WITHOUT_MEMBER = """
-- asked by nobody, these answered whether the agency has an administrator at all; now they say no
create or replace function app.administers(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.member_id() is not null and (app.holds(of_unit, '{admin}', app.member_id()) or (not app.holds(of_unit, '{admin}', null)
    and exists (select 1 from membership m join member who on who.id = m.member_id join unit u on u.principal = m.unit
      where who.is_active and (who.access_until is null or who.access_until > app.now_at())
        and m.since <= app.now_at() and (m.until is null or m.until > app.now_at())
        and m.role = 'admin' and u.kind = 'oversight' and m.member_id = app.member_id())));
$$;

create or replace function app.seconds(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.member_id() is not null and app.holds(of_unit, '{admin,head,confidentiality_officer}', app.member_id());
$$;
"""

DEFINED = ("app.provider_owner(bytea, text, text)", "app.provider_taken(bytea)")


def statements() -> list[str]:
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    out = [FUNCTIONS, WITHOUT_MEMBER]
    for function in DEFINED:
        out += [
            f"alter function {function} owner to {definer}",
            f"revoke all on function {function} from public",
            f"grant execute on function {function} to {app}",
        ]
    for table, commands in POLICIES.items():
        out += [f"alter table {table} enable row level security", f"alter table {table} force row level security"]
        out.append(f"create policy definer_all on {table} to {definer} using (true) with check (true)")
        for command, condition in commands.items():
            clause = f"with check ({condition})" if command == "insert" else f"using ({condition})"
            clause += f" with check ({condition})" if command == "update" else ""
            out.append(f"create policy app_{command} on {table} for {command} to {app} {clause}")
            out.append(f"grant {command} on {table} to {app}")
    out.append(f"grant select on provider_link to {definer}")
    return out


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for line in statements():
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0058_sign_on")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
