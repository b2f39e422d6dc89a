"""How matters come to the units of a synthetic country: reports of citizens, a unit's own work, cases that the mentor brings."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from samaki.agencies.models import Member
from samaki.cases import identity
from samaki.cases import operations as cases
from samaki.cases.models import Case, Person, Step
from samaki.database import glance, session
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.intake.receipts import digest_of
from samaki.journeys import opening
from samaki.simulation.units_at_work import UnitsAtWork
from samaki.simulation.words import PLACES, TOLD, invented_child
from samaki.simulation.world import World
from samaki.simulation.years import habits

OTHER_SOURCES = ("police_own", "police_own", "ngo", "community_leader", "social_services", "health", "school")


class Matters:
    """Each matter begins as a report or as a case of the police's own work."""

    def __init__(self, world: World, at_work: UnitsAtWork, desk: int) -> None:
        """`desk`: the police unit that serves the area."""
        self.world, self.at_work, self.desk = world, at_work, desk
        self.begun = self.opened = 0

    def begin(self) -> None:
        """Somebody sees something, or the police go out by themselves, or the mentor brings what it found."""
        self.begun += 1
        rng, now = self.world.rng, habits(self.world.passed)
        drawn = rng.random()
        if now.mentor_brings <= drawn < now.mentor_brings + now.citizen_brings:
            self._report()
        else:
            self._own_case("mentor" if drawn < now.mentor_brings else rng.choice(OTHER_SOURCES))

    def _own_case(self, source: str) -> None:
        police, rng = self.world.somebody(self.desk), self.world.rng
        if police is None:
            return
        urgency = rng.choices(("emergency", "urgent", "normal"), weights=(1, 4, 5))[0]
        case = self.world.act(police, opening.open_own, area=self.world.area, urgency=urgency, source=source,
                              children=rng.choices((0, 1, 2, 3), weights=(1, 12, 4, 1))[0], synthetic=True)  # fmt: skip
        self._opened(case, police)

    def _report(self) -> None:
        rng = self.world.rng
        what, source = rng.choice(TOLD)
        danger = rng.choices(("yes", "unknown", "no"), weights=(1, 4, 4))[0]
        told = intake.Told(
            what=what, where=rng.choice(PLACES[self.world.area]), danger=danger, who_tells=source, language="km"
        )
        with session("intake", self.world.now):
            key = uuid.UUID(int=rng.getrandbits(128), version=4)
            receipt = intake.file_report(told=told, key=key, channel="web", now=self.world.now, synthetic=True)
        with glance(self.world.now):
            self._turn(Report.objects.get(receipt_digest=digest_of(receipt), call_at__isnull=False))

    def _turn(self, report: Report) -> None:
        """Its holder reads it, or decides what becomes of it."""
        self.world.waits_until(report.call_at or self.world.now)
        if report.state == "new":
            left = (report.due_at or self.world.now) - self.world.now
            self.world.soon(left * habits(self.world.passed).pace, self._read, report.id, report.holder_id, limit=left)
        elif duty := self.world.somebody(report.holder_id):
            self.world.soon(timedelta(hours=5), self._decide, report.id, duty)

    def take_up_again(self) -> None:
        """Whatever waits in a country that was left in the middle gets its turn."""
        with glance(self.world.now):
            reports = list(
                Report.objects.filter(call_at__isnull=False, area__startswith=self.world.area).order_by("id")
            )
            waits = Step.objects.filter(call_at__isnull=False, case__area__startswith=self.world.area)
            cases = list(waits.order_by("case_id").values_list("case_id", flat=True).distinct())
        for report in reports:
            self._turn(report)
        for case_id in cases:
            self.at_work.look(case_id)

    def _read(self, key: UUID, holder: int) -> None:
        duty = self.world.somebody(holder)
        if duty is None:
            return
        report = self.world.act(duty, intake.acknowledge, report_id=key)
        if report is not None and report.call_at is not None:
            self.world.waits_until(report.call_at)
        self.world.soon(timedelta(hours=5), self._decide, key, duty)

    def _decide(self, key: UUID, duty: Member) -> None:
        if self.world.chance(0.3):
            self.world.act(duty, intake.close, report_id=key, reason="not_substantiated")
        else:
            self._opened(self.world.act(duty, opening.open_from_report, report_id=key), duty)

    def _opened(self, case: Case | None, police: Member) -> None:
        if case is None:
            return
        self.opened += 1
        self.at_work.look(case.id)
        self.world.soon(timedelta(hours=3), self._name_the_children, case, police)
        if self.world.chance(0.2):
            self.world.soon(timedelta(days=5), self._one_more_child, case, police)

    def _one_more_child(self, case: Case, police: Member) -> None:
        self.world.act(police, opening.add_child, case=case)
        self.at_work.look(case.id)

    def _name_the_children(self, case: Case, police: Member) -> None:
        with session("app", self.world.now, police.id):
            children = list(Person.objects.filter(case=case, part="survivor").select_related("case").order_by("number"))
        for child in children:
            known, names = invented_child(self.world.rng)
            self.world.act(police, cases.describe_person, person=child, **known)
            self.world.act(police, identity.record_identity, person=child, identity=names)


def when_areas_join(start: datetime, end: datetime, areas: list[str]) -> dict[str, datetime]:
    """The first area is there from the start; each other one joins a sixth of the years later than the one before."""
    return {area: start + (end - start) * (number / 6) for number, area in enumerate(areas)}
