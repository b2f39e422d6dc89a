"""What the lines of the page are called, and what is asked for in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.journeys.governance.paper import LINES, Line, key_of
from samaki.web.jinja import LANGUAGES
from samaki.web.moments import digits, length, long_date
from samaki.web.words import labelled

Said = Callable[[], str]

CALLED: Mapping[str, tuple[Said, Said]] = {
    "controller": (
        lambda: _("Who decides about the data (controller)"),
        lambda: _("Agency and office. This line is published: no name of a person."),
    ),
    "host": (
        lambda: _("Who runs the machine (host)"),
        lambda: _("Agency and office. This line is published: no name of a person."),
    ),
    "payer": (lambda: _("Who pays"), lambda: _("For the machine, its line and its upkeep, and until when.")),
    "place": (lambda: _("Where the machine stands"), lambda: _("Town, house, who can enter the room.")),
    "contact": (
        lambda: _("Whom to ask about data protection"),
        lambda: _("Office and its number. This line is published: no name of a person."),
    ),
    "holders": (
        lambda: _("Who holds a sheet of the recovery key"),
        lambda: _("Agency and office of each, of different agencies. No names: people change."),
    ),
    "drill_by": (lambda: _("Who did the restore drill"), lambda: _("Offices. Leave it empty if there was none yet.")),
    "drill_found": (
        lambda: _("What the drill found"),
        lambda: _("What was whole, what was missing, how long it took. Leave it empty if there was none yet."),
    ),
    "seizure": (
        lambda: _("If somebody seizes the machine"),
        lambda: _("Whom to call, what is shut down, who tells the other agencies, where work goes on."),
    ),
}
"""Name of a line -> (what it is called, what is asked for)."""


def called(line: Line) -> str:
    """What a line is called."""
    return CALLED[line.name][0]()


def in_language(tongue: str) -> str:
    """In which language a line is written, in the language of the page."""
    return {"km": lambda: _("in Khmer"), "en": lambda: _("in English")}.get(
        tongue, lambda: LANGUAGES.get(tongue, tongue)
    )()


def text_of(words: Mapping[str, str], line: Line, lang: str) -> str:
    """A line in the reader's language, else in another one."""
    tongues = [lang, *(one for one in pack().languages if one != lang)]
    return next((words[key_of(line, one)] for one in tongues if words.get(key_of(line, one))), "")


def lines_of(words: Mapping[str, str], lang: str, names: set[str] | None = None) -> list[dict[str, str]]:
    """The lines for a summary, those that say something; `names`: only these."""
    rows = []
    for line in LINES:
        if names is not None and line.name not in names:
            continue
        text = text_of(words, line, lang)
        if line.name == "holders" and names is None:
            rows.append({"name": _("Recovery key"), "text": _enough(words)})
        if line.name == "drill_by" and names is None:
            rows.append({"name": _("Last restore drill"), "text": _drill(words)})
        if text:
            rows.append({"name": called(line), "text": text})
    return rows


def _enough(words: Mapping[str, str]) -> str:
    told = {"enough": digits(words.get("enough", "")), "sheets": digits(words.get("sheets", ""))}
    return _("%(enough)s of %(sheets)s sheets open it together") % told


def _drill(words: Mapping[str, str]) -> str:
    if not words.get("drill_on"):
        return _("None yet: nobody has shown that a backup can be restored without the mentor.")
    day = long_date(date.fromisoformat(words["drill_on"]))
    if words.get("drill_alone") == "yes":
        return _("%(day)s, without the mentor") % {"day": day}
    return _("%(day)s, with help of the mentor: not yet shown without") % {"day": day}


def kept_for(lang: str) -> str:
    """The schedule of keeping, in one line: each class that ends, and after how long."""
    ends = [
        labelled(one.label(lang), length(one.after.amount, one.after.unit))
        for one in pack().retention.values()
        if one.after is not None
    ]
    return "; ".join(ends)
