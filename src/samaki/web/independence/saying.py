"""Words about a verdict and why it is so. "Leans on the mentor" is said only where the mentor led or was there in most that fell short."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from samaki.figures.independence import Verdict
from samaki.figures.shortfall import WEAK, Short, Told
from samaki.insights.figures import FEWEST
from samaki.web.moments import digits

Words = Mapping[Short | None, Callable[[], str]]

LEANS: Words = {
    Short.MENTOR: lambda: _("leans on the mentor"), Short.LATE: lambda: _("too often late or not done"),
    Short.CHECKLIST: lambda: _("too often not done well"), Short.UNKNOWN: lambda: _("too often nobody knows who led"),
    None: lambda: _("falls short"),
}  # fmt: skip
"""Main reason -> the verdict on a kind of step that is surely below the line; without one main reason, or where it is not told."""

NOT_YET: Words = {
    Short.MENTOR: lambda: _("Not yet. It leans on the mentor."),
    Short.LATE: lambda: _("Not yet. Too often it is late or not done."),
    Short.CHECKLIST: lambda: _("Not yet. Too often it is not done well."),
    Short.UNKNOWN: lambda: _("Not yet. Too often nobody knows who led."),
    None: lambda: _("Not yet. It falls short."),
}  # fmt: skip

BREAKS: Words = {
    Short.MENTOR: lambda: _("No. It breaks: too much of it the mentor led."),
    Short.LATE: lambda: _("No. It breaks: too often it is late or not done."),
    Short.CHECKLIST: lambda: _("No. It breaks: too often it is not done well."),
    Short.UNKNOWN: lambda: _("No. It breaks: too often nobody knows who led."),
    None: lambda: _("No. It breaks."),
}  # fmt: skip

SHORT: Words = {
    Short.MENTOR: lambda: _("Leans on the mentor: %(steps)s."), Short.LATE: lambda: _("Too often late or not done: %(steps)s."),
    Short.CHECKLIST: lambda: _("Too often not done well: %(steps)s."),
    Short.UNKNOWN: lambda: _("Too often nobody knows who led: %(steps)s."),
    None: lambda: _("Falls short: %(steps)s."),
}  # fmt: skip

BROKEN: Words = {
    Short.MENTOR: lambda: _("Breaks, for the mentor led too much of it: %(steps)s."),
    Short.LATE: lambda: _("Breaks, for it is late or not done: %(steps)s."),
    Short.CHECKLIST: lambda: _("Breaks, for it is not done well: %(steps)s."),
    Short.UNKNOWN: lambda: _("Breaks, for nobody knows who led: %(steps)s."),
    None: lambda: _("Breaks: %(steps)s."),
}  # fmt: skip

COUNTED: Mapping[Short, Callable[[], str]] = {
    Short.MENTOR: lambda: _("the mentor led or was there: %(count)s"), Short.LATE: lambda: _("late or not done: %(count)s"),
    Short.CHECKLIST: lambda: _("checklist not full: %(count)s"), Short.UNKNOWN: lambda: _("nobody knows who led: %(count)s"),
}  # fmt: skip


def verdict(found: Verdict, main: Short | None = None) -> str:
    """Of a kind of step, in a few words."""
    if found is Verdict.LEANS:
        return LEANS[main]()
    return {
        Verdict.STANDS_ALONE: _("stands alone"),
        Verdict.NOT_ENOUGH_EVIDENCE: _("not enough evidence"),
        Verdict.BREAKS: _("breaks"),
    }[found]


def headline(found: Verdict, main: Short | None = None) -> str:
    """Of an area: the answer to whether the mentor can step back."""
    if found in WEAK:
        return (NOT_YET if found is Verdict.LEANS else BREAKS)[main]()
    return _("Yes. It stands alone.") if found is Verdict.STANDS_ALONE else _("Not enough evidence yet.")


def sentence(found: Verdict, main: Short | None = None) -> str:
    """Which kinds of step (`%(steps)s`) have this verdict."""
    if found in WEAK:
        return (SHORT if found is Verdict.LEANS else BROKEN)[main]()
    return _("Stands alone: %(steps)s.") if found is Verdict.STANDS_ALONE else _("Too little is known of: %(steps)s.")


def listed(told: Told) -> str:
    """`the mentor led or was there: 4 of 12 · late or not done: 3`, the most first; nothing where no reason is told."""
    said = [COUNTED[why]() % {"count": digits(count)} for why, count in told.counts.items()]
    if not said:
        return ""
    said[0] = _("%(reason)s of %(due)s") % {"reason": said[0], "due": digits(told.due)}
    if told.rest is None:
        said.append(_("other reasons are not shown"))
    elif told.rest:
        said.append(_("not told why: %(count)s") % {"count": digits(told.rest)})
    return " · ".join(said)


def untold(told: Told) -> str:
    """Of a kind of step of which something fell short, and no reason may be told: that it is so."""
    if told.rest == 0:
        return ""
    return _("what was missing is not shown: it would tell of fewer than %(count)s") % {"count": digits(FEWEST)}


def of_all(told: Told, by_kind: Iterable[Told]) -> str:
    """The sentence of an area: all its kinds of steps together; that nothing may be told where so it is; nothing where the kinds say it."""
    counts, kinds = listed(told), list(by_kind)
    if counts:
        return _("What was missing, all kinds of step together: %(reasons)s.") % {"reasons": counts}
    if any(one.counts for one in kinds) or all(one.rest == 0 for one in kinds):
        return ""
    return _("What was missing is not shown: it would tell of fewer than %(count)s.") % {"count": digits(FEWEST)}
