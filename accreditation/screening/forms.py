"""What officers fill in: a list to load, and a verdict on a hit."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.screening.lists import SanctionsList
from accreditation.screening.reading_lists import ListRefused, ReadList, read_list
from accreditation.screening.running import refuse_older
from accreditation.screening.screenings import Hit, HitVerdict


class LoadForm(forms.ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """A list as its publisher gives it out; it is read before anything is kept."""

    file = forms.FileField(
        label=gettext_lazy("XML file of the list"),
        help_text=gettext_lazy(
            "In the format of the United Nations Security Council Consolidated List, as it is "
            "published. The file itself is not kept, but its SHA-256 is."
        ),
    )

    class Meta:
        model = SanctionsList
        fields = ("source", "file")

    def clean_file(self) -> ReadList:
        """The list, read."""
        given = self.cleaned_data["file"]
        limit = settings.SCREENING_LIST_MAX_BYTES
        if given.size > limit:
            raise ValidationError(
                _("This file is larger than %(limit)s.") % {"limit": filesizeformat(limit)}
            )
        try:
            return read_list(given.read())
        except ListRefused as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """Refuse what is loaded already, and what is older."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "file" in cleaned:
            try:
                refuse_older(cleaned["file"], cleaned.get("source", ""))
            except ListRefused as refused:
                self.add_error("file", str(refused))
        return cleaned


class VerdictForm(forms.Form):
    """What an officer says of a hit; nothing is chosen before."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    value = forms.ChoiceField(
        label=gettext_lazy("Verdict"), choices=HitVerdict.Value.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def verdict_form(hit: Hit) -> VerdictForm:
    """The empty form of one hit among several on a page."""
    last = hit.verdict
    return VerdictForm(
        initial={"seen": last.number if last else 0}, auto_id=f"id_{hit.uuid.hex}_%s"
    )
