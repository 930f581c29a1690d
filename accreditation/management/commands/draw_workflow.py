"""Draw the workflow and write out the Decisions with their steps, guards and tests."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accreditation.drawing import decisions_page, picture


def pages() -> dict[Path, str]:
    """What is generated, by where it stands."""
    docs = Path(settings.BASE_DIR) / "docs"
    return {
        docs / "workflow.svg": picture.picture(),
        docs / "decisions.md": decisions_page.page(),
    }


class Command(BaseCommand):
    """Write docs/workflow.svg and docs/decisions.md from the declared steps."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="only say what is out of date")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, or check, every generated page."""
        stale = [
            path
            for path, text in pages().items()
            if not path.exists() or path.read_text("utf-8") != text
        ]
        if options["check"] and stale:
            names = ", ".join(path.name for path in stale)
            message = f"Out of date: {names}. Run manage.py draw_workflow."
            raise CommandError(message)
        for path in stale:
            path.write_text(pages()[path], "utf-8")
            self.stdout.write(f"{path} written")
