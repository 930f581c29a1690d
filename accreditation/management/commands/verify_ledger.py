"""Verify the ledger, or an export of it: manage.py verify_ledger [FILE]."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accreditation.canonical import canonical
from accreditation.ledger import ChainBroken, Head, LedgerEntry, head, verify

COLUMNS = ("seq", "prev", "at", "actor", "act", "object", "data")


def lines_of(height: int) -> Generator[str, None, None]:
    """The entries up to a height as lines; ChainBroken where a row says other than its body."""
    rows = LedgerEntry.objects.filter(seq__lte=height).order_by("seq")
    for entry in rows.iterator(chunk_size=2000):
        if canonical({name: getattr(entry, name) for name in COLUMNS}) != entry.body:
            raise ChainBroken(entry.seq, "its row does not agree with its canonical form")
        yield canonical(json.loads(entry.body) | {"hash": entry.hash})


class Command(BaseCommand):
    """Exit 0 with the height and head, or 1 naming the first entry that does not fit.

    Entries cut off at the end leave a chain that fits in itself: compare height and head with a
    copy that was kept elsewhere (every record of decision and issued document carries one).
    """

    help = "Verifies the chain of the ledger in the database, or of an exported FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, if not the database."""
        parser.add_argument("file", nargs="?", type=Path, help="an export; - is standard input")

    def handle(self, **options: Any) -> None:
        """Walk the chain."""
        try:
            found = self.in_file(options["file"]) if options["file"] else self.in_database()
        except ChainBroken as broken:
            self.stderr.write(f"NOT VALID: {broken}")
            sys.exit(1)
        self.stdout.write(f"valid: {found.height} entries, head {found.hash}")

    def in_file(self, path: Path) -> Head:
        """The head of an export."""
        if str(path) == "-":
            return verify(sys.stdin)
        with path.open(encoding="utf-8", newline="\n") as lines:
            return verify(lines)

    def in_database(self) -> Head:
        """The head of the database, where rows and the kept head agree with the bodies."""
        with transaction.atomic():
            kept = head()
            with closing(lines_of(kept.height)) as lines:
                found = verify(lines)
        if found != kept:
            raise ChainBroken(found.height + 1, f"the head says {kept.height} entries, {kept.hash}")
        return found
