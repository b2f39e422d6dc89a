"""A small country at work, told by the real operations: every row of it, and every word that lies sealed in it."""

import json
import uuid
from contextlib import suppress
from datetime import date, timedelta

from django.db import connections
from psycopg.rows import dict_row

from samaki.agencies.models import Member, Membership, Unit
from samaki.care import assessing, following
from samaki.care import needs as care_needs
from samaki.care import rules as care_rules
from samaki.care import services as care_services
from samaki.care.health import operations as health
from samaki.care.health.rules import Examined, check_tends
from samaki.care.models import CareNeed
from samaki.cases.documents.operations import add_document
from samaki.cases.documents.rules import check_adds, places
from samaki.cases.messages import operations as messages
from samaki.cases.messages.queries import unread as messages_unread
from samaki.cases.messages.queries import writable
from samaki.cases.models import Case, Person, Step
from samaki.cases.operations import add_person, write_note
from samaki.cases.rules import check_works_for, may
from samaki.cases.sharing import consenting, ordering
from samaki.cases.sharing import operations as sharing
from samaki.cases.sharing.ordering import check_orders
from samaki.cases.sharing.rules import OF_A_CHILD, check_gives
from samaki.channels.push.models import PushBrowser
from samaki.channels.sms import adding
from samaki.channels.sms.choosing import choose_texts
from samaki.channels.sms.outbox import queue_text
from samaki.channels.voice.choosing import choose_calls, queue_call
from samaki.commitments.gaps import raise_gap
from samaki.commitments.promising import promise, take_commitment
from samaki.conferences import actions, agenda, calling
from samaki.conferences.models import Conference
from samaki.conferences.rules import check_calls
from samaki.court.operations import record_court_fact
from samaki.court.rules import check_writes as check_writes_court
from samaki.court.telling import Told as ToldCourt
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.insights.keeping import keep
from samaki.intake.enclosing import Enclosed
from samaki.intake.models import Report
from samaki.intake.operations import Told
from samaki.intake.outreach import log_outreach
from samaki.intake.talking import write_to_reporter
from samaki.jobs.tick import tick
from samaki.journeys.accused import operations as accused
from samaki.journeys.agreements.operations import record_agreement
from samaki.journeys.complaints import filing, handling, suspending
from samaki.journeys.complaints.models import Complaint
from samaki.journeys.doing import do_step, start_step
from samaki.journeys.guarding import conflicts, emergencies, questions, recusals, unsealing
from samaki.journeys.hearings import entering, feeds, needing, releases
from samaki.journeys.hearings.rules import check_writes
from samaki.journeys.hearings.telling import Told as Sitting
from samaki.journeys.identification import operations as identification
from samaki.journeys.joint_operation import operations as joint
from samaki.journeys.joint_operation.plan import Plan
from samaki.journeys.joint_operation.queries import could_be_asked
from samaki.journeys.opening import open_from_report
from samaki.journeys.papers.operations import make_paper
from samaki.journeys.papers.queries import readers_of
from samaki.journeys.pressure.operations import record_pressure
from samaki.journeys.protections import measures, promising
from samaki.journeys.protections.models import Protection
from samaki.journeys.retention import holds
from samaki.journeys.safeguarding import missing, placing, planning
from samaki.journeys.safeguarding.models import MissingChild
from samaki.journeys.safeguarding.rules import check_cares
from samaki.journeys.scorecards.commenting import say_of_figures
from samaki.journeys.subject_access import handing
from samaki.journeys.subject_access.models import GIVEN
from samaki.journeys.subject_access.operations import ask_subject_access, decide_subject_access
from samaki.journeys.subject_access.rules import check_records, check_takes
from samaki.journeys.support.inputs import begin_input, withdraw_input
from samaki.journeys.voice import asking, saying
from samaki.journeys.voice.rules import check_writes as check_speaks
from samaki.ledger.models import LedgerEntry
from samaki.ledger.sealing import seal_all
from samaki.pulse.answering import answer_pulse
from samaki.pulse.operations import open_round
from samaki.pulse.ties import name_ties
from samaki.roster import changing
from samaki.roster import handing as duties
from samaki.simulation.cast import assemble
from samaki.simulation.demo import tell_stories
from samaki.stepping_back.whatif.running import ask_what_if
from samaki.threads.peers import operations as peers
from samaki.vault import sealing
from samaki.vault.wrapping import unwrap
from tests.acting import act
from tests.cases.files import picture
from tests.database.oracle import RECORDS
from tests.history import making as old_years
from tests.intake.talk import filed, reach, report_of, said, voice
from tests.journeys.governing import drafted, signed
from tests.journeys.retention.erasing import WAITS, answered, closed, filled_case
from tests.journeys.retention.erasing import asked as erasure_asked
from tests.roster.planned import drafted as roster_drafted
from tests.roster.planned import layer, published
from tests.stepping_back import tested as stepping
from tests.surveys import making
from tests.threads import peering
from tests.training import holding

