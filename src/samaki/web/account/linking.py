"""Sign-on of my agency: linked and ended by its member, and ended by the administrator of their agency."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from samaki.accounts.models import ProviderLink
from samaki.accounts.signon import asking, calling
from samaki.accounts.signon.operations import links_of, providers_of, serves, unlink_member, unlink_provider
from samaki.accounts.signon.providers import Provider, configured
from samaki.database.refusals import NotAllowed
from samaki.web.account.handing import AMISS, amiss, place_of
from samaki.web.account.proving import recently
from samaki.web.account.signon import described, where_on
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, page, staff_page


@where_on
@require_GET
@staff_page
def mine(request: StaffRequest) -> HttpResponse:
    """What is linked, and what can be."""
    links = list(links_of([request.member.id]))
    linked = {link.provider for link in links}
    context = {
        "rows": [_shown(link) for link in links],
        "others": [{"code": one.code, "name": one.name, "place": one.place} for one in providers_of(request.member)
                   if one.code not in linked],
        "note": amiss(request),
    }  # fmt: skip
    return page(request, "staff/sign_on.html", context)


@where_on
@described
@require_GET
@staff_page
@recently()
def link(request: StaffRequest, provider: Provider) -> HttpResponse:
    """What is kept and what is not, and the way to the provider: a link, so that no form is sent to another site."""
    if not serves(provider, request.member):
        raise NotAllowed(_("This sign-on serves another agency. Nothing was linked."))
    context: dict[str, Any] = {"name": provider.name, "place": provider.place, "href": "", "note": ""}
    try:
        metadata = calling.metadata_of(provider)
        context["href"] = asking.ask(provider, metadata, place_of(request, provider), act="link", onward="", now=request.now,
                                     lang=request.lang, member=request.member.id)  # fmt: skip
    except calling.Away:
        context["note"] = AMISS["away"](provider)
    return page(request, "staff/sign_on_link.html", context)


@where_on
@require_POST
@staff_page
@recently()
def remove(request: StaffRequest, key: UUID) -> HttpResponse:
    """End one's own; another member's is not there."""
    unlink_provider(link_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/account/sign-on/")


@where_on
@require_POST
@staff_page
@recently()
def remove_of_member(request: StaffRequest, key: UUID) -> HttpResponse:
    """The administrator ends a member's."""
    unlink_member(link_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/account/members/")


def acts_of(members: list[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """Member -> the sign-ons that their administrator can end; nothing is asked where none is configured."""
    found: dict[UUID, list[dict[str, str]]] = {}
    for one in links_of(members) if configured() else ():
        label = _("End the sign-on of %(name)s") % {"name": _name(one)}
        found.setdefault(one.member_id, []).append({"href": f"/account/sign-on/{one.id}/end/", "label": label})
    return found


def _shown(link: ProviderLink) -> dict[str, str]:
    return {
        "id": str(link.id),
        "name": _name(link),
        "since": short_moment(timezone.localtime(link.made_at)),
        "used": short_moment(timezone.localtime(link.used_at)) if link.used_at else "",
    }


def _name(link: ProviderLink) -> str:
    """As the operator calls the provider; one that is named no more, by its code."""
    provider = configured().get(link.provider)
    return provider.name if provider else link.provider
