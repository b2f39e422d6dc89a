"""Who may see which row, on one page: functions, grants and policies. Frozen: a change is a new migration."""

from django.conf import settings
from django.db import migrations

LIVE = "('offered','received','needs_information','accepted','accepted_by_phone','disputed','in_progress','on_hold','completed','confirmed')"

MINE = "any((select app.principals())::int[])"

NOW = "(select app.now_at())"

JUSTICE = "r.compartment = 'justice'"


def related(table: str, *extra: str) -> str:
    """A live relation of my units to the row's case, with further conditions on it (alias r)."""
    conditions = [
        f'r.case_id = "{table}".{"id" if table == "case" else "case_id"}',
        f"r.unit = {MINE}",
        f"r.since <= {NOW}",
        f"(r.until is null or r.until > {NOW})",
        *extra,
    ]
    return f"exists (select 1 from relation r where {' and '.join(conditions)})"


def of_child(table: str) -> str:
    """The relation is to the whole case, or to the row's own child."""
    return f'(r.child_id is null or r.child_id = "{table}".child_id)'


def covers(table: str, compartment: str) -> str:
    return related(table, f"r.compartment = {compartment}", of_child(table))


ASKED = f"""exists (select 1 from handoff h where h.{{key}} = "{{table}}".id and (h.from_unit = {MINE}
    or (h.to_unit = {MINE} and h.state in {LIVE})
    or (h.escalated and (h.from_parent = {MINE} or h.to_parent = {MINE}))))"""

POLICIES: dict[str, dict[str, str]] = {
    # table: {command: condition} for the application role; insert conditions are checks
    "relation": {"select": f"unit = {MINE}", "insert": "true"},
    "case": {
        "select": f"{related('case')} or {ASKED.format(table='case', key='case_id')}",
        "insert": "true",
        "update": "true",
    },
    "strand": {
        "select": related(
            "strand", '(r.child_id is null or "strand".child_id is null or r.child_id = "strand".child_id)'
        ),
        "insert": "true",
        "update": "true",
    },
    "step": {
        "select": f"""holder = {MINE} or {covers("step", '"step".compartment')} or {ASKED.format(table="step", key="step_id")}""",
        "insert": "true",
        "update": "true",
    },
    "handoff": {
        "select": f"""from_unit = {MINE} or (state <> 'draft' and (to_unit = {MINE}
            or (escalated and (from_parent = {MINE} or to_parent = {MINE}))
            or {covers("handoff", '"handoff".compartment')}))""",
        "insert": f"from_unit = {MINE}",
        "update": "true",
    },
    "handoff_message": {
        "select": f"""exists (select 1 from handoff h where h.id = handoff_message.handoff_id and (h.from_unit = {MINE}
            or h.to_unit = {MINE} or (h.escalated and (h.from_parent = {MINE} or h.to_parent = {MINE}))))""",
        "insert": f"unit = {MINE}",
    },
    "person": {
        "select": f"""(compartment = 'case' and {related("person", of_child("person"))})
            or {covers("person", '"person".compartment')}""",
        "insert": "true",
        "update": "true",
    },
    "arrival": {"select": related("arrival", of_child("arrival")), "insert": related("arrival", of_child("arrival"))},
    # a fact may be added by whoever works for the child; reading it needs the compartment
    "identity_record": {"select": covers("identity_record", "'identity'"), "insert": related("identity_record")},
    "placement_record": {"select": covers("placement_record", "'placement'"), "insert": related("placement_record")},
    "care_record": {"select": covers("care_record", "'care'"), "insert": related("care_record")},
    "justice_record": {"select": covers("justice_record", "'justice'"), "insert": related("justice_record")},
    "intelligence_record": {
        "select": covers("intelligence_record", "'intelligence'"),
        "insert": related("intelligence_record"),
    },
    "report": {
        "select": f"holder = {MINE} or (case_id is not null and {related('report', JUSTICE, 'r.child_id is null')})",
        "insert": "true",
        "update": "true",
    },
    "reporter_record": {"insert": "true"},
    "data_key": {
        "select": """exists (select 1 from "case" c where c.id = data_key.case_id)
            or exists (select 1 from report p where p.id = data_key.report_id)""",
        "insert": "true",
    },
    "ledger_entry": {
        "select": f"""unit = {MINE} or counterpart = {MINE}
            or (compartment <> '' and {covers("ledger_entry", '"ledger_entry".compartment')})
            or (compartment = '' and {related("ledger_entry", '(r.child_id is null or "ledger_entry".child_id is null or r.child_id = "ledger_entry".child_id)')})""",
        "insert": "true",
    },
    "notice": {"select": f"to_unit = {MINE}", "insert": "true", "update": "true"},
    "answered_request": {
        "select": "member_id = (select app.member_id())",
        "insert": "member_id = (select app.member_id())",
    },
}

