"""Agencies are asked about a release, and asked again while their answer is missing: when, and how often they were."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from samaki.migrations import _row_security

# as in 0137, with what the clock writes among what may change; who is asked no more is not called for again
MOVES = """
create or replace function app.release_moves() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare free text[] := '{state,reason,published_at,ended_at,asked,call_at}'; counted text[] := '{content,sha256,owners,problem,counted_at}';
begin
  if old.state <> new.state and (old.state, new.state) not in (('draft', 'in_review'), ('in_review', 'approved'), ('in_review', 'draft'),
       ('approved', 'draft'), ('approved', 'published'), ('published', 'corrected'), ('draft', 'withdrawn'), ('in_review', 'withdrawn'),
       ('approved', 'withdrawn'), ('published', 'withdrawn'), ('corrected', 'withdrawn')) then
    raise exception 'a release has no such move' using errcode = 'check_violation', constraint = 'release_moves';
  end if;
  if to_jsonb(new) - free - counted <> to_jsonb(old) - free - counted
     or (old.state <> 'draft' or old.content is not null) and to_jsonb(new) - free <> to_jsonb(old) - free
     or old.published_at is not null and new.published_at is distinct from old.published_at then
    raise exception 'what was counted is never changed' using errcode = 'check_violation', constraint = 'release_stays';
  end if;
  if new.state in ('approved', 'published') and (cardinality(new.owners) = 0 or exists (
       select 1 from unnest(new.owners) o (agency) where not exists (select 1 from release_answer a
         where a.release_id = new.id and a.agency = o.agency and a.agrees and a.lapsed_at is null and a.sha256 = new.sha256))) then
    raise exception 'not every agency has approved it' using errcode = 'check_violation', constraint = 'release_needs_all';
  end if;
  if new.state <> 'in_review' then
    new.call_at := null;
  end if;
  return new;
end $$;
"""


def secure(apps: object, schema_editor: object) -> None:
    names = {role: f'"{name}"' for role, name in settings.ROLES.items()}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, MOVES, {"app.release_moves()": ()})
        _row_security.allow(cursor, "worker", "release_answer", "select", "true")
        for role in ("app", "worker"):
            cursor.execute(f"grant update (asked, call_at) on release_of_figures to {names[role]}")
        # what was under review before there was a clock for it is asked about at the next beat
        cursor.execute("update release_of_figures set call_at = now() where state = 'in_review'")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0150_texts_followed_index")]
    operations = [
        migrations.AddField(
            model_name="figurerelease", name="asked", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(model_name="figurerelease", name="call_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="figurerelease",
            index=models.Index(fields=["call_at"], name="release_call", condition=Q(call_at__isnull=False)),
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
