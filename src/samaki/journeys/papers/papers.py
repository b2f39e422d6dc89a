"""The kinds of paper, each as its sections."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.countries import StepKind
from samaki.handoffs.queries import messages_of
from samaki.journeys.hearings import queries as hearings
from samaki.journeys.hearings.states import AHEAD
from samaki.journeys.papers import of_court, one_child, sections, words
from samaki.journeys.papers.allowing import Reader, parts_of
from samaki.journeys.papers.codes import shown
from samaki.journeys.papers.kinds import BUNDLE, PARTS, PROTECTION, REFERRAL, SUMMARY, asked, measures
from samaki.journeys.papers.sheets import Sheet
from samaki.journeys.voice.queries import hearings_ahead

MOST_LINES = 6
"""Empty lines for the hand, where an answer is written."""


def sheet_of(reader: Reader, code: str) -> Sheet:
    """The whole paper. In the language of the paper, which is switched on around it."""
    sheet = Sheet(words.TITLES[reader.kind](), reader.lang, synthetic=reader.case.synthetic or settings.DEMO)
    _head(sheet, reader)
    MADE[reader.kind](sheet, reader, code)
    if sheet.left_out:
        sheet.text(_("%(count)s texts are too long for this paper. They stand in the file: ask the unit that made it.")
                   % {"count": words.digits(sheet.left_out, sheet.lang)}, framed=True)  # fmt: skip
    return sheet


def _head(sheet: Sheet, reader: Reader) -> None:
    ours = {room for room, _child in parts_of(reader.case, reader.by.unit_id)}
    parts = ", ".join(words.part_of_file(room, sheet.lang) for room in reader.rooms())
    missing = ", ".join(words.part_of_file(room, sheet.lang) for room in reader.rooms() if room not in ours)
    sheet.rows([
        (_("Case"), reader.case.code),
        (_("For"), reader.unit.name),
        (_("Made by"), reader.by.unit.name),
        (_("On"), words.when(reader.now, sheet.lang)),
        (_("About"), words.person_name(reader.child, sheet.lang) if reader.child else ""),
        (_("Parts of the file that this unit may read"), parts),
        (_("Not on it, since the unit that made it does not read it"), missing),
    ])  # fmt: skip
    sheet.text(
        _("Confidential: for the unit named above and nobody else. It holds what that unit may read, and nothing more. Where a "
          "child stays and who reported it are never printed. Keep it locked away; destroy it when it has served."),
        framed=True,
    )  # fmt: skip


def _referral(sheet: Sheet, reader: Reader, code: str) -> None:
    """One hand-off for who reads it on paper, and a slip for the answer."""
    handoff = reader.handoff
    assert handoff is not None  # looked at before
    kind = pack().step_kinds.get(handoff.step.kind)
    due = words.when(handoff.due_at, sheet.lang) if handoff.due_at else ""
    sheet.heading(_("What you are asked to do"))
    sheet.rows([
        (_("Step"), words.step_name(handoff.step.kind, sheet.lang)),
        (_("How urgent"), words.urgency_name(handoff, sheet.lang)),
        (_("Asked by"), handoff.from_unit.name),
        (_("Telephone"), handoff.from_unit.phone),
        (_("Answer by"), due if handoff.clock in ("acknowledge", "decide") else ""),
        (_("Why"), "\n".join(sheet.written(text) for said, text in messages_of(handoff) if said == "why")),
    ])  # fmt: skip
    sections.carried(sheet, reader, ("never_again", "safe_contact", "wants", "pays"))
    sections.people(sheet, reader)
    for room in ("care", "justice"):
        if room in reader.rooms():
            sections.steps(sheet, reader, room)
            sections.notes(sheet, reader, room)
    if kind is not None:
        practice(sheet, kind)
    answer_slip(sheet, code, duty=handoff.duty)


def answer_slip(sheet: Sheet, code: str, *, duty: bool = False) -> None:
    """What comes back on paper, or is read out on the telephone: the sender types it in by the code."""
    sheet.page()
    sheet.heading(_("Answer: give this page back, or read it out by telephone"))
    if code:
        sheet.rows([(_("Code of this paper"), shown(code))])
    reasons = pack().reasons["dispute" if duty else "decline"].values()
    sheet.ticks([
        (_("We take it over. Whoever does it is:"), False),
        *((_("We do not: %(why)s") % {"why": one.label(sheet.lang)}, False) for one in reasons),
        (_("We have a question first:"), False),
    ])  # fmt: skip
    sheet.write("", 4)
    sheet.write(_("Name and telephone"))
    sheet.write(_("Day, hour and signature"))
    sheet.text(
        _(
            "Until your yes has arrived, the unit that asks you holds the step. A no with its reason is a good answer; silence is not."
        )
    )


def practice(sheet: Sheet, kind: StepKind) -> None:
    """How the step is done well."""
    sheet.heading(_("How it is done well"))
    sheet.points(kind.practice(sheet.lang))
    sheet.ticks([(item.label(sheet.lang), False) for item in kind.checklist])


def _bundle(sheet: Sheet, reader: Reader, _code: str) -> None:
    """Everything of the court case that its reader may have, with an index."""
    sheet.heading(_("Index"))
    sheet.points([_("People"), _("Charged, and offences that it may be (not legally verified)"), _("Court file"),
                  _("Measures that protect the child"), _("Chronology"), _("Hearings"), _("Documents"),
                  _("Exhibits: pictures, sound and film")])  # fmt: skip
    sections.people(sheet, reader)
    sections.offences(sheet, reader, of_court.charged(reader, _known(sheet, reader), sheet.lang))
    sections.carried(sheet, reader, ("never_again",))
    of_court.court_file(sheet, reader, _known(sheet, reader), told=True)
    of_court.measures(sheet, reader, sections.people_on(reader))
    sheet.heading(_("Chronology"))
    sections.steps(sheet, reader, "justice")
    sections.notes(sheet, reader, "justice")
    sections.court_dates(sheet, reader)
    sheet.page()
    sections.listed_documents(sheet, reader, ("justice",))
    sections.exhibits(sheet, reader)


def _protection(sheet: Sheet, reader: Reader, _code: str) -> None:
    """What is asked of the court for a child who is heard. It never stands in the way of the court."""
    sheet.text(
        _(
            "We ask the court to order what is ticked, so that the child can tell the truth without being harmed by telling it."
        )
    )
    sheet.heading(_("What is asked for"))
    ticked = asked(reader.asks)
    sheet.ticks([(one.label(sheet.lang), one.code in ticked) for one in measures()])
    for one in pack().reasons["protection"].values():
        if one.needs_text:
            sheet.write(one.label(sheet.lang))
    of_court.measures(sheet, reader, sections.people_on(reader))
    sheet.heading(_("Why"))
    if reader.text:
        sheet.text(sheet.written(reader.text))
    else:
        sheet.write("", MOST_LINES)
    sections.people(sheet, reader)
    sections.carried(sheet, reader, ("never_again", "wants"))
    sections.court_dates(sheet, reader)
    one_child.days_at_court(sheet, reader)
    _needed(sheet, reader)
    sheet.write(_("Day, name and signature"))
    sheet.heading(_("Decision of the court"))
    sheet.write(_("Ordered, refused, and why"), 4)


def _known(sheet: Sheet, reader: Reader) -> dict[UUID | None, str]:
    """People of whom the reader may know, as they are called on the paper."""
    return {one.id: words.person_name(one, sheet.lang) for one in sections.people_on(reader)}


def _needed(sheet: Sheet, reader: Reader) -> None:
    """Interpreters and the like that were said to be needed for hearings that are ahead, for people the reader may know of."""
    known = _known(sheet, reader)
    if reader.of_one_child and reader.child is not None:
        ahead = hearings_ahead(reader.child, reader.now)
    else:
        ahead = list(hearings.hearings_of(reader.case).filter(state__in=AHEAD).order_by("at", "id"))
    needs = hearings.needs_of([row.id for row in ahead])
    names = {"interpreter": _("An interpreter"), "transport": _("Transport"), "summons": _("A summons")}
    lines = [
        [words.when(row.at, sheet.lang, row.precision), names[need.sort], known.get(need.person_id, "")]
        for row in ahead for need in needs.get(row.id, []) if need.person_id is None or need.person_id in known
    ]  # fmt: skip
    if lines:
        sheet.heading(_("What these hearings need"))
        sheet.table((_("Day"), _("What"), _("For whom")), (4, 4, 4), lines)


def _summary(sheet: Sheet, reader: Reader, _code: str) -> None:
    """The case as its reader may know it, on few pages."""
    sections.people(sheet, reader)
    sections.carried(sheet, reader, ("never_again", "safe_contact", "wants"))
    for room in ("care", "justice"):
        if room in reader.rooms():
            sections.steps(sheet, reader, room)
    sections.court_dates(sheet, reader)
    if "justice" in reader.rooms():
        of_court.court_file(sheet, reader, _known(sheet, reader), told=False)
        of_court.measures(sheet, reader, sections.people_on(reader))
    for room in ("care", "justice"):
        if room in reader.rooms():
            sections.notes(sheet, reader, room)
    sections.listed_documents(sheet, reader, tuple(room for room in PARTS[SUMMARY] if room != "identity"))


MADE: dict[str, Callable[[Sheet, Reader, str], None]] = {
    REFERRAL: _referral, BUNDLE: _bundle, PROTECTION: _protection, SUMMARY: _summary,
}  # fmt: skip
