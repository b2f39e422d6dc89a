"""Every address that answers with a page, and who may open which example of it; taken from Django, so that none is forgotten."""

import json
import re
import uuid

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from samaki.journeys.observing import COMPARED_WITHIN
from samaki.web.steps.views import CHANGES

FOUND = """
import io
import json
import uuid
from datetime import timedelta
from django.utils import timezone
from PIL import Image
from samaki.accounts.invitations import invite_member
from samaki.agencies.models import Member, Unit
from samaki.agencies.country import calendar, pack
from samaki.cases import corrections
from samaki.cases.documents.operations import add_document, look_at_document
from samaki.cases.documents.rules import places
from samaki.cases.models import Arrival, Case, Person, Step, Strand
from samaki.cases.operations import record_arrival, write_note
from samaki.cases.records import JusticeRecord
from samaki.cases.rules import check_works_for
from samaki.cases.sharing.consenting import questions, record_consent
from samaki.cases.sharing.operations import refuse_to_share, share
from samaki.cases.sharing.ordering import Order, record_order
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.handoffs.answering import accept, decline
from samaki.handoffs.asking import hand_on
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
from samaki.intake.operations import Told, file_report
from samaki.intake.passing import check_passes
from samaki.intake.receipts import digest_of
from samaki.journeys.closing import close_strand
from samaki.journeys.accused.operations import flag_for_accused
from samaki.journeys.agreements.operations import record_agreement
from samaki.journeys.governance.operations import draft_governance, sign_governance
from samaki.journeys.governance.paper import LINES, Paper, key_of
from samaki.journeys.governance.queries import newest
from samaki.journeys.complaints.filing import Grievance, file_complaint
from samaki.journeys.complaints.suspending import suspend_access
from samaki.journeys.danger import arrive
from samaki.cases.operations import add_person
from samaki.court.operations import record_court_fact
from samaki.court.telling import Told as ToldCourt
from samaki.care.assessing import answer_domain, begin_assessment, sign_assessment
from samaki.care.following import record_follow_up
from samaki.care.needs import add_care_need, set_goal
from samaki.care.services import ask_service
from samaki.care.health.operations import record_examination, record_exposure
from samaki.care.health.rules import Examined
from samaki.journeys.doing import start_step
from samaki.journeys.joint_operation import operations as joint
from samaki.journeys.joint_operation.plan import Plan
from samaki.journeys.joint_operation.queries import could_be_asked
from samaki.journeys.hearings.entering import enter_hearing
from samaki.journeys.hearings.releases import hear_release
from samaki.journeys.hearings.telling import Told as Sitting
from samaki.journeys.identification import operations as identification
from samaki.journeys.papers.operations import make_paper
from samaki.journeys.pressure.operations import record_pressure
from samaki.journeys.protections import measures, promising
from samaki.journeys.safeguarding import missing, placing, planning
from samaki.journeys.voice import asking, saying
from samaki.journeys.subject_access.operations import ask_subject_access, decide_subject_access
from samaki.journeys.guarding.conflicts import ask_wall
from samaki.journeys.guarding.emergencies import ask_emergency
from samaki.journeys.guarding.looks import looks
from samaki.journeys.guarding.questions import question_look
from samaki.journeys.guarding.unsealing import ask_reporter
from samaki.journeys.mistakes import check_marks_arrival
from samaki.journeys.saying_safe import check_confirms
from samaki.journeys.retention.erasing import answer_erasure, ask_erasure_early
from samaki.journeys.retention.models import RetentionMark
from samaki.journeys.opening import add_other, open_own
found, made, now = {}, {}, timezone.now()
def picture():
    into = io.BytesIO()
    Image.new("RGB", (9, 9)).save(into, "JPEG")
    return into.getvalue()
def see(what, member, key):
    found.setdefault(what, (member.username.removesuffix(".en"), str(key)))
def may(check, row, member):
    try:
        check(row, member, now)
    except Refusal:
        return False
    return True
def a_step_offered(member):
    ngo = Unit.objects.get(code="ngo-ps")
    case = open_own(area="18", urgency="normal", source="police_own", children=1, by=member, now=now, synthetic=True)
    for step in Step.objects.filter(case=case, holder=member.own_principal, state="open"):
        if pack().step_kinds[step.kind].may_be_done_by(ngo.kind):
            return hand_on(step_id=step.id, to_unit=ngo, why="...", urgency="normal", by=member, now=now).id
def look(member):
    if member.username == "duty.ps.en":
        made["offer"] = a_step_offered(member)
    mine = member.own_principal
    for one in Handoff.objects.select_related("case"):
        side = "to us" if one.to_unit_id == mine else "from us" if one.from_unit_id == mine else ""
        if side and one.id != made.get("offer"):
            see(f"handoff {one.state} {side}", member, one.id)
        if side == "to us" and one.id == made.get("offer"):
            decline(handoff_id=one.id, reason="no_capacity", by=member, now=now)
            see("no", member, one.id)
    for one in Step.objects.select_related("case", "holder", "strand"):
        see(f"step {one.state} {'ours' if one.holder_id == mine else 'theirs'}", member, one.id)
    for one in Strand.objects.all():
        if Step.objects.filter(strand=one, holder=mine).exists():
            see(f"strand {one.state}", member, one.id)
    for one in Report.objects.filter(receipt_digest=digest_of(made["receipt"])):
        if may(check_passes, one, member):
            see("pass", member, one.id)
    if member.username == "social.ps.en":
        a_guardian(member)
    for one in Report.objects.all():
        see(f"report {one.state}", member, one.id)
    for one in Case.objects.order_by("-id"):
        see(f"case {one.state}", member, one.code)
        if member.username == "duty.ps.en" and one.state == "open":
            a_case_of_ours(one, member)
def a_guardian(member):
    for step in Step.objects.filter(holder=member.own_principal, compartment="care", state="open").select_related("case"):
        child = Person.objects.select_related("case").filter(id=step.child_id).first()
        if child is not None and "part standing" not in found and may(lambda one, who, at: check_works_for(one, who), child, member):
            made = add_other(case=step.case, part="guardian", child=child, by=member, now=now)
            see("part standing", member, f"{step.case.code}/people/{made.id}/standing/")
def a_case_of_ours(case, member):
    see("case of ours", member, case.code)
    if "emergency asked" not in found:
        ngo = Unit.objects.get(code="ngo-ps")
        asked = ask_emergency(code=case.code, compartments=["care"], reason="child_before_us", text="...", second_unit=ngo,
                              by=member, now=now)
        see("emergency asked", member, asked.id)
    for person in Person.objects.filter(case=case):
        see("part person", member, f"{case.code}/people/{person.id}/")
        if person.part == "survivor":
            see("part place", member, f"{case.code}/people/{person.id}/place/")
    if "part note" in found:
        return
    child = Person.objects.filter(case=case, part="survivor").first()
    write_note(case=case, compartment="justice", text="...", person=None, by=member, now=now)
    arrive(case=case, child=child, place="...", safe=True, brought_by=None, by=member, now=now)
    come = arrive(case=case, child=child, place="...", safe=False, brought_by=None, by=member, now=now)
    see("part danger", member, f"{case.code}/arrivals/{come.id}/place/")
    said = record_arrival(case=case, child=child, place="...", safe=True, by=member, now=now, waits=True)
    if may(check_confirms, said, member):
        see("part said safe", member, f"{case.code}/arrivals/{said.id}/safe/")
    made = add_document(case=case, compartment="justice", kind="photograph", content=picture(), name="a.jpg", by=member, now=now)
    flag_for_accused(case=case, item=made, text="...", by=member, now=now)
    see("part document", member, f"{case.code}/documents/{made.id}/")
    see("part document newer", member, f"{case.code}/documents/{made.id}/newer/")
    held = add_document(case=case, compartment="justice", kind="other", title="...", content=b"ID3\4" + bytes(99), held=True,
                        by=member, now=now)
    see("part document held", member, f"{case.code}/documents/{held.id}/")
    given = {"case": case, "child": None, "to_unit": Unit.objects.get(code="ngo-ps"), "compartments": ["justice"],
             "purpose": "safety_now", "text": "...", "by": member, "now": now}
    shared = share(**given, ground="risk_of_harm", until=now + timedelta(days=9))
    found["disclosure shared"] = (member.username.removesuffix(".en"), str(shared.id))
    paper = Order(court=Unit.objects.get(code="court-pp"), number="1/2026", ordered_on=now.date(), compartments=["care"], child=child,
                  until=now + timedelta(days=9))
    ordered = record_order(case=case, order=paper, text="...", by=member, now=now)
    found["disclosure ordered"] = (member.username.removesuffix(".en"), str(ordered.id))
    kept = refuse_to_share(**given, reason="other")
    found["disclosure kept"] = (member.username.removesuffix(".en"), str(kept.id))
    answers = dict.fromkeys(questions(), True)
    said = record_consent(case=case, child=child, to_unit=given["to_unit"], purpose="shelter", answers=answers, assent="yes",
                          by=member, now=now)
    found["consent"] = (member.username.removesuffix(".en"), str(said.id))
    for row in JusticeRecord.objects.filter(case=case):
        if may(corrections.check_mends_note, row, member):
            see("part note", member, f"{case.code}/notes/justice/{row.id}/")
    row = record_pressure(case=case, child=child, sort="threat", on_whom="family", text="...", by=member, now=now)
    see("part pressure", member, f"{case.code}/pressure/{row.id}/")
    for what in ("safety", "safety/keeper", "voice", "protection", "protection/print", "identification"):
        see(f"part {what}", member, f"{case.code}/children/{child.id}/{what}/")
    about = {"case": case, "child": child, "by": member, "now": now}
    for what, line in (
        ("voices", saying.write_wish(topic="live", answer="says", text="...", **about)),
        ("heard-again", asking.ask_again(sort="interview", reason="judge", topic="...", **about)),
        ("protections", measures.ask_protection(measure="screen", **about)),
        ("child-promises", promising.promise_child(sort="tell", owner=member.unit, due_at=now + timedelta(days=9), **about)),
        ("identifications", identification.propose_identification(status="possible", **about)),
        ("safe-contacts", planning.write_safe_contact(ways=["school"], never=["write"], words={"when": "..."}, **about)),
        ("missing", missing.report_missing(text="...", **about)),
    ):
        found[f"child {what}"] = (member.username.removesuffix(".en"), str(line.id))
    held = ask_subject_access(case=case, child=child, asker="child", how="letter", language="km", by=member, now=now)
    found["subject-access asked"] = (member.username.removesuffix(".en"), str(held.id))
    for name, days in (("hearing", 9), ("hearing over", -9)):
        sitting = Sitting(purpose="trial", source="family", at=now + timedelta(days=days), place="...", children=(child,))
        row = enter_hearing(case=case, told=sitting, by=member, now=now)
        found[name] = (member.username.removesuffix(".en"), str(row.id))
    named = add_person(case=case, part="person_named", by=member, now=now)
    for kind, given in (("charged", {"offence": "tshe_10", "child": child}), ("arrested", {"age": 30})):
        told = ToldCourt(kind=kind, at=now - timedelta(days=3), person=named, text="...", **given)
        fact = record_court_fact(case=case, told=told, by=member, now=now)
    found["court fact"] = (member.username.removesuffix(".en"), str(fact.id))
    see("part accused", member, f"{case.code}/court/people/{named.id}/")
    printed = make_paper(case=case, kind="protection", language="km", asks=["screen"], text="...", by=member, now=now)
    found["paper"] = (member.username.removesuffix(".en"), str(printed.row.id))
    found["paper checked"] = ("", printed.row.code)
    record_exposure(case=case, child=child, at=now - timedelta(hours=80), text="...", by=member, now=now)
    told = Examined(took_place=True, at=now, examination="agreed", wished="woman", shares="agreed", certificate="...", text="...")
    exam = record_examination(case=case, child=child, told=told, by=member, now=now)
    for form in ("", "exposure/", "examination/"):
        see(f"part urgent care {form}", member, f"{case.code}/urgent-care/{child.id}/{form}")
    found["examination"] = (member.username.removesuffix(".en"), str(exam.root_id))
    free = hear_release(case=case, reason="bail", source="family", at=now, text="...", by=member, now=now)
    found["release"] = (member.username.removesuffix(".en"), str(free.id))
    for row in Arrival.objects.filter(case=case):
        if may(check_marks_arrival, row, member):
            see("part arrival", member, f"{case.code}/arrivals/{row.id}/mistake/")
def a_report_unsealed(member):
    for one in Report.objects.select_related("holder"):
        if one.state != "closed" and one.holder_id == member.unit_id:
            see("report reporter", member, f"{one.id}")
            asked = ask_reporter(report=one, reason="court_order", text="...", by=member, now=now)
            return see("unsealing", member, asked.id)
with session("intake", now):
    told = Told(what="...", where="Siem Reap", danger="unknown")
    made["receipt"] = file_report(told=told, key=uuid.uuid4(), channel="web", now=now, synthetic=True)
with session("intake", now):
    file_complaint(told=Grievance(what="...", unit="police-pp"), key=uuid.uuid4(), channel="web", now=now, synthetic=True)
with session("app", now, Member.objects.get(username="oversight").id):
    from samaki.journeys.complaints.models import Complaint
    found["complaint"] = ("oversight", str(Complaint.objects.filter(about_unit__isnull=False).latest("received_at").id))
for member in Member.objects.filter(username__endswith=".en").exclude(username__contains="admin").order_by("username"):
    with session("app", now, member.id):
        look(member)
admin, unit = Member.objects.get(username="admin"), Unit.objects.get(code="police-ps")
officers = {name: Member.objects.select_related("unit__agency").get(username=f"privacy.{name}") for name in ("pp", "social", "ngo")}
police = Member.objects.select_related("unit__agency").get(username="duty.pp.en")
def a_look(member):
    for one in Case.objects.filter(state="open", steps__holder=member.own_principal, steps__state="open").distinct():
        if "justice" in places(one.id, member):
            made = add_document(case=one, compartment="justice", kind="photograph", content=picture(), name="a.jpg", by=member, now=now)
            return look_at_document(document=made, by=member, now=now)
with session("app", now, police.id):
    a_report_unsealed(police)
    a_look(police)
with session("app", now, officers["social"].id):
    one = Case.objects.filter(state="open").order_by("id").first()
    found["wall new"] = ("privacy.social", one.code)
    pp, national = Unit.objects.get(code="police-pp"), Unit.objects.get(code="police-national")
    laid = ask_wall(case=one, unit=pp, to_unit=national, decider=officers["ngo"].unit, reason="office", text="...", not_enough="...",
                    by_accused=False, else_known="", days=9, at_once=False, by=officers["social"], now=now)
    found["wall"] = ("privacy.social", str(laid.id))
with session("app", now, officers["pp"].id):
    for one in looks().filter(unit=officers["pp"].unit_id).exclude(who="privacy.pp")[:1]:
        found["question"] = ("privacy.pp", str(question_look(entry_id=one.id, text="...", by=officers["pp"], now=now).id))
decider, before = Unit.objects.get(code="social-pp"), now - timedelta(days=9)
social = Member.objects.select_related("unit__agency").get(username="social.pp.en")
def closed_case():
    with session("app", before, police.id):
        case = open_own(area="12", urgency="normal", source="police_own", children=1, by=police, now=before, synthetic=True)
        contact = Step.objects.get(case=case, kind="first_safe_contact")
        asked = hand_on(step_id=contact.id, to_unit=decider, why="...", urgency="normal", by=police, now=before)
    with session("app", before, social.id):
        accept(handoff_id=asked.id, by=social, now=before)
        close_strand(strand_id=Strand.objects.get(case=case, kind="care").id, reason="other", text="...", by=social, now=before)
    with session("app", before, police.id):
        close_strand(strand_id=Strand.objects.get(case=case, kind="justice").id, reason="other", text="...", by=police, now=before)
        return Case.objects.get(id=case.id)
with session("app", now, police.id):
    raid_case = open_own(area="12", urgency="urgent", source="police_own", children=1, by=police, now=now, synthetic=True)
    raid = start_step(case_id=raid_case.id, kind="joint_operation", by=police, now=now)[0]
    joint.plan_operation(step_id=raid.id, plan=Plan(text="...", authorised_by="..."), by=police, now=now)
    found["operation"] = ("duty.pp", str(raid.id))
    contact = Step.objects.get(case=raid_case, kind="first_safe_contact")
    hand_on(step_id=contact.id, to_unit=decider, why="...", urgency="normal", by=police, now=now)
    raid = Step.objects.select_related("case", "holder").get(id=raid.id)
    asked_ready = joint.ask_ready(step_id=raid.id, to_unit=could_be_asked(raid)[0], what="...", ready_at=now, by=police, now=now)
    joint.record_operation_fact(step_id=raid.id, kind="began", at=now, text="...", by=police, now=now)
    found["be ready"] = ("social.pp", str(asked_ready.id))
waits, gone, kept = closed_case(), closed_case(), closed_case()
with session("app", before, officers["pp"].id):
    asked_for = [ask_erasure_early(case=one, reason="opened_wrongly", text="...", decider=decider, by=officers["pp"], now=before)
                 for one in (waits, gone)]
with session("app", now, officers["social"].id):
    answer_erasure(erasure_id=asked_for[1].id, agreed=True, text="...", by=officers["social"], now=now)
def cared_for():
    with session("app", before, police.id):
        case = open_own(area="12", urgency="normal", source="police_own", children=1, by=police, now=before, synthetic=True)
        asked = hand_on(step_id=Step.objects.get(case=case, kind="first_safe_contact").id, to_unit=decider, why="...", urgency="normal",
                        by=police, now=before)
    with session("app", before, social.id):
        accept(handoff_id=asked.id, by=social, now=before)
        given = {"case": case, "child": Person.objects.select_related("case").get(case=case, part="survivor"), "by": social, "now": before}
        found["care child"] = ("social.pp", f"{case.code}/people/{given['child'].id}")
        found["care need"] = ("social.pp", str(add_care_need(**given, need="school", text="...").id))
        found["care goal"] = ("social.pp", str(set_goal(**given, text="...").id))
        asked = ask_service(**given, service="school", urgency="urgent", why="...", provider=Unit.objects.get(code="ngo-pp"))
        found["care service"] = ("social.pp", str(asked.id))
        row = begin_assessment(**given, instrument="samaki_steps_1")
        instrument = pack().caring.instruments[row.instrument]
        for domain in instrument.domains:
            answers = {item.code: "3" for item in domain.items}
            answer_domain(assessment_id=row.id, domain=domain.code, answers=answers, by=social, now=before)
        found["care signed"] = ("social.pp", str(sign_assessment(assessment_id=row.id, by=social, now=before).id))
        found["care draft"] = ("social.pp.en", str(begin_assessment(**given, instrument="samaki_steps_1").id))
        answers = dict.fromkeys(pack().caring.questions, "not_known")
        found["care follow-up"] = ("social.pp", str(record_follow_up(**given, kind="follow_up_6m", answers=answers).id))
        plan = planning.write_safety_plan(**given, words={"fears": "..."}, assent="yes", agreed_with=["kin"])
        found["child safety-plans"] = ("social.pp", str(plan.id))
        place = placing.place_child(**given, sort="shelter", basis="not_known", looked="kin", looked_why="cannot")
        found["child placements"] = ("social.pp", str(place.id))
cared_for()
found["erasure early"], found["erasure asked"] = ("privacy.pp", kept.code), ("privacy.social", str(asked_for[0].id))
found["erasure done"], found["case erased"] = ("privacy.pp", str(asked_for[1].id)), ("privacy.pp", gone.code)
with session("app", now, police.id):
    held = [ask_subject_access(case=one, child=Person.objects.select_related("case").get(case=one, part="survivor"), asker="child",
                               how="letter", language="km", by=police, now=now) for one in (waits, kept)]
with session("app", now, officers["pp"].id):
    decide_subject_access(request_id=held[0].id, parts=dict.fromkeys(held[0].rooms, "given"), text="...", by=officers["pp"], now=now,
                          read_at=now)  # fmt: skip
found["subject-access to decide"], found["subject-access to hand over"] = ("privacy.pp", str(held[1].id)), ("duty.pp", str(held[0].id))
with session("worker", now):
    due = RetentionMark(record_class="case", case_id=kept.id, code=kept.code, unit=officers["pp"].unit_id, since=before,
                        due_at=now, marked_at=now)
    due.save(force_insert=True)
found["retention due"] = ("privacy.pp", str(due.id))
with session("app", now, officers["social"].id):
    whose = Member.objects.select_related("unit").get(username="nurse.sr")
    cut = suspend_access(member=whose, reason="took_money", text="...", decider=officers["ngo"].unit, complaint_id=None,
                         by=officers["social"], now=now)
    found["suspension"] = ("privacy.social", str(cut.id))
with session("app", now, officers["pp"].id):
    ngo = Unit.objects.select_related("agency").get(code="ngo-ps").agency
    signed = record_agreement(one=officers["pp"].unit.agency, other=ngo, purposes=["safety_now"], compartments=["care"], text="...",
                              signed_on=now.date() - timedelta(days=2), review_by=now.date() + timedelta(days=90),
                              by=officers["pp"], now=now)
    found["agreement"] = ("privacy.pp", str(signed.id))
lines = {key_of(line, tongue): "សាកល្បង" if tongue == "km" else "..." for line in LINES for tongue in ("km", "en")}
governs = Member.objects.select_related("unit").get(username="oversight")
written = Paper(texts=lines, enough=2, sheets=3, drill_on=now.date() - timedelta(days=9), drill_alone="no",
                review_by=now.date() + timedelta(days=90))
with session("app", now, governs.id):
    last = newest()
    version = draft_governance(paper=written, after=last.number if last else 0, by=governs, now=now)
for name in ("officer.pp", "social.pp", "mentor"):
    signer = Member.objects.select_related("unit").get(username=name)
    with session("app", now, signer.id):
        sign_governance(governance_id=version.id, sha256=version.sha256, office="ប្រធាន", by=signer, now=now)
found["governance"] = found["governance print"] = ("oversight", str(version.id))
from datetime import date as a_day
signer_of_police = Member.objects.select_related("unit").get(username="officer.pp")
from samaki.insights.models import MeasureCell
from samaki.insights.publication import counting, operations as publishing
with session("worker", now):
    MeasureCell.objects.get_or_create(measure="I1", area="12", unit=signer_of_police.unit_id, other=0, kind="normal",
                                      month=a_day(2004, 5, 1), defaults={"tally": {"yes": 80, "no": 12}})
with session("app", now, governs.id):
    release = publishing.draft_release(years=[2004], by=governs, now=now)
counting.count_drafts(now)
with session("app", now, governs.id):
    release.refresh_from_db()
    publishing.submit_release(release_id=release.id, sha256=release.sha256, by=governs, now=now)
with session("app", now, signer_of_police.id):
    publishing.approve_release(release_id=release.id, sha256=release.sha256, by=signer_of_police, now=now)
with session("app", now, governs.id):
    publishing.publish_release(release_id=release.id, sha256=release.sha256, by=governs, now=now)
found["publication"], found["public release"] = ("oversight", str(release.id)), ("", str(release.number))
from datetime import time
from samaki.roster.duty import Layer
from samaki.roster.models import DutyRoster
from samaki.roster.looking import look as look_through
from samaki.roster.planning import draft_roster, publish_roster
from samaki.roster.queries import version_of
planner = Member.objects.select_related("unit").get(username="duty.ps")
turns = [Layer((str(planner.id),), 1, "days", time(8), now.date() - timedelta(days=3))]
with session("app", now, planner.id):
    held = DutyRoster.objects.filter(area="18", ended_at=None).first()
    for _twice in range(2):
        before = version_of(held, "draft") if held else None
        drafted = draft_roster(unit=planner.unit, area="18", layers=turns, edits=before.edits if before else 0, by=planner, now=now)
        held = drafted.roster
        if version_of(held, "published") is None:
            publish_roster(roster_id=held.id, edits=drafted.edits, by=planner, now=now,
                           seen=look_through(turns, [], planner.unit_id, now).seen)
for what in ("edit", "publish", "change", "swap", "note", "import"):
    found[f"roster {what}"] = ("duty.ps", str(held.id))
from samaki.threads.peers import operations as peers
asks, answers = (Member.objects.select_related("unit__agency").get(username=name) for name in ("duty.ps", "social.ps"))
with session("app", now, asks.id):
    question = peers.ask_peers(title="...", text="...", topic="interview", area="", sure=True, by=asks, now=now)
with session("app", now, answers.id):
    answer = peers.answer_peers(question_id=question.id, text="...", sure=True, by=answers, now=now)
with session("app", now, asks.id):
    card = peers.keep_card(answer_id=answer.id, title="...", text="...", step_kind="first_safe_contact", sure=True, by=asks, now=now)
found["peers asked"], found["peers kept"] = ("duty.ps", str(question.id)), ("duty.ps", str(answer.id))
from samaki.training import attending, closing, inviting, planning
from samaki.training.models import WorkshopSeat
from samaki.training.words import words_of
trainer = Member.objects.select_related("unit__agency").get(username="trainer")
held = {"by": trainer, "now": now}
with session("app", now, trainer.id):
    row = planning.plan_workshop(programme="partners", area="12", first_day=calendar().local(now).date(), places=9, place="...", **held)
    invited = inviting.give_places(workshop_id=row.id, to_unit=asks.unit, places=5, **held)
    planning.open_workshop(workshop_id=row.id, **held)
    person = {"code": inviting.code_of(invited), "key": "", "phone": "012 345 678", "role": "police", "contact": True}
    keys = [inviting.take_place(name=name, **person, **held).key
            for name in ("Kanha Sok", "សុខ កញ្ញា")]
    planning.begin_workshop(workshop_id=row.id, **held)
    planning.open_test(workshop_id=row.id, part="before", **held)
    one, sat = row.sessions.first(), WorkshopSeat.objects.filter(workshop=row).first()
    planning.change_session(session_id=one.id, starts_at=now, minutes=60, trainers="", materials="", **held)
found["workshop"], found["workshop session"] = ("trainer", str(row.id)), ("trainer", str(one.id))
found["workshop seat"] = ("trainer", str(sat.id))
found["workshop join"], found["workshop place"] = ("", inviting.code_of(invited)), ("", keys[0])
with session("app", now, trainer.id):
    done = WorkshopSeat.objects.filter(certified_at__isnull=False, workshop__state="finished").order_by("id").first()
    found["workshop held"], found["workshop certified"] = ("trainer", str(done.workshop_id)), ("", words_of(done)["key"])
    found["workshop certificate"] = ("", done.certificate_code)
found["workshop here"], found["workshop read"] = ("", f"{one.id}/000000"), ("duty.ps", str(row.id))
from samaki.cases.messages.operations import write_message
from samaki.conferences import actions, agenda, calling
with session("app", now, asks.id):
    case = open_own(area="18", urgency="normal", source="police_own", children=2, by=asks, now=now, synthetic=True)
    held = calling.call_conference(case=case, child=None, purpose="plan", meets_at=now + timedelta(days=3), at_unit=None, by=asks, now=now)
    told = {"conference_id": held.id, "by": asks, "now": now}
    point = agenda.add_point(case=case, child=None, compartment="justice", text="...", **told)
    agenda.decide_point(point_id=point.id, text="...", **told)
    actions.record_action(point_id=point.id, text="...", owner=asks.unit, due_at=now + timedelta(days=9), **told)
    promise = actions.record_action(point_id=point.id, text="...", owner=None, due_at=None, **told)
    calling.invite_unit(to_unit=answers.unit, compartments=["justice"], ground="risk_of_harm", text="...", **told)
    message = write_message(case=case, compartment="justice", child=None, text="...", mentions=[], by=asks, now=now)
found["conference"], found["conference asked"] = ("duty.ps", str(held.id)), ("social.ps", str(held.id))
found["conference promise"], found["message"] = ("duty.ps", str(promise.id)), ("duty.ps", str(message.id))
found["conference messages"] = ("duty.ps", case.code)
from samaki.commitments import gaps, promising
with session("app", now, asks.id):
    gap = gaps.raise_gap(area="18", kind="other", what="", text="...", known_since=now.date(), by=asks, now=now)
    told = {"owner": asks.unit, "gap": gap, "text": "...", "due_on": now.date() + timedelta(days=9)}
    pledge = promising.promise(**told, by=asks, now=now)
found["gap of ours"], found["pledge of ours"] = ("duty.ps", str(gap.id)), ("duty.ps", str(pledge.id))
found["agency of ours"] = ("duty.ps", str(asks.unit.agency_id))
with session("app", now, admin.id):
    free = "new." + "".join(chr(97 + int(one, 16)) for one in uuid.uuid4().hex[:8])
    new = {"username": free, "name_en": "Kanha Sok", "name_km": "សុខ កញ្ញា", "roles": ["worker"], "days": None}
    found["account"] = ("admin", str(Member.objects.get(username="duty.ps").id))
    found["link"] = ("", invite_member(unit=unit, by=admin, now=now, **new)[1])
print(json.dumps(found))
"""

