"""The partners app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Who: people, organisations, countries, agreements."""

    name = "partners"
    verbose_name = _("People and organisations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the mail know which invitations came to nothing."""
        from partners import invitations

        invitations.register()
