"""What each number about independence is made of, one line for each page, all from here: so that three numbers are not three answers.

The index: one kind of step, cases of one child, 12 months, who led and when and how well. The figure of the same name: all kinds and
all cases added up, over any time. The baseline of a test: one step of a kind for each case, whoever led; while the test runs, of these
only what the mentor did not lead. The simulation: done steps
alone, which part the mentor led; late or poor work is no part of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

INDEX, FIGURE, BASELINE, TESTED, SIMULATED = "index", "figure", "baseline", "tested", "simulated"

SAYS: dict[str, Callable[[], str]] = {
    INDEX: lambda: _(
        "What these numbers count: steps of one kind that were due in 12 months, in cases of one child, each kind by itself; the weakest "
        "decides. The figure of the same name adds up all kinds and all cases, usually of three months: so its numbers are others."
    ),
    FIGURE: lambda: _(
        "What this number counts: critical steps of all kinds and of all cases, added up. The page that says whether the mentor can step "
        "back looks at each kind by itself, in cases of one child, over 12 months, and lets the weakest decide: so its numbers are others."
    ),
    BASELINE: lambda: _(
        "What these numbers count: one step of each kind for a case of one child, on time and well, whoever led. The index asks besides "
        "that the agency led, and counts every step: so its numbers are others."
    ),
    TESTED: lambda: _(
        "What these numbers count: one step of each kind for a case of one child. The share with the mentor: on time and well, whoever "
        "led. Good in the test: on time and well, and not led by the mentor. The index counts every step: so its numbers are others."
    ),
    SIMULATED: lambda: _(
        "What these numbers count: steps of all cases, by kind of unit; the part of the critical ones that were done which the mentor did "
        "or led, without those at which it only was there. That steps were late or not done well is no part of it: waiting may not grow "
        "where the index still says that steps fall short."
    ),
}

HREFS = {INDEX: "/independence/", FIGURE: "/measures/independence/"}
BESIDE = {
    INDEX: (FIGURE,),
    FIGURE: (INDEX,),
    BASELINE: (INDEX, FIGURE),
    TESTED: (INDEX, FIGURE),
    SIMULATED: (INDEX, FIGURE),
}
"""Page -> which of the other numbers it leads to."""

FIGURES = ("IX1", "IX2", "WT1")
"""Figures that are read beside the index."""


def of(page: str) -> dict[str, Any]:
    """{says, links: [{title, href}]}."""
    titles = {INDEX: _("Can the mentor step back?"), FIGURE: _("Independence index")}
    return {"says": SAYS[page](), "links": [{"title": titles[one], "href": HREFS[one]} for one in BESIDE[page]]}


def of_figure(measure: str) -> dict[str, Any] | None:
    """The same on the page of a figure; None of one that has nothing to do with it."""
    return of(FIGURE) if measure in FIGURES else None
