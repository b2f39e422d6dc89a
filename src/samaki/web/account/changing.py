"""One account that stays: what its member is, and how they are called; by the administrator of their agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.accounts.changing import change_roles, mend_name
from samaki.accounts.rules import check_administers, roles_for
from samaki.agencies.models import Member
from samaki.database.refusals import Invalid, together
from samaki.web.account.proving import recently
from samaki.web.fields import field, mark, options, typed, typed_list, typed_number
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


def _mine(key: UUID) -> Member:
    member = Member.objects.select_related("unit").get(id=key)
    check_administers(member.unit)
    return member


def _changed(
    request: StaffRequest, member: Member, title: str, fields: Fields, save: Callable[[], None]
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
    context = {"title": title, "rows": rows, "fields": fields, "submit_label": title, "errors": errors, "section": "desk",
               "back": {"href": "/account/members/", "label": _("Accounts")}}  # fmt: skip
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
