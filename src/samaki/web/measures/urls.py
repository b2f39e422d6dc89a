"""Addresses of figures."""

from django.urls import path

from samaki.web.measures import views as measures

urlpatterns = [
    path("measures/", measures.listed),
    path("measures/<slug:name>/", measures.one),
]
