"""How urgent a report is: the questions of the pack, what each answer speaks for and why. The officer decides, never the answers.

Another urgency gives a new clock, from now, with a reason; the answers stay as they were given, in the ledger each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.cases.remarks import remark
from samaki.database import story
from samaki.database.refusals import together
from samaki.intake import rules
from samaki.intake.models import Report
from samaki.intake.operations import locked_report, report_facts, tell
from samaki.ledger.operations import record

ANSWERS = ("yes", "no", "unknown")


@dataclass(frozen=True)
class Speaks:
    """What one answer speaks for: the code of its question, the answer, and the urgency."""

    question: str
    answer: str
    urgency: str


def spoken_for(answers: Mapping[str, str]) -> list[Speaks]:
    """What the answers speak for, the most urgent first; those that speak for nothing are left out."""
    found = [
        Speaks(code, answer, urgency)
        for code, answer in answers.items()
        if code in pack().triage and (urgency := pack().triage[code].speaks_for(answer))
    ]
    return sorted(found, key=lambda one: rank(one.urgency))


def slower_than_spoken(answers: Mapping[str, str], urgency: str) -> Speaks | None:
    """The answer that speaks for something more urgent than this; None where none does. Whoever decides is asked about it once."""
    spoken = spoken_for({code: answer for code, answer in answers.items() if answer})
    return spoken[0] if spoken and urgency in pack().urgencies and rank(spoken[0].urgency) < rank(urgency) else None


def rank(urgency: str) -> int:
    """The place in the pack's list, the most urgent first."""
    return list(pack().urgencies).index(urgency)


@story
def set_urgency(
    *,
    report_id: UUID,
    urgency: str,
    by: Member,
    now: datetime,
    text: str = "",
    answers: Mapping[str, str] | None = None,
) -> Report:
    """Keep the officer's answers, and how urgent they say it is; another urgency than before needs a reason and begins a new clock.

    Raises NotAllowed, CannotMove, Invalid.
    """
    report = locked_report(report_id)
    rules.check_move("triage", report, by, now)
    given = {code: answer for code, answer in (answers or {}).items() if answer}
    _check(given, urgency, report, text)
    before, report.urgency = report.urgency, urgency
    report.triage = report.triage | given
    if urgency != before:
        clock = pack().urgencies[urgency]
        report.level = 0
        report.due_at = report.call_at = after(now, clock.acknowledge if report.state == "new" else clock.decide)
        remark("report.urgency", report, text, by=by, now=now)
    report.version += 1
    report.save()
    facts = report_facts(report) | {
        "before": before,
        "answers": sorted(f"{code}:{said}" for code, said in given.items()),
    }
    record("report.urgency", by=by, now=now, subject=report, report_id=report.id, facts=facts,
           changed={"text": text} if text else None)  # fmt: skip
    if rank(urgency) < rank(before):
        tell(report, "report.new", now)
    return report


def _check(answers: Mapping[str, str], urgency: str, report: Report, text: str) -> None:
    with together() as told:
        for code, answer in answers.items():
            if code not in pack().triage or answer not in ANSWERS:
                told.wrong(_("Choose yes, no or I do not know."), field=code if code in pack().triage else "answers")
        if urgency not in pack().urgencies:
            told.wrong(_("Choose how urgent this is."), field="urgency")
        elif urgency == report.urgency and not text.strip() and not (answers.items() - report.triage.items()):
            told.wrong(
                _("Nothing is changed yet: answer a question, or say that it is more or less urgent."), field="urgency"
            )
        elif urgency != report.urgency and not text.strip():
            told.wrong(_("Say in a few words why it is more or less urgent. A new clock begins."), field="text")
