"""What the pages of papers show, and the fields of their forms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.handoffs.models import Handoff
from samaki.journeys.papers import queries, rules
from samaki.journeys.papers.codes import in_groups, shown
from samaki.journeys.papers.kinds import BUNDLE, PARTS, PROTECTION, REFERRAL, SUMMARY, measures
from samaki.journeys.papers.models import Paper
from samaki.journeys.papers.words import TITLES
from samaki.web import words
from samaki.web.fields import field
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.papers import opening

Fields = list[dict[str, Any]]

LEADS = {
    REFERRAL: lambda: _(
        "For a unit that reads on paper: what it is asked to do, and a slip for its answer. It holds what that unit may read."
    ),
    BUNDLE: lambda: _(
        "People, chronology, hearings, documents with their fingerprints. Nothing of care. A long bundle takes up to a minute."
    ),
    PROTECTION: lambda: _(
        "What is asked of the court so that a child can speak without being harmed. The court goes on without it, too."
    ),
    SUMMARY: lambda: _("The case as the unit that receives it may read it, and not more."),
}


def of_case(case: Case, request: StaffRequest) -> dict[str, Any]:
    """What was made, and what can be."""
    makes = may(rules.check_makes, case, request.member, request.now)
    base = f"/cases/{case.code}/papers"
    return {
        "title": _("Papers to hand over"),
        "lead": _("A paper holds what the unit that receives it may read, whoever prints it. Each has a code: whoever holds it can "
                  "ask whether it is genuine. The paper itself is not kept here."),
        "rows": [_line(row) for row in queries.papers_of(case)],
        "notes": [*([{"words": "", "href": f"{base}/{kind}/", "label": TITLES[kind]()} for kind in PARTS] if makes else []),
                  {"words": "", "href": "/papers/", "label": _("A paper came back")}],
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
        "fields": [],
        "submit_label": "",
    }  # fmt: skip


def _line(row: Paper) -> dict[str, str]:
    told = {
        "unit": row.to_unit.name,
        "pages": digits(row.pages),
        "state": state(row),
        "time": short_moment(row.made_at),
    }
    text = _("for %(unit)s · %(pages)s pages · %(time)s · %(state)s") % told
    return {"name": TITLES[row.kind](), "text": text, "href": f"/papers/{row.id}/", "link": _("Open")}


def state(row: Paper) -> str:
    """Whether it counts."""
    if row.withdrawn_at is not None:
        return _("taken back")
    return _("made anew since") if row.superseded_by is not None else _("it counts")


def one(row: Paper, request: StaffRequest) -> dict[str, Any]:
    """One paper: what it was, where its answer is typed in, and taking it back."""
    notes = [{"words": _("Did the answer come on paper, or by telephone?"), "href": f"/handoffs/{row.handoff_id}/",
              "label": _("Write it down on the hand-off")}] if row.handoff_id else []  # fmt: skip
    withdrawn = may(rules.check_withdraws, row, request.member, request.now)
    why = field("area", "text", _("What was wrong?"), rows=2,
                hint=_("Sealed. Whoever checks the paper reads only that it does not count."))  # fmt: skip
    summary = _("It does not count: wrong, or in the wrong hands")
    act = {
        "href": f"/papers/{row.id}/withdraw/",
        "summary": summary,
        "label": _("Take the paper back"),
        "fields": [why],
    }
    return {
        "title": TITLES[row.kind](),
        "rows": [*_facts(row, request), *_said(row)],
        "notes": notes,
        "back": {"href": f"/cases/{row.case.code}/papers/", "label": _("Back"), "code": row.case.code},
        "fields": [],
        "submit_label": "",
        "more": [act] if withdrawn else [],
    }


def _facts(row: Paper, request: StaffRequest) -> list[dict[str, str]]:
    rooms = ", ".join(pack().compartments[room].label(request.lang) for room in row.parts)
    told = [
        (_("For"), row.to_unit.name), (_("Made by"), row.unit.name), (_("On"), short_moment(row.made_at)),
        (_("Pages"), digits(row.pages)), (_("Language"), LANGUAGES.get(row.language, str)(row.language)),
        (_("Parts of the file"), rooms), (_("Does it count?"), state(row)), (_("Code of the paper"), shown(row.code)),
        (_("Fingerprint of its text"), in_groups(bytes(row.text_sha256))), (_("Fingerprint of the file"), in_groups(bytes(row.sha256), 64)),
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in told]


def _said(row: Paper) -> list[dict[str, str]]:
    names = {"paper.make": _("Why it was asked for"), "paper.withdraw": _("Why it does not count")}
    return [
        {"name": names[said.act], "text": said.text}
        for said in remarks_on([row.id]).get(row.id, [])
        if said.act in names
    ]


LANGUAGES: dict[str, Any] = {"km": lambda _code: _("Khmer"), "en": lambda _code: _("English")}


def form(case: Case, kind: str, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    """The form of one kind."""
    return {
        "title": TITLES[kind](),
        "lead": LEADS[kind](),
        "fields": _fields(case, kind, request),
        "submit_label": _("Make the paper"),
        "errors": errors,
        "back": {"href": f"/cases/{case.code}/papers/", "label": _("Back"), "code": case.code},
    }


def _fields(case: Case, kind: str, request: StaffRequest) -> Fields:
    post = request.POST if request.method == "POST" else request.GET
    made: Fields = (
        [_handoffs(case, request, post.get("handoff", ""))]
        if kind == REFERRAL
        else [_units(case, kind, request, post.get("to_unit", ""))]
    )
    if kind in (SUMMARY, PROTECTION):
        children = [{"value": str(one.id), "label": words.part_name(one, request.lang)} for one in survivors(case)]
        made.append(field("select", "child", _("About which child?"), options=children, value=post.get("child", ""),
                          blank=_("All whom they may know of"), hint=None))  # fmt: skip
    if kind == PROTECTION:
        options = [{"value": one.code, "label": one.label(request.lang)} for one in measures()]
        made += [
            field("checks", "asks", _("What is asked for?"), options=options, value=post.getlist("asks"), hint=None),
            field("area", "text", _("Why?"), value=post.get("text", ""), rows=4,
                  hint=_why(case, request)),
        ]  # fmt: skip
        if any(one.get("without") for one in made[0]["options"]):
            made += opening.fields(request)
    languages = [{"value": code, "label": LANGUAGES.get(code, str)(code)} for code in pack().languages]
    made.append(field("radios", "language", _("In which language?"), options=languages, value=post.get("language", request.lang),
                      hint=_("That of whoever reads it.")))  # fmt: skip
    return made


def _why(case: Case, request: StaffRequest) -> str:
    """Whoever reads no fact of the court case is told that the paper will carry none."""
    hint = _("It stands on the paper. Say what frightens the child; do not tell again what the child told.")
    if sees(case.id, "justice", None, request.member):
        return hint
    return (
        hint
        + " "
        + _("Your unit does not read the whole court case: choose the child, and write here what the court must know.")
    )


def _handoffs(case: Case, request: StaffRequest, value: str) -> dict[str, Any]:
    rows = queries.to_print(case, request.member)
    options = [{"value": str(one.id), "label": _handoff(one, request.lang)} for one in rows]
    hint = "" if rows else _("There is none: offer a step first. Then print the form for the unit that you asked.")
    value = value or (options[0]["value"] if len(options) == 1 else "")
    return field("radios", "handoff", _("For which hand-off?"), options=options, value=value, hint=hint or None)


def _handoff(row: Handoff, lang: str) -> str:
    return f"{words.step_title(row.step.kind, lang)} · {row.to_unit.name} · {words.handoff_words(row.state)}"


def _units(case: Case, kind: str, request: StaffRequest, value: str) -> dict[str, Any]:
    rows = queries.readers_of(case, request.member, request.now)
    options: Fields = [{"value": unit.code, "label": unit.name} for unit in rows]
    if kind == PROTECTION:
        others = queries.courts_without(case, request.member, request.now)
        unknown = _("%(unit)s: no part in this case that you know of")
        options += [{"value": unit.code, "label": unknown % {"unit": unit.name}, "without": True} for unit in others]
        return field("select", "to_unit", _("For which court or prosecution?"), options=options, value=value, blank=_("Choose"), hint=_(
            "A court or a prosecution of the area can be asked that has no part in the case: choose the child, and say on which ground "
            "it reads this. The paper says what it may read, and no more."))  # fmt: skip
    return field("select", "to_unit", _("For which unit?"), options=options, value=value or (rows[0].code if len(rows) == 1 else ""),
                 blank=_("Choose"),
                 hint=_("Only units that read something of this case. To add one, share with it first, or hand it a step."))  # fmt: skip


def survivors(case: Case) -> list[Person]:
    """The children of the case that the reader may know of."""
    return list(case.people.filter(part="survivor", in_error_at=None).order_by("number"))
