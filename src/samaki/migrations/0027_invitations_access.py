"""Who may invite, close, open and recover: asked again in the database, for no page may write another member's rights."""

from django.conf import settings
from django.db import migrations

LIVE = "m.since <= app.now_at() and (m.until is null or m.until > app.now_at())"
ENTERS = "who.is_active and (who.access_until is null or who.access_until > app.now_at())"

OWN = "(select app.member_id()) in (member_id, made_by_id)"
"""About whom it is; and who asked, who sees what becomes of it also when another administrator has come meanwhile."""

POLICIES = {
    "invitation": {
        "select": f"{OWN} or app.administers(unit) or app.seconds(unit)",
        "insert": "made_by_id = (select app.member_id()) and app.administers(unit)",
        "update": f"{OWN} or app.administers(unit) or app.seconds(unit)",
    },
}

FUNCTIONS = f"""
create function app.holds(of_unit int, roles text[], of_member uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from membership m join member who on who.id = m.member_id join unit u on u.principal = m.unit
    where {ENTERS} and {LIVE} and m.role = any(roles) and (of_member is null or m.member_id = of_member)
      and u.agency_id = (select agency_id from unit where principal = of_unit));
$$;

-- the agency's own administrator; where it has none, the administrator of the installation, who sits with the oversight committee
create function app.administers(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.holds(of_unit, '{{admin}}', app.member_id()) or (not app.holds(of_unit, '{{admin}}', null)
    and exists (select 1 from membership m join member who on who.id = m.member_id join unit u on u.principal = m.unit
      where {ENTERS} and {LIVE} and m.role = 'admin' and u.kind = 'oversight' and m.member_id = app.member_id()));
$$;

-- who may be the second person of an agency
create function app.seconds(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.holds(of_unit, '{{admin,head,confidentiality_officer}}', app.member_id());
$$;

-- whose word an account stands on: who invited or recovered its member, who let those in, and so on
create function app.let_in_by(of_member uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive chain as (
    select i.made_by_id from invitation i where i.member_id = of_member and i.used_at is not null
    union
    select i.made_by_id from invitation i join chain c on i.member_id = c.made_by_id where i.used_at is not null
  )
  select made_by_id from chain;
$$;

-- nobody makes their own second person: that account was opened at least 30 days ago, or by the operator, and neither let
-- the other in
create function app.seconds_for(of_unit int, of_second uuid, of_asker uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.holds(of_unit, '{{admin,head,confidentiality_officer}}', of_second) and of_second <> of_asker
    and not exists (select 1 from invitation i where i.member_id = of_second and i.made_by_id is not null
                    and i.used_at > app.now_at() - interval '30 days')
    and of_asker not in (select app.let_in_by(of_second)) and of_second not in (select app.let_in_by(of_asker));
$$;

create function app.recovery_is_agreed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if (new.member_id, new.made_by_id, new.kind, new.unit) is distinct from (old.member_id, old.made_by_id, old.kind, old.unit)
    or (new.agreed_by_id is distinct from old.agreed_by_id and (old.agreed_by_id is not null
      or new.agreed_by_id is distinct from app.member_id() or new.agreed_by_id = new.member_id
      or not app.seconds_for(new.unit, new.agreed_by_id, new.made_by_id))) then
    raise exception 'this member may not be the second person here' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger recovery_is_agreed before update on invitation for each row execute function app.recovery_is_agreed();

create function app.add_member(of_id uuid, of_name text, en text, km text, lang text, of_unit int, roles text[],
  ends timestamptz, made_up boolean) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not app.administers(of_unit) then
    raise exception 'this member may not invite for this unit' using errcode = '42501';
  end if;
  insert into member (id, password, username, name_en, name_km, phone, language, calendar, unit, is_active, synthetic,
    access_until, closed_why)
  values (of_id, '!', of_name, en, km, '', lang, 'gregorian', of_unit, false, made_up, ends, 'invited');
  insert into membership (id, member_id, unit, role, since, until)
  select gen_random_uuid(), of_id, of_unit, role, app.now_at(), null from unnest(roles) role;
end $$;

-- every session and every token of a member ends; their own act, an administrator's, or the clock's
create function app.end_access(of_member uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if of_member <> app.member_id() and not app.administers((select unit from member where id = of_member)) then
    raise exception 'this member may not end the access of another' using errcode = '42501';
  end if;
  delete from django_session where session_key in (select session_key from signed_in where member_id = of_member);
  update signed_in set ended_at = app.now_at(), session_key = null where member_id = of_member and ended_at is null;
  update api_token set until = app.now_at() where member_id = of_member and (until is null or until > app.now_at());
end $$;

-- whether without this unit, or this member, nobody would administer the installation (or anything, where nobody does today)
create function app.is_last_administrator(of_unit int, of_member uuid, awake_since timestamptz) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  with found as (
    select m.member_id, m.unit, u.kind = 'oversight' as whole, coalesce(who.seen_at, 'infinity') as seen_at
    from membership m join member who on who.id = m.member_id join unit u on u.principal = m.unit
    where {ENTERS} and {LIVE} and m.role = 'admin' and u.until is null
  ), gone as (select * from found where unit = of_unit or member_id = of_member)
  select exists (select 1 from gone) and not exists (
    select 1 from found f where f.unit is distinct from of_unit and f.member_id is distinct from of_member
      and (awake_since is null or f.seen_at >= awake_since) and (f.whole or not exists (select 1 from gone where whole)));
$$;

create function app.an_administrator_stays() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if old.until is null and new.until is not null and app.is_last_administrator(new.principal, null, null) then
    raise exception 'the unit of the last administrator does not end' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger an_administrator_stays before update of until on unit for each row execute function app.an_administrator_stays();

create function app.open_member(of_member uuid, opened boolean, why text) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if of_member = app.member_id() or not app.administers((select unit from member where id = of_member)) then
    raise exception 'this member may not open or close this account' using errcode = '42501';
  end if;
  if not opened and app.is_last_administrator(null, of_member, null) then
    raise exception 'the account of the last administrator does not close' using errcode = '42501';
  end if;
  if opened then
    perform app.end_access(of_member);
  end if;
  update member set is_active = opened, closed_why = why, seen_at = case when opened then app.now_at() else seen_at end
  where id = of_member;
  update api_token set until = app.now_at() where member_id = of_member and (until is null or until > app.now_at());
end $$;

-- who leads the unit or the one above it, and the administrator of its agency: nobody of another agency
create function app.renews(of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.administers(of_unit) or exists (select 1 from membership m join member who on who.id = m.member_id
    where {ENTERS} and {LIVE} and m.role = 'head' and m.member_id = app.member_id()
      and m.unit in (select unnest(array[u.principal, u.parent]) from unit u where u.principal = of_unit));
$$;

create function app.renew_member(of_member uuid, ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if of_member = app.member_id() or not app.renews((select unit from member where id = of_member)) then
    raise exception 'this member may not renew this account' using errcode = '42501';
  end if;
  update member set access_until = ends where id = of_member;
end $$;

create function app.invitation_of(of_digest bytea)
returns table (id uuid, member_id uuid, kind text, half bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.id, i.member_id, i.kind, i.half from invitation i join member w on w.id = i.member_id
  where i.digest = of_digest and i.used_at is null and i.ended_at is null and i.until > app.now_at()
    and case i.kind when 'invite' then w.closed_why = 'invited' else w.is_active end;
$$;

-- the operator of the machine invites the first administrator of an agency; nobody else may call it
create function app.operator_invites(of_id uuid, of_member uuid, of_name text, en text, km text, of_unit int, of_digest bytea,
  at timestamptz, ends timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into member (id, password, username, name_en, name_km, phone, language, calendar, unit, is_active, synthetic, closed_why)
  values (of_member, '!', of_name, en, km, '', 'km', 'gregorian', of_unit, false, false, 'invited');
  insert into membership (id, member_id, unit, role, since, until)
  values (gen_random_uuid(), of_member, of_unit, 'admin', at, null);
  insert into invitation (id, member_id, unit, kind, digest, made_by_id, made_at, until)
  values (of_id, of_member, of_unit, 'invite', of_digest, of_member, at, ends);
end $$;

create function app.suspend_dormant(days int, but_made_up boolean) returns table (member_id uuid, of_unit int)
language sql security definer set search_path = pg_catalog, public as $$
  update member set is_active = false, closed_why = 'dormant'
  where is_active and seen_at < app.now_at() - make_interval(days => days) and not (but_made_up and synthetic)
    and not app.is_last_administrator(null, id, app.now_at() - make_interval(days => days))
  returning id, unit;
$$;

create function app.account_findings() returns table (without_factor int, invited int, expired int, dormant int, unbound int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select
    (select count(*) from member w where w.is_active and not exists (
      select 1 from factor f where f.member_id = w.id and f.confirmed_at is not null))::int,
    (select count(*) from invitation where used_at is null and ended_at is null and until > now())::int,
    (select count(*) from invitation where used_at is null and ended_at is null and until <= now())::int,
    (select count(*) from member where closed_why = 'dormant')::int,
    (select count(*) from member w where w.is_active and w.access_until is null and exists (
      select 1 from membership m where m.member_id = w.id and m.role in ('mentor', 'trainer') and m.until is null))::int;
$$;
"""

