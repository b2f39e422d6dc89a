"""One request: what was asked and decided, what was handed over, and what can be done now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import names_then
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.journeys.guarding.rules import officers_of
from samaki.journeys.subject_access import handing, queries, rules
from samaki.journeys.subject_access.models import GIVEN, SubjectAccess, SubjectHandover
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.guarding.emergencies import member_name
from samaki.web.jinja import LANGUAGES
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.subject_access.forms import Errors, due_words, state_words
from samaki.web.subject_access.waiting import newer, refusal_lead, to_the_file


def one(row: SubjectAccess, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """For the officer the decision, for the unit the handing over; beneath, what mends either."""
    case, handovers = Case.objects.filter(id=row.case_id).first(), queries.handovers_of(row)
    form = _deciding(row, request) if row.state == "asked" and rules.decides(row, request.member, request.now) else {}
    if may(rules.check_hands, row, queries.counted(handovers), request.member, request.now):
        form = _handing(row, request)
    fields = form.get("fields", [])
    mark(fields, errors)
    back = (
        {"href": f"/cases/{case.code}/subject-access/", "label": _("Back"), "code": case.code}
        if case
        else {"href": "/desk/", "label": _("Desk")}
    )
    return {
        "title": _("Asked: what is held about the child"),
        "rows": _rows(row, case, handovers, request),
        "notes": [*_standing(row, handovers, request), *newer(row, case), *to_the_file(row, case, form), *_elsewhere(row, request)],
        "more": [*_acts(row, request), *_mistakes(row, handovers, request)],
        "errors": errors,
        "back": back,
        "fields": fields,
    } | form  # fmt: skip


def _rows(
    row: SubjectAccess, case: Case | None, handovers: list[SubjectHandover], request: StaffRequest
) -> list[dict[str, str]]:
    lang, known = request.lang, pack().compartments
    child = Person.objects.filter(id=row.child_id).first()
    guardian = Person.objects.filter(id=row.guardian_id).first() if row.guardian_id else None
    asker = [words.reason_name("subject_asker", row.asker, lang), words.part_name(guardian, lang) if guardian else ""]
    rows = [
        (_("Code of the case"), case.code if case else ""),
        (_("Which child?"), words.part_name(child, lang) if child else ""),
        (_("Who asks?"), ", ".join(part for part in asker if part)),
        (_("How did they ask?"), words.reason_name("subject_how", row.how, lang)),
        (_("When did they ask?"), long_date(row.asked_at)),
        (_("In which language do they want it?"), LANGUAGES.get(row.language, row.language)),
        (_("Recorded by"), f"{member_name(row.recorded_by)}, {row.unit.name}, {short_moment(row.recorded_at)}"),
        (_("How it stands"), state_words(row, request)),
        *[(known[code].label(lang), _part(row, code, lang)) for code in known if code in row.rooms],
        (_("Decided by"), f"{member_name(row.decided_by)}, {short_moment(row.decided_at)}" if row.decided_at else ""),
        *_written(row, lang),
        *[(_("Handed over %(n)s") % {"n": digits(one.number)}, _handed(one, lang)) for one in handovers],
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in rows if text]


def _part(row: SubjectAccess, code: str, lang: str) -> str:
    answer = row.parts.get(code, "")
    if not answer:
        return _("not decided yet")
    return (
        _("given")
        if answer == GIVEN
        else _("not given: %(reason)s") % {"reason": words.reason_name("subject_withheld", answer, lang)}
    )


def _written(row: SubjectAccess, lang: str) -> list[tuple[str, str]]:
    """What the reader's own unit wrote with it."""
    names = {"subject_access.ask": _("When it was recorded"), "subject_access.decide": _("When it was decided"),
             "subject_access.take_back": _("When the decision was taken back"), "subject_access.withdraw": _("When it was withdrawn"),
             "subject_access.mistake": _("What was wrong")}  # fmt: skip
    return [(names.get(said.act, ""), said.text) for said in remarks_on([row.id]).get(row.id, [])]


def _handed(one: SubjectHandover, lang: str) -> str:
    known = pack().compartments
    parts = ", ".join(known[code].label(lang) for code in known if code in one.parts) or _("nothing")
    told = [words.reason_name("subject_asker", one.handed_to, lang), words.reason_name("subject_identified", one.identified, lang),
            _("as a page") if one.form == "page" else _("as a sealed file"), parts, member_name(one.handed_by),
            short_moment(one.handed_at), _("taken back: it does not count") if one.in_error_at else ""]  # fmt: skip
    return " · ".join(part for part in told if part)


def _standing(row: SubjectAccess, handovers: list[SubjectHandover], request: StaffRequest) -> list[dict[str, str]]:
    notes = []
    if row.state == "asked":
        told = _(
            "A confidentiality officer of the unit decides what is given, not who recorded it. The time is %(time)s."
        )
        notes.append(told % {"time": due_words()})
        if not officers_of(row.unit, request.now):
            notes.append(
                _(
                    "No confidentiality officer is named in this agency. Ask its administrator to name one: the clock runs."
                )
            )
    if row.state == "decided":
        told = _("Handed over %(n)s of %(most)s times. It is built each time as the file is then, and kept nowhere.")
        if not row.given:
            told = _("Every part is refused. The refusal was told %(n)s of %(most)s times.")
        notes.append(told % {"n": digits(queries.counted(handovers)), "most": digits(row.most)})
    if row.state in ("asked", "decided") and row.asker == "guardian" and not rules.stands(row)[0]:
        notes.append(_("The guardian who asked is not known any more to protect the child: nothing is given to them."))
    return [{"words": one} for one in notes]


