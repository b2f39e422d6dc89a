"""What lies in the tar: the rows, what each column means, and what must not be done with them. Pure; English, as the standard is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from samaki.countries.coding import standard
from samaki.journeys.coded_export.gathering import BANDS, COLUMNS, Row

README = """Cases of one unit in the codes of the Human Trafficking Case Data Standard (HTCDS) 2.0, https://github.com/UNMigration/HTCDS, by
IOM, CC BY 4.0. IOM does not endorse this file.

One row a child. No names, places or dates. Whoever knows a case may still know the child by a rare row: few children of one age, year and
kind of harm are few people. Do not publish rows, and no count below 10. Do not join this file with another one. Delete it when it
has served.
The pseudonyms are of this file alone: the same child has another one in the next file, and nothing leads back from them.
An empty cell: not known, not open to this unit, or the standard has no word for it.
"""

MEANS: Mapping[str, str] = {
    "own_case": "Pseudonym of the case, of this file alone. Not of the standard",
    "own_person": "Pseudonym of the child, of this file alone. Not of the standard",
    "own_year_opened": "Year in which the case was opened here. Not of the standard",
    "own_age_band": "Age in years as written down last, known or guessed, in bands. Not of the standard",
    "prs_Gender": "As written down; empty: written down as other, without saying what",
    "vic_TraffickingStatus": "As decided or proposed; empty: not said, or the unit does not work on the justice part",
    "vic_TraffickingStatusDecisionMakingOrg": "Kind of the body that decided last",
    "vic_TypeOfExploitation": "From the articles of law of the whole case, not of this child alone; several joined by ;",
    "cas_Status": "Of the case",
    "spl_Type": "Of services that began, where the unit works on the care of the child; several joined by ;",
    "org_Type": "Of the unit whose file this is",
}


def members(rows: Iterable[Row]) -> list[tuple[str, bytes]]:
    """Name and content of each file."""
    told = [["column", "values", "meaning"]]
    bands = "|".join([*(name for _oldest, name in BANDS), "18+"])
    told += [
        [name, "|".join(standard().get(name, ())) or (bands if name == "own_age_band" else ""), MEANS[name]]
        for name in COLUMNS
    ]
    lines = [list(COLUMNS), *([row[name] for name in COLUMNS] for row in rows)]
    return [("README.txt", README.encode()), ("dictionary.csv", _csv(told)), ("cases.csv", _csv(lines))]


def _csv(lines: Iterable[list[str]]) -> bytes:
    into = io.StringIO(newline="")
    csv.writer(into).writerows(lines)
    return into.getvalue().encode()
