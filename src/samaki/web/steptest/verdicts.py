"""Why a verdict is what it is: one sentence for each family. "80% with the mentor, 80% without, not passed" explains nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from samaki.figures.noninferiority import Protocol, Reading
from samaki.web.bounds import percent
from samaki.web.moments import digits


def why(state: str, protocol: Protocol, found: Reading | None) -> str:
    """The reason of the verdict of one family; empty before there is one. `found`: None where the reader may not see how far it came."""
    sentence = SENTENCES.get(state)
    return sentence(protocol, found) if sentence else ""


def _passed(protocol: Protocol, _found: Reading | None) -> str:
    return _("Passed, because so many of the %(steps)s steps were good that it is sure, in 95 of 100, that the work is not worse than with "
             "the mentor by more than %(margin)s points.") % _numbers(protocol)  # fmt: skip


def _failed(protocol: Protocol, found: Reading | None) -> str:
    numbers = _numbers(protocol)
    if found is None or not found.due:
        return _(
            "Not passed, because it is not sure that the work is not worse than with the mentor by more than %(margin)s points."
        ) % (numbers)
    good, numbers = Decimal(found.good), numbers | {"share": percent(found.good / found.due)}
    if good < protocol.least_acceptable * found.due:
        return _("Not passed, because the work is worse: %(share)s were good, with the mentor %(baseline)s. That is more than "
                 "%(margin)s points less.") % numbers  # fmt: skip
    if good < protocol.baseline * found.due:
        return _("Not passed, because %(share)s were good, with the mentor %(baseline)s, and %(steps)s steps are too few to be sure that "
                 "it is not worse by more than %(margin)s points.") % numbers  # fmt: skip
    return _("Not passed although the work was as good as before: %(steps)s steps are too few to be sure that it is not worse than with "
             "the mentor by more than %(margin)s points.") % numbers  # fmt: skip


def _alarm(protocol: Protocol, found: Reading | None) -> str:
    accepted = percent(float(protocol.alarm.accepted))
    if found is None or found.path.alarm is None:
        return _(
            "Ended by the alarm, because more steps failed than the %(accepted)s that were accepted; no share is reckoned."
        ) % {"accepted": accepted}
    return _("Ended by the alarm at step %(number)s, because failures came closer together than the %(accepted)s that were accepted; no "
             "share is reckoned.") % {"number": digits(found.path.alarm + 1), "accepted": accepted}  # fmt: skip


def _not_enough(protocol: Protocol, found: Reading | None) -> str:
    numbers = _numbers(protocol)
    if found is None:
        return _("No verdict, because by its end fewer steps were due than the %(steps)s that the plan looks at: that says nothing for or "
                 "against the work.") % numbers  # fmt: skip
    return _("No verdict, because by its end %(due)s steps were due, and the plan looks at %(steps)s: that says nothing for or against the "
             "work.") % (numbers | {"due": digits(found.due)})  # fmt: skip


def _numbers(protocol: Protocol) -> dict[str, str]:
    return {
        "steps": digits(protocol.steps), "margin": digits(round(100 * protocol.margin)), "baseline": percent(float(protocol.baseline)),
    }  # fmt: skip


SENTENCES: dict[str, Callable[[Protocol, Reading | None], str]] = {
    "passed": _passed, "failed": _failed, "alarm": _alarm, "not_enough": _not_enough,
}  # fmt: skip
"""State of a family -> its reason."""
