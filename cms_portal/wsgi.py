"""The door through which a web server reaches the portal."""

import os

from django.core.wsgi import get_wsgi_application

from cms_portal.environment import plain_refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_portal.settings")

with plain_refusal():
    application = get_wsgi_application()
