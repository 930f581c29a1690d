#!/usr/bin/env python
"""The portal's command line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

WITHOUT_DATABASE = frozenset(
    ["portal", "help", "version", "collectstatic", "compilemessages", "makemessages"]
)


def main() -> None:
    """Run one command, on the embedded database where that is the one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_portal.settings")
    try:
        from django.conf import settings  # noqa: PLC0415 - reading it is what may be refused

        embedded_database = settings.EMBEDDED_DATABASE
    except ImproperlyConfigured as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(1) from None
    if embedded_database and not WITHOUT_DATABASE.intersection(sys.argv[1:2] or ["help"]):
        from cms_portal import embedded  # noqa: PLC0415 - not needed with a server of one's own

        with embedded.attached(settings.PORTAL_DATA):
            execute_from_command_line(sys.argv)
    else:
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
