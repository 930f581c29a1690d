from django.test import RequestFactory

import cms_portal
from cms_portal.context import portal


def test_every_page_knows_mode_version_and_the_zone_of_deadlines(rf: RequestFactory) -> None:
    assert portal(rf.get("/")) == {
        "portal_mode": "test",
        "is_demonstration": False,
        "mfa_required": False,
        "portal_version": cms_portal.__version__,
        "portal_base_url": "http://testserver",
        "deadline_time_zone": "Europe/Berlin",
    }
