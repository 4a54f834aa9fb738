"""The office as a Django application."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Tells Django the label under which the office's tables go."""

    name = "goodwill.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
