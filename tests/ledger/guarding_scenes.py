"""The stories of what is opened or closed against the usual rule: what comes before each, and the story itself."""

from samaki.accounts import proving
from samaki.agencies.models import ApiToken
from samaki.agencies.operations import issue_token, token_digest
from samaki.cases.documents import operations as documents
from samaki.database import session
from samaki.intake.models import Report
from samaki.journeys.guarding import conflicts, emergencies, questions, recusals, unsealing
from samaki.ledger.models import LedgerEntry
from tests.accounts.entering import PASSWORD
from tests.acting import act, taken
from tests.cases.files import jpeg

WORDS = "Secretword"


class GuardingScenes:
    """For `Scenes`, which has `cast`, `duty`, `officer`, `social`, `now`, `told`, `case` and `child`."""

    def guarding_scenes(self):
        cast = self.cast
        return {
            "prove_with_token": self.prove_with_token,
            "ask_emergency": lambda: self.told(emergencies.ask_emergency, cast["nurse.pp"], **self.emergency()),
            "answer_emergency": lambda: self.told(emergencies.answer_emergency, cast["leader.pp"], emergency_id=self.asked_emergency().id,
                                                  agreed=True),
            "take_back_emergency": lambda: self.told(emergencies.take_back_emergency, cast["nurse.pp"],
                                                     emergency_id=self.asked_emergency().id),
            "take_back_unsealing": lambda: self.told(unsealing.take_back_unsealing, unsealing_id=self.unsealing().id),
            "take_back_wall": lambda: self.told(conflicts.take_back_wall, cast["privacy.social"], conflict_id=self.asked_wall().id),
            "end_emergency": self.end_emergency,
            "ask_reporter": lambda: self.told(unsealing.ask_reporter, report=self.told_report(), reason="court_order", text=WORDS),
            "ask_placement": lambda: self.told(unsealing.ask_placement, child=self.child(), reason="safety_of_child", text=WORDS),
            "answer_unsealing": lambda: self.told(unsealing.answer_unsealing, cast["privacy.pp"], unsealing_id=self.unsealing().id,
                                                  agreed=True, text=WORDS),
            "open_unsealed": self.open_unsealed,
            "question_look": lambda: self.told(questions.question_look, cast["privacy.pp"], entry_id=self.look().id, text=WORDS),
            "answer_look": lambda: self.told(questions.answer_look, question_id=self.question().id, text=WORDS),
            "close_look": self.close_look,
            "ask_wall": lambda: self.told(conflicts.ask_wall, cast["privacy.social"], **self.wall()),
            "answer_wall": lambda: self.told(conflicts.answer_wall, cast["privacy.ngo"], conflict_id=self.asked_wall().id, agreed=True,
                                             text=WORDS),
            "end_wall": self.end_wall,
            "name_route": lambda: self.told(conflicts.name_route, cast["privacy.pp"], unit=self.duty.unit, area="12",
                                            to_unit=cast["duty.national"].unit),
            "step_aside": lambda: self.told(recusals.step_aside, case=self.case(), member=self.duty, reason="family", text=WORDS),
            "end_recusal": self.end_recusal,
        }  # fmt: skip

    def prove_with_token(self):
        token = issue_token("duty.pp", self.now)
        row = ApiToken.objects.get(digest=token_digest(token))
        return self.told(proving.prove_with_token, token=row, password=PASSWORD, code="")

    def emergency(self):
        return {"code": self.case().code, "compartments": ["care"], "reason": "child_before_us", "text": WORDS,
                "second_unit": self.cast["leader.pp"].unit}  # fmt: skip

    def asked_emergency(self):
        return act(self.cast["nurse.pp"], emergencies.ask_emergency, self.now, **self.emergency())

    def end_emergency(self):
        row = self.asked_emergency()
        act(self.cast["leader.pp"], emergencies.answer_emergency, self.now, emergency_id=row.id, agreed=True)
        return self.told(emergencies.end_emergency, self.cast["nurse.pp"], emergency_id=row.id)

    def told_report(self):
        key = self.report()
        with session("app", self.now, self.duty.id):
            return Report.objects.select_related("holder").get(id=key)

    def unsealing(self):
        return act(
            self.duty, unsealing.ask_reporter, self.now, report=self.told_report(), reason="court_order", text=WORDS
        )

    def open_unsealed(self):
        row = self.unsealing()
        act(self.cast["privacy.pp"], unsealing.answer_unsealing, self.now, unsealing_id=row.id, agreed=True, text=WORDS)
        return self.told(unsealing.open_unsealed, unsealing_id=row.id)

    def look(self):
        made = act(self.duty, documents.add_document, self.now, case=self.case(), compartment="justice", kind="photograph",
                   content=jpeg(), name="a.jpg", title=WORDS)  # fmt: skip
        act(self.duty, documents.look_at_document, self.now, document=made)
        with session("app", self.now, self.cast["privacy.pp"].id):
            return LedgerEntry.objects.filter(act="document.look").latest("id")

    def question(self):
        return act(self.cast["privacy.pp"], questions.question_look, self.now, entry_id=self.look().id, text=WORDS)

    def close_look(self):
        row = self.question()
        act(self.duty, questions.answer_look, self.now, question_id=row.id, text=WORDS)
        return self.told(
            questions.close_look, self.cast["privacy.pp"], question_id=row.id, outcome="in_order", text=WORDS
        )

    def wall(self):
        taken(self.case(), "first_safe_contact", self.duty, self.social, self.now)
        return {"case": self.case(), "unit": self.duty.unit, "to_unit": self.cast["duty.national"].unit, "reason": "office", "text": WORDS,
                "decider": self.cast["privacy.ngo"].unit, "not_enough": WORDS, "by_accused": True, "else_known": WORDS, "days": 9,
                "at_once": True}  # fmt: skip

    def asked_wall(self):
        return act(self.cast["privacy.social"], conflicts.ask_wall, self.now, **self.wall())

    def end_wall(self):
        row = self.asked_wall()
        act(self.cast["privacy.ngo"], conflicts.answer_wall, self.now, conflict_id=row.id, agreed=True, text=WORDS)
        return self.told(conflicts.end_wall, self.cast["privacy.social"], conflict_id=row.id, text=WORDS)

    def end_recusal(self):
        row = act(
            self.duty, recusals.step_aside, self.now, case=self.case(), member=self.duty, reason="family", text=WORDS
        )
        return self.told(recusals.end_recusal, self.officer, recusal_id=row.id)
