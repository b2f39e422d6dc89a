"""A unit that was closed by mistake opens again, within 30 days, by who decides over it: the head of the unit above, and where
nobody leads that one the administrator (its own head has no role since it closed).

What ended in the moment of the closing begins anew now, as rows of their own: that it was closed in between stays readable.
What somebody else has by now is not taken from them: a member who has had another place since, an area that another unit of
the same kind took up since, and the services that one took up with it. The work moved before the unit closed and stays there.
"""

from django.conf import settings
from django.db import migrations

ENDED_WITH = """
create function app.ended_with(of_unit int) returns table (what text, id uuid, named text, back boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with gone as (select u.principal, u.kind, u.until from unit u where u.principal = of_unit and u.until is not null),
  heirs as (
    select a.unit, a.area from gone g join unit_area mine on mine.unit = g.principal and mine.until = g.until
      join unit_area a on a.area = mine.area and a.unit <> g.principal and a.until is null and a.since >= g.until
      join unit u on u.principal = a.unit and u.kind = g.kind and u.until is null
  )
  select 'membership', m.id, m.member_id::text, who.is_active and not exists (select 1 from membership o
      where o.member_id = m.member_id and o.unit <> g.principal and o.since >= g.until)
    from gone g join membership m on m.unit = g.principal and m.until = greatest(g.until, m.since)
      join member who on who.id = m.member_id
  union all
  select 'area', a.id, a.area, a.area not in (select h.area from heirs h)
    from gone g join unit_area a on a.unit = g.principal and a.until = g.until
  union all
  select 'service', s.id, s.service, not exists (select 1 from unit_service o join heirs h on h.unit = o.unit
      where o.service = s.service and o.until is null and o.since >= g.until)
    from gone g join unit_service s on s.unit = g.principal and s.until = g.until
  union all
  select 'focal_point', f.id, f.matter, true from gone g join focal_point f on f.unit = g.principal and f.until = g.until;
$$;
"""

OPEN_UNIT = """
create function app.open_unit(of_unit int) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
declare back uuid[];
begin
  if not app.speaks_for(of_unit) then
    raise exception 'this member may not open this unit' using errcode = '42501';
  end if;
  perform 1 from unit u left join unit above on above.principal = u.parent
    where u.principal = of_unit and u.until is not null and u.until >= app.now_at() - interval '30 days'
      and u.merged_into is null and above.until is null;
  if not found then
    raise exception 'this unit does not open again' using errcode = '23514', constraint = 'opens_again';
  end if;
  select array_agg(e.id) into back from app.ended_with(of_unit) e where e.back;
  insert into membership (id, member_id, unit, role, since)
    select gen_random_uuid(), m.member_id, m.unit, m.role, greatest(app.now_at(), m.since)
    from membership m where m.id = any(back);
  insert into unit_area (id, unit, area, since)
    select gen_random_uuid(), a.unit, a.area, app.now_at() from unit_area a where a.id = any(back);
  insert into unit_service (id, unit, service, "full", since)
    select gen_random_uuid(), s.unit, s.service, s."full", app.now_at() from unit_service s where s.id = any(back);
  insert into focal_point (id, unit, matter, name_en, name_km, phone, day_and_night, words, since)
    select gen_random_uuid(), f.unit, f.matter, f.name_en, f.name_km, f.phone, f.day_and_night, f.words, app.now_at()
    from focal_point f where f.id = any(back);
  update unit set until = null where principal = of_unit;
end $$;
"""

DEFINED = ("app.ended_with(int)", "app.open_unit(int)")


def forward(apps: object, schema_editor: object) -> None:
    app, definer = f'"{settings.ROLES["app"]}"', f'"{settings.ROLES["definer"]}"'
    lines = [ENDED_WITH, OPEN_UNIT]
    for function in DEFINED:
        lines += [f"alter function {function} owner to {definer}", f"revoke all on function {function} from public"]
        lines.append(f"grant execute on function {function} to {app}")
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in lines:
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0021_sealed_ledger_access")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
