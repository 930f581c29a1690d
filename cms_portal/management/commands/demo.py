"""`manage.py demo`: load the demonstration into an empty portal, or more applications into it."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from cms_portal.demonstration import loading, scale


class Command(BaseCommand):
    """Load the demonstration."""

    help = "Load real seats and meetings, fictional people, and the mandate in mid-course."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much is loaded."""
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--empty",
            action="store_true",
            help="Seats, meetings and people only: the mandate has not begun.",
        )
        how.add_argument(
            "--scale",
            type=int,
            metavar="N",
            default=0,
            help="Add N applications in mixed states, for measuring; loads the demonstration first "
            "where it is not there yet.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say who can sign in."""
        began = time.monotonic()
        try:
            self._load(empty=options["empty"], number=options["scale"])
        except loading.NotHere as reason:
            raise CommandError(str(reason)) from None
        if options["verbosity"]:
            self.stdout.write("\n".join(loading.told()))
            self.stdout.write(f"Loaded in {time.monotonic() - began:.1f} seconds.")

    def _load(self, *, empty: bool, number: int) -> None:
        """The demonstration, or more applications."""
        if number < 0:
            message = "Give a number of applications above 0."
            raise CommandError(message)
        loading.check_mode()
        if not (number and loading.is_loaded()):
            loading.load(empty=empty)
        if number:
            scale.add(number)
