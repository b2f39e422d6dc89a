"""A case with something in every table that hangs on it; each text is a word of its own, so that who reads it is told from who must not."""

from datetime import timedelta
from decimal import Decimal

from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.messages import operations as messages
from samaki.cases.models import Person, Relation, Step
from samaki.conferences import actions, agenda, calling
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys import danger, doing
from samaki.journeys.accused import operations as accused
from samaki.journeys.hearings import needing, releases
from samaki.journeys.joint_operation import operations as joint
from samaki.journeys.joint_operation.plan import Plan
from samaki.journeys.papers.operations import make_paper
from samaki.journeys.pressure.operations import record_pressure
from tests.acting import act, own_case, step_of
from tests.care import caring
from tests.care.health import tending
from tests.cases.files import jpeg
from tests.court import filing
from tests.journeys.children import about, safe
from tests.journeys.hearings import sitting

DAY = timedelta(days=1)

CARE = {caring.CANARY, "kanexposure", "kanexamination", "kancertificate", "kansecond", "kantold", "kanwish", "kanplace", "kannote",
        "kandocument", "kanfear", "kanstay", "kanmessage", "kanpoint", "kandecision", "kanaction"}  # fmt: skip
"""Of the first child's care, health, voice and place: read by who works for its care alone."""

JUSTICE = {"jusnote", "juscharge", "juscourtroom", "jusbring", "jusabout", "jusneed", "jusrelease", "jusproposal", "justopic",
           "jusmeasure", "juspoint", "jusdecision", "jusaction", "jusmessage", "jusraid"}  # fmt: skip
"""Of the court case: given to the child who asks."""

NEVER = {"nevplan", "nevready", "nevpressure", "nevflag", "nevlead", "nevarrest", "nevundertaking"}
"""Given to nobody who asks what is held."""


