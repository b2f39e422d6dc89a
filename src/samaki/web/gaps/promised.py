"""What units promise: lists, and one promise with its history and what can be done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.commitments import queries
from samaki.commitments.models import Commitment
from samaki.commitments.rules import moves
from samaki.commitments.words import words_of
from samaki.conferences.queries import promised
from samaki.training.models import Workshop
from samaki.web import words
from samaki.web.fields import field
from samaki.web.gaps import forms, naming
from samaki.web.hints import dates
from samaki.web.moments import digits, long_date, short_date, short_moment
from samaki.web.pages import StaffRequest

Line = dict[str, Any]


def listed(request: StaffRequest) -> dict[str, Any]:
    """Context of `promises.html`: late, running, ended: lines; conference: how many stand on the pages of conferences."""
    rows = queries.commitments()
    late = [row for row in rows if queries.is_late(row, request.now)]
    running = [row for row in rows if row.state in ("asked", "open") and row not in late]
    given = {"late": digits(len(late)), "running": digits(len(late) + len(running))}
    return {
        "title": _("Promises"), "section": "gaps", "new_href": "/gaps/promises/new/",
        "finding": _("Promises that run: %(running)s. Past their day: %(late)s.") % given if rows else "",
        "late": [line(row, request) for row in late], "running": [line(row, request) for row in running],
        "ended": [line(row, request) for row in rows if row.ended_at is not None], "conference": _of_conferences(request),
    }  # fmt: skip


def _of_conferences(request: StaffRequest) -> list[Line]:
    """What the reader's own unit promised in conferences: it stands there, and is answered there."""
    return [
        {"href": f"/conferences/promises/{row.id}/", "by": short_date(row.due_at) if row.due_at else "", "code": row.case_code,
         "late": row.due_at is not None and row.due_at < request.now}
        for row in promised(request.member.unit_id)
    ]  # fmt: skip


def line(row: Commitment, request: StaffRequest) -> Line:
    """A promise in a list: what, whose, by when, how it stands."""
    area = words.area_name(row.area, request.lang) if row.area else ""
    parts = [
        row.owner.short_name,
        area,
        _("by %(time)s") % {"time": short_date(row.due_on)},
        stands(row, request),
        _moved(row),
    ]
    return {
        "href": f"/gaps/promises/{row.id}/", "text": words_of(row).get("text", ""), "meta": " · ".join(part for part in parts if part),
        "late": queries.is_late(row, request.now), "state": row.state,
    }  # fmt: skip


def stands(row: Commitment, request: StaffRequest) -> str:
    """How it stands, in words."""
    return _("past its day, not answered") if queries.is_late(row, request.now) else naming.OF_PROMISE[row.state]()


def _moved(row: Commitment) -> str:
    return _("given another day: %(count)s times") % {"count": digits(row.moved)} if row.moved else ""


def one(row: Commitment, request: StaffRequest) -> dict[str, Any]:
    """Context of `promise.html`."""
    lang, gap = request.lang, row.gap
    first = _("%(date)s (at first: %(first)s)") % {"date": long_date(row.due_on), "first": long_date(row.first_due_on)}
    told = [
        (_("Who does it"), row.owner.name),
        (_("By which day"), first if row.due_on != row.first_due_on else long_date(row.due_on)),
        (_("How it stands"), stands(row, request)),
        (_("Where"), naming.where(row.area, lang)),
        (_("Promised"), naming.source_of(row.source, row.source_what, lang)),
        (_("Written down by"), f"{row.unit.name}, {short_moment(row.recorded_at)}"),
    ]
    return {
        "title": _("Promise"), "section": "gaps", "text": words_of(row).get("text", ""), "late": queries.is_late(row, request.now),
        "rows": [{"name": name, "text": text} for name, text in told], "of": str(row.id),
        "workshop": _workshop(row, lang),
        "gap": {"href": f"/gaps/{gap.id}/", "title": naming.gap_name(gap.kind, gap.what, lang)} if gap is not None else None,
        "history": [
            {"when": short_moment(each.at), "unit": each.unit.short_name, "what": naming.MOVES[each.move](),
             "text": words_of(each).get("text", ""), "due": short_date(each.due_on)}
            for each in queries.history(row)
        ],
        "acts": _acts(row, request),
    }  # fmt: skip


def _workshop(row: Commitment, lang: str) -> dict[str, str] | None:
    """Where it was written down, if that was at a workshop."""
    if row.source != "workshop" or not row.source_what:
        return None
    held = Workshop.objects.filter(id=row.source_what).first() if _is_key(row.source_what) else None
    if held is None:
        return None
    found = pack().training.programmes.get(held.programme)
    title = f"{found.label(lang) if found else held.programme}, {short_date(held.begins_at)}"
    return {"href": f"/training/{held.id}/", "title": title}


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _acts(row: Commitment, request: StaffRequest) -> list[Line]:
    """What this reader can do now, the usual thing first."""
    base = f"/gaps/promises/{row.id}"
    why = [field("area", "text", _("Why?"), rows=3, hint=_("One or two sentences. No name.")), *forms.sure(request, [])]
    shown = [field("area", "text", _("What shows it?"), rows=3, hint=_("What anybody can see or ask. No case, no name.")),
             *forms.sure(request, [])]  # fmt: skip
    day = field("text", "due_on", _("By which day?"), narrow=True, hint=dates(""))
    known: list[tuple[str, str, str, list[Line]]] = [
        ("take", _("We promise it"), _("Promise it"), []),
        ("keep", _("It is done"), _("Say that it is kept"), shown),
        ("move", _("It needs another day"), _("Give it another day"), [day, *why]),
        ("miss", _("It will not be done"), _("Say that it is not kept"), why),
        ("refuse", _("We do not promise it"), _("Say no"), why),
        ("withdraw", _("It is not needed, or a mistake"), _("Withdraw it"), why),
        ("reopen", _("What was said of its end was a mistake"), _("Open it again"), why),
    ]
    return [
        {"href": f"{base}/{move}/", "summary": summary, "label": label, "fields": fields}
        for move, summary, label, fields in known
        if moves(row, move, request.member)
    ]
