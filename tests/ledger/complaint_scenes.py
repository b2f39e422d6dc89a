"""The stories of complaints, of suspension and of agreements: what comes before each, and the story itself."""

import uuid
from datetime import date

from samaki.database import session
from samaki.journeys.agreements import operations
from samaki.journeys.complaints import handling, suspending
from samaki.journeys.complaints.filing import Grievance, add_to_complaint, file_complaint
from tests.acting import act
from tests.everything import rows

WORDS = "Secretword"


class ComplaintScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def complaint_scenes(self):
        by, reason = self.cast["oversight"], {"reason": "upheld", "text": WORDS}
        return {
            "file_complaint": lambda: self.complain,
            "add_to_complaint": lambda: self.add(self.complain()),
            "take_up_complaint": lambda: self.told(handling.take_up_complaint, by, complaint_id=self.complaint()),
            "ask_complainant": lambda: self.told(handling.ask_complainant, by, complaint_id=self.taken_up(), text=WORDS),
            "close_complaint": lambda: self.told(handling.close_complaint, by, complaint_id=self.taken_up(), **reason),
            "reopen_complaint": self.reopen_complaint,
            "record_agreement": lambda: self.told(operations.record_agreement, self.cast["privacy.pp"], **self.agreement()),
            "review_agreement": lambda: self.told(operations.review_agreement, self.cast["privacy.pp"],
                                                  agreement_id=self.agreed().id, review_by=date(2027, 1, 1), text=WORDS),
            "end_agreement": lambda: self.told(operations.end_agreement, self.cast["privacy.pp"], agreement_id=self.agreed().id,
                                               text=WORDS),
            "suspend_access": lambda: self.told(suspending.suspend_access, by, **self.allegation()),
            "answer_suspension": lambda: self.told(suspending.answer_suspension, self.cast["privacy.ngo"],
                                                   suspension_id=self.suspended().id, agreed=True, text=WORDS),
            "lift_suspension": lambda: self.told(suspending.lift_suspension, by, suspension_id=self.suspended().id, text=WORDS),
        }  # fmt: skip

    def complain(self):
        told = Grievance(what=WORDS, who=WORDS, code=WORDS, contact=WORDS, name=WORDS, unit="police-pp")
        with session("intake", self.now):
            return file_complaint(told=told, key=uuid.uuid4(), channel="web", now=self.now)

    def add(self, receipt):
        def told():
            with session("intake", self.now):
                return add_to_complaint(receipt=receipt, text=WORDS, now=self.now)

        return told

    def complaint(self):
        self.complain()
        return rows("select id from complaint")[0][0]

    def taken_up(self):
        key = self.complaint()
        act(self.cast["oversight"], handling.take_up_complaint, self.now, complaint_id=key)
        return key

    def reopen_complaint(self):
        key, by = self.taken_up(), self.cast["oversight"]
        act(by, handling.close_complaint, self.now, complaint_id=key, reason="upheld", text=WORDS)
        return self.told(handling.reopen_complaint, by, complaint_id=key, text=WORDS)

    def agreement(self):
        return {"one": self.cast["duty.pp"].unit.agency, "other": self.cast["ngo.pp"].unit.agency, "purposes": ["safety_now"],
                "compartments": ["care"], "text": WORDS, "signed_on": date(2026, 1, 1), "review_by": date(2026, 9, 1)}  # fmt: skip

    def agreed(self):
        return act(self.cast["privacy.pp"], operations.record_agreement, self.now, **self.agreement())

    def allegation(self):
        return {"member": self.cast["duty.sr"], "reason": "took_money", "text": WORDS, "decider": self.cast["privacy.ngo"].unit,
                "complaint_id": None}  # fmt: skip

    def suspended(self):
        return act(self.cast["oversight"], suspending.suspend_access, self.now, **self.allegation())
