"""From rows to the chain picture. Sealed means silent: without the compartment a strand is one plain sentence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Step
from samaki.cases.models import Strand as StrandRow
from samaki.cases.queries import strand_condition
from samaki.handoffs.models import Handoff
from samaki.web import words
from samaki.web.chain import Ring, Strand
from samaki.web.moments import short_date, short_time
from samaki.web.pages import StaffRequest

if TYPE_CHECKING:
    from samaki.web.cases.showing import File


def strands(file: File, request: StaffRequest) -> list[Strand]:
    """Justice above, then the care of each child that the reader sees."""
    return [_strand(row, file, request) for row in file.strands]


def _strand(row: StrandRow, file: File, request: StaffRequest) -> Strand:
    title = _title(row, file, request)
    kind: Literal["justice", "care"] = "justice" if row.kind == "justice" else "care"
    seen = file.steps.get(row.id, [])
    if not file.sees(row.kind, row.child_id) and not seen:
        return Strand(key=str(row.id), kind=kind, title=title, sealed_words=f"{title}: {_condition(row)}")
    rings = tuple(_ring(step, file.newest.get(step.id), request) for step in seen)
    return Strand(key=str(row.id), kind=kind, title=title, rings=rings)


def _title(row: StrandRow, file: File, request: StaffRequest) -> str:
    label = pack().strands[row.kind].label(request.lang)
    child = file.child(row.child_id)
    if row.kind == "care" and child is not None:
        label = f"{label}, {words.part_name(child, request.lang)}"
    return label + (f" ({_('closed')})" if row.state == "closed" else "")


def _condition(row: StrandRow) -> str:
    plain = {"closed": _("closed"), "overdue": _("overdue"), "waiting": _("waiting for an answer")}
    return plain.get(strand_condition(row.id), _("in order"))


def _ring(step: Step, latest: Handoff | None, request: StaffRequest) -> Ring:
    state = words.ring_state(step, latest, request.now)
    led, posts = words.led_words(step, request.lang)
    return Ring(
        key=str(step.id),
        name=words.step_short(step.kind, request.lang),
        holder=_holder(step, latest, state),
        state=state,
        clock=_clock(step, latest, state, request.now),
        led=led or _still(step, latest, state),
        posts=posts,
        mine=step.holder_id == request.member.unit_id and step.state in ("open", "on_hold"),
        href=f"/handoffs/{latest.id}/" if latest is not None and state in ("offered", "broken") else None,
    )


def _holder(step: Step, latest: Handoff | None, state: str) -> tuple[str, ...]:
    unit = latest.to_unit if latest is not None and state == "offered" else step.holder
    return (unit.short_name, unit.name)


def _clock(step: Step, latest: Handoff | None, state: str, now: datetime) -> str:
    if state == "done":
        word = {"skipped": _("left out"), "stopped": _("stopped")}.get(step.state, "")
        return " ".join(part for part in (word, short_date(step.ended_occurred_at or step.opened_at)) if part)
    if state == "hold" and step.hold_until:
        return _("until %(date)s") % {"date": short_date(step.hold_until)}
    if state == "offered" and latest is not None and latest.due_at:
        return _("answer by %(time)s") % {"time": short_time(latest.due_at, now)}
    return _("due %(time)s") % {"time": short_time(step.due_at, now)}


def _still(step: Step, latest: Handoff | None, state: str) -> str:
    if state == "offered":
        return _("still with %(unit)s") % {"unit": step.holder.short_name}
    if state == "broken":
        return _("back with sender")
    return ""
