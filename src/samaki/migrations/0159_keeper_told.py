"""Whether a unit that keeps a child knows of it: to whoever works for that child, and nobody else.

- `app.knows_child`: whether this unit may see something of the child, or is asked to take a step of it. Of a unit behind a wall, of one
  that is closed, and to who does not work for the child, it says yes: there is nothing to tell, and nothing is learnt. Of a step that is
  hidden from the session it knows nothing.
- `app.still_holds`: whether this unit holds something of the case that is open, and so has it on its desk.
"""

from django.db import migrations, models
from django.db.models import Q

from samaki.migrations import _row_security

KNOWS = """
create function app.knows_child(of_case uuid, of_child uuid, of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select not app.works_for(of_case, of_child) or app.is_walled(of_case, of_unit)
    or exists (select 1 from unit u where u.principal = of_unit and u.until is not null and u.until <= app.now_at())
    or exists (select 1 from relation r where r.case_id = of_case and r.unit = of_unit and (r.child_id is null or r.child_id = of_child)
         and (r.step_id is null or r.step_id <> all(app.hidden())) and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()))
    or exists (select 1 from handoff h where h.case_id = of_case and h.to_unit = of_unit and (h.child_id is null or h.child_id = of_child)
         and h.step_id <> all(app.hidden())
         and h.state in ('offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed'));
$$;

create function app.still_holds(of_case uuid, of_child uuid, of_unit int) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select app.works_for(of_case, of_child) and exists (select 1 from step s where s.case_id = of_case and s.holder = of_unit
    and s.state in ('open', 'on_hold') and s.id <> all(app.hidden()));
$$;
"""

DEFINED = {"app.knows_child(uuid, uuid, int)": ("app",), "app.still_holds(uuid, uuid, int)": ("app",)}


def define(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        _row_security.define(cursor, KNOWS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0164_duty_number_proved")]
    operations = [
        migrations.AddIndex(
            model_name="childplacement",
            index=models.Index(
                fields=["unit"], condition=Q(state="stays", keeper__isnull=False), name="child_placement_named"
            ),
        ),
        migrations.RunPython(define, migrations.RunPython.noop),
    ]
