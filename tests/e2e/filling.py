"""Fill in any form that the portal generates from an adopted process, by the kind of its fields."""

import io
import os
from typing import Any, Final

import pikepdf

from tests.e2e.browser import Visitor

WORDS: Final = "Cranes along the flyway"
TEXT: Final = "We count cranes with volunteers along the flyway,\nand publish every count."
BY_TYPE: Final = {
    "date": "2001-05-04",
    "email": "office@cranes.example",
    "url": "https://cranes.example/",
    "textarea": TEXT,
}
BY_INPUT_MODE: Final = {"numeric": "12", "decimal": "1200.50"}
YEAR_SIZE: Final = 4
# What stands in the page's form; one line for each field.
FIELDS: Final = """form => [...form.elements]
  .filter(field => field.name && !["hidden", "submit", "button", "file"].includes(field.type))
  .filter(field => !field.name.endsWith("-away"))
  .map(field => ({
    id: field.id, name: field.name, type: field.type, mode: field.inputMode, value: field.value,
    size: field.size,
    choices: [...(field.options || [])].map(option => option.value),
  }))"""


def fill_everything(visitor: Visitor, form: str, known: dict[str, str] | None = None) -> None:
    """Answer every field of a form: the known ones as told, the others by their kind."""
    ticked: dict[str, int] = {}
    place = visitor.page.locator(form).first
    with visitor.telling("filling in the form"):
        for field in place.evaluate(FIELDS):
            answer = (known or {}).get(field["name"]) or answer_to(field)
            if field["type"] in {"checkbox", "radio"}:
                _tick(visitor, field, ticked)
            elif field["type"] == "select-one":
                visitor.page.locator(f'[id="{field["id"]}"]').select_option(answer)
            else:
                visitor.page.locator(f'[id="{field["id"]}"]').fill(answer)


def answer_to(field: dict[str, Any]) -> str:
    """A plausible answer to a field."""
    if field["type"] == "select-one":
        return next((choice for choice in field["choices"] if choice), "")
    if field["size"] == YEAR_SIZE:
        return "2001"
    return BY_TYPE.get(field["type"]) or BY_INPUT_MODE.get(field["mode"]) or WORDS


def _tick(visitor: Visitor, field: dict[str, Any], ticked: dict[str, int]) -> None:
    """Tick the first two boxes of a list, and the first answer of several that says something."""
    most = 1 if field["type"] == "radio" else 2
    if field["value"] and ticked.setdefault(field["name"], 0) < most:
        visitor.page.locator(f'[id="{field["id"]}"]').check()
        ticked[field["name"]] += 1


def small_pdf() -> bytes:
    """A real document of one page."""
    return heavy_pdf(0)


def heavy_pdf(weight: int) -> bytes:
    """A real document of one page, with so many bytes in it that nothing makes smaller."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    if weight:
        page.obj.Weight = document.make_stream(os.urandom(weight))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
