"""The stories of a child's care: what comes before each, and the story itself."""

from samaki.agencies.country import pack
from samaki.care import assessing, following, needs, services
from samaki.care.visits.arriving import Words
from samaki.care.visits.operations import deliver_visit
from samaki.cases.models import Person
from samaki.database import session
from tests.acting import act, taken
from tests.care.visiting import waited

TEXT = "Secretword"


class CareScenes:
    """For `Scenes`, which has `duty`, `social`, `now` and `case`."""

    def care_scenes(self):
        return {
            "add_care_need": lambda: self.of_cared_child(needs.add_care_need, need="school", text=TEXT),
            "move_care_need": lambda: self.then(needs.move_care_need, need_id=self.a_need().id, move="meet", text=TEXT),
            "set_goal": lambda: self.of_cared_child(needs.set_goal, text=TEXT, steps=TEXT),
            "review_goal": lambda: self.then(needs.review_goal, goal_id=self.a_goal().id, text=TEXT),
            "take_goal": self.goal_taken,
            "move_goal": lambda: self.then(needs.move_goal, goal_id=self.a_goal().id, move="end", reason="not_reached", text=TEXT),
            "ask_service": lambda: self.of_cared_child(services.ask_service, service="school", urgency="normal", why=TEXT, outside=TEXT),
            "move_service": lambda: self.then(services.move_service, service_id=self.a_service().id, move="end", reason="other",
                                              view="helped", text=TEXT),
            "take_service": self.service_taken,
            "begin_assessment": lambda: self.of_cared_child(assessing.begin_assessment, instrument="samaki_steps_1"),
            "answer_domain": lambda: self.then(assessing.answer_domain, assessment_id=self.a_draft().id, domain="health",
                                               answers={"body": "2"}),
            "sign_assessment": lambda: self.then(assessing.sign_assessment, assessment_id=self.an_answered_draft().id, text=TEXT),
            "correct_assessment": lambda: self.then(assessing.correct_assessment, assessment_id=self.a_signed_one().id),
            "discard_assessment": lambda: self.then(assessing.discard_assessment, assessment_id=self.a_draft().id),
            "mark_assessment_error": lambda: self.then(assessing.mark_assessment_error, assessment_id=self.a_signed_one().id, text=TEXT),
            "record_follow_up": lambda: self.of_cared_child(following.record_follow_up, kind="follow_up_6m", text=TEXT, answers={
                code: "not_known" for code in pack().caring.questions}),
            "deliver_visit": self.visit_delivered,
            "record_closing_look": lambda: self.of_cared_child(following.record_closing_look, text=TEXT),
        }  # fmt: skip

    def visit_delivered(self):
        code = self.cared().case.code
        words = Words(code, None, TEXT)
        return lambda: act(
            self.social,
            deliver_visit,
            self.now,
            waited=waited(self.social, code, TEXT, written_at=self.now),
            words=words,
        )

    def then(self, story, **given):
        return lambda: act(self.social, story, self.now, **given)

    def of_cared_child(self, story, **given):
        child = self.cared()
        return lambda: act(self.social, story, self.now, case=child.case, child=child, **given)

    def cared(self):
        if not hasattr(self, "_cared"):
            taken(self.case(), "first_safe_contact", self.duty, self.social, self.now)
            with session("app", self.now, self.social.id):
                self._cared = Person.objects.select_related("case").get(case=self.case(), part="survivor")
        return self._cared

    def a_need(self):
        return self.of_cared_child(needs.add_care_need, need="school", text=TEXT)()

    def a_goal(self):
        return self.of_cared_child(needs.set_goal, text=TEXT)()

    def a_service(self):
        return self.of_cared_child(services.ask_service, service="school", urgency="normal", why=TEXT)()

    def a_draft(self):
        return self.of_cared_child(assessing.begin_assessment, instrument="samaki_steps_1")()

    def an_answered_draft(self):
        row = self.a_draft()
        for domain in pack().caring.instruments["samaki_steps_1"].domains:
            answers = {item.code: "2" for item in domain.items}
            self.then(assessing.answer_domain, assessment_id=row.id, domain=domain.code, answers=answers)()
        return row

    def a_signed_one(self):
        return self.then(assessing.sign_assessment, assessment_id=self.an_answered_draft().id)()

    def goal_taken(self):
        row = self.a_goal()
        other = self.other_unit()
        return lambda: act(other, needs.take_goal, self.now, goal_id=row.id)

    def service_taken(self):
        row = self.a_service()
        other = self.other_unit()
        return lambda: act(other, services.take_service, self.now, service_id=row.id)

    def other_unit(self):
        """One that works for the same child by now."""
        taken(self.case(), "first_safe_contact", self.social, self.cast["ngo.pp"], self.now)
        return self.cast["ngo.pp"]
