"""A hold as it is typed, of a step or of a hand-off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from samaki.cases import rules
from samaki.cases.models import Step
from samaki.database.refusals import together
from samaki.web.fields import read_moment, typed
from samaki.web.frame import StaffRequest


def typed_hold(step: Step, request: StaffRequest) -> dict[str, Any]:
    """Its reason, words and end. Raises one Invalid with all that is wrong, and asks for words where safety rests."""
    reason, text = typed(request, "reason"), typed(request, "text")
    until: datetime | None = None
    with together() as told:
        told.of(rules.check_reason, "hold", reason, text)
        if read := told.of(read_moment, typed(request, "until"), "until"):
            until = read[0]
            told.of(rules.check_hold, reason, text, until, request.now)
            told.of(rules.check_safety_rests, step, until, text)
    return {"reason": reason, "text": text, "until": until}
