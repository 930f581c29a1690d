"""Answers as they are stored (JSON), as a form shows them, and as people read them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accreditation.proposals.codes import country_names
from accreditation.proposals.shapes import Answer

Question = Mapping[str, Any]
MONEY_PARTS: Final = {"amount": str, "currency": str, "year": int}
FILE_PARTS: Final = {"upload": str, "name": str, "size": int, "sha256": str}


def to_answer(question: Question, cleaned: Any) -> Answer | None:
    """The answer to store for what a form field gave, or None where nothing was given."""
    if cleaned in (None, "", []):
        return None
    convert = TO_ANSWER.get(question["type"])
    answer: Answer | None = convert(question, cleaned) if convert else cleaned
    return None if answer == [] else answer


def to_initial(question: Question, answer: Answer | None) -> Any:
    """What the form field shows for a stored answer."""
    if answer is None or not fits(question, answer):
        return None
    match question["type"]:
        case "date":
            return parse_date(str(answer))
        case "yesno":
            return "yes" if answer else "no"
        case "rows":
            return [_each_cell(question, row, to_initial) for row in _rows(answer)]
    return answer


def to_text(question: Question, answer: Answer | None) -> str:
    """A stored answer in the words of the active language, for pages and documents."""
    if answer is None:
        return ""
    reading = TO_TEXT.get(question["type"])
    return reading(question, answer) if reading and fits(question, answer) else str(answer)


def fits(question: Question, answer: object) -> bool:
    """Whether an answer has the JSON kind of its question."""
    if question["type"] == "rows":
        return _fits_columns(question, answer)
    return KINDS[question["type"]](answer)


def table_of(question: Question, answer: Answer | None) -> dict[str, Any] | None:
    """A table of rows in the words of the active language: its heads, and its rows of texts.

    None where the answer is no table.
    """
    if question["type"] != "rows" or answer is None or not fits(question, answer):
        return None
    return {
        "heads": [column["label"] for column in question["columns"]],
        "rows": [
            [
                {"head": column["label"], "text": to_text(column, row.get(column["code"]))}
                for column in question["columns"]
            ]
            for row in _rows(answer)
        ],
    }


def lacking_cells(question: Question, answer: Answer | None) -> list[str]:
    """The cells that a table of rows must have and has not, row by row, in words."""
    return [
        _("Row %(number)d: “%(column)s” is missing.")
        % {"number": number, "column": column["label"]}
        for number, row in enumerate(_rows(answer), start=1)
        for column in question.get("columns", [])
        if column["required"] and column["code"] not in row
    ]


def _rows(answer: object) -> list[Any]:
    """The rows of an answer that is a table; no rows of any other."""
    return answer if isinstance(answer, list) else []


def _each_cell(
    question: Question, row: Mapping[str, Any], read: Callable[[Question, Any], Any]
) -> dict[str, Any]:
    """What a reading makes of every cell of a row, by column."""
    return {column["code"]: read(column, row.get(column["code"])) for column in question["columns"]}


def _fits_columns(question: Question, answer: object) -> bool:
    """Whether an answer is a table of rows, each with cells that fit the columns."""
    columns = {column["code"]: column for column in question["columns"]}
    if not isinstance(answer, list) or not answer:
        return False
    return all(
        isinstance(row, dict)
        and bool(row)
        and all(code in columns and fits(columns[code], cell) for code, cell in row.items())
        for row in answer
    )


def _is_text(answer: object) -> bool:
    """A text that is not blank."""
    return isinstance(answer, str) and bool(answer.strip())


def _is_integer(answer: object) -> bool:
    """An integer; true and false are none."""
    return isinstance(answer, int) and not isinstance(answer, bool)


def _is_date(answer: object) -> bool:
    """A day as year-month-day."""
    try:
        return isinstance(answer, str) and date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


def _is_list(answer: object) -> bool:
    """Codes, each once."""
    if not isinstance(answer, list) or not all(isinstance(code, str) for code in answer):
        return False
    return len(answer) == len(set(answer)) > 0


def _is_money(answer: object) -> bool:
    """Amount, currency and year."""
    if not isinstance(answer, dict) or set(answer) != set(MONEY_PARTS):
        return False
    if not all(type(answer[part]) is kind for part, kind in MONEY_PARTS.items()):
        return False
    whole, _point, decimals = answer["amount"].partition(".")
    return f"{whole}{decimals}".isascii() and f"{whole}{decimals}".isdecimal()


def _is_file(answer: object) -> bool:
    """A file that was given: which upload, its name, its size in bytes, its hash."""
    if not isinstance(answer, dict) or set(answer) != set(FILE_PARTS):
        return False
    return all(type(answer[part]) is kind for part, kind in FILE_PARTS.items())


KINDS: Final[Mapping[str, Callable[[object], bool]]] = {
    "text": _is_text,
    "longtext": _is_text,
    "url": _is_text,
    "email": _is_text,
    "choice": _is_text,
    "country": _is_text,
    "integer": _is_integer,
    "year": _is_integer,
    "date": _is_date,
    "choices": _is_list,
    "countries": _is_list,
    "money": _is_money,
    "yesno": lambda answer: isinstance(answer, bool),
    "declaration": lambda answer: answer is True,
    "file": _is_file,
}


def _in_order(question: Question, cleaned: list[str]) -> list[str]:
    """The codes chosen, in the order of the question whatever the page's order was."""
    return [choice["code"] for choice in question["choices"] if choice["code"] in cleaned]


