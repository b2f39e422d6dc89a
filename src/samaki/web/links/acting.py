"""Who must act on a link that is not there or does not hold, by which day, and where that is written down. 2 queries for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.commitments import queries
from samaki.commitments.models import Commitment, Gap
from samaki.commitments.rules import EVERYWHERE
from samaki.insights.chain import Map
from samaki.insights.links import MISSING, Ends, Link
from samaki.web import words
from samaki.web.moments import digits, long_date

NAMED = 3
"""So many units are named; of more how many they are."""


def acts(found: Map, weak: Sequence[Link]) -> dict[Ends, dict[str, Any]]:
    """Link -> who (names), wanting and day (sentences), href and label of what to press; written: it is in the register."""
    if not weak:
        return {}
    gaps = {(row.area, row.what): row for row in queries.open_links({what_of(one.ends) for one in weak})}
    due = queries.next_due(list(gaps.values()))
    return {one.ends: _act(one, found, gaps, due) for one in weak}


def what_of(ends: Ends) -> str:
    """How the register names a link."""
    return f"{ends.asks}>{ends.asked}"


def gap_href(ends: Ends) -> str:
    """Where this link is put into the register of gaps."""
    return "/gaps/new/?" + urlencode({"area": ends.area, "kind": "link", "what": what_of(ends), "source": "map"})


def _act(one: Link, found: Map, gaps: dict[tuple[str, str], Gap], due: dict[Any, Commitment]) -> dict[str, Any]:
    what = what_of(one.ends)
    gap = gaps.get((one.ends.area, what)) or gaps.get((EVERYWHERE, what))
    promise = due.get(gap.id) if gap else None
    href, label = (
        (f"/gaps/{gap.id}/", _("The gap in the register")) if gap else (gap_href(one.ends), _("Write the gap down"))
    )
    return {
        "who": _who(one, found), "wanting": _wanting(one), "day": _day(gap, promise), "href": href, "label": label,
        "written": gap is not None,
    }  # fmt: skip


def _who(one: Link, found: Map) -> str:
    """Where nothing stands both sides, for an agreement is of both; else who is asked, for it answers."""
    ends = one.ends
    kinds = (ends.asks, ends.asked) if one.verdict == MISSING else (ends.asked,)
    units: list[Unit] = [unit for kind in kinds for unit in found.stands.units(kind, ends.area)]
    names = list(dict.fromkeys(unit.name for unit in units))
    if len(names) <= NAMED:
        return "; ".join(names)
    more = _("and %(count)s more") % {"count": digits(len(names) - NAMED)}
    return f"{'; '.join(names[:NAMED])} {more}"


def _wanting(one: Link) -> str:
    if not one.exists.focal_point.of:
        return _("No unit of the kind that is asked serves this area.")
    names = {"agreement": _("an agreement"), "focal_point": _("a focal point"), "roster": _("a duty roster")}
    none = [names[name] for name, part in one.exists.parts.items() if part.of and not part.have]
    said = [] if one.verdict == MISSING else [_("Too few are answered in time.")]
    return " ".join([*said, *([words.labelled(_("Wanting"), ", ".join(none))] if none else [])])


def _day(gap: Gap | None, promise: Commitment | None) -> str:
    if promise is not None:
        given = {"unit": promise.owner.name, "date": long_date(promise.due_on)}
        if promise.state == "asked":
            return _("%(unit)s is asked to promise it by %(date)s.") % given
        return _("%(unit)s promises it by %(date)s.") % given
    if gap is not None:
        return _("No day yet: it stands in the register, and nobody promises anything that you can see.")
    return _("No day yet: nobody has written it down.")
