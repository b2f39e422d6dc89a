"""The texts of the queries, put together from fixed parts: no word that a person typed is ever part of them."""

from __future__ import annotations

from typing import Any

RING = """case
    when s.state = 'on_hold' and s.hold_until > %(now)s then 'hold'
    when h.state in ('offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed') then 'offered'
    when h.state in ('declined', 'expired', 'failed') then 'broken'
    when s.due_at < %(now)s and s.kind <> all(%(reviewed)s) then 'overdue' else 'held' end"""
"""The state of an open step and its newest hand-off in the chain picture: the same as `web.words.ring_state`."""

NEWEST = (
    """left join lateral (select h.state from handoff h where h.step_id = s.id order by h.id desc limit 1) h on true"""
)

NAMES = "coalesce(nullif(u.short_en, ''), u.name_en, ''), coalesce(nullif(u.short_km, ''), u.name_km, '')"

OPEN = "s.state in ('open', 'on_hold')"

HELD = "not (s.state = 'on_hold' and s.hold_until is not null and s.hold_until > %(now)s)"

LATE = f"s.due_at < %(now)s and {HELD} and s.kind <> all(%(reviewed)s)"
"""What must not be begun too early (`reviewed`) is never late: it is looked at again."""

CHILD = """coalesce((select p.number from person p where p.id = {row}.child_id and p.part = 'survivor' and (p.number > 1
  or exists (select 1 from person o where o.case_id = p.case_id and o.part = 'survivor' and o.number > 1))), 0)"""

WAITS = "h.state in ('offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed', 'accepted', 'on_hold', 'completed')"
"""Hand-offs with a clock that runs (`handoffs.states.WAITING`; a test compares)."""

CASES = """
with page as (
  select k.*, m.due_at as stands from ({candidates}) m
  cross join lateral (
    select c.id, c.code, c.state, c.area, c.urgency, c.opened_at, c.closed_at from "case" c
    where c.id = m.case_id {narrowed}
  ) k order by {order} limit %(limit)s)
select p.id, p.code, p.state, p.area, p.urgency, p.opened_at, p.closed_at,
  coalesce(first.kind, ''), first.due_at, coalesce(first.ring, ''), {names}, {child}, coalesce(first.asked, ''),
  nullif(p.stands, 'infinity')
from page p
left join lateral ({first}) first on true
left join unit u on u.principal = first.holder
order by {order_of_page}
"""

WORST = f"""
  select s.kind, s.due_at, s.holder, s.child_id, {RING} as ring, '' as asked
  from step s {NEWEST}
  where s.case_id = p.id and {OPEN}
  order by array_position(array['broken', 'overdue', 'offered', 'held', 'hold'], {RING}), s.due_at, s.id limit 1"""

LATE_SINCE = "case when s.state = 'on_hold' and s.hold_until is not null then s.hold_until else s.due_at end"

SOONEST = f"""
  select s.kind, w.due_at, s.holder, s.child_id, case when {OPEN} then {RING}
    when w.due_at < %(now)s then 'overdue' else 'offered' end as ring, w.asked
  from (
    select s.id as step_id, p.stands as due_at, '' as asked from step s
      where s.case_id = p.id and {OPEN} and {LATE_SINCE} = p.stands
    union all select h.step_id, p.stands, h.state from handoff h
      where h.case_id = p.id and {WAITS} and h.due_at = p.stands
    order by asked, step_id limit 1
  ) w join step s on s.id = w.step_id {NEWEST}"""
"""What gives the case its place: an open step, or a hand-off (then `asked` is its state). Looked up by the due time itself,
which the planner may try before the policies; they are then asked about one row and not about all of the case."""

OURS = "select l.case_id, l.due_at from case_in_list l where l.unit = %(unit)s {narrowed} order by {order}"

PART_OF = """and exists (select 1 from relation r where r.case_id = c.id and r.unit = %(unit)s and r.since <= %(now)s
  and (r.until is null or r.until > %(now)s))"""

