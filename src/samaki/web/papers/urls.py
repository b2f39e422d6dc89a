"""The addresses of papers."""

from django.urls import path

from samaki.journeys.papers.kinds import PARTS
from samaki.web.papers import checking, views

urlpatterns = [
    path("cases/<code:code>/papers/", views.of_case),
    *[path(f"cases/<code:code>/papers/{kind}/", views.make, {"kind": kind}) for kind in PARTS],
    path("papers/", views.find),
    path("papers/blank/<slug:lang>.pdf", views.blank),
    path("papers/card/<slug:kind>/<slug:lang>.pdf", views.card),
    path("papers/<uuid:key>/", views.one),
    path("papers/<uuid:key>/withdraw/", views.withdraw),
    path("paper/", checking.check),
    path("paper/<slug:code>/", checking.check),
]
