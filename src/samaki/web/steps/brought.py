"""What the sender of a hand-off told whoever took the step over: it stays in reach after *Accept*, as long as the step does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.cases.models import Step
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of
from samaki.handoffs.states import TAKEN

CAME = (*TAKEN, "completed", "confirmed")
"""States of a hand-off whose receiver took the step over and goes on reading its words."""


def came_with(step: Step) -> Handoff | None:
    """The newest hand-off by which the step came to its holder; None where it began there. The session sees its own only."""
    came = Handoff.objects.filter(step=step, to_unit=step.holder, state__in=CAME)
    return came.select_related("from_unit").order_by("-id").first()


def told(came: Handoff | None) -> dict[str, Any] | None:
    """The words of the hand-off for the page of the step: those that its own page shows too. None where nothing was told."""
    if came is None:
        return None
    said = messages_of(came)
    newest = dict(said)
    names = {"safe_contact": _("How can contact be made safely?"), "why": _("Why"),
             "wants": _("What the child wants"), "pays": _("Who pays")}  # fmt: skip
    rows = [{"name": name, "text": newest[kind]} for kind, name in names.items() if newest.get(kind)]
    exchanged = {"question": _("Question"), "answer": _("Answer")}
    rows += [{"name": exchanged[kind], "text": text} for kind, text in said if kind in exchanged]
    return {"rows": rows, "sender": came.from_unit.name, "href": f"/handoffs/{came.id}/"}
