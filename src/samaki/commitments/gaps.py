"""Stories of the register of gaps: written down, by hand or from the map, closed with evidence, opened again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.commitments import rules
from samaki.commitments.models import Gap
from samaki.commitments.telling import write_gap
from samaki.commitments.words import seal_words, words_of
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, together


@story
def raise_gap(
    *, area: str, kind: str, what: str, text: str, known_since: date | None, by: Member, now: datetime, source: str = "hand",
    sure: bool = False,
) -> Gap:  # fmt: skip
    """Something is wanting in a province, or in all of them (`rules.EVERYWHERE`). `what`: which service, step or link; `source`: hand, map.
    By every member: who meets a gap writes it down. Raises Invalid; CannotMove where the same gap stands open already."""
    with together() as told:
        told.of(rules.check_area_of_gap, area)
        found = told.of(rules.check_kind, kind, what)
        since = told.of(rules.check_known_since, known_since, now)
        words = told.of(_words, kind, text, sure)
    assert found and since  # noqa: PT018 - else the block has told it
    _check_not_open(area, found)
    row = Gap(area=area, kind=found[0], what=found[1], source=source, known_since=since, unit=by.unit, recorded_by=by.id,
              recorded_at=now, synthetic=by.synthetic)  # fmt: skip
    row.sealed = seal_words(row, {"text": words or ""})
    row.save(force_insert=True)
    write_gap("gap.raise", row, by, now)
    return row


@story
def close_gap(*, gap_id: UUID, closed_on: date | None, text: str, by: Member, now: datetime, sure: bool = False) -> Gap:
    """It is not wanting any more, since this day; `text`: what shows it. Promises about it stay as they are. Raises NotAllowed,
    CannotMove, Invalid."""
    row = _locked(gap_id, "close", by, now)
    with together() as told:
        day = told.of(rules.check_closed_on, closed_on, row, now)
        shown = told.of(
            rules.check_words, text, "text", _("Say what shows that it is not wanting any more."), sure=sure
        )
    assert shown is not None  # else the block has told it
    row.state, row.closed_on, row.closed_at, row.closed_by = "closed", day, now, by.id
    return _keep(row, {"evidence": shown}, "gap.close", by, now)


@story
def reopen_gap(*, gap_id: UUID, text: str, by: Member, now: datetime, sure: bool = False) -> Gap:
    """It was no end, or was written by mistake: it is wanting all along. Where it is wanting anew, a new one is written down, so that the
    history shows both. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(gap_id, "reopen", by, now)
    why = rules.check_words(text, "text", _("Say in a few words what the reason is."), sure=sure)
    _check_not_open(row.area, (row.kind, row.what))
    row.state, row.closed_on, row.closed_at, row.closed_by = "open", None, None, None
    return _keep(row, {"why": why}, "gap.reopen", by, now)


@story
def mark_gap_error(*, gap_id: UUID, by: Member, now: datetime) -> Gap:
    """It was written down by mistake: it stays to be read, and counts nowhere. Raises NotAllowed, CannotMove."""
    row = _locked(gap_id, "mistake", by, now)
    row.state, row.closed_on, row.closed_at, row.closed_by = "mistake", None, None, None
    return _keep(row, {}, "gap.mistake", by, now)


def _words(kind: str, text: str, sure: bool) -> str:
    """What nothing else names must be said; else words may be left out."""
    if kind != "other" and not text.strip():
        return ""
    return rules.check_words(text, "text", _("Say in a few words what is wanting."), sure=sure)


def _check_not_open(area: str, found: tuple[str, str]) -> None:
    kind, what = found
    lock(
        uuid5(NAMESPACE_URL, f"samaki:gap:{area}:{kind}:{what}")
    )  # of two who write the same down at once, the second is told so
    if (
        kind != "other"
        and Gap.objects.filter(area__in={area, rules.EVERYWHERE}, kind=kind, what=what, state="open").exists()
    ):
        raise CannotMove(_("This gap stands in the register already, and is open. Write a promise about it there."))


def _locked(key: UUID, move: str, by: Member, now: datetime) -> Gap:
    lock(key)
    row = Gap.objects.get(id=key)
    rules.check_keeps_gap(row, move, by, now)
    return row


def _keep(row: Gap, words: dict[str, str], act: str, by: Member, now: datetime) -> Gap:
    row.sealed, row.version = seal_words(row, words_of(row) | words), row.version + 1
    row.save()
    write_gap(act, row, by, now)
    return row
