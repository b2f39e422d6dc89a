"""What is odd in a court file and was taken all the same: codes of warnings, pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samaki.court.standing import Standing

DECIDED_ABOVE = ("appeal_decided", "cassation_decided")


def oddities(made: Standing, rows: list[Any]) -> set[str]:
    """Codes of `web/court/words.py`; of what cannot be true together, or lacks something before it."""
    return {code for code, is_so in (*_of_charges(made, rows), *_of_the_rest(made)) if is_so}


def _of_charges(made: Standing, rows: list[Any]) -> list[tuple[str, bool]]:
    charges, kinds = made.charges.values(), {row.kind for row in rows}
    judged = any(one.judged_at for one in charges)
    absent = any(one.absent and one.state == "decided" for one in charges)
    return [
        ("judged_uncharged", any(one.judged_at and one.charged_at is None for one in charges)),
        ("judged_before_charge", any(one.judged_at and one.charged_at and one.judged_at < one.charged_at for one in charges)),
        ("sentenced_unjudged", made.sentence is not None and not judged),
        ("not_notified", absent and "notified" not in kinds),
        ("appeal_unjudged", bool(kinds & {*DECIDED_ABOVE}) and not judged),
    ]  # fmt: skip


def _of_the_rest(made: Standing) -> list[tuple[str, bool]]:
    return [
        ("paid_more", any(one.paid > one.ordered for one in made.money.values())),
        ("age_unknown", made.held is not None and made.held.age is None),
        ("category_unknown", made.held is not None and not made.held.category),
    ]
