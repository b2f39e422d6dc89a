"""The stories of urgent care and of a joint operation: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.care.health import operations as health
from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from samaki.journeys.joint_operation import operations as joint
from samaki.journeys.joint_operation.plan import Plan
from tests.acting import act, handoff_of, own_case, step_of
from tests.care.health import tending

DAY = timedelta(days=1)
TEXT = "Secretword"


class UrgentScenes:
    """For `Scenes`, which has `cast`, `duty`, `social`, `now` and `told`."""

    def urgent_scenes(self):
        return {
            "record_exposure": lambda: self.told(health.record_exposure, **self.of_treated_child(), at=self.now - DAY, text=TEXT),
            "mark_exposure_error": self.exposure_mistake,
            "record_examination": lambda: self.told(health.record_examination, **self.of_treated_child(), told=self.exam()),
            "correct_examination": self.of_exam(health.correct_examination, told=self.exam(), why=TEXT, version=1),
            "share_examination": self.of_exam(health.share_examination, shares="agreed"),
            "mark_examination_error": self.of_exam(health.mark_examination_error, text=TEXT),
            "plan_operation": lambda: self.told(joint.plan_operation, step_id=self.raid().id, plan=Plan(text=TEXT, authorised_by=TEXT)),
            "delay_operation": lambda: self.told(joint.delay_operation, step_id=self.raid().id, delay="not_ready", delay_text=TEXT,
                                                 review_at=self.now + DAY),
            "ask_ready": lambda: self.told(joint.ask_ready, **self.ready_for(self.raid())),
            "answer_ready": lambda: self.told(joint.answer_ready, by=self.social, ready_id=self.ready().id, answer="cannot", text=TEXT),
            "end_ready": lambda: self.told(joint.end_ready, ready_id=self.ready().id),
            "record_operation_fact": lambda: self.told(joint.record_operation_fact, **self.operation_fact(self.raid())),
            "mark_operation_fact_error": self.fact_mistake,
        }  # fmt: skip

    def of_treated_child(self):
        case = own_case(self.duty, self.now)
        child = tending.child_of(self.duty, self.now, case)
        tending.opened(self.duty, self.now, case, child)
        return {"case": case, "child": child}

    def exam(self):
        return tending.told(
            self.now, told_by=TEXT, language=TEXT, doctor=TEXT, certificate=TEXT, text=TEXT, shares="agreed"
        )

    def exposure_mistake(self):
        row = act(self.duty, health.record_exposure, self.now, **self.of_treated_child(), at=self.now - DAY, text=TEXT)
        return self.told(health.mark_exposure_error, exposure_id=row.id, text=TEXT)

    def of_exam(self, story, **given):
        def prepared():
            row = act(self.duty, health.record_examination, self.now, **self.of_treated_child(), told=self.exam())
            return self.told(story, root_id=row.root_id, **given)

        return prepared

    def raid(self):
        case = own_case(self.duty, self.now)
        draft = handoff_of(self.duty, self.now, step_of(self.duty, self.now, case, "first_safe_contact"))
        act(self.duty, handoffs.offer, self.now, handoff_id=draft.id)
        act(self.duty, doing.start_step, self.now, case_id=case.id, kind="joint_operation")
        return step_of(self.duty, self.now, case, "joint_operation")

    def ready_for(self, step):
        return {"step_id": step.id, "to_unit": self.social.unit, "what": TEXT, "ready_at": self.now + DAY}

    def ready(self):
        return act(self.duty, joint.ask_ready, self.now, **self.ready_for(self.raid()))

    def operation_fact(self, step):
        return {"step_id": step.id, "kind": "other", "at": self.now, "number": 2, "text": TEXT}

    def fact_mistake(self):
        row = act(self.duty, joint.record_operation_fact, self.now, **self.operation_fact(self.raid()))
        return self.told(joint.mark_operation_fact_error, fact_id=row.id, text=TEXT)
