"""The end of the page that is handed over: who holds more, what is never given, what a refusal means, how to complain, its foot."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.journeys.subject_access.handing import Handed
from samaki.journeys.subject_access.rules import ROOMS
from samaki.web import words
from samaki.web.moments import digits, long_date
from samaki.web.subject_access.naming import Names

Section = dict[str, Any]


def refused(handed: Handed) -> Section:
    """A refusal: that it is one, and that nobody has to accept it."""
    items = [
        {"head": _("You asked what is held, and receive nothing of it now. The reasons stand above, part by part.")},
        {
            "head": _(
                "Let somebody explain them to you. Ask again when things have changed: every request is looked at anew."
            )
        },
    ]
    return {"title": _("What this means"), "items_": items}


def elsewhere(handed: Handed, names: Names, lang: str) -> list[Section]:
    """Which agencies hold more, and how to ask them; whose name would tell the place is asked through the unit that answers."""
    held, unit = handed.held, handed.request.unit
    units = {
        one.principal: one
        for one in Unit.objects.filter(principal__in={key for keys in held.elsewhere.values() for key in keys})
    }
    items = []
    for room in (one for one in ROOMS if one in held.elsewhere):
        for key in held.elsewhere[room]:
            sealed = key in held.behind or key not in units
            text = _("Ask us to ask them for you: %(unit)s.") % {"unit": words.unit_line(unit)} if sealed else _("Ask them: %(unit)s.") % {
                "unit": words.unit_line(units[key])}  # fmt: skip
            head = words.labelled(pack().compartments[room].label(lang), names.at(key, handed.row.handed_at))
            items.append({"head": head, "text": text})
    lead = _("We do not work in these parts, and do not open them. These agencies were told that you asked.")
    return [{"title": _("Other agencies hold more"), "lead": lead, "items_": items}] if items else []


def never_given(handed: Handed) -> Section:
    held = handed.held
    told = [
        _("Who told us that a child may be in danger: that stays sealed, so that people dare to tell."),
        _(
            "What is about other children or other people. Their names are put over with the part that they play, such as [witness]."
        ),
        _("What is not proven, and what was written down of threats or pressure."),
        _("How police plan to come in, and who was asked to be ready."),
        _(
            "What the court file tells of an accused alone: custody, sentence, appeal. Ask the court or a lawyer how it stands."
        ),
    ]
    if handed.request.asker == "guardian":
        told.append(_("What the child says that it wants: the child chooses whom to tell."))
    if held.several:
        told.append(
            _(
                "Notes about the case as a whole: the case has more children, and these notes tell of them too. Ask for what concerns you."
            )
        )
    return {"title": _("What is never on such a page"), "items_": [{"head": one} for one in told]}


def if_wrong(handed: Handed) -> Section:
    """How to have something put right, and how to complain: of another agency than this one."""
    unit = words.unit_line(handed.request.unit)
    lines = [one for code in pack().public_page.hotlines if (one := pack().hotlines.get(code)) is not None]
    numbers = ", ".join(f"{one.label(handed.request.language)} {one.number}" for one in lines)
    items = [
        {"head": _("Something is not right, or something is missing"),
         "text": _("Tell us what, and it is written anew; what stood before stays beneath: %(unit)s.") % {"unit": unit}},
        {"head": _("You do not agree with what is not given, or with how you were treated"),
         "text": _("You can complain, without a name if you want. Somebody of another agency looks into it. Open the public page of Samaki "
                   "and choose “Complain about an agency”, or let somebody whom you trust do it.")},
        {"head": _("You are in danger, or need to talk"), "text": numbers},
    ]  # fmt: skip
    return {"title": _("If something is wrong"), "items_": [one for one in items if one["text"]]}


def foot(handed: Handed) -> list[str]:
    row, request = handed.row, handed.request
    told = {"n": digits(row.number), "date": long_date(row.handed_at), "unit": words.unit_line(request.unit)}
    lines = [_("Handed over %(n)s, on %(date)s, by %(unit)s.") % told] if row.number else []
    if request.given:
        lines.append(_("It shows what was written until %(date)s.") % {"date": long_date(handed.held.until)})
    if request.expires_at is not None:
        lines.append(
            _("It can be collected again until %(date)s; after that, ask anew.")
            % {"date": long_date(request.expires_at)}
        )
    if handed.held.case.synthetic:
        lines.append(_("Synthetic: invented for practice, about nobody."))
    return lines
