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
from samaki.cases.births import birth_date_of
from samaki.cases.sharing.queries import Received
from samaki.journeys.subject_access.gathering import Held, Paper, Written
from samaki.journeys.subject_access.handing import Handed
from samaki.web import words
from samaki.web.moments import counted_in, long_date, part_of_date
from samaki.web.subject_access.closing import Section, elsewhere, foot, if_wrong, never_given, refused
from samaki.web.subject_access.lines import sections as lines_of
from samaki.web.subject_access.naming import Names
from samaki.web.subject_access.style import style


def built(handed: Handed) -> str:
    """The whole page, self-contained, in the language of the request."""
    lang = handed.request.language
    with translation.override(lang), counted_in("gregorian"):
        return render_to_string("staff/subject_access_export.html", context_of(handed, lang))


def body_of(handed: Handed) -> str:
    """What stands on the page, for whoever reads it before it is given."""
    lang = handed.request.language
    with translation.override(lang), counted_in("gregorian"):
        return render_to_string("staff/subject_access_body.html", context_of(handed, lang))


def context_of(handed: Handed, lang: str) -> dict[str, Any]:
    held, request = handed.held, handed.request
    others = {unit for units in held.elsewhere.values() for unit in units}
    names = Names(held, others | {request.unit_id})
    if not request.given:
        sections = [_parts(handed, lang), refused(handed), *elsewhere(handed, names, lang), if_wrong(handed)]
    else:
        sections = _sections(handed, names, lang)
    return {
        "lang": lang,
        "style": Markup(f"<style>{style()}</style>"),  # noqa: S704 - a constant and a font of ours
        "title": _title(handed),
        "lead": _lead(handed, lang),
        "sections": sections,
        "foot": foot(handed),
    }


def _sections(handed: Handed, names: Names, lang: str) -> list[Section]:
    held = handed.held
    return [
        _parts(handed, lang), *_who(held, lang), *_places(held, names), *_written(held, names, lang), *lines_of(held, names, lang),
        *_work(held, names, lang),
        *_papers(held, names, lang), _received(held, names, lang), _consents(held, names, lang), *elsewhere(handed, names, lang),
        never_given(handed), if_wrong(handed),
    ]  # fmt: skip


def _title(handed: Handed) -> str:
    if not handed.request.given:
        return _("The answer to what you asked")
    return _("What is held about you") if handed.row.handed_to == "child" else _("What is held about the child")


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
            text = _on_page(handed, code)
        elif code in withheld:
            text = _("Not given: %(reason)s.") % {"reason": words.reason_name("subject_withheld", withheld[code], lang)}
        else:
            text = _("Not given: it is not open to this unit any more, or not safe now. Ask again.")
        items.append({"head": known[code].label(lang), "text": text})
    return {"title": _("What you receive, and what not"), "items_": items}


def _on_page(handed: Handed, code: str) -> str:
    """That the part is here; of what was written since it was read, that it waits."""
    if code not in handed.held.later:
        return _("It is on this page.")
    day = {"date": long_date(handed.held.until)}
    if code == "identity":
        return _("Not given now: it was changed after %(date)s and must be read first. Ask again.") % day
    return (
        _("It is on this page as it was written until %(date)s. What was written since must be read first. Ask again.")
        % day
    )


def _who(held: Held, lang: str) -> list[Section]:
    if "identity" not in held.parts or "identity" in held.later:
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
