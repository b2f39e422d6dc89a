"""Every act has its entry, in its own transaction, with frozen bytes and no personal data."""

import ast
import importlib
import inspect
import textwrap
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from samaki.cases import identity
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.sessions import STORIES
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import opening
from samaki.ledger.canonical import canonical_bytes
from samaki.ledger.models import LedgerEntry

ROOMS = ("samaki.cases.operations", "samaki.cases.identity", "samaki.cases.finding", "samaki.cases.holding", "samaki.handoffs.operations",
         "samaki.intake.operations", "samaki.intake.passing", "samaki.intake.telling", "samaki.intake.triage", "samaki.intake.joining",
         "samaki.intake.again", "samaki.intake.placing", "samaki.intake.outreach", "samaki.intake.coming_back", "samaki.intake.talking",
         "samaki.journeys.saying_safe", "samaki.journeys.support.inputs",
         "samaki.cases.naming",
         "samaki.journeys.support.others", "samaki.commitments.gaps", "samaki.commitments.promising",
         "samaki.journeys.scorecards.commenting",
         "samaki.journeys.mentoring.operations", "samaki.stepping_back.fading.operations",
         "samaki.stepping_back.testing.operations", "samaki.stepping_back.testing.lots",
         "samaki.stepping_back.whatif.running",
         "samaki.channels.sms.adding", "samaki.channels.sms.answering", "samaki.channels.sms.choosing",
         "samaki.channels.sms.own_numbers",
         "samaki.channels.voice.choosing", "samaki.channels.voice.hearing", "samaki.channels.push.choosing",
         "samaki.cases.corrections", "samaki.journeys.mending", "samaki.journeys.mistakes",
         "samaki.journeys.opening", "samaki.journeys.doing", "samaki.journeys.closing",
         "samaki.journeys.moving", "samaki.journeys.danger", "samaki.journeys.observing", "samaki.notices.operations",
         "samaki.agencies.keeping", "samaki.agencies.details",
         "samaki.ledger.witnessing", "samaki.journeys.units", "samaki.journeys.units_again",
         "samaki.journeys.lists.operations", "samaki.cases.sharing.operations", "samaki.cases.sharing.consenting",
         "samaki.cases.sharing.ordering", "samaki.journeys.accused.operations",
         "samaki.cases.documents.operations", "samaki.journeys.settling", "samaki.accounts.sessions", "samaki.accounts.factors",
         "samaki.accounts.invitations", "samaki.accounts.closing", "samaki.accounts.passwords", "samaki.accounts.proving",
         "samaki.accounts.passkeys", "samaki.accounts.changing", "samaki.accounts.tokens",
         "samaki.accounts.signon.operations",
         "samaki.journeys.guarding.emergencies", "samaki.journeys.guarding.unsealing", "samaki.journeys.guarding.questions",
         "samaki.journeys.guarding.conflicts", "samaki.journeys.guarding.recusals",
         "samaki.journeys.retention.holds", "samaki.journeys.retention.erasing",
         "samaki.journeys.subject_access.operations", "samaki.journeys.subject_access.handing",
         "samaki.journeys.agreements.operations", "samaki.journeys.governance.operations", "samaki.journeys.pressure.operations",
         "samaki.journeys.places", "samaki.roster.planning", "samaki.roster.changing", "samaki.roster.handing",
         "samaki.threads.peers.operations",
         "samaki.training.planning", "samaki.training.inviting", "samaki.training.attending", "samaki.training.closing",
         "samaki.training.promising",
         "samaki.surveys.operations", "samaki.history.operations", "samaki.surveys.lists.operations",
         "samaki.pulse.operations", "samaki.pulse.ties",
         "samaki.journeys.pressure.unseen",
         "samaki.court.operations", "samaki.journeys.out_of_court",
         "samaki.journeys.hearings.entering", "samaki.journeys.hearings.becoming", "samaki.journeys.hearings.needing",
         "samaki.journeys.hearings.releases", "samaki.journeys.hearings.feeds", "samaki.journeys.papers.operations",
         "samaki.journeys.voice.saying", "samaki.journeys.voice.asking", "samaki.journeys.protections.measures",
         "samaki.journeys.protections.promising", "samaki.journeys.identification.operations",
         "samaki.journeys.safeguarding.planning", "samaki.journeys.safeguarding.placing", "samaki.journeys.safeguarding.missing",
         "samaki.conferences.calling", "samaki.conferences.agenda", "samaki.conferences.actions", "samaki.conferences.closing",
         "samaki.journeys.conferring", "samaki.cases.messages.operations",
         "samaki.insights.publication.operations", "samaki.journeys.coded_export.operations",
         "samaki.care.needs", "samaki.care.services", "samaki.care.assessing", "samaki.care.following",
         "samaki.care.visits.operations",
         "samaki.care.health.operations", "samaki.journeys.joint_operation.operations",
         "samaki.journeys.complaints.filing", "samaki.journeys.complaints.handling", "samaki.journeys.complaints.suspending")  # fmt: skip

