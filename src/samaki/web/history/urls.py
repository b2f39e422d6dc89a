"""Addresses of old years. They stand before those of single figures, which take any name."""

from django.urls import path

from samaki.web.history import views

urlpatterns = [
    path("measures/long-view/", views.then_and_today),
    path("measures/old-years/", views.listed),
    path("measures/old-years/new/", views.bring_in),
    path("measures/old-years/example.csv", views.example),
    path("measures/old-years/<uuid:key>/", views.one),
    path("measures/old-years/<uuid:key>/take-back/", views.take_back),
]
