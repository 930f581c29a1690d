"""What a browser sends for the fields that Django has not."""

from typing import Any

from accreditation.proposals.answer_fields import MoneyField
from accreditation.proposals.rows_field import RowsWidget


def posted_rows(table: RowsWidget, name: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """What a browser sends for a table of rows, with an empty row below."""
    sent = {f"{name}-rows": str(len(rows) + 1)}
    for number, row in enumerate([*rows, {}], start=1):
        for code, cell in table.cells.items():
            place = f"{name}-{number}-{code}"
            value = row.get(code)
            if isinstance(cell, MoneyField):
                widget: Any = cell.widget
                parts = widget.decompress(value)
                sent |= {
                    f"{place}{n}": str(part or "")
                    for n, part in zip(widget.widgets_names, parts, strict=True)
                }
            else:
                sent[place] = str(value or "")
    return sent
