"""Addresses of what members of different agencies ask each other."""

from django.urls import path

from samaki.web.peers import views as peers

urlpatterns = [
    path("peers/", peers.listed),
    path("peers/new/", peers.new),
    path("peers/cards/", peers.cards),
    path("peers/hidden/", peers.hidden),
    path("peers/follow/", peers.follow),
    path("peers/<uuid:key>/", peers.one),
    path("peers/<uuid:key>/answer/", peers.answer),
    path("peers/answers/<uuid:key>/keep/", peers.keep),
    *[
        path(f"peers/answers/<uuid:key>/{act}/", peers.helped, {"yes": act == "helped"})
        for act in ("helped", "not-helped")
    ],
    path("peers/cards/<uuid:key>/approve/", peers.approve),
    *[path(f"peers/{room}/<uuid:key>/correct/", peers.correct, {"room": room}) for room in peers.ROOMS],
    *[
        path(f"peers/{room}/<uuid:key>/{act}/", peers.act_on, {"room": room, "act": act})
        for room in peers.ROOMS
        for act in peers.ACTS
    ],
]
