"""The reporting app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """What goes out: partner reports, documents, open data."""

    name = "reporting"
    verbose_name = _("Reporting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who is told, what acts are called, what is asked of people and what noting means."""
        from reporting import noting, own_data, telling

        telling.register()
        noting.register()
        own_data.register()
