"""The invariants of the chain as questions to the database, asked past row security. Each returns what breaks it."""

from django.db import connection

from samaki.database import session
from tests.everything import rows

OPEN = "('open', 'on_hold')"
ASKING = "('draft', 'offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed')"
WAITING = (
    "('offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed', 'accepted', 'on_hold', 'completed')"
)

BROKEN_BY = {
    "an open report without a holder, a due time or a call": """
        select id from report where state in ('new', 'acknowledged') and (holder is null or due_at is null or call_at is null)""",
    "an open step without a holder, a due time or a call": f"""
        select id, kind from step where state in {OPEN} and (holder is null or due_at is null or call_at is null)""",
    "an open strand without an open step": f"""
        select id, kind from strand s where s.state = 'open'
        and not exists (select 1 from step t where t.strand_id = s.id and t.state in {OPEN})""",
    "a closed strand with an open step": f"""
        select s.id, t.kind from strand s join step t on t.strand_id = s.id where s.state = 'closed' and t.state in {OPEN}""",
    "two askings for one step": f"""
        select step_id from handoff where state in {ASKING} group by step_id having count(*) > 1""",
    "an asking for a step that has ended, or by a unit that does not hold it": f"""
        select h.id, h.state, t.state from handoff h join step t on t.id = h.step_id
        where h.state in {ASKING} and (t.state not in {OPEN} or t.holder <> h.from_unit)""",
    "a step taken over and ended, whose hand-off still runs": f"""
        select h.id, h.state, t.state from handoff h join step t on t.id = h.step_id
        where h.state in ('accepted', 'in_progress', 'on_hold') and t.state not in {OPEN}""",
    "a hand-off that waits without a call": f"select id, state from handoff where state in {WAITING} and call_at is null",
    "a unit that holds a step it took over and may not see what the step needs": f"""
        select t.id, t.kind from step t where t.state in {OPEN}
        and exists (select 1 from handoff h where h.step_id = t.id and h.to_unit = t.holder and h.state = 'accepted')
        and not exists (select 1 from relation r where r.step_id = t.id and r.unit = t.holder and r.until is null)""",
    "a file left open for a unit that neither holds the step nor is asked for it": f"""
        select r.id, r.ground, r.unit from relation r where r.until is null and r.ground in ('holds_step', 'offered')
        and not exists (select 1 from step t where t.id = r.step_id and t.holder = r.unit)
        and not exists (select 1 from handoff h where h.id = r.handoff_id and h.to_unit = r.unit and h.state in {ASKING})""",
    "open work, a live hand-off, a member or a file with a unit that has ended": f"""
        select u.code from unit u where u.until is not null and (
        exists (select 1 from step t where t.holder = u.principal and t.state in {OPEN})
        or exists (select 1 from report p where p.holder = u.principal and p.state in ('new', 'acknowledged'))
        or exists (select 1 from handoff h where u.principal in (h.from_unit, h.to_unit)
                   and (h.state in {WAITING} or h.state in ('draft', 'in_progress')))
        or exists (select 1 from membership m where m.unit = u.principal and m.until is null)
        or exists (select 1 from relation r where r.unit = u.principal and r.until is null))""",
    "a country without its one desk for what cannot be routed": """
        select count(*) from unit where takes_unrouted and until is null having count(*) <> 1""",
    "a hand-off whose unit above is not the one of the tree": """
        select h.id from handoff h join unit f on f.principal = h.from_unit join unit t on t.principal = h.to_unit
        where f.until is null and t.until is null
        and (h.from_parent is distinct from f.parent or h.to_parent is distinct from t.parent)""",
    "a child of a case without exactly one care strand": """
        select p.id from person p where p.part = 'survivor'
        and (select count(*) from strand s where s.kind = 'care' and s.child_id = p.id) <> 1""",
}

# The newest by its key, made when the entry is written: of two acts that wait for one lock, the one that began first may
# be written last, with the earlier time.
HOLDERS = """select distinct on (subject_id) subject_id, coalesce((facts->>'to')::int, (facts->>'holder')::int),
  coalesce(facts->>'ground', 'opened'), who
from ledger_entry where act in ('step.open', 'step.holder') order by subject_id, id desc"""

REPORTS = """select distinct on (subject_id) subject_id, coalesce((facts->>'to')::int, (facts->>'holder')::int), act, who
from ledger_entry where act in ('report.file', 'report.pass', 'report.move', 'report.reopen')
order by subject_id, id desc"""

TAKEN = """select subject_id, count(*) from ledger_entry where act in ('handoff.accept', 'handoff.confirm_phone')
or (act = 'handoff.resolve' and facts->>'state' = 'accepted') group by subject_id having count(*) > 1"""


def nothing_is_broken() -> None:
    """Invariants 1 and 2 for the rows as they are, and what follows from them."""
    broken = {name: found for name, question in BROKEN_BY.items() if (found := rows(question))}
    assert broken == {}, broken
    alive = {case for (case,) in rows("select distinct case_id from strand where state = 'open'")}
    assert {case for (case,) in rows("""select id from "case" where state = 'open'""", role="worker")} == alive


def holders_are_those_of_the_ledger() -> None:
    """Invariants 2 and 3: the ledger, replayed, gives the same holders, never by the clock, and no hand-off taken twice."""
    told = rows(HOLDERS, role="auditor")
    said = {str(key): holder for key, holder, _ground, _who in told}
    held = {str(key): holder for key, holder in rows("select id, holder from step")}
    assert said == held, {key: (said.get(key), holder) for key, holder in held.items() if said.get(key) != holder}
    assert all(ground in ("opened", "handoff", "reassigned") and who != "clock" for _k, _h, ground, who in told)
    told = rows(REPORTS, role="auditor")
    assert all(who != "clock" for _key, _holder, _act, who in told)
    said = {str(key): holder for key, holder, _act, _who in told}
    held = {
        str(key): holder for key, holder in rows("select id, holder from report where state in ('new', 'acknowledged')")
    }
    said = {
        key: said[key] for key in held
    }  # an ended one goes with its unit, and is told of again where it is reopened
    assert said == held, {key: (said.get(key), holder) for key, holder in held.items() if said.get(key) != holder}
    assert rows(TAKEN, role="auditor") == []


LATE_SINCE = "case when s.state = 'on_hold' and s.hold_until is not null then s.hold_until else s.due_at end"

DUE_IN_LIST = f"""select l.case_id, l.due_at::text, true_one.due_at::text from case_in_list l cross join lateral (
  select coalesce(least((select min({LATE_SINCE}) from step s where s.case_id = l.case_id and s.state in {OPEN}),
    (select min(h.due_at) from handoff h where h.case_id = l.case_id and h.state in {WAITING})), 'infinity') as due_at) true_one
where l.unit = (select app.principals())[1] and cardinality((select app.principals())) = 1 and l.due_at <> true_one.due_at"""
"""Asked in the session of a member, so that the policies say what the unit may see, and not the text that keeps the list."""


def due_times_of_lists_are_true(members, now) -> None:
    """In the list of each of these members' units every case stands at the least due time of what the unit may see of it."""
    for member in members:
        with session("app", now, member.id), connection.cursor() as cursor:
            cursor.execute(DUE_IN_LIST)
            broken = cursor.fetchall()
        assert broken == [], (member.username, broken)
