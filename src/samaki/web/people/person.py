"""The page of one person: nothing that identifies, until it is asked for with a purpose."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.cases import identity
from samaki.cases.births import birth_date_of
from samaki.cases.models import Case, Person
from samaki.cases.rules import NO_CASEWORK, check_works_for, may
from samaki.cases.sharing.rules import CARERS, standing
from samaki.journeys.mistakes import check_marks_person
from samaki.web import words
from samaki.web.cases import alarms
from samaki.web.fields import field, mark
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.people.fields import identity_fields, identity_label, person_fields, purposes
from samaki.web.people.forms import Errors
from samaki.web.pressure.told import of_child as pressed
from samaki.web.safeguarding import contact


def context(
    case: Case, person: Person, known: dict[str, str] | None, request: StaffRequest, errors: Errors
) -> dict[str, Any]:
    """Everything that `staff/person.html` needs. `known`: who this is, when that was just asked for."""
    stands = identity.standing(person, request.member, request.now)
    roles = bool(request.member.roles(request.now) - NO_CASEWORK)
    works = roles and may(check_works_for, person, request.member)
    fields = person_fields(request, person) if works else []
    if works and stands.writes:
        fields += identity_fields(request)
    forms = [*fields, *_removing(person, stands)]
    mark(forms, errors)
    rows = [{"name": _("What is known"), "text": digits(words.about_person(person, request.lang))}]
    if works and stands.version and not stands.reads:
        rows.append({"name": _("Name, birth date, contact"), "text": sealed_words()})
    rows += [{"name": identity_label(name), "text": text} for name, text in _shown(known or {}, request.lang)]
    if person.part == "survivor":
        rows += pressed(case, person, request, works=works)
    if person.part in CARERS:
        stands_words = words.reason_name("standing", standing(person), request.lang)
        rows.append({"name": _("Standing to the child"), "text": stands_words,
                     "href": f"/cases/{case.code}/people/{person.id}/standing/" if works else "",
                     "link": _("Say how this person stands to the child")})  # fmt: skip
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/",
        "alarms": alarms.of_child(case.id, person.id, request) if person.part == "survivor" else [],
        "reached": contact.of([person.child_id], request),
        "action": f"/cases/{case.code}/people/{person.id}/",
        "person": {
            "part_words": words.part_name(person, request.lang),
            "plain_words": digits(words.about_person(person, request.lang)),
            "name": _name(known),
        },
        "may_show": roles and stands.reads and bool(stands.fields) and not known,
        "purposes": purposes(),
        "rows": rows,
        "fields": fields,
        "removing": forms[len(fields) :] if works else [],
        "undo": works and stands.undoes,
        "mistake": works and may(check_marks_person, person, request.member, request.now),
        "notes": _notes(stands, works, person.in_error_at is not None, request),
        "versions": {"version": person.version, "identity_version": stands.version},
        "errors": errors,
    }


def sealed_words() -> str:
    """Of what identifies: that it is there, and who can read it."""
    return _("Recorded and sealed. Units with a step that needs it can read it.")


SAVED = {
    "saved": lambda: _("Saved."),
    "sealed": lambda: _("Saved and sealed; your unit cannot read it."),
    "removed": lambda: _("Removed. The older records stay and can be brought back."),
    "undone": lambda: _("The last change was taken back. What stood before stands again."),
}


def _notes(stands: identity.Standing, works: bool, mistaken: bool, request: StaffRequest) -> list[str]:
    said = SAVED.get(request.GET.get("saved", "")) if request.method == "GET" else None
    found = [said()] if said else []
    if mistaken:
        found.append(_("This person was put on the file by mistake. They stand in no list; the record stays."))
    if stands.own_at is not None and works:
        when = {"time": short_moment(stands.own_at), "until": short_moment(stands.own_at + identity.OWN_WORDS)}
        found.append(
            _(
                "You wrote this name at %(time)s; your unit cannot read it. If it is wrong, write it anew or take it back, until %(until)s."
            )
            % when
        )
    elif works and not stands.writes:
        found.append(_("A name is recorded and sealed: no step that your unit holds needs it."))
    return found


def _removing(person: Person, stands: identity.Standing) -> list[dict[str, Any]]:
    """One box for each thing that is recorded and may be taken away; only names of fields, never what they hold."""
    there = [name for name in identity.IDENTITY if name in stands.fields]
    boxes = [{"value": name, "label": _("Remove: %(field)s") % {"field": identity_label(name)}} for name in there]
    if person.age is not None:
        boxes.insert(0, {"value": "age", "label": _("Remove: %(field)s") % {"field": _("Age in years")}})
    return [field("checks", "remove", _("What is to be removed?"), options=boxes, value=[])] if boxes else []


def _shown(known: dict[str, str], lang: str) -> list[tuple[str, str]]:
    born = birth_date_of(known)
    told = known | ({"birth_date": born.describe(lang)} if born else {})
    return [(name, told[name]) for name in ("known_as", "birth_date", "contact") if told.get(name)]


def _name(known: dict[str, str] | None) -> str:
    if not known:
        return ""
    return " · ".join(known[key] for key in ("name_km", "name_latin") if known.get(key)) or _("Name unknown")
