"""The sections of a paper: each reads what the session of its maker sees, and puts down of it what its reader may have.

Row security is the floor (what the maker may not read is not there), the reader's own parts are the sieve. Never read at all: reports and
who told us, unproven leads, where a child stays, steps that are hidden from a unit, remarks, records of pressure.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.documents import queries as documents
from samaki.cases.documents.models import Document
from samaki.cases.identity import look_at_identity
from samaki.cases.models import Person, Step
from samaki.cases.operations import sees
from samaki.cases.queries import people_of
from samaki.cases.records import TABLES, SealedRecord
from samaki.database.refusals import NotAllowed
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of_many
from samaki.journeys.accused.queries import flagged_items
from samaki.journeys.hearings import queries as hearings
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.papers import words
from samaki.journeys.papers.allowing import Reader
from samaki.journeys.papers.codes import in_groups
from samaki.journeys.papers.sheets import Sheet
from samaki.vault import sealing as vault

NOTE = "note"
NAMED = ("name_km", "name_latin", "known_as", "birth_date")
"""What of an identity stands on paper. How a child is reached does not: the sentence of the hand-off says how to do it safely."""

FILES = ("image/", "audio/", "video/")
"""Kinds of file that are evidence by themselves, not papers."""


def people_on(reader: Reader) -> list[Person]:
    """Everyone of whom the reader may know, by that part of the file in which they stand."""
    found = []
    for person in people_of(reader.case):
        if person.part == "survivor":
            known = any(reader.opens(room, person.id) for room in ("care", "justice", "identity"))
        else:
            known = reader.opens(person.compartment, person.child_id)
        if known:
            found.append(person)
    return found


def people(sheet: Sheet, reader: Reader) -> None:
    """Children first; names only for who may read them, each look recorded."""
    rows = sorted(people_on(reader), key=lambda one: (one.part != "survivor", one.part, one.number))
    lines = [
        [words.person_name(one, sheet.lang), words.about_person(one, sheet.lang), _name(one, reader)] for one in rows
    ]
    sheet.heading(_("People"))
    named = any(line[2] for line in lines)
    head = [_("Who"), _("What is known"), *([_("Name")] if named else [])]
    sheet.table(
        head,
        (2, 3, 4)[: len(head)],
        [line if named else line[:2] for line in lines],
        _("Nobody is named in this part of the file."),
    )


def _name(person: Person, reader: Reader) -> str:
    if not reader.opens("identity", person.child_id) or not sees(
        reader.case.id, "identity", person.child_id, reader.by
    ):
        return ""
    try:
        known = look_at_identity(person=person, by=reader.by, now=reader.now, purpose="paper")
    except NotAllowed:
        return ""
    return "\n".join(known[name] for name in NAMED if known.get(name))


def steps(sheet: Sheet, reader: Reader, room: str) -> None:
    """The work of one part of the file, in order of time: what was done, what waits, with whom, and for which child where the reader
    knows of several: nobody may take the one for the other."""
    rows = [
        step for step in Step.objects.filter(case=reader.case, compartment=room, hidden_from=None).exclude(kind=pack().pressing.step)
        .order_by("opened_at", "id") if reader.opens(room, step.child_id)
    ]  # fmt: skip
    rows.sort(key=lambda step: (_ended(step) or step.due_at, step.opened_at))
    units = names_then({step.holder_id for step in rows})
    children = {one.id: words.person_name(one, sheet.lang) for one in people_on(reader) if one.part == "survivor"}
    several = len(children) > 1
    sheet.heading(_("Work: %(part)s") % {"part": words.part_of_file(room, sheet.lang)})
    head = [_("Date"), *([_("Child")] if several else []), _("Step"), _("State"), _("With")]
    lines = [_step(step, units, sheet.lang) for step in rows]
    if several:
        for line, step in zip(lines, rows, strict=True):
            line.insert(1, children.get(step.child_id, "") if step.child_id else _("the whole case"))
    sheet.table(head, (4, 3, 6, 5, 3) if several else (4, 6, 5, 3), lines, _("Nothing is recorded here yet."))


def _ended(step: Step) -> datetime | None:
    return step.ended_occurred_at or step.ended_at


def _step(step: Step, units: NamesThen, lang: str) -> list[str]:
    ended = _ended(step)
    state = words.STEPS[step.state]()
    if step.outcome:
        state += f": {words.outcome_name(step.kind, step.outcome, lang)}"
    date = words.day(ended, lang) if ended else _("due %(day)s") % {"day": words.day(step.due_at, lang)}
    return [date, words.step_name(step.kind, lang), state, units.at(step.holder_id, ended or step.opened_at)]


def notes(sheet: Sheet, reader: Reader, room: str) -> None:
    """What was written in one part, the oldest first; what was corrected or struck is not among it."""
    rows = standing(reader, room)
    sheet.heading(_("What is written: %(part)s") % {"part": words.part_of_file(room, sheet.lang)})
    if not rows:
        sheet.text(_("Nothing is recorded here yet."))
        return
    units, key = names_then({row.unit for row in rows}), vault.key_of(case_id=reader.case.id)
    for row in rows:
        date = words.when(row.occurred_at, sheet.lang, row.occurred_precision)
        text = sheet.written(vault.unseal(key, row.sealed, row.place))
        sheet.rows([(f"{date}\n{units.at(row.unit, row.recorded_at)}", text)])


def standing(reader: Reader, room: str) -> list[SealedRecord]:
    """Notes of one part that stand, and that the reader may have."""
    table = TABLES[room]._default_manager.filter(case=reader.case)
    rows = [row for row in table.filter(kind=NOTE).order_by("occurred_at", "id") if reader.opens(room, row.child_id)]
    gone: set[UUID | None] = set(table.filter(supersedes_id__isnull=False).values_list("supersedes_id", flat=True))
    return [row for row in rows if row.id not in gone]


def court_dates(sheet: Sheet, reader: Reader) -> None:
    """Hearings, the first first; for who reads the facts of the whole court case."""
    if reader.whole_court_case:
        dates(sheet, list(hearings.hearings_of(reader.case).exclude(state="in_error").order_by("at", "id")))


def dates(sheet: Sheet, rows: list[Hearing]) -> None:
    """These days of a court."""
    told, units = hearings.opened(rows), names_then({row.court for row in rows if row.court})
    lines = [
        [words.when(row.at, sheet.lang, row.precision), words.reason_name("hearing", row.purpose, sheet.lang),
         " · ".join(part for part in (units.at(row.court, row.at), told[row.id]["place"], _room(told[row.id]["room"])) if part),
         words.HEARINGS[row.state]()]
        for row in rows
    ]  # fmt: skip
    sheet.heading(_("Hearings"))
    sheet.table(
        (_("Day"), _("What for"), _("Where"), _("State")), (4, 4, 4, 3), lines, _("No hearing is written down.")
    )


def _room(room: str) -> str:
    return _("room %(room)s") % {"room": room} if room else ""


def standing_documents(reader: Reader, rooms: tuple[str, ...]) -> list[Document]:
    """Documents that stand and that the reader may have, in the order in which they came."""
    everything = documents.documents_of(reader.case)
    gone = set(documents.replaced(everything))
    return [one for one in reversed(everything) if one.id not in gone and one.in_error_at is None and one.compartment in rooms
            and reader.opens(one.compartment, one.child_id)]  # fmt: skip


def listed_documents(sheet: Sheet, reader: Reader, rooms: tuple[str, ...]) -> None:
    """Every document with its number, what it is, and the fingerprint of what was received."""
    rows = standing_documents(reader, rooms)
    names, titles = (
        documents.names(documents.documents_of(reader.case)),
        documents.titles(reader.case, [r for r in rows if not r.held]),
    )
    flagged = flagged_items(reader.case) if reader.whole_court_case else set()
    lines = [
        [words.digits(number, sheet.lang), _document(one, names[one.id], titles.get(one.id, ""), one.id in flagged, sheet),
         words.day(one.recorded_at, sheet.lang), in_groups(bytes(one.sha256), 64)]
        for number, one in enumerate(rows, start=1)
    ]  # fmt: skip
    sheet.heading(_("Documents"))
    sheet.table(
        (_("No."), _("Document"), _("Received"), "SHA-256"),
        (1, 5, 3, 5),
        lines,
        _("No document stands in this part of the file."),
    )


def _document(row: Document, name: str, title: str, flagged: bool, sheet: Sheet) -> str:
    lines = [words.reason_name("document", row.kind, sheet.lang), title, name]
    if row.held:
        lines.append(_("Held: nobody opens it here. Ask its holder through the court."))
    if flagged:
        lines.append(_("May speak for the accused."))
    return "\n".join(line for line in lines if line)


def exhibits(sheet: Sheet, reader: Reader) -> None:
    """Pictures, sound and film among the documents, by their numbers, to be shown in the hearing."""
    rows = standing_documents(reader, ("justice",))
    lines = [
        [words.digits(number, sheet.lang), words.reason_name("document", one.kind, sheet.lang), words.day(one.recorded_at, sheet.lang), ""]
        for number, one in enumerate(rows, start=1) if one.media.startswith(FILES)
    ]  # fmt: skip
    sheet.heading(_("Exhibits: pictures, sound and film"))
    sheet.table((_("No."), _("Document"), _("Received"), _("Shown on")), (1, 5, 3, 3), lines, _("There is none."))


def offences(sheet: Sheet, reader: Reader, charged: list[str]) -> None:
    """What somebody is charged with, as it stands in the court file; beside it offences that it may be, as they were entered: nothing of
    those is a finding, and where there is a charge their absence is no news."""
    known = pack().offences
    if charged:
        sheet.heading(_("Charged"))
        sheet.points(charged)
        if not reader.case.offences:
            return
    sheet.heading(_("Offences that it may be (not legally verified)"))
    lines = [known[code].label(sheet.lang) if code in known else code for code in reader.case.offences]
    sheet.points(lines)
    if not lines:
        sheet.text(_("None is entered."))


def carried(sheet: Sheet, reader: Reader, kinds: tuple[str, ...]) -> None:
    """What must not be asked again, what the child wants, how to make contact safely: told once, carried forward."""
    rows = [reader.handoff] if reader.handoff else _handoffs(reader)
    said = messages_of_many(rows)
    lines = [
        (words.CARRIED[kind](), sheet.written(text))
        for one in rows
        for kind, text in said.get(one.id, [])
        if kind in kinds
    ]
    if lines:
        sheet.heading(_("Told once, carried forward"))
        sheet.text(_("The child has told it once. Read what stands here before you ask anything."), framed=True)
        sheet.rows(dict.fromkeys(lines))


def _handoffs(reader: Reader) -> list[Handoff]:
    """Hand-offs of parts and children that the reader reads, sent and not by mistake."""
    rows = Handoff.objects.filter(case=reader.case).exclude(state__in=("draft", "entered_in_error")).order_by("id")
    return [one for one in rows if reader.opens(one.compartment, one.child_id)]
