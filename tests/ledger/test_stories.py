"""Each story is told once, and each leaves its entry in the ledger in its own transaction. A new story without a scenario
here fails the test."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from samaki.agencies import keeping
from samaki.agencies.models import Unit
from samaki.cases import corrections, finding, holding, identity
from samaki.cases import operations as cases
from samaki.cases.documents import operations as documents
from samaki.cases.models import Person
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.intake import operations as intake
from samaki.intake import passing, placing
from samaki.jobs import sealer
from samaki.journeys import (
    closing,
    danger,
    doing,
    mending,
    mistakes,
    moving,
    observing,
    opening,
    places,
    saying_safe,
    settling,
    units,
    units_again,
)
from samaki.journeys.lists import operations as lists
from samaki.journeys.lists.filters import Filter
from samaki.journeys.pressure import operations as pressing
from samaki.journeys.pressure import unseen
from samaki.ledger import witnessing
from samaki.ledger.canonical import canonical_bytes
from samaki.ledger.models import LedgerCheckpoint, LedgerEntry
from samaki.notices import operations as notices
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.cases.files import jpeg
from tests.everything import rows, seen_by
from tests.handoffs.moving import attempt, brought_to
from tests.ledger.account_scenes import AccountScenes
from tests.ledger.call_scenes import CallScenes
from tests.ledger.care_scenes import CareScenes
from tests.ledger.child_scenes import ChildScenes
from tests.ledger.complaint_scenes import ComplaintScenes
from tests.ledger.conference_scenes import ConferenceScenes
from tests.ledger.court_scenes import CourtScenes
from tests.ledger.gap_scenes import GapScenes
from tests.ledger.governance_scenes import GovernanceScenes
from tests.ledger.guarding_scenes import GuardingScenes
from tests.ledger.hearing_scenes import HearingScenes
from tests.ledger.history_scenes import HistoryScenes
from tests.ledger.intake_scenes import intake_scenes
from tests.ledger.mentor_scenes import mentor_scenes
from tests.ledger.paper_scenes import PaperScenes
from tests.ledger.peer_scenes import PeerScenes
from tests.ledger.publication_scenes import PublicationScenes
from tests.ledger.pulse_scenes import PulseScenes
from tests.ledger.reporter_scenes import ReporterScenes
from tests.ledger.retention_scenes import RetentionScenes
from tests.ledger.roster_scenes import RosterScenes
from tests.ledger.safety_scenes import SafetyScenes
from tests.ledger.sharing_scenes import SharingScenes
from tests.ledger.step_test_scenes import StepTestScenes
from tests.ledger.survey_scenes import SurveyScenes
from tests.ledger.test_ledger import stories
from tests.ledger.text_scenes import TextScenes
from tests.ledger.urgent_scenes import UrgentScenes
from tests.ledger.workshop_scenes import WorkshopScenes

DAY = timedelta(days=1)

FACTS = {
    "act", "age", "age_estimated", "answer", "area", "before", "brought_by", "channel", "clock", "code", "content", "count",
    "differs_from", "among", "holds", "ends", "fact", "missing", "observation", "pressure",
    "due_at", "duty", "fields", "filter", "form", "from", "ground", "hold_until", "holder", "kind", "level", "list", "number",
    "offences", "offers", "amount", "currency",
    "operation", "outcome", "part", "pathway", "person", "place_known", "reason", "received_by", "safe", "sex", "source", "state", "step",
    "conditions", "support_level", "inferred", "paid", "paid_inferred", "passed", "to", "undoes", "urgency", "version", "why", "worker",
    "media", "own_words", "sha256", "text_sha256", "years", "corrects", "agencies",
    "ordered_on", "why_code", "held", "copied", "answers", "assent", "parts", "purpose", "until",
    "seed", "since", "areas", "below", "ended", "full", "handoffs", "members", "name", "notices", "reports", "services", "size", "steps",
    "unit", "confirmed",
}  # fmt: skip
"""Every key that a fact may have: codes, units, times, numbers. `content` is a keyed digest, `sha256` of a file,
`text_sha256` of a text with a line of chance in it; `fields` are names
of fields."""

SECRET = "Secretword"  # noqa: S105 - stands in every text that a person types


def child_of(by, now, case):
    with session("app", now, by.id):
        return Person.objects.filter(case=case, part="survivor").select_related("case").first()


def strand_of(by, now, case, kind):
    with session("app", now, by.id):
        return case.strands.get(kind=kind)


class Scenes(
    AccountScenes,
    CareScenes,
    ChildScenes,
    ComplaintScenes,
    GovernanceScenes,
    GuardingScenes,
    HearingScenes,
    HistoryScenes,
    PaperScenes,
    PeerScenes,
    PublicationScenes,
    PulseScenes,
    ReporterScenes,
    RetentionScenes,
    RosterScenes,
    SafetyScenes,
    SharingScenes,
    SurveyScenes,
    TextScenes,
    CallScenes,
    ConferenceScenes,
    CourtScenes,
    GapScenes,
    UrgentScenes,
    WorkshopScenes,
    StepTestScenes,
):
    """For each story: everything up to it (before the `yield`), then the story itself."""

    def __init__(self, cast, now):
        self.cast, self.now = cast, now
        self.duty, self.officer, self.social, self.ngo = (
            cast[name] for name in ("duty.pp", "officer.pp", "social.pp", "ngo.pp")
        )

    def move(self, name, state, receiver="ngo.pp", told=None, **given):
        handoff = brought_to(state, self.duty, self.cast[receiver], self.now)
        sender = name in (
            "offer", "discard", "accept_by_phone", "answer", "withdraw", "confirm", "unconfirm", "mark_error",
        )  # fmt: skip
        by = self.duty if sender else self.cast[receiver]
        if not given:
            return lambda: attempt(name, handoff.id, by, self.now)
        return lambda: act(by, told or getattr(handoffs, name), self.now, handoff_id=handoff.id, **given)

    def help_did_not_arrive(self):
        handoff = brought_to("completed", self.duty, self.cast["ngo.pp"], self.now)
        return lambda: act(self.duty, doing.help_did_not_arrive, self.now, handoff_id=handoff.id, text=SECRET)

    def told(self, operation, by=None, **given):
        return lambda: act(by or self.duty, operation, self.now, **given)

    def scenes(self):
        """Name of the story -> how it is prepared; the answer tells it."""
        text, day = SECRET, self.now + DAY
        return {
            "name_witness": self.name_witness,
            "end_witness": self.end_witness,
            "take_checkpoint": self.take_checkpoint,
            "receive": lambda: self.move("receive", "offered"),
            "accept": lambda: self.move("accept", "received"),
            "confirm_phone": lambda: self.move("confirm_phone", "accepted_by_phone"),
            "deny_phone": lambda: self.move("deny_phone", "accepted_by_phone", text=text),
            "decline": lambda: self.move("decline", "offered", reason="other", text=text),
            "dispute": lambda: self.move("dispute", "offered", "social.pp", reason="other", text=text),
            "resolve": lambda: self.move("resolve", "disputed", to="offered", text=text),
            "ask": lambda: self.move("ask", "offered", question=text),
            "hand_on": lambda: self.told(
                handoffs.hand_on, step_id=self.step().id, to_unit=self.social.unit, why=text, urgency="urgent",
                carries={"never_again": text, "wants": text, "safe_contact": text, "pays": text}),
            "offer": lambda: self.move("offer", "draft"),
            "discard": lambda: self.move("discard", "draft"),
            "accept_by_phone": lambda: self.move("accept_by_phone", "offered", who=text, number=f"000 {text}"),
            "answer": lambda: self.move("answer", "needs_information", answer=text),
            "withdraw": lambda: self.move("withdraw", "offered", text=text),
            "confirm": lambda: self.move("confirm", "completed", text=text),
            "help_did_not_arrive": self.help_did_not_arrive,
            "mark_error": lambda: self.move("mark_error", "accepted", text=text),
            "start": lambda: self.move("start", "accepted"),
            "hold": lambda: self.move("hold", "in_progress", reason="other", until=day, text=text),
            "resume": lambda: self.move("resume", "on_hold"),
            "fail": lambda: self.move("fail", "accepted", reason="other", text=text),
            "complete_handoff": lambda: self.move("complete", "accepted"),
            "hold_step": lambda: self.told(holding.hold_step, step_id=self.step().id, reason="other", until=day, text=text),
            "resume_step": self.resume_step,
            "assign_step": lambda: self.told(holding.assign_step, step_id=self.step().id, worker=self.officer),
            "reassign_step": lambda: self.told(moving.reassign_step, self.officer, step_id=self.step().id,
                                               to_unit=self.ngo.unit, text=text),
            "do_step": lambda: self.told(doing.do_step, step_id=self.step().id, outcome="seen_safe", support_level=4),
            "take_back_step": lambda: self.ended(mending.take_back_step, text=text),
            "take_back_handoff": lambda: self.move("take_back", "completed", text=text, told=mending.take_back_handoff),
            "correct_step": lambda: self.ended(mending.correct_step, outcome="seen_danger", support_level=2, text=text),
            "mark_step_error": self.mark_step_error,
            "unconfirm": lambda: self.move("unconfirm", "confirmed", text=text),
            "regret_decline": lambda: self.move("regret_decline", "declined"),
            "mark_person_error": lambda: self.told(mistakes.mark_person_error, person=self.child(), text=text),
            "mark_arrival_error": self.mark_arrival_error,
            "look_at_danger": self.look_at_danger,
            "read_places": self.read_places,
            "confirm_safe": self.confirm_safe,
            "lower_urgency": self.lower_urgency,
            "correct_note": lambda: self.mend_note(corrections.correct_note),
            "mark_note_error": lambda: self.mend_note(mistakes.mark_note_error),
            "reopen_report": self.reopen_report,
            "skip_step": lambda: self.told(doing.skip_step, step_id=self.step().id, reason="other", text=text),
            "stop_step": lambda: self.told(doing.stop_step, step_id=self.step().id, reason="other", text=text),
            "start_step": lambda: self.told(doing.start_step, case_id=self.case().id, kind="arrest_custody"),
            "open_own": lambda: self.told(opening.open_own, area="12", urgency="urgent", children=2),
            "open_from_report": lambda: self.told(opening.open_from_report, report_id=self.report()),
            "add_child": lambda: self.told(opening.add_child, case=self.case(), identity={"name_latin": text}),
            "add_other": lambda: self.told(opening.add_other, case=self.case(), part="person_named", age=40,
                                           identity={"name_latin": text}),
            "close_strand": self.close_strand,
            "reopen_strand": self.reopen_strand,
            "file_report": lambda: self.file,
            "pass_report": lambda: self.told(passing.pass_report, report_id=self.report(),
                                             to_unit=self.cast["duty.ps"].unit, text=text),
            "acknowledge": lambda: self.told(intake.acknowledge, report_id=self.report()),
            "set_place": lambda: self.told(placing.set_place, report_id=self.report(), area="17"),
            **intake_scenes(self),
            **mentor_scenes(self),
            "close": lambda: self.told(intake.close, report_id=self.report(), reason="other", text=text),
            "describe_person": lambda: self.told(cases.describe_person, person=self.child(), sex="female", age=13,
                                                 age_estimated=True, version=None),
            "record_identity": lambda: self.told(identity.record_identity, person=self.child(),
                                                 identity={"name_latin": text, "name_km": text}),
            "correct_person": lambda: self.told(identity.correct_person, person=self.child(), age=12, version=None,
                                                identity={"contact": text}),
            "take_back_identity": self.take_back_identity,
            "look_at_identity": self.look_at_identity,
            "find_people": self.find_people,
            "write_note": lambda: self.told(cases.write_note, case=self.case(), compartment="justice", text=text),
            "add_document": lambda: self.told(documents.add_document, case=self.case(), compartment="justice", kind="photograph",
                                              content=jpeg(), name=f"{text}.jpg", title=text),
            "look_at_document": lambda: self.of_document(documents.look_at_document),
            "fetch_document": lambda: self.of_document(documents.fetch_document, form="original", reason="court"),
            "hold_document": lambda: self.of_document(documents.hold_document),
            "hold_same_file": self.hold_same_file,
            "mark_document_error": lambda: self.of_document(documents.mark_document_error, text=text),
            "arrive": lambda: self.told(danger.arrive, case=self.case(), child=self.child(), place=text,
                                                safe=False, brought_by=Unit.objects.get(code="police-pp")),
            "raise_urgency": lambda: self.told(danger.raise_urgency, case=self.case(), urgency="emergency"),
            "settle_fact": self.settle_fact,
            "take_note": self.take_note,
            "take_note_of_all": lambda: self.take_note(all_of_them=True),
            "save_filter": lambda: self.told(lists.save_filter, which="unit", chosen=Filter(area="12"), name=text),
            "forget_filter": self.forget_filter,
            "export_list": lambda: self.told(lists.export_list, which="steps", chosen=Filter(worker="nobody"),
                                             form="csv"),
            "observe": self.observe,
            "record_pressure": lambda: self.told(pressing.record_pressure, **self.pressure()),
            "mark_pressure_error": lambda: self.told(pressing.mark_pressure_error, text=text,
                pressure_id=act(self.duty, pressing.record_pressure, self.now, **self.pressure()).id),
            "ask_unseen": self.ask_unseen,
            "change_numbers": lambda: self.told(keeping.change_numbers, self.officer, unit=self.unit(), phone="000 1",
                                                phone_night="000 2", how_to_reach=text),
            "confirm_entry": lambda: self.told(keeping.confirm_entry, self.officer, unit=self.unit()),
            "set_areas": lambda: self.told(keeping.set_areas, self.officer, unit=self.unit(), areas=["12", "17"]),
            "set_services": lambda: self.told(keeping.set_services, self.officer, unit=self.unit(),
                                              services=["rescue", "interpreter"], full=["interpreter"]),
            "add_focal_point": lambda: self.told(keeping.add_focal_point, self.officer, unit=self.unit(), matter="any",
                                                 name_en=text, name_km=text, phone="000 3", day_and_night=True),
            "end_focal_point": self.end_focal_point,
            "rename_unit": lambda: lambda: act(self.officer, keeping.rename_unit, self.now, unit=self.unit(), name_en="New name",
                                               name_km="ថ្មី"),
            "propose_merge": lambda: self.told(units.propose_merge, self.officer, unit=self.unit(), into=self.unit("police-sr"),
                                               why=text),
            "agree_to_merge": lambda: self.told(units.agree_to_merge, self.cast["duty.sr"], merge_id=self.proposed()),
            "refuse_merge": lambda: self.told(units.refuse_merge, merge_id=self.proposed(), by=self.officer),
            "move_all_work": self.move_all_work,
            "close_unit": lambda: self.told(units.close_unit, self.cast["duty.ps"], unit=self.unit("police-ps"),
                                            reason="other", text=text),
            "open_unit_again": self.open_unit_again,
            "choose_mail": lambda: self.told(notices.choose_mail, wants="all", address=f"{text}@example.org", version=0,
                                             password="a password of the tests"),
        } | self.of_rooms()  # fmt: skip

    def of_rooms(self):
        return (self.account_scenes() | self.guarding_scenes() | self.complaint_scenes() | self.retention_scenes()
                | self.sharing_scenes() | self.governance_scenes() | self.roster_scenes() | self.text_scenes() | self.call_scenes()
                | self.peer_scenes() | self.workshop_scenes() | self.gap_scenes() | self.survey_scenes() | self.pulse_scenes()
                | self.reporter_scenes() | self.hearing_scenes() | self.history_scenes()
                | self.conference_scenes() | self.care_scenes() | self.child_scenes() | self.court_scenes() | self.paper_scenes()
                | self.urgent_scenes() | self.safety_scenes() | self.step_test_scenes() | self.publication_scenes())  # fmt: skip

    # ---------------------------------------------------------------- what they need
    def case(self):
        self.__dict__.setdefault("_case", None)
        self._case = self._case or own_case(self.duty, self.now)
        return self._case

    def step(self):
        return step_of(self.duty, self.now, self.case(), "first_safe_contact")

    def child(self):
        return child_of(self.duty, self.now, self.case())

    def file(self):
        with session("intake", self.now):
            told = intake.Told(
                what=SECRET, where=f"{SECRET} Phnom Penh", when=SECRET, contact=SECRET, contact_safe=SECRET
            )
            return intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=self.now)

    def report(self):
        self.file()
        return rows("select id from report")[0][0]

    def resume_step(self):
        step = self.step()
        self.told(holding.hold_step, step_id=step.id, reason="waiting_order", until=self.now + DAY)()
        return self.told(holding.resume_step, step_id=step.id)

    def ended(self, operation, **given):
        step = taken(self.case(), "first_safe_contact", self.duty, self.social, self.now)
        act(self.social, doing.do_step, self.now, step_id=step.id, outcome="seen_safe")
        return self.told(operation, self.social, step_id=step.id, **given)

    def mark_step_error(self):
        (step,) = self.told(doing.start_step, case_id=self.case().id, kind="arrest_custody")()
        return self.told(mending.mark_step_error, step_id=step.id, text=SECRET)

    def mark_arrival_error(self):
        made = self.told(danger.arrive, case=self.case(), child=self.child(), place=SECRET, safe=False)()
        return self.told(mistakes.mark_arrival_error, arrival_id=made.id, text=SECRET)

    def look_at_danger(self):
        made = self.told(danger.arrive, case=self.case(), child=self.child(), place=SECRET, safe=False)()
        return self.told(places.look_at_danger, arrival=made, purpose="safety")

    def read_places(self):
        case, child = self.case(), self.child()
        taken(case, "first_safe_contact", self.duty, self.social, self.now)
        self.told(doing.start_step, self.social, case_id=case.id, kind="emergency_placement", person_id=child.id)()
        self.told(danger.arrive, self.social, case=case, child=child, place=SECRET, safe=True)()
        return self.told(places.read_places, self.social, case=case)

    def confirm_safe(self):
        self.told(danger.arrive, case=self.case(), child=self.child(), place=SECRET, safe=False)()
        said = self.told(
            cases.record_arrival, case=self.case(), child=self.child(), place=SECRET, safe=True, waits=True
        )()
        return self.told(saying_safe.confirm_safe, arrival=said)

    def lower_urgency(self):
        self.told(danger.raise_urgency, case=self.case(), urgency="emergency")()
        return self.told(mistakes.lower_urgency, case=self.case(), urgency="urgent", text=SECRET)

    def mend_note(self, operation):
        row = self.told(cases.write_note, case=self.case(), compartment="justice", text=SECRET)()
        return self.told(operation, case=self.case(), compartment="justice", record_id=row.id, text=SECRET)

    def of_document(self, operation, **given):
        row = self.told(documents.add_document, case=self.case(), compartment="justice", kind="photograph", content=jpeg(),
                        title=SECRET)()  # fmt: skip
        return self.told(operation, document=row, **given)

    def hold_same_file(self):
        self.of_document(documents.hold_document)
        return self.told(documents.hold_same_file, case=self.case(), content=jpeg())

    def reopen_report(self):
        key = self.report()
        self.told(intake.close, report_id=key, reason="other", text=SECRET)()
        return self.told(intake.reopen_report, report_id=key, text=SECRET)

    def close_strand(self):
        key = strand_of(self.duty, self.now, self.case(), "justice").id
        return self.told(closing.close_strand, strand_id=key, reason="other", text=SECRET)

    def reopen_strand(self):
        self.close_strand()()
        key = strand_of(self.duty, self.now, self.case(), "justice").id
        return self.told(closing.reopen_strand, strand_id=key, reason="other", text=SECRET)

    def look_at_identity(self):
        taken(self.case(), "first_safe_contact", self.duty, self.social, self.now)
        child = child_of(self.social, self.now, self.case())
        self.told(identity.record_identity, self.social, person=child, identity={"name_latin": SECRET})()
        return self.told(identity.look_at_identity, self.social, person=child)

    def find_people(self):
        taken(self.case(), "first_safe_contact", self.duty, self.social, self.now)
        child = child_of(self.social, self.now, self.case())
        self.told(identity.record_identity, self.social, person=child, identity={"name_latin": SECRET})()
        question = finding.Question(SECRET, None, "12")
        return self.told(finding.find_people, self.social, question=question, purpose="step", case=self.case())

    def take_back_identity(self):
        self.told(identity.record_identity, person=self.child(), identity={"name_latin": SECRET})()
        return self.told(identity.take_back_identity, person=self.child())

    def forget_filter(self):
        kept = self.told(lists.save_filter, which="unit", chosen=Filter(area="12"), name=SECRET)()
        return self.told(lists.forget_filter, filter_id=kept.id)

    def pressure(self):
        return {"case": self.case(), "child": self.child(), "sort": "threat", "on_whom": "family", "text": SECRET, "who": SECRET,
                "broker_unit": self.cast["ngo.pp"].unit}  # fmt: skip

    def ask_unseen(self):
        """The police of Phnom Penh recorded it, of a unit that is asked for nothing in justice."""
        self.told(pressing.record_pressure, **self.pressure())()
        return self.told(unseen.ask_unseen, case=self.case(), child=self.pressure()["child"])

    def observe(self):
        """The second one, which differs and opens a step."""
        taken(self.case(), "first_safe_contact", self.duty, self.social, self.now)
        given = {"case": self.case(), "child": child_of(self.social, self.now, self.case()), "fact": "risk"}
        self.told(observing.observe, self.social, answer="none", text=SECRET, **given)()
        return self.told(observing.observe, self.social, answer="high", text=SECRET, **given)

    def settle_fact(self):
        self.observe()()
        step = step_of(self.social, self.now, self.case(), "settle_observations")
        return self.told(settling.settle_fact, self.social, step_id=step.id, fact="risk", outcome="not_known")

    def take_note(self, all_of_them=False):
        step = self.step()
        self.told(handoffs.hand_on, step_id=step.id, to_unit=self.social.unit, why="words", urgency="urgent")()
        asked = handoff_of(self.duty, self.now, step)
        if all_of_them:
            return self.told(notices.take_note_of_all, self.social, matters=[asked.id], shown_at=self.now)
        return self.told(notices.take_note, self.social, subject_id=asked.id)

    def unit(self, code="police-pp"):
        return Unit.objects.get(code=code)

    def proposed(self):
        self.step()
        return self.told(
            units.propose_merge, self.officer, unit=self.unit(), into=self.unit("police-sr"), why=SECRET
        )().id

    def open_unit_again(self):
        self.told(units.close_unit, self.cast["duty.ps"], unit=self.unit("police-ps"), reason="other", text=SECRET)()
        return self.told(units_again.open_unit_again, self.cast["duty.national"], unit=self.unit("police-ps"))

    def move_all_work(self):
        self.step()
        return self.told(
            units.move_all_work, self.officer, unit=self.unit(), to_unit=self.unit("police-sr"), text=SECRET
        )

    def end_focal_point(self):
        point = self.told(keeping.add_focal_point, self.officer, unit=self.unit(), matter="any", name_en=SECRET, name_km="",
                          phone="000 3", day_and_night=False)()  # fmt: skip
        return self.told(keeping.end_focal_point, self.officer, point_id=point.id)

    def worker(self, operation, **given):
        def told():
            with session("worker", self.now):
                return operation(now=self.now, **given)

        return told

    def name_witness(self):
        return self.worker(witnessing.name_witness, unit=self.ngo.unit_id, channel="notice")

    def end_witness(self):
        self.name_witness()()
        return self.worker(witnessing.end_witness, unit=self.ngo.unit_id)

    def take_checkpoint(self):
        self.name_witness()()
        sealer.round_of(self.now)
        return self.told(witnessing.take_checkpoint, self.ngo, checkpoint=LedgerCheckpoint.objects.get())


def entries():
    with seen_by("auditor"):
        return list(LedgerEntry.objects.order_by("id"))


def names():
    return sorted(name.rsplit(".", 1)[1] for name in stories())


def test_every_story_has_a_scenario(cast, now):
    assert sorted(Scenes(cast, now).scenes()) == names()


@pytest.mark.parametrize("name", names())
def test_a_story_leaves_its_entry_and_without_one_it_does_not_happen(name, cast, now, monkeypatch):
    story = Scenes(cast, now).scenes()[name]()
    before = {entry.id for entry in entries()}
    world = everything()
    monkeypatch.setattr("samaki.ledger.operations.add", lambda *_given, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        story()
    monkeypatch.undo()
    assert everything() == world, "an act that cannot be recorded does not happen"
    assert {entry.id for entry in entries()} == before
    story()
    new = [entry for entry in entries() if entry.id not in before]
    assert new, "the story has written nothing"
    for entry in new:
        assert bytes(entry.canonical) == canonical_bytes(entry), "the bytes can be made again from the columns"
        assert set(entry.facts) <= FACTS, set(entry.facts) - FACTS
        assert SECRET.encode() not in bytes(entry.canonical)
        assert entry.recorded_at == now.replace(second=0, microsecond=0)
        assert entry.who in {*cast, "public", "operator", "supervision"}


TABLES = (
    "step",
    "strand",
    "person",
    "handoff",
    "report",
    "relation",
    "emergency",
    "unsealing",
    "look_question",
    "conflict",
    "recusal",
    "legal_hold",
    "erasure",
    "data_key",
    "governance",
    "governance_signature",
    "governance_published",
    "report_text",
    "text_choice",
    "text_out",
    "voice_call",
    "push_browser",
    "peer_question",
    "peer_answer",
    "peer_card",
    "peer_follow",
    "workshop",
    "workshop_session",
    "workshop_invitation",
    "workshop_seat",
    "workshop_mark",
    "workshop_sitting",
    "conference",
    "conference_member",
    "conference_point",
    "conference_decision",
    "conference_action",
    "case_message",
    "message_mention",
    "message_read",
    "care_need",
    "care_goal",
    "care_service",
    "care_assessment",
    "care_check",
    "child_voice",
    "heard_again",
    "protection",
    "child_promise",
    "identification",
    "safety_plan",
    "safe_contact",
    "child_placement",
    "missing_child",
    "exposure",
    "examination",
    "examination_word",
    "operation_plan",
    "operation_ready",
    "operation_fact",
    "stage_decision",
    "stage_alarm",
    "area_money",
    "mentor_call",
    "mentoring",
    "release_of_figures",
    "release_answer",
    "published_release",
    "unit_tie",
)


def everything():
    """Every row of casework but for sealed compartments, as text."""
    found = [row for table in TABLES for row in rows(f"select t::text from {table} t order by 1")]
    return found + [
        row
        for table in ('"case"', "voice_choice")
        for row in rows(f"select t::text from {table} t order by 1", role="worker")
    ]
