"""Addresses of the public."""

from django.urls import URLPattern, path

from samaki.web.public import complaint, governs, progress, report, simple, views

urlpatterns: list[URLPattern] = [
    path("", views.home),
    path("report/", report.report),
    path("report/simple/", simple.simple),
    path("report/simple/aloud/<slug:lang>/<slug:code>/", simple.aloud),
    path("status/", views.status),
    path("complain/", complaint.complain),
    path("how/", views.how),
    path("leave/", views.leave),
    path("progress/", progress.newest),
    path("progress/releases/", progress.releases),
    path("progress/<int:number>/", progress.one),
    path("progress/<int:number>/figures.csv", progress.as_csv),
    path("progress/<int:number>/figures.json", progress.as_json),
    path("progress/<int:number>/dictionary.csv", progress.dictionary),
    path("who-governs/", governs.governs),
]
