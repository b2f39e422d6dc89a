"""The stories of gaps and of what is promised about them, and of an agency's word beside its figures."""

from datetime import date, timedelta

from samaki.commitments import gaps, promising
from samaki.journeys.scorecards.commenting import say_of_figures

SECRET = "Secretword"  # noqa: S105 - stands in every text that a person types


class GapScenes:
    """For `Scenes`, which has `cast`, `now`, `duty` and `told`."""

    def gap_scenes(self):
        head = self.cast["officer.pp"]
        return {
            "raise_gap": self.gap_raised,
            "close_gap": lambda: self.told(gaps.close_gap, gap_id=self.gap_raised()().id, closed_on=self.now.date(), text=SECRET),
            "reopen_gap": self.gap_reopened,
            "mark_gap_error": lambda: self.told(gaps.mark_gap_error, gap_id=self.gap_raised()().id),
            "promise": self.gap_promised,
            "take_commitment": lambda: self.told(promising.take_commitment, self.ngo, commitment_id=self.gap_promised(self.ngo)().id),
            "refuse_commitment": lambda: self.told(promising.refuse_commitment, self.ngo, text=SECRET,
                                                   commitment_id=self.gap_promised(self.ngo)().id),
            "keep_commitment": lambda: self.gap_answered(promising.keep_commitment),
            "miss_commitment": lambda: self.gap_answered(promising.miss_commitment),
            "withdraw_commitment": lambda: self.gap_answered(promising.withdraw_commitment),
            "move_commitment": lambda: self.gap_answered(promising.move_commitment, due_on=self.now.date() + timedelta(days=60)),
            "reopen_commitment": self.gap_promise_reopened,
            "say_of_figures": lambda: self.told(say_of_figures, head, agency=head.unit.agency, quarter=date(self.now.year, 1, 1),
                                                text=SECRET),
        }  # fmt: skip

    def gap_raised(self):
        day = self.now.date()
        return self.told(gaps.raise_gap, area="12", kind="other", what="", text=SECRET, known_since=day)

    def gap_reopened(self):
        key = self.gap_raised()().id
        self.told(gaps.close_gap, gap_id=key, closed_on=self.now.date(), text=SECRET)()
        return self.told(gaps.reopen_gap, gap_id=key, text=SECRET)

    def gap_promised(self, owner=None):
        unit, day = (owner or self.duty).unit, self.now.date() + timedelta(days=30)
        return self.told(promising.promise, owner=unit, text=SECRET, due_on=day, area="12")

    def gap_answered(self, operation, **given):
        return self.told(operation, commitment_id=self.gap_promised()().id, text=SECRET, **given)

    def gap_promise_reopened(self):
        row = self.gap_answered(promising.keep_commitment)()
        return self.told(promising.reopen_commitment, commitment_id=row.id, text=SECRET)
