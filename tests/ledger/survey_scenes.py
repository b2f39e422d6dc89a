"""The stories of surveys and estimates: what comes before each, and the story itself."""

from samaki.database import session
from samaki.surveys import operations
from samaki.surveys.lists import operations as estimating
from samaki.surveys.lists.table import read_histories
from samaki.surveys.table import read_venues
from tests.surveys import making


class SurveyScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def survey_scenes(self):
        by, now = self.cast["oversight"], self.now

        def of(operation, row, **given):
            return self.told(operation, by, survey_id=row.id, **given)

        def estimate(operation, *before):
            row = making.asked(by, now)
            for one in before:
                self.told(one, by, study_id=row.id)()
            return self.told(operation, by, study_id=row.id)

        def closed():
            row = making.drawn(by, now)
            of(operations.close_survey, row)()
            return of(operations.reopen_survey, row)

        def counted():
            row = making.drawn(by, now)
            with session("app", now, by.id):
                visit = making.visits_of(row)[0]
            return self.told(operations.count_visit, by, visit_id=visit.id, people=9, minors=1, young=None, missed="", version=0,
                             occurred_at=now, precision="instant")  # fmt: skip

        return {
            "plan_survey": lambda: self.told(operations.plan_survey, by, title="Secretword", reach="Secretword",
                                             venues=read_venues(making.sheet())),
            "draw_sample": lambda: of(operations.draw_sample, making.planned(by, now), wanted=[2, 2], visits=1, by_size=True, seed="5"),
            "count_visit": counted,
            "close_survey": lambda: of(operations.close_survey, making.drawn(by, now)),
            "reopen_survey": closed,
            "withdraw_survey": lambda: of(operations.withdraw_survey, making.planned(by, now)),
            "ask_estimate": lambda: self.told(estimating.ask_estimate, by, title="Secretword", counted=read_histories(making.LISTS),
                                              method="", replicates=0),
            "stop_estimate": lambda: estimate(estimating.stop_estimate),
            "start_again": lambda: estimate(estimating.start_again, estimating.stop_estimate),
            "withdraw_estimate": lambda: estimate(estimating.withdraw_estimate),
        }  # fmt: skip
