"""Recounting a stored record with the stand-alone program, as anybody may."""

import importlib.util
from pathlib import Path

from django.conf import settings

from accreditation.committee.models import Item

PROGRAM = Path(settings.BASE_DIR) / "static" / "verify_record.py"


def recount(item: Item, folder: Path) -> int:
    """The exit code of the program on the item's record."""
    spec = importlib.util.spec_from_file_location("verify_record", PROGRAM)
    assert spec
    assert spec.loader
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    path = folder / f"{item.pk}.json"
    path.write_text(item.record, encoding="utf-8")
    return int(program.main([str(path)]))