PUBLIC = (
    "",
    "how/",
    "complain/",
    "report/",
    "report/simple/",
    "status/",
    "paper/",
    "progress/",
    "progress/releases/",
    "who-governs/",
    "sign-in/",
    "sign-in/passkey/",
    "training/join/",
    "training/place/",
)
SIMPLE = {"duty.ps": ("account/", "account/mail/", "account/mail/unit/", "account/texts/", "account/texts/prove/",
                      "account/calls/", "account/push/",
                      "account/password/", "account/signed-in/", "account/factors/", "account/factors/telephone/", "account/factors/paper/",
                      "account/factors/passkey/",
                      "desk/", "reports/", "reports/new/", "reports/import/", "outreach/", "cases/", "cases/mine/",
                      "cases/waiting/", "cases/steps/", "cases/caseload/", "cases/new/", "directory/", "directory/print/",
                      "emergencies/new/", "questions/", "complaints/new/", "complaints/new/?once=1",
                      "help/", "help/?q=court", "help/first-day-duty-officer/",
                      "calendar/", "calendar/?span=list", "calendar/link/",
                       "conferences/", "tonight/", "conferences/new/", "training/", "training/cards/", "mentoring/", "measures/",
                       "dashboard/",
                       "measures/on-time/", "measures/chain-map/", "measures/chain-map/18/police_ahtjp/social/", "independence/",
                       "independence/inputs/", "measures/chain-map/then/", "measures/long-view/", "measures/old-years/",
                       "independence/tests/", "gaps/",
                       "gaps/new/", "gaps/promises/", "gaps/promises/new/", "scorecards/",
                      "ledger/",
                      "papers/", "governance/", "roster/", "roster/print/", "roster/new/", "roster/number/",
                      "peers/", "peers/new/", "peers/cards/", "peers/hidden/", "waiting-services/", "visits/")}  # fmt: skip
