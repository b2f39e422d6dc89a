"""Reading what is known of a child's urgent care, as far as the session sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.country import pack
from samaki.care.health.models import Examination, ExaminationWord, Exposure
from samaki.care.health.windows import Clock, act_by, clocks
from samaki.cases.models import Case
from samaki.database import current_alias
from samaki.vault import sealing as vault


def exposures_of(child_id: UUID) -> list[Exposure]:
    """Every version, the newest first."""
    return list(Exposure.objects.filter(child_id=child_id).order_by("-version"))


def clocks_of(row: Exposure | None, now: datetime) -> list[Clock]:
    """The windows of what is known; none where nothing is, or where it was a mistake."""
    if row is None or row.at is None:
        return []
    return clocks(row.at, row.precision, now, pack().urgent.windows)


def examinations_of(child_id: UUID) -> list[Examination]:
    """The newest version of each, the latest first; those recorded by mistake too."""
    newest: dict[UUID, Examination] = {}
    for row in Examination.objects.filter(child_id=child_id).order_by("version", "id"):
        newest[row.root_id] = row
    return sorted(newest.values(), key=lambda row: (row.at, row.id), reverse=True)


def versions_of(root_id: UUID) -> list[Examination]:
    """Every version of one, the newest first."""
    return list(Examination.objects.filter(root_id=root_id).order_by("-version"))


def newest(root_id: UUID) -> Examination:
    """The version that stands; raises DoesNotExist for one that the session does not see."""
    row = Examination.objects.filter(root_id=root_id).order_by("-version").first()
    if row is None:
        raise Examination.DoesNotExist
    return row


@dataclass(frozen=True)
class Held:
    """That an examination took place, and when: no more."""

    root_id: UUID
    at: datetime
    precision: str


def held(child_id: UUID) -> list[Held]:
    """Those that took place, the latest first, for whoever works for the child or is asked to, seen or not: nobody examines a child a
    second time because the first is unknown to them."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select root_id, at, precision from app.examinations_held(%s)", [child_id])
        return [Held(*row) for row in cursor.fetchall()]


def words_of(row: Examination | Exposure | ExaminationWord) -> dict[str, str]:
    """What is sealed on it."""
    told: dict[str, str] = json.loads(vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place))
    return told


def told_to_justice(case: Case) -> list[ExaminationWord]:
    """What `justice` knows of examinations of this case, the latest first."""
    return list(ExaminationWord.objects.filter(case_id=case.id, ended_at=None).order_by("-at", "-id"))


def last_known(child_id: UUID) -> tuple[int, datetime | None, str]:
    """(version, moment, precision) of the newest exposure, for whoever works for the child, seen or not; (0, None, "") for none."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select version, at, precision from app.last_exposure(%s)", [child_id])
        found: tuple[int, datetime | None, str] = cursor.fetchone() or (0, None, "")
        return found


def hastened(child_id: UUID, now: datetime) -> datetime | None:
    """Until when urgent care of this child should be given by what is known of the last exposure; None where nothing presses."""
    _version, at, precision = last_known(child_id)
    if at is None:
        return None
    return act_by(clocks(at, precision, now, pack().urgent.windows), precision, now)