class WholeFile:
    """Police hold the justice part; social services the care of the first child, an organisation that of the second, if there is one."""

    def __init__(self, cast, now, children=1, opened=True):
        self.cast, self.now = cast, now
        self.police, self.social, self.ngo = (cast[name] for name in ("duty.pp", "social.pp", "ngo.pp"))
        self.case = own_case(self.police, now, children=children)
        with session("app", now, self.police.id):
            steps = list(Step.objects.filter(case=self.case, kind="first_safe_contact").order_by("id"))
            known = {
                one.id: one for one in Person.objects.select_related("case").filter(case=self.case, part="survivor")
            }
        for step, to in zip(steps, (self.social, self.ngo), strict=False):
            asked = act(self.police, handoffs.hand_on, now, step_id=step.id, to_unit=to.unit, why="x", urgency="normal")
            act(to, handoffs.accept, now, handoff_id=asked.id)
        self.child, *others = (known[step.child_id] for step in steps)
        self.other = next(iter(others), None)
        if opened:
            self.opens(self.social, "placement")
            self.opens(self.police, "intelligence", whole=True)

    def opens(self, member, room, whole=False):
        """The member's unit holds a step that needs this part."""
        with session("app", self.now, member.id):
            Relation(case=self.case, unit_id=member.unit_id, compartment=room, ground="holds_step", since=self.now,
                     child_id=None if whole else self.child.id).save(force_insert=True)  # fmt: skip

    def done(self, by, operation, **given):
        return act(by, operation, self.now, case=self.case, **given)

    def cared(self):
        """All that social services write of the first child."""
        by, now, child = self.social, self.now, self.child
        self.written = caring.everything(by, now, child)
        self.done(by, cases.write_note, compartment="care", text="kannote", person=child)
        tending.exposed(by, now, self.case, child, now - DAY, text="kanexposure")
        tending.examined(
            by, now, self.case, child, text="kanexamination", certificate="kancertificate", shares="refused"
        )
        tending.examined(
            by, now, self.case, child, text="kansecond", certificate="ward five", shares="agreed", again="health"
        )
        about.told(by, now, child, text="kantold")
        about.wish(by, now, child, text="kanwish")
        about.promised(by, now, child, text="a promise of ours")
        safe.planned(by, now, child, words={"fears": "kanfear"})
        safe.reached(by, now, child)
        safe.placed(by, now, child, text="kanstay")
        safe.found(by, now, safe.gone(by, now, child))
        self.done(by, danger.arrive, child=child, place="kanplace", safe=True)
        self.done(by, documents.add_document, compartment="care", kind="photograph", content=jpeg(), name="a.jpg", title="kandocument",
                  person=child)  # fmt: skip
        self.done(by, messages.write_message, compartment="care", child=child, text="kanmessage", mentions=[])
        self.met(by, child, "care", "kan")
        return self

    def met(self, by, child, room, word):
        """A conference with a point, a decision and an action; the other unit comes."""
        row = self.done(
            by, calling.call_conference, child=child, purpose="safety", meets_at=self.now + DAY, at_unit=None
        )
        given = {"conference_id": row.id}
        point = self.done(by, agenda.add_point, child=child, compartment=room, text=f"{word}point", **given)
        act(by, agenda.decide_point, self.now, point_id=point.id, text=f"{word}decision", **given)
        act(
            by,
            actions.record_action,
            self.now,
            point_id=point.id,
            text=f"{word}action",
            owner=by.unit,
            due_at=self.now + DAY,
            **given,
        )
        return row

    def judged(self, paper=True, pressed=True):
        """All that the police write of the court case; `pressed`: with what makes a child unsafe, so that its care cannot be closed."""
        by, now, child = self.police, self.now, self.child
        note = self.done(by, cases.write_note, compartment="justice", text="jusnote", person=child)
        self.done(by, cases.write_note, compartment="intelligence", text="nevlead")
        self.done(by, accused.flag_for_accused, item=note, text="nevflag")
        self.accused = filing.named(by, now, self.case)
        one = {"person": self.accused}
        filing.wrote(by, now, self.case, "charged", child=child, offence=filing.ARTICLE, text="juscharge", **one)
        filing.wrote(by, now, self.case, "arrested", age=30, category="felony", text="nevarrest", **one)
        filing.wrote(
            by, now, self.case, "judged", child=child, offence=filing.ARTICLE, code="convicted", text="", **one
        )
        filing.wrote(
            by, now, self.case, "compensation_ordered", child=child, amount=Decimal(900), currency="USD", text="", **one
        )
        self.day = sitting.entered(
            by, now, self.case, place="juscourtroom", bring="jusbring", text="jusabout", children=(child,)
        )
        act(by, needing.add_need, now, hearing_id=self.day.id, sort="transport", person=child, text="jusneed")
        act(by, needing.say_goes, now, hearing_id=self.day.id, worker=by)
        if pressed:
            self.done(by, releases.hear_release, reason="bail", source="family", at=now, text="jusrelease")
        about.proposed(by, now, child, text="jusproposal")
        about.asked(by, now, child, topic="justopic", text="why")
        self.measure = about.measure(by, now, child, text="jusmeasure", hearing=self.day)
        self.done(by, messages.write_message, compartment="justice", child=child, text="jusmessage", mentions=[])
        self.met(by, None if self.other is None else child, "justice", "jus")
        if pressed:
            told = {"sort": "threat", "on_whom": "family", "text": "nevpressure", "who": "nevpressure"}
            self.done(by, record_pressure, child=child, **told)
        self.raided()
        if paper:
            self.done(by, make_paper, kind="protection", language="en")
        return self

    def raided(self, ended=True):
        """A joint operation that was planned, asked others to be ready, and happened."""
        by, now = self.police, self.now
        act(by, doing.start_step, now, case_id=self.case.id, kind="joint_operation")
        step = step_of(by, now, self.case, "joint_operation")
        act(by, joint.plan_operation, now, step_id=step.id, plan=Plan(text="nevplan"))
        act(by, joint.ask_ready, now, step_id=step.id, to_unit=self.social.unit, what="nevready", ready_at=now + DAY)
        act(by, joint.record_operation_fact, now, step_id=step.id, kind="began", at=now, text="jusraid")
        if ended:
            act(by, doing.do_step, now, step_id=step.id, outcome="called_off")
        return step
