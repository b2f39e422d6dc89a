"""The addresses of the court file of a case."""

from django.urls import path

from samaki.web.court import views

OF_CASE = "cases/<code:code>/court"

urlpatterns = [
    path(f"{OF_CASE}/", views.of_case),
    path(f"{OF_CASE}/new/", views.new),
    path(f"{OF_CASE}/people/<uuid:key>/", views.of_accused),
    path("court/<uuid:key>/", views.one),
    path("court/<uuid:key>/correct/", views.correct),
    path("court/<uuid:key>/mistake/", views.mistake),
]
