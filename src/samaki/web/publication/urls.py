"""Addresses of releases of figures, for staff."""

from django.urls import path

from samaki.web.publication import own
from samaki.web.publication import views as publication

urlpatterns = [
    path("publication/", publication.listed),
    path("publication/new/", publication.new),
    path("publication/own/", own.own),
    path("publication/<uuid:key>/", publication.one),
    *[path(f"publication/<uuid:key>/{act}/", publication.act_on, {"act": act}) for act in publication.ACTS],
]
