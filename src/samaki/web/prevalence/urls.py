"""Addresses of surveys and estimates. None of them names a case."""

from django.urls import path

from samaki.web.prevalence import lists, surveys, visits

urlpatterns = [
    path("prevalence/", surveys.overview),
    path("prevalence/surveys/new/", surveys.new),
    path("prevalence/surveys/<uuid:key>/", surveys.one),
    path("prevalence/surveys/<uuid:key>/draw/", surveys.draw),
    path("prevalence/surveys/<uuid:key>/visits/", visits.listed),
    *[path(f"prevalence/surveys/<uuid:key>/{act}/", surveys.act_on, {"act": act}) for act in surveys.ACTS],
    path("prevalence/visits/<uuid:key>/", visits.one),
    path("prevalence/lists/", lists.listed),
    path("prevalence/lists/new/", lists.new),
    path("prevalence/lists/<uuid:key>/", lists.one),
    *[path(f"prevalence/lists/<uuid:key>/{act}/", lists.act_on, {"act": act}) for act in lists.ACTS],
]
