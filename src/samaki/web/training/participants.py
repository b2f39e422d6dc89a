"""What the pages of participants show."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.names import has_khmer
from samaki.training import rules
from samaki.training.closing import SCALE
from samaki.training.queries import Invited, Lesson, Mine
from samaki.training.states import JOINED, PARTS
from samaki.training.words import SEAT, new_code, read_code, shown
from samaki.web import words
from samaki.web.fields import field, mark
from samaki.web.moments import clock, digits, long_moment
from samaki.web.public.frame import PublicRequest, page
from samaki.web.training import forms, told
from samaki.web.training.people import place_said, score
from samaki.web.training.showing import days, materials, programme

Errors = list[dict[str, str]]


def joining(
    request: PublicRequest, found: Invited, unit: str, code: str, errors: Errors, trouble: str = ""
) -> HttpResponse:
    """The form of who registers; a workshop in which no place can be taken says so instead."""
    lang, open_now = request.lang, found.state in JOINED and not found.no_wait
    fields = forms.person(request.POST, lang) if open_now else []
    mark(fields, errors)
    closed = {
        "planned": _("This workshop is not open yet. Try again later."),
        "finished": _("This workshop is over. No place can be taken any more."),
        "cancelled": _("This workshop was cancelled. Ask whoever invited you about the next one."),
    }
    waits = _("All places are taken now: you come on the waiting list, and move up by yourself.") if found.full else ""
    said = closed.get(found.state, "") or (rules.full_up() if found.no_wait else waits)
    key = read_code(request.POST.get("key", "")[:40], SEAT) or new_code(SEAT)
    return page(request, "public/workshop.html", {
        "title": programme(found.programme, lang), "rows": _where(found, lang, (_("Invited"), unit)), "note": said, "fields": fields,
        "errors": errors, "trouble": trouble, "submit_label": _("Take my place"), "method": "post", "values": {"key": key},
        "action": f"/training/join/{code}/?lang={lang}",
        "small": _("Your name and number are sealed. Only the organiser reads them, and your unit if you agree to the contact card."),
    }, 422 if errors else 200)  # fmt: skip


def place(request: PublicRequest, mine: Mine, lessons: list[Lesson], errors: Errors) -> HttpResponse:
    """What there is to do now first; then the sessions, the contact card, and giving the place back."""
    lang, base = request.lang, f"/training/place/{mine.key}/"
    at = f"?lang={lang}"
    sign = [field("text", "shown", _("The number shown in the room"), value=request.POST.get("shown", "")[:20], narrow=True,
        inputmode="numeric",
                  hint=_("6 digits. Or take a picture of the square with your telephone."))]  # fmt: skip
    mark(sign, errors)
    items = len(pack().training.items_of(mine.programme))
    stands = mine.state != "withdrawn"
    return page(request, "public/workshop_place.html", {
        "title": mine.name, "in_khmer": has_khmer(mine.name), "state": mine.state, "why": mine.why,
        "headline": place_said(mine.state, mine.held, came=bool(mine.came)),
        "done": _done(request.GET.get("done", ""), mine),
        "rows": [*_where(mine, lang, (_("Workshop"), programme(mine.programme, lang))), *_scores(mine, items)],
        "held": mine.held, "key": shown(mine.key), "action": base + at, "errors": errors,
        "sign_fields": sign if mine.held == "running" and stands else [],
        "test": {"href": f"{base}test/{at}",
          "label": told.parts()[mine.test]} if mine.test and mine.test not in mine.sat and stands else None,
        "opine": f"{base}questions/{at}" if mine.held in ("running", "finished") and not mine.opined and stands else "",
        "certificate": f"{base}certificate/{at}" if mine.certificate else "",
        "sessions": [_lesson(one, mine, lang) for one in lessons], "contact": mine.contact, "stands": stands,
        "can_leave": mine.held in JOINED and not mine.came and stands,
        "cancelled": mine.held == "cancelled",
    }, 422 if errors else 200)  # fmt: skip


def test(request: PublicRequest, mine: Mine, errors: Errors) -> HttpResponse:
    """The questions of the part that is open; else why there are none."""
    part = request.POST.get("part", "")[:20] if request.method == "POST" else mine.test
    back = {"href": f"/training/place/{mine.key}/?lang={request.lang}", "label": _("My place")}
    if (
        mine.state == "withdrawn"
        or part not in PARTS
        or mine.sat.get(part) is not None
        or (mine.test != part and not errors)
    ):
        said = (
            _("You have sat this part already.")
            if part in mine.sat
            else _("The test is not open now. Wait until the trainer opens it.")
        )
        return page(request, "public/workshop.html", {"title": said, "back": back})
    fields = forms.questions(request, mine.programme, request.lang)
    mark(fields, errors)
    lead = _(
        "It is about the teaching, not about you: only you and the trainer see how many you had right. Leave empty what you do not know."
    )
    return page(request, "public/workshop.html", {
        "title": told.parts()[part], "lead": lead, "fields": fields, "errors": errors, "submit_label": _("Send my answers"),
          "method": "post",
        "values": {"part": part}, "back": back, "action": f"/training/place/{mine.key}/test/?lang={request.lang}",
    }, 422 if errors else 200)  # fmt: skip


def opinion(request: PublicRequest, mine: Mine, errors: Errors) -> HttpResponse:
    """The questions at the end."""
    back = {"href": f"/training/place/{mine.key}/?lang={request.lang}", "label": _("My place")}
    if mine.opined or mine.held not in ("running", "finished") or mine.state == "withdrawn":
        said = (
            _("You have answered already. Thank you.")
            if mine.opined
            else _("The questions open when the workshop runs.")
        )
        return page(request, "public/workshop.html", {"title": said, "back": back})
    scale = dict(zip(SCALE, (_("Not in the least"), _("A little"), _("Partly"), _("Mostly"), _("Fully")), strict=True))
    fields = [
        field("radios", f"opinion_{one.code}", one.label(request.lang), options=[{"value": code, "label": label} for code,
          label in scale.items()],
              value=request.POST.get(f"opinion_{one.code}", "")[:9], hint=None)
        for one in pack().training.opinions.values()
    ]  # fmt: skip
    fields.append(field("area", "text", _("What should be done otherwise next time?"), value=request.POST.get("text", "")[:20_000], rows=4,
                        most=rules.LONGEST["text"], hint=_("It may stay empty. Write no name.")))  # fmt: skip
    mark(fields, errors)
    lead = _(
        "Nobody can see who answered what: it is kept without your name, your place and the time, and shown only once five have answered."
    )
    return page(request, "public/workshop.html", {
        "title": _("How was the workshop?"), "lead": lead, "fields": fields, "errors": errors, "submit_label": _("Send"), "method": "post",
        "back": back, "action": f"/training/place/{mine.key}/questions/?lang={request.lang}",
    }, 422 if errors else 200)  # fmt: skip


def _where(found: Invited | Mine, lang: str, first: tuple[str, str]) -> list[dict[str, str]]:
    rows = [first, (_("When"), f"{days(found.begins_at, found.ends_at)}, {clock(found.begins_at)}"),
            (_("Where"), ", ".join(one for one in (found.place, words.area_name(found.area, lang)) if one))]  # fmt: skip
    rows += [(_("Good to know"), found.note)] if found.note else []
    return [{"name": name, "text": text} for name, text in rows]


def _scores(mine: Mine, items: int) -> list[dict[str, str]]:
    return [{"name": told.parts()[part], "text": score(mine.sat[part], items)} for part in PARTS if part in mine.sat]


def _lesson(one: Lesson, mine: Mine, lang: str) -> dict[str, Any]:
    return {"title": forms.session_name(one.code, mine.programme, lang), "when": f"{long_moment(one.starts_at)}-{clock(one.ends_at)}",
        "trainers": one.trainers,
            "materials": materials(one.materials), "there": one.id in mine.came}  # fmt: skip


def _done(what: str, mine: Mine) -> str:
    """What was just done, where the place bears it out: an address alone claims nothing."""
    joined = {"registered": _("You have a place. Keep this page: save its address, or take a picture of your key."),
              "waiting": _("You are on the waiting list. Keep this page: it says when you have a place.")}  # fmt: skip
    said = {
        "joined": (mine.state in joined, joined.get(mine.state, "")),
        "sign": (bool(mine.came), _("You are signed in. Sessions so far: %(n)s.") % {"n": digits(len(mine.came))}),
        "agree": (mine.contact, _("Kept: you agree to the contact card.")),
        "refuse": (not mine.contact, _("Kept: you do not stand in the directory by this workshop.")),
        "leave": (mine.state == "withdrawn", _("Your place is given back. Thank you for telling us.")),
        "before": ("before" in mine.sat, _("Your answers are kept.")),
        "after": ("after" in mine.sat, _("Your answers are kept.")),
        "opined": (mine.opined, _("Thank you. Your answers are kept, without your name.")),
    }
    true, sentence = said.get(what, (False, ""))
    return sentence if true else ""