ASKED = (
    "reports/?state=all",
    "cases/?place=Xyzzy&from=31/02/2026",
    "cases/?state=open",
    "nowhere/",
    "cases/PP-26-222222/",
)
OF_A_CASE = (
    "",
    "timeline/",
    "urgency/",
    "start/",
    "notes/",
    "notes/new/",
    "observations/new/",
    "arrivals/new/",
    "conferences/new/",
    "messages/",
    "pressure/new/",
    "pressure/unseen/",
    "children/",
    "urgent-care/",
    "hearings/",
    "hearings/new/",
    "papers/",
    "papers/referral/",
    "papers/bundle/",
    "papers/protection/",
    "papers/summary/",
    "releases/new/",
    "court/",
    "court/new/",
    "court/new/?act=detained",
    "subject-access/",
    "people/new/",
    "find/",
    "documents/new/",
    "seen/",
    "step-aside/",
    "sharing/",
    "sharing/give/",
    "sharing/keep/",
    "sharing/consent/",
    "sharing/best-interests/",
    "sharing/order/",
    "for-accused/",
    "for-accused/new/",
    "holds/",
)
OF_A_UNIT = ("", "work/", "details/", "numbers/", "areas/", "services/", "focal-points/new/", "rename/")
NO_PAGES = {
    "sign-in/code/": "stands in the page after name and password",
    "leave/": "goes away to another site",
    **{f"progress/<int:number>/{name}": "a file: tests/web/public/test_progress.py"
       for name in ("figures.csv", "figures.json", "dictionary.csv")},
    **dict.fromkeys(
        ("sign-in/with/<slug:code>/", "sign-in/with/<slug:code>/back/", "account/sign-on/", "account/sign-on/<slug:code>/",
         "account/sign-on/<uuid:key>/remove/", "account/sign-on/<uuid:key>/end/"),
        "there only where the operator named a provider: tests/browser/test_sign_on.py",
    ),
    "report/simple/aloud/<slug:lang>/<slug:code>/": "a sound, where the operator laid one down",
    "texts/<slug:code>/<str:secret>/<slug:what>/": "for a gateway alone",
    "calls/<slug:code>/<str:secret>/": "for a gateway alone",
    "account/push/<uuid:key>/off/": "a press of a button: tests/web/staff/test_calls_and_push.py",
    "push-worker.js": "a script for a browser",
    **{f"visits/{name}": "for the script of the page: tests/browser/test_visits.py" for name in ("worker.js", "mine/", "send/")},
    **{f"peers/{room}/<uuid:key>/correct/": "for its author alone: test_peers_pages"
       for room in ("asked", "answers", "cards")},
    **{f"independence/areas/<slug:area>/{act}/": "a form of the page of the area" for act in ("stage", "money", "call")},
    **{f"mentoring/units/<code:code>/{act}/": "a form of the room of the unit"
       for act in ("advice", "visit", "note", "observation", "goal")},
    **{f"mentoring/entries/<uuid:key>/{act}/": "a form of the room of the unit, and leads back to it"
       for act in ("answer", "done", "reached", "dropped", "reopen", "take-back")},
    **{f"training/<uuid:key>/{act}/": "a form of the page of the workshop, and leads back to it"
       for act in ("open", "begin", "test", "cancel")},
    **{f"training/seats/<uuid:key>/{act}/": "a form of another page, and leads back to it" for act in ("withdraw", "link", "card")},
    "papers/blank/<slug:lang>.pdf": "a file", "papers/card/<slug:kind>/<slug:lang>.pdf": "a file",
    "healthz": "read by programs",
    "readyz": "read by programs",
    "ledger/proof/": "a file for a verifier",
    "roster/<uuid:key>/calendar.ics": "a file for a calendar",
    "calendar/<slug:token>.ics": "a file for a calendar, by a secret address",
    "erasures/<uuid:key>/certificate.txt": "a file to be kept",
    "scorecards/<uuid:key>/scorecard.pdf": "a file",
    "independence/inputs/<uuid:key>/withdraw/": "opened, it leads to the register",
    "trust/answer/": "shown in tests/web/staff/test_pulse_pages.py",
    **{f"trust/{act}/": "a form of the page of trust" for act in ("open", "close", "withdraw")},
    "independence/tests/<uuid:key>/plan.txt": "a file to be kept",
    "independence/tests/<uuid:key>/": "shown in tests/web/staff/test_step_test_pages.py",
    **{f"prevalence/{what}/<uuid:key>/": "tests/web/staff/test_prevalence_pages" for what in ("surveys", "visits", "lists")},
    "prevalence/surveys/<uuid:key>/visits/": "tests/web/staff/test_prevalence_pages",
    "prevalence/surveys/<uuid:key>/draw/": "opened, it leads to the survey",
    **{f"prevalence/surveys/<uuid:key>/{act}/": "opened, it leads to the survey" for act in ("close", "reopen", "withdraw")},
    **{f"prevalence/lists/<uuid:key>/{act}/": "opened, it leads to the estimate" for act in ("stop", "again", "withdraw")},
    "measures/figures.csv": "a file to be kept",
    "measures/old-years/example.csv": "a file to be kept",
    "measures/old-years/<uuid:key>/": "shown in tests/web/staff/test_old_years.py",
    "measures/old-years/<uuid:key>/take-back/": "a form of the page of the list",
    "measures/figures.xlsx": "a file to be kept",
    **{f"steps/<uuid:key>/{act}/": "opened, it leads to the step" for act in CHANGES},
    **{f"steps/<uuid:key>/settle/{fact}/": "opened, it leads to the step" for fact in COMPARED_WITHIN},
}  # fmt: skip


