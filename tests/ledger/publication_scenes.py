"""The stories of a release of figures: what comes before each, and the story itself."""

from samaki.insights.publication import operations
from samaki.journeys.coded_export.operations import export_own_cases
from tests.publicstats import releasing


class PublicationScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def publication_scenes(self):
        return {
            "draft_release": lambda: self.told(operations.draft_release, self.cast["oversight"], years=[self.now.year - 1]),
            "submit_release": lambda: self.of_figures(operations.submit_release, "oversight", releasing.drafted),
            "approve_release": lambda: self.of_figures(operations.approve_release, "officer.pp", self.asked_figures),
            "send_back_release": lambda: self.of_figures(operations.send_back_release, "officer.pp", self.asked_figures,
                                                         reason="wrong_figure"),
            "publish_release": lambda: self.of_figures(operations.publish_release, "oversight", self.approved_figures),
            "withdraw_release": self.withdraw_figures,
            "export_own_cases": self.export_cases,
        }  # fmt: skip

    def of_figures(self, operation, name, before, **given):
        releasing.kept(self.cast, self.now, self.now.year - 1)
        row = before(self.cast, self.now, self.now.year - 1)
        return self.told(operation, self.cast[name], release_id=row.id, sha256=row.sha256, **given)

    def asked_figures(self, cast, now, year):
        return releasing.submitted(cast, releasing.drafted(cast, now, year), now)

    def approved_figures(self, cast, now, year):
        return releasing.approved(cast, self.asked_figures(cast, now, year), now)

    def withdraw_figures(self):
        row = releasing.drafted(self.cast, self.now, self.now.year - 1)
        return self.told(
            operations.withdraw_release, self.cast["oversight"], release_id=row.id, reason="another_reason"
        )

    def export_cases(self):
        self.case()
        return self.told(export_own_cases, self.cast["officer.pp"], purpose="own_figures")
