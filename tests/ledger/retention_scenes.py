"""The stories of keeping and erasing: what comes before each, and the story itself."""

from samaki.agencies.models import Unit
from samaki.database import session
from samaki.journeys.retention import erasing, holds
from samaki.journeys.retention.models import RetentionMark
from tests.journeys.retention.erasing import WAITS, closed, filled_case

WORDS = "Secretword"


class RetentionScenes:
    """For `Scenes`, which has `cast`, `duty`, `now`, `told`."""

    def retention_scenes(self):
        return {
            "set_hold": lambda: self.told(holds.set_hold, **self.hold()),
            "review_hold": lambda: self.told(holds.review_hold, hold_id=self.held(), days=20),
            "end_hold": lambda: self.told(holds.end_hold, hold_id=self.held(), text=WORDS),
            "ask_erasure_due": self.ask_erasure_due,
            "ask_erasure_early": lambda: self.told(
                erasing.ask_erasure_early, self.cast["privacy.pp"], **self.erasure()
            ),
            "answer_erasure": self.answer_erasure,
            "take_back_erasure": self.take_back_erasure,
        }

    def hold(self):
        return {
            "case": closed(self.cast, filled_case(self.cast, self.now), self.now),
            "reason": "appeal",
            "text": WORDS,
            "days": 9,
        }

    def held(self):
        return self.told(holds.set_hold, **self.hold())().id

    def erasure(self):
        case = closed(self.cast, filled_case(self.cast, self.now), self.now)
        return {"case": case, "reason": "asked_by_person", "text": WORDS, "decider": Unit.objects.get(code="social-pp")}

    def ask_erasure_due(self):
        given = self.erasure()
        case = given.pop("case")
        mark = RetentionMark(record_class="case", case_id=case.id, code=case.code, unit=self.cast["privacy.pp"].unit_id, since=self.now,
                             due_at=self.now, marked_at=self.now)  # fmt: skip
        with session("worker", self.now):
            mark.save(force_insert=True)
        return self.told(
            erasing.ask_erasure_due, self.cast["privacy.pp"], mark_id=mark.id, **given | {"reason": "period_over"}
        )

    def take_back_erasure(self):
        row = self.told(erasing.ask_erasure_early, self.cast["privacy.pp"], **self.erasure())()
        return self.told(erasing.take_back_erasure, self.cast["privacy.pp"], erasure_id=row.id)

    def answer_erasure(self):
        began, self.now = self.now, self.now - WAITS
        row, self.now = self.told(erasing.ask_erasure_early, self.cast["privacy.pp"], **self.erasure())(), began
        return self.told(
            erasing.answer_erasure, self.cast["privacy.social"], erasure_id=row.id, agreed=True, text=WORDS
        )
