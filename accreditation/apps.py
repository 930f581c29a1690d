"""The accreditation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccreditationConfig(AppConfig):
    """The workflow of Decisions 13.AA to 13.CC."""

    name = "accreditation"
    verbose_name = _("Accreditation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each room say what the Committee's outcomes mean for it, and who is told."""
        from accreditation import told
        from accreditation.proposals import effects as proposals
        from accreditation.register import effects as register

        proposals.register()
        register.register()
        told.register()
