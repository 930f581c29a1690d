"""Write an issued document to a file: manage.py render cop-report COP14 --out FILE."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from accreditation.committee.models import Item, Meeting
from accreditation.register.models import Accreditation
from accreditation.workflow import StepRefused
from reporting.documents import IssuedDocument
from reporting.issuing import ask, render_now
from reporting.printed.kinds import PRINTED

SUBJECTS: dict[str, QuerySet[Any]] = {
    IssuedDocument.Kind.COP_REPORT: Meeting.objects.filter(kind=Meeting.Kind.COP),
    IssuedDocument.Kind.CERTIFICATE: Accreditation.objects.in_force(),
    IssuedDocument.Kind.RECORD: Item.objects.filter(state="published"),
}


class Command(BaseCommand):
    """Issue a document, or take the one that already says the same, and write its bytes."""

    help = "Writes a document: cop-report MEETING, certificate NUMBER, record ITEM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, subject, language and file."""
        parser.add_argument("kind", choices=[str(kind) for kind in SUBJECTS])
        parser.add_argument("subject", help="meeting code, accreditation number or item")
        parser.add_argument("--language", default="en", choices=list(dict(settings.LANGUAGES)))
        parser.add_argument("--out", type=Path, help="file to write; otherwise a name is chosen")

    def handle(self, **options: Any) -> None:
        """Ask, render if a worker has not, and write."""
        kind, name = options["kind"], options["subject"]
        subject = SUBJECTS[kind].filter(**{PRINTED[kind].lookup: name}).first()
        if subject is None:
            message = f"There is no {kind} for {name}."
            raise CommandError(message)
        document = ask(kind, subject, language=options["language"])
        if not document.is_issued:
            document = self.rendered(document)
        out: Path = options["out"] or Path(f"{document.reference}.pdf")
        with document.file.open("rb") as file:
            out.write_bytes(file.read())
        self.stdout.write(f"{out}  {document.reference}  SHA-256 {document.sha256}")

    def rendered(self, document: IssuedDocument) -> IssuedDocument:
        """The document, rendered here unless a worker was faster."""
        try:
            return render_now(document)
        except StepRefused:
            fresh = IssuedDocument.objects.get(pk=document.pk)
            if fresh.is_issued:
                return fresh
            message = f"{document.reference} is being rendered by a worker; run this again."
            raise CommandError(message) from None
