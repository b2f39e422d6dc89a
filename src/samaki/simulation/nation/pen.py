"""How the acts of one matter become rows: ledger entries with their bytes and leaves, sealed words, notices of what still waits."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from samaki.cases.models import Case, Person, Relation, Step, Strand
from samaki.cases.records import IdentityRecord
from samaki.cases.remarks import Remark
from samaki.handoffs.models import Handoff, HandoffMessage
from samaki.intake.models import Report
from samaki.ledger.canonical import PREFIX
from samaki.ledger.merkle import leaf_hash
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import CLOCK
from samaki.notices.models import Notice
from samaki.simulation.nation.draws import Draws, Key
from samaki.simulation.nation.ground import Ground, Worker
from samaki.simulation.nation.shapes import Row, row_of
from samaki.vault import sealing as vault
from samaki.vault.models import DataKey, NameKeys
from samaki.vault.wrapping import wrapper

WRITTEN = (
    Report, Case, DataKey, Strand, Person, Step, Handoff, HandoffMessage, Relation, IdentityRecord, NameKeys, Remark, Notice,
    LedgerEntry,
)  # fmt: skip
"""Every table that histories write, the ones that others point to first. (Leaves and lists follow from these.)"""

NEW: dict[str, type[Row]] = {model.__name__: row_of(model) for model in WRITTEN}
as_text = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

NUMBERED = '"{}"'
LINE = (
    '{{"act":"{act}","case_id":{case},"child_id":{child},"compartment":"{part}","counterpart":{other},"digest":{digest},'
    '"facts":{facts},"id":"{id}","occurred_at":"{occurred}","occurred_calendar":"gregorian","occurred_precision":"{precision}",'
    '"recorded_at":"{recorded}","report_id":{report},"schema_version":1,"subject_id":"{subject}","subject_kind":"{kind}",'
    '"unit":{unit},"who":"{who}"}}'
)
"""Version 1 of `ledger.canonical`, its keys in their order; a test lays both beside each other."""

Told = Callable[[str, str, str, str], None]
"""Hears every move: machine, move, from, to."""


class Paper:
    """Where the rows of a portion gather: table -> encoded rows; of each ledger entry its key and its leaf."""

    def __init__(self) -> None:
        self.rows: dict[str, list[bytes]] = {kind.shape.table: [] for kind in NEW.values()}
        self.leaves: list[tuple[bytes, bytes]] = []
        self.wrap = wrapper()

    def put(self, row: Any) -> None:
        """One row, as it stands now."""
        self.rows[row.shape.table].append(row.encoded())


def quoted(key: Key | None) -> str:
    """A key as JSON."""
    return f'"{key.text}"' if key is not None else "null"


def number(value: int | None) -> str:
    """A number as JSON."""
    return "null" if value is None else str(value)


class Pen:
    """Writes for one matter. `now`: the time of the act that is being written, in microseconds."""

    def __init__(self, ground: Ground, draws: Draws, paper: Paper, told: Told | None = None) -> None:
        self.ground, self.draws, self.paper, self.told = ground, draws, paper, told
        self.now = 0
        self.case: Any = None
        self.report: Any = None
        self._case_key = self._report_key = b""

    def new(self, kind: str, **given: Any) -> Any:
        """A row of this model with a key of now."""
        return NEW[kind](id=self.draws.key(self.now), **given)

    def new_key(self, **of: Key) -> bytes:
        """The data key of the case or the report, wrapped and kept."""
        content = os.urandom(32)
        row = self.new("DataKey", made_at=self.now, **of)
        row.wrapped = self.paper.wrap(content, row.id.text)
        self.paper.put(row)
        return content

    def sealed(self, kind: str, words: str, *, of_report: bool = False, **given: Any) -> Any:
        """A row with its words sealed, put away."""
        row = self.new(kind, **given)
        row.sealed = vault.seal(self._report_key if of_report else self._case_key, words, f"{row.shape.table}.sealed.{row.id.text}")
        self.paper.put(row)
        return row

    def enter(
        self,
        act: str,
        subject: Any,
        *,
        by: Worker | str,
        facts: Mapping[str, Any],
        unit: int | None = None,
        other: int | None = None,
        child: Key | None = None,
        part: str = "",
        changed: Mapping[str, Any] | None = None,
        occurred: int | None = None,
        at: int | None = None,
        case: bool = True,
        report: bool = False,
        precision: str = "instant",
    ) -> None:
        """One entry, as `ledger.operations.record` writes it. `case`, `report`: whether it names them. `at`: recorded then."""
        recorded = at or self.now
        who, unit = (by, unit) if isinstance(by, str) else (by.username, by.unit)
        case_id = self.case.id if case and self.case is not None else None
        report_id = self.report.id if report else None
        digest = self._digest(changed, case_id is None) if changed is not None else None
        key, said = self.draws.key(self.now), as_text(facts)
        line = LINE.format(
            act=act, case=quoted(case_id), child=quoted(child), part=part, other=number(other),
            digest=f'"{digest.hex()}"' if digest else "null", facts=said, id=key.text,
            occurred=self.ground.times.text(occurred or recorded), precision=precision,
            recorded=self.ground.times.text(recorded), report=quoted(report_id), subject=subject.id.text,
            kind=subject.shape.table, unit=number(unit), who=who,
        )  # fmt: skip
        canonical = PREFIX + line.encode()
        self.paper.put(NEW["LedgerEntry"](
            id=key, who=who, unit=unit, counterpart=other, act=act, subject_kind=subject.shape.table, subject_id=subject.id,
            case_id=case_id, report_id=report_id, child_id=child, compartment=part, occurred_at=occurred or recorded,
            occurred_precision=precision, recorded_at=recorded, facts=said.encode(), digest=digest, canonical=canonical,
        ))  # fmt: skip
        self.paper.leaves.append((key.raw, leaf_hash(canonical)))

    def _digest(self, changed: Mapping[str, Any], of_report: bool) -> bytes:
        content = json.dumps(changed, ensure_ascii=False, sort_keys=True).encode()
        return vault.digest(self._report_key if of_report else self._case_key, content)

    def call(self, kind: str, subject: Any, unit: int, *, facts: Mapping[str, Any], made: int) -> None:
        """A notice that nobody has taken note of: of what waits when the years end. It was sent when it was made."""
        case = self.case if subject.shape.table != "report" else None
        self.paper.put(self.new(
            "Notice", to_unit=unit, kind=kind, urgency=subject.urgency,
            case_id=case.id if case is not None else None, case_code=case.code if case is not None else "",
            subject_kind=subject.shape.table, subject_id=subject.id, facts=as_text(facts).encode(),
            dedupe=f"{kind}:{subject.id.text}:{unit}:desk:{subject.version}", made_at=made, posted_at=made, texted_at=made,
            called_at=made, pushed_at=made,
        ))  # fmt: skip

    def text(self, at: int | None) -> str | None:
        """A moment as the ledger writes it."""
        return None if at is None else self.ground.times.text(at)


__all__ = ["CLOCK", "NEW", "WRITTEN", "Paper", "Pen", "Told"]
