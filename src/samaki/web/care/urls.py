"""The addresses of a child's care."""

from typing import Any

from django.urls import path

from samaki.care.models import CareGoal, CareNeed, CareService
from samaki.web.care import acts, views

OF_CHILD = "cases/<code:code>/people/<uuid:key>/care"
ROWS: dict[str, Any] = {"care-needs": CareNeed, "care-goals": CareGoal, "care-services": CareService}

urlpatterns = [
    path(f"{OF_CHILD}/", views.plan),
    path(f"{OF_CHILD}/progress/", views.progress),
    path(f"{OF_CHILD}/closing/", views.closing),
    *[path(f"{OF_CHILD}/{what}/new/", views.new, {"what": what}) for what in views.NEW],
    *[path(f"{name}/<uuid:key>/", views.one, {"table": table}) for name, table in ROWS.items()],
    *[
        path(f"{name}/<uuid:key>/{act}/", views.act_on, {"table": table, "act": act})
        for name, table in ROWS.items()
        for act in acts.ACTS[table]
    ],
    path("assessments/<uuid:key>/", views.assessment),
    path("assessments/<uuid:key>/answer/", views.answer),
    *[path(f"assessments/<uuid:key>/{act}/", views.assessment_act, {"act": act}) for act in acts.ASSESSMENT_ACTS],
    path("follow-ups/<uuid:key>/", views.follow_up),
    path("follow-ups/<uuid:key>/correct/", views.correct_follow_up),
    path("waiting-services/", views.waiting),
]
