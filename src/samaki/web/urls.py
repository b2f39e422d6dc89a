"""Every address of the pages, on one page."""

from django.urls import include, path, register_converter

from samaki.journeys.observing import COMPARED_WITHIN
from samaki.web import addresses, health
from samaki.web.account import (
    adding,
    changing,
    factors,
    linking,
    mail,
    members,
    password,
    proving,
    settings,
    signed,
    signon,
    welcome,
)
from samaki.web.account import views as account
from samaki.web.accused import views as accused
from samaki.web.agreements import views as agreements
from samaki.web.calls import account as calls
from samaki.web.calls import gateway as voice
from samaki.web.cases import views as cases
from samaki.web.complaints import filing, handling, suspending
from samaki.web.demand import views as demand
from samaki.web.desk import views as desk
from samaki.web.directory import changes as units
from samaki.web.directory import views as directory
from samaki.web.documents import views as documents
from samaki.web.governance import views as governance
from samaki.web.guarding import aside, emergencies, looks, questions, unsealing, walls
from samaki.web.handoffs import views as handoffs
from samaki.web.hearings import calendar, releases
from samaki.web.hearings import views as hearings
from samaki.web.help import views as guides
from samaki.web.ledger import views as ledger
from samaki.web.lists import views as lists
from samaki.web.people import views as people
from samaki.web.pressure import views as pressure
from samaki.web.pushes import account as pushes
from samaki.web.reports import importing, matters, placing, telling, urgency
from samaki.web.reports import talking as reporter
from samaki.web.reports import views as reports
from samaki.web.retention import due, erasures, holds
from samaki.web.roster import acts as duties
from samaki.web.roster import number as own_number
from samaki.web.roster import views as roster
from samaki.web.sharing import views as sharing
from samaki.web.steps import views as steps
from samaki.web.subject_access import views as subject_access
from samaki.web.texts import account as texts
from samaki.web.texts import gateway

register_converter(addresses.Code, "code")

CODE = "cases/<code:code>"
ROOMS = (
    "care", "children", "conferences", "court", "dashboard", "fading", "gaps", "history", "independence", "joint_operation", "links",
    "measures", "mentoring", "papers", "peers", "prevalence", "publication", "pulse", "scorecards", "steptest", "training", "urgent_care",
    "visits",
)  # fmt: skip
"""Folders with addresses of their own."""
UNIT = "directory/<code:code>"

