"""The addresses of visit notes. The worker stands beside the page, so that it sees no other page of this system."""

from django.urls import path

from samaki.web.visits import views

urlpatterns = [
    path("visits/", views.visit),
    path("visits/mine/", views.mine),
    path("visits/send/", views.send),
    path("visits/worker.js", views.worker),
]
