"""A child in whose care social services and the police work, and what sharing needs of it."""

from datetime import timedelta

from samaki.cases.models import Person
from samaki.cases.sharing import consenting, operations
from samaki.database import session
from samaki.journeys import opening
from tests.acting import act, own_case, taken

DAY = timedelta(days=1)
TOLD = dict.fromkeys(("told_purpose", "use", "research", "own_data", "storage", "withdrawing"), True)


class Matter:
    """`social` works in the child's care, `police` in justice; `ngo`, `legal`, `nurse` have no part in the case."""

    def __init__(self, cast, now, children=1):
        self.cast, self.now = cast, now
        self.police, self.social, self.ngo, self.legal = (
            cast[name] for name in ("duty.pp", "social.pp", "ngo.pp", "legal.pp")
        )
        self.case = own_case(self.police, now, children=children)
        taken(self.case, "first_safe_contact", self.police, self.social, now)
        with session("app", now, self.social.id):
            self.child = (
                Person.objects.select_related("case").filter(case=self.case, part="survivor").earliest("number")
            )

    def guardian(self, standing="protective", part="guardian"):
        made = act(self.social, opening.add_other, self.now, case=self.case, part=part, child=self.child)
        if standing:
            made = act(
                self.social, consenting.set_standing, self.now, person=made, standing=standing, text="we know them"
            )
        return made

    def consent(
        self, guardian=None, *, to=None, by=None, now=None, assent="yes", agrees=True, purpose="shelter", **answers
    ):
        return act(by or self.social, consenting.record_consent, now or self.now, case=self.case, child=self.child,
                   to_unit=(to or self.ngo).unit, purpose=purpose, answers=TOLD | answers, assent=assent, guardian=guardian,
                   guardian_agrees=agrees if guardian else None)  # fmt: skip

    def share(self, *, to=None, by=None, now=None, parts=("care",), ground="legal_duty", purpose="shelter", days=10, text="article 5",
              child=True):  # fmt: skip
        now = now or self.now
        return act(by or self.social, operations.share, now, case=self.case, child=self.child if child is True else child,
                   to_unit=(to or self.ngo).unit, compartments=parts, purpose=purpose, ground=ground,
                   until=now + days * DAY, text=text)  # fmt: skip

    def refuse(self, *, to=None, by=None, parts=("care",), reason="not_needed", text=""):
        return act(by or self.social, operations.refuse_to_share, self.now, case=self.case, child=self.child,
                   to_unit=(to or self.ngo).unit, compartments=parts, purpose="shelter", reason=reason, text=text)  # fmt: skip
