"""Addresses of the yearly pulse."""

from django.urls import path

from samaki.web.pulse import views as pulse

urlpatterns = [
    path("trust/", pulse.trust),
    path("trust/answer/", pulse.answer),
    path("trust/calls/", pulse.calling),
    path("trust/calls/name/", pulse.name),
    path("trust/open/", pulse.begin),
    *[path(f"trust/{act}/", pulse.act_on, {"act": act}) for act in pulse.ACTS],
]
