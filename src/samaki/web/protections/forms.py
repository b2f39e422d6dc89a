"""The folded forms of a child's protection at court."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Person
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.protections.queries import AtCourt, working_for
from samaki.journeys.protections.states import PROMISE, PROTECTION
from samaki.web.children.frame import choices, fold, href, mistake
from samaki.web.fields import field, options
from samaki.web.hearings import words as days
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest
from samaki.web.protections import words as said


def ask(child: Person, about: AtCourt, request: StaffRequest) -> dict[str, Any]:
    """A measure, of one day or of all."""
    fields = [
        field("select", "measure", _("Which measure?"), options=options(pack().reasons["protection"].values(), request.lang),
              blank=_("Choose one"), hint=None),
        field("select", "hearing", _("For which hearing?"), options=_days(about.ahead, request),
              blank=_("For the whole proceeding"), hint=None),
        field("radios", "move", _("How far is it?"), options=choices(said.BEGINS), value="ask", hint=None),
        _why(request),
        _words(),
    ]  # fmt: skip
    return fold(
        href(child, "protection") + "ask/", _("A measure that protects the child"), _("Put it on the list"), fields
    )


def move(row: Protection, request: StaffRequest) -> dict[str, Any]:
    """How far it is by now."""
    names = {code: name for code, name in said.MOVES.items() if code in PROTECTION[row.state]}
    fields = [
        field("radios", "move", _("What happened?"), options=choices(names), hint=None),
        _why(request),
        _words(),
        {"kind": "hidden", "name": "version", "value": row.version},
    ]  # fmt: skip
    return fold(f"/protections/{row.id}/move/", _("Say how far it is"), _("Write it down"), fields, of=row.id)


def carry(child: Person, hearing: Hearing) -> dict[str, Any]:
    """A new day takes over what stood for the day before."""
    fields = [{"kind": "hidden", "name": "hearing", "value": str(hearing.id)}]
    return fold(href(child, "protection") + "carry/", _("Ask again for the new day what was asked for the day before"),
                _("Take it over to the new day"), fields, of=hearing.id)  # fmt: skip


def promise(child: Person, about: AtCourt, request: StaffRequest) -> dict[str, Any]:
    """Something was promised to the child."""
    units = [{"value": unit.code, "label": unit.name} for unit in working_for(child, request.now)]
    fields = [
        field("select", "sort", _("What was promised?"), options=options(pack().reasons["promise"].values(), request.lang),
              blank=_("Choose one"), hint=None),
        field("area", "text", _("In a few words"), rows=2, hint=_("Who works for the child reads it.")),
        field("select", "owner", _("Which unit keeps it?"), options=units, value=request.member.unit.code,
              hint=_("It stands on that unit's desk.")),
        field("text", "due_at", _("By which day?"), narrow=True, hint=dates(_("A day that lies ahead."))),
        field("select", "hearing", _("For which hearing?"), options=_days(about.ahead, request), blank=_("For none"), hint=None),
    ]  # fmt: skip
    return fold(
        href(child, "protection") + "promise/",
        _("Something was promised to the child"),
        _("Write down the promise"),
        fields,
    )


def answer(row: ChildPromise) -> dict[str, Any]:
    """What became of a promise."""
    moves = {"keep": "keep", "break": "break", "reopen": "reopen"}
    names = {code: said.BECAME[code] for code in moves if code in PROMISE[row.state]}
    fields = [
        field("radios", "move", _("What became of it?"), options=choices(names), hint=None),
        field("area", "text", _("In a few words"), rows=2, hint=_("Tell the child as well.")),
        *([field("text", "due_at", _("By which other day?"), narrow=True, hint=None)] if "reopen" in names else []),
        {"kind": "hidden", "name": "version", "value": row.version},
    ]  # fmt: skip
    return fold(
        f"/child-promises/{row.id}/say/", _("Say what became of the promise"), _("Write it down"), fields, of=row.id
    )


def never_promised(row: ChildPromise) -> dict[str, Any]:
    """Written down by mistake."""
    return mistake(f"/child-promises/{row.id}/mistake/", row.id)


def _days(ahead: list[Hearing], request: StaffRequest) -> list[dict[str, str]]:
    return [{"value": str(row.id), "label": f"{days.when(row)}: {days.purpose(row, request.lang)}"} for row in ahead]


def _why(request: StaffRequest) -> dict[str, Any]:
    return field("select", "reason", _("If it was refused, or not there: why?"), blank=_("It was not"), hint=None,
                 options=options(pack().reasons["protection_not"].values(), request.lang))  # fmt: skip


def _words() -> dict[str, Any]:
    return field("area", "text", _("Anything that whoever goes there must know?"), rows=2,
                 hint=_("Police, prosecutor, court and who works for the child read it. Nothing of what happened to the child.")
                 )  # fmt: skip
