"""Lines about how a child is cared for: plan, assessments, urgent health care, voice, promises, protection, identification."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.care.health.models import Examination, ExaminationWord, Exposure
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareService
from samaki.cases.remarks import remarks_on
from samaki.journeys.identification.models import Identification
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.subject_access.whose import Entry, Whose, opened, words
from samaki.journeys.voice.models import ChildVoice, HeardAgain

Line = Callable[[Whose], list[Entry]]


def remarks(keys: list[UUID], *acts: str) -> dict[UUID, tuple[tuple[datetime, str], ...]]:
    """Row -> the words with which it was written down: those of these acts alone."""
    found = remarks_on(keys) if keys else {}
    return {key: tuple((one.at, one.text) for one in said if one.act in acts) for key, said in found.items()}


def planned(table: Any, *names: str) -> Line:
    """Needs, goals, services: what stands, in the order in which it was written."""

    def read(whose: Whose) -> list[Entry]:
        if "care" not in whose.parts:
            return []
        rows = table.objects.filter(whose.mine).exclude(state="in_error").order_by("id")
        name = table._meta.db_table
        return [Entry(name, "care", one, one.recorded_at, one.recorded_at, said=words(one, *names)) for one in rows]

    return read


def services(whose: Whose) -> list[Entry]:
    """Whoever gives a service outside is named only where the place is given too: a house that gives one can be where the child is."""
    return planned(CareService, "why", *(["outside"] if "placement" in whose.parts else []))(whose)


def assessments(whose: Whose) -> list[Entry]:
    """What was signed and stands; a draft is the work of who writes it."""
    if "care" not in whose.parts:
        return []
    rows = CareAssessment.objects.filter(whose.mine, state="signed").order_by("taken_at", "id")
    return [Entry("care_assessment", "care", one, one.taken_at, one.signed_at or one.recorded_at, one.taken_precision,
                  words(one, "text", at=one.signed_at)) for one in rows]  # fmt: skip


def checks(whose: Whose) -> list[Entry]:
    """Follow-ups and what was looked at before care is closed, as they stand."""
    if "care" not in whose.parts:
        return []
    rows = list(CareCheck.objects.filter(whose.mine).order_by("asked_at", "id"))
    gone = {one.supersedes_id for one in rows}
    return [Entry("care_check", "care", one, one.asked_at, one.recorded_at, one.asked_precision, words(one, "text"))
            for one in rows if one.id not in gone]  # fmt: skip


def exposures(whose: Whose) -> list[Entry]:
    """What is known by now, unless it was all a mistake."""
    newest = Exposure.objects.filter(whose.mine).order_by("-version").first() if "care" in whose.parts else None
    if newest is None or newest.at is None:
        return []
    return [Entry("exposure", "care", newest, newest.at, newest.recorded_at, newest.precision, words(newest, "text"))]


def examinations(whose: Whose) -> list[Entry]:
    """The newest version of each; the doctor and who told the child are not what is held about the child."""
    rows = Examination.objects.filter(whose.mine).order_by("version", "id") if "care" in whose.parts else []
    newest = {one.root_id: one for one in rows}
    return [Entry("examination", "care", one, one.at, one.recorded_at, one.precision, words(one, "certificate", "text"))
            for one in newest.values() if not one.in_error]  # fmt: skip


def examination_words(whose: Whose) -> list[Entry]:
    """What the justice part learnt of them, while the child agrees."""
    rows = ExaminationWord.objects.filter(whose.mine, ended_at=None).order_by("at", "id")
    return [Entry("examination_word", "justice", one, one.at, one.recorded_at, one.precision, words(one, "certificate"))
            for one in (rows if "justice" in whose.parts else [])]  # fmt: skip


def voices(whose: Whose) -> list[Entry]:
    """What the child was told and wants. The child chose whom to tell: no guardian reads it."""
    if "care" not in whose.parts or whose.asker == "guardian":
        return []
    rows = ChildVoice.objects.filter(whose.mine, in_error_at=None).order_by("occurred_at", "id")
    return [Entry("child_voice", "care", one, one.occurred_at, one.recorded_at, one.occurred_precision, words(one, "text"))
            for one in rows]  # fmt: skip


def askings(whose: Whose) -> list[Entry]:
    """That somebody asked to hear the child again, about what, and how it was answered; where a recording is stays with the evidence."""
    room = whose.first("justice", "care")
    rows = HeardAgain.objects.filter(whose.mine).exclude(state="withdrawn").order_by("id") if room else []
    return [Entry("heard_again", room, one, one.recorded_at, one.recorded_at, said=words(one, "topic")) for one in rows]


def protections(whose: Whose) -> list[Entry]:
    """Measures for the child at court; their lines of words carry no time of their own, see `changing.py`."""
    return _lines(whose, Protection, whose.first("justice", "care"), "dropped")


def promises(whose: Whose) -> list[Entry]:
    """What was promised to the child, and whether it was kept."""
    return _lines(whose, ChildPromise, whose.first("care", "justice"), "in_error")


def _lines(whose: Whose, table: Any, room: str, gone: str) -> list[Entry]:
    rows = table.objects.filter(whose.mine).exclude(state=gone).order_by("id") if room else []
    return [Entry(table._meta.db_table, room, one, one.recorded_at, one.recorded_at,
                  said=tuple((one.recorded_at, text) for text in (opened(one) if one.sealed else []))) for one in rows]  # fmt: skip


def identifications(whose: Whose) -> list[Entry]:
    """Proposals, decisions and assessments of the age, with their words."""
    rows = Identification.objects.filter(whose.mine, in_error_at=None).order_by("occurred_at", "id")
    found = list(rows) if "justice" in whose.parts else []
    said = remarks(
        [one.id for one in found], "identification.proposal", "identification.decision", "identification.age"
    )
    return [Entry("identification", "justice", one, one.occurred_at, one.recorded_at, one.occurred_precision, said.get(one.id, ()))
            for one in found]  # fmt: skip


needs, goals = planned(CareNeed, "text"), planned(CareGoal, "text", "steps")