AT = {**{f"roster {what}": f"/roster/{{}}/{what}/" for what in ("edit", "publish", "change", "swap", "note", "import")},
      "conference": "/conferences/{0}/ /conferences/{0}/print/", "conference asked": "/conferences/{}/",
      "conference promise": "/conferences/promises/{}/", "message": "/messages/{}/",
      "conference messages": "/cases/{}/messages/",
      "gap of ours": "/gaps/{0}/ /gaps/promises/new/?gap={0}", "pledge of ours": "/gaps/promises/{}/", "agency of ours": "/scorecards/{}/",
      "peers asked": "/peers/{0}/ /peers/{0}/answer/", "peers kept": "/peers/answers/{}/keep/",
      "wall new": "/cases/{}/wall/", "wall": "/walls/{}/", "question": "/questions/{}/", "unsealing": "/unsealings/{}/",
      "emergency asked": "/emergencies/{}/", "report reporter": "/reports/{}/reporter/",
      "pass": "/reports/{}/pass/ /reports/{}/urgency/ /reports/{}/place/ /reports/{}/join/ /reports/{}/split/ /reports/{}/people/",
      "no": "/handoffs/{}/no-was-a-mistake/", "erasure early": "/cases/{}/erasure/", "erasure asked": "/erasures/{}/",
      "erasure done": "/erasures/{}/", "retention due": "/retention/{}/",
      "subject-access asked": "/subject-access/{}/", "subject-access to decide": "/subject-access/{}/",
      "subject-access to hand over": "/subject-access/{}/",
      "examination": "/examinations/{}/correct/",
      "operation": "/steps/{0}/operation/ /steps/{0}/operation/plan/ /steps/{0}/operation/delay/ /steps/{0}/operation/ready/"
                   " /steps/{0}/operation/fact/", "be ready": "/ready/{}/",
      "hearing": "/hearings/{0}/ /hearings/{0}/postpone/ /hearings/{0}/correct/", "hearing over": "/hearings/{}/held/",
      **{f"child {what}": f"/{what}/{{}}/" for what in ("voices", "heard-again", "protections", "child-promises", "identifications",
                                                             "safe-contacts", "safety-plans", "placements", "missing")},
      "release": "/releases/{}/", "paper": "/papers/{}/", "paper checked": "/paper/{}/", "court fact": "/court/{0}/ /court/{0}/correct/",
      "care child": " ".join(f"/cases/{{0}}/care/{page}" for page in ("", "progress/", "closing/", "needs/new/", "goals/new/",
                                                                      "services/new/", "assessments/new/", "follow-ups/new/")),
      "care need": "/care-needs/{}/", "care goal": "/care-goals/{}/", "care service": "/care-services/{}/",
      "care signed": "/assessments/{}/", "care draft": "/assessments/{0}/ /assessments/{0}/answer/",
      "care follow-up": "/follow-ups/{0}/ /follow-ups/{0}/correct/",
      "workshop": " ".join(f"/training/{{0}}/{page}" for page in ("", "change/", "invite/", "people/", "add/", "practice/", "promise/",
                                                                  "finish/", "print/list/",
                                                                  "print/test/", "print/certificates/")),
      "workshop session": "/training/sessions/{0}/ /training/sessions/{0}/room/ /training/sessions/{0}/change/",
      "workshop seat": "/training/seats/{0}/ /training/seats/{0}/check/ /training/seats/{0}/test/before/ /training/seats/{0}/test/after/",
      "workshop held": "/training/{0}/ /training/{0}/people/ /training/{0}/print/certificates/",
      "workshop certified": "/training/place/{0}/ /training/place/{0}/certificate/", "workshop certificate": "/training/certificate/{}/",
      "workshop join": "/training/join/{}/", "workshop here": "/training/here/{}/", "workshop read": "/training/{}/",
      "workshop place": " ".join(f"/training/place/{{0}}/{page}" for page in ("", "test/", "questions/")),
      "governance": "/governance/{}/", "governance print": "/governance/{}/print/",
      "publication": "/publication/{}/", "public release": "/progress/{}/"}  # fmt: skip