BY_CODE = """select k.id as case_id, 'infinity'::timestamptz as due_at from "case" k where k.code = any(%(codes)s)"""

MINE_TOO = "and exists (select 1 from step s where s.case_id = c.id and s.worker_id = %(mine)s)"

MINE = f"""select s.case_id, bool_or({OPEN}) as is_open, coalesce(l.due_at, 'infinity') as due_at
  from step s left join case_in_list l on l.unit = %(unit)s and l.case_id = s.case_id
  where s.worker_id = %(mine)s and s.holder = %(unit)s {{narrowed}} group by s.case_id, l.due_at order by {{order}}"""

STILL_MINE = "and (m.is_open or c.state = 'closed')"
"""A case is mine while an open step names me; once it is closed, if a step named me."""

IN_AREA = """exists (select 1 from "case" k where k.id = {row}.case_id and k.area = any(%(areas)s))"""
WITH_CODE = """exists (select 1 from "case" k where k.id = {row}.case_id and k.code = any(%(codes)s))"""

STEPS = """
with page as (
  select s.* from step s where {conditions} order by s.due_at, s.id limit %(limit)s)
select s.id, c.code, c.area, s.urgency, s.kind, s.due_at, {ring}, s.worker_id,
  coalesce(m.username, ''), coalesce(m.name_en, ''), coalesce(m.name_km, ''), {child}
from page s join "case" c on c.id = s.case_id left join member m on m.id = s.worker_id {newest}
order by s.due_at, s.id
"""

WAITING_STATES = {
    "asked": ("offered", "received", "accepted_by_phone"),
    "question": ("needs_information",),
    "disputed": ("disputed",),
    "taken": ("accepted", "in_progress", "on_hold"),
    "completed": ("completed",),
}

WAITING = """
with page as (
  (select h.* from handoff h where h.from_unit = %(unit)s and {clock} {narrowed}
   order by h.due_at, h.id limit %(limit)s)
  union all
  (select h.* from handoff h where h.from_unit = %(unit)s and {working} {narrowed} order by h.id limit %(limit)s)
  order by due_at nulls last, id limit %(limit)s)
select h.id, c.code, c.area, h.urgency, s.kind, h.state, h.offered_at, h.due_at,
  coalesce(h.due_at < %(now)s, false), {names}, {child}
from page h join "case" c on c.id = h.case_id join step s on s.id = h.step_id join unit u on u.principal = h.to_unit
order by h.due_at nulls last, h.id
"""

CASELOAD = f"""
select found.worker_id, coalesce(m.username, ''), coalesce(m.name_en, ''), coalesce(m.name_km, ''),
  coalesce(m.unit = %(unit)s and m.is_active, false), coalesce(found.steps, 0), coalesce(found.late, 0), found.next_at
from (
  select s.worker_id, count(*) as steps, count(*) filter (where {LATE}) as late,
    min(s.due_at) filter (where s.due_at >= %(now)s) as next_at
  from step s where s.holder = %(unit)s and {OPEN} group by s.worker_id
) found
full join (select * from member where unit = %(unit)s and is_active) own on own.id = found.worker_id
left join member m on m.id = coalesce(found.worker_id, own.id)
order by found.steps is null, found.worker_id is not null, found.late desc nulls last, found.steps desc, m.username
"""

COLLEAGUES = """select m.username, m.name_en, m.name_km from member m where m.unit = %(unit)s and m.is_active
  and exists (select 1 from membership s where s.member_id = m.id and s.unit = m.unit and s.role <> all(%(none)s)
    and s.since <= %(now)s and (s.until is null or s.until > %(now)s)) order by 1"""

SAVED = "select f.id, f.which, f.name, f.told::text from saved_filter f where f.member_id = %(mine)s order by f.id"


