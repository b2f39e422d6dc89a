"""The stories of sharing and consent, each with everything up to it."""

from dataclasses import replace

from samaki.cases import operations as cases
from samaki.cases.models import Relation
from samaki.cases.sharing import consenting, operations, ordering
from samaki.database import session
from samaki.journeys.accused import operations as accused
from samaki.journeys.subject_access import handing
from samaki.journeys.subject_access import operations as subject_access
from tests.acting import act
from tests.cases.sharing import DAY, TOLD, Matter


class SharingScenes:
    """Social services work for the child; an NGO receives."""

    def sharing_scenes(self):
        """Name of the story -> how it is prepared; the answer tells it."""
        secret = "Secretword"  # noqa: S105 - stands in every text that a person types
        given = lambda: {"case": self.matter().case, "child": self.matter().child, "purpose": "shelter",  # noqa: E731
                         "to_unit": self.cast["ngo.pp"].unit, "by": self.social, "text": secret}  # fmt: skip
        return {
            "share": lambda: self.told(operations.share, **given(), compartments=["care"], ground="risk_of_harm",
                                       until=self.now + DAY),
            "refuse_to_share": lambda: self.told(operations.refuse_to_share, **given(), compartments=["care"], reason="conflict"),
            "stop_sharing": lambda: self.shared(operations.stop_sharing, self.social, text=secret),
            "review_sharing": lambda: self.shared(operations.review_sharing, self.cast["privacy.pp"], outcome="ended", text=secret),
            "record_order": lambda: self.told(ordering.record_order, self.duty, case=self.matter().case, order=self.order(), text=secret),
            "correct_order": lambda: self.by_order(ordering.correct_order, order=self.order(number=f"{secret} 2"), text=secret),
            "confirm_order": self.confirmed,
            "end_order": lambda: self.by_order(ordering.end_order, reason="lifted", text=secret),
            "flag_for_accused": lambda: self.told(accused.flag_for_accused, self.duty, case=self.matter().case,
                                                     item=self.noted(), text=secret),
            "take_back_flag": lambda: self.flagged(accused.take_back_flag, text=secret),
            "read_for_accused": lambda: self.flagged(accused.read_for_accused),
            "ask_subject_access": lambda: self.told(subject_access.ask_subject_access, self.social, **self.asks()),
            "decide_subject_access": lambda: self.told(subject_access.decide_subject_access, self.cast["privacy.social"],
                                                       **self.deciding()),
            "take_back_subject_decision": lambda: self.told(subject_access.take_back_subject_decision, self.cast["privacy.social"],
                                                            request_id=self.asked_and_decided(), text=secret),
            "withdraw_subject_access": lambda: self.told(subject_access.withdraw_subject_access, self.social,
                                                         request_id=self.asked_and_decided(), text=secret),
            "mark_subject_access_error": lambda: self.told(subject_access.mark_subject_access_error, self.social,
                                                           request_id=self.asked_and_decided(), text=secret),
            "hand_over_subject_access": lambda: self.told(handing.hand_over_subject_access, self.social, **self.handing()),
            "mark_not_handed_over": self.not_handed,
            "record_consent": lambda: self.told(consenting.record_consent, **given(), answers=TOLD, assent="yes",
                                                guardian=self.matter().guardian(), guardian_agrees=True),
            "decide_best_interests": lambda: self.told(consenting.decide_best_interests, **given(), to_share=True),
            "withdraw_consent": lambda: self.withdrawn(secret),
            "set_standing": lambda: self.told(consenting.set_standing, self.social, person=self.matter().guardian(standing=None),
                                              standing="conflicted", text=secret),
        }  # fmt: skip

    def matter(self):
        self.__dict__.setdefault("_matter", None)
        self._matter = self._matter or Matter(self.cast, self.now)
        return self._matter

    def shared(self, operation, by, **more):
        of_police = {
            "by": self.duty,
            "parts": ("justice",),
            "child": None,
            "ground": "risk_of_harm",
            "purpose": "safety_now",
        }
        given = self.matter().share(**({} if by is self.social else of_police))
        return lambda: act(by, operation, self.now, disclosure_id=given.id, **more)

    def noted(self):
        return act(
            self.duty,
            cases.write_note,
            self.now,
            case=self.matter().case,
            compartment="justice",
            text="words",
            person=None,
        )

    def flagged(self, operation, **more):
        row = act(self.duty, accused.flag_for_accused, self.now, case=self.matter().case, item=self.noted(), text="why")
        return lambda: act(self.duty, operation, self.now, flag_id=row.id, **more)

    def asks(self):
        return {"case": self.matter().case, "child": self.matter().child, "asker": "child", "how": "other", "language": "km",
                "text": "Secretword"}  # fmt: skip

    def deciding(self):
        row = self.told(subject_access.ask_subject_access, self.social, **self.asks())()
        return {"request_id": row.id, "parts": dict.fromkeys(row.rooms, "endangers_other"), "text": "Secretword"}

    def asked_and_decided(self):
        return self.told(subject_access.decide_subject_access, self.cast["privacy.social"], **self.deciding())().id

    def handing(self):
        return {"request_id": self.asked_and_decided(), "handed_to": "child", "identified": "other", "form": "page",
                "text": "Secretword"}  # fmt: skip

    def not_handed(self):
        made = self.told(handing.hand_over_subject_access, self.social, **self.handing())()
        return self.told(handing.mark_not_handed_over, self.social, handover_id=made.row.id, text="Secretword")

    def order(self, number="Secretword 1"):
        return ordering.Order(court=self.cast["court.pp"].unit, number=number, ordered_on=self.now.date(), compartments=["care"],
                              child=self.matter().child, until=self.now + DAY)  # fmt: skip

    def by_order(self, operation, **more):
        given = act(self.duty, ordering.record_order, self.now, case=self.matter().case, order=self.order(), text="")
        return lambda: act(self.duty, operation, self.now, disclosure_id=given.id, **more)

    def confirmed(self):
        case, child = self.matter().case, self.matter().child
        with session("app", self.now, self.duty.id):
            Relation(case=case, child_id=child.id, unit_id=self.social.unit_id, compartment="placement", ground="holds_step",
                     since=self.now).save(force_insert=True)  # fmt: skip
        order = replace(self.order(), compartments=["placement"])
        given = act(self.duty, ordering.record_order, self.now, case=case, order=order, text="")
        return lambda: act(self.social, ordering.confirm_order, self.now, disclosure_id=given.id)

    def withdrawn(self, secret):
        made = self.matter().consent(self.matter().guardian())
        self.matter().share(ground="consent")
        return lambda: act(
            self.social, consenting.withdraw_consent, self.now, consent_id=made.id, why="child", text=secret
        )
