"""What is odd in a court file and was taken all the same: codes of warnings, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from samaki.court.states import OVER

if TYPE_CHECKING:
    from samaki.court.ages import Known
    from samaki.court.standing import Standing

DECIDED_ABOVE = ("appeal_decided", "cassation_decided")
CHILD = 10
"""Years: nobody is arrested or charged so young."""

CONTRADICTIONS = frozenset(
    {"two_judgments", "acquitted_sentenced", "final_unjudged", "final_vague", "judged_before_charge"}
)
"""Not all of it can be true, or nobody can say in which order: whoever seems cleared by it is not shown as cleared."""


def oddities(made: Standing, rows: list[Any], known: Known | None = None) -> set[str]:
    """Codes of `web/court/words.py`; of what cannot be true together, or lacks something before it."""
    told = (*_of_charges(made, rows), *_of_the_end(made, rows), *_of_the_rest(made), *_of_ages(rows, known))
    return {code for code, is_so in told if is_so}


def _of_charges(made: Standing, rows: list[Any]) -> list[tuple[str, bool]]:
    charges, kinds = made.charges.values(), {row.kind for row in rows}
    judged = any(one.judged_at for one in charges)
    absent = any(one.absent and one.state == "decided" for one in charges)
    return [
        ("judged_uncharged", any(one.judged_at and one.charged_at is None for one in charges)),
        ("judged_before_charge", any(one.judged_at and one.charged_at and one.judged_at < one.charged_at for one in charges)),
        ("charged_twice", _charged_twice(rows)),
        ("sentenced_unjudged", made.sentence is not None and not judged),
        ("not_notified", absent and "notified" not in kinds),
        ("appeal_unjudged", bool(kinds & {*DECIDED_ABOVE}) and not judged),
    ]  # fmt: skip


def _charged_twice(rows: list[Any]) -> bool:
    """With nothing in between that ended or decided the first."""
    last: dict[Any, str] = {}
    for row in rows:
        key = (row.offence, row.child_id)
        if row.kind == "charged" and last.get(key) == "charged":
            return True
        if row.kind in ("charged", "requalified", "dropped", "dismissed", "judged"):
            last[key] = row.kind
        elif row.kind in DECIDED_ABOVE:
            last.clear()
    return False


def _of_the_end(made: Standing, rows: list[Any]) -> list[tuple[str, bool]]:
    outcomes = {one.outcome for one in made.charges.values()}
    finals = [row for row in rows if row.kind == "final"]
    judged = [place for place, row in enumerate(rows) if row.kind == "judged"]
    early = any(not judged or rows.index(row) < judged[0] for row in finals)
    decided = max((row.at for row in rows if row.kind in ("judged", *DECIDED_ABOVE)), default=None)
    vague = any(row.precision in ("month", "year") and decided is not None and row.at < decided for row in finals)
    return [
        ("final_unjudged", early),
        ("final_vague", vague and made.final_at is not None),
        ("acquitted_sentenced", made.sentence is not None and "acquitted" in outcomes and "convicted" not in outcomes),
        ("acquitted_held", held_acquitted(made) is not None),
        ("suspended_more", _suspended_more(made.sentence)),
    ]


def held_acquitted(made: Standing) -> datetime | None:
    """Since when somebody is held although every charge is decided without a conviction, or is over; None: it is not so."""
    ends = [one for one in made.charges.values() if one.state]
    days = [one.since for one in ends if one.outcome == "acquitted" and one.since]
    over = all(one.outcome == "acquitted" or one.state in OVER for one in ends)
    if made.held is None or not days or not over or made.held.since > max(days):
        return None
    return max(days)


def _suspended_more(sentence: Any) -> bool:
    if sentence is None or not sentence.detail.get("suspended"):
        return False
    return _days(sentence.detail["suspended"]) > _days(sentence.detail.get("prison", {}))


def _days(term: Mapping[str, int]) -> int:
    return term.get("years", 0) * 365 + term.get("months", 0) * 30 + term.get("days", 0)


def _of_the_rest(made: Standing) -> list[tuple[str, bool]]:
    return [
        ("paid_more", any(one.paid > one.ordered for one in made.money.values())),
        ("age_unknown", made.held is not None and made.held.age is None),
        ("category_unknown", made.held is not None and not made.held.category),
        ("order_beyond", _order_beyond(made)),
    ]


def _order_beyond(made: Standing) -> bool:
    """The order names a day after the last limit of law that may apply."""
    held = made.held
    by_law = [one.at for one in made.limits if held is not None and one.sort == held.sort]
    return bool(held is not None and held.until and by_law and held.until > max(by_law))


def _of_ages(rows: list[Any], known: Known | None) -> list[tuple[str, bool]]:
    times = [row.at for row in rows if row.kind in ("charged", "arrested", "detained", "judged")]
    return [("so_young", known is not None and any(known.at(at) < CHILD for at in times))]
