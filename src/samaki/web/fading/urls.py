"""Addresses of the plan of each area."""

from django.urls import path

from samaki.web.fading import views as fading

AREA = "independence/areas/<slug:area>"

urlpatterns = [
    path(f"{AREA}/", fading.plan),
    path(f"{AREA}/stage/", fading.decide),
    path(f"{AREA}/money/", fading.promise),
    path(f"{AREA}/money/<uuid:key>/end/", fading.end_promise),
    path(f"{AREA}/call/", fading.call),
    path(f"{AREA}/calls/<uuid:key>/end/", fading.end),
]