def cases(given: dict[str, Any]) -> str:
    """Cases that the unit has a part in, or in which a step names the member: the next due first, or the newest."""
    narrowed = {"state": "{row}.state = %(state)s", "areas": "{row}.area = any(%(areas)s)",
                "since": "{row}.opened_at >= %(since)s", "before": "{row}.opened_at < %(before)s"}  # fmt: skip
    key, due = ("s.case_id", "coalesce(l.due_at, 'infinity')") if given["mine"] else ("l.case_id", "l.due_at")
    of_candidates = _after(given, key, due)
    if given["codes"] is not None:
        candidates, outside = BY_CODE, [text.format(row="c") for text in _when(given, **narrowed)]
        of_candidates, last = [], MINE_TOO if given["mine"] else PART_OF
    elif given["mine"]:
        candidates, outside, last = MINE, [text.format(row="c") for text in _when(given, **narrowed)], STILL_MINE
    else:
        of_candidates = [text.format(row="l") for text in _when(given, **narrowed)] + of_candidates
        candidates, outside, last = OURS, [], PART_OF
    by_due = "{due}, {key} desc" if given["by_due"] else "{key} desc"
    return CASES.format(
        candidates=candidates.format(narrowed=_and(of_candidates), order=by_due.format(due=due, key=key)),
        narrowed=_and(outside) + last, order=by_due.format(due="m.due_at", key="m.case_id"),
        order_of_page=by_due.format(due="p.stands", key="p.id"), first=SOONEST if given["by_due"] else WORST,
        names=NAMES, child=CHILD.format(row="first"))  # fmt: skip


def _after(given: dict[str, Any], key: str, due: str) -> list[str]:
    """Where the page begins. Two forms by due time, so that each is one stretch of the index."""
    if given["after"] is None:
        return []
    if not given["by_due"]:
        return [f"{key} < %(after)s"]
    if given["after_due"] is None:
        return [f"{due} = 'infinity'", f"{key} < %(after)s"]
    return [f"{due} >= %(after_due)s", f"({due} > %(after_due)s or {key} < %(after)s)"]


def steps(given: dict[str, Any]) -> str:
    """Open steps that the unit holds, the soonest due first."""
    states = {
        "late": LATE, "on_hold": f"not ({HELD})", "open": f"{HELD} and not ({LATE})",
        None: "true",
    }  # fmt: skip
    wanted = ["s.holder = %(unit)s", OPEN, states[given["state"]]]
    wanted += _when(given, areas=IN_AREA.format(row="s"), codes=WITH_CODE.format(row="s"), since="s.due_at >= %(since)s",
                    before="s.due_at < %(before)s", nobody="s.worker_id is null", after="(s.due_at, s.id) > (%(after_due)s, %(after)s)",
                    worker="s.worker_id = (select m.id from member m where m.username = %(worker)s)")  # fmt: skip
    return STEPS.format(conditions=" and ".join(wanted), ring=RING, newest=NEWEST, child=CHILD.format(row="s"))


def waiting(given: dict[str, Any]) -> str:
    """What the unit handed on and that is not over: the soonest due first, then what runs without a clock of its own."""
    states = WAITING_STATES.get(given["state"]) or [state for group in WAITING_STATES.values() for state in group]
    given["states"] = list(states)
    narrowed = _when(given, areas=IN_AREA.format(row="h"), codes=WITH_CODE.format(row="h"))
    clock = "h.state = any(%(states)s) and h.due_at is not null"
    clock += _and(_when(given, since="h.due_at >= %(since)s", before="h.due_at < %(before)s"))
    working = "h.state = 'in_progress' and h.due_at is null"
    if "in_progress" not in states or given["since"] or given["before"]:
        working = "false"
    if given["after_due"]:
        clock += " and (h.due_at, h.id) > (%(after_due)s, %(after)s)"
    elif given["after"]:
        clock, working = "false", working + " and h.id > %(after)s"
    return WAITING.format(
        narrowed=_and(narrowed), clock=clock, working=working, names=NAMES, child=CHILD.format(row="h")
    )


def _and(conditions: list[str]) -> str:
    return "".join(f" and {text} " for text in conditions)


def _when(given: dict[str, Any], **conditions: str) -> list[str]:
    """The conditions whose value was given."""
    return [text for name, text in conditions.items() if given[name] is not None]
