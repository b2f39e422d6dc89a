"""One account that stays: what its member is, and how they are called; by the administrator of their agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.accounts import closing
from samaki.accounts.changing import change_roles, mend_name
from samaki.accounts.rules import check_administers, renews, roles_for
from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.web.account.proving import recently
from samaki.web.fields import field, mark, options, typed, typed_list, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Fields = list[dict[str, Any]]


@staff_page
@recently()
def roles(request: StaffRequest, key: UUID) -> HttpResponse:
    """What a member is; the roles of their kind of agency."""
    member = _mine(key)

    def save() -> None:
        with together():
            days = typed_number(request, "days", most=366)
            change_roles(
                member=member, roles=typed_list(request, "roles"), days=days, by=request.member, now=request.now
            )

    return _changed(request, member, _("Change the roles"), _roles(request, member), save)


@staff_page
@recently()
def name(request: StaffRequest, key: UUID) -> HttpResponse:
    """How a member is called."""
    member = _mine(key)

    def save() -> None:
        mend_name(member=member, name_en=typed(request, "name_en"), name_km=typed(request, "name_km"), by=request.member,
                  now=request.now)  # fmt: skip

    return _changed(request, member, _("Mend the name"), _names(request, member), save)


@staff_page
@recently()
def close(request: StaffRequest, key: UUID) -> HttpResponse:
    """Close an account: what is in the hands of its member, and why."""
    member = _mine(key)
    held = closing.work_held(member, request.now)

    def save() -> None:
        closing.close_account(member=member, reason=typed(request, "reason"), by=request.member, now=request.now)

    fields = _reasons(request, _("Why is it closed?"), options(pack().reasons["account_close"].values(), request.lang))
    return _changed(request, member, _("Close this account"), fields, save, notes=_held(held, member))


@staff_page
@recently()
def open_again(request: StaffRequest, key: UUID) -> HttpResponse:
    """Open an account again that was closed, or that slept."""
    member = _mine(key)

    def save() -> None:
        closing.open_account(member=member, reason=typed(request, "reason"), by=request.member, now=request.now)

    words = [{"value": code, "label": word()} for code, word in WAKES.items()]
    fields = _reasons(request, _("Why is it opened again?"), words)
    return _changed(request, member, _("Open this account again"), fields, save)


@staff_page
@recently()
def renew(request: StaffRequest, key: UUID) -> HttpResponse:
    """A mentor or trainer stays for some more days."""
    member = Member.objects.select_related("unit").get(id=key)
    if not renews(member.own_principal):
        raise NotAllowed(closing.not_renewed_by())

    def save() -> None:
        with together():
            days = typed_number(request, "days", most=366)
            closing.renew_account(
                member=member, days=days, reason=typed(request, "reason"), by=request.member, now=request.now
            )

    words = [{"value": code, "label": word()} for code, word in RENEWS.items()]
    days = field(
        "text",
        "days",
        _("For how many days?"),
        value=request.POST.get("days", "")[:4],
        narrow=True,
        inputmode="numeric",
    )
    return _changed(
        request, member, _("Renew from today"), [days, *_reasons(request, _("Why do they stay?"), words)], save
    )


def _reasons(request: StaffRequest, label: str, choices: list[dict[str, str]]) -> Fields:
    return [field("radios", "reason", label, options=choices, value=request.POST.get("reason", ""), hint=None)]


def _held(held: closing.Held, member: Member) -> list[dict[str, str]]:
    """What is said before an account is closed: the work in its member's hands stays with their unit."""
    notes = [{"words": _("The member is out at their next request.")}]
    if held.steps:
        said = ngettext(
            "%(n)s open step is in their hands (late: %(late)s). It stays with the unit, whose lead is told to give it to somebody else.",
            "%(n)s open steps are in their hands (late: %(late)s). They stay with the unit, whose lead is told to give them to somebody "
            "else.",
            held.steps,
        )
        notes.append({"words": said % {"n": digits(held.steps), "late": digits(held.late)}})
    else:
        notes.append({"words": _("No open step is in their hands.")})
    if held.named:
        notes.append({
            "words": _("The directory names them to be called: another focal point is needed."),
            "href": f"/directory/{member.unit.code}/", "label": _("To the unit in the directory"),
        })  # fmt: skip
    return notes


WAKES = {
    "was_away": lambda: _("They were away, and are back"), "comes_seldom": lambda: _("They work here seldom, and still do"),
    "by_mistake": lambda: _("It was closed by mistake"),
}  # fmt: skip
RENEWS = {
    "stage_goes_on": lambda: _("The stage for which they are here goes on"),
    "course_runs": lambda: _("A workshop or a course is still running"),
    "handing_over": lambda: _("They are handing over their work"),
}  # fmt: skip


def _mine(key: UUID) -> Member:
    member = Member.objects.select_related("unit").get(id=key)
    check_administers(member.unit)
    return member


def _changed(
    request: StaffRequest,
    member: Member,
    title: str,
    fields: Fields,
    save: Callable[[], None],
    notes: list[dict[str, str]] | None = None,
) -> HttpResponse:
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            save()
            return HttpResponseRedirect("/account/members/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    mark(fields, errors)
    rows = [
        {"name": _("Account"), "text": f"{member.name} ({member.username})"},
        {"name": _("Unit"), "text": member.unit.name},
    ]
    context = {"title": title, "rows": rows, "notes": notes or [], "fields": fields, "submit_label": title, "errors": errors,
               "section": "desk", "back": {"href": "/account/members/", "label": _("Accounts")}}  # fmt: skip
    return page(request, "staff/form.html", context, status=422 if errors else 200)


def _roles(request: StaffRequest, member: Member) -> Fields:
    now = sorted(member.roles(request.now))
    posted = request.method == "POST"
    return [
        field("checks", "roles", _("What they are"), options=options(roles_for(member.unit.kind), request.lang),
              value=request.POST.getlist("roles") if posted else now),
        field("text", "days", _("After how many days does the access end?"), value=request.POST.get("days", "")[:4], narrow=True,
              inputmode="numeric", hint=_("Needed for mentors and trainers; may stay empty for others.")),
    ]  # fmt: skip


def _names(request: StaffRequest, member: Member) -> Fields:
    post = request.POST
    return [
        field(
            "text", "name_km", _("Name in Khmer letters"), value=post.get("name_km", member.name_km)[:200], hint=None
        ),
        field("text", "name_en", _("Name in Latin letters"), value=post.get("name_en", member.name_en)[:200]),
    ]
