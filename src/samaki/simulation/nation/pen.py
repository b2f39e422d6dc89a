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
from samaki.ledger.merkle import leaf_hash
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import CLOCK
from samaki.notices.models import Notice
from samaki.simulation.nation import shapes
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

ENTRY = (
    "id", "schema_version", "who", "unit", "counterpart", "act", "subject_kind", "subject_id", "case_id", "report_id", "child_id",
    "compartment", "occurred_at", "occurred_precision", "occurred_calendar", "recorded_at", "facts", "digest", "canonical",
)  # fmt: skip
"""Columns of the ledger in the order of the model, written out since two thirds of all rows are entries."""

if NEW["LedgerEntry"].shape.columns != ENTRY:
    raise AssertionError("the columns of the ledger have changed: so must `Pen.enter`")

VERSION, GREGORIAN = shapes.small(1), shapes.text("gregorian")
HEAD = NEW["LedgerEntry"].shape.head


def facts_of(known: tuple[str, ...], more: Mapping[str, Any]) -> str:
    """Facts as JSON: `known` members in the order of their names, and some more."""
    if more:
        known = tuple(sorted((*known, *(f'"{name}":{as_text(value)}' for name, value in more.items()))))
    return "{" + ",".join(known) + "}"


Told = Callable[[str, str, str, str], None]
"""Hears every move: machine, move, from, to."""


class Paper:
    """Where the rows of a portion gather: table -> encoded rows; of each ledger entry its key and its leaf."""

    def __init__(self) -> None:
        self.rows: dict[str, list[bytes]] = {kind.shape.table: [] for kind in NEW.values()}
        self.entries = self.rows["ledger_entry"]
        self.leaves: list[bytes] = []
        self.wrap = wrapper()

    def put(self, row: Any) -> None:
        """One row, as it stands now."""
        self.rows[row.shape.table].append(row.encoded())


def quoted(key: Key | None) -> str:
    """A key as JSON."""
    return f'"{key.text}"' if key is not None else "null"


def plain(value: bytes | None) -> str:
    """A digest as JSON."""
    return "null" if value is None else f'"{value.hex()}"'


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

    def new(self, model: str, /, **given: Any) -> Any:
        """A row of this model with a key of now."""
        return NEW[model](id=self.draws.key(self.now), **given)

    def new_key(self, **of: Key) -> bytes:
        """The data key of the case or the report, wrapped and kept."""
        content = os.urandom(32)
        row = self.new("DataKey", made_at=self.now, **of)
        row.wrapped = self.paper.wrap(content, row.id.text)
        self.paper.put(row)
        return content

    def sealed(self, model: str, words: str, /, *, of_report: bool = False, **given: Any) -> Any:
        """A row with its words sealed, put away."""
        row = self.new(model, **given)
        row.sealed = vault.seal(
            self._report_key if of_report else self._case_key, words, f"{row.shape.table}.sealed.{row.id.text}"
        )
        self.paper.put(row)
        return row

    def enter(
        self,
        act: str,
        subject: Any,
        *,
        by: Worker | str,
        facts: Mapping[str, Any] | str,
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
        """One entry, as `ledger.operations.record` writes it. `case`, `report`: whether it names them. `at`: recorded then;
        `facts`: in words, or as JSON already with its members in order."""
        recorded, times, kind = at or self.now, self.ground.times, subject.shape.table
        occurred = occurred or recorded
        who, unit = (by, unit) if isinstance(by, str) else (by.username, by.unit)
        case_id = self.case.id if case and self.case is not None else None
        report_id = self.report.id if report else None
        digest = self._digest(changed, case_id is None) if changed is not None else None
        said = facts if isinstance(facts, str) else as_text(facts)
        key, written = self.draws.key(self.now), times.text(recorded)
        # version 1 of `ledger.canonical`, its keys in their order; the verifier lays both beside each other
        canonical = (
            f'samaki-ledger-1\n{{"act":"{act}","case_id":{quoted(case_id)},"child_id":{quoted(child)},"compartment":"{part}",'
            f'"counterpart":{number(other)},"digest":{plain(digest)},"facts":{said},"id":"{key.text}",'
            f'"occurred_at":"{written if occurred == recorded else times.text(occurred)}","occurred_calendar":"gregorian",'
            f'"occurred_precision":"{precision}","recorded_at":"{written}","report_id":{quoted(report_id)},"schema_version":1,'
            f'"subject_id":"{subject.id.text}","subject_kind":"{kind}","unit":{number(unit)},"who":"{who}"}}'
        ).encode()
        row = (
            HEAD, shapes.key(key), VERSION, shapes.text(who), shapes.whole(unit), shapes.whole(other), shapes.text(act),
            shapes.text(kind), shapes.key(subject.id), shapes.key(case_id), shapes.key(report_id), shapes.key(child), shapes.text(part),
            shapes.moment(occurred), shapes.text(precision), GREGORIAN, shapes.moment(recorded), shapes.document(said.encode()),
            shapes.content(digest), shapes.content(canonical),
        )  # fmt: skip
        self.paper.entries.append(b"".join(row))
        self.paper.leaves.append(key.raw + leaf_hash(canonical))

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

    def said(self, at: int | None) -> str:
        """The same as JSON."""
        return "null" if at is None else f'"{self.ground.times.text(at)}"'


__all__ = ["CLOCK", "NEW", "WRITTEN", "Paper", "Pen", "Told"]
