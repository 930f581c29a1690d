"""The wiring as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cms_portal.celery import app

__all__ = ["PortalConfig", "app"]  # the tasks of every room find their Celery application here


class PortalConfig(AppConfig):
    """Settings, health and the worker's sign of life."""

    name = "cms_portal"
    verbose_name = _("Portal")
