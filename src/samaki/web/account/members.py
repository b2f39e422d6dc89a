"""Accounts of an agency: its administrator invites, closes and opens; a second person agrees; a lead renews a mentor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.accounts import invitations
from samaki.accounts.models import Invitation
from samaki.accounts.rules import is_independent, not_independent, renews, roles_for, seconds
from samaki.agencies.country import pack
from samaki.agencies.models import Member, Membership, Unit
from samaki.agencies.queries import called
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.names import clean_text
from samaki.web.account.linking import acts_of
from samaki.web.account.proving import recently
from samaki.web.fields import field, mark, options, typed, typed_list, typed_number
from samaki.web.moments import short_date, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page


@staff_page
def members(request: StaffRequest) -> HttpResponse:
    """Whom I may do something for, and what."""
    units, waiting, mentors = _administered(), _waiting(request), _mentors(request)
    if not units and not waiting and not mentors:
        raise NotAllowed(
            _("Only the administrator of an agency, and those who may agree with them, have something to do here.")
        )
    ours = Member.objects.select_related("unit").filter(unit__in=units).exclude(id=request.member.id)
    asleep = list(ours.filter(closed_why="dormant").order_by("username"))
    rows, following = _page_of(request, ours.exclude(closed_why="dormant"))
    open_now = Invitation.objects.filter(used_at__isnull=True, ended_at__isnull=True, until__gt=request.now)
    running = set(open_now.values_list("member", flat=True))
    keys = [member.id for member in (*asleep, *rows)]
    held, ends = _roles(keys, request), acts_of(keys)
    context = {
        "asleep": [_shown(member, running, held, ends) | {"seen": _seen(member)} for member in asleep],
        "rows": [_shown(member, running, held, ends) for member in rows],
        "fields": _filters(request, units),
        "found_nothing": bool(_wanted(request, "q") or _wanted(request, "unit")) and not rows,
        "next_href": following,
        "previous_href": _href(request, "") if request.GET.get("after") else "",
        "waiting": [_recovery(row, request) for row in waiting],
        "mentors": [_mentor(member) for member in mentors],
        "invites": bool(units),
        "once": request.GET.get("once") == "1",
    }
    return page(request, "staff/members.html", context)


@staff_page
@recently()
def invite(request: StaffRequest) -> HttpResponse:
    """The form; then the link, this once."""
    units, errors = list(_administered()), []
    if not units:
        raise NotAllowed(_("Only the administrator of this agency can do this."))
    if request.method == "POST":
        try:
            return _link(request, *_invited(request, units))
        except Invalid as refusal:
            errors = errors_of(refusal)
    fields = _fields(request, units)
    mark(fields, errors)
    context = {"title": _("Invite a member"), "fields": fields, "submit_label": _("Make the link"), "errors": errors,
               "back": {"href": "/account/members/", "label": _("Accounts")}, "section": "desk"}  # fmt: skip
    return page(request, "staff/form.html", context, status=422 if errors else 200)


def _invited(request: StaffRequest, units: list[Unit]) -> tuple[Invitation, str]:
    """The invitation and its secret; everything that lacks in the form is told at once."""
    with together() as told:
        given = {name: typed(request, name) for name in ("username", "name_en", "name_km")}
        days, roles = typed_number(request, "days", most=366), typed_list(request, "roles")
        unit = next((one for one in units if one.code == typed(request, "unit")), None)
        if unit is None:
            told.wrong(_("Choose a unit from the list."), field="unit")
            invitations.check_newcomer(
                **given, roles=roles, days=days, kinds={one.kind for one in units}, now=request.now
            )
            raise Invalid(_("Choose a unit from the list."), field="unit")
        return invitations.invite_member(unit=unit, **given, roles=roles, days=days, by=request.member, now=request.now)


@require_POST
@staff_page
@recently()
def change(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One act on a member's account."""
    member = Member.objects.select_related("unit").get(id=key)
    given = {"member": member, "by": request.member, "now": request.now}
    if act == "again":
        return _link(request, *invitations.invite_again(**given))
    ACTS[act](**given)
    return HttpResponseRedirect("/account/members/")


