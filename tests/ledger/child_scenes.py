"""The stories of a child's voice, its protection at court and its identification: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.database import session
from samaki.journeys.hearings import becoming, entering
from samaki.journeys.hearings.queries import hearings_of
from samaki.journeys.identification import operations as identification
from samaki.journeys.protections import measures, promising
from samaki.journeys.voice import asking, saying
from tests.acting import act

DAY = timedelta(days=1)
TEXT = "Secretword"


class ChildScenes:
    """For `Scenes`, which has `duty`, `now`, `told`, `case`, `child` and `date`."""

    def child_scenes(self):
        wish = {"topic": "live", "answer": "says", "text": TEXT}
        asks = {"sort": "interview", "reason": "other", "topic": TEXT, "recording": TEXT, "text": TEXT}
        promise = {"sort": "other", "text": TEXT, "owner": self.duty.unit, "due_at": self.now + DAY}
        decision = {"status": "identified", "form": "police_short", "text": TEXT}
        return {
            "tell_child": self.of_heard_child(saying.tell_child, topic="rights", answer="again", language="khm", text=TEXT),
            "write_wish": self.of_heard_child(saying.write_wish, **wish),
            "mark_voice_error": lambda: self.told(saying.mark_voice_error, text=TEXT, voice_id=self.made(saying.write_wish, **wish).id),
            "ask_again": self.of_heard_child(asking.ask_again, **asks),
            "answer_again": lambda: self.told(asking.answer_again, move="disagree", text=TEXT,
                                              asking_id=self.made(asking.ask_again, **asks).id),
            "withdraw_again": lambda: self.told(asking.withdraw_again, asking_id=self.made(asking.ask_again, **asks).id, text=TEXT),
            "ask_protection": self.of_heard_child(measures.ask_protection, measure="screen", text=TEXT),
            "move_protection": lambda: self.told(measures.move_protection, move="order", text=TEXT,
                                                 protection_id=self.made(measures.ask_protection, measure="screen").id),
            "carry_protections": self.carried,
            "promise_child": self.of_heard_child(promising.promise_child, **promise),
            "answer_promise": lambda: self.told(promising.answer_promise, move="break", text=TEXT,
                                                promise_id=self.made(promising.promise_child, **promise).id),
            "mark_promise_error": lambda: self.told(promising.mark_promise_error, text=TEXT,
                                                    promise_id=self.made(promising.promise_child, **promise).id),
            "propose_identification": self.of_heard_child(identification.propose_identification, status="identified", text=TEXT),
            "decide_identification": self.of_heard_child(identification.decide_identification, **decision),
            "assess_age": self.of_heard_child(identification.assess_age, method="document", age="child", text=TEXT),
            "mark_identification_error": lambda: self.told(
                identification.mark_identification_error, text=TEXT,
                identification_id=self.made(identification.decide_identification, **decision).id),
        }  # fmt: skip

    def of_heard_child(self, story, **given):
        return lambda: self.told(story, case=self.case(), child=self.child(), **given)

    def made(self, story, **given):
        return act(self.duty, story, self.now, case=self.case(), child=self.child(), **given)

    def carried(self):
        day = act(self.duty, entering.enter_hearing, self.now, case=self.case(), told=self.date())
        self.made(measures.ask_protection, measure="screen", hearing=day)
        act(
            self.duty,
            becoming.postpone_hearing,
            self.now,
            hearing_id=day.id,
            reason="court",
            text=TEXT,
            new=self.date(9),
        )
        with session("app", self.now, self.duty.id):
            new = hearings_of(self.case()).get(after_id=day.id)
        return self.told(measures.carry_protections, case=self.case(), child=self.child(), hearing=new)
