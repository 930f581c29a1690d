#!/usr/bin/env python
"""The portal's command line."""

import os
import sys
from contextlib import ExitStack

from django.conf import settings
from django.core.management import execute_from_command_line

from cms_portal import embedded
from cms_portal.environment import plain_refusal

# These start the embedded server themselves or have no need of one.
WITHOUT_DATABASE = frozenset(
    ["portal", "help", "version", "collectstatic", "compilemessages", "makemessages"]
)


def main() -> None:
    """Run one command, on the embedded database where that is the one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_portal.settings")
    with plain_refusal():
        wanted = settings.EMBEDDED_DATABASE and sys.argv[1:2] != []
    with ExitStack() as stack:
        if wanted and sys.argv[1] not in WITHOUT_DATABASE:
            durable = not settings.TESTING
            stack.enter_context(embedded.attached(settings.PORTAL_DATA, durable=durable))
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
