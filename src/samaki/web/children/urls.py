"""The addresses of the pages of one child."""

from django.urls import path

from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.web.children import views
from samaki.web.voice import views as voice

CHILD = "cases/<code:code>/children/<uuid:key>"

urlpatterns = [
    path("cases/<code:code>/children/", views.listed),
    path(f"{CHILD}/voice/", voice.of_child),
    *[path(f"{CHILD}/voice/{act}/", voice.write, {"act": act}) for act in voice.WRITES],
    path("voices/<uuid:key>/", voice.of_row, {"table": ChildVoice}),
    path("voices/<uuid:key>/mistake/", voice.mistake),
    path("heard-again/<uuid:key>/", voice.of_row, {"table": HeardAgain}),
    *[path(f"heard-again/<uuid:key>/{act}/", voice.on_asking, {"act": act}) for act in voice.ANSWERED],
]
