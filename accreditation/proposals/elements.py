"""The ground of the forms for elements of a process version."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Content = Mapping[str, Any]
CODE = gettext_lazy("A capital letter followed by up to nine letters or digits; it stays for good.")


def plain(value: Any) -> Any:
    """A text with the line ends of a process version; other values as they are."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def long_text(label: Any, *, rows: int = 4, **options: Any) -> forms.CharField:
    """A field for a text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class ElementForm(forms.Form):
    """An element of a version: its fields; `values()` is the element as the version keeps it."""

    marks: ClassVar[bool] = False
    has_code: ClassVar[bool] = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, content: Content, path: str, is_new: bool, **kwargs: Any
    ) -> None:
        """Know the version the element stands in; a code is asked for a new one only."""
        super().__init__(*args, **kwargs)
        self.content, self.path = content, path
        if self.has_code and is_new:
            self.fields = {"code": self.code_field(), **self.fields}
        if self.marks:
            self.fields["not_confirmed"] = forms.BooleanField(
                label=_("Not confirmed against the CMS Rules of Procedure"), required=False
            )
        self.prepare()

    def prepare(self) -> None:
        """Offer what depends on the version."""

    def code_field(self) -> forms.CharField:
        """The code of a new element."""
        return forms.CharField(label=_("Code"), max_length=10, help_text=CODE)

    def values(self) -> dict[str, Any]:
        """What was given, without what was left empty."""
        given = {name: plain(value) for name, value in self.cleaned_data.items()}
        aside = ("seen", "not_confirmed")
        return {
            name: value
            for name, value in given.items()
            if name not in aside and value not in (None, "")
        }

    @classmethod
    def shown(cls, element: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows for an element."""
        return dict(element)