urlpatterns = [
    path("", include("samaki.web.public.urls")),
    path("texts/<slug:code>/<str:secret>/<slug:what>/", gateway.gateway),
    path("calls/<slug:code>/<str:secret>/", voice.gateway),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("sign-in/", account.sign_in),
    path("sign-in/code/", account.code),
    path("sign-in/passkey/", account.passkey),
    path("sign-in/again/", proving.again),
    path("sign-in/with/<slug:code>/", signon.begin),
    path("sign-in/with/<slug:code>/back/", signon.back),
    path("sign-out/", account.sign_out),
    path("account/", settings.settings),
    path("account/mail/", mail.own),
    path("account/mail/unit/", mail.of_unit),
    path("account/texts/", texts.own),
    path("account/texts/prove/", texts.prove),
    path("account/calls/", calls.own),
    path("account/push/", pushes.own),
    path("account/push/<uuid:key>/off/", pushes.off),
    path("push-worker.js", pushes.worker),
    path("account/signed-in/", signed.signed_in),
    path("account/signed-in/end-others/", signed.end_others),
    path("account/signed-in/<uuid:key>/end/", signed.end_one),
    path("account/signed-in/programs/<uuid:key>/end/", signed.end_program),
    path("account/factors/", factors.mine),
    path("account/factors/telephone/", factors.telephone),
    path("account/factors/passkey/", adding.passkey),
    path("account/factors/paper/", factors.paper),
    path("account/factors/<uuid:key>/remove/", factors.remove),
    path("account/password/", password.own),
    path("account/sign-on/", linking.mine),
    path("account/sign-on/<uuid:key>/remove/", linking.remove),
    path("account/sign-on/<uuid:key>/end/", linking.remove_of_member),
    path("account/sign-on/<slug:code>/", linking.link),
    path("account/members/", members.members),
    path("account/members/invite/", members.invite),
    path("account/members/<uuid:key>/roles/", changing.roles),
    path("account/members/<uuid:key>/name/", changing.name),
    path("account/members/<uuid:key>/close/", changing.close),
    path("account/members/<uuid:key>/open/", changing.open_again),
    path("account/members/<uuid:key>/renew/", changing.renew),
    *[path(f"account/members/<uuid:key>/{act}/", members.change, {"act": act}) for act in members.CHANGES],
    *[path(f"account/recoveries/<uuid:key>/{act}/", members.recovery, {"act": act}) for act in ("agree", "link")],
    path("welcome/<code:token>/", welcome.welcome),
    path("desk/", desk.desk),
    path("notices/<uuid:key>/seen/", desk.taken_note),
    path("notices/seen/", desk.taken_note_of_all),
    path("reports/", reports.report_list),
    path("reports/new/", telling.new_report),
    path("reports/new/repeat/", telling.repeat),
    path("reports/import/", importing.import_reports),
    path("reports/sources/", demand.sources),
    path("outreach/", demand.outreach),
    path("outreach/<uuid:key>/mistake/", demand.mistake),
    path("reports/<uuid:key>/", reports.report_page),
    path("reports/<uuid:key>/acknowledge/", reports.acknowledge),
    path("reports/<uuid:key>/open-case/", reports.open_case),
    path("reports/<uuid:key>/close/", reports.close),
    path("reports/<uuid:key>/reopen/", reports.reopen),
    path("reports/<uuid:key>/pass/", reports.pass_on),
    path("reports/<uuid:key>/urgency/", urgency.urgency),
    path("reports/<uuid:key>/place/", placing.place),
    path("reports/<uuid:key>/join/", matters.join),
    path("reports/<uuid:key>/take-apart/", matters.apart),
    path("reports/<uuid:key>/split/", matters.split),
    path("reports/<uuid:key>/people/", matters.people),
    path("reports/<uuid:key>/reporter/ask/", reporter.write, {"act": "ask"}),
    path("reports/<uuid:key>/reporter/tell/", reporter.write, {"act": "tell"}),
    path("reports/<uuid:key>/reporter/take-back/<uuid:message>/", reporter.take_back),
    path("reports/<uuid:key>/reporter/read/", reporter.read),
    *(
        path(f"reports/<uuid:key>/reporter/files/<uuid:file>/{form}/", reporter.take, {"form": form})
        for form in reporter.FORMS
    ),
    path("reports/<uuid:key>/reporter/files/<uuid:file>/heard/", reporter.mark, {"act": "heard"}),
    path("reports/<uuid:key>/reporter/files/<uuid:file>/hold/", reporter.mark, {"act": "hold"}),
    path("cases/", lists.list_page, {"which": "unit"}),
    *[path(f"cases/{which}/", lists.list_page, {"which": which}) for which in ("mine", "waiting", "steps")],
    path("cases/steps/assign/", lists.assign),
    path("cases/caseload/", lists.caseload),
    path("cases/filters/save/", lists.save),
    path("cases/filters/<uuid:key>/forget/", lists.forget),
    path("cases/export/", lists.export),
    path("cases/new/", cases.new_case),
    path(f"{CODE}/", cases.case_page),
    path(f"{CODE}/urgency/", cases.urgency),
    path(f"{CODE}/timeline/", cases.timeline),
    path(f"{CODE}/start/", cases.start_form),
    path(f"{CODE}/start/send/", cases.start_step),
    path(f"{CODE}/notes/", people.notes),
    path(f"{CODE}/notes/new/", people.new_note),
    path(f"{CODE}/notes/<code:compartment>/<uuid:key>/", people.note_page),
    path(f"{CODE}/arrivals/<uuid:key>/mistake/", people.arrival_mistake),
    path(f"{CODE}/arrivals/<uuid:key>/place/", people.place_of_danger),
    path(f"{CODE}/arrivals/<uuid:key>/safe/", people.confirm_safe),
    path(f"{CODE}/observations/new/", people.new_observation),
    path(f"{CODE}/arrivals/new/", people.new_arrival),
    path(f"{CODE}/pressure/new/", pressure.new),
    path(f"{CODE}/pressure/unseen/", pressure.unseen),
    path(f"{CODE}/pressure/<uuid:key>/", pressure.one),
    path(f"{CODE}/documents/new/", documents.new_document),
    path(f"{CODE}/documents/<uuid:key>/", documents.document_page),
    path(f"{CODE}/documents/<uuid:key>/newer/", documents.newer_version),
    path(f"{CODE}/find/", people.find),
    path(f"{CODE}/sharing/", sharing.received),
    *[path(f"{CODE}/sharing/{what}/", sharing.form, {"what": what}) for what in sharing.FORMS],
    path(f"{CODE}/people/<uuid:key>/standing/", sharing.standing),
    path("disclosures/<uuid:key>/", sharing.disclosure),
    path("disclosures/<uuid:key>/correct/", sharing.correct),
    path("consents/<uuid:key>/", sharing.consent),
    path(f"{CODE}/people/new/", people.new_person),
    path(f"{CODE}/people/<uuid:key>/", people.person_page),
    path("steps/<uuid:key>/", steps.step_page),
    path("steps/<uuid:key>/hand-on/", steps.hand_on),
    *[path(f"steps/<uuid:key>/settle/{fact}/", steps.settle, {"fact": fact}) for fact in COMPARED_WITHIN],
    *[path(f"steps/<uuid:key>/{act}/", steps.change, {"act": act}) for act in steps.CHANGES],
    path("strands/<uuid:key>/close/", cases.strand_page, {"act": "close"}),
    path("strands/<uuid:key>/reopen/", cases.strand_page, {"act": "reopen"}),
    path("handoffs/<uuid:key>/", handoffs.handoff_page),
    path("handoffs/<uuid:key>/no-was-a-mistake/", handoffs.regret),
    *[path(f"handoffs/<uuid:key>/{name}/", handoffs.move, {"name": name}) for name in handoffs.MOVES],
    path("directory/", directory.directory),
    path("directory/print/", directory.printed),
    *[path(f"directory/merges/<uuid:key>/{what}/", units.decide_merge, {"what": what}) for what in ("agree", "refuse")],
    path(f"{UNIT}/", directory.unit_page),
    path(f"{UNIT}/confirm/", directory.confirm),
    path(f"{UNIT}/work/", units.work),
    path(f"{UNIT}/open-again/", units.open_again),
    path(f"{UNIT}/focal-points/<uuid:key>/end/", directory.end_point),
    *[path(f"{UNIT}/{what}/", directory.entry, {"what": what}) for what in directory.ENTRIES],
    *[path(f"{UNIT}/{what}/", units.change, {"what": what}) for what in units.CHANGES],
    path("roster/", roster.own),
    path("roster/print/", roster.printed),
    path("roster/new/", roster.new),
    path("roster/number/", own_number.own),
    path("roster/numbers/", duties.numbers),
    path("roster/changes/<uuid:key>/end/", duties.end_change),
    *[path(f"roster/swaps/<uuid:key>/{act}/", duties.answer_swap, {"act": act}) for act in duties.SWAPS],
    path("roster/notes/<uuid:key>/", duties.read_note),
    path("roster/<uuid:key>/edit/", roster.edit),
    path("roster/<uuid:key>/drop/", roster.drop),
    path("roster/<uuid:key>/publish/", roster.publish),
    path("roster/<uuid:key>/calendar.ics", roster.as_calendar),
    path("roster/<uuid:key>/import/", roster.take_in),
    *[path(f"roster/<uuid:key>/{act}/", roster.act_on, {"act": act}) for act in roster.ACTS],
    *[path(f"roster/<uuid:key>/{what}/", duties.form_of, {"what": what}) for what in duties.FORMS],
    path("ledger/", ledger.seal),
    path("ledger/checkpoint/", ledger.checkpoint),
    path("ledger/proof/", ledger.proof),
    path("emergencies/new/", emergencies.new),
    path("emergencies/<uuid:key>/", emergencies.one),
    path("emergencies/<uuid:key>/take-back/", emergencies.take_back),
    *[path(f"emergencies/<uuid:key>/{act}/", emergencies.answer, {"act": act}) for act in emergencies.ACTS],
    path("reports/<uuid:key>/reporter/", unsealing.of_reporter),
    path(f"{CODE}/people/<uuid:key>/place/", unsealing.of_place),
    path("unsealings/<uuid:key>/", unsealing.one),
    path("unsealings/<uuid:key>/take-back/", unsealing.take_back),
    *[path(f"unsealings/<uuid:key>/{act}/", unsealing.answer, {"act": act}) for act in unsealing.ACTS],
    path("confidentiality/", looks.officer),
    path("looks/<uuid:key>/question/", questions.question),
    path("questions/", questions.mine),
    path("questions/<uuid:key>/", questions.one_question),
    *[path(f"questions/<uuid:key>/{act}/", questions.act_on_question, {"act": act}) for act in questions.ACTS],
    path(f"{CODE}/seen/", looks.seen_by),
    path(f"{CODE}/step-aside/", aside.step_aside),
    path(f"{CODE}/wall/", walls.new),
    path("walls/routes/", aside.routes),
    path("walls/<uuid:key>/", walls.one),
    path("walls/<uuid:key>/take-back/", walls.take_back),
    *[path(f"walls/<uuid:key>/{act}/", walls.act_on, {"act": act}) for act in walls.ACTS],
    path("recusals/<uuid:key>/end/", aside.end_aside),
    path("retention/", due.due),
    path("retention/<uuid:key>/", erasures.ask_due),
    path(f"{CODE}/erasure/", erasures.ask_early),
    path("erasures/<uuid:key>/", erasures.one),
    path("erasures/<uuid:key>/certificate.txt", erasures.certificate_file),
    path("erasures/<uuid:key>/take-back/", erasures.take_back),
    *[path(f"erasures/<uuid:key>/{act}/", erasures.answer, {"act": act}) for act in erasures.ACTS],
    path(f"{CODE}/holds/", holds.of_case),
    *[path(f"holds/<uuid:key>/{act}/", holds.act_on, {"act": act}) for act in holds.ACTS],
    path(f"{CODE}/for-accused/", accused.of_case),
    path(f"{CODE}/for-accused/new/", accused.new),
    *[path(f"for-accused/<uuid:key>/{act}/", accused.act_on, {"act": act}) for act in accused.ACTS],
    path("calendar/", calendar.shown),
    path("calendar/link/", calendar.link),
    path(calendar.PATH, calendar.fetched),
    path(f"{CODE}/hearings/", hearings.of_case),
    path(f"{CODE}/hearings/new/", hearings.new),
    path("hearings/<uuid:key>/", hearings.one),
    *[path(f"hearings/<uuid:key>/{what}/", hearings.form_of, {"what": what}) for what in hearings.FORMS],
    *[path(f"hearings/<uuid:key>/{act}/", hearings.act_on, {"act": act}) for act in hearings.ACTS],
    path(f"{CODE}/releases/new/", releases.new),
    path("releases/<uuid:key>/", releases.one),
    *[path(f"releases/<uuid:key>/{act}/", releases.act_on, {"act": act}) for act in releases.ACTS],
    path(f"{CODE}/subject-access/", subject_access.of_case),
    path("subject-access/<uuid:key>/", subject_access.one),
    *[path(f"subject-access/<uuid:key>/{act}/", subject_access.act_on, {"act": act}) for act in subject_access.ACTS],
    path("agreements/", agreements.all_of_ours),
    path("agreements/new/", agreements.new),
    path("agreements/<uuid:key>/", agreements.one),
    *[path(f"agreements/<uuid:key>/{act}/", agreements.act_on, {"act": act}) for act in agreements.ACTS],
    path("governance/", governance.current),
    path("governance/new/", governance.new),
    path("governance/<uuid:key>/", governance.one),
    path("governance/<uuid:key>/print/", governance.printed),
    *[path(f"governance/<uuid:key>/{act}/", governance.act_on, {"act": act}) for act in governance.ACTS],
    path("complaints/", handling.waiting),
    path("complaints/new/", filing.new),
    path("complaints/<uuid:key>/", handling.one),
    *[path(f"complaints/<uuid:key>/{act}/", handling.act_on, {"act": act}) for act in handling.ACTS],
    path("suspensions/new/", suspending.new),
    path("suspensions/<uuid:key>/", suspending.one),
    *[path(f"suspensions/<uuid:key>/{act}/", suspending.act_on, {"act": act}) for act in suspending.ACTS],
    *[path("", include(f"samaki.web.{room}.urls")) for room in ROOMS],
    path("help/", guides.contents),
    path("help/<slug:name>/", guides.guide_page),
]
