"""The conversation with the reporter on the report's page of the unit that holds it: read, ask, tell, listen, take a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.cases.documents.models import COPY, ORIGINAL
from samaki.cases.rules import may
from samaki.intake import talking
from samaki.intake.models import Report
from samaki.threads.models import OF_THE_UNIT, ReportFile, ReportMessage
from samaki.web.documents.showing import MEDIA, grouped
from samaki.web.documents.views import POLICY
from samaki.web.fields import field, options, typed, typed_list
from samaki.web.moments import long_date, short_moment
from samaki.web.pages import StaffRequest, staff_page
from samaki.web.public.talking import reached
from samaki.web.reports import unread

FORMS = (COPY, ORIGINAL)
HEARD = ("m4a", "mp3", "wav", "ogg")
"""Sounds that a browser can play."""

KINDS = {
    "doubt": lambda: _("They ask us not to act, or say that they were wrong."),
    "withdraw": lambda: _("They do not want to be contacted."),
    "contact": lambda: _("They said how they may be contacted."),
}
"""What stands instead of the reporter's words, or beside them."""


def context(report: Report, request: StaffRequest, texts: Sequence[dict[str, Any]] = ()) -> dict[str, Any] | None:
    """What `parts/reporter.html` needs; None for whoever does not hold the report. `texts`: what came by text, which stands after the
    message that came before it."""
    if not may(talking.check_talks, report, request.member, request.now):
        return None
    talk, base = talking.talk_of(report), f"/reports/{report.id}/reporter"
    fixed = {kind: talking.only_phrases(report, kind) for kind in ("question", "told")}
    known = {str(file.id): number for number, file in enumerate((one for of in talk.files.values() for one in of), 1)}
    contact = talk.contact
    messages = [_message(row, words, talk.files.get(row.id, []), known, base, request) for row, words in talk.said]
    asked = max(
        (row.number for row, _words in talk.said if row.kind == "question" and not row.taken_back_at), default=0
    )
    return {
        "messages": _in_order(messages, texts),
        "texts": [_texted(one) for one in texts if not one["after"]],
        "unread": talk.unread + sum(one["unread"] for one in texts),
        "asked": talk.asked,
        "by_text": report.channel == "sms",
        "texted": bool(asked) and any(one["said"] and one["after"] >= asked for one in texts),
        "contact": reached(contact.how, contact.hours, request.lang) if contact else "",
        "withdrawn": bool(contact and contact.how == "never"),
        "fixed": fixed["question"],
        "read_href": f"{base}/read/",
        "ask": {"href": f"{base}/ask/", "fields": _fields("question", fixed["question"], request)},
        "tell": {"href": f"{base}/tell/", "fields": _fields("told", fixed["told"], request),
                 "words": _("Only fixed phrases until the matter is closed or an operation is over: what you write could warn somebody.")
                 if fixed["told"] and not fixed["question"] else ""},
    }  # fmt: skip


