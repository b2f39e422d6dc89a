"""Before words go to every agency, whoever wrote them sees them once as others will read them, and is asked whether anything could tell
who a child is. No machine finds all that could."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Person
from samaki.cases.naming import NamesSomebody, named_in, record_named
from samaki.database.refusals import Invalid
from samaki.threads.peers import rules
from samaki.threads.peers.careful import signs_in
from samaki.web.fields import field, typed
from samaki.web.pages import StaffRequest, errors_of, page, recorded

Errors = list[dict[str, str]]

CARRIED = ("title", "text", "topic", "area", "step_kind", "version")
"""What goes from the form through the page of the look into the act."""


def mark_of(title: str, text: str) -> str:
    """A short mark of words, the same only for the same ones."""
    words = [" ".join(title.split()), text.strip().splitlines()]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:24]


def is_looked_at(request: StaffRequest) -> bool:
    """Whether these very words were shown as others will read them."""
    return typed(request, "looked") == mark_of(typed(request, "title"), typed(request, "text"))


def looked(request: StaffRequest, before: str = "") -> dict[str, Any]:
    """The field that says which words were looked at; `before`: the mark of those that stand."""
    return field("hidden", "looked", "", value=typed(request, "looked")[:24] or before, hint=None)


def form_with_a_look(
    request: StaffRequest,
    sent: Callable[[], str],
    form: Callable[[Errors], dict[str, Any]],
    check: Callable[[], object],
) -> HttpResponse:
    """The form; then the words as others will read them; then `sent`, which returns where it leads. `check` raises Invalid. Words that
    were looked at and not changed are not shown a second time."""
    errors: Errors = []
    if request.method == "POST" and not typed(request, "change"):
        try:
            if not is_looked_at(request):
                check()
                return _shown(request, form([]))
            return HttpResponseRedirect(sent())
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", form(errors), status=422 if errors else 200)


def check_written(request: StaffRequest, *, titled: bool) -> dict[str, str]:
    """The words are there and not too long. Raises Invalid."""
    return rules.check_words(typed(request, "title") if titled else None, typed(request, "text"), sure=True)


def _shown(request: StaffRequest, form: dict[str, Any]) -> HttpResponse:
    title, text = typed(request, "title"), typed(request, "text")
    found, people = signs_in(title, text), named_in(f"{title}\n{text}")
    notes = [rules.warning(found)] if found else []
    notes += [NamesSomebody(people).sentence] if people else []
    carried = {name: typed(request, name) for name in CARRIED if name in request.POST}
    shown = page(request, "staff/peer_look.html", {
        "title": _("As others will read it"), "back": form["back"], "submit_label": form["submit_label"], "notes": notes,
        "shown": {"title": title, "text": text.strip(), "meta": _said_with(request)},
        "carried": carried | {"looked": mark_of(title, text)},
    })  # fmt: skip
    return recorded(shown, lambda: _told(people, request)) if people else shown


def _said_with(request: StaffRequest) -> str:
    """What stands beneath the words: the topic and the agency."""
    topic = pack().peer_topics.get(typed(request, "topic"))
    return " · ".join([*([topic.label(request.lang)] if topic else []), request.member.unit.agency.name])


def _told(people: list[Person], request: StaffRequest) -> None:
    record_named(people=people, why="peers", by=request.member, now=request.now)
