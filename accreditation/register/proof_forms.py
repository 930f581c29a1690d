"""What the steps on a proof ask of the partner who sends it, and of the Secretariat."""

from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.forms import LONGEST_TEXT
from accreditation.examining import ACCEPT, BY_EXTENSION, Sound, UploadRefused, examine
from accreditation.register.proving import MOST_FILES
from accreditation.stepping import StepForm, form_for

FILES: Final = [f"file_{number}" for number in range(1, MOST_FILES + 1)]


class OneConditionForm(StepForm):
    """A step on one of the conditions; one alone is chosen already."""

    number = forms.TypedChoiceField(
        label=gettext_lazy("Condition"),
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose the condition.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the conditions on which the step can be taken."""
        super().__init__(*args, **kwargs)
        choices = [(each.number, str(each)) for each in self.conditions()]
        field = self.fields["number"]
        field.choices = choices  # type: ignore[attr-defined] # of a ChoiceField
        if len(choices) == 1:
            field.initial = choices[0][0]

    def conditions(self) -> Any:
        """The conditions on which the step can be taken."""
        raise NotImplementedError


@form_for("accreditation", "send_proof")
class SendProofForm(OneConditionForm):
    """How a condition is met, in words, and up to five files that show it."""

    text = forms.CharField(
        label=gettext_lazy("How the condition is met"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "The Secretariat reads it; if suspension, withdrawal or renewal is ever put to the "
            "Committee, so does the Committee. It is never public."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer a field for each file; types and size are told first."""
        super().__init__(*args, **kwargs)
        self.sound: list[Sound] = []
        for number, name in enumerate(FILES, start=1):
            self.fields[name] = forms.FileField(
                label=_("File %(number)s") % {"number": number},
                required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": ACCEPT}),
            )
        self.fields[FILES[0]].help_text = _(
            "Up to five files, if they help: %(types)s, each at most %(size)s."
        ) % {
            "types": ", ".join(BY_EXTENSION),
            "size": filesizeformat(settings.UPLOAD_MAX_BYTES),
        }
        self.helper = FormHelper()
        self.helper.layout = Layout("number", "text", Fieldset(_("Files"), *FILES))

    def conditions(self) -> Any:
        """Those still to be met on which no proof waits."""
        return self.obj.conditions.unmet().without_proof()

    def clean(self) -> dict[str, Any]:
        """Look at every file; what is wrong is said at its field."""
        cleaned = super().clean() or {}
        self.sound = []
        for name in FILES:
            if file := cleaned.get(name):
                try:
                    self.sound.append(examine(file))
                except UploadRefused as why:
                    self.add_error(name, str(why))
        if self.errors and any(self.files.get(name) for name in FILES):
            again = _("Choose the files again: nothing is kept of them so far.")
            self.add_error(None, again)
        return cleaned

    def given(self) -> dict[str, Any]:
        """Which condition, the words, and the files as they were looked at."""
        return {
            "number": self.cleaned_data["number"],
            "text": self.cleaned_data["text"],
            "files": self.sound,
        }


@form_for("accreditation", "return_proof")
class ReturnProofForm(OneConditionForm):
    """What a proof lacks; the day that the Committee set stays as it is."""

    reason = forms.CharField(
        label=gettext_lazy("The proof is not sufficient, because"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "The partner reads it word for word. The day that the Committee set for the condition "
            "stays: the Secretariat cannot extend it."
        ),
    )

    def conditions(self) -> Any:
        """Those of which a proof waits."""
        return self.obj.conditions.with_proof()
