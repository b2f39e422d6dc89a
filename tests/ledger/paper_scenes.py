"""The stories of papers, each with everything up to it."""

from samaki.journeys.papers import operations
from tests.acting import act


class PaperScenes:
    """The police print a request for protection for themselves, and take it back."""

    def paper_scenes(self):
        """Name of the story -> how it is prepared; the answer tells it."""
        return {
            "make_paper": lambda: self.told(operations.make_paper, **self.printed()),
            "withdraw_paper": lambda: self.told(operations.withdraw_paper, text="Secretword",
                                                paper_id=act(self.duty, operations.make_paper, self.now, **self.printed()).row.id),
        }  # fmt: skip

    def printed(self):
        return {"case": self.case(), "kind": "protection", "language": "en", "asks": ["screen"], "text": "Secretword"}
