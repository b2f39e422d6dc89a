"""The addresses of the pages of one child."""

from django.urls import path

from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.web.children import views
from samaki.web.identification import views as identification
from samaki.web.protections import views as protections
from samaki.web.safeguarding import keeping
from samaki.web.safeguarding import views as safety
from samaki.web.voice import views as voice

CHILD = "cases/<code:code>/children/<uuid:key>"

urlpatterns = [
    path("cases/<code:code>/children/", views.listed),
    path("tonight/", safety.tonight),
    path(f"{CHILD}/safety/", safety.of_child),
    path(f"{CHILD}/safety/keeper/", keeping.tell),
    *[path(f"{CHILD}/safety/{act}/", safety.write, {"act": act}) for act in safety.WRITES],
    *[path(f"{name}/<uuid:key>/", safety.of_row, {"table": table}) for name, table in safety.ADDRESSES.items()],
    *[
        path(f"{name}/<uuid:key>/{act}/", safety.on_row, {"table": table, "act": act})
        for name, table in safety.ADDRESSES.items()
        for act in safety.ON_ROWS[table]
    ],
    path(f"{CHILD}/voice/", voice.of_child),
    *[path(f"{CHILD}/voice/{act}/", voice.write, {"act": act}) for act in voice.WRITES],
    path("voices/<uuid:key>/", voice.of_row, {"table": ChildVoice}),
    path("voices/<uuid:key>/mistake/", voice.mistake),
    path("heard-again/<uuid:key>/", voice.of_row, {"table": HeardAgain}),
    *[path(f"heard-again/<uuid:key>/{act}/", voice.on_asking, {"act": act}) for act in voice.ANSWERED],
    path(f"{CHILD}/protection/", protections.of_child),
    path(f"{CHILD}/protection/print/", protections.printed),
    *[path(f"{CHILD}/protection/{act}/", protections.write, {"act": act}) for act in protections.WRITES],
    path("protections/<uuid:key>/", protections.of_row, {"table": Protection}),
    path("protections/<uuid:key>/move/", protections.move),
    path("child-promises/<uuid:key>/", protections.of_row, {"table": ChildPromise}),
    *[path(f"child-promises/<uuid:key>/{act}/", protections.on_promise, {"act": act}) for act in protections.PROMISED],
    path(f"{CHILD}/identification/", identification.of_child),
    *[path(f"{CHILD}/identification/{act}/", identification.write, {"act": act}) for act in identification.WRITES],
    path("identifications/<uuid:key>/", identification.of_row),
    path("identifications/<uuid:key>/mistake/", identification.mistake),
]