def _elsewhere(row: SubjectAccess, request: StaffRequest) -> list[dict[str, str]]:
    """Who holds more: told when it was recorded; whoever asked goes to them, or we ask for them."""
    found, known = queries.elsewhere(row), pack().compartments
    if row.state in ("withdrawn", "mistake") or not found:
        return []
    names = names_then({unit for units in found.values() for unit in units})
    said = "; ".join(
        words.labelled(known[room].label(request.lang), ", ".join(names.at(unit, request.now) for unit in units))
        for room, units in found.items()
    )
    told = _("Your unit does not work in these parts, and gives nothing of them. Who holds them was told: %(units)s.")
    return [{"words": told % {"units": said}}]


def _deciding(row: SubjectAccess, request: StaffRequest) -> dict[str, Any]:
    post, lang, known = request.POST, request.lang, pack().compartments
    reasons = pack().reasons["subject_withheld"].values()
    fields = [
        field("radios", f"part_{code}", known[code].label(lang), value=post.get(f"part_{code}", "")[:40], hint=None,
              options=[{"value": GIVEN, "label": _("Give it")},
                       *options((one for one in reasons if one.strand in ("", code)), lang)])
        for code in known if code in row.rooms
    ]  # fmt: skip
    fields.append(field("area", "text", _("Why is something not given?"), value=post.get("text", ""), rows=3,
                        hint=_("Only your own unit reads this; whoever asked reads the reason from the list.")))  # fmt: skip
    return {
        "lead": _("Read the file first: names of others that stand on the file are put over, what else a text tells of them is not. Give "
                  "what can be given. Never given, whatever you choose: who told us, other children, unproven leads, records of pressure."),
        "fields": fields,
        "action": f"/subject-access/{row.id}/read/",
        "submit_label": _("Read what they would receive"),
    }  # fmt: skip


def _handing(row: SubjectAccess, request: StaffRequest) -> dict[str, Any]:
    post, lang, lists = request.POST, request.lang, pack().reasons
    askers = lists["subject_asker"]
    fields = [
        field("radios", "handed_to", _("Who receives it?"), value=post.get("handed_to", "")[:40], hint=None,
              options=options((askers[code] for code in handing.receivers(row) if code in askers), lang)),
        field("radios", "identified", _("How do you know that it is they?"), value=post.get("identified", "")[:40], hint=None,
              options=options(rules.ways_to_know(row.asker), lang)),
        field("radios", "form", _("In which form?"), value=post.get("form", "")[:40],
              hint=_("A page is shown to be printed. A file is sealed; the words that open it are shown once, on the next page."),
              options=[{"value": "page", "label": _("A page to print")}, {"value": "file", "label": _("A sealed file")}]),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=2,
              hint=_("Who was there, what was explained. Only your own unit reads this. No name.")),
    ]  # fmt: skip
    return {
        "lead": _("Hand it over in person, alone with whoever asked, and read it with them. Ask first whether it is safe for them to take "
                  "it along.") if row.given else refusal_lead(),
        "fields": fields,
        "action": f"/subject-access/{row.id}/hand-over/",
        "submit_label": _("Build it and show it (recorded)") if row.given else _("Build the refusal and show it (recorded)"),
    }  # fmt: skip


def _acts(row: SubjectAccess, request: StaffRequest) -> list[dict[str, Any]]:
    by, now, found = request.member, request.now, []
    if row.state == "decided" and rules.decides(row, by, now):
        found.append(_act(row, "take-back", _("The decision was a mistake, or something new must be read"), _("Take the decision back"),
                          _("Why?")))  # fmt: skip
    if row.state in ("asked", "decided") and may(rules.check_of_unit, row, by, now):
        found.append(
            _act(
                row,
                "withdraw",
                _("They do not want it any more"),
                _("Record that it is withdrawn"),
                _("In your own words"),
            )
        )
    if may(rules.check_marks, row, by, now):
        found.append(
            _act(row, "mistake", _("It was recorded by mistake"), _("Say that it was a mistake"), _("What was wrong?"))
        )
    return found


def _mistakes(row: SubjectAccess, handovers: list[SubjectHandover], request: StaffRequest) -> list[dict[str, Any]]:
    """A handing over that was none: each with a key of its own among the forms of the same address."""
    return [
        _act(row, "not-handed", _("%(n)s was not handed over, or to somebody else") % {"n": digits(one.number)}, _("Take it back"),
             _("What was wrong?"), {"kind": "hidden", "name": "act", "value": str(one.id)})
        for one in handovers if may(rules.check_marks_handover, one, request.member, request.now)
    ]  # fmt: skip


def _act(row: SubjectAccess, act: str, summary: str, label: str, asked: str, *more: dict[str, Any]) -> dict[str, Any]:
    words_field = {"kind": "area", "name": "text", "label": asked, "rows": 2}
    return {
        "href": f"/subject-access/{row.id}/{act}/",
        "summary": summary,
        "label": label,
        "fields": [words_field, *more],
    }


def sealed_page(row: SubjectAccess, case: Case, passphrase: str, file: str) -> dict[str, Any]:
    """What `staff/subject_access_file.html` needs: shown once."""
    return {
        "code": case.code,
        "passphrase": passphrase,
        "file": file,
        "file_name": f"samaki-{case.code}.html.age",
        "back_href": f"/subject-access/{row.id}/",
    }
