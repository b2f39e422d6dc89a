"""What is shown of documents: the lines on the case page, and the page of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import pack
from samaki.agencies.queries import names_then
from samaki.cases.documents import operations, queries, rules
from samaki.cases.documents.models import Document
from samaki.cases.mending import entry_of
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.journeys.accused.queries import flagged_items
from samaki.web import words
from samaki.web.fields import field, options
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.story import days_of, when_words

MEDIA = {
    "jpeg": lambda: _("picture (JPEG)"), "png": lambda: _("picture (PNG)"), "webp": lambda: _("picture (WebP)"),
    "tiff": lambda: _("picture (TIFF)"), "heic": lambda: _("picture (HEIC)"), "pdf": lambda: _("PDF"),
    "mp4": lambda: _("film (MP4)"), "3gp": lambda: _("film (3GP)"), "mov": lambda: _("film (MOV)"),
    "m4a": lambda: _("sound (M4A)"), "mp3": lambda: _("sound (MP3)"), "wav": lambda: _("sound (WAV)"),
    "ogg": lambda: _("sound (OGG)"), "amr": lambda: _("sound (AMR)"),
}  # fmt: skip


def lines(case: Case, request: StaffRequest) -> list[dict[str, str]]:
    """The newest version of each document that the reader's unit may know of; one query, and two more where there are any."""
    found = queries.documents_of(case)
    older, titles, names = queries.replaced(found), queries.titles(case, found), queries.names(found)
    flagged = flagged_items(case) if found else set()
    return [
        _line(one, titles.get(one.id), names[one.id], case, request, flagged) for one in found if one.id not in older
    ]


def _line(
    one: Document, title: str | None, name: str, case: Case, request: StaffRequest, flagged: Collection[UUID]
) -> dict[str, str]:
    said = [
        _("title sealed") if title is None else title,
        name,
        _part(one, request.lang),
        short_moment(one.recorded_at),
    ]
    if one.version > 1:
        said.append(_("version %(number)s") % {"number": digits(one.version)})
    if one.held:
        said.append(_("held: opened by nobody"))
    if one.id in flagged:
        said.append(_("speaks for the accused"))
    if one.in_error_at:
        said.append(_("added by mistake"))
    return {
        "name": words.reason_name("document", one.kind, request.lang),
        "text": " · ".join(part for part in said if part),
        "href": f"/cases/{case.code}/documents/{one.id}/",
        "link": _("Show what is known of it (recorded)") if one.held else _("Open (recorded)"),
    }


def one(document: Document, request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/document.html` needs. The look is recorded before anything is read."""
    told = operations.look_at_document(document=document, by=request.member, now=request.now)
    case, newer = document.case, Document.objects.filter(supersedes_id=document.id).first()
    base = f"/cases/{case.code}/documents"
    standing = not document.held and document.in_error_at is None
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/",
        "action": f"{base}/{document.id}/",
        "kind_words": words.reason_name("document", document.kind, request.lang),
        "title_words": told["title"] or words.reason_name("document", document.kind, request.lang),
        "rows": _rows(document, told, request),
        "held": document.held,
        "struck": _struck(document, request),
        "copy": standing and queries.has_copy(document),
        "reasons": [] if document.held else [_reasons(request)],
        "newer_href": f"{base}/{newer.id}/" if newer else "",
        "older_href": f"{base}/{document.supersedes_id}/" if document.supersedes_id else "",
        "replace_href": f"{base}/{document.id}/newer/" if may(rules.check_replaces, document, request.member, request.now) else "",
        "strikes": may(rules.check_strikes, document, request.member, request.now),
        "tells": _unit(document),
        "calls": [{"name": one.label(request.lang), "number": one.number} for one in pack().hotlines.values() if one.emergency],
        "custody": days_of(queries.custody(document), request),
        "errors": getattr(request, "errors", []),
    }  # fmt: skip


def _rows(document: Document, told: dict[str, str], request: StaffRequest) -> list[dict[str, str]]:
    child = Person.objects.filter(id=document.person_id).first() if document.person_id else None
    rows = [
        (_("Kind"), words.reason_name("document", document.kind, request.lang)),
        (_("Part of the case file"), _part(document, request.lang)),
        (_("About whom"), words.part_name(child, request.lang) if child else _("The whole case")),
        (_("Flagged"), _("speaks for the accused") if document.id in flagged_items(document.case) else ""),
        (_("Received"), when_words(document)),
        (_("Added by"), f"{_unit(document)}, {short_moment(document.recorded_at)}"),
        (_("Kept as"), f"{told['name']}, {MEDIA[document.media]()}, {_size(document.size)}"),
        (_("The original's own name (you took the original)"), told["original_name"]),
        (_("SHA-256 of the original"), grouped(bytes(document.sha256))),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def _unit(document: Document) -> str:
    """The unit that added it, as it was called then."""
    return names_then({document.unit}).at(document.unit, document.recorded_at)


def _struck(document: Document, request: StaffRequest) -> dict[str, str] | None:
    """Why it was a mistake, who said so and when; None where it was none."""
    if document.in_error_at is None:
        return None
    entry = entry_of(document.id, "document.mistake")
    said = remarks_on([document.id]).get(document.id, [])
    why = next((one.text for one in said if one.act == "document.mistake"), "")
    told = days_of([entry], request)[0]["items"][0]["text"] if entry else ""
    return {"why": why, "text": told, "meta": short_moment(document.in_error_at)}


def grouped(digest: bytes) -> str:
    """Hex digits in eights: what two people can read to one another."""
    text = digest.hex()
    return " ".join(text[place : place + 8] for place in range(0, len(text), 8))


def _reasons(request: StaffRequest) -> dict[str, Any]:
    return field("radios", "reason", _("What do you need the original for?"),
                 options=options(pack().reasons["document_original"].values(), request.lang))  # fmt: skip


def _part(document: Document, language: str) -> str:
    part = pack().compartments.get(document.compartment)
    return part.label(language) if part else ""


def _size(size: int) -> str:
    if size < 2**20:
        number = max(1, round(size / 1024))
        return ngettext("%(size)s kilobyte", "%(size)s kilobytes", number) % {"size": digits(number)}
    return _("%(size)s megabytes") % {"size": digits(f"{size / 2**20:.1f}")}


def child_of(case: Case, text: str) -> Person | None:
    """The person that a form names; None for the whole case. Raises Person.DoesNotExist, ValueError."""
    return Person.objects.select_related("case").get(id=UUID(text), case=case) if text else None
