"""Stories of one case that need several links, as `journeys.opening`, `follow`, `doing` and `closing` write them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from samaki.cases import states
from samaki.cases.codes import ALPHABET, check_character
from samaki.countries import StepKind
from samaki.intake.operations import ROUND_TO_MINUTES, Told
from samaki.intake.receipts import digest_of, receipt_for
from samaki.journeys.closing import STRAND_CLOSED
from samaki.journeys.follow import DANGER_NOW
from samaki.ledger.operations import PUBLIC
from samaki.simulation.nation.askings import Askings
from samaki.simulation.nation.draws import Key
from samaki.simulation.nation.ground import MINUTE, Worker, moment_of
from samaki.vault import sealing as vault

CODES = len(ALPHABET) ** 5
STRIDE, TRIES = 7_368_787, 40
"""Case codes: number times a stride that shares no factor with 30^5, so no two of a country are the same, in no telling order."""


def code_of(short: str, year: int, number: int, seed: int) -> str:
    """The code of the case of this matter. At most 600,000 matters have codes of their own."""
    stem = f"{short}-{year % 100:02d}"
    for attempt in range(TRIES):
        rest = ((number * TRIES + attempt) * STRIDE + seed) % CODES
        body = ""
        for _place in range(5):
            rest, sign = divmod(rest, len(ALPHABET))
            body += ALPHABET[sign]
        if check := check_character(stem, body):
            return f"{stem}-{body}{check}"
    raise AssertionError("one body in 31 has no check character: forty in a row do not come")


class Pathway(Askings):
    """A report, the case that comes of it, and its way along the pack's table."""

    # ------------------------------------------------------------ reports
    def file_report(self, words: Told, area: str, holder: int) -> None:
        """As `intake.operations.file_report`."""
        step = ROUND_TO_MINUTES * MINUTE
        rounded, urgency = self.now // step * step, self.ground.pack.urgencies[words.urgency]
        due = self.ground.times.after(self.now, urgency.acknowledge)
        request = uuid.UUID(bytes=self.draws.key(self.now).raw, version=4)
        content = {name: value for name, value in vars(words).items() if name != "first_time"}
        body = vault.installation_digest("body", json.dumps(content, sort_keys=True).encode())
        report = self.report = self.new(
            "Report", source=words.who_tells, channel="web", urgency=words.urgency, area=area, holder_id=holder, language=words.language,
            receipt_digest=digest_of(receipt_for(request)), request_digest=vault.installation_digest("request", request.bytes),
            body_digest=body, due_at=due, call_at=due, received_at=rounded, synthetic=True, calls=0,
        )  # fmt: skip
        self._report_key = self.new_key(report_id=report.id)
        said = json.dumps(
            {"what": words.what, "where": words.where, "when": words.when, "danger": words.danger}, ensure_ascii=False
        )
        report.sealed = vault.seal(self._report_key, said, f"report.sealed.{report.id.text}")
        self._enter_report("report.file", PUBLIC, {"content": body.hex()}, unit=holder, at=rounded)

    def acknowledge(self, by: Worker) -> None:
        report = self.report
        due = self.ground.times.after(self.now, self.ground.pack.urgencies[report.urgency].decide)
        report.state, report.acknowledged_at, report.level, report.due_at, report.call_at = (
            "acknowledged",
            self.now,
            0,
            due,
            due,
        )
        report.calls = 0
        report.version += 1
        self._enter_report("report.acknowledge", by)

    def close_report(self, reason: str, by: Worker) -> None:
        report = self.report
        report.state, report.close_reason, report.ended_at, report.call_at = "closed", reason, self.now, None
        report.version += 1
        self._enter_report("report.close", by)

    def _enter_report(self, act: str, by: Worker | str, more: dict[str, Any] | None = None, **named: Any) -> None:
        report = self.report
        facts = {"state": report.state, "source": report.source, "channel": report.channel, "urgency": report.urgency,
                 "area": report.area, "holder": report.holder_id, "due_at": self.text(report.due_at),
                 "reason": report.close_reason}  # fmt: skip
        self.enter(act, report, by=by, facts=facts | (more or {}), report=True, case=report.case_id is not None,
                   part="justice" if report.case_id else "", **named)  # fmt: skip

    # ------------------------------------------------------------ opening
    def _new_case(self, area: str, source: str, urgency: str, by: Worker, number: int, seed: int) -> None:
        places, year = self.ground.pack.places, moment_of(self.now).year
        code = code_of(places.short_code(area), year, number, seed)
        self.case = self.new("Case", code=code, area=area, source=source, urgency=urgency, opened_by_unit_id=by.unit,
                             opened_at=self.now, synthetic=True)  # fmt: skip
        self.conditions: set[str] = set()
        self._case_key = self.new_key(case_id=self.case.id)
        facts = {
            "area": area,
            "source": source,
            "urgency": urgency,
            "pathway": self.ground.pack.version,
            "offences": [],
        }
        self.enter("case.open", self.case, by=by, facts=facts)

    def _first_step(self, kind: str, by: Worker) -> Any:
        strand, key = self.add_strand("justice"), self.draws.key(self.now)
        self.open_for_step(kind, key, None, by.unit)
        return self.open_step(strand, kind, by.unit, by, opens_file=False, key=key)

    def open_from_report(self, by: Worker, number: int, seed: int) -> None:
        """One child without a name, its care, justice, and what follows."""
        report, opening = self.report, self.ground.pack.opening
        self._new_case(report.area, report.source, report.urgency, by, number, seed)
        first = self._first_step(opening.report, by)
        self.add_child(by)
        self.end_step(first, "done", by, outcome=opening.report_outcome)
        self.open_following(first, opening.report_outcome, by)
        report.state, report.case_id, report.ended_at, report.call_at = "in_case", self.case.id, self.now, None
        report.acknowledged_at = report.acknowledged_at or self.now
        report.version += 1
        self._enter_report("report.open_case", by)

    def open_own(self, area: str, source: str, urgency: str, children: int, by: Worker, number: int, seed: int) -> None:
        """A case of the unit's own work, or one that somebody brought it."""
        self._new_case(area, source, urgency, by, number, seed)
        first = self._first_step(self.ground.pack.opening.justice, by)
        self._open_for_danger(first, by)
        for _number in range(children):
            self.open_care(by)

    def open_care(self, by: Worker) -> None:
        """One more child, with the first step of its care."""
        strand, child = self.add_child(by)
        rule = self.ground.pack.step_kinds[self.ground.pack.opening.care]
        ours = self.ground.desks[by.unit].kind in rule.may_hold
        step = self.open_step(strand, rule.code, by.unit, by, person=child, opens_file=ours)
        if not ours:
            self._draft_to_default(step, by)
        self._open_for_danger(step, by)

    def _open_for_danger(self, step: Any, by: Worker) -> None:
        if self.case.urgency != "emergency":
            return
        opening = self.ground.pack.opening
        for follow in self.ground.pack.step_kinds[opening.report].follows_on(opening.report_outcome):
            if follow.condition == opening.danger_condition:
                self.open_kind(follow.code, follow.how, step, by, at_once=True)

    # ------------------------------------------------------------ what follows
    def open_following(self, step: Any, outcome: str, by: Worker, base: int | None = None) -> None:
        danger = self.ground.pack.opening.danger_condition
        for follow in self.ground.pack.step_kinds[step.kind].follows_on(outcome):
            held = (
                self.case.urgency == "emergency" if follow.condition == danger else follow.condition in self.conditions
            )
            if held or not follow.condition:
                self.open_kind(
                    follow.code, follow.how, step, by, base=base, at_once=follow.condition == danger, followed=True
                )

    def open_kind(
        self,
        code: str,
        how: str,
        after: Any,
        by: Worker,
        *,
        base: int | None = None,
        at_once: bool = False,
        followed: bool = False,
    ) -> None:
        """As `journeys.follow.open_kind`."""
        rule = self.ground.pack.step_kinds[code]
        for strand, child in self._places(after, rule.strand, rule.per):
            if self._already(code, child.id if child else None):
                continue
            offered = how == "offer" or self.ground.desks[by.unit].kind not in rule.may_hold
            step = self.open_step(strand, code, by.unit, by, person=child, opens_file=not offered, after=after if followed else None,
                                  base=base)  # fmt: skip
            if offered:
                self._draft_to_default(step, by, at_once)

    def _draft_to_default(self, step: Any, by: Worker, at_once: bool = False) -> None:
        to = self.ground.default_for(step.kind, self.case.area, by.unit)
        if to is None:
            return
        if not at_once:
            self.draft(step, to, by)
            return
        self.send(self.draft(step, to, by, why_code=DANGER_NOW, urgency="emergency"), by)

    def _places(self, after: Any, strand_kind: str, per: str) -> list[tuple[Any, Any]]:
        justice = next((one for one in self.strands if one.kind == "justice" and one.state == "open"), None)
        if strand_kind == "justice" and per != "child":
            return [(justice, None)] if justice is not None else []
        care = {one.child_id: one for one in self.strands if one.kind == "care" and one.state == "open"}
        children = [child for child in self.children if after.child_id in (None, child.id)]
        found = [(care.get(child.id) if strand_kind == "care" else justice, child) for child in children]
        return [(strand, child) for strand, child in found if strand is not None]

    def _already(self, kind: str, person: Key | None) -> bool:
        repeatable = self.ground.pack.step_kinds[kind].repeatable
        alike = [step for step in self.steps if step.kind == kind and step.person_id is person]
        return any(step.state in states.OPEN or (step.state == "done" and not repeatable) for step in alike)

    def keep_alive(self, strand: Any, last: Any, by: Worker) -> None:
        """A strand without an open step would drop."""
        if strand.state == "open" and not self.open_steps(strand):
            self.open_kind(self.ground.pack.strands[strand.kind].closure_step, "same_holder", last, by, followed=True)

    # ------------------------------------------------------------ doing and closing
    def do_step(
        self, step: Any, outcome: str, by: Worker, *, level: int | None, checklist: Iterable[str], conditions: Iterable[str],
        occurred: int | None = None, paid: str = "",
    ) -> None:  # fmt: skip
        """As `journeys.doing.do_step`."""
        new = sorted(set(conditions) - self.conditions)
        if new:
            self.conditions.update(new)
            self.case.version += 1
        rule, checklist = self.ground.pack.step_kinds[step.kind], list(checklist)
        seen = json.dumps(sorted(checklist)).encode()
        shown = {"support_inferred": level, "paid": paid, "paid_inferred": paid} if rule.critical else {}
        leaned = self._leaned(rule, checklist, level, paid) if rule.critical else {}
        self.end_step(step, "done", by, occurred=occurred, outcome=outcome, support_level=level, checklist=seen,
                      facts=({"conditions": new} if new else {}) | leaned, **shown)  # fmt: skip
        self.set_aside(step, by)
        self.completed(step, outcome, by)
        self.open_following(step, outcome, by, base=occurred)
        self._heed(step, outcome, by, occurred)
        self.keep_alive(step.strand, step, by)

    @staticmethod
    def _leaned(rule: StepKind, checklist: Iterable[str], level: int | None, paid: str) -> dict[str, Any]:
        """As `cases.steps.step_facts` of a critical step: here the record shows what is said."""
        passed = {item.code for item in rule.checklist} <= set(checklist)
        return {"inferred": level, "paid": paid, "paid_inferred": paid, "passed": passed}

    def _heed(self, step: Any, outcome: str, by: Worker, occurred: int | None) -> None:
        """What the outcome says about how the child is now; what makes it safe has followed."""
        says = self.ground.pack.step_kinds[step.kind].outcomes[outcome].says
        child = next((one for one in self.children if one.id is step.child_id), None)
        if not says or child is None or (says == "safe" and child.id not in self.in_danger):
            return
        self.enter(f"child.{says}", child, by=by, child=child.id, occurred=occurred, facts={"step": step.id.text})
        (self.in_danger.add if says == "danger" else self.in_danger.discard)(child.id)

    def skip_step(self, step: Any, reason: str, by: Worker) -> None:
        self.end_step(step, "skip", by, end_reason=reason)
        self.set_aside(step, by)
        self.completed(step, "skipped", by)
        self.keep_alive(step.strand, step, by)

    def close_strand(self, strand: Any, reason: str, words: str, by: Worker) -> None:
        """Our own open steps on it stop; the case closes with its last strand."""
        for step in self.open_steps(strand):
            self.set_aside(step, by)
            kind = self.ground.pack.step_kinds[step.kind]
            closes = step.kind == self.ground.pack.strands[strand.kind].closure_step
            ending = next((code for code in kind.outcomes if closes and not kind.follows_on(code)), "")
            self.end_step(
                step, "done" if ending else "stop", by, outcome=ending, end_reason="" if ending else STRAND_CLOSED
            )
            self.completed(step, ending or "stopped", by)
        strand.state, strand.close_reason, strand.closed_at, strand.version = (
            "closed",
            reason,
            self.now,
            strand.version + 1,
        )
        self.sealed("Remark", words, case_id=self.case.id, child_id=strand.child_id, compartment=strand.kind, subject_id=strand.id,
                    act="strand.close", unit=by.unit, recorded_by=by.key, recorded_at=self.now)  # fmt: skip
        self.enter("strand.close", strand, by=by, child=strand.child_id, part=strand.kind, changed={"text": words},
                   facts={"kind": strand.kind, "state": "closed", "reason": reason})  # fmt: skip
        if all(one.state == "closed" for one in self.strands):
            self.case.state, self.case.closed_at, self.case.version = "closed", self.now, self.case.version + 1
            self.enter("case.close", self.case, by=by, facts={"state": "closed"})
