"""The addresses of an operation."""

from django.urls import path

from samaki.web.joint_operation import views

STEP = "steps/<uuid:key>/operation"

urlpatterns = [
    path(f"{STEP}/", views.one),
    *[path(f"{STEP}/{what}/", views.form_of, {"what": what}) for what in views.FORMS],
    path("ready/<uuid:key>/", views.ready),
    path("ready/<uuid:key>/answer/", views.answer),
    path("ready/<uuid:key>/end/", views.end),
    path("operation-facts/<uuid:key>/mistake/", views.fact_mistake),
]
