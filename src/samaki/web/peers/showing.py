"""What the pages of peers show: the list, one question with its answers, practice cards, what is hidden."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import pack
from samaki.names import clean_text
from samaki.threads.peers import queries, rules
from samaki.threads.peers.models import PeerAnswer, PeerCard, PeerQuestion, PeerText
from samaki.threads.peers.queries import Wanted
from samaki.threads.peers.words import words_of
from samaki.web import words
from samaki.web.fields import field
from samaki.web.moments import digits, short_date
from samaki.web.pages import StaffRequest
from samaki.web.peers.forms import areas, topics


def listed(request: StaffRequest) -> dict[str, Any]:
    """The search, one page of questions, and which topics are followed."""
    given = {
        name: clean_text(request.GET.get(name, "").replace("\x00", ""))[:200] for name in ("q", "topic", "area", "mine")
    }
    before = UUID(request.GET["before"]) if request.GET.get("before") else None
    wanted = Wanted(given["q"], given["topic"], given["area"] if given["area"] in pack().places.by_code else "",
                    request.member.id if given["mine"] else None)  # fmt: skip
    rows, following = queries.questions(wanted, before)
    kept = {name: value for name, value in given.items() if value}
    return {
        "fields": _filters(given, request.lang),
        "rows": [_line(one, request.lang) for one in rows],
        "asked": bool(kept or before),
        "next_href": "?" + urlencode(kept | {"before": str(following)}) if following else "",
        "first_href": "?" + urlencode(kept) if before else "",
        "topics": _followed(request),
        "officer": rules.is_officer(request.member, request.now),
    }


def one(row: PeerQuestion, request: StaffRequest) -> dict[str, Any]:
    """A question, its answers, and what the reader can do with each."""
    answers = queries.answers_of(row)
    made = queries.cards_of(answers)
    head = _item(row, "asked", request)
    place = words.area_name(row.area, request.lang) if row.area else _("everywhere")
    head["meta"] = f"{head['meta']} · {topic_name(row.topic, request.lang)} · {place}"
    items = [_answer(one, row, made.get(one.id), request) for one in answers]
    stands = row.hidden_at is None and row.withdrawn_at is None
    return {"title": head.pop("title") or _("A question"), "back": {"href": "/peers/", "label": _("Questions between agencies")},
            "head": head, "items": items, "answer_href": f"/peers/{row.id}/answer/" if stands else "",
            "empty": {"title": _("Nobody has answered yet."), "words": _("If you know something that helps, write it."),
                      "sign": "next"}}  # fmt: skip


def cards(request: StaffRequest) -> dict[str, Any]:
    """Practice cards that stand, and those that wait for a third agency."""
    topic = clean_text(request.GET.get("topic", ""))[:60]
    rows = [*queries.cards(approved=False, topic=topic), *queries.cards(approved=True, topic=topic)]
    return {
        "title": _("Practice cards of peers"),
        "back": {"href": "/peers/", "label": _("Questions between agencies")},
        "items": [card_item(row, request) for row in rows],
        "empty": {
            "title": _("There is no practice card yet."),
            "words": _("An answer that helped can be kept as one, on the page of its question."),
        },
    }


def hidden(request: StaffRequest) -> dict[str, Any]:
    """For a confidentiality officer what waits for a decision; for others what they wrote themselves."""
    decides = rules.is_officer(request.member, request.now)
    items = []
    for row in queries.hidden():
        item = card_item(row, request) if isinstance(row, PeerCard) else _item(row, _room(row), request)
        item["acts"] = []
        if decides and row.by_member != request.member.id:
            base = f"/peers/{_room(row)}/{row.id}"
            item["confirms"] = [
                {
                    "summary": _("It does name a child or a case"),
                    "href": f"{base}/remove/",
                    "label": _("Destroy these words"),
                    "words": _("They are gone for ever."),
                },
                {
                    "summary": _("It names nobody"),
                    "href": f"{base}/clear/",
                    "label": _("Let it stand"),
                    "words": _("Everybody reads it again."),
                },
            ]
        items.append(item)
    return {"title": _("Hidden until somebody has looked"), "back": {"href": "/peers/", "label": _("Questions between agencies")},
            "items": items, "empty": {"title": _("Nothing is hidden."), "words": ""}}  # fmt: skip


def card_item(row: PeerCard, request: StaffRequest) -> dict[str, Any]:
    """A practice card with its agency and its date, and what the reader can do with it."""
    item = _item(row, "cards", request)
    step = words.step_title(row.step_kind, request.lang) if row.step_kind else ""
    item["meta"] = " · ".join(one for one in (item["meta"], topic_name(row.topic, request.lang), step) if one)
    if row.approved_at is None:
        item["notes"].append(_("It waits for a member of a third agency."))
        if rules.may_approve(row, request.member):
            item["acts"].append(
                {"label": _("Approve this card"), "href": f"/peers/cards/{row.id}/approve/", "quiet": True}
            )
    return item


def topic_name(code: str, lang: str) -> str:
    """A topic in the reader's language."""
    found = pack().peer_topics.get(code)
    return found.label(lang) if found else code


