"""The settings of the portal in its test mode, so that `pytest` needs no environment."""

import os

os.environ.setdefault("PORTAL_MODE", "test")

from cms_portal.settings import *  # noqa: F403 - the same settings, all of them
