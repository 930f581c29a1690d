"""Files that people give: what is kept of each, in whatever room, and until when it is valid.

Several rows may stand on the same stored bytes, so bytes are thrown away only where none does.
"""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.examining import BY_EXTENSION, Sound
from partners.clock import portal_now

SOON = 30  # days before its end, a document is said to expire


class Scan(models.TextChoices):
    """What a virus scanner said of a file."""

    NOT_SCANNED = "not_scanned", gettext_lazy("not scanned")
    PENDING = "pending", gettext_lazy("not checked for viruses yet")
    CLEAN = "clean", gettext_lazy("no virus found")
    INFECTED = "infected", gettext_lazy("withdrawn: a virus was found")


UNCHECKED = (Scan.NOT_SCANNED, Scan.PENDING)
WITHHELD = (Scan.PENDING, Scan.INFECTED)


@dataclass(frozen=True)
class Validity:
    """How long a document is valid, seen from a day: in words, with a tone."""

    label: str
    tone: str


def validity(valid_until: date | None, day: date) -> Validity | None:
    """How long something is valid that has a last day, seen from a day; None where it has none."""
    if valid_until is None:
        return None
    until, left = date_format(valid_until), (valid_until - day).days
    if left < 0:
        return Validity(_("expired, was valid until %(day)s") % {"day": until}, "bad")
    if left == 0:
        return Validity(_("expires today, %(day)s") % {"day": until}, "waiting")
    if left > SOON:
        return Validity(_("valid until %(day)s") % {"day": until}, "neutral")
    words = ngettext(
        "expires in %(count)s day, on %(day)s", "expires in %(count)s days, on %(day)s", left
    )
    return Validity(words % {"count": left, "day": until}, "waiting")


def stored_name(kept: Any, filename: str) -> str:
    """A generated name; what somebody called the file never reaches the storage."""
    return f"uploads/{portal_now():%Y/%m}/{secrets.token_hex(16)}.{kept.extension}"


class KeptFile(models.Model):
    """A file as it is kept: its name, type, size and hash, what the scanner said, its last day."""

    FROM_SOUND: ClassVar = ("name", "extension", "content_type", "size", "sha256", "scanned")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=stored_name, blank=True, max_length=200)
    name = models.CharField(gettext_lazy("file name"), max_length=200, blank=True)
    extension = models.CharField(max_length=10, blank=True)
    content_type = models.CharField(gettext_lazy("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(gettext_lazy("size in bytes"), default=0)
    sha256 = models.CharField(gettext_lazy("SHA-256"), max_length=64, blank=True)
    scanned = models.CharField(
        gettext_lazy("virus scan"), max_length=20, default=Scan.NOT_SCANNED, choices=Scan.choices
    )
    valid_until = models.DateField(gettext_lazy("valid until"), null=True, blank=True)
    removed_at = models.DateTimeField(gettext_lazy("removed at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_file(self) -> bool:
        """Whether there is a file, and not a reason why none can be given."""
        return bool(self.file)

    @property
    def type_label(self) -> str:
        """What its type is called."""
        kind = BY_EXTENSION.get(self.extension)
        return str(kind.label) if kind else self.extension

    @property
    def is_infected(self) -> bool:
        """Whether the scanner found something: the file stands for nothing any more."""
        return self.scanned == Scan.INFECTED

    @property
    def is_pending(self) -> bool:
        """Whether the scanner has still to look at it."""
        return self.scanned == Scan.PENDING

    @property
    def is_withheld(self) -> bool:
        """Whether it is served to nobody, whoever asks."""
        return self.scanned in WITHHELD

    def is_expired_on(self, day: date) -> bool:
        """Whether its last day lies before this one."""
        return self.valid_until is not None and self.valid_until < day

    def validity_on(self, day: date) -> Validity | None:
        """How long it is valid, seen from a day in Bonn; None where no last day is known."""
        return validity(self.valid_until, day)

    def take_over(self, other: "KeptFile") -> None:
        """Stand on the same bytes as another, with all that is known of them."""
        for field in self.FROM_SOUND:
            setattr(self, field, getattr(other, field))
        self.file.name = other.file.name


def fields_of(sound: Sound, stored: str) -> dict[str, Any]:
    """The columns of a file that was examined and stored."""
    return {
        "file": stored,
        "name": sound.name,
        "extension": sound.kind.extension,
        "content_type": sound.kind.content_type,
        "size": len(sound.data),
        "sha256": sound.sha256,
        "scanned": sound.scanned,
    }


@contextmanager
def stored(sound: Sound) -> Iterator[str]:
    """The bytes under a generated name, for the block; where it fails, they go again."""
    name = default_storage.save(stored_name(sound.kind, sound.name), ContentFile(sound.data))
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise


def holders() -> list[type[KeptFile]]:
    """The models of every room whose rows stand on stored files."""
    return [model for model in apps.get_models() if issubclass(model, KeptFile)]


def throw_away(name: str) -> None:
    """Delete stored bytes, unless some row still stands on them."""
    if not any(model._base_manager.filter(file=name).exists() for model in holders()):
        default_storage.delete(name)
