"""What the database derives from rows that came past its triggers, and what those triggers would have refused; asked of all at once."""

from __future__ import annotations

from samaki.cases.states import OPEN
from samaki.handoffs.states import LIVE, WAITING


def _among(codes: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


SEEN = _among((*(state for state in LIVE if state != "draft"), "confirmed"))
RELATED = """relation r on r.case_id = {0}.case_id and r.compartment = {0}.compartment and r.until is null
      and (r.child_id is null or r.child_id = {0}.child_id)"""
ABOVE = "(case when h.escalated then h.from_parent end), (case when h.escalated then h.to_parent end)"

LISTS = f"""
insert into case_in_list (unit, case_id, state, area, opened_at, due_at)
with s as materialized (
  select id, case_id, compartment, child_id, holder,
    case when state = 'on_hold' and hold_until is not null then hold_until else due_at end as due_at
  from step where state in {_among(OPEN)}
), w as materialized (
  select * from handoff where state in {_among(WAITING)}
), due as (
  select seen.case_id, seen.unit, min(seen.due_at) as due_at from (
    select s.case_id, s.holder as unit, s.due_at from s
    union all select s.case_id, r.unit, s.due_at from s join {RELATED.format("s")}
    union all select s.case_id, x.unit, s.due_at from s join handoff h on h.step_id = s.id
      cross join lateral (values (h.from_unit), (case when h.state in {SEEN} then h.to_unit end), {ABOVE}) x (unit)
    union all select w.case_id, r.unit, w.due_at from w join {RELATED.format("w")}
    union all select h.case_id, x.unit, h.due_at from w h cross join lateral (values (h.from_unit), (h.to_unit), {ABOVE}) x (unit)
  ) seen where seen.unit is not null group by 1, 2
)
select r.unit, c.id, c.state, c.area, c.opened_at, coalesce(due.due_at, 'infinity')
from (select distinct unit, case_id from relation where until is null) r
join "case" c on c.id = r.case_id left join due on due.case_id = r.case_id and due.unit = r.unit
"""  # noqa: S608 - of constants
"""The lists of cases (migrations 0007, 0018), for all cases at once. A test lays it beside what `app.list_due` says of each."""

ASKED_AGAIN = {
    "open work with a unit that has ended": f"""select u.code from unit u where u.until is not null and (
      exists (select 1 from step t where t.holder = u.principal and t.state in {_among(OPEN)})
      or exists (select 1 from report p where p.holder = u.principal and p.state in ('new', 'acknowledged'))
      or exists (select 1 from handoff h where u.principal in (h.from_unit, h.to_unit) and h.state in {_among(LIVE)}))""",  # noqa: S608 - of constants
    "a step, a hand-off or a relation of which a case knows nothing": """select r.id from relation r
      where r.ground not in ('holds_step', 'offered') or not exists (select 1 from "case" c where c.id = r.case_id)""",
    "an entry of the ledger without a leaf": """select 1 from (select (select count(*) from ledger_entry) as entries,
      (select count(*) from ledger_leaf) as leaves) counted where entries <> leaves""",
    "a row that is not marked synthetic": """select id from "case" where not synthetic union all
      select id from report where not synthetic""",
}
"""Walls, pressure and erasures stand on cases, and there was none before: nothing of theirs can be passed over."""