TABLES = ("relation", "case", "strand", "step", "handoff", "handoff_message", "remark", "person", "arrival", "document",
          "document_file", *RECORDS, "report", "consent", "disclosure", "for_accused",
          "data_key", "ledger_entry", "notice", "emergency", "unsealing", "look_question", "conflict", "recusal",
          "retention_mark", "legal_hold", "erasure", "complaint", "complaint_message", "suspension", "agreement", "pressure",
          "subject_access", "subject_handover", "governance", "governance_signature", "duty_roster", "duty_version",
          "duty_change", "duty_swap", "duty_note", "duty_number",
          "report_text", "text_choice", "text_out", "voice_choice", "voice_call", "push_browser", "outreach", "mentor_input",
          "gap", "commitment", "commitment_move", "agency_word", "old_list", "old_figure",
          "stage_decision", "stage_alarm", "area_money", "mentor_call", "mentoring",
          "survey", "survey_venue", "survey_visit", "survey_count", "list_study", "pulse_round", "unit_tie",
          "court_fact", "hearing", "hearing_child", "hearing_need", "hearing_going", "accused_release", "calendar_feed",
          "child_voice", "heard_again", "protection", "child_promise", "identification",
          "safety_plan", "safe_contact", "child_placement", "missing_child",
          "peer_question", "peer_answer", "peer_card",
          "workshop", "workshop_session", "workshop_invitation", "workshop_seat", "workshop_mark", "workshop_sitting",
          "conference", "conference_member", "conference_point", "conference_decision", "conference_action",
          "case_message", "message_mention", "message_read",
          "care_need", "care_goal", "care_service", "care_assessment", "care_check",
          "paper", "measure_cell",
          "step_back_lot", "step_back_test", "step_back_signature", "step_back_part", "what_if_run",
          "release_of_figures", "release_answer", "published_release",
          "exposure", "examination", "examination_word", "operation_plan", "operation_ready", "operation_fact",
          "report_message", "report_file", "report_file_bytes", "report_contact")  # fmt: skip