"""What is found -> its page, or its pages."""


def routes():
    """Every route of the pages as Django knows it: (its text, its pattern)."""
    return [(text, one) for text, one in _walk(get_resolver().url_patterns, "") if not text.startswith("api/")]


def _walk(patterns, before):
    for one in patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, text)
        else:
            yield text, one


def filled(route):
    """An address of the route that leads to nothing."""
    return "/" + re.sub(r"<(\w+):\w+>", lambda m: str(uuid.uuid4()) if m[1] == "uuid" else "PP-26-222222", route)


def is_of(address, route):
    """Whether the address is one of this route."""
    shape = "".join(
        "[0-9a-f-]{36}" if part.startswith("<uuid") else "[^/]+" if part.startswith("<") else re.escape(part)
        for part in re.split(r"(<\w+:\w+>)", route)
    )
    return re.fullmatch(shape, address) is not None


def examples(server):
    """[(who, address)]: each page in each state that the demonstration has; `who` is empty for the public."""
    found = json.loads(server.once("pages", FOUND))
    pages = [("", f"/{path}") for path in PUBLIC]
    pages += [(name, f"/{path}") for name, paths in SIMPLE.items() for path in (*paths, *ASKED)]
    pages += [
        ("duty.pp", "/account/mail/unit/"),
        ("oversight", "/desk/"),
        ("", "/nowhere/"),
        ("duty.pp", "/sign-out/"),
        ("duty.pp", "/sign-in/again/"),
        ("", "/welcome/nothing/"),
        *[
            ("privacy.pp", f"/{path}")
            for path in ("desk/", "confidentiality/", "walls/routes/", "questions/", "retention/")
        ],
        ("oversight", "/confidentiality/"),
        ("oversight", "/complaints/"),
        ("oversight", "/dashboard/area/12/"),
        ("officer.pp", "/dashboard/agency/"),
        ("oversight", "/measures/chain-map/"),
        ("oversight", "/measures/chain-map/then/"),
        *[(name, f"/measures/{path}/") for name in ("oversight", "officer.pp") for path in ("long-view", "old-years")],
        ("officer.pp", "/measures/old-years/new/"),
        ("oversight", "/gaps/"),
        ("oversight", "/gaps/promises/"),
        ("oversight", "/scorecards/"),
        ("oversight", "/independence/"),
        ("oversight", "/trust/"),
        ("oversight", "/trust/calls/"),
        ("officer.pp", "/trust/calls/name/"),
        ("oversight", "/independence/doubts/"),
        *[("oversight", f"/prevalence/{path}") for path in ("", "surveys/new/", "lists/", "lists/new/")],
        ("mentor", "/independence/inputs/"),
        *[(name, "/independence/areas/12/") for name in ("oversight", "officer.pp")],
        *[("mentor", f"/mentoring/{path}") for path in ("", "units/police-pp/")],
        ("officer.pp", "/mentoring/units/police-pp/"),
        ("oversight", "/independence/tests/"),
        *[("oversight", f"/independence/tests/new/{query}") for query in ("", "?area=17")],
        ("oversight", "/independence/what-if/"),
        ("oversight", "/reports/sources/"),
        ("officer.pp", "/reports/sources/"),
        ("oversight", "/governance/new/"),
        ("trainer", "/training/new/"),
        ("oversight", "/publication/"),
        ("oversight", "/publication/new/"),
        ("officer.pp", "/publication/own/"),
        *[("privacy.pp", f"/agreements/{path}") for path in ("", "new/")],
        ("privacy.pp", "/suspensions/new/"),
        *[("admin", f"/account/members/{path}") for path in ("", "invite/")],
    ]
    admin, key = found.pop("account")
    pages += [(admin, f"/account/members/{key}/{what}/") for what in ("roles", "name", "close", "open", "renew")]
    for what, (name, key) in found.items():
        kind = what.split()[0]
        if what in AT:
            pages += [(name, one.format(key)) for one in AT[what].split()]
        elif what == "case of ours":
            pages += [(name, f"/cases/{key}/{part}") for part in OF_A_CASE]
        elif kind == "case":
            pages += [(name, f"/cases/{key}/{part}") for part in ("", "timeline/", "?chain=all")]
        elif what == "disclosure ordered":
            pages += [(name, f"/disclosures/{key}/"), (name, f"/disclosures/{key}/correct/")]
        elif kind == "part":
            pages += [(name, f"/cases/{key}")]
        elif kind == "link":
            pages += [("", f"/welcome/{key}/")]
        elif kind == "strand":
            pages += [(name, f"/strands/{key}/{'close' if 'open' in what else 'reopen'}/")]
        elif kind == "step":
            pages += [(name, f"/steps/{key}/"), (name, f"/steps/{key}/hand-on/")]
        else:
            pages += [(name, f"/{kind}s/{key}/")]
    return pages + [("duty.ps", f"/directory/police-ps/{part}") for part in OF_A_UNIT]
