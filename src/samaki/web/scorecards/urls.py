"""Addresses of scorecards."""

from django.urls import path

from samaki.web.scorecards import views

urlpatterns = [
    path("scorecards/", views.listed),
    path("scorecards/<uuid:key>/", views.one),
    path("scorecards/<uuid:key>/say/", views.say),
    path("scorecards/<uuid:key>/scorecard.pdf", views.pdf),
]
