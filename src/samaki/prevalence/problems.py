"""What is wrong with a table, said in one sentence. The code and the values stand apart, so that a page can say it in its own language."""

from __future__ import annotations

from typing import Any


class Unusable(ValueError):
    """A table from which nothing can be estimated. `code` names the sentence of `SENTENCES`, `values` fill it."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(said(code, **values))


def said(code: str, **values: Any) -> str:
    """The English sentence of a code. KeyError for a code that is not in `SENTENCES` or a value that is missing."""
    return SENTENCES[code] % values


SENTENCES = {
    # any table
    "empty": "The file has no rows.",
    "not_text": "The file is not a table of text in UTF-8 (CSV).",
    "no_column": "The file has no column %(column)s. Its columns are: %(columns)s.",
    "column_without_name": "Column %(number)s has no name in the first row.",
    "column_twice": "The column %(column)s stands twice in the first row.",
    "row_length": "Row %(row)s has %(cells)s cells, the first row has %(wanted)s.",
    # capture histories
    "history_cell": "Row %(row)s, list %(list)s: write 1 for on the list and 0 for not on it; there stands “%(cell)s”.",
    "count_number": "Row %(row)s: the count must be a whole number; there stands “%(cell)s”.",
    "count_negative": "Row %(row)s: the count is negative (%(cell)s). A count of people is 0 or more.",
    "count_fraction": "Row %(row)s: the count is a fraction (%(cell)s). People are counted whole.",
    "count_huge": "Row %(row)s: the count is larger than any population (%(cell)s).",
    "history_twice": "Rows %(first)s and %(second)s are the same history. Add them together, or mend the one that is wrong.",
    "history_of_none": "Row %(row)s is of people who are on no list. How many they are is what is estimated: leave the row out.",
    "no_list": "The file has no list: one column for each list is needed, and a column count.",
    "one_list": "One list alone says nothing about how many people are on none. At least two lists are needed.",
    "too_many_lists": "There are %(lists)s lists; at most %(most)s can be taken together. Put lists of one kind together.",
    "nobody": "There is nobody in the table: every count is 0.",
    "list_empty": "Nobody is on the list %(list)s. Leave it out.",
    "no_overlap": "No person is on two lists. Without an overlap nothing says how many people are on none.",
    "bic_too_many": "The search of all models by BIC takes at most %(most)s lists; there are %(lists)s. Use the stepwise choice.",
    "no_model": "These lists cannot carry an estimate: no model has estimates that exist and are the only ones. "
    "Lists that overlap with others are missing.",
    # venue surveys
    "number": "Row %(row)s, column %(column)s: a number is needed; there stands “%(cell)s”.",
    "number_whole": "Row %(row)s, column %(column)s: people are counted whole; there stands “%(cell)s”.",
    "number_negative": "Row %(row)s, column %(column)s: a number of people is 0 or more; there stands “%(cell)s”.",
    "weight": "Row %(row)s: the weight must be more than 0; there stands “%(cell)s”.",
    "name_missing": "Row %(row)s: the column %(column)s is empty.",
    "more_minors": "Row %(row)s: more minors (%(minors)s) than people observed (%(people)s).",
    "nobody_observed": "Nobody was observed: every number of people is 0.",
    "one_venue": "There is one venue only. How much venues differ cannot be seen from one: at least two are needed.",
    "venue_alone": "The stratum %(stratum)s has one venue only, so how much its venues differ cannot be seen. "
    "Put it together with a stratum that is like it.",
    "venue_in_two": "The venue %(venue)s stands in two strata (%(first)s, %(second)s). A venue belongs to one.",
    "venue_twice": "The venue %(venue)s stands twice in the list of venues.",
    "too_few_venues": "The stratum %(stratum)s has %(there)s venues, %(wanted)s are asked for.",
    "no_such_stratum": "The design asks for the stratum %(stratum)s, in which there is no venue.",
    "two_in_each": "At least two venues are needed in each stratum; %(wanted)s are asked for in %(stratum)s.",
    "slots": "The venue %(venue)s has %(slots)s times at which it can be visited, %(visits)s visits are asked for.",
    "size": "The venue %(venue)s needs a size of more than 0 to be drawn by size.",
    "frame_size": "The stratum %(stratum)s has fewer venues in all (%(frame)s) than were visited (%(visited)s).",
    "judging_range": "Sensitivity and specificity lie between 0 and 1, the lower bound first.",
    "judging_says_nothing": "With this sensitivity and specificity, judging age by eye says nothing: the two must add up to more than 1.",
}
