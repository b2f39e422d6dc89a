"""Addresses of step-back tests and of the simulation without the mentor."""

from django.urls import path

from samaki.web.steptest import views as steptest

urlpatterns = [
    path("independence/tests/", steptest.tests),
    path("independence/tests/new/", steptest.new),
    path("independence/tests/lot/", steptest.lot),
    path("independence/tests/<uuid:key>/", steptest.one),
    path("independence/tests/<uuid:key>/plan.txt", steptest.plan),
    path("independence/tests/<uuid:key>/<slug:act>/", steptest.act_on),
    path("independence/what-if/", steptest.what_if),
]
