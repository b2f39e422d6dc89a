"""What the pages of conferences show: the list, one conference, its minutes on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import names_then
from samaki.cases.models import Step
from samaki.cases.rules import may
from samaki.conferences import queries, rules
from samaki.conferences.closing import check_closes
from samaki.conferences.models import Conference, ConferenceAction
from samaki.conferences.queries import Minutes, Said
from samaki.conferences.states import ANSWERS
from samaki.database.refusals import Refusal
from samaki.web import which, words
from samaki.web.conferences import folded
from samaki.web.conferences.named import BECAME, STANDS, comes, point_title, title_of
from samaki.web.fields import field
from samaki.web.moments import digits, long_moment, short_date, short_moment
from samaki.web.pages import StaffRequest

Line = dict[str, Any]


def listed(request: StaffRequest) -> Line:
    """Meetings ahead, and those that have ended; 4 queries."""
    ahead, over = (queries.conferences(open_ones=open_ones, now=request.now) for open_ones in (True, False))
    names = names_then({row.unit for row in (*ahead, *over)})
    leads = bool(request.member.roles(request.now) & {"head", "team_lead"})
    return {
        "ahead": [_line(row, names.at(row.unit, row.called_at), request) for row in ahead],
        "over": [_line(row, names.at(row.unit, row.called_at), request) for row in over],
        "new_href": "/conferences/new/" if leads else "",
    }


def _line(row: Conference, unit: str, request: StaffRequest) -> Line:
    parts = [short_moment(row.meets_at), unit, "" if row.state == "called" else STANDS[row.state]()]
    late = row.state == "called" and row.meets_at < request.now
    return {"href": f"/conferences/{row.id}/", "title": title_of(row, request.lang), "code": row.case_code,
            "meta": " · ".join(part for part in parts if part),
            "note": _("Its day is over: did it take place?") if late else ""}  # fmt: skip


def one(row: Conference, request: StaffRequest) -> Line:
    """Everything that `staff/conference.html` needs."""
    seen = queries.minutes(row, request.member)
    convenes = may(rules.check_convenes, row, request.member, request.now)
    made = _shown(seen, request, convenes=convenes)
    invited = seen.mine is not None and seen.mine.state in ("invited", "declined") and row.state == "called"
    return made | {
        "undertake": _undertake(row) if invited else None,
        "decline": _decline(row, seen, request, convenes=convenes),
        "more": folded.folded(seen, request, convenes=convenes),
        "gather_href": f"/conferences/{row.id}/gather/"
        if row.state == "called" and seen.mine and seen.mine.state == "joined"
        else "",
        "print_href": f"/conferences/{row.id}/print/" if made["takes_part"] else "",
        "cannot_close": _why_not(row, request) if convenes and row.state == "called" else "",
    }


def printed(row: Conference, request: StaffRequest) -> Line:
    """The minutes on paper: what this reader may read, and no buttons."""
    return _shown(queries.minutes(row, request.member), request, convenes=False) | {"plain": True}


def _shown(seen: Minutes, request: StaffRequest, *, convenes: bool) -> Line:
    row = seen.row
    units = {member.unit for member in seen.members} | {row.unit, *([row.at_unit] if row.at_unit else [])}
    actions = [action for said in seen.points for action, _words in said.actions] + [
        a for a, _words in (*seen.others, *seen.before)
    ]
    units |= {action.owner for action in actions if action.owner} | {said.point.unit for said in seen.points}
    page = _Page(
        request,
        names_then(units),
        which.children(said.point.child_id for said in seen.points),
        convenes,
        row,
        _states(actions),
    )
    page.joined = [
        page.names.units[one.unit] for one in seen.members if one.state == "joined" and one.unit in page.names.units
    ]
    return {
        "title": title_of(row, request.lang),
        "takes_part": seen.mine is not None and seen.mine.state == "joined",
        "rows": page.rows(),
        "code": row.case_code,
        "back": {"href": f"/cases/{row.case_code}/", "code": row.case_code}
        if row.case_code
        else {"href": "/conferences/", "code": ""},
        "members": [page.member(member) for member in seen.members],
        "points": [page.point(at, said) for at, said in enumerate(seen.points, 1)],
        "others": [page.action(*told) for told in seen.others],
        "before": [page.action(*told) for told in seen.before],
    }


def _states(actions: list[ConferenceAction]) -> dict[UUID, str]:
    """Of actions that became steps: how their step stands, as far as it is seen; 1 query, or none."""
    keys = {action.step_id for action in actions if action.step_id}
    return dict(Step.objects.filter(id__in=keys).values_list("id", "state")) if keys else {}


class _Page:
    """Names and rights that every line of one page needs."""

    def __init__(
        self, request: StaffRequest, names: Any, children: dict[UUID, str], convenes: bool, row: Conference, steps: dict[UUID, str]
    ) -> None:  # fmt: skip
        self.request, self.names, self.children, self.convenes = request, names, children, convenes
        self.row, self.steps = row, steps
        self.live = row.state == "called"
        self.joined: list[Unit] = []
        self.ours: set[int] = {*queries.parts_of(request.member.unit_id).values_list("principal", flat=True)}

    def unit(self, principal: int | None) -> str:
        return str(self.names.at(principal, self.request.now))

    def rows(self) -> list[dict[str, str]]:
        row, lang = self.row, self.request.lang
        child = which.children([row.child_id]).get(row.child_id, "") if row.child_id else ""
        off = words.reason_name("conference_off", row.off_why, lang) if row.off_why else ""
        told = [
            (_("Case"), " · ".join(part for part in (row.case_code, child) if part)),
            (_("When"), long_moment(row.meets_at)),
            (_("Where"), self.unit(row.at_unit) if row.at_unit else _("by telephone or video")),
            (_("Called by"), f"{self.unit(row.unit)}, {short_moment(row.called_at)}"),
            (_("How it stands"), f"{STANDS[row.state]()} · {off}" if off else STANDS[row.state]()),
        ]
        return [{"name": name, "text": text} for name, text in told if text]

    def member(self, member: Any) -> Line:
        parts = [_room(code, self.request.lang) for code in member.parts]
        said = comes(member) + (" · " + _("reads for it: %(parts)s") % {"parts": ", ".join(parts)} if parts else "")
        takes_off = self.convenes and self.live and member.unit != self.row.unit
        return {
            "name": self.unit(member.unit),
            "text": said,
            "off_href": f"/conferences/listed/{member.id}/remove/" if takes_off else "",
        }

    def point(self, number: int, said: Said) -> Line:
        point, lang = said.point, self.request.lang
        meta = [
            point.case_code if self.row.case_id is None else "",
            self.children.get(point.child_id, "") if point.child_id else "",
            _room(point.compartment, lang) if point.compartment else "",
            _("put there by %(unit)s") % {"unit": self.unit(point.unit)},
        ]
        ours = point.unit in self.ours or self.convenes
        return {
            "number": digits(number), "title": point_title(said, lang), "meta": " · ".join(part for part in meta if part),
            "text": said.text if point.source == "own" else "",
            "step_href": f"/steps/{point.step_id}/" if point.step_id else "",
            "decisions": [
                {"text": text, "meta": short_moment(row.made_at), "old": at > 0} for at, (row, text) in enumerate(said.decisions)
            ],
            "actions": [self.action(*told) for told in said.actions],
            "drop_href": f"/conferences/points/{point.id}/drop/" if point.state == "open" and self.live and ours else "",
        }  # fmt: skip

    def action(self, row: ConferenceAction, told: dict[str, str]) -> Line:
        owner = self.unit(row.owner) if row.owner else _("nobody yet")
        by = short_date(row.due_at) if row.due_at else ""
        late = (
            row.state == "open"
            and row.due_at is not None
            and row.due_at < self.request.now
            and row.becomes == "commitment"
        )
        stands = _step_state(self.steps.get(row.step_id, "")) if row.step_id else BECAME[row.state]()
        parts = [owner, _("by %(time)s") % {"time": by} if by else "", stands]
        return {
            "id": row.id, "text": told.get("text", "") or _("Its words are not open to your unit any more"), "why": told.get("why", ""),
            "meta": " · ".join(part for part in parts if part), "late": late, "ownerless": row.owner is None,
            "href": f"/handoffs/{row.handoff_id}/" if row.handoff_id else f"/steps/{row.step_id}/" if row.step_id else "",
            "forms": _action_forms(row, self) if row.state == "open" and row.becomes == "commitment" else [],
        }  # fmt: skip


def _room(code: str, lang: str) -> str:
    found = pack().compartments.get(code)
    return found.label(lang) if found else code


def _step_state(state: str) -> str:
    told = {"open": _("its step is open"), "on_hold": _("its step is on hold"), "done": _("its step is done"),
            "skipped": _("its step was left out"), "stopped": _("its step was stopped")}  # fmt: skip
    return told.get(state, _("it goes on as a step"))


def _action_forms(row: ConferenceAction, page: _Page) -> list[Line]:
    """The owner says what became of it; who called the conference names an owner, or takes it off."""
    found = []
    base = f"/conferences/promises/{row.id}"
    if row.owner in page.ours:
        answers = [{"value": code, "label": BECAME[code]()} for code in ANSWERS]
        fields = [field("radios", "answer", _("What became of it?"), options=answers, hint=None),
                  field("area", "text", _("If not: why?"), rows=2, hint=_("One or two sentences. No name."))]  # fmt: skip
        found.append(
            {"href": f"{base}/say/", "summary": _("Say what became of it"), "label": _("Save"), "fields": fields}
        )
    if page.convenes:
        fields = [folded.owner_field(page.joined, _("Choose who does it")), folded.due_field()]
        label = _("Name its owner") if row.owner is None else _("Name another owner")
        found.append({"href": f"{base}/give/", "summary": label, "label": _("Save"), "fields": fields})
        found.append(
            {"href": f"{base}/take-off/", "summary": _("Take it off"), "label": _("Take it off"), "fields": []}
        )
    return found


def _undertake(row: Conference) -> Line:
    said = [{"value": "yes", "label": _("We undertake it")}]
    return {
        "href": f"/conferences/{row.id}/undertake/",
        "words": _("What my unit hears and reads there we keep to ourselves. We use it for this child, or these cases, alone; we pass on "
                   "nothing, neither in our own office nor to a family, a newspaper or whoever is accused. What a child told is not asked "
                   "again. Who may be on the other side, of my unit, stays away. It stands under my name."),
        "fields": [field("checks", "agreed", _("The undertaking"), options=said, hint=None)],
    }  # fmt: skip


def _decline(row: Conference, seen: Minutes, request: StaffRequest, *, convenes: bool) -> str:
    mine = seen.mine
    goes = mine is not None and mine.state in ("invited", "joined") and row.state == "called" and not convenes
    return f"/conferences/{row.id}/decline/" if goes else ""


def _why_not(row: Conference, request: StaffRequest) -> str:
    """Why it cannot be closed now; empty where it can, or where it has not begun."""
    if row.meets_at > request.now:
        return ""
    try:
        check_closes(row, request.member, request.now)
    except Refusal as refusal:
        return refusal.sentence
    return ""
