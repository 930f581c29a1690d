"""The same answer as /healthz, on the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from cms_portal.health import OK, look, parts


class Command(BaseCommand):
    """Print the state of the parts as JSON; exit 0 if all are well, 1 otherwise."""

    help = "Say how database, broker, worker and scanner are; exit 0 if all are well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the parts to look at; without any, all of them."""
        parser.add_argument("parts", nargs="*", choices=[*parts(), []])

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look, print and leave."""
        state = look(options["parts"] or list(parts()))
        self.stdout.write(json.dumps(state))
        if set(state.values()) != {OK}:
            raise SystemExit(1)
