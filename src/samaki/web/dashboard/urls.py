"""Addresses of the dashboards."""

from django.urls import path

from samaki.web.dashboard import views

urlpatterns = [
    path("dashboard/", views.own),
    path("dashboard/agency/", views.agency),
    path("dashboard/area/<slug:code>/", views.area),
]