def _answer(row: PeerAnswer, asked: PeerQuestion, card: PeerCard | None, request: StaffRequest) -> dict[str, Any]:
    item, base = _item(row, "answers", request), f"/peers/answers/{row.id}"
    if row.helped_at is not None:
        item["notes"].append(_("This helped, says who asked."))
    if asked.by_member == request.member.id and row.hidden_at is None:
        helped = row.helped_at is not None
        item["acts"].append({"label": _("It did not help after all") if helped else _("This helped"), "quiet": True,
                             "href": f"{base}/{'not-helped' if helped else 'helped'}/"})  # fmt: skip
    if card is not None:
        item["links"].append({"label": _("It is kept as a practice card"), "href": "/peers/cards/"})
    elif row.hidden_at is None:
        item["links"].append({"label": _("Keep as a practice card"), "href": f"{base}/keep/"})
    return item


def _item(row: PeerText, room: str, request: StaffRequest) -> dict[str, Any]:
    told, base, mine = words_of(row), f"/peers/{room}/{row.id}", row.by_member == request.member.id
    when = short_date(row.made_at)
    meta = (_("you") + ", " if mine else "") + f"{row.agency.name} · {when}"
    meta += " · " + _("corrected %(date)s") % {"date": short_date(row.corrected_at)} if row.corrected_at else ""
    notes = (
        [_("Hidden: a confidentiality officer looks whether it names a child or a case.")]
        if row.hidden_at and not row.removed_at
        else []
    )
    notes += [_("A confidentiality officer has taken these words away.")] if row.removed_at else []
    links, confirms = [], []
    if mine and row.removed_at is None and row.withdrawn_at is None:
        if not getattr(row, "approved_at", None):
            links.append({"label": _("Correct it"), "href": f"{base}/correct/"})
        confirms.append(
            {
                "summary": _("Take it back"),
                "href": f"{base}/take-back/",
                "label": _("Take it back"),
                "words": _("Nobody else reads it any more. To put it back, write it anew."),
            }
        )
    if not mine and rules.may_flag(row):
        confirms.append(
            {
                "summary": _("This names a child or a case"),
                "href": f"{base}/flag/",
                "label": _("Hide it now"),
                "words": _("It is hidden at once, until a confidentiality officer has looked."),
            }
        )
    return {
        "title": told["title"],
        "text": told["text"],
        "meta": meta,
        "notes": notes,
        "links": links,
        "confirms": confirms,
        "acts": [],
    }


def _room(row: PeerText) -> str:
    return {"peer_question": "asked", "peer_answer": "answers"}.get(row._meta.db_table, "cards")


def _line(one: queries.Shown, lang: str) -> dict[str, Any]:
    number = ngettext("%(n)s answer", "%(n)s answers", one.answers) % {"n": digits(one.answers)}
    place = words.area_name(one.row.area, lang) if one.row.area else _("everywhere")
    parts = [topic_name(one.row.topic, lang), place, one.row.agency.name, short_date(one.row.made_at), number]
    return {
        "href": f"/peers/{one.row.id}/",
        "title": one.title,
        "meta": " · ".join(parts + ([_("something helped")] if one.helped else [])),
    }


def _filters(given: dict[str, str], lang: str) -> list[dict[str, Any]]:
    mine = [{"value": "1", "label": _("only what I asked")}]
    return [
        field("search", "q", _("Words in the question"), value=given["q"], hint=None),
        field(
            "select", "topic", _("Topic"), options=topics(lang), value=given["topic"], blank=_("every topic"), hint=None
        ),
        field(
            "select",
            "area",
            _("About the area"),
            options=areas(lang),
            value=given["area"],
            blank=_("everywhere"),
            hint=None,
        ),
        field("checks", "mine", _("Whose?"), options=mine, value=[given["mine"]], hint=None),
    ]


def _followed(request: StaffRequest) -> list[dict[str, Any]]:
    mine = queries.followed(request.member.id)
    return [
        {"label": one.label(request.lang), "followed": one.code in mine,
         "act": {"label": _("Follow no more") if one.code in mine else _("Follow"), "href": "/peers/follow/", "quiet": True,
                 "hidden": {"topic": one.code, "follow": "no" if one.code in mine else "yes"}}}
        for one in pack().peer_topics.values()
    ]  # fmt: skip
