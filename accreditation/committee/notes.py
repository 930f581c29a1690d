"""Private notes on an item, such as instructions from capital: their author's alone."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.committee.items import Item
from partners.clock import portal_now
from partners.models import User

LONGEST_NOTE = 20_000


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    """Notes, which only their author reads."""

    def visible_to(self, user: Any) -> "PrivateNoteQuerySet":
        """A person's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class PrivateNote(models.Model):
    """What a person writes down on an item; in no admin, record, ledger or export."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="notes")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("private note"), blank=True, max_length=LONGEST_NOTE)
    saved_at = models.DateTimeField(_("saved at"))

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "user"], name="one_note_per_person")
        ]

    def __str__(self) -> str:
        """Nothing of what it says."""
        return str(self._meta.verbose_name)


def note_of(item: Item, user: Any) -> PrivateNote | None:
    """The person's own note on an item."""
    return PrivateNote.objects.visible_to(user).filter(item=item).first()


def keep_note(item: Item, *, by: Any, text: str) -> None:
    """Save the person's note; an empty one is thrown away."""
    if text.strip():
        PrivateNote.objects.update_or_create(
            item=item, user=by, defaults={"text": text, "saved_at": portal_now()}
        )
    else:
        PrivateNote.objects.filter(item=item, user=by).delete()
