"""Calls of who comes back with a receipt, and of the unit that talks with them."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import Field

from samaki.agencies.country import pack
from samaki.api import bodies, fields, reading
from samaki.api.app import Answer, ApiRequest, api, member_call, public_call
from samaki.api.documents import SAFE, check_no_other_field
from samaki.api.guessing import counted
from samaki.api.once import key_of
from samaki.cases.documents import arriving
from samaki.intake import coming_back, talking
from samaki.intake.coming_back import Reach, Said, Word
from samaki.intake.enclosing import Enclosed
from samaki.intake.models import Report
from samaki.threads.models import COPY, ReportFile, ReportMessage

Kind = Annotated[fields.Code, Field(json_schema_extra={"enum": list(coming_back.KINDS)})]
How = Annotated[fields.Code, Field(json_schema_extra={"enum": list(coming_back.HOW)})]
Codes = Annotated[list[fields.Code], Field(max_length=50)]
ToReporter = Annotated[fields.Code, Field(json_schema_extra={"enum": ["question", "told"]})]


class WordIn(bodies.ReceiptIn):
    """What a reporter says. `kind`: more (an answer, where there is a question), or doubt (please do not act, I was wrong)."""

    text: fields.Text = ""
    kind: Kind = "more"


class ReachIn(bodies.ReceiptIn):
    """How a reporter may be contacted; `hours`: codes of the pack, none: at any time. What is written is sealed."""

    how: How
    hours: Codes = []
    contact: fields.Text = ""
    safe: fields.Text = ""


class EncloseIn(bodies.ReceiptIn):
    """What goes with a file, as fields of a form beside its part `file`."""

    text: fields.Text = ""
    may_show_abuse: bool = False


class ToReporterIn(bodies.Body):
    """A question to the reporter, or what was done: phrases of the pack, words of one's own, or both."""

    kind: ToReporter
    phrases: Codes = []
    text: fields.Text = ""


class HeardIn(bodies.Body):
    """What a voice message says."""

    text: fields.Text


@api.post("/reports/words", auth=None, response={201: dict[str, Any]})
@counted
@public_call
def say(request: ApiRequest, body: WordIn) -> Answer:
    """Answer, or add something, with the receipt. The same key and content keep it once."""
    coming_back.say_more(receipt=body.receipt, word=Word(body.text, body.kind), key=key_of(request), now=request.now)
    return 201, {"kept": True}


@api.post("/reports/contact", auth=None, response={201: dict[str, Any]})
@counted
@public_call
def reach(request: ApiRequest, body: ReachIn) -> Answer:
    """Whether, how and when the reporter may be contacted; `never` takes back what they agreed to."""
    told = Reach(body.how, tuple(body.hours), body.contact, body.safe)
    coming_back.say_how_to_reach(receipt=body.receipt, reach=told, key=key_of(request), now=request.now)
    return 201, {"kept": True}


@api.post("/reports/files", auth=None, response={201: dict[str, Any]})
@counted
@public_call
def enclose(request: ApiRequest, file: File[UploadedFile], body: Form[EncloseIn]) -> Answer:
    """Add a picture, a sound or a PDF (multipart/form-data): its kind is read from its bytes, the original is sealed."""
    check_no_other_field(request, body)
    came = arriving.read(request)
    assert came is not None  # else the call was refused before
    word = Word(body.text, file=Enclosed(came[1], came[0], body.may_show_abuse))
    coming_back.say_more(receipt=body.receipt, word=word, key=key_of(request), now=request.now)
    return 201, {"kept": True}


def thread(receipt: str, language: str) -> dict[str, Any]:
    """What `POST /reports/status` says of the conversation: nothing, once the report is erased."""
    found = coming_back.thread_of(receipt)
    if found is None:
        return {"messages": [], "asked": False, "contact": None}
    contact = {"how": found.how, "hours": list(found.hours)} if found.how else None
    return {"messages": [_public(one, language) for one in found.said], "asked": found.asked, "contact": contact}


def _public(one: Said, language: str) -> dict[str, Any]:
    return {
        "from": "reporter" if one.from_reporter else "unit",
        "kind": one.kind,
        "made_at": one.made_at,
        "phrases": _phrases(one.phrases, language),
        "text": one.text,
        "files": [{"media": media, "size": size} for media, size in one.files],
    }


