"""The form field of each type of question: plain widgets that work without JavaScript.

Nothing is required here, so that a draft can be saved incomplete; what is given must be right.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
    URLValidator,
)
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.proposals.answer_fields import (
    FIRST_YEAR,
    LAST_YEAR,
    MoneyField,
    TextField,
    WholeNumberField,
    year_field,
)
from accreditation.proposals.codes import country_names
from accreditation.proposals.file_field import AnswerFileField
from accreditation.proposals.rows_field import RowsField
from accreditation.proposals.shapes import MOST_ROWS

TEXT_LENGTH: Final = 250
LONGTEXT_LENGTH: Final = 4000
PICK_ONE: Final = gettext_lazy("Choose one of the answers given.")
PICK_FROM_LIST: Final = gettext_lazy("Choose from the answers given.")


def field_for(question: Mapping[str, Any], *, condition: str = "") -> forms.Field:
    """The form field of a question, with its label, condition, help and limits; never required."""
    field = FIELDS[question["type"]](question)
    field.label = escape(
        question["label"]
        if question["required"]
        else _("%(label)s (optional)") % {"label": question["label"]}
    )
    # The form's templates print help as it is: what people wrote is escaped here.
    told = [condition, question.get("help"), limit_text(question)]
    field.help_text = escape(" ".join(filter(None, told)))
    if isinstance(field, RowsField):
        field.tell_above()
    return field


def limit_text(question: Mapping[str, Any]) -> str:
    """The limits of a question in a sentence, or nothing."""
    kind = question["type"]
    if kind in {"text", "longtext"}:
        limit = number_format(max_length(question), force_grouping=True)
        return _("At most %(limit)s characters.") % {"limit": limit}
    if kind in {"integer", "year"}:
        return _range_text(*bounds(question), plain=kind == "year")
    if kind == "rows":
        return _("At most %(limit)s rows.") % {"limit": most_rows(question)}
    return ""


def most_rows(question: Mapping[str, Any]) -> int:
    """Most rows of a table."""
    most: int = question.get("most_rows", MOST_ROWS)
    return most


def max_length(question: Mapping[str, Any]) -> int:
    """Most characters of a text."""
    default = TEXT_LENGTH if question["type"] == "text" else LONGTEXT_LENGTH
    length: int = question.get("max_length", default)
    return length


def bounds(question: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Least and greatest number that a question takes."""
    year = question["type"] == "year"
    return (
        question.get("minimum", FIRST_YEAR if year else None),
        question.get("maximum", LAST_YEAR if year else None),
    )


def _range_text(least: int | None, greatest: int | None, *, plain: bool) -> str:
    """A range in words; years stand without grouping."""
    words = {
        "least": least if plain or least is None else number_format(least, force_grouping=True),
        "greatest": greatest
        if plain or greatest is None
        else number_format(greatest, force_grouping=True),
    }
    if least is not None and greatest is not None:
        return _("From %(least)s to %(greatest)s.") % words
    if least is not None:
        return _("%(least)s or more.") % words
    return _("%(greatest)s or less.") % words if greatest is not None else ""


def _text(question: Mapping[str, Any]) -> forms.Field:
    """One line or several; the browser cuts nothing off."""
    length = max_length(question)
    rows = "3" if length <= 500 else "5" if length <= 2000 else "10"  # noqa: PLR2004 - lines to the eye
    field = TextField(
        required=False,
        widget=forms.TextInput() if question["type"] == "text" else forms.Textarea({"rows": rows}),
    )
    field.validators.append(
        MaxLengthValidator(
            length,
            gettext_lazy(
                "Shorten this answer: it has %(show_value)d characters, the most is "
                "%(limit_value)d."
            ),
        )
    )
    return field


