"""Anybody complains about an agency: one page, no name, a receipt. Nothing of who asks is read or kept, as with a report."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.journeys.complaints.filing import Grievance, file_complaint
from samaki.names import clean_text
from samaki.web.complaints.filing import FIELDS, grievance_fields, lead
from samaki.web.fields import LOST, field, lost_letters, mark, options
from samaki.web.pages import errors_of
from samaki.web.places import place_groups
from samaki.web.public.frame import AWAY, PublicRequest, come_back, in_a_minute, page, public_page
from samaki.web.public.questions import MOST
from samaki.web.public.showing import QUESTION, RECEIPT, numbers


@public_page
def complain(request: PublicRequest) -> HttpResponse:
    """The form; sent, the receipt. Sent twice it is kept once: the form has a key of its own."""
    if request.method != "POST" or "lang" in request.POST:
        return _form(request, [])
    key = _key(request)
    try:
        with session("intake", request.now):
            receipt = file_complaint(told=_told(request), key=key, channel="web", now=request.now)
    except Invalid as refusal:
        return _form(request, errors_of(refusal))
    except AWAY:
        return come_back(_form(request, [], trouble=in_a_minute()))
    lang = f"?lang={request.lang}"
    context = {"receipt": receipt.split("-"), "leave_href": f"/leave/{lang}", "numbers": numbers(request.lang)}
    return page(request, "public/complaint_receipt.html", context, RECEIPT)


def _told(request: PublicRequest) -> Grievance:
    texts = {name: clean_text(request.POST.get(name, "").replace("\x00", "")) for name in (*FIELDS, "kind", "area")}
    lost = [name for name, text in texts.items() if LOST in text]
    if lost:
        raise Invalid(lost_letters(), field=lost[0])
    return Grievance(**texts, oversight="yes" in request.POST.getlist("oversight")[:9], language=request.lang)


def _key(request: PublicRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", "")[:40], version=4)
    except ValueError:
        return uuid4()


def _form(request: PublicRequest, errors: list[dict[str, str]], trouble: str = "") -> HttpResponse:
    post, lang = request.POST, request.lang
    fields: list[dict[str, Any]] = [
        field("select", "kind", _("Which sort of agency is it about?"), options=options(pack().agency_kinds.values(), lang),
              value=post.get("kind", "")[:60], blank=_("I do not know"), hint=_("No agency of this sort and place ever sees it.")),
        field("select", "area", _("Where is that agency?"), options=place_groups(lang), value=post.get("area", "")[:20],
              blank=_("I do not know"), hint=None),
        *grievance_fields(post, MOST),
    ]  # fmt: skip
    mark(fields, errors)
    context = {
        "lead": lead(), "fields": fields, "errors": errors, "trouble": trouble, "action": f"/complain/?lang={lang}",
        "values": {"key": str(_key(request))}, "home": f"/?lang={lang}", "leave_href": f"/leave/?lang={lang}",
    }  # fmt: skip
    return page(request, "public/complaint.html", context, 422 if errors else QUESTION)
