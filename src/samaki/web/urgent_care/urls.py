"""The addresses of urgent care."""

from django.urls import path

from samaki.web.urgent_care import views

CHILD = "cases/<code:code>/urgent-care/<uuid:key>"

urlpatterns = [
    path("cases/<code:code>/urgent-care/", views.of_case),
    path(f"{CHILD}/", views.one),
    path(f"{CHILD}/exposure/", views.exposure),
    path(f"{CHILD}/examination/", views.examination),
    path("exposures/<uuid:key>/mistake/", views.exposure_mistake),
    path("examinations/<uuid:key>/correct/", views.correct),
    path("examinations/<uuid:key>/share/", views.share),
    path("examinations/<uuid:key>/mistake/", views.examination_mistake),
]
