"""On the page of a request: what must be read, what was written since the decision, and how a refusal is told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Case, Person
from samaki.journeys.subject_access.gathering import later
from samaki.journeys.subject_access.models import SubjectAccess
from samaki.web import words
from samaki.web.moments import digits, short_moment

Notes = list[dict[str, str]]


def newer(row: SubjectAccess, case: Case | None) -> Notes:
    """What was written after the decision, as far as the reader sees it: it is not given before an officer reads it."""
    child = Person.objects.select_related("case").filter(id=row.child_id).first()
    if row.state != "decided" or row.decided_at is None or not row.given or child is None or case is None:
        return []
    found, known = later(row, child, row.given, row.decided_at), pack().compartments
    if not found:
        return []
    lang = get_language() or "en"
    told = ", ".join(words.labelled(known[code].label(lang), digits(found[code])) for code in known if code in found)
    said = _("Written since the decision of %(when)s: %(parts)s. It is not given before a confidentiality officer takes the decision back, "
             "reads it, and decides anew.")  # fmt: skip
    return [{"words": said % {"when": short_moment(row.decided_at), "parts": told}, **_notes_of(case)}]


def to_the_file(row: SubjectAccess, case: Case | None, form: dict[str, Any]) -> Notes:
    """For who decides: where the file is read."""
    if row.state != "asked" or case is None or not form:
        return []
    return [
        {"words": _("Read the file first."), "href": f"/cases/{case.code}/", "label": _("Open the case")},
        {"words": _("Everything that was written down stands there."), **_notes_of(case)},
    ]


def refusal_lead() -> str:
    """How it is told that nothing is given."""
    return _("Nothing is given. Tell it in person, alone with whoever asked: say the reason of each part in simple words, and that they "
             "can complain and can ask again. Print the refusal for them: it has the reasons and how to complain.")  # fmt: skip


def _notes_of(case: Case) -> dict[str, str]:
    return {"href": f"/cases/{case.code}/notes/", "label": _("Open the notes")}
