"""Who sees calls and browsers of push: the member theirs, the worker all; the public's role asks by a call's id whose it is."""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

ME = (
    "member_id = (select app.member_id())"
    " and exists (select 1 from member w where w.id = (select app.member_id()) and w.is_active)"
)
WORKER = {"select": "true", "update": "true"}

POLICIES: dict[str, dict[str, dict[str, str]]] = {
    "voice_choice": {"app": {"select": ME, "insert": ME, "update": ME}, "worker": WORKER},
    "voice_call": {
        # a member's own session keeps what the gateway says of their call
        "app": {
            "select": ME,
            "insert": f"{ME} and kind = 'prove' and state = 'waiting' and heard = ''",
            "update": f"{ME} and tries > 0",
        },
        "worker": {**WORKER, "insert": "kind = 'call'", "delete": "ended_at is not null"},
    },
    "push_browser": {
        "app": {"select": ME, "insert": f"{ME} and ended_at is null", "update": ME},
        "worker": WORKER,
    },
    "push": {"worker": {**WORKER, "insert": "true", "delete": "ended_at is not null"}},
}

FUNCTIONS = """
-- whose call this is: of one that this gateway was asked for lately, to a member who works here
create function app.voice_member(of_id uuid, of_gateway text) returns table (member_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select c.member_id from voice_call c join member m on m.id = c.member_id
  where c.id = of_id and c.gateway = of_gateway and c.tries > 0 and c.made_at > app.now_at() - interval '2 hours'
    and m.is_active and (m.access_until is null or m.access_until > app.now_at());
$$;

-- what a call of this member stands for
create function app.voice_subjects(of_id uuid) returns table (subject_kind text, subject_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select n.subject_kind, n.subject_id from voice_call c join notice n on n.id = any(c.about)
  where c.id = of_id and c.member_id = app.member_id() and c.kind = 'call';
$$;

-- a browser whose next user turns push on is no more that of the last one
create function app.push_moves(of_address bytea, at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update push_browser set ended_at = at, sealed = '', address = null where address = of_address and ended_at is null;
$$;
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.voice_member(uuid, text)": ("intake",),
    "app.voice_subjects(uuid)": ("app",),
    "app.push_moves(bytea, timestamptz)": ("app",),
}


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, POLICIES)
        definer = f'"{settings.ROLES["definer"]}"'
        cursor.execute(f"grant select on voice_call to {definer}")
        cursor.execute(f"grant select, update on push_browser to {definer}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0076_calls_index")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