@require_POST
@staff_page
@recently()
def recovery(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """The two halves of a recovery: one for the second person, one for the administrator."""
    if act == "agree":
        half = invitations.agree_recovery(invitation_id=key, by=request.member, now=request.now)
        return shown_once(page(request, "staff/account_half.html", {"half": half}), "/account/members/?once=1")
    token = invitations.link_of_recovery(invitation_id=key, by=request.member, now=request.now)
    return _link(request, Invitation.objects.select_related("member").get(id=key), token)


ACTS: dict[str, Callable[..., Any]] = {
    "recover": invitations.ask_recovery,
    "withdraw": invitations.withdraw_invitation,
}
CHANGES = (*ACTS, "again")


def _administered() -> QuerySet[Unit]:
    rows = Unit.objects.annotate(mine=RawSQL("app.administers(unit.principal)", []))  # noqa: S611 - nothing typed is in it
    return rows.filter(mine=True, until__isnull=True).order_by("code")


PAGE = 50


def _wanted(request: StaffRequest, name: str) -> str:
    return clean_text(request.GET.get(name, "").replace("\x00", ""))[:60].strip()


def _href(request: StaffRequest, after: str) -> str:
    """This list from somewhere else on: what was asked for stays."""
    asked = {name: _wanted(request, name) for name in ("q", "unit")} | {"after": after}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _page_of(request: StaffRequest, rows: QuerySet[Member]) -> tuple[list[Member], str]:
    """Accounts by name, sign-in name and unit, in the order of sign-in names; and where the next ones are."""
    text, unit, after = (_wanted(request, name) for name in ("q", "unit", "after"))
    if text:
        rows = rows.filter(called(text))
    if unit:
        rows = rows.filter(unit__code=unit)
    found = list(rows.filter(username__gt=after).order_by("username")[: PAGE + 1])
    return found[:PAGE], _href(request, found[PAGE - 1].username) if len(found) > PAGE else ""


def _filters(request: StaffRequest, units: QuerySet[Unit]) -> list[dict[str, Any]]:
    of_unit = [{"value": unit.code, "label": unit.name} for unit in units]
    return [
        field("text", "q", _("Name or sign-in name"), value=_wanted(request, "q"), hint=None),
        field("select", "unit", _("Unit"), options=of_unit, value=_wanted(request, "unit"), blank=_("All units"), hint=None),
    ]  # fmt: skip


def _waiting(request: StaffRequest) -> list[Invitation]:
    rows = Invitation.objects.select_related("member__unit", "made_by").filter(kind="recover", used_at__isnull=True)
    return list(
        rows.filter(ended_at__isnull=True, until__gt=request.now).exclude(member=request.member).order_by("made_at")
    )


def _mentors(request: StaffRequest) -> list[Member]:
    held = Membership.objects.live(request.now).filter(role__in=invitations.BOUND).values("member")
    rows = Member.objects.select_related("unit").filter(id__in=held).exclude(id=request.member.id).order_by("username")
    return [member for member in rows if renews(member.unit_id)]


def _roles(keys: list[UUID], request: StaffRequest) -> dict[UUID, list[str]]:
    """Member -> the labels of their roles, in the order of the pack."""
    held: dict[UUID, set[str]] = {}
    found = Membership.objects.live(request.now).filter(member__in=keys, unit=F("member__unit"))
    for key, role in found.values_list("member", "role"):
        held.setdefault(key, set()).add(role)
    return {
        key: [one.label(request.lang) for code, one in pack().roles.items() if code in roles]
        for key, roles in held.items()
    }


def _shown(
    member: Member, running: set[UUID], held: dict[UUID, list[str]], ends: dict[UUID, list[dict[str, str]]]
) -> dict[str, Any]:
    invited = member.closed_why == "invited"
    acts = ["again"] if invited else []
    if member.id in running:
        acts.append("withdraw")
    elif member.is_active:
        acts.append("recover")
    return {
        "id": str(member.id), "name": member.name, "username": member.username, "unit": member.unit.short_name,
        "roles": ", ".join(held.get(member.id, [])) or _("no role"),
        "state": _("open") if member.is_active else STATES.get(member.closed_why, STATES["left"])(),
        "close": f"/account/members/{member.id}/close/" if member.is_active else "",
        "wake": f"/account/members/{member.id}/open/" if not member.is_active and member.closed_why not in ("invited", "suspended") else "",
        "acts": [{"href": f"/account/members/{member.id}/{act}/", "label": LABELS[act]()} for act in acts] + ends.get(member.id, []),
    }  # fmt: skip


def _seen(member: Member) -> str:
    return short_date(timezone.localtime(member.seen_at)) if member.seen_at else ""


def _recovery(row: Invitation, request: StaffRequest) -> dict[str, Any]:
    mine, agreed = row.made_by_id == request.member.id, row.agreed_by_id is not None
    may = mine or agreed or is_independent(row, request.member)
    act = ("link" if agreed else "") if mine else ("" if agreed or not may else "agree")
    label = _("Show the link") if act == "link" else _("I have spoken to them and agree")
    return {
        "name": row.member.name, "unit": row.member.unit.short_name, "by": row.made_by.name, "agreed": agreed,
        "why_not": "" if may or not seconds(row.unit) else not_independent(),
        "until": short_moment(timezone.localtime(row.until)),
        "act": {"href": f"/account/recoveries/{row.id}/{act}/", "label": label} if act else None,
        "withdraw": f"/account/members/{row.member_id}/withdraw/" if mine else "",
    }  # fmt: skip


def _mentor(member: Member) -> dict[str, Any]:
    until = short_moment(timezone.localtime(member.access_until)) if member.access_until else ""
    return {"id": str(member.id), "name": member.name, "unit": member.unit.short_name, "until": until}


def _link(request: StaffRequest, made: Invitation, token: str) -> HttpResponse:
    context = {
        "name": made.member.name, "username": made.member.username, "recover": made.kind == "recover",
        "link": request.build_absolute_uri(f"/welcome/{token}/"), "until": short_moment(timezone.localtime(made.until)),
    }  # fmt: skip
    return shown_once(page(request, "staff/account_link.html", context), "/account/members/?once=1")


def _fields(request: StaffRequest, units: list[Unit]) -> list[dict[str, Any]]:
    post = request.POST
    of_unit = [{"value": unit.code, "label": unit.name} for unit in units]
    return [
        field("select", "unit", _("Unit"), options=of_unit, value=post.get("unit", "")[:60], blank=_("Choose one")),
        field("text", "username", _("Name to sign in with"), value=post.get("username", "")[:60], lang="en",
              hint=_("Latin letters, digits, dots and hyphens. It never changes.")),
        field("text", "name_km", _("Name in Khmer letters"), value=post.get("name_km", "")[:200], hint=None),
        field("text", "name_en", _("Name in Latin letters"), value=post.get("name_en", "")[:200]),
        field("checks", "roles", _("What they are"), options=_given_here(units, request), value=post.getlist("roles")),
        field("text", "days", _("After how many days does the access end?"), value=post.get("days", "")[:4], narrow=True,
              inputmode="numeric", hint=_("Needed for mentors and trainers; may stay empty for others.")),
    ]  # fmt: skip


def _given_here(units: list[Unit], request: StaffRequest) -> list[dict[str, str]]:
    """The roles that fit a unit of this agency, in the order of the pack."""
    fitting = {role.code for unit in units for role in roles_for(unit.kind)}
    return options([role for role in pack().roles.values() if role.code in fitting], request.lang)


STATES = {
    "invited": lambda: _("invited, has not come yet"), "dormant": lambda: _("suspended: nobody signed in for a long time"),
    "left": lambda: _("closed"), "suspended": lambda: _("access suspended; ask the oversight committee"),
}  # fmt: skip
LABELS = {
    "again": lambda: _("Make a new link"),
    "recover": lambda: _("They lost everything"), "withdraw": lambda: _("Withdraw"),
}  # fmt: skip
