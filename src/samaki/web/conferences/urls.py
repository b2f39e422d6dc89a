"""The addresses of conferences, and of messages on a case."""

from django.urls import path

from samaki.web.conferences import views
from samaki.web.messages import views as messages

ONE = "conferences/<uuid:key>"

urlpatterns = [
    path("conferences/", views.listed),
    path("conferences/new/", views.set_up),
    path("conferences/listed/<uuid:key>/remove/", views.remove),
    path("conferences/points/<uuid:key>/drop/", views.drop),
    path("conferences/promises/<uuid:key>/", views.promised),
    *[path(f"conferences/promises/<uuid:key>/{act}/", views.promise, {"act": act}) for act in views.PROMISES],
    path(f"{ONE}/", views.one),
    path(f"{ONE}/print/", views.printed),
    *[path(f"{ONE}/{act}/", views.act_on, {"act": act}) for act in views.ACTS],
    path("cases/<code:code>/conferences/new/", views.new),
    path("cases/<code:code>/messages/", messages.thread),
    path("cases/<code:code>/messages/read/", messages.read),
    path("messages/<uuid:key>/", messages.one),
    path("messages/<uuid:key>/correct/", messages.correct),
]
