"""Addresses of the independence of the chain."""

from django.urls import path

from samaki.web.independence import views as independence

urlpatterns = [
    path("independence/", independence.chain),
    path("independence/doubts/", independence.doubts),
    path("independence/inputs/", independence.inputs),
    path("independence/inputs/<uuid:key>/withdraw/", independence.withdraw),
    path("independence/inputs/<uuid:key>/mistake/", independence.mistake),
]
