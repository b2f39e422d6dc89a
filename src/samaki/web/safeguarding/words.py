"""A child's safety in words. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild
from samaki.journeys.safeguarding.queries import Free, Whereabouts
from samaki.web import words
from samaki.web.moments import digits, short_date, short_moment

Said = Callable[[], str]

PARTS: dict[str, Said] = {
    "fears": lambda: _("What does the child fear, and where?"),
    "signs": lambda: _("What shows that it begins?"),
    "do": lambda: _("What does the child do then, and where does it go?"),
    "people": lambda: _("Whom does the child call? Name and number"),
    "keep_away": lambda: _("Who may not come near?"),
    "adults": lambda: _("What does each adult do?"),
}
"""Parts of a safety plan, in their order."""

REACHED: dict[str, Said] = {
    "when": lambda: _("When: days and hours"),
    "by_whom": lambda: _("By whom"),
    "note": lambda: _("What else must be known"),
}
"""What is said of reaching a child."""

PLAN: dict[str, tuple[str, Said]] = {
    "stands": ("held", lambda: _("It stands")),
    "replaced": ("next", lambda: _("A newer one stands")),
    "ended": ("done", lambda: _("Not needed any more")),
    "in_error": ("stopped", lambda: _("Recorded by mistake")),
}

STAY: dict[str, tuple[str, Said]] = {
    "not_taken": ("next", lambda: _("Looked at; not possible now")),
    "stays": ("held", lambda: _("The child stays here")),
    "ended": ("done", lambda: _("Ended")),
    "in_error": ("stopped", lambda: _("Recorded by mistake")),
}

MISSING: dict[str, tuple[str, Said]] = {
    "missing": ("overdue", lambda: _("Missing")),
    "found": ("done", lambda: _("Found")),
    "in_error": ("stopped", lambda: _("Recorded by mistake")),
}
"""State -> (sign, words)."""

WARNINGS: dict[str, Said] = {
    "no_ground": lambda: _("Nobody has written down on what ground the child is kept here. Ask for it; it is on your desk."),
    "no_family": lambda: _("Nobody has written down which family was looked at before. A family comes before a shelter: look for one, and "
                           "write down what came of it."),
    "full": lambda: _("The directory says that this unit is full. Call it: the child stays until another place is found."),
    "several": lambda: _("More than one stay is open. Say how the older one ended."),
}  # fmt: skip


def stay(row: ChildPlacement, gone: MissingChild | None) -> tuple[str, str]:
    """(sign, words) of a stay: a child that went missing stays nowhere that we know of."""
    if gone is not None and row.state == "stays":
        if row.occurred_at <= gone.occurred_at:
            return "overdue", _("The child stayed here until it was missing")
        return "overdue", _("Written down while the child was missing: is it found?")
    sign, told = STAY[row.state]
    return sign, told()


def missing_now(gone: MissingChild, stays: bool) -> str:
    """Above all on the page of a missing child; where a stay is open, that the two contradict each other."""
    told = _("The child is missing since %(time)s.") % {"time": short_moment(gone.occurred_at)}
    asked = _(
        "A stay is open all the same. Is the child found? Then say so, and record the arrival; else say how the stay ended."
    )
    return f"{told} {asked}" if stays else told


def found_when(row: MissingChild) -> str:
    """When the child was found, with the hour where it is known."""
    if row.found_at is None:
        return ""
    return short_moment(row.found_at) if row.found_precision == "instant" else short_date(row.found_at)


def free(one: Free) -> str:
    """What the directory says of places to sleep, and when that was said."""
    if one.full:
        return _("full")
    if one.places is None:
        return _("places not known")
    said = _("%(n)s free") % {"n": digits(one.places)}
    return _("%(said)s (%(date)s)") % {"said": said, "date": short_date(one.said_at)} if one.said_at else said


def tonight(one: Whereabouts, language: str) -> tuple[str, str, str]:
    """(sign, answer, what is known) of where a child is tonight: the fact, never the place."""
    if one.missing is not None:
        return "overdue", _("Missing"), _("Since %(time)s.") % {"time": short_moment(one.missing)}
    seen = _seen(one, language)
    if one.child_id in one.signs.danger:
        return "overdue", _("Not safe"), seen
    word = one.signs.words.get(one.child_id)
    if word is not None:
        answer = words.reason_name("whereabouts", word.facts.get("answer", ""), language)
        return (
            ("done" if one.answered else "overdue"),
            answer,
            _("Observed %(time)s.") % {"time": short_moment(word.occurred_at)},
        )
    if one.arrival is None:
        return "overdue", _("Not answered yet"), seen
    if one.child_id in one.signs.unplaced:
        return "overdue", _("The place is not known"), seen
    if one.arrival.safe is None:
        return "offered", _("Whether it is safe there is not known"), seen
    return "done", _("Answered"), seen


def _seen(one: Whereabouts, _language: str) -> str:
    if one.arrival is None:
        return _("Nobody has recorded where the child is. Record it as soon as it is known.")
    time = short_moment(one.arrival.occurred_at)
    if one.arrival.received_by is None:
        return _("Arrived %(time)s; nobody wrote down who received the child.") % {"time": time}
    return _("Received by %(unit)s, %(time)s.") % {"unit": one.arrival.received_by.name, "time": time}


def listed(name: str, codes: list[str], language: str) -> str:
    """Codes of a list of the pack, in words."""
    return "; ".join(words.reason_name(name, code, language) for code in codes)
