"""Addresses of the public."""

from django.urls import URLPattern, path

from samaki.web.public import complaint, governs, report, views

urlpatterns: list[URLPattern] = [
    path("", views.home),
    path("report/", report.report),
    path("status/", views.status),
    path("complain/", complaint.complain),
    path("how/", views.how),
    path("leave/", views.leave),
    path("progress/", views.progress),
    path("who-governs/", governs.governs),
]
