"""The stories of rosters: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.database import session
from samaki.notices.models import Notice
from samaki.roster import changing, handing, planning
from samaki.roster.changing import Line
from samaki.roster.looking import look
from tests.acting import act
from tests.roster.planned import drafted, layer, published

DAY = timedelta(days=1)


class RosterScenes:
    """For `Scenes`, which has `cast`, `now`, `told`, `duty` and `officer`."""

    def roster_scenes(self):
        return {
            "draft_roster": lambda: self.told(planning.draft_roster, self.officer, unit=self.officer.unit, area="12", layers=(), edits=0),
            "discard_draft": lambda: self.told(planning.discard_draft, self.officer, roster_id=drafted(self.cast, self.now).roster_id),
            "publish_roster": self.publish_roster,
            "end_roster": lambda: self.told(planning.end_roster, self.officer, roster_id=self.roster()),
            "change_duty": lambda: self.told(changing.change_duty, self.officer, roster_id=self.roster(), **self.span()),
            "take_changes": self.take_changes,
            "end_change": self.end_change,
            "ask_swap": lambda: self.told(changing.ask_swap, roster_id=self.roster(), other=self.officer, **self.mine()),
            "answer_swap": lambda: self.told(changing.answer_swap, self.officer, swap_id=self.swap(), agreed=True),
            "withdraw_swap": lambda: self.told(changing.withdraw_swap, swap_id=self.swap()),
            "write_handover": lambda: self.told(handing.write_handover, roster_id=self.roster(), text="Secretword"),
            "read_handover": lambda: self.told(handing.read_handover, self.officer, note_id=self.note()),
            "give_number": lambda: self.told(handing.give_number, number="012 345 678"),
            "withdraw_number": self.withdraw_number,
            "look_at_numbers": self.look_at_numbers,
        }  # fmt: skip

    def roster(self):
        return published(self.cast, self.now, layer(self.cast, "duty.pp")).roster_id

    def mine(self):
        return {"since": self.now + DAY, "until": self.now + 2 * DAY}

    def span(self):
        return {"sort": "covers", "member": self.officer} | self.mine()

    def publish_roster(self):
        turns = layer(self.cast, "duty.pp", "officer.pp")
        draft = drafted(self.cast, self.now, turns)
        with session("app", self.now, self.officer.id):
            seen = look([turns], [], self.officer.unit_id, self.now).seen
        return self.told(planning.publish_roster, self.officer, roster_id=draft.roster_id, edits=1, seen=seen)

    def take_changes(self):
        line = Line("away", self.duty, *self.mine().values(), uid="Secretword")
        return self.told(changing.take_changes, self.officer, roster_id=self.roster(), lines=[line])

    def end_change(self):
        change = act(self.officer, changing.change_duty, self.now, roster_id=self.roster(), **self.span())
        return self.told(changing.end_change, self.officer, change_id=change.id)

    def swap(self):
        return act(
            self.duty, changing.ask_swap, self.now, roster_id=self.roster(), other=self.officer, **self.mine()
        ).id

    def note(self):
        return act(self.duty, handing.write_handover, self.now, roster_id=self.roster(), text="Secretword").id

    def withdraw_number(self):
        act(self.duty, handing.give_number, self.now, number="012 345 678")
        return self.told(handing.withdraw_number)

    def look_at_numbers(self):
        row = act(self.duty, handing.give_number, self.now, number="012 345 678")
        act(self.duty, _a_call_at_the_last_rung, self.now, key=row.id)
        return self.told(handing.look_at_numbers, self.officer, unit=self.officer.unit)


def _a_call_at_the_last_rung(*, key, by, now):
    Notice(to_unit=by.unit_id, audience="head", kind="report.late", level=2, subject_kind="report", subject_id=key, dedupe="x",
           made_at=now).save(force_insert=True)  # fmt: skip
