"""Form fields that Django has not: texts as they are counted, whole numbers, money, years."""

import re
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.proposals.codes import CURRENCIES

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2100
MOST_DIGITS: Final = 13
# Digits in groups, as people write them: spaces of any width, and the Swiss apostrophe.
GROUPING: Final = re.compile(r"[\s\u00a0\u202f'\u2019]")


def year_field(least: int, greatest: int) -> forms.Field:
    """A year within its bounds."""
    field = WholeNumberField(
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "size": "4"}),
        error_messages={
            "invalid": gettext_lazy("Give a year in four digits, for example 2024."),
        },
    )
    field.validators += [
        MinValueValidator(least, gettext_lazy("Give the year %(limit_value)s or a later one.")),
        MaxValueValidator(
            greatest, gettext_lazy("Give the year %(limit_value)s or an earlier one.")
        ),
    ]
    return field


class TextField(forms.CharField):
    """Text in one line or several; lines end as they are counted, with one character."""

    def to_python(self, value: Any) -> str:
        """The text with one kind of line end."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class WholeNumberField(forms.Field):
    """A whole number in digits; spaces between groups of digits do no harm."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy("Give a whole number in digits, for example 1200.")
    }

    def to_python(self, value: Any) -> int | None:
        """The number, or None where nothing is given."""
        digits = GROUPING.sub("", str("" if value is None else value))
        if not digits:
            return None
        if not re.fullmatch(rf"-?[0-9]{{1,{MOST_DIGITS}}}", digits):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(digits)


class AmountField(forms.Field):
    """An amount in digits with at most two decimals, after a point or a comma."""

    widget = forms.TextInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy(
            "Give the amount in digits with at most two decimals, for example 1200.50."
        )
    }

    def to_python(self, value: Any) -> str:
        """The amount with two decimals as a string, or nothing."""
        digits = GROUPING.sub("", str(value or "")).replace(",", ".")
        if not digits:
            return ""
        if not re.fullmatch(rf"[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,2}})?", digits):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{Decimal(digits):.2f}"


class MoneyWidget(forms.MultiWidget):
    """Amount, currency and year side by side, each with a label of its own."""

    template_name = "forms/money.html"
    use_fieldset = True

    def __init__(self) -> None:
        """Name the three inputs."""
        super().__init__(
            {
                "amount": forms.TextInput({"inputmode": "decimal", "class": "form-control"}),
                "currency": forms.Select({"class": "form-select"}),
                "year": forms.TextInput(
                    {"inputmode": "numeric", "size": "4", "class": "form-control"}
                ),
            }
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The widget's context, with the labels in the active language."""
        context = super().get_context(name, value, attrs)
        labels = (_("Amount"), _("Currency"), _("Year"))
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"] = label
        return context

    def decompress(self, value: Any) -> list[Any]:
        """The three parts of an answer."""
        answer = value or {}
        return [answer.get(part) for part in ("amount", "currency", "year")]


class MoneyField(forms.MultiValueField):
    """An amount of money in a currency, of a year: all three or none."""

    widget = MoneyWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "incomplete": gettext_lazy("Give the amount, the currency and the year together.")
    }

    def __init__(self, **given: Any) -> None:
        """Put the three parts together."""
        parts: tuple[forms.Field, ...] = (
            AmountField(required=False),
            forms.ChoiceField(
                required=False,
                choices=[("", "—"), *((code, code) for code in CURRENCIES)],
                error_messages={"invalid_choice": gettext_lazy("Choose a currency.")},
            ),
            year_field(FIRST_YEAR, LAST_YEAR),
        )
        super().__init__(parts, require_all_fields=False, **given)
        self.widget.widgets[1].choices = parts[1].choices  # type: ignore[attr-defined]  # a ChoiceField

    def compress(self, data_list: list[Any]) -> dict[str, Any] | None:
        """The answer, or None where nothing is given."""
        if all(part in (None, "") for part in data_list):
            return None
        if any(part in (None, "") for part in data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        amount, currency, year = data_list
        return {"amount": amount, "currency": currency, "year": year}
