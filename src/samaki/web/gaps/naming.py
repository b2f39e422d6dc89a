"""What a gap and a promise are called on a page."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.commitments.rules import EVERYWHERE
from samaki.insights.definitions import MEASURES
from samaki.web import words
from samaki.web.links.showing import kind_name

KINDS: dict[str, Callable[[], str]] = {
    "service": lambda: _("a service that nobody gives"),
    "night_number": lambda: _("no number that answers at night"),
    "link": lambda: _("a link that does not hold"),
    "step": lambda: _("a step that no unit serves"),
    "other": lambda: _("something else"),
}

OF_GAP: dict[str, Callable[[], str]] = {
    "open": lambda: _("open"),
    "closed": lambda: _("closed"),
    "mistake": lambda: _("written down by mistake"),
}

OF_PROMISE: dict[str, Callable[[], str]] = {
    "asked": lambda: _("asked, not promised yet"),
    "open": lambda: _("promised"),
    "kept": lambda: _("kept"),
    "not_kept": lambda: _("not kept"),
    "withdrawn": lambda: _("withdrawn"),
    "refused": lambda: _("not promised"),
}

SOURCES: dict[str, Callable[[], str]] = {
    "hand": lambda: _("between units"),
    "workshop": lambda: _("at a workshop"),
    "conference": lambda: _("in a conference or a meeting of the province"),
    "link": lambda: _("because a link of the map does not hold"),
    "measure": lambda: _("because of a figure"),
}

MOVES: dict[str, Callable[[], str]] = {
    "write": lambda: _("written down"),
    "take": lambda: _("promised by the unit that was asked"),
    "refuse": lambda: _("the unit that was asked does not promise it"),
    "keep": lambda: _("kept: what shows it"),
    "miss": lambda: _("not kept: why"),
    "move": lambda: _("given another day: why"),
    "withdraw": lambda: _("withdrawn: why"),
    "reopen": lambda: _("opened again: why"),
}


def where(area: str, lang: str) -> str:
    """A province, or all of them."""
    return _("In all areas") if area in ("", EVERYWHERE) else words.area_name(area, lang)


def what_of(kind: str, what: str, lang: str) -> str:
    """Which service, step or link; a code that the pack no longer has as it is."""
    if kind == "service":
        found = pack().services.get(what)
        return found.label(lang) if found else what
    if kind == "step":
        return words.step_title(what, lang)
    if kind == "link" and ">" in what:
        return " → ".join(kind_name(end, lang) for end in what.split(">", 1))
    return ""


def gap_name(kind: str, what: str, lang: str) -> str:
    """`A service that nobody gives: shelter`."""
    said = KINDS[kind]()
    title, which = said[:1].upper() + said[1:], what_of(kind, what, lang)
    return words.labelled(title, which) if which else title


def source_of(source: str, what: str, lang: str) -> str:
    """Where it was promised, with the figure or the link that it is about."""
    measure = MEASURES.get(what)
    which = f"{measure.title} ({measure.code})" if source == "measure" and measure else what_of(source, what, lang)
    return words.labelled(SOURCES[source](), which) if which else SOURCES[source]()