def _whole_number(question: Mapping[str, Any]) -> forms.Field:
    """A whole number within its bounds."""
    least, greatest = bounds(question)
    field = WholeNumberField(
        required=False, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    if least is not None:
        message = gettext_lazy("Give a number of %(limit_value)s or more.")
        field.validators.append(MinValueValidator(least, message))
    if greatest is not None:
        message = gettext_lazy("Give a number of %(limit_value)s or less.")
        field.validators.append(MaxValueValidator(greatest, message))
    return field


def _year(question: Mapping[str, Any]) -> forms.Field:
    """A year in four digits."""
    least, greatest = bounds(question)
    return year_field(least or FIRST_YEAR, greatest or LAST_YEAR)


def _date(_question: Mapping[str, Any]) -> forms.Field:
    """A day, chosen in the browser's own calendar or typed."""
    invalid = gettext_lazy("Give a date as year-month-day, for example 2024-02-12.")
    field = forms.DateField(
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": invalid},
    )
    field.validators += [
        MinValueValidator(date(FIRST_YEAR, 1, 1), invalid),
        MaxValueValidator(date(LAST_YEAR, 12, 31), invalid),
    ]
    return field


def _url(_question: Mapping[str, Any]) -> forms.Field:
    """A web address; without a scheme it is taken as https."""
    message = gettext_lazy("Give a web address that begins with https:// or http://.")
    field = forms.URLField(
        required=False, assume_scheme="https", error_messages={"invalid": message}
    )
    field.validators = [URLValidator(schemes=["https", "http"], message=message)]
    return field


def _email(_question: Mapping[str, Any]) -> forms.Field:
    """An e-mail address."""
    message = gettext_lazy("Give an e-mail address, as in name@example.org.")
    return forms.EmailField(required=False, error_messages={"invalid": message})


def _pairs(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Codes and labels of the choices."""
    return [(choice["code"], choice["label"]) for choice in question["choices"]]


def _one_of(choices: Callable[[], Iterable[tuple[str, str]]]) -> forms.Field:
    """A list to choose one from."""
    return forms.ChoiceField(
        required=False,
        choices=lambda: [("", _("Choose")), *choices()],
        error_messages={"invalid_choice": PICK_ONE},
    )


def _some_of(choices: Callable[[], Iterable[tuple[str, str]]]) -> forms.Field:
    """Boxes to tick."""
    return forms.MultipleChoiceField(
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"invalid_choice": PICK_FROM_LIST, "invalid_list": PICK_FROM_LIST},
    )


def _yesno(_question: Mapping[str, Any]) -> forms.Field:
    """Yes or no, with neither before it is answered."""
    return forms.ChoiceField(
        required=False,
        choices=lambda: [("", _("Not answered yet")), ("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect(),
        error_messages={"invalid_choice": PICK_ONE},
    )


def _rows(question: Mapping[str, Any]) -> forms.Field:
    """A table of rows, with a field for each column."""
    columns = question["columns"]
    cells = {column["code"]: _cell(column) for column in columns}
    return RowsField(columns, cells, most_rows(question))


def _cell(column: Mapping[str, Any]) -> forms.Field:
    """The field of a column; where a question has buttons to press, a cell has a list.

    The limit of a short text is told when it is passed: below every cell it would be noise.
    """
    field = field_for(column)
    if column["type"] == "text":
        field.help_text = escape(column.get("help", ""))
    if column["type"] != "yesno":
        return field
    listed = _one_of(lambda: [("yes", _("Yes")), ("no", _("No"))])
    listed.label, listed.help_text = field.label, field.help_text
    return listed


FIELDS: Final[Mapping[str, Callable[[Mapping[str, Any]], forms.Field]]] = {
    "text": _text,
    "longtext": _text,
    "integer": _whole_number,
    "date": _date,
    "year": _year,
    "url": _url,
    "email": _email,
    "choice": lambda question: _one_of(lambda: _pairs(question)),
    "choices": lambda question: _some_of(lambda: _pairs(question)),
    "country": lambda _question: _one_of(lambda: country_names().items()),
    "countries": lambda _question: _some_of(lambda: country_names().items()),
    "money": lambda _question: MoneyField(required=False),
    "yesno": _yesno,
    "declaration": lambda _question: forms.BooleanField(required=False),
    "rows": _rows,
    "file": lambda _question: AnswerFileField(),
}
