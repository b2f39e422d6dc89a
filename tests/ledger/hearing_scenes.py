"""The stories of hearings, releases and feeds: what comes before each, and the story itself."""

from datetime import timedelta

from samaki.database import session
from samaki.journeys.hearings import becoming, entering, feeds, needing, releases
from samaki.journeys.hearings.telling import Told
from tests.acting import act

DAY = timedelta(days=1)
TEXT = "Secretword"


class HearingScenes:
    """For `Scenes`, which has `duty`, `now`, `told` and `case`."""

    def hearing_scenes(self):
        return {
            "enter_hearing": lambda: self.told(entering.enter_hearing, case=self.case(), told=self.date(),
                                               after=None),
            "confirm_hearing": self.of_hearing(entering.confirm_hearing, source="paper", text=TEXT),
            "correct_hearing": self.of_hearing(entering.correct_hearing, told=self.date(), why=TEXT, version=1),
            "mark_hearing_error": self.of_hearing(entering.mark_hearing_error, text=TEXT),
            "postpone_hearing": self.of_hearing(becoming.postpone_hearing, reason="court", text=TEXT, new=self.date(9)),
            "hold_hearing": self.of_hearing(becoming.hold_hearing, reason="ended", text=TEXT),
            "not_hold_hearing": self.of_hearing(becoming.not_hold_hearing, reason="other", text=TEXT),
            "reopen_hearing": self.reopened,
            "add_need": self.of_hearing(needing.add_need, sort="interpreter", text=TEXT, move="ask"),
            "move_need": self.need_moved,
            "say_goes": self.of_hearing(needing.say_goes, worker=self.duty),
            "say_stays": self.stays,
            "hear_release": lambda: self.told(releases.hear_release, case=self.case(), reason="bail", source="prison", at=self.now,
                                              text=TEXT),
            "confirm_release": lambda: self.told(releases.confirm_release, release_id=self.release().id, source="court", text=TEXT),
            "mark_release_error": lambda: self.told(releases.mark_release_error, release_id=self.release().id, text=TEXT),
            "make_feed": lambda: self.told(feeds.make_feed, scope="unit"),
            "end_feed": self.feed_ended,
        }  # fmt: skip

    def date(self, days=-2):
        return Told(
            purpose="trial", source="family", at=self.now + days * DAY, place=TEXT, room=TEXT, bring=TEXT, text=TEXT
        )

    def hearing(self):
        return act(self.duty, entering.enter_hearing, self.now, case=self.case(), told=self.date())

    def of_hearing(self, story, **given):
        return lambda: self.told(story, hearing_id=self.hearing().id, **given)

    def reopened(self):
        row = self.hearing()
        act(self.duty, becoming.hold_hearing, self.now, hearing_id=row.id, reason="ended")
        return self.told(becoming.reopen_hearing, hearing_id=row.id, text=TEXT)

    def need_moved(self):
        need = act(self.duty, needing.add_need, self.now, hearing_id=self.hearing().id, sort="transport")
        return self.told(needing.move_need, need_id=need.id, move="fail", text=TEXT)

    def stays(self):
        row = self.hearing()
        act(self.duty, needing.say_goes, self.now, hearing_id=row.id, worker=self.duty)
        return self.told(needing.say_stays, hearing_id=row.id, worker=self.duty)

    def release(self):
        return act(
            self.duty,
            releases.hear_release,
            self.now,
            case=self.case(),
            reason="bail",
            source="prison",
            at=self.now,
            text=TEXT,
        )

    def feed_ended(self):
        act(self.duty, feeds.make_feed, self.now, scope="mine")
        with session("app", self.now, self.duty.id):
            assert "mine" in feeds.feeds_of(self.duty)
        return self.told(feeds.end_feed, scope="mine")
