"""Addresses of the public."""

from django.urls import URLPattern, path

from samaki.web.public import complaint, governs, report, simple, views

urlpatterns: list[URLPattern] = [
    path("", views.home),
    path("report/", report.report),
    path("report/simple/", simple.simple),
    path("report/simple/aloud/<slug:lang>/<slug:code>/", simple.aloud),
    path("status/", views.status),
    path("complain/", complaint.complain),
    path("how/", views.how),
    path("leave/", views.leave),
    path("progress/", views.progress),
    path("who-governs/", governs.governs),
]
