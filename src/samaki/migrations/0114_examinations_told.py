"""Who reads an examination, and that there was one: the side of care, and of the others those to whom the child lets it be told.

A unit may read the care of a child because of a step of justice (to identify a victim needs it), by an order, or because it was shared.
That is not enough here: the child is asked whether police and prosecutor may know, and a no must hold. The side of care is who has the
part by a step of care; who is let in for a time (emergency, shared, conference) unless they work on the justice of this case; and, for
knowing that there was one, who is asked to take a step of care: nobody examines a child twice because they do not know. What a unit wrote
itself it reads while it tends the child. Everybody else has the word of `examination_word`, while the child agrees.

An answer of the child is also that a part was not needed: until now one code said that and that nobody asked.
"""

from django.conf import settings
from django.db import migrations, models

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ANSWERS = ("agreed", "refused", "waits", "not_asked", "not_needed")

LIVE = (
    "{r}.unit = any(app.principals()) and {r}.since <= app.now_at() and ({r}.until is null or {r}.until > app.now_at())"
)

FUNCTIONS = f"""
-- whether the session is of the side of care of this child; `asked`: who is only asked for a step of care counts too
create function app.of_care(of_case uuid, of_child uuid, asked boolean) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from relation r where r.case_id = of_case and (r.child_id is null or r.child_id = of_child)
    and r.compartment = 'care' and {LIVE.format(r="r")} and case
      when r.step_id is not null then exists (select 1 from step s where s.id = r.step_id and s.compartment = 'care')
      when r.ground = 'offered' then asked and exists (select 1 from handoff h join step s on s.id = h.step_id
        where h.id = r.handoff_id and s.compartment = 'care')
      when r.ground in ('shared', 'emergency', 'conference') then not exists (select 1 from relation j
        where j.case_id = of_case and j.compartment = 'justice' and {LIVE.format(r="j")}
        and j.ground not in ('offered', 'shared', 'emergency', 'court_order', 'conference'))
      else false end);
$$;

-- as before; for the side of care and who is asked for it, and of what one's own unit wrote
create or replace function app.examinations_held(of_child uuid) returns table (root_id uuid, at timestamptz, "precision" text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select x.root_id, x.at, x.precision from (
    select distinct on (e.root_id) e.root_id, e.at, e.precision, e.took_place, e.in_error from examination e
    join person p on p.id = e.child_id where e.child_id = of_child and p.case_id <> all(app.walls())
      and (app.of_care(p.case_id, p.id, true) or exists (select 1 from examination o
        where o.root_id = e.root_id and o.unit = any(app.principals()))) order by e.root_id, e.version desc) x
  where x.took_place and not x.in_error order by x.at desc, x.root_id desc;
$$;
"""

DEFINED = {"app.of_care(uuid, uuid, boolean)": ("app",)}
ONLY = {
    "examination": f"unit = {MINE} or app.of_care(case_id, child_id, false)",
    "examination_word": f"ended_at is null or unit = {MINE} or app.of_care(case_id, child_id, false)",
    "remark": f"act not like 'examination.%' or unit = {MINE} or app.of_care(case_id, child_id, false)",
    "ledger_entry": f"subject_kind <> 'examination' or unit = {MINE} or app.of_care(case_id, child_id, true)",
}
"""Table -> what must hold besides its policy."""


def secure(apps: object, schema_editor: object) -> None:
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED | {"app.examinations_held(uuid)": ("app",)})
        cursor.execute(f"grant select on relation, step, handoff, person to {definer}")
        for table, condition in ONLY.items():
            cursor.execute(
                f"create policy examination_told on {table} as restrictive for select to {app} using ({condition})"
            )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0113_identification")]
    operations = [
        migrations.RemoveConstraint("Examination", "examination_answers_known"),
        migrations.AddConstraint(
            "Examination",
            models.CheckConstraint(
                name="examination_answers_known",
                condition=models.Q(examination__in=ANSWERS, samples__in=ANSWERS, photographs__in=ANSWERS),
            ),
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
