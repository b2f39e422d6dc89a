"""The stories of step-back tests, of the lot, and of the simulation: what comes before each, and the story itself."""

from samaki.stepping_back.testing import lots, operations
from samaki.stepping_back.whatif import running
from tests.stepping_back import tested


class StepTestScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def step_test_scenes(self):
        committee = self.cast["oversight"]
        return {
            "fix_test": lambda: self.told(operations.fix_test, committee, plan=tested.plan(self.cast, self.now)),
            "sign_test": self.sign_a_test,
            "begin_test": self.begin_a_test,
            "stop_test": lambda: self.told(operations.stop_test, committee, test_id=self.a_fixed_test().id, reason="unsafe"),
            "answer_alarm": self.answer_an_alarm,
            "announce_lot": self.announce_a_lot,
            "draw_lot": self.draw_a_lot,
            "ask_what_if": lambda: self.told(running.ask_what_if, committee, area="17"),
        }  # fmt: skip

    def a_fixed_test(self):
        return tested.fixed(self.cast, self.now)

    def sign_a_test(self):
        row = self.a_fixed_test()
        return self.told(operations.sign_test, self.cast["ngo.pp"], test_id=row.id, sha256=row.sha256)

    def announce_a_lot(self):
        tested.signed(self.cast, self.now, self.a_fixed_test())
        return self.told(lots.announce_lot, self.cast["oversight"])

    def draw_a_lot(self):
        """Announced three days ago, so that the checkpoint that draws it is there."""
        before = self.now - 3 * tested.DAY
        tested.signed(self.cast, before, tested.fixed(self.cast, before))
        row = tested.announced(self.cast, before)
        tested.checkpoint(self.now)
        return self.told(lots.draw_lot, self.cast["oversight"], lot_id=row.id)

    def begin_a_test(self):
        before = self.now - 3 * tested.DAY
        row = tested.signed(self.cast, before, tested.fixed(self.cast, before))
        tested.drawn(self.cast, before)
        return self.told(operations.begin_test, self.cast["oversight"], test_id=row.id)

    def answer_an_alarm(self):
        before = self.now - 60 * tested.DAY
        row = tested.begun(self.cast, before)
        tested.went(row, "0" * 12, unit=self.cast["duty.sr"].unit_id)
        part = tested.alarmed(row, self.now)
        return self.told(operations.answer_alarm, self.cast["oversight"], part_id=part.id, recall=True)
