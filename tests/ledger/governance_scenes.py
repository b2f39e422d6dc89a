"""The stories of who governs this installation: what comes before each, and the story itself."""

from samaki.journeys.governance import operations
from tests.journeys.governing import drafted, paper, signed


class GovernanceScenes:
    """For `Scenes`, which has `cast`, `now` and `told`."""

    def governance_scenes(self):
        return {
            "draft_governance": lambda: self.told(operations.draft_governance, self.cast["oversight"], paper=paper(self.now), after=0),
            "sign_governance": self.sign_governance,
            "withdraw_signature": self.withdraw_signature,
        }  # fmt: skip

    def sign_governance(self):
        """The last signature that is needed."""
        row = drafted(self.cast, self.now)
        signed(self.cast, row, "officer.pp", now=self.now)
        given = {"governance_id": row.id, "sha256": row.sha256, "office": "Secretword"}
        return self.told(operations.sign_governance, self.cast["ngo.pp"], **given)

    def withdraw_signature(self):
        """One of two: it is not in force any more."""
        row = drafted(self.cast, self.now)
        signed(self.cast, row, "officer.pp", "ngo.pp", now=self.now)
        return self.told(operations.withdraw_signature, self.cast["ngo.pp"], governance_id=row.id, text="Secretword")
