"""Objects of this room that begin under a random reference and are numbered by a later step."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.machine import Stateful
from accreditation.references import draft_reference


class Drafted(Stateful):
    """An object that keeps the reference it began under, so that old links still find it."""

    begun_as = models.CharField(
        _("reference as a draft"), max_length=80, unique=True, editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A draft carries a random reference, so that it tells nothing of how many there are."""
        self.reference = self.reference or draft_reference()
        self.begun_as = self.begun_as or self.reference
        super().save(*args, **kwargs)

    @property
    def known_as(self) -> tuple[str, ...]:
        """Its reference, and the one it had as a draft."""
        return (self.reference, self.begun_as)

    @classmethod
    def referred_to(cls, reference: str) -> models.Q:
        """By its reference, or by the one it had as a draft."""
        return models.Q(reference=reference) | models.Q(begun_as=reference)
