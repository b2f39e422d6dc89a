"""Calls of peers who ask and answer. No case data. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.agencies.country import pack
from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.threads.peers import operations, queries
from samaki.threads.peers.models import PeerAnswer, PeerQuestion
from samaki.threads.peers.words import words_of

Topic = Annotated[fields.Code, Field(description="a code of the list `peer_topic` (GET /codes?list=peer_topic)")]
Sure = Annotated[
    bool,
    Field(description="true: somebody has looked, nobody can be recognised by it; kept in the ledger as confirmed"),
]


class PeerQuestionIn(bodies.Body):
    """A question to every agency. `area` empty: everywhere."""

    title: fields.Line
    text: fields.Text
    topic: Topic
    area: fields.Area = ""
    sure: Sure = False


class PeerAnswerIn(bodies.Body):
    """An answer."""

    text: fields.Text
    sure: Sure = False


@api.get("/peers", response=dict[str, Any], summary="Questions between agencies")
@member_call
def questions(
    request: ApiRequest, q: fields.Line = "", topic: Topic = "", area: fields.Area = "", cursor: fields.Code = ""
) -> Answer:
    """Twenty questions, the newest first, and where the next ones begin. `q` looks through the newest thousand."""
    reading.one_of(topic, pack().peer_topics, "topic"), reading.one_of(area, pack().places.by_code, "area")
    wanted = queries.Wanted(q, topic, area)
    rows, following = queries.questions(wanted, reading.key(cursor) if cursor else None)
    return 200, shapes.page(
        [_question(one.row) | {"answers": one.answers, "helped": one.helped} for one in rows], following
    )


@api.post("/peers", response={201: dict[str, Any]}, summary="Ask other agencies")
@member_call
def ask(request: ApiRequest, body: PeerQuestionIn) -> Answer:
    """Ask. A text that seems to hold a name, an age, a small place, a code of a case or a number is taken only with `sure`."""
    row = operations.ask_peers(
        title=body.title,
        text=body.text,
        topic=body.topic,
        area=body.area,
        sure=body.sure,
        by=request.auth,
        now=request.now,
    )
    return 201, _question(row)


@api.get("/peers/{question_id}", response=dict[str, Any], summary="A question with its answers")
@member_call
def question(request: ApiRequest, question_id: str) -> Answer:
    """What the caller may read of it; what helped stands first."""
    row = PeerQuestion.objects.select_related("agency").get(id=reading.key(question_id))
    return 200, _question(row) | {"answers": [_answer(one) for one in queries.answers_of(row)]}


@api.post("/peers/{question_id}/answers", response={201: dict[str, Any]}, summary="Answer a question")
@member_call
def answer(request: ApiRequest, question_id: str, body: PeerAnswerIn) -> Answer:
    """Answer. The unit of who asked is told."""
    row = operations.answer_peers(
        question_id=reading.key(question_id), text=body.text, sure=body.sure, by=request.auth, now=request.now
    )
    return 201, _answer(row)


def _question(row: PeerQuestion) -> dict[str, Any]:
    return {"id": row.id, "topic": row.topic, "area": row.area, "agency": row.agency.name, "asked_at": row.made_at,
            "corrected_at": row.corrected_at, "hidden": row.hidden_at is not None, "version": row.version, **words_of(row)}  # fmt: skip


def _answer(row: PeerAnswer) -> dict[str, Any]:
    return {"id": row.id, "question": row.question_id, "agency": row.agency.name, "written_at": row.made_at,
            "corrected_at": row.corrected_at, "hidden": row.hidden_at is not None, "helped": row.helped_at is not None,
            "version": row.version, "text": words_of(row)["text"]}  # fmt: skip
