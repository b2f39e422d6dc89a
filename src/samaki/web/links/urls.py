"""Addresses of the map. They stand before those of single figures, which take any name."""

from django.urls import path

from samaki.web.links import views as links

urlpatterns = [
    path("measures/chain-map/", links.chain_map),
    path("measures/chain-map/then/", links.then_and_now),
    path("measures/chain-map/<slug:area>/<slug:asks>/<slug:asked>/", links.one_link),
]
