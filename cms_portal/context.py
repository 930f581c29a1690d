"""What every page knows about the portal itself."""

from django.conf import settings
from django.http import HttpRequest

import cms_portal


def portal(_request: HttpRequest) -> dict[str, object]:
    """The mode, the version and the rules that pages mention."""
    return {
        "portal_mode": settings.PORTAL_MODE,
        "is_demonstration": settings.DEMONSTRATION,
        "mfa_required": settings.PORTAL_REQUIRE_MFA,
        "portal_version": cms_portal.__version__,
        "portal_base_url": settings.PORTAL_BASE_URL,
        "deadline_time_zone": settings.DEADLINE_TIME_ZONE,
    }
