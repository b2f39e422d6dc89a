"""The stories of a court file: what comes before each, and the story itself."""

from samaki.cases.operations import add_person
from samaki.court import operations
from samaki.court.telling import Told
from samaki.journeys import out_of_court
from tests.acting import act

TEXT = "Secretword"


class CourtScenes:
    """For `Scenes`, which has `duty`, `now`, `told` and `case`."""

    def court_scenes(self):
        return {
            "record_court_fact": self.recorded,
            "correct_court_fact": self.corrected,
            "mark_court_error": lambda: self.told(operations.mark_court_error, fact_id=self.fact()[1].id, text=TEXT),
            "write_settlement": lambda: self.told(
                out_of_court.write_settlement, case=(case := self.case()), told=self.settled(case)
            ),
        }

    def sent(self):
        return Told(kind="file_sent", at=self.now, text=TEXT)

    def fact(self):
        case = self.case()
        return case, act(self.duty, operations.record_court_fact, self.now, case=case, told=self.sent())

    def recorded(self):
        case = self.case()
        accused = act(self.duty, add_person, self.now, case=case, part="person_named")
        told = Told(kind="charged", at=self.now, person=accused, offence="tshe_10", text=TEXT)
        return self.told(operations.record_court_fact, case=case, told=told)

    def corrected(self):
        _case, row = self.fact()
        return self.told(operations.correct_court_fact, fact_id=row.id, told=self.sent(), why=TEXT, version=1)

    def settled(self, case):
        from tests.court.filing import child_of

        child = child_of(self.duty, self.now, case)
        return Told(kind="settled", at=self.now, child=child, code="said_family", money="offered", text=TEXT)
