"""The addresses of Samaki, and a page and a call that write rows and are refused after that."""

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone

from samaki.api.app import member_call
from samaki.database.refusals import NotAllowed
from samaki.journeys import opening
from samaki.settings.urls import urlpatterns as theirs
from samaki.web.pages import staff_page


@staff_page
def page(request):
    if request.method == "GET":  # a refused form is shown again by a look at its own address
        return HttpResponse()
    opening.open_own(area="12", urgency="urgent", children=1, by=request.member, now=request.now)
    raise NotAllowed("After everything was written.")


@member_call
def call(request):
    opening.open_own(area="12", urgency="urgent", children=1, by=request.auth, now=request.now)
    raise NotAllowed("After everything was written.")


def call_as_member(request):
    from samaki.agencies.models import Member

    request.auth = Member.objects.select_related("unit__agency").get(username="duty.pp")
    request.now = timezone.now()
    return call(request)


urlpatterns = [path("writes/", page), path("writes-by-call/", call_as_member), *theirs]
