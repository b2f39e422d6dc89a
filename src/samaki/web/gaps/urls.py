"""Addresses of gaps and promises."""

from django.urls import path

from samaki.web.gaps import views

PROMISE = "gaps/promises/<uuid:key>"

urlpatterns = [
    path("gaps/", views.listed),
    path("gaps/new/", views.new),
    path("gaps/promises/", views.promises),
    path("gaps/promises/new/", views.new_promise),
    path(f"{PROMISE}/", views.one_promise),
    *[path(f"{PROMISE}/{act}/", views.act_on_promise, {"act": act}) for act in views.OF_PROMISE],
    path("gaps/<uuid:key>/", views.one),
    *[path(f"gaps/<uuid:key>/{act}/", views.act_on, {"act": act}) for act in views.OF_GAP],
]
