"""Said before, not after: how many steps were expected when a plan of a step-back test was fixed, so that who signs reads whether they will be
enough; and to who holds an invitation that its waiting list is full too."""

from django.conf import settings
from django.db import migrations, models

from samaki.migrations import _row_security

TRIGGER = """
-- as it was told when the plan was fixed, it stays
create trigger step_back_expected_stays before update of expected on step_back_test for each row
  when (old.expected is distinct from new.expected) execute function app.step_back_plan_stays();
"""

FUNCTIONS = """
-- as in 0129; `no_wait`: nobody more can wait, as app.workshop_joins counts it
create function app.workshop_invited(code bytea) returns table (invitation uuid, workshop uuid, unit int, to_unit int, programme text,
  area text, state text, begins_at timestamptz, ends_at timestamptz, sealed bytea, is_full boolean, no_wait boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.id, w.id, w.unit, i.to_unit, w.programme, w.area, w.state, w.begins_at, w.ends_at, w.sealed,
    i.places <= (select count(*) from workshop_seat s where s.invitation_id = i.id and s.state = 'registered')
    or w.places <= (select count(*) from workshop_seat s where s.workshop_id = w.id and s.state = 'registered'),
    i.places <= (select count(*) from workshop_seat s where s.invitation_id = i.id and s.state = 'waiting')
  from workshop_invitation i join workshop w on w.id = i.workshop_id where i.code_digest = code;
$$;
"""

DEFINED = {"app.workshop_invited(bytea)": ("app", "intake")}


def define(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(TRIGGER)
        cursor.execute(f'set local role "{settings.ROLES["definer"]}"')
        cursor.execute("drop function app.workshop_invited(bytea)")
        cursor.execute("reset role")
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0169_taken_unread")]
    operations = [
        migrations.AddField("stepbacktest", "expected", models.JSONField(null=True)),
        migrations.RunPython(define, migrations.RunPython.noop),
    ]