def told(superuser, now, stories=13):
    """Table -> its rows as the superuser sees them."""
    assemble(now - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    tell_stories(now, stories)
    documents_on_every_case(now)
    sharing_on_every_case(now)
    guarded_cases(now)
    kept_and_erased(now)
    complaints_about_agencies(now)
    pressure_on_families(now)
    days_of_courts(now)
    children_at_court(now)
    files_of_courts(now)
    children_who_ask(now)
    reporters_who_come_back(now)
    who_governs(now)
    who_is_on_duty(now)
    texts_came_and_go(now)
    outreach_of_units(now)
    the_mentor_gives(now)
    gaps_and_promises(now)
    the_mentor_is_to_leave(now)
    surveys_are_made(now)
    partners_are_asked(now)
    peers_who_ask(now)
    workshops_held(now)
    conferences_on_cases(now)
    children_cared_for(now)
    figures_are_counted(now)
    papers_handed_over(now)
    urgent_care_of_children(now)
    operations_of_police(now)
    with superuser.cursor(row_factory=dict_row) as cursor:
        return {
            table: cursor.execute(f'select * from "{table}"').fetchall() for table in (*TABLES, "membership", "unit")
        }


def figures_are_counted(now):
    seal_all(now + timedelta(days=1))
    while keep(now + timedelta(days=1)):
        pass


def outreach_of_units(now):
    """Two units write down what they did."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for name in ("duty.pp", "ngo.pp"):
        act(who[name], log_outreach, now, held_on=now.date(), area="12", kind="leaflets", reached=40)


def the_mentor_gives(now):
    """Money for one step, and advice for all that ended."""
    mentor = Member.objects.select_related("unit__agency").get(username="mentor")
    for form, kind in (("money", "police_file"), ("advice", "")):
        row = act(mentor, begin_input, now, form=form, area="12", kind=kind, since=now.date() - timedelta(days=9))
    act(mentor, withdraw_input, now, input_id=row.id, until=now.date())


def gaps_and_promises(now):
    """A gap, what two units promise about it, and what an agency says of its figures."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    gap = act(who["duty.pp"], raise_gap, now, area="12", kind="other", what="", text="...", known_since=now.date())
    for owner in ("duty.pp", "social.pp"):
        given = {"owner": who[owner].unit, "gap": gap, "text": "...", "due_on": now.date() + timedelta(days=9)}
        row = act(who["duty.pp"], promise, now, **given)
    act(who["social.pp"], take_commitment, now, commitment_id=row.id)
    head = who["officer.pp"]
    act(head, say_of_figures, now, agency=head.unit.agency, quarter=date(now.year, 1, 1), text="...")
    old_years.kept(head, now)


def the_mentor_is_to_leave(now):
    """A plan that is signed and waits for its lot, one in its place before, and a simulation that is asked for."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    stepping.fixed(who, now)
    stepping.signed(who, now, stepping.fixed(who, now, stepping.protocol(steps=80)))
    stepping.announced(who, now)
    act(who["oversight"], ask_what_if, now, area="17")


def surveys_are_made(now):
    """One that was drawn and counted, and an estimate that waits."""
    by = Member.objects.select_related("unit__agency").get(username="oversight")
    row = making.drawn(by, now)
    with session("app", now, by.id):
        visit = making.visits_of(row)[0]
    making.count(by, now, visit)
    making.asked(by, now)


def partners_are_asked(now):
    """A round that is open, and one answer; and whom a unit calls."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    row = act(who["oversight"], open_round, now, closes_at=now + timedelta(days=21))
    act(who["duty.pp"], answer_pulse, now, round_id=row.id, answers=dict.fromkeys(row.questions, "4"))
    act(who["officer.pp"], name_ties, now, calls={who["social.pp"].unit_id}, called=set())


def reporters_who_come_back(now):
    """A report that stays a report, and one that became a case: each with words, a voice, and how its reporter may be contacted."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for opened in (False, True):
        receipt = filed(now)
        report = report_of(who["duty.pp"], now)
        said(receipt, now, file=Enclosed(voice(b"x")))
        reach(receipt, now, "call", "evening", contact="012 345 678")
        act(who["duty.pp"], write_to_reporter, now, report_id=report.id, kind="told", phrases=["read_it"], text="")
        if opened:
            act(who["duty.pp"], open_from_report, now, report_id=report.id)


def guarded_cases(now):
    """One case is opened in an emergency, a reporter asked for, a look questioned, a wall laid, a member steps aside."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    asker = {name: next(iter(_cases_of(who[name], now)), None) for name in ("duty.pp", "social.pp")}
    code = asker["duty.pp"].code
    row = act(who["nurse.pp"], emergencies.ask_emergency, now, code=code, compartments=["care", "justice"], reason="child_before_us",
              text="x", second_unit=who["leader.pp"].unit)  # fmt: skip
    assert act(who["leader.pp"], emergencies.answer_emergency, now, emergency_id=row.id, agreed=True).case_id
    with session("app", now, who["duty.pp"].id):
        report = Report.objects.select_related("holder").filter(holder=who["duty.pp"].own_principal).first()
    act(who["duty.pp"], unsealing.ask_reporter, now, report=report, reason="court_order", text="x")
    act(
        who["duty.pp"],
        recusals.step_aside,
        now,
        case=asker["duty.pp"],
        member=who["duty.pp"],
        reason="family",
        text="x",
    )
    with session("app", now, who["privacy.pp"].id):
        look = (
            LedgerEntry.objects.filter(act__in=questions.LOOKS, unit=who["privacy.pp"].unit_id)
            .exclude(who="privacy.pp")
            .first()
        )
    if look is not None:
        act(who["privacy.pp"], questions.question_look, now, entry_id=look.id, text="")
    wall = act(who["privacy.social"], conflicts.ask_wall, now, case=asker["social.pp"], unit=who["duty.pp"].unit, at_once=True,
               to_unit=who["duty.national"].unit, decider=who["privacy.ngo"].unit, reason="office", text="x", not_enough="x",
               by_accused=False, else_known="", days=9)  # fmt: skip
    act(who["privacy.ngo"], conflicts.answer_wall, now, conflict_id=wall.id, agreed=True, text="x")


def kept_and_erased(now):
    """One case is long closed and due, one is held, one is asked for, one erased; each in the hands of two agencies."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    long_ago, before = now - timedelta(days=3700), now - WAITS
    Membership.objects.using("owner").filter(since__gt=long_ago).update(since=long_ago)
    connections["owner"].close()
    closed(who, filled_case(who, long_ago), long_ago)
    assert tick(now).errors == []
    act(who["social.pp"], holds.set_hold, now, case=filled_case(who, now), reason="appeal", text="x", days=9)
    erasure_asked(who, closed(who, filled_case(who, before), before), now)
    answered(who, erasure_asked(who, closed(who, filled_case(who, before), before), before), now)


def complaints_about_agencies(now):
    """About the police, an NGO, the oversight and nobody knows whom, one asked about and answered; a member suspended; an agreement."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    receipts = []
    for unit in ("police-pp", "ngo-pp", "oversight", ""):
        with session("intake", now):
            told = filing.Grievance(what="x", unit=unit)
            receipts.append(filing.file_complaint(told=told, key=uuid.uuid4(), channel="web", now=now))
    with session("app", now, who["oversight"].id):
        key = Complaint.objects.get(about_unit=who["duty.pp"].unit_id).id
    act(who["oversight"], handling.take_up_complaint, now, complaint_id=key)
    act(who["oversight"], handling.ask_complainant, now, complaint_id=key, text="x")
    with session("intake", now):
        filing.add_to_complaint(receipt=receipts[0], text="x", now=now)
    act(who["privacy.social"], suspending.suspend_access, now, member=who["nurse.sr"], reason="took_money", text="x",
        decider=who["privacy.ngo"].unit, complaint_id=None)  # fmt: skip
    day = now.date()
    act(who["privacy.pp"], record_agreement, now, one=who["duty.pp"].unit.agency, other=who["ngo.sr"].unit.agency, text="x",
        purposes=["safety_now"], compartments=["care"], signed_on=day - timedelta(days=9), review_by=day + timedelta(days=90))  # fmt: skip


def who_governs(now):
    """One version in force, a newer one that waits with one signature."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    signed(who, drafted(who, now), "officer.pp", "ngo.pp", now=now)
    signed(who, drafted(who, now, payer="another"), "mentor", now=now)


def who_is_on_duty(now):
    """Two units have a roster, one of them a draft beside it; somebody covers, two swap, a note is left, numbers are given."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    ours = published(who, now, layer(who, "duty.pp", start=now.date() - timedelta(days=9)))
    published(who, now, layer(who, "social.sr", start=now.date()), by="social.sr")
    roster_drafted(who, now, layer(who, "officer.pp"))
    span = {"since": now + timedelta(days=1), "until": now + timedelta(days=2)}
    act(
        who["officer.pp"],
        changing.change_duty,
        now,
        roster_id=ours.roster_id,
        sort="covers",
        member=who["officer.pp"],
        **span,
    )
    swap = {"since": now + timedelta(days=3), "until": now + timedelta(days=4)}
    act(who["duty.pp"], changing.ask_swap, now, roster_id=ours.roster_id, other=who["officer.pp"], **swap)
    act(who["duty.pp"], duties.write_handover, now, roster_id=ours.roster_id, text="x")
    for name in ("duty.pp", "officer.pp", "social.sr"):
        act(who[name], duties.give_number, now, number="012 345 678")


def peers_who_ask(now):
    """A question with an answer that is a card, one that is flagged, one taken back."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    first, flagged, gone = (peering.asked(who, now, by=by) for by in ("duty.pp", "social.sr", "ngo.pp"))
    peering.card(who, now, peering.answered(who, now, first))
    peering.answered(who, now, first, by="legal.pp")
    act(who["ngo.sr"], peers.flag_peers, now, what="question", key=flagged.id)
    act(who["ngo.pp"], peers.take_back_peers, now, what="question", key=gone.id)


def workshops_held(now):
    """One that is over, with a card to enter and a test; one that is only planned."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    row, _code, keys = holding.running(who, now, people=2, contact=True)
    holding.tested(who, now, row, "before")
    holding.sat(now, keys[0], "before")
    holding.everybody_came(who, now, row)
    holding.moved(who, now, row, "finish")
    holding.planned(who, now)


def conferences_on_cases(now):
    """Each of three units calls one on its cases, with points, a decision, promises, a unit that reads for it and one that is only invited;
    one of a province; messages in every part that is open, one read, one corrected."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    then, meets = now, now + timedelta(days=5)
    for by, reads, comes in (
        ("duty.pp", "legal.pp", "court.pp"),
        ("social.pp", "nurse.pp", "ngo.pp"),
        ("social.sr", "ngo.sr", "duty.sr"),
    ):
        for case in _cases_of(who[by], then)[:3]:
            with session("app", then, who[by].id):
                if not may(check_calls, case, who[by], then):
                    continue
                room, children = next(iter(writable(case.id, who[by]).items()), ("", {None}))
                child = Person.objects.select_related("case").filter(case=case, id=next(iter(children))).first()
                held = calling.call_conference(
                    case=case, child=child, purpose="plan", meets_at=meets, at_unit=None, by=who[by], now=then
                )
                told = {"conference_id": held.id, "by": who[by], "now": then}
                for whom, parts in ((reads, [room] if room else []), (comes, [])):
                    with suppress(Refusal):
                        calling.invite_unit(
                            to_unit=who[whom].unit, compartments=parts, ground="risk_of_harm", text="x", **told
                        )
                if room:
                    point = agenda.add_point(
                        case=case, child=child, compartment=room, text="a point that waits here", **told
                    )
                    agenda.decide_point(point_id=point.id, text="a decision of this meeting", **told)
                    actions.record_action(
                        point_id=point.id, text="a promise of this meeting", owner=who[by].unit, due_at=meets, **told
                    )
                    about = {
                        "case": case,
                        "compartment": room,
                        "child": child,
                        "mentions": [],
                        "by": who[by],
                        "now": then,
                    }
                    first = messages.write_message(text="a message with a mistake", **about)
                    messages.correct_message(
                        message_id=first.id, text="a message without mistake", by=who[by], now=then
                    )
            with suppress(Refusal, Conference.DoesNotExist):
                act(who[reads], calling.give_undertaking, then, conference_id=held.id, agreed=True)
                with session("app", then, who[reads].id):
                    keys = messages_unread(case.id, who[reads])
                    messages.read_messages(case=case, messages=keys, by=who[reads], now=then)
    monthly = act(
        who["officer.pp"], calling.set_up_meeting, then, area="12", purpose="monthly", meets_at=meets, at_unit=None
    )
    act(who["officer.pp"], calling.invite_unit, then, conference_id=monthly.id, to_unit=who["social.pp"].unit, compartments=[], ground="",
        text="")  # fmt: skip
    act(who["social.pp"], calling.give_undertaking, then, conference_id=monthly.id, agreed=True)
    act(
        who["social.pp"],
        agenda.add_point,
        then,
        conference_id=monthly.id,
        case=None,
        child=None,
        compartment="",
        text="nobody answers",
    )


def pressure_on_families(now):
    """On the side of two children: by nobody known, and by somebody of a unit that has a part in the case; the step is asked on."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for by, broker in (("social.pp", None), ("ngo.sr", "duty.sr"), ("duty.ps", "social.ps")):
        for case in _cases_of(who[by], now)[:2]:
            with session("app", now, who[by].id):
                child = (
                    Person.objects.select_related("case").filter(case=case, part="survivor", in_error_at=None).first()
                )
                if child is not None and may(check_works_for, child, who[by]):
                    record_pressure(case=case, child=child, sort="money", on_whom="family", text="x", who="x", by=who[by], now=now,
                                    broker_unit=who[broker].unit if broker else None)  # fmt: skip


def urgent_care_of_children(now):
    """When it happened last, an examination that justice knows of and one it does not, written by four units."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for by in ("duty.pp", "social.pp", "ngo.sr", "nurse.pp"):
        for case in _cases_of(who[by], now)[:2]:
            with session("app", now, who[by].id):
                child = (
                    Person.objects.select_related("case").filter(case=case, part="survivor", in_error_at=None).first()
                )
                if child is None or not may(check_tends, child, who[by], now):
                    continue
                health.record_exposure(
                    case=case, child=child, at=now - timedelta(days=2), text="x", by=who[by], now=now
                )
                for shares in ("agreed", "refused"):
                    told = Examined(took_place=True, at=now, shares=shares, text="x", certificate="x", again="health")
                    health.record_examination(case=case, child=child, told=told, by=who[by], now=now)


def operations_of_police(now):
    """Two units hold an operation: a plan, a unit that is asked and one that is shown all, what happened; one of them has ended."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for by in ("duty.pp", "duty.sr"):
        for n, case in enumerate(_cases_of(who[by], now)[:2]):
            with session("app", now, who[by].id):
                steps = Step.objects.filter(
                    case=case, kind="joint_operation", holder=who[by].own_principal, state="open"
                )
                if not steps.exists():
                    with suppress(Refusal):
                        start_step(case_id=case.id, kind="joint_operation", by=who[by], now=now)
                step = steps.select_related("holder").first()
                if step is None:
                    continue
                joint.plan_operation(step_id=step.id, plan=Plan(text="x"), by=who[by], now=now)
                for whole, unit in zip((False, True), could_be_asked(step), strict=False):
                    joint.ask_ready(
                        step_id=step.id, to_unit=unit, what="x", ready_at=now, whole=whole, by=who[by], now=now
                    )
                joint.record_operation_fact(step_id=step.id, kind="began", at=now, by=who[by], now=now)
                if n:
                    do_step(step_id=step.id, outcome="called_off", by=who[by], now=now)


def days_of_courts(now):
    """Hearings to which a child is called or none, written down by three units, with what they need; word of a release; two feeds."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for by in ("duty.pp", "social.pp", "ngo.sr"):
        for case in _cases_of(who[by], now)[:2]:
            with session("app", now, who[by].id):
                if not may(check_writes, case, who[by], now):
                    continue
                child = (
                    Person.objects.select_related("case").filter(case=case, part="survivor", in_error_at=None).first()
                )
                for called in ((child,) if child else (), ()):
                    day = Sitting(
                        purpose="trial",
                        source="family",
                        at=now + timedelta(days=9),
                        place="x",
                        text="x",
                        children=called,
                    )
                    row = entering.enter_hearing(case=case, told=day, by=who[by], now=now)
                    needing.add_need(hearing_id=row.id, sort="interpreter", text="x", by=who[by], now=now)
                if child and may(check_works_for, child, who[by]):
                    needing.add_need(hearing_id=row.id, sort="summons", person=child, text="x", by=who[by], now=now)
                needing.say_goes(hearing_id=row.id, worker=who[by], by=who[by], now=now)
                releases.hear_release(case=case, reason="bail", source="family", at=now, text="x", by=who[by], now=now)
        act(who[by], feeds.make_feed, now, scope="unit")


def children_at_court(now):
    """Of each child of some cases: told, wanted, asked about, protected, promised, proposed as a victim; by whoever works for it."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for by in ("duty.pp", "social.pp", "ngo.sr", "legal.pp"):
        for case in _cases_of(who[by], now)[:3]:
            with session("app", now, who[by].id):
                for child in Person.objects.select_related("case").filter(case=case, part="survivor", in_error_at=None):
                    if not may(check_speaks, child, who[by], now):
                        continue
                    told = {"case": case, "child": child, "by": who[by], "now": now}
                    saying.tell_child(topic="rights", answer="again", language="khm", text="x", **told)
                    saying.write_wish(topic="live", answer="says", text="x", **told)
                    asking.ask_again(sort="interview", reason="judge", topic="x", text="x", **told)
                    if not Protection.objects.filter(child_id=child.id, measure="breaks").exists():
                        measures.ask_protection(measure="breaks", text="x", **told)
                    promising.promise_child(
                        sort="tell", owner=who[by].unit, due_at=now + timedelta(days=9), text="x", **told
                    )
                    identification.propose_identification(status="identified", text="x", **told)
                    keep_safe(child, by, told)


def keep_safe(child, by, told):
    """How it is reached, and where care is open its plan and its places; of one in three that it is missing."""
    planning.write_safe_contact(ways=["school"], never=["write"], words={"when": "x"}, **told)
    if may(check_cares, child, told["by"], told["now"]):
        planning.write_safety_plan(words={"fears": "x"}, assent="yes", **told)
        placing.place_child(sort="shelter", basis="not_known", looked="kin", looked_why="cannot", text="x", **told)
    if by == "social.pp" and not MissingChild.objects.filter(child_id=child.id).exists():
        missing.report_missing(text="x", **told)


def files_of_courts(now):
    """Somebody is charged for a child and for none, held, judged and cleared; written by police and by others who work in justice."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    for by in ("duty.pp", "prosecutor.pp", "duty.sr"):
        for case in _cases_of(who[by], now)[:2]:
            with session("app", now, who[by].id):
                if not may(check_writes_court, case, who[by], now):
                    continue
                child = case.people.select_related("case").filter(part="survivor", in_error_at=None).first()
                accused = add_person(case=case, part="person_named", by=who[by], now=now)
                for kind, given in (
                    ("charged", {"offence": "tshe_10", "child": child}),
                    ("arrested", {"age": 30}),
                    ("judged", {"offence": "tshe_10", "child": child, "code": "acquitted"}),
                    ("final", {}),
                ):
                    fact = ToldCourt(kind=kind, at=now, person=accused, text="x", **given)
                    if may(check_writes_court, case, who[by], now, None, kind):
                        record_court_fact(case=case, told=fact, by=who[by], now=now)


def papers_handed_over(now):
    """Two units print what they know of a case, for themselves and for another unit that reads something of it."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    made = 0
    for by in ("duty.pp", "social.pp"):
        for case in _cases_of(who[by], now)[:2]:
            with session("app", now, who[by].id):
                for unit in readers_of(case, who[by], now)[:2]:
                    with suppress(Refusal):
                        make_paper(case=case, kind="summary", language="en", to_unit=unit, by=who[by], now=now)
                        made += 1
    assert made > 2


def texts_came_and_go(now):
    """A report came by text and more was added; two members are texted."""
    with session("intake", now):
        adding.report_by_text(told=Told(what="x"), number=b"n" * 32, key=uuid.uuid4(), now=now)
        adding.add_by_text(to=adding.open_from(b"n" * 32), text="x", key=uuid.uuid4(), now=now)
    for member in Member.objects.filter(username__in=("duty.pp", "social.pp")):
        act(
            member, choose_texts, now, wants="urgent", number="012345678", password="a password of the tests", version=0
        )
        with session("app", now, member.id):
            queue_text("code", "mekong", "85512345678", "x", now, member_id=member.id, unit=member.unit_id)
        called_and_pushed(member, now)


def called_and_pushed(member, now):
    """This member chose calls, has a call that proves the number, and a browser of push."""
    given = {"wants": "urgent", "number": "012345678", "pin": "", "password": "a password of the tests", "version": 0}
    act(member, choose_calls, now, **given)
    with session("app", now, member.id):
        queue_call("prove", "mekong", "85512345678", now, member_id=member.id, unit=member.unit_id, asked="prove")
        PushBrowser(member_id=member.id, made_at=now, address=member.id.bytes).save(force_insert=True)


def children_who_ask(now):
    """What is held about three children: asked of two units, decided and handed over in one of them."""
    who = {member.username: member for member in Member.objects.select_related("unit__agency")}
    asked = []
    for by in ("duty.pp", "social.pp", "social.sr"):
        for case in _cases_of(who[by], now)[:2]:
            with session("app", now, who[by].id):
                child = (
                    Person.objects.select_related("case").filter(case=case, part="survivor", in_error_at=None).first()
                )
                if (
                    child is None
                    or not may(check_records, case, who[by], now)
                    or not may(check_takes, case, child, who[by])
                ):
                    continue
                given = {"case": case, "child": child, "asker": "child", "how": "letter", "language": "en", "text": "x"}
                asked.append((by, ask_subject_access(**given, by=who[by], now=now)))
    assert len(asked) > 2
    by, row = next(one for one in asked if one[0] == "social.pp")
    parts = dict.fromkeys(row.rooms, GIVEN)
    act(who["privacy.social"], decide_subject_access, now, request_id=row.id, parts=parts, text="x", read_at=now)
    act(
        who[by],
        handing.hand_over_subject_access,
        now,
        request_id=row.id,
        handed_to="child",
        identified="known",
        form="page",
        text="x",
    )


def _cases_of(member, now):
    with session("app", now, member.id):
        return list(Case.objects.filter(steps__holder=member.own_principal, state="open").order_by("-id").distinct())


def documents_on_every_case(now):
    """One in every part of the file in which somebody works, of the whole case and of each child; every third is held."""
    number = 0
    for member in Member.objects.order_by("username"):
        with session("app", now, member.id):
            for case in Case.objects.filter(steps__holder=member.own_principal).distinct():
                for compartment, children in places(case.id, member).items():
                    for child in children:
                        person = Person.objects.filter(id=child).select_related("case").first() if child else None
                        if may(check_adds, case, member, now) and (person or not child):
                            number += 1
                            add_document(case=case, compartment=compartment, kind="photograph", person=person, held=number % 3 == 0,
                                         content=picture(color=(number % 256, number // 256, 0)), by=member, now=now)  # fmt: skip
    assert number > 9


def sharing_on_every_case(now):
    """Of every part in which somebody works, of the whole case and of each child: given, not given, over by now, without
    consent; and what was answered about each child."""
    number, until = 0, now + timedelta(days=20)
    answers = dict.fromkeys(consenting.questions(), True)
    units = list(
        Unit.objects.filter(kind__in=["ngo_aftercare", "ngo_legal", "health", "social", "police_ahtjp"]).order_by(
            "code"
        )
    )
    for member in Member.objects.order_by("username"):
        with session("app", now - timedelta(days=1), member.id):
            for case in Case.objects.filter(steps__holder=member.own_principal).distinct():
                for part, children in places(case.id, member).items():
                    for child in children:
                        person = Person.objects.filter(id=child).select_related("case").first() if child else None
                        number += 1
                        to_unit = next(
                            one for one in units[number % len(units) :] + units if one.principal != member.unit_id
                        )
                        if (person is None and part in OF_A_CHILD) or not may(check_gives, case, member, now):
                            continue
                        given = {"case": case, "child": person, "to_unit": to_unit, "compartments": [part], "by": member,
                                 "purpose": "safety_now", "now": now - timedelta(days=1), "text": "why"}  # fmt: skip
                        if number % 3 == 0:
                            sharing.refuse_to_share(**given, reason="conflict")
                        else:
                            ends = now - timedelta(hours=1) if number % 5 == 0 else until
                            sharing.share(**given, ground=("legal_duty", "risk_of_harm")[number % 2], until=ends)
                        if (
                            part == "justice"
                            and person is None
                            and may(check_orders, case, member, now - timedelta(days=1))
                        ):
                            _ordered_and_flagged(case, member, now - timedelta(days=1), until)
                        if person is not None and number % 2:
                            consenting.record_consent(case=case, child=person, to_unit=to_unit, purpose="shelter", answers=answers,
                                                      assent="yes", by=member, now=now - timedelta(days=1))  # fmt: skip
    assert number > 9


def _ordered_and_flagged(case, member, then, until):
    """What a court ordered of this case, and a note that speaks for the accused."""
    court = Unit.objects.filter(kind="court").order_by("code").first()
    order = ordering.Order(
        court=court, number="1", ordered_on=then.date(), compartments=["justice"], child=None, until=until
    )
    ordering.record_order(case=case, order=order, text="x", by=member, now=then)
    note = write_note(case=case, compartment="justice", text="x", person=None, by=member, now=then)
    accused.flag_for_accused(case=case, item=note, text="x", by=member, now=then)


def guarded_by(world, member, moment):
    """Units of the agencies for which this member is confidentiality officer."""
    agency = {unit["principal"]: unit["agency_id"] for unit in world["unit"]}
    held = {agency[m["unit"]] for m in world["membership"] if m["member_id"] == member.id and m["since"] <= moment
            and m["role"] == "confidentiality_officer"}  # fmt: skip
    return frozenset(principal for principal, whose in agency.items() if whose in held)


def handled_by(world, member, moment):
    """(units for which this member looks into complaints, agencies of which they are part, agencies that they administer)."""
    agency = {unit["principal"]: unit["agency_id"] for unit in world["unit"]}
    held = [m for m in world["membership"] if m["member_id"] == member.id and m["since"] <= moment and member.is_active]
    own = frozenset(m["unit"] for m in held if m["role"] == "oversight")
    mine = {agency[m["unit"]] for m in held} | {agency[member.unit_id]}
    administers = frozenset(agency.values()) if any(m["role"] == "admin" for m in held) else frozenset()
    return guarded_by(world, member, moment) | own, frozenset(mine), administers


def words_in(world):
    """Every word that lies sealed under the key of a case or of a report -> the rows (table, id) that hold it."""
    keys = {k[of]: unwrap(k["wrapped"], k["id"]) for k in world["data_key"] for of in ("case_id", "report_id") if k[of]}
    found = {}
    said = ("conference_point", "conference_decision", "conference_action", "case_message", "child_voice", "heard_again", "protection",
            "child_promise", "safety_plan", "safe_contact", "child_placement", "missing_child")  # fmt: skip
    for table in ("remark", "handoff_message", "report", *said, *RECORDS):
        for row in world[table]:
            key = keys.get(
                row.get("case_id") if table != "report" and row.get("case_id") else row.get("report_id", row["id"])
            )
            if key is None:  # erased, or of no case: nobody opens it, the superuser neither
                continue
            for text in _leaves(sealing.unseal(key, row["sealed"], f"{table}.sealed.{row['id']}")):
                found.setdefault(text, set()).add((table, row["id"]))
    return found


def _leaves(text):
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    if isinstance(value, dict | list):
        return [
            one for part in (value.values() if isinstance(value, dict) else value) for one in _leaves(json.dumps(part))
        ]
    return [str(value)] if value not in (None, "", True, False) else []


def children_cared_for(now):
    """What two units wrote of the children for whom they work, a draft among it; a service is asked of a third."""
    for by, asks in (("social.pp", "ngo-pp"), ("ngo.sr", "social-sr"), ("social.sr", "ngo-sr")):
        member = Member.objects.select_related("unit__agency").get(username=by)
        for case in _cases_of(member, now)[:2]:
            with session("app", now, member.id):
                for child in Person.objects.select_related("case").filter(case=case, part="survivor", in_error_at=None):
                    if not may(care_rules.check_writes, case.id, child.id, member, now):
                        continue
                    unit, given = Unit.objects.get(code=asks), {"case": case, "child": child, "by": member, "now": now}
                    if not CareNeed.objects.filter(
                        child_id=child.id, need="school"
                    ).exists():  # two units may care for one child
                        care_needs.add_care_need(**given, need="school", text="x")
                    care_needs.set_goal(**given, text="x")
                    asked_of = unit if may(care_rules.check_provider, case, unit) else None
                    care_services.ask_service(**given, service="school", urgency="normal", provider=asked_of)
                    assessing.begin_assessment(**given, instrument="samaki_steps_1")
                    following.record_closing_look(**given, text="x")
