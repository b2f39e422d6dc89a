"""Addresses of figures."""

from django.urls import path

from samaki.web.measures import views as measures

urlpatterns = [
    path("measures/", measures.listed),
    path("measures/figures.csv", measures.csv),
    path("measures/figures.xlsx", measures.xlsx),
    path("measures/<slug:name>/", measures.one),
]
