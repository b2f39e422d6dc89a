"""Addresses of mentoring: a page for each unit, an address for each act, one for each move of an entry."""

from django.urls import path

from samaki.web.mentoring import views as mentoring

UNIT = "mentoring/units/<code:code>"

urlpatterns = [
    path("mentoring/", mentoring.room),
    path(f"{UNIT}/", mentoring.of_unit),
    *[path(f"{UNIT}/{act}/", mentoring.write, {"act": act}) for act in mentoring.ACTS],
    path("mentoring/entries/<uuid:key>/answer/", mentoring.answer),
    *[path(f"mentoring/entries/<uuid:key>/{move}/", mentoring.move, {"move": move}) for move in mentoring.ONE_TAP],
]
