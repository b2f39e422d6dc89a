"""Addresses of workshops. Those under join, place, here and certificate are for everybody who holds a code."""

from django.urls import path

from samaki.training.states import PARTS
from samaki.web.training import open_to_all as everybody
from samaki.web.training import seats
from samaki.web.training import views as training

ONE, SESSION, SEAT = "training/<uuid:key>", "training/sessions/<uuid:key>", "training/seats/<uuid:key>"

urlpatterns = [
    path("training/", training.listed),
    path("training/new/", training.new),
    path("training/cards/", seats.cards),
    path(f"{ONE}/", training.one),
    path(f"{ONE}/change/", training.change),
    path(f"{ONE}/invite/", training.invite),
    path(f"{ONE}/people/", seats.listed),
    path(f"{ONE}/add/", seats.add),
    path(f"{ONE}/practice/", training.practice),
    path(f"{ONE}/promise/", training.promise),
    path(f"{ONE}/test/", training.test),
    path(f"{ONE}/finish/", training.finish),
    *[path(f"{ONE}/{act}/", training.move, {"act": act}) for act in training.MOVES],
    *[path(f"{ONE}/print/{what}/", training.printed, {"what": what}) for what in training.PRINTED],
    path(f"{SESSION}/", seats.ticks),
    path(f"{SESSION}/room/", seats.room),
    path(f"{SESSION}/change/", training.change_session),
    path(f"{SEAT}/", seats.one),
    path(f"{SEAT}/withdraw/", seats.withdraw),
    path(f"{SEAT}/link/", seats.renew),
    path(f"{SEAT}/check/", seats.check),
    path(f"{SEAT}/card/", seats.card),
    *[path(f"{SEAT}/test/{part}/", seats.paper, {"part": part}) for part in PARTS],
    path("training/join/", everybody.join),
    path("training/join/<slug:code>/", everybody.join),
    path("training/place/", everybody.find),
    path("training/place/<slug:key>/", everybody.place),
    path("training/place/<slug:key>/test/", everybody.test),
    path("training/place/<slug:key>/questions/", everybody.opinion),
    path("training/place/<slug:key>/certificate/", everybody.own_certificate),
    path("training/here/<uuid:session>/<slug:shown>/", everybody.here),
    path("training/certificate/<slug:code>/", everybody.certificate),
]