def _given_rows(question: Question, cleaned: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows to store: the cells that were given, by column."""
    rows = [_each_cell(question, row, to_answer) for row in cleaned]
    given = [{code: cell for code, cell in row.items() if cell is not None} for row in rows]
    return [row for row in given if row]


TO_ANSWER: Final[Mapping[str, Callable[[Question, Any], Answer | None]]] = {
    "date": lambda _question, cleaned: cleaned.isoformat(),
    "choices": _in_order,
    "countries": lambda _question, cleaned: sorted(set(cleaned)),
    "yesno": lambda _question, cleaned: cleaned == "yes",
    "declaration": lambda _question, cleaned: True if cleaned else None,
    "rows": _given_rows,
}


def _labels(question: Question, codes: list[str]) -> str:
    """The labels of choices; a code that is gone stands for itself."""
    labels = {choice["code"]: choice["label"] for choice in question.get("choices", [])}
    return _listed([labels.get(code, code) for code in codes])


def _listed(words: list[str]) -> str:
    """Words one after the other; they may hold commas themselves."""
    return pgettext("between the entries of a list", "; ").join(words)


def _countries(codes: list[str]) -> str:
    """The names of countries in the order of the active language."""
    names = country_names()
    unknown = [code for code in codes if code not in names]
    return _listed([name for code, name in names.items() if code in codes] + unknown)


def _money(answer: Mapping[str, Any]) -> str:
    """An amount with its currency and year."""
    amount = number_format(Decimal(answer["amount"]), decimal_pos=2, force_grouping=True)
    return _("%(amount)s %(currency)s (%(year)s)") % {
        "amount": amount,
        "currency": answer["currency"],
        "year": answer["year"],
    }


def _table(question: Question, answer: Any) -> str:
    """A table of rows, one row a line, for plain text."""
    table = table_of(question, answer) or {"rows": []}
    lines = []
    for number, row in enumerate(table["rows"], start=1):
        given = [
            _("%(label)s: %(value)s") % {"label": cell["head"], "value": cell["text"]}
            for cell in row
            if cell["text"]
        ]
        lines.append(f"{number}. {_listed(given)}")
    return "\n".join(lines)


def _file(answer: Mapping[str, Any]) -> str:
    """A file by its name and size."""
    return f"{answer['name']} ({filesizeformat(answer['size'])})"


TO_TEXT: Final[Mapping[str, Callable[[Question, Any], str]]] = {
    "integer": lambda _question, answer: number_format(answer, force_grouping=True),
    "date": lambda _question, answer: date_format(date.fromisoformat(answer), "DATE_FORMAT"),
    "choice": lambda question, answer: _labels(question, [answer]),
    "choices": _labels,
    "country": lambda _question, answer: _countries([answer]),
    "countries": lambda _question, answer: _countries(answer),
    "money": lambda _question, answer: _money(answer),
    "yesno": lambda _question, answer: _("Yes") if answer else _("No"),
    "declaration": lambda _question, _answer: _("Declared"),
    "rows": _table,
    "file": lambda _question, answer: _file(answer),
}