DEFINED = {
    "app.holds(int, text[], uuid)": (),
    "app.administers(int)": ("app",),
    "app.seconds(int)": ("app",),
    "app.let_in_by(uuid)": (),
    "app.seconds_for(int, uuid, uuid)": ("app",),
    "app.recovery_is_agreed()": (),
    "app.add_member(uuid, text, text, text, text, int, text[], timestamptz, boolean)": ("app",),
    "app.end_access(uuid)": ("app",),
    "app.is_last_administrator(int, uuid, timestamptz)": ("app",),
    "app.an_administrator_stays()": (),
    "app.open_member(uuid, boolean, text)": ("app",),
    "app.renews(int)": ("app",),
    "app.renew_member(uuid, timestamptz)": ("app",),
    "app.invitation_of(bytea)": ("app",),
    "app.operator_invites(uuid, uuid, text, text, text, int, bytea, timestamptz, timestamptz)": ("owner",),
    "app.suspend_dormant(int, boolean)": ("worker",),
    "app.account_findings()": ("worker",),
}


def statements() -> list[str]:
    roles = settings.ROLES
    app, definer = f'"{roles["app"]}"', f'"{roles["definer"]}"'
    out = [FUNCTIONS]
    for function, may in DEFINED.items():
        out += [f"alter function {function} owner to {definer}", f"revoke all on function {function} from public"]
        names = ("current_user" if role == "owner" else f'"{roles[role]}"' for role in may)
        out += [f"grant execute on function {function} to {name}" for name in names]
    for table, commands in POLICIES.items():
        out += [f"alter table {table} enable row level security", f"alter table {table} force row level security"]
        out.append(f"create policy definer_all on {table} to {definer} using (true) with check (true)")
        for command, condition in commands.items():
            clause = f"with check ({condition})" if command == "insert" else f"using ({condition})"
            clause += f" with check ({condition})" if command == "update" else ""
            out.append(f"create policy app_{command} on {table} for {command} to {app} {clause}")
            out.append(f"grant {command} on {table} to {app}")
    out.append(f"grant select, insert on invitation to {definer}")
    out.append(f"grant select on factor to {definer}")
    out.append(f"grant insert on member to {definer}")
    out.append(f"grant select, update on signed_in, api_token to {definer}")
    return out


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        for line in statements():
            cursor.execute(line)
        # a mentor's account has an end from now on; the unit's lead renews it
        cursor.execute(
            "update member set access_until = now() + interval '90 days' where access_until is null and exists ("
            "select 1 from membership m where m.member_id = member.id and m.role in ('mentor', 'trainer') and m.until is null)"
        )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0027_invitations")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
