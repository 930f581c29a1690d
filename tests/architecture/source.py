"""The portal's own source, as text and as trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("partners", "accreditation", "reporting", "cms_portal")


@dataclass(frozen=True)
class Module:
    """A module of the portal."""

    path: Path

    @property
    def name(self) -> str:
        """Where it stands, from the root."""
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        """Its source."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)


def modules(*folders: str) -> Iterator[Module]:
    """The modules in the folders, without migrations."""
    for folder in folders or APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Module(path)


def templates() -> Iterator[Path]:
    """Every HTML template of our own."""
    for folder in (ROOT / "templates", *(ROOT / app for app in APPS)):
        yield from sorted(folder.rglob("*.html"))
