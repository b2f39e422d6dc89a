"""Who led a critical step and who paid: ticked as the record shows it, so that one look confirms it; and what was said beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Step
from samaki.cases.rules import may
from samaki.journeys.support.inferring import infer, is_critical
from samaki.journeys.support.others import check_says_who_led, say_who_led, words_on
from samaki.journeys.support.saying import disagrees
from samaki.web import words
from samaki.web.fields import field, options, typed_number
from samaki.web.pages import StaffRequest


def asked(step: Step, request: StaffRequest) -> list[dict[str, Any]]:
    """On the form of a critical step: what the record shows stands ticked. Of any other step nobody is asked."""
    if not is_critical(step):
        return []
    shown, post = infer(step, request.member, request.now), request.POST
    return fields(step, request, post.get("support_level", str(shown.level)), post.get("paid", shown.paid))


def fields(step: Step, request: StaffRequest, level: int | str | None, paid: str) -> list[dict[str, Any]]:
    """Two rows of choices, with these ones ticked. On the form that corrects an older step too, where somebody had said who led."""
    lang = request.lang
    levels = [{"value": one.code, "label": one.label(lang)} for one in pack().support_levels.values()]
    led = field("radios", "support_level", _("Who led?"), options=levels, value=str(level or ""),
                hint=_("Ticked as the record shows it. Change it if it was otherwise. It is no mark for you."))  # fmt: skip
    if not is_critical(step):
        return [led | {"hint": ""}] if level else []
    money = field(
        "radios", "paid", _("Who paid for it?"), options=options(pack().reasons["paid"].values(), lang), value=paid
    )
    return [led, money]


def told(step: Step, lang: str) -> list[dict[str, str]]:
    """Of a step that is done: who led and who paid as it was said, and as the record shows it where that is something else."""
    said, shown = (pack().support_levels.get(one or 0) for one in (step.support_level, step.support_inferred))
    rows = []
    if said or shown:
        text = (
            said.label(lang)
            if said
            else _("%(what)s (from the record; nobody confirmed it)") % {"what": _label(shown, lang)}
        )
        if disagrees(step):
            text = _("%(said)s. The record shows something else: %(shown)s") % {
                "said": _label(said, lang), "shown": _label(shown, lang)}  # fmt: skip
        rows.append({"name": _("Who led"), "text": text})
    rows += [
        {
            "name": _("Who led, as %(unit)s saw it") % {"unit": word.unit},
            "text": _label(pack().support_levels.get(word.level), lang),
        }
        for word in words_on(step)
    ]
    paid = step.paid or step.paid_inferred
    if paid:
        text = words.reason_name("paid", paid, lang)
        if not step.paid:
            text = _("%(what)s (from the record; nobody confirmed it)") % {"what": text}
        elif step.paid_inferred and step.paid != step.paid_inferred:
            other = words.reason_name("paid", step.paid_inferred, lang)
            text = _("%(said)s. The record shows something else: %(shown)s") % {"said": text, "shown": other}
        rows.append({"name": _("Who paid"), "text": text})
    return rows


def others(step: Step, request: StaffRequest) -> list[dict[str, Any]]:
    """For a unit that did not do it: the form on which it says who led."""
    if not may(check_says_who_led, step, request.member, request.now):
        return []
    levels = [{"value": one.code, "label": one.label(request.lang)} for one in pack().support_levels.values()]
    hint = _("Your word stands beside that of the unit that did it. In the figures the lower one counts.")
    return [{
        "href": f"/steps/{step.id}/led/", "summary": _("Say who led it, as your unit saw it"), "label": _("Say so, on the record"),
        "fields": [field("radios", "support_level", _("Who led?"), options=levels, value="", hint=hint)],
    }]  # fmt: skip


def said_by_others(request: StaffRequest, key: UUID) -> None:
    """What that form sends."""
    level = typed_number(request, "support_level", most=9)
    say_who_led(step_id=key, level=level, by=request.member, now=request.now)


def _label(level: Any, lang: str) -> str:
    return str(level.label(lang)) if level else ""
