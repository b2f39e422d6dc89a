"""Forms of peers: a question, an answer, a card, other words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.threads.peers.models import PeerCard, PeerQuestion, PeerText
from samaki.threads.peers.rules import LONGEST
from samaki.threads.peers.words import words_of
from samaki.web.fields import field, mark, options
from samaki.web.pages import StaffRequest
from samaki.web.peers.looking import Errors, looked, mark_of


def question(request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """A new question."""
    post = request.POST
    fields = [
        field("select", "topic", _("What is it about?"), options=topics(request.lang), value=post.get("topic", ""), blank=""),
        field("select", "area", _("Where?"), options=areas(request.lang), value=post.get("area", ""), blank=_("everywhere"), hint=None),
        *_words(request, None),
    ]  # fmt: skip
    return _form(request, _("Ask other agencies"), fields, _("Send the question"), errors, "/peers/", _lead())


def answer(request: StaffRequest, asked: PeerQuestion, errors: Errors) -> dict[str, Any]:
    """An answer to a question."""
    title = _("Answer: %(question)s") % {"question": words_of(asked)["title"]}
    return _form(
        request,
        title,
        _words(request, None, titled=False),
        _("Send the answer"),
        errors,
        f"/peers/{asked.id}/",
        _lead(),
    )


def correct(request: StaffRequest, row: PeerText, back: str, errors: Errors) -> dict[str, Any]:
    """Other words in the place of those that stand."""
    titled = row._meta.db_table != "peer_answer"
    stands = words_of(row)
    lead = _("The new words stand in the place of those before, of which nothing is kept.")
    made = _form(
        request,
        _("Correct what you wrote"),
        _words(request, row, titled=titled),
        _("Save the new words"),
        errors,
        back,
        lead,
        mark_of(stands["title"], stands["text"]),
    )
    return made | {"version": row.version}


def card(request: StaffRequest, row: PeerText, asked: PeerQuestion, errors: Errors) -> dict[str, Any]:
    """An answer as a practice card."""
    steps = options(pack().step_kinds.values(), request.lang)
    fields = [
        *_words(request, row),
        field("select", "step_kind", _("With which step does it stand?"), options=steps, value=request.POST.get("step_kind", ""),
              blank=_("with none, only with its topic"), hint=None),
    ]  # fmt: skip
    lead = _(
        "Write it so that it stands alone. The agency of who answered stands on it, no person. It is shown once a member of a "
        "third agency has approved it."
    )
    return _form(
        request, _("Keep as a practice card"), fields, _("Propose the card"), errors, f"/peers/{asked.id}/", lead
    )


def topics(lang: str) -> list[dict[str, str]]:
    """The topics of the pack."""
    return options(pack().peer_topics.values(), lang)


def areas(lang: str) -> list[dict[str, str]]:
    """The provinces."""
    places = pack().places
    return [{"value": one.code, "label": places.full_name(one, lang)} for one in places.provinces]


def _words(request: StaffRequest, row: PeerText | None, *, titled: bool = True) -> list[dict[str, Any]]:
    known = words_of(row) if row is not None else {"title": "", "text": ""}
    title = field("text", "title", _("In one line"), value=request.POST.get("title", known["title"])[:1000], hint=None)
    text = field("area", "text", _("In your words"), value=request.POST.get("text", known["text"]), rows=8, most=LONGEST["text"],
                 hint=_("No name, no number, no code, no village: nothing that leads to a child or a case. You "
                        "see it once as others will read it before it is sent."))  # fmt: skip
    return [title, text] if titled else [text]


def _lead() -> str:
    return _(
        "Every member of every agency reads it. It is about how to work, never about a case: that belongs on the case's own page."
    )


def _form(
    request: StaffRequest,
    title: str,
    fields: list[dict[str, Any]],
    label: str,
    errors: Errors,
    back: str,
    lead: str,
    before: str = "",
) -> dict[str, Any]:
    fields = [*fields, looked(request, before)]
    mark(fields, errors)
    return {"title": title, "lead": lead, "fields": fields, "submit_label": label, "errors": errors, "section": "help",
            "back": {"href": back, "label": _("Back")}}  # fmt: skip


def back_of(row: PeerText) -> str:
    """The page on which a question, an answer or a card stands."""
    if isinstance(row, PeerCard):
        return "/peers/cards/"
    return f"/peers/{row.id if isinstance(row, PeerQuestion) else getattr(row, 'question_id', '')}/"
