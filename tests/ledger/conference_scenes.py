"""The stories of conferences and of messages, each with everything up to it."""

from samaki.cases.holding import hold_step
from samaki.cases.messages import operations as messages
from samaki.cases.models import Step
from samaki.conferences import actions, agenda, calling, closing
from samaki.database import session
from samaki.journeys import conferring
from tests.acting import act, step_of
from tests.conferences.meeting import DAY, Meeting


class ConferenceScenes:
    """The police call one; social services and an NGO are on its list."""

    def conference_scenes(self):
        """Name of the story -> how it is prepared; the answer tells it."""
        secret = "Secretword"  # noqa: S105 - stands in every text that a person types
        return {
            "call_conference": lambda: self.told(calling.call_conference, case=self.case(), child=self.child(), purpose="plan",
                                                 meets_at=self.now + DAY, at_unit=None),
            "set_up_meeting": lambda: self.told(calling.set_up_meeting, self.officer, area="12", purpose="monthly",
                                                meets_at=self.now + DAY, at_unit=None),
            "postpone_conference": lambda: self.of(calling.postpone_conference, meets_at=self.now + 9 * DAY, at_unit=None),
            "cancel_conference": lambda: self.of(calling.cancel_conference, reason="settled"),
            "invite_unit": lambda: self.of(calling.invite_unit, to_unit=self.ngo.unit, compartments=["justice"], ground="risk_of_harm",
                                           text=secret),
            "give_undertaking": lambda: self.of(calling.give_undertaking, self.ngo, invited=True, agreed=True),
            "decline_conference": lambda: self.of(calling.decline_conference, self.ngo, invited=True),
            "take_off_list": lambda: self.of(calling.take_off_list, member_id=self.meeting().invited("ngo.pp").id),
            "gather_agenda": self.gathered,
            "add_point": lambda: self.of(agenda.add_point, case=self.meeting().case, child=None, compartment="justice", text=secret),
            "drop_point": lambda: self.told(agenda.drop_point, point_id=self.meeting().point(text=secret).id),
            "decide_point": lambda: self.of(agenda.decide_point, point_id=self.meeting().point(text=secret).id, text=secret),
            "record_action": lambda: self.of(actions.record_action, point_id=self.meeting().point().id, text=secret,
                                             owner=self.duty.unit, due_at=self.now + DAY),
            "act_by_handoff": lambda: self.of(actions.act_by_handoff, self.social, joined="social.pp", point_id=None, text=secret,
                                              step_id=step_of(self.social, self.now, self.meeting().case, "first_safe_contact").id,
                                              owner=self.ngo.unit),
            "act_by_step": lambda: self.of(conferring.act_by_step, point_id=self.meeting().point().id, kind="arrest_custody", text=secret),
            "give_action": lambda: self.told(actions.give_action, action_id=self.meeting().action(self.meeting().point()).id,
                                             owner=self.duty.unit, due_at=self.now + DAY),
            "say_action": lambda: self.told(actions.say_action, action_id=self.promised().id, answer="not_done", text=secret),
            "take_off_action": lambda: self.told(actions.take_off_action, action_id=self.promised().id),
            "close_conference": self.closed_conference,
            "write_message": lambda: self.told(messages.write_message, **self.message(secret), mentions=[self.officer.id]),
            "correct_message": lambda: self.told(messages.correct_message, message_id=self.written().id, text=secret),
            "read_messages": lambda: self.told(messages.read_messages, self.officer, case=self.case(), messages=[self.written().id]),
        }  # fmt: skip

    def meeting(self):
        self.__dict__.setdefault("_meeting", None)
        self._meeting = self._meeting or Meeting(self.cast, self.now)
        return self._meeting

    def of(self, operation, by=None, invited=False, joined="", **given):
        if invited:
            self.meeting().invited("ngo.pp", ["justice"])
        if joined:
            self.meeting().joined(joined)
        return self.told(operation, by, conference_id=self.meeting().row.id, **given)

    def promised(self):
        return self.meeting().action(self.meeting().point(), "duty.pp")

    def gathered(self):
        """A step of the police rests, and so it waits."""
        met = self.meeting()
        with session("app", self.now, self.duty.id):
            step = Step.objects.filter(case=met.case, holder=self.duty.own_principal, compartment="justice").first()
        act(self.duty, hold_step, self.now, step_id=step.id, reason="waiting_order", until=self.now + DAY)
        return self.of(agenda.gather_agenda)

    def closed_conference(self):
        """It was called three days ago for yesterday."""
        met = Meeting(self.cast, self.now - 3 * DAY)
        return self.told(closing.close_conference, conference_id=met.row.id, present=[met.seen(met.police).mine.id])

    def message(self, text):
        return {"case": self.case(), "compartment": "justice", "child": None, "text": text}

    def written(self):
        return self.told(messages.write_message, **self.message("Secretword"), mentions=[])()
