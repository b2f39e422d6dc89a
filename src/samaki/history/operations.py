"""Stories of old lists: kept, with what was counted of it, and taken back. An entry holds years and how many, and no count of a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import together
from samaki.history import rules
from samaki.history.columns import Chosen
from samaki.history.models import ANSWERED, DONE, HANDED, IN_TIME, TAKEN_BACK, OldFigure, OldList
from samaki.history.reading import Counted, Told, Words
from samaki.history.words import seal_words, words_of
from samaki.ledger.operations import record
from samaki.surveys.rules import check_title


@dataclass(frozen=True)
class Sent:
    """A file that was read. `sha256`: of its bytes; `heads`: `queries.heads_digest` of its headings; `chosen`, `words`: what they mean."""

    sha256: str
    heads: str
    chosen: Chosen
    words: Words
    told: Told


@story
def keep_old_list(*, title: str, sent: Sent, leave_out: bool, by: Member, now: datetime) -> OldList:
    """What was counted of an old list stands beside what this system measures. `leave_out`: wrong rows are knowingly left out, else a list
    that has one is not kept at all. By whoever leads a unit of the agency. Raises NotAllowed, Invalid."""
    rules.check_brings_in(by)
    agency, told = by.unit.agency, sent.told
    with together() as wrong:
        called = wrong.of(check_title, title)
        wrong.of(rules.check_told, told, leave_out=leave_out)
    lock(agency.id)
    rules.check_not_kept(agency.id, sent.sha256)
    row = OldList(agency=agency, unit=by.unit, by_member=by.id, at=now, sha256=sent.sha256, heads=sent.heads, rows=told.rows,
                  wrong=len({number for number, _name, _said in told.wrong}), skipped=told.skipped, synthetic=by.synthetic)  # fmt: skip
    row.sealed = seal_words(row, {"title": called, "mapping": _mapping(sent)})
    row.save(force_insert=True)
    OldFigure.objects.bulk_create(_figures(row, told))
    years = {cell.year for cell in told.cells}
    record("history.keep", by=by, now=now, subject=row, facts={"sha256": row.sha256, "since": min(years), "until": max(years),
           "count": len(told.cells), "missing": row.wrong})  # fmt: skip
    return row


@story
def take_back_old_list(*, list_id: UUID, text: str, by: Member, now: datetime) -> OldList:
    """It counts nowhere; what was counted of it stays to be read, with the reason. By whoever leads a unit of the agency. Raises
    NotAllowed, CannotMove, Invalid."""
    lock(list_id)
    row = OldList.objects.select_related("agency").get(id=list_id)
    rules.check_takes_back(row)
    row.sealed = seal_words(row, words_of(row) | {"why": rules.check_why(text)})
    row.state, row.ended_at, row.ended_by = TAKEN_BACK, now, by.id
    row.save(update_fields=["sealed", "state", "ended_at", "ended_by"])
    record("history.take_back", by=by, now=now, subject=row, facts={"state": row.state})
    return row


def _figures(row: OldList, told: Told) -> list[OldFigure]:
    return [
        OldFigure(old_list=row, year=cell.year, area=cell.area, asks=cell.asks, asked=cell.asked, measure=measure, count=count)
        for cell, counted in told.cells.items()
        for measure, count in _counts(counted)
    ]  # fmt: skip


def _counts(one: Counted) -> list[tuple[str, int]]:
    """What the list says; what it does not say is no row."""
    told = ((HANDED, one.handed), (ANSWERED, one.answered), (IN_TIME, one.in_time), (DONE, one.done))
    return [(measure, count) for measure, count in told if count is not None]


def _mapping(sent: Sent) -> dict[str, object]:
    """For the next file like it. Words whose rows were left out are not kept: any word can be one."""
    chosen = sent.chosen
    words = [[name, word, code] for (name, word), code in sorted(sent.words.items()) if code]
    return {"shape": chosen.shape, "places": dict(chosen.places), "fixed": dict(chosen.fixed), "words": words}
