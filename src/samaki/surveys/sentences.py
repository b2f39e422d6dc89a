"""What the estimators say of a table, in the language of the page. Their own sentences are English and know no page."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid
from samaki.prevalence import Unusable
from samaki.prevalence.problems import said
from samaki.surveys.sheets import told

SAID: dict[str, Callable[[], str]] = {
    "column_without_name": lambda: _("Column %(number)s has no name in the first row."),
    "column_twice": lambda: _("The column %(column)s stands twice in the first row."),
    "no_column": lambda: _("The table has no column %(column)s. Its columns are: %(columns)s."),
    "row_length": lambda: _("Row %(row)s has %(cells)s cells, the first row has %(wanted)s."),
    "history_cell": lambda: _("Row %(row)s, list %(list)s: write 1 for on the list and 0 for not on it; there stands “%(cell)s”."),
    "count_number": lambda: _("Row %(row)s: the count must be a whole number; there stands “%(cell)s”."),
    "count_negative": lambda: _("Row %(row)s: the count is negative (%(cell)s). A count of people is 0 or more."),
    "count_fraction": lambda: _("Row %(row)s: the count is a fraction (%(cell)s). People are counted whole."),
    "count_huge": lambda: _("Row %(row)s: the count is larger than any population (%(cell)s)."),
    "history_twice": lambda: _("Rows %(first)s and %(second)s are the same history. Add them together, or mend the one that is wrong."),
    "history_of_none": lambda: _("Row %(row)s is of people who are on no list. How many they are is what is estimated: leave the row out."),
    "no_list": lambda: _("The table has no list: one column for each list is needed, and a column called count."),
    "one_list": lambda: _("One list alone says nothing about how many people are on none. At least two lists are needed."),
    "too_many_lists": lambda: _("There are %(lists)s lists; at most %(most)s can be taken together. Put lists of one kind together."),
    "nobody": lambda: _("There is nobody in the table: every count is 0."),
    "list_empty": lambda: _("Nobody is on the list %(list)s. Leave it out."),
    "no_overlap": lambda: _("No person is on two lists. Without an overlap nothing says how many people are on none."),
    "bic_too_many": lambda: _("The search of all models takes at most %(most)s lists; there are %(lists)s. Choose the stepwise rule."),
    "no_model": lambda: _("These lists cannot carry an estimate: no model has estimates that exist and are the only ones. Lists that "
                          "overlap with others are missing."),
    "nobody_observed": lambda: _("Nobody was observed yet: every number of people is 0."),
    "one_venue": lambda: _("Only one venue was counted. How much venues differ cannot be seen from one: at least two are needed."),
    "venue_alone": lambda: _("Only one venue was counted in the stratum %(stratum)s, so how much its venues differ cannot be seen."),
    "too_few_venues": lambda: _("The stratum %(stratum)s has %(there)s venues, %(wanted)s are asked for."),
    "two_in_each": lambda: _("At least two venues are needed in each stratum; %(wanted)s are asked for in %(stratum)s."),
    "slots": lambda: _("The venue %(venue)s has %(slots)s times at which it can be visited, %(visits)s visits are asked for."),
}  # fmt: skip
"""Code of `samaki.prevalence.problems` -> its sentence here. What cannot happen in these rooms is not among them."""

NUMBERS = frozenset(
    {"number", "row", "first", "second", "cells", "wanted", "lists", "most", "there", "slots", "visits"}
)


def sentence_of(code: str, values: dict[str, object]) -> str:
    """In the language of the page; in English what is not known here."""
    if code not in SAID:
        return said(code, **values)
    return SAID[code]() % {name: told(value) if _is_number(name, value) else value for name, value in values.items()}


def _is_number(name: str, value: object) -> bool:
    """Whether it is told in the digits of the page: what was written in a cell only where it is a number."""
    return name in NUMBERS or name == "cell" and re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", str(value)) is not None


def refusal(problem: Unusable, field: str) -> Invalid:
    """A table that cannot be used, as a form is refused."""
    return Invalid(sentence_of(problem.code, problem.values), field=field, code=problem.code)
