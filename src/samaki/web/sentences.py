"""What each act of the ledger says to a reader: the state of its ring, and its sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.handoffs.states import NOT_ARRIVED
from samaki.journeys.danger import URGENCIES
from samaki.journeys.settling import HOLDS, OPEN
from samaki.ledger.models import LedgerEntry
from samaki.web import rooms_told, words
from samaki.web.guarding import sentences as guarded
from samaki.web.pressure import told as pressed
from samaki.web.reports import sentences as talked
from samaki.web.reports import told as reported
from samaki.web.retention import sentences as retained


def observed(entry: LedgerEntry, language: str) -> str:
    """`Risk for the child: serious danger`: which fact, and what was observed of it."""
    fact, answer = entry.facts.get("fact", ""), entry.facts.get("answer", "")
    said = {"fact": words.reason_name("fact", fact, language), "answer": words.reason_name(fact, answer, language)}
    return _("%(fact)s: %(answer)s") % said


def settled(entry: LedgerEntry, language: str) -> str:
    """`Risk for the child: settled, “serious danger” holds`."""
    fact, outcome = entry.facts.get("fact", ""), entry.facts.get("outcome", "")
    said = {"fact": words.reason_name("fact", fact, language)}
    if outcome == OPEN:
        return _("%(fact)s: open again, it is not settled") % said
    if outcome == HOLDS:
        answer = words.reason_name(fact, entry.facts.get("answer", ""), language)
        return _("%(fact)s: settled, “%(answer)s” holds") % (said | {"answer": answer})
    said["outcome"] = words.outcome_name(pack().strands["care"].settle_step, outcome, language)
    return _("%(fact)s: settled. %(outcome)s") % said


def _step(entry: LedgerEntry, language: str) -> str:
    return words.step_title(entry.facts.get("kind", ""), language)


def _plain(text: Callable[[], str]) -> Callable[..., str]:
    return lambda _entry, _units, _language: text()


def _of_step(text: Callable[[], str]) -> Callable[..., str]:
    return lambda entry, _units, language: text() % {"step": _step(entry, language)}


def _to(text: Callable[[], str]) -> Callable[..., str]:
    return lambda entry, units, _language: (
        text() % {name: units.get(entry.facts.get(name), "?") for name in ("to", "from")}
    )


def _called(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    if entry.facts.get("clock") == "confirm":
        return _to(lambda: _("%(from)s was asked again whether help arrived"))(entry, units, language)
    return _to(lambda: _("%(to)s is late: the next person was called"))(entry, units, language)


def _done(entry: LedgerEntry, language: str) -> str:
    """`Judgment: acquitted`."""
    kind, outcome = entry.facts.get("kind", ""), entry.facts.get("outcome", "")
    if not outcome:
        return _of_step(lambda: _("%(step)s: done"))(entry, {}, language)
    said = {"step": _step(entry, language), "outcome": words.outcome_name(kind, outcome, language)}
    return _("%(step)s: %(outcome)s") % said


def _without(entry: LedgerEntry, language: str) -> str:
    skipped = entry.act == "step.skipped"
    reason = words.reason_name("skip" if skipped else "stop", entry.facts.get("reason", ""), language)
    text = _("%(step)s: left out (%(reason)s)") if skipped else _("%(step)s: stopped (%(reason)s)")
    return text % {"step": _step(entry, language), "reason": reason}


def _part(entry: LedgerEntry, language: str, text: str) -> str:
    """A part of the case, and why it was closed; older entries may not say which."""
    part = pack().strands.get(entry.facts.get("kind", ""))
    reason = words.reason_name("close", entry.facts.get("reason", ""), language)
    return text % {"part": part.label(language) if part else _("A part of the case"), "reason": reason}


def _confirmed(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    if entry.facts.get("reason") == NOT_ARRIVED:
        return _to(lambda: _("%(from)s says: help did NOT arrive"))(entry, units, language)
    return _to(lambda: _("%(from)s confirmed: help arrived"))(entry, units, language)


def _received(entry: LedgerEntry, language: str) -> str:
    said = {"kind": words.reason_name("document", entry.facts.get("kind", ""), language)}
    held = entry.facts.get("held")
    return (_("Document received, and held unopened: %(kind)s") if held else _("Document received: %(kind)s")) % said


def _fetched(entry: LedgerEntry, language: str) -> str:
    if entry.facts.get("form") == "copy":
        return _("The working copy of a document was taken")
    reason = words.reason_name("document_original", entry.facts.get("reason", ""), language)
    return _("The original of a document was taken (%(reason)s)") % {"reason": reason}


def _urgency(entry: LedgerEntry) -> str:
    rank = {code: place for place, code in enumerate(URGENCIES)}
    less = rank.get(entry.facts.get("urgency", ""), 0) < rank.get(entry.facts.get("before") or "", 0)
    return _("The case is less urgent again, with a reason") if less else _("The case was made more urgent")


def _arrived(entry: LedgerEntry) -> str:
    if entry.facts.get("safe") is False:
        return _("The child arrived and is NOT SAFE there: police and social services were told")
    if entry.facts.get("place_known") is False:
        return _("The child arrived; the place is not known")
    return _("The child arrived; the place is sealed")


def _shared(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    known = pack().compartments
    said = {"from": units.get(entry.facts.get("from", 0), "?"), "to": units.get(entry.facts.get("to", 0), "?"),
            "parts": ", ".join(known[code].label(language) for code in entry.facts.get("parts", ()) if code in known),
            "why": words.reason_name("sharing_purpose", entry.facts.get("purpose", ""), language)}  # fmt: skip
    if entry.act == "disclosure.refuse":
        return _("%(from)s decided not to share with %(to)s: %(parts)s") % said
    if entry.act.startswith("order."):
        return _("An order of a court opened parts of the case to %(to)s") % said
    return _("%(from)s shared with %(to)s: %(parts)s (%(why)s)") % said


def _ended(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    if entry.facts.get("reason") == "withdrawn":
        return _to(lambda: _("Consent was withdrawn: what %(from)s shared with %(to)s has ended"))(
            entry, units, language
        )
    if entry.facts.get("reason") == "stopped":
        return _to(lambda: _("What %(from)s shared with %(to)s has ended before its time"))(entry, units, language)
    return _to(lambda: _("What %(from)s shared with %(to)s has ended by itself"))(entry, units, language)


def _reviewed(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    if entry.facts.get("outcome") == "ended":
        return _to(lambda: _("What %(from)s shared without consent was looked at, and ended"))(entry, units, language)
    return _to(lambda: _("What %(from)s shared without consent was looked at: it was right"))(entry, units, language)


def _consent(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    said = {"to": units.get(entry.facts.get("to", 0), "?"),
            "why": words.reason_name("sharing_purpose", entry.facts.get("purpose", ""), language)}  # fmt: skip
    if entry.act == "consent.withdraw":
        return _("Consent to share with %(to)s was withdrawn (%(why)s)") % said
    texts: dict[str, Callable[[], str]] = {
        "given": lambda: _("Consent to share with %(to)s: given (%(why)s)"),
        "refused": lambda: _("Consent to share with %(to)s: NOT given (%(why)s)"),
        "incomplete": lambda: _("Consent to share with %(to)s: not complete (%(why)s)"),
        "decided": lambda: _("Decided in the child's best interests: share with %(to)s (%(why)s)"),
        "decided_against": lambda: _("Decided in the child's best interests: do not share with %(to)s (%(why)s)"),
    }
    return texts.get(entry.facts.get("outcome", ""), texts["incomplete"])() % said


def _standing(entry: LedgerEntry, language: str) -> str:
    said = {"answer": words.reason_name("standing", entry.facts.get("answer", ""), language)}
    return _("Guardian or family: %(answer)s") % said


def _acknowledged(entry: LedgerEntry) -> str:
    """Who takes a report by text or telephone has not read it."""
    if entry.facts.get("taken_by") == "sms":
        return _("Taken by text: nobody had opened it yet")
    if entry.facts.get("taken_by"):
        return _("Taken by telephone: nobody had opened it yet")
    return _("The report was read")


SAID: dict[str, tuple[str, Callable[..., str]]] = {
    "report.file": ("offered", _plain(lambda: _("A report came in"))),
    "report.acknowledge": ("held", lambda entry, _units, _language: _acknowledged(entry)),
    "report.open_case": ("done", _plain(lambda: _("A case was opened from the report"))),
    "report.reopen": ("held", _plain(lambda: _("The report was opened again"))),
    "report.close": ("done", _plain(lambda: _("The report was closed with a reason"))),
    "report.call": ("overdue", _plain(lambda: _("Nobody had answered the report: the next person was called"))),
    "case.open": ("held", _plain(lambda: _("The case was opened"))),
    "case.close": ("done", _plain(lambda: _("The case was closed"))),
    "case.reopen": ("held", _plain(lambda: _("The case was opened again"))),
    "strand.close": ("done", lambda entry, _units, lang: _part(entry, lang, _("%(part)s: closed (%(reason)s)"))),
    "strand.reopen": ("held", lambda entry, _units, lang: _part(entry, lang, _("%(part)s: opened again"))),
    "person.add": ("held", _plain(lambda: _("A person was added to the file"))),
    "person.mistake": ("next", _plain(lambda: _("A person had been put on the file by mistake"))),
    "person.describe": ("held", _plain(lambda: _("What is known of a person was corrected"))),
    "identity.write": ("held", _plain(lambda: _("A name was written down; it is sealed"))),
    "identity.undo": (
        "held",
        _plain(lambda: _("The last change of a name was taken back; what stood before stands again")),
    ),
    "identity.look": ("next", _plain(lambda: _("Somebody looked at a name"))),
    "people.search": ("next", _plain(lambda: _("Somebody searched for a person by name"))),
    "note.write": ("held", _plain(lambda: _("An observation was added"))),
    "note.correct": ("held", _plain(lambda: _("A note was written anew"))),
    "note.mistake": ("next", _plain(lambda: _("A note or an observation had been written by mistake"))),
    "document.add": ("held", lambda entry, _units, lang: _received(entry, lang)),
    "document.look": ("next", _plain(lambda: _("The page of a document was opened"))),
    "document.fetch": ("next", lambda entry, _units, lang: _fetched(entry, lang)),
    "document.replace": ("held", _plain(lambda: _("A newer version of a document took its place"))),
    "document.hold": (
        "overdue",
        _plain(lambda: _("A document may show the abuse of a child: it is held, nobody opens it")),
    ),
    "document.mistake": ("next", _plain(lambda: _("A document had been added by mistake"))),
    "disclosure.share": ("held", lambda entry, units, lang: _shared(entry, units, lang)),
    "disclosure.refuse": ("stopped", lambda entry, units, lang: _shared(entry, units, lang)),
    "disclosure.stop": ("stopped", _to(lambda: _("%(from)s ended what it had shared with %(to)s"))),
    "disclosure.end": ("stopped", lambda entry, units, lang: _ended(entry, units, lang)),
    "disclosure.call": (
        "overdue",
        _to(lambda: _("Nobody looked at what %(from)s shared without consent: the next person was called")),
    ),
    "disclosure.review": ("done", lambda entry, units, lang: _reviewed(entry, units, lang)),
    "accused.flag": ("next", _plain(lambda: _("A note or a document was flagged: it speaks for the accused"))),
    "accused.take_back": (
        "next",
        _plain(lambda: _("A flag was taken back: it does not speak for the accused after all")),
    ),
    "accused.read": ("done", _plain(lambda: _("What speaks for the accused was read"))),
    "order.record": ("hold", lambda entry, units, lang: _shared(entry, units, lang)),
    "order.correct": ("hold", lambda entry, units, lang: _shared(entry, units, lang)),
    "order.confirm": (
        "hold",
        _to(lambda: _("A second person confirmed an order of a court: sealed parts are open to %(to)s")),
    ),
    "order.end": ("stopped", _to(lambda: _("What an order of a court had opened to %(to)s has ended"))),
    "consent.record": ("held", lambda entry, units, lang: _consent(entry, units, lang)),
    "consent.decide": ("held", lambda entry, units, lang: _consent(entry, units, lang)),
    "consent.complete": ("held", lambda entry, units, lang: _consent(entry, units, lang)),
    "consent.withdraw": ("stopped", lambda entry, units, lang: _consent(entry, units, lang)),
    "guardian.standing": ("held", lambda entry, _units, lang: _standing(entry, lang)),
    "observation.write": ("held", lambda entry, _units, lang: observed(entry, lang)),
    "observation.settle": ("done", lambda entry, _units, lang: settled(entry, lang)),
    "child.arrive": ("done", lambda entry, _units, _language: _arrived(entry)),
    "child.danger": ("overdue", pressed.danger),
    "child.safe": ("done", _plain(lambda: _("The child was seen safe"))),
    "child.undo": ("next", _plain(lambda: _("Where or how the child is had been recorded by mistake"))),
    "case.urgency": ("overdue", lambda entry, _units, _language: _urgency(entry)),
    "step.open": ("held", _of_step(lambda: _("%(step)s: begins"))),
    "step.done": ("done", lambda entry, _units, lang: _done(entry, lang)),
    "step.skipped": ("stopped", lambda entry, _units, lang: _without(entry, lang)),
    "step.stopped": ("stopped", lambda entry, _units, lang: _without(entry, lang)),
    "step.take_back": ("held", _of_step(lambda: _("%(step)s: not done after all, it is open again"))),
    "step.correct": ("held", _of_step(lambda: _("%(step)s: what was recorded was corrected"))),
    "step.mistake": ("next", _of_step(lambda: _("%(step)s: had been opened by mistake"))),
    "step.hold": ("hold", _of_step(lambda: _("%(step)s: on hold"))),
    "step.resume": ("held", _of_step(lambda: _("%(step)s: goes on"))),
    "step.assign": ("held", _of_step(lambda: _("%(step)s: a worker was named"))),
    "step.holder": ("held", _of_step(lambda: _("%(step)s: changed hands"))),
    "handoff.offer": ("offered", _to(lambda: _("%(from)s asks %(to)s to take a step"))),
    "handoff.receive": ("offered", _to(lambda: _("%(to)s has seen it"))),
    "handoff.accept": ("held", _to(lambda: _("%(to)s took it over from %(from)s"))),
    "handoff.accept_by_phone": ("offered", _to(lambda: _("%(to)s said yes by telephone, to be confirmed"))),
    "handoff.confirm_phone": ("held", _to(lambda: _("%(to)s confirmed the yes and took it over"))),
    "handoff.deny_phone": ("overdue", _to(lambda: _("%(to)s says that nobody agreed by telephone"))),
    "handoff.decline": ("broken", _to(lambda: _("%(to)s said no, with a reason"))),
    "handoff.dispute": ("overdue", _to(lambda: _("%(to)s disputes it: both supervisors were called"))),
    "handoff.resolve": ("held", _to(lambda: _("Supervisors of %(from)s and %(to)s decided"))),
    "handoff.ask": ("offered", _to(lambda: _("%(to)s has a question to %(from)s"))),
    "handoff.answer": ("offered", _to(lambda: _("%(from)s answered %(to)s"))),
    "handoff.withdraw": ("next", _to(lambda: _("%(from)s took the asking back"))),
    "handoff.discard": ("next", _to(lambda: _("%(from)s laid a draft aside"))),
    "handoff.start": ("held", _to(lambda: _("%(to)s has begun"))),
    "handoff.hold": ("hold", _to(lambda: _("%(to)s put it on hold"))),
    "handoff.resume": ("held", _to(lambda: _("%(to)s goes on with it"))),
    "handoff.complete": ("done", _to(lambda: _("%(to)s completed it; %(from)s is asked to confirm"))),
    "handoff.confirm": ("done", lambda entry, units, lang: _confirmed(entry, units, lang)),
    "handoff.fail": ("broken", _to(lambda: _("%(to)s could not do it"))),
    "handoff.mark_error": ("next", _to(lambda: _("%(from)s marked it as entered in error"))),
    "handoff.take_back": ("held", _to(lambda: _("%(to)s took back that it was completed"))),
    "handoff.correct": ("held", _to(lambda: _("%(to)s corrected what came out of it; %(from)s was told"))),
    "handoff.unconfirm": ("held", _to(lambda: _("%(from)s took the confirmation back"))),
    "handoff.regret": ("offered", _to(lambda: _("%(to)s said no by mistake; %(from)s can offer it again"))),
    "handoff.move": ("held", _to(lambda: _("With all work of a unit: now %(from)s asks %(to)s"))),
    "report.pass": ("offered", _to(lambda: _("%(from)s passed the report on to %(to)s"))),
    "report.move": ("held", _to(lambda: _("With all work of %(from)s, the report went to %(to)s"))),
    "handoff.expire": (
        "broken",
        _to(lambda: _("%(to)s did not answer in time: back with %(from)s and the supervisors")),
    ),
    "handoff.call": ("overdue", lambda entry, units, lang: _called(entry, units, lang)),
    "handoff.pause_over": ("offered", _to(lambda: _("The question was not answered in time: the clock goes on"))),
}

ACTS = SAID | guarded.ACTS | retained.ACTS | pressed.ACTS | talked.ACTS | reported.ACTS | rooms_told.ACTS
"""Act -> (state of its ring, its sentence). A test holds this table against the acts that the operations write."""
