"""A case conference as its members hold it: the police call it, social services and an NGO come."""

from datetime import timedelta

from samaki.cases.models import Person
from samaki.conferences import actions, agenda, calling, closing
from samaki.conferences.queries import minutes
from samaki.database import session
from tests.acting import act, own_case, taken

DAY = timedelta(days=1)


class Meeting:
    """The case, its child, who works on it (police and social services), and a conference that the police call in two days."""

    def __init__(self, cast, now, whole=True, **told):
        self.cast, self.now = cast, now
        self.police, self.social, self.ngo = (cast[name] for name in ("duty.pp", "social.pp", "ngo.pp"))
        self.case = own_case(self.police, now, **told)
        taken(self.case, "first_safe_contact", self.police, self.social, now)
        self.later = now + 2 * DAY
        self.row = self.called(None if whole else self.child())

    def child(self, by=None):
        with session("app", self.now, (by or self.police).id):
            return Person.objects.filter(case=self.case, part="survivor").select_related("case").first()

    def called(self, child, by=None):
        return act(by or self.police, calling.call_conference, self.now, case=self.case, child=child, purpose="safety",
                   meets_at=self.later, at_unit=None)  # fmt: skip

    def invited(self, who, parts=(), ground="risk_of_harm", now=None):
        return act(self.police, calling.invite_unit, now or self.now, conference_id=self.row.id, to_unit=self.cast[who].unit,
                   compartments=list(parts), ground=ground, text="why they must know")  # fmt: skip

    def joined(self, who, parts=()):
        self.invited(who, parts)
        return self.undertook(who)

    def undertook(self, who, now=None):
        return act(self.cast[who], calling.give_undertaking, now or self.now, conference_id=self.row.id, agreed=True)

    def point(self, by=None, compartment="justice", child=None, text="a point of our own", row=None, **told):
        return act(by or self.police, agenda.add_point, self.now, conference_id=(row or self.row).id, case=told.pop("case", self.case),
                   child=child, compartment=compartment, text=text, **told)  # fmt: skip

    def decided(self, point, text="this is what we do", by=None):
        return act(
            by or self.police, agenda.decide_point, self.now, conference_id=self.row.id, point_id=point.id, text=text
        )

    def action(self, point, owner=None, by=None, days=5, text="what is done", **told):
        due = self.now + days * DAY if owner else None
        return act(by or self.police, actions.record_action, self.now, conference_id=self.row.id, point_id=point.id if point else None,
                   text=text, owner=self.cast[owner].unit if owner else None, due_at=due, **told)  # fmt: skip

    def says(self, action, by, answer, text=""):
        return act(self.cast[by], actions.say_action, self.now, action_id=action.id, answer=answer, text=text)

    def closed(self, present=None, by=None, now=None, **told):
        seen = self.seen(self.police)
        keys = present if present is not None else [seen.mine.id]
        return act(
            by or self.police,
            closing.close_conference,
            now or self.later + DAY / 2,
            conference_id=self.row.id,
            present=keys,
            **told,
        )

    def seen(self, by, now=None, row=None):
        """The minutes as this member reads them."""
        with session("app", now or self.now, by.id):
            return minutes(row or self.row, by)