def _in_order(messages: list[dict[str, Any]], texts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages and texts as they came; a text that came before the first message stands with the texts."""
    came = [(one["number"], 0, one) for one in messages] + [
        (one["after"], 1, _texted(one)) for one in texts if one["after"]
    ]
    return [one for _number, _text, one in sorted(came, key=lambda row: row[:2])]


def _texted(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "who": one["who"],
        "when": one["when"],
        "lines": [one["text"]],
        "unread": one["unread"],
        "kind": "text",
        "files": [],
    }


def above(talk: dict[str, Any] | None, report: Report, request: StaffRequest) -> dict[str, Any] | None:
    """What stands before everything that can be pressed: the unread words of who told us, or that they once asked not to act; and that
    there is a sound or a picture. None where there is nothing of it, or the reader does not hold the report."""
    if talk is None:
        return None
    waits = [one for one in (*talk["texts"], *talk["messages"]) if one["unread"]]
    doubts = [one for one in talk["messages"] if one["kind"] == "doubt"]
    found = unread.of_report(report.id, request) if waits else None
    doubt = found is not None and found.doubt
    files = [file for one in talk["messages"] if not one["unread"] for file in one["files"]]
    if not (waits or doubts or files):
        return None
    return {
        "title": unread.sentence(found) if found else "",
        "doubt": doubt,
        "messages": sorted(waits, key=lambda one: one["kind"] != "doubt"),
        "read_href": talk["read_href"],
        "asked_before": doubts[-1]["when"] if doubts and not doubt else "",
        "files": files,
        "asking": unread.asking(report.id, found),
    }


def _fields(kind: str, fixed: bool, request: StaffRequest) -> list[dict[str, Any]]:
    label = _("What do you ask?") if kind == "question" else _("What do you tell them?")
    fields = [field("checks", "phrases", label, options=options(pack().talking.of(kind), request.lang), value=[],
                    hint=_("They read it in the language of their page."))]  # fmt: skip
    if not fixed:
        fields.append(field("area", "text", _("In your own words"), rows=3,
                            hint=_("No name, place or time, nothing of what you will do: somebody else may hold that phone.")))  # fmt: skip
    return fields


def _message(row: ReportMessage, words: dict[str, Any], files: list[ReportFile], known: dict[str, int], base: str,
             request: StaffRequest) -> dict[str, Any]:  # fmt: skip
    phrases = pack().talking.phrases
    lines = [phrases[code].label(request.lang) for code in words.get("phrases", ()) if code in phrases]
    lines += [words["text"]] if words.get("text") else []
    lines += [KINDS[row.kind]()] if row.kind in KINDS else []
    who = (
        _("The reporter")
        if row.from_reporter
        else _("We, not seen by the reporter")
        if row.kind == "heard"
        else _("We")
    )
    if row.kind == "heard":
        lines = [
            _("File %(number)s says: %(text)s")
            % {"number": known.get(words.get("file", ""), "?"), "text": words["text"]}
        ]
    when = long_date(row.made_at) if row.from_reporter else short_moment(row.made_at)
    back = f"{base}/take-back/{row.id}/" if row.kind in OF_THE_UNIT and row.taken_back_at is None else ""
    return {"who": who, "when": when, "lines": lines, "unread": row.from_reporter and row.read_at is None, "back_href": back,
            "kind": row.kind, "number": row.number,
            "taken_back": short_moment(row.taken_back_at) if row.taken_back_at else "",
            "files": [_file(one, known[str(one.id)], f"{base}/files/{one.id}", request) for one in files]}  # fmt: skip


def _file(one: ReportFile, number: int, base: str, request: StaffRequest) -> dict[str, Any]:
    return {
        "id": f"file-{number}",
        "words": _("File %(number)s: %(kind)s") % {"number": number, "kind": MEDIA[one.media]()},
        "sha256": grouped(bytes(one.sha256)),
        "held": one.held,
        "copy_href": f"{base}/copy/" if one.copied and not one.held else "",
        "sound": one.copied and not one.held and one.media in HEARD,
        "original_href": f"{base}/original/" if not one.held else "",
        "hear_href": f"{base}/heard/" if not one.held else "",
        "hold_href": f"{base}/hold/" if not one.held else "",
        "reasons": options(pack().reasons["document_original"].values(), request.lang),
    }


@require_POST
@staff_page
def write(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """A question to the reporter, or what was done."""
    kind = "question" if act == "ask" else "told"
    talking.write_to_reporter(report_id=key, kind=kind, phrases=typed_list(request, "phrases"), text=typed(request, "text"),
                              by=request.member, now=request.now)  # fmt: skip
    return HttpResponseRedirect(f"/reports/{key}/")


@require_POST
@staff_page
def take_back(request: StaffRequest, key: UUID, message: UUID) -> HttpResponse:
    """What we said is shown to the reporter no more."""
    row = ReportMessage.objects.get(id=message, report_id=key)
    talking.take_back_words(message_id=row.id, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")


@require_POST
@staff_page
def read(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody has read what they wrote."""
    talking.read_from_reporter(report_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")


@require_POST
@staff_page
def take(request: StaffRequest, key: UUID, file: UUID, form: str) -> HttpResponse:
    """The working copy of a file, or for a reason its original."""
    _of(key, file)
    fetched = talking.fetch_report_file(file_id=file, form=form, reason=typed(request, "reason"), by=request.member,
                                        now=request.now)  # fmt: skip
    answer = HttpResponse(fetched.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{fetched.name}"'
    answer["Content-Security-Policy"], answer["Cache-Control"] = POLICY, "no-store"
    return answer


@require_POST
@staff_page
def mark(request: StaffRequest, key: UUID, file: UUID, act: str) -> HttpResponse:
    """What a voice says is written down; or the file is held."""
    _of(key, file)
    if act == "hold":
        talking.hold_report_file(file_id=file, by=request.member, now=request.now)
    else:
        talking.type_what_is_heard(file_id=file, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")


def _of(key: UUID, file: UUID) -> ReportFile:
    """The file of this report; raises ReportFile.DoesNotExist, also when it is not yours to see."""
    return ReportFile.objects.get(id=file, report_id=key)
