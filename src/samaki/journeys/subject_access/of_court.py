"""Lines about the proceeding and the work between units: court facts, hearings, releases, operations, conferences, messages, papers."""

from __future__ import annotations

from datetime import datetime

from samaki.cases.messages.models import CaseMessage
from samaki.cases.models import OPEN_STATES, Step
from samaki.conferences.models import Conference, ConferenceAction, ConferenceDecision, ConferencePoint
from samaki.conferences.words import words_of
from samaki.court.models import CourtFact
from samaki.court.states import KINDS, STANDS
from samaki.journeys.hearings.models import Hearing, HearingChild, HearingNeed, Release
from samaki.journeys.hearings.queries import words_of_need
from samaki.journeys.joint_operation.models import OperationFact
from samaki.journeys.papers.models import Paper
from samaki.journeys.subject_access.of_care import remarks
from samaki.journeys.subject_access.whose import Entry, Whose, words
from samaki.vault import sealing as vault


def court_facts(whose: Whose) -> list[Entry]:
    """Charges, judgments, money and complaints that concern the child. What is told of an accused alone (custody, sentence, appeal) is
    the accused's own; of who was cleared for good nothing is given."""
    rows = CourtFact.objects.filter(whose.mine, state=STANDS, restricted=False).order_by("at", "id")
    mine = rows if "justice" in whose.parts else []
    found = [one for one in mine if one.child_id or KINDS[one.kind].about != "person"]
    said = remarks([one.id for one in found], "court.record", "court.correct")
    return [Entry("court_fact", "justice", one, one.at, one.recorded_at, one.precision, said.get(one.id, ()))
            for one in found]  # fmt: skip


def hearings(whose: Whose) -> list[Entry]:
    """Days of a court to which the child is called; all of the case where no other child is in it, and then with what was written."""
    if "justice" not in whose.parts:
        return []
    called = HearingChild.objects.filter(case_id=whose.case_id, child_id=whose.child_id, ended_at=None)
    days = Hearing.objects.filter(case_id=whose.case_id).exclude(state="in_error").order_by("at", "id")
    found = list(days.filter(id__in=called.values("hearing_id")) if whose.several else days)
    said = remarks([one.id for one in found], "hearing.enter") if not whose.several else {}
    names = ("place", "room") if whose.several else ("place", "room", "bring")
    return [Entry("hearing", "justice", one, one.at, one.recorded_at, one.precision, words(one, *names) + said.get(one.id, ()))
            for one in found]  # fmt: skip


def hearing_needs(whose: Whose) -> list[Entry]:
    """What a day needs for the child: a summons, an interpreter, transport; nobody else's."""
    rows = HearingNeed.objects.filter(whose.mine).exclude(state="dropped").order_by("id")
    return [
        Entry("hearing_need", "justice", one, one.recorded_at, one.recorded_at,
              said=tuple((datetime.fromisoformat(line["at"]), line["text"]) for line in words_of_need(one)))
        for one in (rows if "justice" in whose.parts else []) if one.person_id is None or one.person_id in whose.own
    ]  # fmt: skip


def releases(whose: Whose) -> list[Entry]:
    """That somebody who was held is free: every child of the case must know it. Never who; its words only where no other child is."""
    if "justice" not in whose.parts:
        return []
    found = list(Release.objects.filter(case_id=whose.case_id).exclude(state="in_error").order_by("at", "id"))
    said = {} if whose.several else remarks([one.id for one in found], "release.hear")
    return [Entry("accused_release", "justice", one, one.at, one.recorded_at, one.precision, said.get(one.id, ()))
            for one in found]  # fmt: skip


def operation_facts(whose: Whose) -> list[Entry]:
    """What happened in an operation that has ended. Its plan, and who was asked to be ready, are never given."""
    rows = OperationFact.objects.filter(whose.alone, in_error_at=None).order_by("at", "id")
    found = list(rows) if "justice" in whose.parts else []
    ended = set(
        Step.objects.filter(id__in={one.step_id for one in found})
        .exclude(state__in=OPEN_STATES)
        .values_list("id", flat=True)
    )
    return [Entry("operation_fact", "justice", one, one.at, one.recorded_at, one.precision, words(one, "text"))
            for one in found if one.step_id in ended]  # fmt: skip


def conferences(whose: Whose) -> list[Entry]:
    """That units met about the child, when and what for."""
    room = whose.first("care", "justice")
    rows = Conference.objects.filter(whose.mine).exclude(state="cancelled").order_by("meets_at", "id") if room else []
    return [Entry("conference", room, one, one.meets_at, one.called_at) for one in rows]


def points(whose: Whose) -> list[Entry]:
    """What was talked about, in the parts that are given."""
    rows = ConferencePoint.objects.filter(whose.mine, compartment__in=whose.parts).exclude(state="dropped")
    return [Entry("conference_point", one.compartment, one, one.made_at, one.made_at, said=_minuted(one, one.made_at))
            for one in rows.order_by("made_at", "id")]  # fmt: skip


def decisions(whose: Whose) -> list[Entry]:
    """What was decided: of each point the newest."""
    rows = ConferenceDecision.objects.filter(whose.mine, compartment__in=whose.parts).order_by("made_at", "id")
    newest = {one.point_id: one for one in rows}
    return [Entry("conference_decision", one.compartment, one, one.made_at, one.made_at, said=_minuted(one, one.made_at))
            for one in newest.values()]  # fmt: skip


def actions(whose: Whose) -> list[Entry]:
    """What somebody does for the child until when, and what they said of it."""
    rows = ConferenceAction.objects.filter(whose.mine, compartment__in=whose.parts).exclude(state="dropped")
    return [Entry("conference_action", one.compartment, one, one.made_at, one.made_at, said=_minuted(one, one.said_at or one.made_at))
            for one in rows.order_by("made_at", "id")]  # fmt: skip


def _minuted(
    row: ConferencePoint | ConferenceDecision | ConferenceAction, ended: datetime
) -> tuple[tuple[datetime, str], ...]:
    told = words_of(row)
    return ((row.made_at, told.get("text", "")), (ended, told.get("why", "")))


def messages(whose: Whose) -> list[Entry]:
    """What was written to each other about the child, as it stands: what was corrected is not among it."""
    newer = CaseMessage.objects.filter(case_id=whose.case_id, supersedes_id__isnull=False).values("supersedes_id")
    rows = CaseMessage.objects.filter(whose.mine, compartment__in=whose.parts).exclude(id__in=newer)
    found = list(rows.order_by("made_at", "id"))
    key = vault.key_of(case_id=whose.case_id) if found else b""
    return [Entry("case_message", one.compartment, one, one.made_at, one.made_at,
                  said=((one.made_at, vault.unseal(key, one.sealed, one.place)),)) for one in found]  # fmt: skip


def papers(whose: Whose) -> list[Entry]:
    """Papers that were made of the file, for whom and when; what was withdrawn too, for it may lie about."""
    rows = Paper.objects.filter(whose.mine, compartment__in=whose.parts).order_by("made_at", "id")
    return [Entry("paper", one.compartment, one, one.made_at, one.made_at) for one in rows]