WORKER: dict[str, dict[str, str]] = {
    # the clock sees rows that wait (and the one it has just ended); no compartment, no key
    "handoff": {"select": f"call_at is not null or ended_at = {NOW}", "update": "true"},
    "step": {"select": "call_at is not null", "update": "true"},
    "report": {"select": "call_at is not null", "update": "true"},
    "case": {"select": "true"},
    "notice": {"select": "true", "insert": "true", "update": "true"},
    "ledger_entry": {"insert": "true"},
}

INTAKE: dict[str, dict[str, str]] = {
    # the public report can only add
    "report": {"insert": "state = 'new'"},
    "reporter_record": {"insert": "true"},
    "data_key": {"insert": "report_id is not null"},
    "ledger_entry": {"insert": "report_id is not null"},
    "notice": {"insert": "subject_kind = 'report'"},
}

AUDITOR = {"ledger_entry": {"select": "true"}}
SEALER = {"ledger_entry": {"select": "true"}}

OPEN_TO_STAFF = {  # no row of these hangs on a case; named in docs/security.md
    "app": {
        "agency": "select",
        "unit": "select",
        "unit_area": "select",
        "membership": "select",
        "member": "select, update",
        "api_token": "select, insert",
        "heartbeat": "select",
        "django_session": "select, insert, update, delete",
        "django_migrations": "select",
    },
    "worker": {
        "agency": "select",
        "unit": "select",
        "unit_area": "select",
        "membership": "select",
        "member": "select",
        "heartbeat": "select, insert, update",
    },
    "intake": {"agency": "select", "unit": "select", "unit_area": "select", "heartbeat": "select"},
}

FUNCTIONS = """
create schema if not exists app;

create function app.principals() returns int[] language sql stable as
$$ select coalesce(nullif(current_setting('app.principals', true), ''), '{}')::int[] $$;

create function app.now_at() returns timestamptz language sql stable as
$$ select nullif(current_setting('app.now', true), '')::timestamptz $$;

create function app.member_id() returns uuid language sql stable as
$$ select nullif(current_setting('app.member', true), '')::uuid $$;

create function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[];
begin
  select coalesce(array_agg(distinct m.unit), '{}') into mine
  from membership m join member who on who.id = m.member_id
  where m.member_id = member and who.is_active and m.since <= at and (m.until is null or m.until > at);
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;

create function app.end_relations(of_step uuid, of_handoff uuid, of_unit int, at timestamptz) returns void
language sql security definer set search_path = pg_catalog, public as $$
  update relation set until = at
  where (step_id = of_step or handoff_id = of_handoff) and (of_unit is null or unit = of_unit)
    and (until is null or until > at);
$$;

create function app.give_step(of_step uuid, to_unit int) returns boolean
language sql security definer set search_path = pg_catalog, public as $$
  update step t set holder = give_step.to_unit where t.id = of_step and (
    t.holder = any(app.principals())
    or exists (select 1 from handoff h where h.step_id = t.id
               and (h.to_unit = any(app.principals()) or h.from_unit = any(app.principals())
                    or (h.escalated and (h.from_parent = any(app.principals()) or h.to_parent = any(app.principals()))))))
  returning true;
$$;

create function app.steps_like(of_case uuid, of_kind text, of_person uuid)
returns table (is_open boolean, is_done boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(bool_or(state in ('open', 'on_hold')), false), coalesce(bool_or(state = 'done'), false)
  from step where case_id = of_case and kind = of_kind and person_id is not distinct from of_person;
$$;

create function app.open_strands(of_case uuid) returns int
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)::int from strand where case_id = of_case and state = 'open';
$$;

create function app.open_steps(of_strand uuid) returns int
language sql stable security definer set search_path = pg_catalog, public as $$
  select count(*)::int from step where strand_id = of_strand and state in ('open', 'on_hold');
$$;

create function app.next_number(of_case uuid, of_part text) returns int
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(max(number), 0) + 1 from person where case_id = of_case and part = of_part;
$$;

create function app.strand_condition(of_strand uuid) returns text
language sql stable security definer set search_path = pg_catalog, public as $$
  select case
    when s.state = 'closed' then 'closed'
    when exists (select 1 from step t where t.strand_id = s.id and t.state in ('open', 'on_hold')
                 and t.due_at < app.now_at() and (t.hold_until is null or t.hold_until < app.now_at())) then 'overdue'
    when exists (select 1 from step t join handoff h on h.step_id = t.id where t.strand_id = s.id
                 and h.state in ('offered', 'received', 'needs_information', 'disputed', 'accepted_by_phone'))
      then 'waiting'
    else 'in_order' end
  from strand s where s.id = of_strand and (
    exists (select 1 from relation r where r.case_id = s.case_id and r.unit = any(app.principals())
            and (r.until is null or r.until > app.now_at())
            and (r.child_id is null or s.child_id is null or r.child_id = s.child_id)));
$$;

create function app.report_status(digest bytea)
returns table (id uuid, state text, urgency text, received_at timestamptz, acknowledged_at timestamptz,
               due_at timestamptz, ended_at timestamptz, close_reason text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select id, state, urgency, received_at, acknowledged_at, due_at, ended_at, close_reason
  from report where receipt_digest = digest;
$$;

create function app.report_request(digest bytea) returns bytea
language sql stable security definer set search_path = pg_catalog, public as $$
  select body_digest from report where request_digest = digest;
$$;
"""

