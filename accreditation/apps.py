"""The accreditation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccreditationConfig(AppConfig):
    """The workflow of Decisions 13.AA to 13.CC."""

    name = "accreditation"
    verbose_name = _("Accreditation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let each room say what outcomes mean for it, who is told, what is kept and erased."""
        from accreditation import erasing, own_data, told
        from accreditation.applications import reusing
        from accreditation.proposals import effects as proposals
        from accreditation.register import effects as register
        from accreditation.screening import guards as screening

        proposals.register()
        register.register()
        reusing.register()
        screening.register()
        told.register()
        own_data.register()
        erasing.register()
