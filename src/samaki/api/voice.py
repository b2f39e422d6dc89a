"""Calls about a child's voice, and about hearing a child again. (Annotations are values here.)"""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from samaki.api import bodies, fields, reading, shapes, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.voice import asking, queries, saying
from samaki.journeys.voice.models import ChildVoice, HeardAgain

ChildRef = Annotated[fields.Code, Field(description="id of a child of the case")]


class VoiceIn(bodies.Body):
    """`sort`: told (of the list `told_child_reason`; answer understood | again | not_asked) or wants (`wish_reason`; says | nothing)."""

    person: ChildRef
    sort: Annotated[fields.Code, Field(description="told | wants")]
    topic: fields.Code
    answer: fields.Code
    language: Annotated[fields.Code, Field(description="a code of the list `spoken_reason`")] = ""
    interpreter: Annotated[fields.Code, Field(description="none | used | missing")] = "none"
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


class HeardAgainIn(bodies.Body):
    """`topic` and `recording` are read by who works for the child; `text` by who reads the justice part."""

    person: ChildRef
    sort: Annotated[fields.Code, Field(description="interview | testimony")]
    reason: Annotated[fields.Code, Field(description="a code of the list `heard_again_reason`")]
    topic: fields.Text
    recording: fields.Text = ""
    text: fields.Text = ""
    hearing: Annotated[fields.Code, Field(description="id of a hearing of the case")] = ""


class AnswerAgainIn(bodies.Body):
    """`move`: agree | other_way (with `way`, a code of `other_way_reason`) | disagree (with a reason in words)."""

    move: fields.Code
    way: fields.Code = ""
    text: fields.Text = ""


@api.get("/cases/{code}/voices", response=dict[str, Any])
@member_call
def voices(request: ApiRequest, code: str) -> Answer:
    """What the children were told and want, as far as it is open to the caller's unit, the newest first."""
    rows = list(ChildVoice.objects.filter(case_id=case_of(code).id).order_by("-occurred_at", "-id")[: queries.MOST])
    words = queries.words_of(rows)
    return 200, shapes.page([_voice(row, words[row.id]) for row in rows])


@api.post("/cases/{code}/voices", response={201: dict[str, Any]})
@member_call
def say(request: ApiRequest, code: str, body: VoiceIn) -> Answer:
    """The child was told something, or says what it wants; a change of mind is a new one."""
    case = case_of(code)
    with together():
        child = child_in(case, body.person)
        occurred_at, precision = reading.moment(body.occurred_at, request.now)
        given: dict[str, Any] = {
            "case": case, "child": child, "topic": body.topic, "answer": body.answer, "language": body.language, "text": body.text,
            "interpreter": body.interpreter, "occurred_at": occurred_at, "precision": precision, "by": request.auth, "now": request.now,
        }  # fmt: skip
        if body.sort not in ("told", "wants"):
            raise Invalid(_("Choose one from the list."), field="sort")
        row = saying.tell_child(**given) if body.sort == "told" else saying.write_wish(**given)
    return 201, _voice(row, {"text": body.text.strip()})


@api.post("/voices/{voice_id}/mark-error", response=dict[str, Any])
@member_call
def mark_voice_error(request: ApiRequest, voice_id: str, body: bodies.WhyIn) -> Answer:
    """It was written down by mistake."""
    found = ChildVoice.objects.only("id").get(id=reading.key(voice_id))
    row = saying.mark_voice_error(voice_id=found.id, text=body.text, by=request.auth, now=request.now)
    return 200, _voice(row, queries.words_of([row])[row.id])


@api.get("/cases/{code}/heard-again", response=dict[str, Any])
@member_call
def askings(request: ApiRequest, code: str) -> Answer:
    """Askings to hear a child again, the newest first."""
    rows = list(HeardAgain.objects.filter(case_id=case_of(code).id).order_by("-recorded_at", "-id")[: queries.MOST])
    words = queries.words_of(rows)
    return 200, shapes.page([_asking(row, words[row.id]) for row in rows])


@api.post("/cases/{code}/heard-again", response={201: dict[str, Any]})
@member_call
def ask_again(request: ApiRequest, code: str, body: HeardAgainIn) -> Answer:
    """Ask to hear a child once more, and say why: the lawyer or the case manager answers. It stops no court."""
    case = case_of(code)
    with together():
        child = child_in(case, body.person)
        hearing = hearing_of(case, body.hearing)
        row = asking.ask_again(case=case, child=child, sort=body.sort, reason=body.reason, topic=body.topic, recording=body.recording,
                               text=body.text, hearing=hearing, by=request.auth, now=request.now)  # fmt: skip
    return 201, _asking(row, queries.words_of([row])[row.id])


@api.get("/heard-again/{asking_id}", response=dict[str, Any])
@member_call
def one_asking(request: ApiRequest, asking_id: str) -> Answer:
    """One, with its version as ETag."""
    row = HeardAgain.objects.get(id=reading.key(asking_id))
    return 200, _asking(row, queries.words_of([row])[row.id]) | {"etag": row.version}


@api.post("/heard-again/{asking_id}/answer", response=dict[str, Any])
@member_call
def answer_again(request: ApiRequest, asking_id: str, body: AnswerAgainIn) -> Answer:
    """Answer for the child. Needs If-Match."""
    row = HeardAgain.objects.get(id=reading.key(asking_id))
    made = asking.answer_again(asking_id=row.id, move=body.move, way=body.way, text=body.text, version=versions.matched(request, row),
                               by=request.auth, now=request.now)  # fmt: skip
    return 200, _asking(made, queries.words_of([made])[made.id])


@api.post("/heard-again/{asking_id}/withdraw", response=dict[str, Any])
@member_call
def withdraw_again(request: ApiRequest, asking_id: str, body: bodies.WhyIn) -> Answer:
    """The child need not be heard again after all."""
    found = HeardAgain.objects.only("id").get(id=reading.key(asking_id))
    made = asking.withdraw_again(asking_id=found.id, text=body.text, by=request.auth, now=request.now)
    return 200, _asking(made, queries.words_of([made])[made.id])


def hearing_of(case: Case, text: str) -> Hearing | None:
    """A hearing of the case whose id a body names; None for an empty text."""
    found = Hearing.objects.filter(id=reading.key(text), case_id=case.id).first() if text else None
    if text and found is None:
        tell(Invalid(_("Choose a hearing of this case."), field="hearing"))
    return found


def child_in(case: Case, text: str) -> Person:
    """A child of the case whom a body names."""
    found = reading.person_in(case, text, "person")
    if found is None or found.part != "survivor":
        tell(Invalid(_("Choose a child of this case."), field="person"))
    return found if found is not None else Person(case=case, part="")  # not used: the block of `together` refuses


def _voice(row: ChildVoice, words: dict[str, str]) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "sort": row.sort, "topic": row.topic, "answer": row.answer, "language": row.language,
            "interpreter": row.interpreter, "text": words.get("text", ""), "unit": row.unit, "author": row.recorded_by,
            "occurred_at": row.occurred_at, "precision": row.occurred_precision, "recorded_at": row.recorded_at,
            "in_error_at": row.in_error_at}  # fmt: skip


def _asking(row: HeardAgain, words: dict[str, str]) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "sort": row.sort, "reason": row.reason, "hearing": row.hearing_id, "state": row.state,
            "way": row.way, "topic": words.get("topic", ""), "recording": words.get("recording", ""), "unit": row.unit,
            "author": row.recorded_by, "recorded_at": row.recorded_at, "holder": row.holder, "due_at": row.due_at,
            "answered_at": row.answered_at, "version": row.version}  # fmt: skip