DEFINED = (
    "app.begin(uuid, timestamptz)",
    "app.end_relations(uuid, uuid, int, timestamptz)",
    "app.give_step(uuid, int)",
    "app.steps_like(uuid, text, uuid)",
    "app.open_strands(uuid)",
    "app.open_steps(uuid)",
    "app.next_number(uuid, text)",
    "app.strand_condition(uuid)",
    "app.report_status(bytea)",
    "app.report_request(bytea)",
)

FOR_INTAKE = ("app.begin(uuid, timestamptz)", "app.report_status(bytea)", "app.report_request(bytea)")
FOR_WORKER = ("app.begin(uuid, timestamptz)", "app.end_relations(uuid, uuid, int, timestamptz)")
READ_BY_DEFINER = ("membership", "member", "relation", "step", "strand", "person", "handoff", "report")


def statements() -> list[str]:
    roles = settings.ROLES
    app, definer = f'"{roles["app"]}"', f'"{roles["definer"]}"'
    out = [
        FUNCTIONS,
        f"grant usage, create on schema app to {definer}",
        "revoke all on all functions in schema app from public",
    ]
    for function in DEFINED:
        out += [f"alter function {function} owner to {definer}", f"revoke all on function {function} from public"]
        out.append(f"grant execute on function {function} to {app}")
    everyone = ", ".join(f'"{roles[role]}"' for role in ("app", "worker", "intake", "definer", "auditor", "sealer"))
    out.append(f"grant usage on schema app to {everyone}")
    out.append(f"grant execute on function app.principals(), app.now_at(), app.member_id() to {everyone}")
    out += [f'grant execute on function {name} to "{roles["intake"]}"' for name in FOR_INTAKE]
    out += [f'grant execute on function {name} to "{roles["worker"]}"' for name in FOR_WORKER]
    for table in READ_BY_DEFINER:
        out.append(f'grant select{", update" if table in ("relation", "step") else ""} on "{table}" to {definer}')
    for table in POLICIES:
        out += [f'alter table "{table}" enable row level security', f'alter table "{table}" force row level security']
        if table in READ_BY_DEFINER:
            out.append(f'create policy definer_all on "{table}" to {definer} using (true) with check (true)')
    for role, table_policies in (
        ("app", POLICIES),
        ("worker", WORKER),
        ("intake", INTAKE),
        ("auditor", AUDITOR),
        ("sealer", SEALER),
    ):
        for table, commands in table_policies.items():
            for command, condition in commands.items():
                # an update without a WHERE would otherwise pass by the policy of select
                seen = commands["select"] if command == "update" else condition
                out += policy(role, table, command, seen)
    for role, grants in OPEN_TO_STAFF.items():
        out += [f'grant {rights} on "{table}" to "{roles[role]}"' for table, rights in grants.items()]
    return out


def policy(role: str, table: str, command: str, condition: str) -> list[str]:
    """The policy and the grant that goes with it."""
    name = f'"{settings.ROLES[role]}"'
    clause = f"with check ({condition})" if command == "insert" else f"using ({condition})"
    if command == "update":
        clause += " with check (true)"
    return [
        f'create policy {role}_{command} on "{table}" for {command} to {name} {clause}',
        f'grant {command} on "{table}" to {name}',
    ]


def forward(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in statements():
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0001_tables"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
