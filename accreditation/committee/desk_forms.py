"""What the Secretariat writes down in the Committee's room, and what it tries out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.desk_seats import heard_seats
from accreditation.committee.forms import LONGEST_REASONS
from accreditation.committee.items import Item
from accreditation.committee.positions import LABELS, REASONED
from accreditation.committee.recording import Said, recorded
from accreditation.committee.roll import names_of
from accreditation.committee.seats import Representative
from accreditation.committee.tally import VALUES
from accreditation.committee.transcriptions import Transcription
from accreditation.examining import ACCEPT
from accreditation.stepping import StepForm, form_for

LONGEST_REMARK = 500
LONGEST_NAME = 200


def values_of(item: Item) -> list[tuple[str, Any]]:
    """The positions of the item's procedure, in words."""
    return [(value, LABELS[value]) for value in VALUES[item.rules["procedure"]]]


class MeetingForm(forms.Form):
    """What each seat said at a meeting; empty is nothing new, and nothing is chosen beforehand.

    Where a seat has an alternate, it is asked who spoke: the member, unless said otherwise.
    """

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Two fields for every seat that is heard; a third where it has an alternate."""
        super().__init__(*args, **kwargs)
        self.seats = heard_seats(item)
        lines = {line["seat"]: line for line in item.seat_lines()}
        self.silenced = [seat for seat in lines if seat not in self.seats]
        self.names = names_of(lines.values())
        self.fields["after"].initial = recorded(item).count()
        choices = [("", _("nothing new")), *values_of(item)]
        for seat in self.seats:
            self.fields[f"value-{seat}"] = forms.ChoiceField(
                label=_("Position of seat %(seat)s") % {"seat": seat},
                choices=choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            if lines[seat]["alternate"]:
                self.fields[f"capacity-{seat}"] = self.capacity_field(lines[seat])
            self.fields[f"reasons-{seat}"] = forms.CharField(
                label=_("Reasons of seat %(seat)s") % {"seat": seat},
                required=False,
                max_length=LONGEST_REASONS,
                widget=forms.Textarea(attrs={"rows": 1, "class": "form-control"}),
            )

    def capacity_field(self, line: dict[str, Any]) -> forms.ChoiceField:
        """For whom the seat spoke: its member, or its alternate by name."""
        words = {
            Representative.Capacity.MEMBER: _("Member (%(state)s)"),
            Representative.Capacity.ALTERNATE: _("Alternate (%(state)s)"),
        }
        states = {"member": line["state"], "alternate": line["alternate"]}
        return forms.ChoiceField(
            label=_("Who spoke for seat %(seat)s") % {"seat": line["seat"]},
            choices=[
                (capacity, text % {"state": self.names.get(states[capacity], states[capacity])})
                for capacity, text in words.items()
            ],
            initial=Representative.Capacity.MEMBER,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def fields_of(self, seat: str) -> list[forms.BoundField | None]:
        """What is asked of one seat: position, who spoke (where it has an alternate), reasons."""
        names = [f"{asked}-{seat}" for asked in ("value", "capacity", "reasons")]
        return [self[name] if name in self.fields else None for name in names]

    def clean(self) -> dict[str, Any]:
        """Something is recorded; a No and an objection have reasons, and reasons a position."""
        cleaned = super().clean() or {}
        gone = [seat for seat in self.silenced if self.data.get(f"value-{seat}")]
        if gone:
            raise forms.ValidationError(
                _("Not heard in this item any more: %(seats)s.") % {"seats": ", ".join(gone)}
            )
        for seat in self.seats:
            value = cleaned.get(f"value-{seat}", "")
            reasons = cleaned.get(f"reasons-{seat}", "").strip()
            if value in REASONED and not reasons:
                self.add_error(
                    f"reasons-{seat}", _("Give the reasons: they are needed for this position.")
                )
            elif reasons and not value and f"value-{seat}" not in self.errors:
                self.add_error(
                    f"value-{seat}", _("Choose the position that these reasons explain.")
                )
        if not self.errors and not self.said(cleaned):
            raise forms.ValidationError(_("Choose the position of at least one seat."))
        return cleaned

    def said(self, cleaned: dict[str, Any] | None = None) -> list[Said]:
        """What is to be recorded."""
        given = self.cleaned_data if cleaned is None else cleaned
        return [
            Said(
                seat,
                given[f"value-{seat}"],
                given.get(f"reasons-{seat}", "").strip(),
                given.get(f"capacity-{seat}") or Representative.Capacity.MEMBER,
            )
            for seat in self.seats
            if given.get(f"value-{seat}")
        ]


class TranscribeForm(forms.Form):
    """What a seat said by letter or telephone, as an officer writes it down."""

    seat = forms.ChoiceField(label=gettext_lazy("Seat"))
    capacity = forms.ChoiceField(
        label=gettext_lazy("For whom it speaks"),
        choices=Representative.Capacity.choices,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=Transcription.Channel.choices,
        widget=forms.RadioSelect,
    )
    said_by = forms.CharField(label=gettext_lazy("Who signed or called"), max_length=LONGEST_NAME)
    value = forms.ChoiceField(label=gettext_lazy("Position"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=gettext_lazy("Reasons, word for word"),
        required=False,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Needed for “No” and “Object”. They enter the published record."),
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the letter, or the signed note of the call"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=gettext_lazy("The second officer compares what you wrote with this file."),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Offer the seats that have not stepped out, and the positions of the procedure."""
        super().__init__(*args, **kwargs)
        lines, out = item.seat_lines(), item.recused_seats()
        names = names_of(lines)
        self.fields["seat"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            ("", _("Choose one")),
            *((line["seat"], seat_label(line, names)) for line in lines if line["seat"] not in out),
        ]
        self.fields["value"].choices = values_of(item)  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A No and an objection say why."""
        cleaned = super().clean() or {}
        if cleaned.get("value") in REASONED and not cleaned.get("reasons", "").strip():
            self.add_error("reasons", _("Give the reasons: they are needed for this position."))
        return cleaned

    def refuse_file(self, why: str = "") -> None:
        """Say at the file why it was not taken; browsers do not send a file twice by themselves."""
        if why:
            self.add_error("scan", why)
        elif "scan" not in self.errors:
            self.add_error("scan", _("Choose the file again: nothing is kept of it so far."))


def seat_label(line: dict[str, Any], names: dict[str, str]) -> str:
    """A seat with its member and its alternate."""
    member = names.get(line["state"], line["state"])
    if not line["alternate"]:
        return f"{line['seat']}: {member}"
    alternate = names.get(line["alternate"], line["alternate"])
    words = {"seat": line["seat"], "member": member, "alternate": alternate}
    return _("%(seat)s: %(member)s (alternate: %(alternate)s)") % words


@form_for("transcription", "set_aside")
class SetAsideForm(StepForm):
    """Why a transcription is not confirmed."""

    remark = forms.CharField(
        label=gettext_lazy("Why it is not confirmed"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The position can be written down again, with another scan."),
    )


OUT = "out"


class SimulationForm(forms.Form):
    """A position that is only supposed, for every seat that could still speak or step out."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Silence first: it is what is asked about; who stepped out stays out."""
        super().__init__(*args, **kwargs)
        gone = item.recused_seats()
        self.seats = [line["seat"] for line in item.seat_lines() if line["seat"] not in gone]
        choices = [("", _("stays silent")), *values_of(item), (OUT, _("steps out"))]
        for seat in self.seats:
            self.fields[f"seat-{seat}"] = forms.ChoiceField(
                label=_("What seat %(seat)s is supposed to do") % {"seat": seat},
                choices=choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def supposed(self) -> dict[str, str]:
        """What each seat is supposed to do, leaving out the silent ones."""
        given = {seat: self.cleaned_data.get(f"seat-{seat}", "") for seat in self.seats}
        return {seat: choice for seat, choice in given.items() if choice}
