"""Pages of the public report on their way: reached only through functions, by who knows the handle in the address."""

from django.conf import settings
from django.db import migrations, models

FUNCTIONS = """
create function app.keep_typed(of_page bytea, of_thread bytea, what bytea, keep_until timestamptz, only_once boolean)
returns void
language sql security definer set search_path = pg_catalog, public as $$
  insert into typed_page (page, thread, sealed, until, once, shown_at)
  values (of_page, of_thread, what, keep_until, only_once, null)
  on conflict (page) do update set sealed = excluded.sealed, until = excluded.until
  where typed_page.thread = excluded.thread and not typed_page.once;
$$;

create function app.typed(of_page bytea, grace interval) returns bytea
language sql security definer set search_path = pg_catalog, public as $$
  update typed_page set shown_at = coalesce(shown_at, app.now_at())
  where page = of_page and until > app.now_at() and (not once or shown_at is null or shown_at > app.now_at() - grace)
  returning sealed;
$$;

create function app.forget_typed(of_thread bytea, but_page bytea) returns void
language sql security definer set search_path = pg_catalog, public as $$
  delete from typed_page where thread = of_thread and page is distinct from but_page;
$$;

create function app.forget_typed_like(of_page bytea) returns void
language sql security definer set search_path = pg_catalog, public as $$
  delete from typed_page where thread = (select thread from typed_page where page = of_page);
$$;

create function app.end_typed() returns void
language sql security definer set search_path = pg_catalog, public as $$
  delete from typed_page where until <= app.now_at();
$$;
"""

FOR = {
    "app.keep_typed(bytea, bytea, bytea, timestamptz, boolean)": "intake",
    "app.typed(bytea, interval)": "intake",
    "app.forget_typed(bytea, bytea)": "intake",
    "app.forget_typed_like(bytea)": "intake",
    "app.end_typed()": "worker",
}


def secure(apps: object, schema_editor: object) -> None:
    roles = settings.ROLES
    definer = f'"{roles["definer"]}"'
    lines = [
        FUNCTIONS,
        "alter table typed_page enable row level security",
        "alter table typed_page force row level security",
        f"grant select, insert, update, delete on typed_page to {definer}",
        f"create policy definer_all on typed_page to {definer} using (true) with check (true)",
    ]
    for function, role in FOR.items():
        lines += [
            f"alter function {function} owner to {definer}",
            f"revoke all on function {function} from public",
            f'grant execute on function {function} to "{roles[role]}"',
        ]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in lines:
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0011_given_by_those_above")]
    operations = [
        migrations.CreateModel(
            name="TypedPage",
            fields=[
                ("page", models.BinaryField(primary_key=True, serialize=False)),
                ("thread", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("until", models.DateTimeField()),
                ("once", models.BooleanField()),
                ("shown_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "typed_page"},
        ),
        migrations.AddIndex(model_name="typedpage", index=models.Index(fields=["thread"], name="typed_page_of_thread")),
        migrations.AddIndex(model_name="typedpage", index=models.Index(fields=["until"], name="typed_page_ends")),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
