"""From rows to the chain picture. Sealed means silent: without the compartment a strand is one plain sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samaki.agencies.country import pack
from samaki.cases import queries
from samaki.cases.mending import MISTAKE
from samaki.cases.models import OPEN_STATES, Step
from samaki.cases.models import Strand as StrandRow
from samaki.handoffs.models import Handoff
from samaki.web import words
from samaki.web.chain import Ring, Strand
from samaki.web.chain.rings import ENDED
from samaki.web.doers import is_me
from samaki.web.moments import digits, short_date, short_time
from samaki.web.pages import StaffRequest

if TYPE_CHECKING:
    from samaki.web.cases.showing import File


def strands(file: File, request: StaffRequest) -> list[Strand]:
    """Justice above, then the care of each child that the reader sees, then steps handed on from a part not seen."""
    sealed = [row.id for row in file.strands if not file.sees(row.kind, row.child_id)]
    conditions = queries.strand_conditions(sealed)
    known = {row.id for row in file.strands}
    beyond = [step for key, steps in file.steps.items() if key not in known for step in steps]
    stands = [row for row in file.strands if row.close_reason != MISTAKE]
    found = [_strand(row, conditions.get(row.id), file, request) for row in stands]
    return found + [_handed_on(kind, beyond, file, request) for kind in sorted({step.compartment for step in beyond})]


def _strand(row: StrandRow, condition: str | None, file: File, request: StaffRequest) -> Strand:
    """Without the compartment: plain words, and of the steps only those that the reader handed on or is asked to take."""
    title = _title(row, file, request)
    kind = _kind(row.kind)
    seen = file.steps.get(row.id, [])
    if condition is not None:
        title = _("%(name)s: %(state)s") % {"name": title, "state": _condition(condition, row.child_id in file.danger)}
        if not seen:
            return Strand(key=str(row.id), kind=kind, title=title, sealed_words=title, late=condition == "overdue")
    return Strand(key=str(row.id), kind=kind, title=title, rings=_rings(seen, row.kind, file, request))


def _handed_on(compartment: str, steps: list[Step], file: File, request: StaffRequest) -> Strand:
    seen = [step for step in steps if step.compartment == compartment]
    label = pack().strands[_kind(compartment)].label(request.lang)
    title = _("%(name)s: what your unit handed on, or is asked to take") % {"name": label}
    key = f"handed-on-{compartment}"
    return Strand(key=key, kind=_kind(compartment), title=title, rings=_rings(seen, compartment, file, request))


def _kind(code: str) -> Literal["justice", "care"]:
    return "justice" if code == "justice" else "care"


def _title(row: StrandRow, file: File, request: StaffRequest) -> str:
    label = pack().strands[row.kind].label(request.lang)
    child = file.child(row.child_id)
    if row.kind == "care" and child is not None:
        label = f"{label}, {words.part_name(child, request.lang)}"
    if row.state != "closed":
        return label
    closed = _("closed")
    if not row.close_reason or not file.sees(row.kind, row.child_id):
        return f"{label} ({closed})"
    return f"{label} ({words.labelled(closed, words.reason_name('close', row.close_reason, request.lang))})"


def _condition(code: str, unsafe: bool) -> str:
    plain = {"closed": _("closed"), "overdue": _("overdue"), "waiting": _("waiting for an answer")}
    return plain.get(code, _("in time, and the child is not safe") if unsafe else _("in order"))


def _rings(steps: list[Step], kind: str, file: File, request: StaffRequest) -> tuple[Ring, ...]:
    """Rings of the steps that are seen, in the order of opening. What is not seen leaves no gap, number or link, nor does
    what was opened by mistake: that stands in the story only.
    """
    steps = [step for step in steps if step.end_reason != MISTAKE]
    times: Counter[tuple[str, object]] = Counter()
    rings = []
    for at, step in enumerate(steps):
        times[step.kind, step.person_id] += 1
        badge = _badge(step, times[step.kind, step.person_id], kind, file, request)
        ring = _ring(step, _followed(step, steps[:at]), badge, file, request)
        rings.append(replace(ring, mended=ring.state == "missed" and _done_again(step, steps[at + 1 :])))
    return tuple(rings)


def _done_again(step: Step, later: list[Step]) -> bool:
    """Whether what did not arrive was done once more since."""
    return any(one.kind == step.kind and one.person_id == step.person_id and one.state == "done" for one in later)


def _followed(step: Step, earlier: list[Step]) -> str:
    """The key of the step whose end opened this one: doing a step and opening what follows is one act at one moment."""
    ended_then = [one for one in earlier if one.ended_at == step.opened_at]
    listed = [one for one in ended_then if _leads_to(one, step)]
    return str((listed or ended_then)[-1].id) if ended_then else ""


def _leads_to(one: Step, step: Step) -> bool:
    kind = pack().step_kinds.get(one.kind)
    return kind is not None and any(follow.code == step.kind for follow in kind.follows)


def _badge(step: Step, time: int, kind: str, file: File, request: StaffRequest) -> str:
    """Of several alike: for whom (on the justice strand), and the how manyth time."""
    person = file.child(step.person_id) if kind == "justice" else None
    which = words.part_name(person, request.lang) if person else ""
    again = pgettext("a step that is done once more", "no. %(n)s") % {"n": digits(time)} if time > 1 else ""
    return " · ".join(part for part in (which, again) if part)


def _ring(step: Step, after: str, badge: str, file: File, request: StaffRequest) -> Ring:
    latest = file.newest.get(step.id)
    state = words.ring_state(step, latest, request.now)
    led, posts = words.led_words(step, request.lang)
    open_to_us = file.sees(step.compartment, step.child_id)
    ours = step.holder_id == request.member.unit_id and step.state in OPEN_STATES
    return Ring(
        key=str(step.id),
        name=words.step_short(step.kind, request.lang),
        holder=_holder(step, latest, state),
        state=state,
        clock=_clock(step, latest, state, request.now),
        led=led or _still(step, latest, state),
        posts=posts,
        mine=ours,
        me=ours and is_me(step, request),
        who=file.doers.get(step.worker_id, "") if ours and step.worker_id else "",
        href=_href(step, latest, state, request) or (f"/steps/{step.id}/" if open_to_us and _ended(step) else None),
        after=after,
        badge=badge,
        outcome=outcome_words(step, request.lang) if open_to_us else "",
        matter=_matter(step),
        unconfirmed=state in ENDED and latest is not None and latest.state == "completed",
    )


def _ended(step: Step) -> bool:
    return step.state not in OPEN_STATES


def outcome_words(step: Step, language: str) -> str:
    """What came out of a step, or why it was left out or stopped; empty while it is open."""
    if step.state == "done":
        return words.outcome_name(step.kind, step.outcome, language)
    return words.reason_name(ENDED_WITH[step.state], step.end_reason, language) if step.state in ENDED_WITH else ""


ENDED_WITH = {"skipped": "skip", "stopped": "stop"}


def _matter(step: Step) -> Literal["", "safety", "differing"]:
    kind = pack().step_kinds.get(step.kind)
    if kind is not None and kind.never_waits:
        return "safety"
    return "differing" if step.kind == pack().strands[step.compartment].settle_step else ""


def _href(step: Step, latest: Handoff | None, state: str, request: StaffRequest) -> str | None:
    if latest is not None and state in ("offered", "broken"):
        return f"/handoffs/{latest.id}/"
    return f"/steps/{step.id}/" if step.holder_id == request.member.unit_id else None


def _holder(step: Step, latest: Handoff | None, state: str) -> tuple[str, ...]:
    unit = latest.to_unit if latest is not None and state == "offered" else step.holder
    return (unit.short_name, unit.name)


def _clock(step: Step, latest: Handoff | None, state: str, now: datetime) -> str:
    if state in ("done", "stopped", "missed"):
        word = {"skipped": _("left out"), "stopped": _("stopped")}.get(step.state, "")
        return " ".join(part for part in (word, short_date(step.ended_occurred_at or step.opened_at)) if part)
    if state == "hold" and step.hold_until:
        return _("until %(date)s") % {"date": short_date(step.hold_until)}
    if state == "offered" and latest is not None and latest.due_at:
        return _("answer by %(time)s") % {"time": short_time(latest.due_at, now)}
    if step.kind in queries.reviewed_kinds():
        time = short_time(step.due_at, now)
        return _("look at it again") if queries.to_look_at(step, now) else _("look again %(time)s") % {"time": time}
    return _("due %(time)s") % {"time": short_time(step.due_at, now)}


def _still(step: Step, latest: Handoff | None, state: str) -> str:
    if state == "offered":
        return _("still with %(unit)s") % {"unit": step.holder.short_name}
    if state == "broken":
        return _("back with sender")
    return ""
