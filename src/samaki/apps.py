"""One Django app: moving a model between rooms must not need a migration (ADR 1)."""

from django.apps import AppConfig


class SamakiConfig(AppConfig):
    name = "samaki"
    label = "samaki"
    default_auto_field = "django.db.models.BigAutoField"
