"""The page that is handed over, in the language that was asked for. One function for each part; every text is escaped by the template.

A name of a unit can tell where a child stays: where the place is not given, units that know it stand without their names.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.births import birth_date_of
from samaki.cases.sharing.queries import Received
from samaki.journeys.subject_access.gathering import Held, Paper, Written
from samaki.journeys.subject_access.handing import Handed
from samaki.journeys.subject_access.rules import ROOMS
from samaki.web import words
from samaki.web.moments import counted_in, digits, long_date, part_of_date
from samaki.web.subject_access.naming import Names
from samaki.web.subject_access.style import STYLE

Section = dict[str, Any]


def built(handed: Handed) -> str:
    """The whole page, self-contained, in the language of the request."""
    lang = handed.request.language
    with translation.override(lang), counted_in("gregorian"):
        return render_to_string("staff/subject_access_export.html", _context(handed, lang))


def _context(handed: Handed, lang: str) -> dict[str, Any]:
    held, request = handed.held, handed.request
    others = {unit for units in held.elsewhere.values() for unit in units}
    names = Names(held, others | {request.unit_id})
    sections = [
        _parts(handed, lang), *_who(held, lang), *_places(held, names), *_written(held, names, lang), *_work(held, names, lang),
        *_papers(held, names, lang), _received(held, names, lang), _consents(held, names, lang), *_more(handed, names, lang), _never(held),
        _wrong(handed),
    ]  # fmt: skip
    return {
        "lang": lang,
        "style": Markup(f"<style>{STYLE}</style>"),  # noqa: S704 - a constant of this module
        "title": _("What is held about you") if handed.row.handed_to == "child" else _("What is held about the child"),
        "lead": _lead(handed, lang),
        "sections": sections,
        "foot": _foot(handed),
    }


def _lead(handed: Handed, lang: str) -> list[str]:
    request = handed.request
    asked = {"who": words.reason_name("subject_asker", request.asker, lang), "date": long_date(request.asked_at),
             "unit": request.unit.name, "code": handed.held.case.code}  # fmt: skip
    return [
        _("Asked by: %(who)s, on %(date)s. This is the answer of %(unit)s about case %(code)s.") % asked,
        _("It is for you alone. Keep it where nobody finds it who must not read it. If it is not safe to take it along, leave it with "
          "us or with somebody whom you trust, and read it here again."),
        _("“The child” is the child whom this is about. Read it with somebody who can explain it, and ask whatever you want to ask."),
    ]  # fmt: skip


def _parts(handed: Handed, lang: str) -> Section:
    known, items = pack().compartments, []
    withheld = handed.request.withheld
    for code in [one for one in known if one in handed.request.rooms]:
        if code in handed.held.parts:
            text = _("It is on this page.")
        elif code in withheld:
            text = _("Not given: %(reason)s.") % {"reason": words.reason_name("subject_withheld", withheld[code], lang)}
        else:
            text = _("Not given: it is not open to this unit any more, or not safe now. Ask again.")
        items.append({"head": known[code].label(lang), "text": text})
    return {"title": _("What you receive, and what not"), "items_": items}


def _who(held: Held, lang: str) -> list[Section]:
    if "identity" not in held.parts:
        return []
    born = birth_date_of(held.identity)
    known = held.identity | ({"birth_date": born.describe(lang)} if born else {})
    labels = {"name_km": _("Name in Khmer letters"), "name_latin": _("Name in Latin letters"), "known_as": _("Known as"),
              "birth_date": _("Birth date, or a part of it"), "contact": _("Safe contact")}  # fmt: skip
    items = [{"head": label, "text": known[name]} for name, label in labels.items() if known.get(name)]
    return [{"title": _("Who the child is"), "items_": items, "none": _("No name is written down.")}]


def _places(held: Held, names: Names) -> list[Section]:
    if "placement" not in held.parts:
        return []
    return [{"title": _("Where the child stayed"), "items_": [_line(one, names, "") for one in held.places],
             "none": _("No place is written down.")}]  # fmt: skip


def _written(held: Held, names: Names, lang: str) -> list[Section]:
    titles = {
        "care": _("What was written about the child's care"),
        "justice": _("What was written about the case and the police and court work"),
    }
    return [
        {"title": titles[room], "items_": [_line(one, names, lang) for one in rows], "none": _("Nothing is written down here.")}
        for room, rows in held.written.items()
    ]  # fmt: skip


def _line(one: Written, names: Names, lang: str) -> dict[str, str]:
    fact, _colon, answer = one.kind.partition(":")
    head = _when(one.at, one.precision)
    if answer:
        head += f". {words.reason_name('fact', fact, lang)}: {words.reason_name(fact, answer, lang)}"
    meta = _("Written by %(unit)s on %(date)s") % {
        "unit": names.at(one.unit, one.recorded_at),
        "date": long_date(one.recorded_at),
    }
    return {"head": head, "text": one.text, "meta": meta}


def _when(moment: datetime, precision: str) -> str:
    day = timezone.localtime(moment)
    return long_date(day) if precision in ("instant", "day") else part_of_date(day, precision)


def _work(held: Held, names: Names, lang: str) -> list[Section]:
    if not held.parts:
        return []
    items = []
    for step in held.steps:
        outcome = words.outcome_name(step.kind, step.outcome, lang) if step.outcome else ""
        ended = _("ended %(date)s") % {"date": long_date(step.ended_at)} if step.ended_at else _("not ended yet")
        told = [
            names.at(step.holder_id, step.ended_at or step.opened_at),
            _("begun %(date)s") % {"date": long_date(step.opened_at)},
            ended,
        ]
        items.append({"head": words.step_title(step.kind, lang), "text": outcome, "meta": " · ".join(told)})
    return [{"title": _("What was done"), "items_": items, "none": _("Nothing is written down here.")}]


def _papers(held: Held, names: Names, lang: str) -> list[Section]:
    if not held.parts:
        return []
    return [{"title": _("Documents"), "items_": [_paper(one, names, lang) for one in held.papers], "none": _("There is no document."),
             "lead": _("The documents themselves are not on this page. Ask to see them. The long number belongs to the file: if one letter "
                       "of the file were changed, it would be another number.")}]  # fmt: skip


def _paper(one: Paper, names: Names, lang: str) -> dict[str, str]:
    head = ", ".join(part for part in (one.title or words.reason_name("document", one.kind, lang), one.name) if part)
    held = _("Nobody opens it: it may show the abuse of a child.") if one.held else ""
    meta = _("Received by %(unit)s on %(date)s") % {"unit": names.at(one.unit, one.at), "date": long_date(one.at)}
    return {"head": head, "text": held, "meta": f"{meta} · SHA-256 {one.sha256}"}


def _received(held: Held, names: Names, lang: str) -> Section:
    return {"title": _("Who received what, and why"), "items_": [_gave(one, names, lang) for one in held.received],
            "none": _("Nothing of these parts was given to another agency, as far as this unit may know.")}  # fmt: skip


def _gave(one: Received, names: Names, lang: str) -> dict[str, str]:
    known, told = pack().compartments, {"to": names.at(one.to, one.at), "by": names.at(one.by, one.at)}
    heads = {"shared": _("%(to)s, from %(by)s"), "refused": _("NOT given to %(to)s by %(by)s"),
             "asked": _("%(to)s was asked by %(by)s"), "took": _("%(to)s took a step over"),
             "opened": _("%(to)s, in an emergency"), "ordered": _("%(to)s, by order of a court")}  # fmt: skip
    why = {
        "asked": lambda: words.step_title(one.why, lang) if one.why else "",
        "took": lambda: words.step_title(one.why, lang) if one.why else "",
        "opened": lambda: words.reason_name("emergency", one.why, lang),
        "ordered": lambda: "",
        "refused": lambda: _purpose(one, "not_sharing", lang),
    }.get(one.how, lambda: _purpose(one, "sharing_ground", lang))()
    parts = ", ".join(known[code].label(lang) for code in known if code in one.what)
    until = (
        _("ended %(date)s") % {"date": long_date(one.ended)}
        if one.ended
        else ""
        if one.how == "refused"
        else _("still open")
    )
    return {
        "head": heads[one.how] % told,
        "text": why,
        "meta": " · ".join(part for part in (parts, long_date(one.at), until) if part),
    }


def _purpose(one: Received, ground: str, lang: str) -> str:
    return f"{words.reason_name('sharing_purpose', one.why, lang)} ({words.reason_name(ground, one.ground, lang)})"


def _consents(held: Held, names: Names, lang: str) -> Section:
    said = {
        "given": lambda: _("Consent to share with %(to)s: given (%(why)s)"),
        "refused": lambda: _("Consent to share with %(to)s: NOT given (%(why)s)"),
        "incomplete": lambda: _("Consent to share with %(to)s: not complete (%(why)s)"),
        "decided": lambda: _("Decided in the child's best interests: share with %(to)s (%(why)s)"),
        "decided_against": lambda: _("Decided in the child's best interests: do not share with %(to)s (%(why)s)"),
    }
    items = []
    for row in held.consents:
        told = {
            "to": names.at(row.to_unit_id, row.recorded_at),
            "why": words.reason_name("sharing_purpose", row.purpose, lang),
        }
        over = " · " + _("withdrawn on %(date)s") % {"date": long_date(row.withdrawn_at)} if row.withdrawn_at else ""
        meta = _("Written by %(unit)s on %(date)s") % {
            "unit": names.at(row.unit_id, row.recorded_at),
            "date": long_date(row.recorded_at),
        }
        items.append({"head": said[row.result]() % told, "meta": meta + over})
    return {"title": _("What was agreed to"), "items_": items, "none": _("Nothing is written down here.")}


def _more(handed: Handed, names: Names, lang: str) -> list[Section]:
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
            head = f"{pack().compartments[room].label(lang)}: {names.at(key, handed.row.handed_at)}"
            items.append({"head": head, "text": text})
    lead = _("We do not work in these parts, and do not open them. These agencies were told that you asked.")
    return [{"title": _("Other agencies hold more"), "lead": lead, "items_": items}] if items else []


def _never(held: Held) -> Section:
    told = [
        _("Who told us that a child may be in danger: that stays sealed, so that people dare to tell."),
        _(
            "What is about other children or other people. Their names are put over with the part that they play, such as [witness]."
        ),
        _("What is not proven, and what was written down of threats or pressure."),
    ]
    if held.several:
        told.append(
            _(
                "Notes about the case as a whole: the case has more children, and these notes tell of them too. Ask for what concerns you."
            )
        )
    return {"title": _("What is never on such a page"), "items_": [{"head": one} for one in told]}


def _wrong(handed: Handed) -> Section:
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


def _foot(handed: Handed) -> list[str]:
    row, request = handed.row, handed.request
    told = {"n": digits(row.number), "date": long_date(row.handed_at), "unit": words.unit_line(request.unit)}
    foot = [_("Handed over %(n)s, on %(date)s, by %(unit)s. It shows the file as it was on that day.") % told]
    if request.expires_at is not None:
        foot.append(
            _("It can be collected again until %(date)s; after that, ask anew.")
            % {"date": long_date(request.expires_at)}
        )
    if handed.held.case.synthetic:
        foot.append(_("Synthetic: invented for practice, about nobody."))
    return foot
