"""Which column is which, and what its words mean: the fields in which that is chosen, and what was chosen in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.countries.labels import Coded, Short
from samaki.database.refusals import Invalid, together
from samaki.history.columns import FIELDS, NEEDED, Chosen, guessed
from samaki.history.reading import WORDED, Words, plain, words_in
from samaki.web import words
from samaki.web.fields import field, typed
from samaki.web.history.carried import Table
from samaki.web.links.showing import kind_name
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

Known = tuple[Chosen, Words] | None
"""What the last file of this agency with these headings meant."""

LEFT_OUT = "-"

MEANS = {
    "area": lambda: _("Province"),
    "asks": lambda: _("Who handed on"),
    "asked": lambda: _("Who was asked"),
    "offered": lambda: _("Date on which it was handed on"),
    "answered": lambda: _("Date of the answer"),
    "done": lambda: _("Date on which it was done"),
    "year": lambda: _("Year"),
    "handed": lambda: _("How many were handed on"),
    "answers": lambda: _("How many of them were answered"),
    "in_time": lambda: _("How many of them were answered in time"),
    "ends": lambda: _("How many of them were done"),
}
"""Field of `history.columns` -> what it is called."""


# ---------------------------------------------------------------- columns
def column_fields(table: Table, known: Known, request: StaffRequest) -> list[dict[str, Any]]:
    """A choice for each field: a column, or one answer for the whole list."""
    given = _of_known(known, table) or {
        name: f"c{at}" for name, at in guessed(table.names, table.shape, table.without).items()
    }
    told = []
    for name in FIELDS[table.shape]:
        columns = {"label": _("A column of the table"), "options": _columns(table)}
        whole = {"label": _("The same for the whole list"), "options": codes(name, request.lang, before="=")}
        value = request.POST.get(f"of_{name}", given.get(name, ""))
        blank = _("Choose") if name in WORDED or name in NEEDED[table.shape] else _("The list does not say it")
        options = [columns, whole] if name in WORDED else [columns]
        told.append(field("select", f"of_{name}", MEANS[name](), options=options, value=value, blank=blank, hint=None))
    return told


def _columns(table: Table) -> list[dict[str, Any]]:
    return [
        {"value": f"c{at}", "label": f"{digits(at + 1)} · {head}" if head else digits(at + 1), "said": True}
        for at, head in enumerate(table.names) if at not in table.without
    ]  # fmt: skip


def _of_known(known: Known, table: Table) -> dict[str, str]:
    if known is None or known[0].shape != table.shape:
        return {}
    chosen = known[0]
    return {name: f"c{at}" for name, at in chosen.places.items()} | {
        name: f"={code}" for name, code in chosen.fixed.items()
    }


def chosen_columns(table: Table, request: StaffRequest) -> Chosen:
    """What was chosen. Raises Invalid with every field that is wrong."""
    places: dict[str, int] = {}
    fixed: dict[str, str] = {}
    with together() as told:
        for name in FIELDS[table.shape]:
            text = typed(request, f"of_{name}")
            at = int(text[1:]) if text[:1] == "c" and text[1:].isascii() and text[1:].isdecimal() else -1
            if text[:1] == "=" and name in WORDED and text[1:] in _coded(name):
                fixed[name] = text[1:]
            elif 0 <= at < len(table.names) and at not in table.without:
                if at in places.values():
                    told.wrong(_("This column is chosen twice."), field=f"of_{name}")
                places[name] = at
            elif name in WORDED:
                told.wrong(_("Choose a column, or one answer for the whole list."), field=f"of_{name}")
            elif name in NEEDED[table.shape]:
                told.wrong(_("Choose a column for this."), field=f"of_{name}")
    return Chosen(table.shape, places, fixed)


# ---------------------------------------------------------------- words
def word_fields(table: Table, chosen: Chosen, known: Known, request: StaffRequest) -> list[dict[str, Any]]:
    """A choice for each different word: its code, or that its rows are left out. Raises Invalid for a column of names."""
    told = []
    before = known[1] if known else {}
    for name, spelled in _words_in(table, chosen).items():
        options = [*codes(name, request.lang), {"value": LEFT_OUT, "label": _("Leave these rows out")}]
        for at, word in enumerate(spelled):
            value = request.POST.get(_place(name, at), before.get((name, plain(word))) or _meant(name, word))
            label = words.labelled(MEANS[name](), f"“{word}”")
            told.append(field("select", _place(name, at), label, options=options, value=value, blank=_("Choose"), hint=None))  # fmt: skip
    return told


def chosen_words(table: Table, chosen: Chosen, request: StaffRequest) -> Words:
    """What they mean. Raises Invalid with every word that nobody chose for."""
    meant: dict[tuple[str, str], str] = {}
    with together() as told:
        for name, spelled in _words_in(table, chosen).items():
            for at, word in enumerate(spelled):
                code = typed(request, _place(name, at))
                if code != LEFT_OUT and code not in _coded(name):
                    told.wrong(_("Choose what this word means, or leave its rows out."), field=_place(name, at))
                meant[name, plain(word)] = "" if code == LEFT_OUT else code
    return meant


def _words_in(table: Table, chosen: Chosen) -> Mapping[str, list[str]]:
    try:
        return words_in(table.rows, chosen)
    except Invalid as refusal:
        raise refusal.renamed(**{name: f"of_{name}" for name in WORDED}) from None


def _place(name: str, at: int) -> str:
    return f"word_{name}_{at}"


def _meant(name: str, word: str) -> str:
    """What the pack calls so; empty where nothing, or two things, fit."""
    same = [one.code for one in _coded(name).values() if plain(word) in _names(one)]
    if not same and name == "area" and (place := pack().places.match(word)) is not None:
        return place.province.code
    return same[0] if len(same) == 1 else ""


def _names(one: Coded) -> set[str]:
    short = one.short_lines.by_language.values() if isinstance(one, Short) else ()
    return {plain(text) for text in (one.code, *one.labels.by_language.values(), *(" ".join(lines) for lines in short))}


# ---------------------------------------------------------------- codes
def _coded(name: str) -> Mapping[str, Coded]:
    if name == "area":
        return {one.code: one for one in pack().places.provinces}
    return pack().agency_kinds


def codes(name: str, lang: str, before: str = "") -> list[dict[str, str]]:
    """Provinces, those of the map first; or kinds of units."""
    if name == "area":
        places = sorted(pack().places.provinces, key=lambda one: not one.project_area)
        return [{"value": before + one.code, "label": one.label(lang)} for one in places]
    return [{"value": before + code, "label": kind_name(code, lang)} for code in pack().agency_kinds]


def column_of(table: Table, chosen: Chosen, name: str) -> str:
    """How the table calls the column of a field; what the page calls it, where no column was chosen."""
    at = chosen.places.get(name)
    return table.names[at] if at is not None and table.names[at] else MEANS[name]()
