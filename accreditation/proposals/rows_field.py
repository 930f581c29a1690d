"""The form field of a table of rows: a frame for each row, with a field for each column.

It works without scripts: empty rows are offered below those given, and are no answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Cells = Mapping[str, forms.Field]
OFFERED: Final = 2  # empty rows where nothing is given yet
MOST_SENT: Final = 200  # rows looked at in what a page sends


class RowsWidget(forms.Widget):
    """Rows one below the other; `blanks` empty ones are offered beyond those given."""

    template_name = "forms/rows.html"
    use_fieldset = True

    def __init__(self, cells: Cells, most: int) -> None:
        """Take the fields of the columns, and how many rows there may be."""
        super().__init__()
        self.cells, self.most = cells, most
        self.blanks: int | None = None
        self.told: Any = ""
        self.wrong: set[tuple[int, str]] = set()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """The rows sent that hold anything and were not taken away, cell by cell as typed."""
        sent = data.get(f"{name}-rows", "")
        count = min(int(sent[:6]), MOST_SENT) if sent.isascii() and sent.isdecimal() else 0
        rows = []
        for number in range(1, count + 1):
            row = {
                code: cell.widget.value_from_datadict(data, files, f"{name}-{number}-{code}")
                for code, cell in self.cells.items()
            }
            if f"{name}-{number}-away" not in data and any(map(is_filled, row.values())):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the page sent no table at all."""
        return f"{name}-rows" not in data

    def id_for_label(self, id_: str) -> str:
        """The legend names the whole; each cell has a label of its own."""
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The rows given, and empty ones below them."""
        context = super().get_context(name, value, attrs)
        rows: Sequence[Mapping[str, Any]] = value or []
        blanks = self.blanks if self.blanks is not None else int(bool(rows)) or OFFERED
        count = max(len(rows), min(len(rows) + blanks, self.most))
        given = [*rows, *({} for _blank in range(count - len(rows)))]
        context["widget"] |= {
            "rows": [self._row(name, number, row) for number, row in enumerate(given, start=1)],
            "count": count,
            "told": self.told,
            "may_grow": count < self.most,
        }
        return context

    def _row(self, name: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
        """One row: its number, and its cells with their labels."""
        return {
            "number": number,
            "is_given": bool(row),
            "away": f"{name}-{number}-away",
            "cells": [
                self._cell(f"{name}-{number}-{code}", cell, row.get(code), (number, code))
                for code, cell in self.cells.items()
            ],
        }

    def _cell(
        self, name: str, cell: forms.Field, value: Any, place: tuple[int, str]
    ) -> dict[str, Any]:
        """One cell: its label, its help, and the field itself."""
        is_group = isinstance(cell.widget, forms.MultiWidget)
        attrs = {"id": f"id_{name}"}
        if not is_group:  # whose parts have classes of their own
            is_select = isinstance(cell.widget, forms.Select)
            attrs["class"] = "form-select" if is_select else "form-control"
        if self._is_wrong(place):
            attrs["aria-invalid"] = "true"
        if cell.help_text:
            attrs["aria-describedby"] = f"id_{name}_help"
        return {
            "label": cell.label,
            "help": cell.help_text,
            "id": f"id_{name}",
            "is_group": is_group,
            "field": cell.widget.render(name, value, attrs),
        }

    def _is_wrong(self, place: tuple[int, str]) -> bool:
        """Whether a cell needs another look."""
        return place in self.wrong


class RowsField(forms.Field):
    """Rows of cells, each judged by the field of its column; empty rows are left out."""

    widget: RowsWidget

    def __init__(self, columns: Iterable[Mapping[str, Any]], cells: Cells, most: int) -> None:
        """Take the columns with their fields, and how many rows there may be."""
        self.labels = {column["code"]: column["label"] for column in columns}
        self.cells, self.most = cells, most
        super().__init__(required=False, widget=RowsWidget(cells, most))

    def tell_above(self) -> None:
        """Put the help above the rows: below a long table it would come too late."""
        self.widget.told, self.help_text = self.help_text, ""

    def clean(self, value: Any) -> list[dict[str, Any]]:
        """The rows with every cell judged; ValidationError names row and column of each fault."""
        problems: list[str] = []
        rows = []
        for number, row in enumerate(value or [], start=1):
            given = {}
            for code, cell in self.cells.items():
                try:
                    given[code] = cell.clean(row.get(code))
                except ValidationError as error:
                    self.widget.wrong.add((number, code))
                    problems += [self._named(number, code, each) for each in error.messages]
            rows.append(given)
        if len(rows) > self.most:
            problems.append(_("At most %(most)d rows are taken.") % {"most": self.most})
        if problems:
            raise ValidationError(problems)
        return rows

    def _named(self, number: int, code: str, problem: str) -> str:
        """A fault with the row and the column it is in."""
        return _("Row %(number)d, “%(column)s”: %(problem)s") % {
            "number": number,
            "column": self.labels[code],
            "problem": problem,
        }


def is_filled(value: Any) -> bool:
    """Whether a cell as typed holds anything."""
    if isinstance(value, list):
        return any(map(is_filled, value))
    return bool(value.strip()) if isinstance(value, str) else value not in (None, False)


def as_typed(field: forms.Field, shown: Any) -> Any:
    """What a page would send for what a field shows, so that stored answers are judged alike."""
    if isinstance(field, RowsField):
        return [
            {code: as_typed(cell, row.get(code)) for code, cell in field.cells.items()}
            for row in shown or []
        ]
    widget = field.widget
    return widget.decompress(shown) if isinstance(widget, forms.MultiWidget) else shown
