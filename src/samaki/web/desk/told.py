"""What the unit was told about matters that others hold: a code, what happened, since when, of which child. No more."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _

from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Step
from samaki.cases.records import CareRecord
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
from samaki.journeys.complaints.rules import is_handler
from samaki.journeys.desk import DeskItem
from samaki.journeys.pressure.models import Pressure
from samaki.journeys.safeguarding.models import MissingChild
from samaki.notices.models import Notice
from samaki.notices.queries import LIMIT, ONE_BY_ONE, unseen
from samaki.web import which
from samaki.web.account.told import accounts_of
from samaki.web.care import told as care
from samaki.web.conferences import told as conferences
from samaki.web.court.desk import held_over
from samaki.web.desk import danger
from samaki.web.desk.notices import TOLD, TOLD_STATES, called
from samaki.web.documents.told import held_of
from samaki.web.fading import told as fading
from samaki.web.fields import typed
from samaki.web.independence import told as mentor
from samaki.web.moments import PageClock, digits, short_moment
from samaki.web.nothing import works_cases
from samaki.web.pages import StaffRequest
from samaki.web.peers import said as peers
from samaki.web.publication import told as publication
from samaki.web.reports import unread
from samaki.web.scorecards import told as scorecards

SEARCHED = (*danger.MISSING, "safety.child_missing_more")


def context(
    items: list[DeskItem], request: StaffRequest, unsafe: Collection[UUID] = (), besides: Collection[UUID] = ()
) -> list[dict[str, Any]]:
    """What the unit was told; what was asked stands above while it waits, and so do the children who are `unsafe`.

    `besides`: matters that stand elsewhere on the desk, or are not for the reader.

    What was told of a child who is safe by now, in a case that the reader sees, alarms nobody any more.
    """
    standing = (
        {item.id for item in items} | set(besides) | {item.row.step_id for item in items if item.kind == "handoff"}
    )
    officer = is_handler(request.member, request.now)
    found = unseen(request.member.unit_id, standing, officer=officer, said_above=_words(request))
    roles = request.member.roles(request.now)
    whose = _whose(found)
    notices = [
        notice for notice in found
        if notice.kind.rsplit(".", 1)[-1] in TOLD and _is_for(notice, roles)
        and not (notice.kind == danger.TOLD and notice.subject_id in unsafe)
        and not (notice.kind in danger.MISSING and whose.get(notice.subject_id) in unsafe)
    ]  # fmt: skip
    seen = Case.objects.filter(code__in={notice.case_code for notice in notices if notice.case_code})
    ours = set(seen.values_list("code", flat=True))
    named = which.children(whose.values())
    rests = {item.id: item.due_at for item in items if item.clock == "hold"}
    notices.sort(
        key=lambda notice: notice.kind not in SEARCHED
    )  # somebody must go and look: above all that is only told
    accounts, held, over = accounts_of(notices), held_of(notices), held_over(notices, request)
    if not unsafe and any(notice.kind in danger.OF_DANGER for notice in notices):
        unsafe = danger.of_unit(request)  # who does no casework has no such lines, and is told the truth all the same
    return [
        _told(notice, ours, unsafe, _child_of(notice, whose, named))
        | (_resting(notice, rests, request) if notice.kind == "step.resting" else {})
        | accounts.get(notice.id, {})
        | held.get(notice.id, {})
        | {
            "subject": str(notice.subject_id),
            "by_itself": notice.kind in ONE_BY_ONE,
            "of_safety": notice.subject_kind != "court_fact",
            "alone": notice.kind in ONE_BY_ONE and not danger.over(notice, ours, unsafe),
        }
        | over.get(notice.id, {})
        | (fading.of_notice(notice, request.member.unit.kind, request.lang) if notice.kind.startswith("stage.") else {})
        for notice in notices
    ]


def _words(request: StaffRequest) -> Q | None:
    """What who told us wrote of reports that the reader's unit holds: these stand above until somebody has read them."""
    if not works_cases(request):
        return None
    held = Report.objects.filter(id=OuterRef("subject_id"), holder__principal=request.member.unit_id)
    return Q(Exists(held), kind__in=unread.NOTICES)


def _is_for(notice: Notice, roles: Set[str]) -> bool:
    return all(room.is_for(notice, roles) for room in (scorecards, publication, fading))


def _resting(notice: Notice, rests: dict[UUID, datetime], request: StaffRequest) -> dict[str, Any]:
    """What to do about a step that rests past its time, and until when it rests."""
    until = rests.get(notice.subject_id)
    when = PageClock(request.now).words(until, "hold") if until else {}
    return when | {"meta": _("Ask whether the child is safe. If nobody can say so, take the step off hold.")}


def read_all(items: list[dict[str, Any]], request: StaffRequest) -> dict[str, Any] | None:
    """One press for the words that are shown, where there are several: the keys of their matters and when it was shown."""
    keys = [item["subject"] for item in items if not item["by_itself"]]
    if len(keys) < 2:
        return None
    label = _("Taken note of these %(n)s") % {"n": digits(len(keys))}
    return {"label": label, "href": "/notices/seen/", "method": "post", "quiet": True,
            "hidden": {"matters": " ".join(keys), "shown_at": request.now.isoformat()}}  # fmt: skip


def pressed(request: StaffRequest) -> tuple[list[UUID], datetime]:
    """What that press sent; raises ValueError for anything else."""
    shown_at = datetime.fromisoformat(typed(request, "shown_at"))
    if shown_at.tzinfo is None:
        raise ValueError("no zone")
    return [UUID(key) for key in typed(request, "matters").split()[:LIMIT]], shown_at


