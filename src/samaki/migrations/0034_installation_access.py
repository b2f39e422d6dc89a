"""Who decides over units without a head, who changes roles, and what the operator may still do about a first invitation."""

from django.conf import settings
from django.db import migrations

LIVE = "m.since <= app.now_at() and (m.until is null or m.until > app.now_at())"
ENTERS = "who.is_active and (who.access_until is null or who.access_until > app.now_at())"

FUNCTIONS = f"""
create function app.installation_stays() returns trigger language plpgsql as $$
begin
  raise exception 'what an installation is was decided by its first start' using errcode = '42501';
end $$;
create trigger installation_stays before update or delete on installation for each row execute function app.installation_stays();

-- its head and the head of the unit above; where there is neither, who administers its agency: nobody of another agency, but for
-- the administrator beside the oversight committee where the agency has none of its own
create or replace function app.speaks_for(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  with heads as (
    select m.member_id from membership m join member who on who.id = m.member_id and who.is_active
    where m.role = 'head' and {LIVE}
      and m.unit in (select principal from unit where principal = of_unit
                     union select parent from unit where principal = of_unit and parent is not null)
  )
  select exists (select 1 from heads where member_id = app.member_id())
    or (not exists (select 1 from heads) and app.administers(of_unit));
$$;

-- as before; and a role of authority that was given later than the account itself is as old as it is
create or replace function app.seconds_for(of_unit int, of_second uuid, of_asker uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from membership m join member who on who.id = m.member_id join unit u on u.principal = m.unit
      where {ENTERS} and {LIVE} and m.role in ('admin', 'head', 'confidentiality_officer') and m.member_id = of_second
        and u.agency_id = (select agency_id from unit where principal = of_unit)
        and (m.since <= app.now_at() - interval '30 days'
             or not exists (select 1 from membership e where e.member_id = m.member_id and e.since < m.since)))
    and of_second <> of_asker
    and not exists (select 1 from invitation i where i.member_id = of_second and i.made_by_id <> i.member_id
                    and i.used_at > app.now_at() - interval '30 days')
    and of_asker not in (select app.let_in_by(of_second)) and of_second not in (select app.let_in_by(of_asker));
$$;

create function app.change_roles(of_member uuid, given text[], ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare of_unit int := (select unit from member where id = of_member);
begin
  if of_member = app.member_id() or not app.administers(of_unit) then
    raise exception 'this member may not change these roles' using errcode = '42501';
  end if;
  if not 'admin' = any(given) and app.is_last_administrator(null, of_member, null) then
    raise exception 'the last administrator stays one' using errcode = '42501';
  end if;
  update membership m set until = app.now_at() where m.member_id = of_member and m.unit = of_unit and {LIVE}
    and not m.role = any(given);
  insert into membership (id, member_id, unit, role, since, until)
  select gen_random_uuid(), of_member, of_unit, g.role, app.now_at(), null from unnest(given) as g(role)
  where not exists (select 1 from membership m where m.member_id = of_member and m.unit = of_unit and m.role = g.role and {LIVE});
  update member set access_until = ends where id = of_member;
end $$;

create function app.end_token(of_token uuid) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update api_token set until = app.now_at() where id = of_token and member_id = app.member_id()
    and (until is null or until > app.now_at());
$$;

-- a first invitation of the operator's whose member has not come: (member, unit), nothing for every other name
create function app.operator_invited(of_name text) returns table (member_id uuid, unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select w.id, w.unit from member w where w.username = of_name and w.closed_why = 'invited'
    and exists (select 1 from invitation i where i.member_id = w.id and i.made_by_id = w.id)
    and not exists (select 1 from invitation i where i.member_id = w.id and (i.made_by_id <> w.id or i.used_at is not null));
$$;

create function app.operator_invites_again(of_name text, of_id uuid, of_digest bytea, at timestamptz, ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare found record;
begin
  select * into strict found from app.operator_invited(of_name);
  update invitation set ended_at = at where member_id = found.member_id and used_at is null and ended_at is null;
  insert into invitation (id, member_id, unit, kind, digest, made_by_id, made_at, until)
  values (of_id, found.member_id, found.unit, 'invite', of_digest, found.member_id, at, ends);
end $$;

-- an account that nobody ever used: the name is free again
create function app.operator_takes_back(of_name text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare found record;
begin
  select * into strict found from app.operator_invited(of_name);
  delete from invitation where member_id = found.member_id;
  delete from membership where member_id = found.member_id;
  delete from member where id = found.member_id;
end $$;
"""

DEFINED = {
    "app.change_roles(uuid, text[], timestamptz)": "app",
    "app.end_token(uuid)": "app",
    "app.operator_invited(text)": "owner",
    "app.operator_invites_again(text, uuid, bytea, timestamptz, timestamptz)": "owner",
    "app.operator_takes_back(text)": "owner",
}


def statements() -> list[str]:
    roles = settings.ROLES
    definer = f'"{roles["definer"]}"'
    out = [FUNCTIONS]
    for function, role in DEFINED.items():
        out += [f"alter function {function} owner to {definer}", f"revoke all on function {function} from public"]
        name = "current_user" if role == "owner" else f'"{roles[role]}"'
        out.append(f"grant execute on function {function} to {name}")
    out.append(f"grant select, update, delete on member, membership, invitation to {definer}")
    out.append(f"grant insert on membership to {definer}")
    return out


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for line in statements():
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0034_installation")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