@api.get("/reports/{report_id}/words", response=dict[str, Any])
@member_call
def words(request: ApiRequest, report_id: str) -> Answer:
    """What was said with the reporter; for the unit that holds the report."""
    return 200, _talk(_ours(request, report_id), request)


@api.post("/reports/{report_id}/words", response={201: dict[str, Any]})
@member_call
def write(request: ApiRequest, report_id: str, body: ToReporterIn) -> Answer:
    """Ask the reporter, or tell them what was done. While an operation is prepared only phrases may be sent (409)."""
    report = _ours(request, report_id)
    talking.write_to_reporter(
        report_id=report.id, kind=body.kind, phrases=body.phrases, text=body.text, by=request.auth, now=request.now
    )
    return 201, _talk(report, request)


@api.post("/reports/{report_id}/words/read", response=dict[str, Any])
@member_call
def read(request: ApiRequest, report_id: str) -> Answer:
    """Somebody has read what the reporter wrote."""
    report = _ours(request, report_id)
    talking.read_from_reporter(report_id=report.id, by=request.auth, now=request.now)
    return 200, _talk(report, request)


@api.get("/reports/{report_id}/files/{file_id}", response={200: None})
@member_call
def take(request: ApiRequest, report_id: str, file_id: str, form: fields.DocumentForm = COPY,
         reason: fields.OriginalReason = "") -> Answer:  # fmt: skip
    """The bytes of a file that the reporter sent: the working copy, or with a `reason` the original. Recorded."""
    row = _file(request, report_id, file_id)
    fetched = talking.fetch_report_file(file_id=row.id, form=form, reason=reason, by=request.auth, now=request.now)
    answer = HttpResponse(fetched.content, content_type="application/octet-stream", headers=SAFE)
    answer["Content-Disposition"] = f'attachment; filename="{fetched.name}"'
    return 200, answer


@api.post("/reports/{report_id}/files/{file_id}/heard", response={201: dict[str, Any]})
@member_call
def heard(request: ApiRequest, report_id: str, file_id: str, body: HeardIn) -> Answer:
    """What a voice message says, written down for colleagues."""
    row = _file(request, report_id, file_id)
    talking.type_what_is_heard(file_id=row.id, text=body.text, by=request.auth, now=request.now)
    return 201, _talk(_ours(request, report_id), request)


@api.post("/reports/{report_id}/files/{file_id}/hold", response=dict[str, Any])
@member_call
def hold(request: ApiRequest, report_id: str, file_id: str) -> Answer:
    """It may show the abuse of a child: nobody opens it or takes it away from now on."""
    row = _file(request, report_id, file_id)
    return 200, _file_line(talking.hold_report_file(file_id=row.id, by=request.auth, now=request.now))


def _ours(request: ApiRequest, report_id: str) -> Report:
    report = Report.objects.select_related("holder").get(id=reading.key(report_id))
    talking.check_talks(report, request.auth, request.now)
    return report


def _file(request: ApiRequest, report_id: str, file_id: str) -> ReportFile:
    return ReportFile.objects.get(id=reading.key(file_id), report=_ours(request, report_id))


def _talk(report: Report, request: ApiRequest) -> dict[str, Any]:
    talk = talking.talk_of(report)
    contact = {"how": talk.contact.how, "hours": talk.contact.hours} if talk.contact else None
    items = [_line(row, told, talk.files.get(row.id, []), request.lang) for row, told in talk.said]
    return {"items": items, "next": None, "asked": talk.asked, "unread": talk.unread, "contact": contact}


def _line(row: ReportMessage, told: dict[str, Any], files: list[ReportFile], language: str) -> dict[str, Any]:
    return {
        "id": row.id, "from": "reporter" if row.from_reporter else "unit", "kind": row.kind, "made_at": row.made_at,
        "read_at": row.read_at, "phrases": _phrases(told.get("phrases", ()), language), "text": told.get("text", ""),
        "file": told.get("file"), "files": [_file_line(file) for file in files],
    }  # fmt: skip


def _file_line(file: ReportFile) -> dict[str, Any]:
    return {"id": file.id, "media": file.media, "size": file.size, "sha256": bytes(file.sha256).hex(), "held": file.held,
            "copy": file.copied and not file.held}  # fmt: skip


def _phrases(codes: Any, language: str) -> list[dict[str, str]]:
    known = pack().talking.phrases
    return [{"code": code, "words": known[code].label(language)} for code in codes if code in known]