WRITES = {"record", "_save", "_seen", "_more_urgent", "_say", "note", "write", "_write",
          "supersede", "changed", "_changed", "save_changed", "end", "take",
          "raise_dispute", "send", "_end_without", "_keep", "do_step", "add_person", "_add_child", "_new_case",
          "change_holder", "end_step", "open_step", "completed", "open_kind", "describe_person", "record_identity",
          "record_arrival", "write_identity", "take_back_step", "end_mistaken", "keep_once", "_ask", "move", "_move",
          "_open_by_order", "_end_order", "_write_swap", "_add", "file_report", "hold_document",
          "entered", "_becomes", "_record", "_of_going", "put_waiting", "_put", "_begin", "keep", "record_court_fact", "_began", "_kept",
          "_end",
          "_keep_exposure", "_keep_examination", "_written", "_keep_ready", "_look", "write_note",
          "write_gap", "_note", "_moved", "_answer"}  # fmt: skip
"""Functions that end in `ledger.operations.record`; a story must call one of them."""

GOLDEN = (
    b'samaki-ledger-1\n{"act":"step.done","case_id":"00000000-0000-0000-0000-000000000002","child_id":null,'
    b'"compartment":"justice","counterpart":null,"digest":"ff00","facts":{"due_at":"2026-03-03T02:00:00.000000Z","n":1},'
    b'"id":"00000000-0000-0000-0000-000000000001","occurred_at":"2026-03-03T02:00:00.000000Z",'
    b'"occurred_calendar":"gregorian","occurred_precision":"instant","recorded_at":"2026-03-03T02:00:00.000001Z",'
    b'"report_id":null,"schema_version":1,"subject_id":null,"subject_kind":"step","unit":4,"who":"\xe1\x9e\x80"}'
)


def stories():
    [importlib.import_module(room) for room in ROOMS]
    return STORIES


def test_every_story_writes_to_the_ledger():
    for name, story in stories().items():
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(story))))
        called = {
            getattr(node.func, "attr", getattr(node.func, "id", ""))
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }
        assert called & WRITES, name


def test_no_module_of_operations_is_forgotten():
    assert {name.rsplit(".", 1)[0] for name in stories()} <= {
        *ROOMS, "samaki.handoffs.asking", "samaki.handoffs.answering", "samaki.handoffs.working"}  # fmt: skip


def test_the_bytes_are_frozen():
    entry = SimpleNamespace(
        id=UUID(int=1), schema_version=1, who="ក", unit=4, counterpart=None, act="step.done", subject_kind="step", subject_id=None,
        case_id=UUID(int=2), report_id=None, child_id=None, compartment="justice",
        occurred_at=datetime(2026, 3, 3, 2, 0, tzinfo=UTC), occurred_precision="instant", occurred_calendar="gregorian",
        recorded_at=datetime(2026, 3, 3, 2, 0, 0, 1, tzinfo=UTC), digest=b"\xff\x00",
        facts={"n": 1, "due_at": datetime(2026, 3, 3, 2, 0, tzinfo=UTC)},
    )  # fmt: skip
    assert canonical_bytes(entry) == GOLDEN


@pytest.fixture
def worked(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    with session("app", now, duty.id):
        case = opening.open_own(area="12", urgency="emergency", children=1, by=duty, now=now)
        draft = Handoff.objects.get(case=case, step__kind="first_safe_contact")
        handoffs.hand_on(
            step_id=draft.step_id, to_unit=social.unit, why="Secret words", urgency="urgent", by=duty, now=now
        )
    with session("app", now, social.id):
        handoffs.accept(handoff_id=draft.id, by=social, now=now)
        child = Person.objects.select_related("case").get(case=case)
        identity.record_identity(person=child, identity={"name_latin": "Secretname"}, by=social, now=now)
    return case, child


def test_the_bytes_can_be_made_again_from_the_row(worked, cast, now):
    with session("app", now, cast["social.pp"].id):
        entries = list(LedgerEntry.objects.all())
    assert len(entries) > 5
    for entry in entries:
        assert bytes(entry.canonical) == canonical_bytes(entry), entry.act


def test_facts_hold_codes_and_times_only(worked, cast, now):
    with session("app", now, cast["social.pp"].id):
        for entry in LedgerEntry.objects.all():
            assert b"Secret" not in bytes(entry.canonical), entry.act


def test_a_look_that_cannot_be_recorded_shows_nothing(worked, cast, now, monkeypatch):
    _case, child = worked

    def broken(*_given, **_named):
        raise RuntimeError("the ledger cannot be written")

    monkeypatch.setattr(identity, "record", broken)
    with pytest.raises(RuntimeError), session("app", now, cast["social.pp"].id):
        identity.look_at_identity(person=child, by=cast["social.pp"], now=now)


def test_an_act_that_cannot_be_recorded_does_not_happen(worked, cast, now, monkeypatch):
    case, _child = worked
    monkeypatch.setattr("samaki.ledger.operations.add", lambda *_given, **_named: 1 / 0)
    with pytest.raises(ZeroDivisionError), session("app", now, cast["duty.pp"].id):
        opening.add_child(case=case, by=cast["duty.pp"], now=now)
    monkeypatch.undo()
    with session("app", now, cast["duty.pp"].id):
        assert Person.objects.filter(case=case).count() == 1


def test_a_look_at_a_name_is_written_with_who_and_when(worked, cast, now):
    _case, child = worked
    with session("app", now, cast["social.pp"].id):
        assert identity.look_at_identity(person=child, by=cast["social.pp"], now=now)["name_latin"] == "Secretname"
        entry = LedgerEntry.objects.filter(act="identity.look").get()
    assert (entry.who, entry.child_id, entry.recorded_at) == ("social.pp", child.id, now)
