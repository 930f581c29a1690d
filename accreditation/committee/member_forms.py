"""What the Committee's room asks of a person: conflicts, positions en bloc, a private note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.conflicts import others_of_the_seat
from accreditation.committee.forms import PositionForm
from accreditation.committee.items import Item
from accreditation.committee.notes import LONGEST_NOTE
from accreditation.committee.positions import place_on
from accreditation.committee.waiting import Waiting
from partners.models import User

NOBODY = "nobody"


class GateForm(forms.Form):
    """Whether a person has a conflict of interest; nothing is chosen beforehand."""

    has_conflict = forms.ChoiceField(
        label=gettext_lazy("Your declaration"),
        choices=[
            ("no", gettext_lazy("I have no conflict of interest")),
            ("yes", gettext_lazy("I have a conflict of interest")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    acts_instead = forms.ChoiceField(
        label=gettext_lazy("If you have a conflict of interest: who acts for your seat instead?"),
        required=False,
        help_text=gettext_lazy(
            "Somebody else who represents the member. If nobody acts instead, the whole State"
            " steps out of this item and is left out of the count and of the quorum."
        ),
    )

    def __init__(self, *args: Any, item: Item, user: Any, **kwargs: Any) -> None:
        """Ask who acts instead only where it makes a difference and somebody is there."""
        super().__init__(*args, **kwargs)
        self.others = {str(other.uuid): other for other in _others(item, user)}
        if not self.others:
            del self.fields["acts_instead"]
            return
        self.fields["acts_instead"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            ("", _("Choose one")),
            *((uuid, str(other)) for uuid, other in self.others.items()),
            (NOBODY, _("Nobody: our State steps out of this item")),
        ]

    def clean(self) -> dict[str, Any]:
        """A conflict says who acts instead, where there is a choice."""
        cleaned = super().clean() or {}
        undecided = "acts_instead" in self.fields and not cleaned.get("acts_instead")
        if cleaned.get("has_conflict") == "yes" and undecided and "acts_instead" not in self.errors:
            self.add_error("acts_instead", _("Say who acts instead, or that your State steps out."))
        return cleaned

    @property
    def is_conflict(self) -> bool:
        """Whether a conflict of interest is declared."""
        return bool(self.cleaned_data["has_conflict"] == "yes")

    @property
    def named(self) -> User | None:
        """Who acts instead."""
        return self.others.get(self.cleaned_data.get("acts_instead", ""))


def _others(item: Item, user: Any) -> list[User]:
    """Who may act instead of the person, as long as the State could still step out."""
    place = place_on(item, user)
    if place is None or not place.is_of_the_member or not item.may_be_left or item.is_late:
        return []
    return list(others_of_the_seat(item, place).order_by("pk"))


def after_name(item: Item) -> str:
    """The name of the hidden field that keeps how many positions were seen on an item."""
    return f"after {item.reference}"


class EnBlocForm(PositionForm):
    """One position for several items that are moved together; nothing is chosen beforehand."""

    def __init__(self, *args: Any, rows: Sequence[Waiting], **kwargs: Any) -> None:
        """Keep for every item how many positions of the place the person has seen."""
        super().__init__(*args, item=rows[0].item, **kwargs)
        self.rows = rows
        self.fields["value"].label = _("Your position on all of them")
        del self.fields["after"]
        for row in rows:
            self.fields[after_name(row.item)] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0, initial=row.seen
            )

    def seen(self) -> dict[str, int]:
        """How many positions the person had seen, by item."""
        return {row.item.reference: self.cleaned_data[after_name(row.item)] for row in self.rows}


class NoteForm(forms.Form):
    """A private note; empty, it is thrown away."""

    text = forms.CharField(
        label=gettext_lazy("Your private note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "For instructions from capital and the like. Nobody else sees it: not your colleagues,"
            " not the Secretariat. It is in no record, message or export."
        ),
    )
