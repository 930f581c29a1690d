"""What the steps of an application ask, and the small forms of its pages."""

from collections.abc import Iterator
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.models import Application, Finding
from accreditation.applications.signed_content import standing_signature
from accreditation.stepping import StepForm, form_for
from accreditation.wallet.forms import GivenFileForm
from accreditation.wallet.models import WalletDocument
from partners.models import Membership, Organisation

MOST_POINTS: Final = 10
LONGEST_TEXT: Final = 5000
LONGEST_REASON: Final = 1000


@form_for("application", "submit")
class SubmitForm(StepForm):
    """The declaration for the head of organisation; by the head, where a signature stands."""

    declared_by = forms.CharField(
        label=gettext_lazy("Name of the head of the organisation"), max_length=200
    )
    declared_function = forms.CharField(label=gettext_lazy("Function"), max_length=200)
    declared = forms.BooleanField(
        label=gettext_lazy(
            "In the name of the head of the organisation: the answers are true and complete, and "
            "the head has agreed to this application."
        ),
        error_messages={"required": gettext_lazy("The declaration is needed to submit.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask nothing more where the head has signed the application as it is."""
        super().__init__(*args, **kwargs)
        self.signature = standing_signature(self.obj)
        if self.signature is not None:
            self.fields.clear()
            self.helper = FormHelper()
            self.said = _(
                "%(name)s, %(function)s, has signed this application through a link. Nothing more"
                " is needed to hand it in."
            ) % {"name": self.signature.name, "function": self.signature.function}
            # crispy takes this for a template: what people typed comes in as a value only
            self.helper.layout = Layout(HTML("<p>{{ form.said }}</p>"))

    def given(self) -> dict[str, Any]:
        """Name and function, and the signature they are taken from."""
        if self.signature is not None:
            return {
                "declared_by": self.signature.name,
                "declared_function": self.signature.function,
                "cosignature": self.signature.uuid,
            }
        return {key: self.cleaned_data[key] for key in ("declared_by", "declared_function")}


@form_for("application", "withdraw")
class WithdrawForm(StepForm):
    """A withdrawal is meant."""

    sure = forms.BooleanField(
        label=gettext_lazy("Yes, withdraw this application. It cannot be taken up again."),
        help_text=gettext_lazy(
            "Your organisation may begin a new application while the invitation is open."
        ),
        error_messages={"required": gettext_lazy("Tick the box if the withdrawal is meant.")},
    )

    def given(self) -> dict[str, Any]:
        """Nothing further."""
        return {}


@form_for("application", "return")
class ReturnForm(StepForm):
    """One letter: what is lacking, point by point, each tied to a question or a document."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer so many rows, each with a code to choose and a text."""
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a question or document")), *self.choices()]
        rows = []
        for number in range(1, MOST_POINTS + 1):
            self.fields[f"about_{number}"] = forms.ChoiceField(
                label=_("Question or document"), choices=choices, required=False
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What is lacking, and what to do"),
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            legend = _("Point %(number)s") % {"number": number}
            rows.append(Fieldset(legend, f"about_{number}", f"text_{number}"))
        self.helper = FormHelper()
        self.helper.layout = Layout(Div(*rows, css_class="points"))

    def choices(self) -> Iterator[tuple[str | Promise, list[tuple[str, str]]]]:
        """The questions by section, then the documents."""
        content = self.obj.process.localised
        for section in content["form"]:
            yield (
                section["title"],
                [
                    (f"question {each['code']}", f"{each['code']} {each['label']}")
                    for each in section["questions"]
                ],
            )
        yield (
            _("Documents"),
            [
                (f"document {each['code']}", f"{each['code']} {each['title']}")
                for each in content["documents"]
            ],
        )

    def clean(self) -> dict[str, Any]:
        """At least one point; both halves of each; each question or document once."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, MOST_POINTS + 1):
            about, text = cleaned.get(f"about_{number}"), cleaned.get(f"text_{number}")
            if about and not text:
                self.add_error(f"text_{number}", _("Say what is lacking."))
            if text and not about:
                self.add_error(f"about_{number}", _("Choose the question or document."))
            if about and about in seen:
                self.add_error(f"about_{number}", _("This one already has a point above."))
            seen.add(about or "")
        if not seen - {""} and not self.errors:
            raise forms.ValidationError(_("Name at least one point to complete."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """The points of the letter."""
        return {"points": list(self.points())}

    def points(self) -> Iterator[dict[str, str]]:
        """Each point: whether about a question or a document, its code, the text."""
        for number in range(1, MOST_POINTS + 1):
            if about := self.cleaned_data[f"about_{number}"]:
                kind, code = about.split()
                yield {"kind": kind, "code": code, "text": self.cleaned_data[f"text_{number}"]}


@form_for("application", "recommend")
class RecommendForm(StepForm):
    """The Secretariat's advice, with its reasons; nothing is chosen beforehand."""

    recommendation = forms.ChoiceField(
        label=gettext_lazy("The Secretariat recommends to"),
        choices=Application.Recommendation.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("This is advice. The Standing Committee decides."),
    )
    text = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("They go to the Committee with the application, word for word."),
    )


class BeginForm(forms.Form):
    """For which organisation an application is begun."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": gettext_lazy("Choose the organisation that applies."),
            "invalid_choice": gettext_lazy("Choose one of the organisations you write for."),
        },
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Offer the organisations the person writes for; one alone is chosen already."""
        super().__init__(*args, **kwargs)
        own = [pk for pk, role in user.roles.items() if role in Membership.WRITING]
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=own).order_by("search_name")  # type: ignore[attr-defined] # of a ModelChoiceField
        self.has_any = bool(own)
        if len(own) == 1:
            field.initial = field.queryset.get().uuid  # type: ignore[attr-defined] # the same
            field.widget = forms.HiddenInput()
        self.helper = FormHelper()
        self.helper.form_tag = False


class UploadForm(GivenFileForm):
    """One file for one slot, to be kept among the organisation's documents or not."""

    keep = forms.BooleanField(required=False)


class ReuseForm(forms.Form):
    """One document of the organisation for one slot."""

    kept = forms.ModelChoiceField(
        queryset=WalletDocument.objects.none(),
        to_field_name="uuid",
        error_messages={
            "required": gettext_lazy("Choose a document first."),
            "invalid_choice": gettext_lazy(
                "This document cannot be used any more: it was taken out, or has expired."
            ),
        },
    )

    def __init__(self, *args: Any, usable: "QuerySet[WalletDocument]", **kwargs: Any) -> None:
        """Take the documents that can be given."""
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = usable  # type: ignore[attr-defined] # of a ModelChoiceField


class ExplainForm(forms.Form):
    """Why a document cannot be supplied."""

    explanation = forms.CharField(
        label=gettext_lazy("We cannot supply this document, because"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why the document cannot be supplied.")},
    )


class FindingForm(forms.Form):
    """What the Secretariat found on one criterion; nothing is chosen beforehand."""

    value = forms.ChoiceField(
        label=gettext_lazy("Finding"),
        choices=Finding.Value.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the findings offered.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Evidence and reasons"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Name the answer or the document and page that shows it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Inside the page's own form tag."""
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        """A finding gives its reasons; reasons belong to a finding."""
        cleaned = super().clean() or {}
        if cleaned.get("value") and not cleaned.get("note"):
            self.add_error("note", _("A finding needs its evidence and reasons."))
        if cleaned.get("note") and not cleaned.get("value") and "value" not in self.errors:
            self.add_error("value", _("Choose a finding."))
        return cleaned