def _child_of(notice: Notice, whose: dict[UUID, UUID], named: dict[UUID, str]) -> str:
    child = whose.get(notice.subject_id)
    return named.get(child, "") if child else ""


def _whose(notices: list[Notice]) -> dict[UUID, UUID]:
    """Matter -> the child it is about, as far as the reader may know."""
    whose = {notice.subject_id: notice.subject_id for notice in notices if notice.subject_kind == "person"}
    tables: tuple[tuple[str, type[Model]], ...] = (
        ("handoff", Handoff), ("step", Step), ("care_record", CareRecord), ("document", Document), ("pressure", Pressure),
        ("missing_child", MissingChild),
    )  # fmt: skip
    for kind, table in tables:
        if keys := [notice.subject_id for notice in notices if notice.subject_kind == kind]:
            rows = table._default_manager.filter(id__in=keys, child_id__isnull=False)
            whose |= dict(rows.values_list("id", "child_id"))
    return whose


def _told(notice: Notice, ours: Collection[str], unsafe: Collection[UUID], child: str = "") -> dict[str, Any]:
    """What the unit was told about a matter that others hold: a code, what happened, since when. No more."""
    seen = {"label": _("Taken note"), "href": f"/notices/{notice.subject_id}/seen/", "method": "post", "quiet": True,
            "hidden": {"at": "now"} if notice.kind in ONE_BY_ONE else {}}  # fmt: skip
    ended, child = notice.kind.rsplit(".", 1)[-1], f" ({child})" if child else ""
    if danger.over(notice, ours, unsafe):
        title = _("A child was not safe; since then somebody has said that the child is safe")
        return {"state": "held", "when": short_moment(notice.made_at), "kind": "", "urgency": "", "title": title + child,
                "href": f"/cases/{notice.case_code}/", "code": notice.case_code, "action": seen}  # fmt: skip
    if ended == "danger":
        return danger.told_of(notice, seen, TOLD["danger"]() + child, here=notice.case_code in ours)
    of_unit = notice.subject_kind == "unit"
    return {
        "state": "held" if of_unit else TOLD_STATES.get(ended, "broken"),
        "when": short_moment(notice.made_at),
        "kind": called(notice.level) if notice.level else "",
        "urgency": notice.urgency if notice.urgency == "emergency" else "",
        "title": TOLD[ended]() + child,
        "href": _told_href(notice, ended, ours),
        "code": notice.case_code,
        "action": seen,
    }


ROOMS = {"unit": "directory", "emergency": "emergencies", "unsealing": "unsealings", "conflict": "walls", "erasure": "erasures",
         "agreement": "agreements", "complaint": "complaints", "suspension": "suspensions", "disclosure": "disclosures",
         "consent": "consents", "hearing": "hearings", "accused_release": "releases", "subject_access": "subject-access",
         "governance": "governance", "operation_ready": "ready", "court_fact": "court", "heard_again": "heard-again",
         "child_promise": "child-promises", "identification": "identifications", "safety_plan": "safety-plans",
         "child_placement": "placements", "workshop": "training", "commitment": "gaps/promises",
         "step_back_test": "independence/tests", "release_of_figures": "publication"}  # fmt: skip
"""What a notice is about -> where each has a page of its own."""


def _told_href(notice: Notice, ended: str, ours: Collection[str]) -> str:
    """Where the matter can be seen, if it can: whose mail it was, those who lead the unit see on that page."""
    if ended in ("differs", "resting", "part_closed", "said_safe", "fact_corrected", "subject_elsewhere"):
        return f"/cases/{notice.case_code}/" if notice.case_code in ours else ""
    if notice.subject_kind == "report":
        return f"/reports/{notice.subject_id}/"
    if notice.subject_kind == "handoff" and notice.level < 3:
        return f"/handoffs/{notice.subject_id}/"
    if notice.subject_kind.startswith(("care_", "waiting_services")):
        return care.href(notice.subject_kind, notice.subject_id, ended)
    if notice.subject_kind.startswith("peer_"):
        return peers.href(notice.subject_kind, notice.subject_id)
    if notice.subject_kind in ("mentoring", "stage_decision", "mentor_call"):
        return mentor.href(notice.subject_kind)
    if notice.subject_kind in ("conference", "case_message"):
        return conferences.href(notice.subject_kind, notice.subject_id, notice.case_code, ours)
    if notice.subject_kind == "agency":
        return scorecards.href(notice, ended)
    if notice.subject_kind in ROOMS:
        return f"/{ROOMS[notice.subject_kind]}/{notice.subject_id}/"
    pages = {
        "mail": "/account/mail/unit/",
        "ledger_witness": "/ledger/",
        "look_question": {"look_questioned": "/questions/", "look_answered": f"/questions/{notice.subject_id}/"}.get(
            ended, ""
        ),
        "retention_mark": "/retention/",
        "duty_roster": "/roster/",
        "duty_swap": "/roster/",
        "for_accused": f"/cases/{notice.case_code}/for-accused/" if notice.case_code in ours else "",
        "pressure": f"/cases/{notice.case_code}/" if notice.case_code in ours else "",
        "missing_child": f"/missing/{notice.subject_id}/#tonight" if notice.case_code in ours else "",
        "legal_hold": f"/cases/{notice.case_code}/holds/" if notice.case_code in ours else "",
    }
    return pages.get(notice.subject_kind, "")
