"""Write the ledger to standard output: manage.py export_ledger > ledger.jsonl."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accreditation.ledger import export


class Command(BaseCommand):
    """One line of canonical JSON for each entry, from the first; anyone can verify the chain."""

    help = "Writes every entry of the ledger, one a line, to standard output."

    def handle(self, **options: Any) -> None:
        """Write what stood when the command began."""
        with transaction.atomic():
            for line in export():
                self.stdout.write(line)
