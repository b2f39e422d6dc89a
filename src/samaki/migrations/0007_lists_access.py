"""Which cases a unit has a part in, one narrow row each: what the lists of cases are read by.

A unit has dozens of relations to a case, and row security on thousands of cases at once costs more than the page. So the
database keeps one row for each (unit, case) with a live relation, beside what lists are narrowed to. It is a way to
find candidates, not a right: the list still reads the case itself through its policies. Three triggers keep it, so no
code can forget; a test compares it with the relations.
"""

from django.conf import settings
from django.db import migrations

MINE = "unit = any((select app.principals())::int[])"

POLICIES = {"case_in_list": {"select": MINE}}

TABLE = """
create table case_in_list (
  unit int not null references unit (principal) deferrable initially deferred,
  case_id uuid not null references "case" (id) on delete cascade deferrable initially deferred,
  state text not null,
  area text not null,
  opened_at timestamptz not null,
  primary key (unit, case_id)
);
alter table case_in_list enable row level security;
alter table case_in_list force row level security;
"""

FUNCTIONS = """
create function app.list_case_for(of_unit int, of_case uuid) returns void
language sql security definer set search_path = pg_catalog, public as $$
  delete from case_in_list l where l.unit = of_unit and l.case_id = of_case
    and not exists (select 1 from relation r where r.unit = of_unit and r.case_id = of_case
                    and (r.until is null or r.until > coalesce(app.now_at(), r.since)));
  insert into case_in_list (unit, case_id, state, area, opened_at)
  select of_unit, c.id, c.state, c.area, c.opened_at from "case" c
  where c.id = of_case
    and exists (select 1 from relation r where r.unit = of_unit and r.case_id = of_case
                and (r.until is null or r.until > coalesce(app.now_at(), r.since)))
  on conflict (unit, case_id) do nothing;
$$;

create function app.relation_lists() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform app.list_case_for(new.unit, new.case_id);
  return null;
end $$;

create function app.case_lists() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into case_in_list (unit, case_id, state, area, opened_at)
  select distinct r.unit, new.id, new.state, new.area, new.opened_at from relation r
  where r.case_id = new.id and (r.until is null or r.until > coalesce(app.now_at(), r.since))
  on conflict (unit, case_id) do update
  set state = excluded.state, area = excluded.area, opened_at = excluded.opened_at;
  return null;
end $$;
"""

NAMES = ("app.list_case_for(int, uuid)", "app.relation_lists()", "app.case_lists()")

TRIGGERS = """
create trigger relation_begins after insert on relation for each row execute function app.relation_lists();
create trigger relation_ends after update of until on relation for each row
  when (old.until is distinct from new.until) execute function app.relation_lists();
create trigger case_changes after insert or update of state, area, opened_at on "case"
  for each row execute function app.case_lists();
"""

FILL = """
insert into case_in_list (unit, case_id, state, area, opened_at)
select distinct r.unit, c.id, c.state, c.area, c.opened_at from relation r join "case" c on c.id = r.case_id
where r.until is null or r.until > now()
"""


def forward(apps: object, schema_editor: object) -> None:
    app, definer = settings.ROLES["app"], settings.ROLES["definer"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(TABLE)
        cursor.execute(FUNCTIONS)
        for line in (
            f'create policy app_select on case_in_list for select to "{app}" using ({POLICIES["case_in_list"]["select"]})',
            f'grant select on case_in_list to "{app}"',
            f'create policy definer_all on case_in_list to "{definer}" using (true) with check (true)',
            f'grant select, insert, update, delete on case_in_list to "{definer}"',
            f'create policy definer_select on "case" for select to "{definer}" using (true)',
            f'grant select on "case" to "{definer}"',
        ):
            cursor.execute(line)
        for name in NAMES:
            cursor.execute(f'alter function {name} owner to "{definer}"')
            cursor.execute(f"revoke all on function {name} from public")
        # what is there already: the owner sees no row of it, the definer does
        cursor.execute(f'set local role "{definer}"')
        cursor.execute(FILL)
        cursor.execute("reset role")
        cursor.execute(TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0007_lists")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
