"""Printing: templates to PDF/UA-1, with a fetcher that knows our own static files and nothing else.

The same templates with the same context give the same bytes: no clock, no random number, no file
and no network is read on the way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pydyf
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from accreditation.canonical import sha256_hex

VARIANT: Final = "pdf/ua-1"
TYPES: Final = {
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
NAME: Final = re.compile(
    r"static:((?:css|fonts|img)/[A-Za-z0-9][A-Za-z0-9_.-]*\.(?:css|ttf|svg|png))"
)
LIBRARIES: Final = (
    "weasyprint",
    "pydyf",
    "fonttools",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "segno",
)

Watcher = Callable[[int, int], None]


def unwatched(done: int, total: int) -> None:
    """Nobody waits for the document."""


class StaticFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Fetches `static:` names of our own static folder and data URLs; refuses everything else."""

    def __init__(self) -> None:
        """Allow data URLs only, beside our own names; follow nothing."""
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """The bytes behind an address; ValueError for one that is not ours."""
        if not url.startswith("static:"):
            return super().fetch(url, headers)
        path = static_path(url)
        kind = TYPES[path.suffix]
        return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": kind})


def static_folder() -> Path:
    """The folder of our own static files, as they stand in the source."""
    return Path(settings.STATICFILES_DIRS[0]).resolve()


def static_path(url: str) -> Path:
    """The file behind a `static:` name; ValueError for anything but a plain name of ours."""
    found = NAME.fullmatch(url)
    path = (static_folder() / found[1]).resolve() if found else None
    if path is None or not path.is_relative_to(static_folder()):
        message = f"Not a static file of the portal: {url!r}"
        raise ValueError(message)
    return path


@dataclass(frozen=True)
class Part:
    """A part of a document that is laid out by itself: its template and what it shows."""

    template: str
    context: Mapping[str, Any]
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A line of the contents: where it leads, what it says, and on which page that stands."""

    anchor: str
    title: str
    page: int


class Press:
    """Lays out the parts of one document and joins them to one tagged PDF."""

    def __init__(self, language: str, context: Mapping[str, Any]) -> None:
        """Take the language of the document and what every part may show."""
        self.language = language
        self.context = context
        self.fetcher = StaticFetcher()
        self.fonts = FontConfiguration()

    def lay_out(self, part: Part, first_page: int = 1, **extra: Any) -> Document:
        """The pages of one part, numbered from a page on."""
        with translation.override(self.language):
            html = render_to_string(part.template, {**self.context, **part.context, **extra})
        numbers = CSS(
            string=f"@page part:first {{ counter-reset: page {first_page} }}",
            url_fetcher=self.fetcher,
            font_config=self.fonts,
        )
        document = HTML(string=html, url_fetcher=self.fetcher).render(
            stylesheets=[numbers], font_config=self.fonts, pdf_variant=VARIANT
        )
        document.metadata.title = " ".join((document.metadata.title or "").split())
        return document

    def write(self, documents: Sequence[Document]) -> bytes:
        """The pages of several parts as one PDF, under the title of the first."""
        pages = [page for document in documents for page in document.pages]
        written: bytes = documents[0].copy(pages).write_pdf(pdf_variant=VARIANT)
        return written


def entries(part: Part, document: Document, before: int) -> list[Entry]:
    """The headings of a laid out part with their pages; `before` counts the pages before it."""
    found = {}
    for number, page in enumerate(document.pages, start=before + 1):
        found.update({anchor: number for anchor in page.anchors if anchor not in found})
    return [Entry(anchor, title, found[anchor]) for anchor, title in part.headings.items()]


def render(template: str, context: Mapping[str, Any], *, language: str) -> bytes:
    """A template as PDF/UA-1 in a language; the same context gives the same bytes."""
    press = Press(language, {})
    return press.write([press.lay_out(Part(template, context))])


def render_parts(
    parts: Sequence[Part],
    context: Mapping[str, Any],
    *,
    language: str,
    watch: Watcher = unwatched,
) -> bytes:
    """Several parts as one PDF; the first shows the contents, so it is laid out last.

    `watch` is told how many parts are laid out, of how many.
    """
    press = Press(language, context)
    front, *rest = parts
    if not rest:
        return press.write([press.lay_out(front)])
    blank = [Entry(a, title, 100) for part in rest for a, title in part.headings.items()]
    before = len(press.lay_out(front, contents=blank).pages)
    laid_out: list[Document] = []
    contents: list[Entry] = []
    for number, part in enumerate(rest, start=1):
        document = press.lay_out(part, first_page=before + 1)
        contents += entries(part, document, before)
        before += len(document.pages)
        laid_out.append(document)
        watch(number, len(parts))
    opening = press.lay_out(front, contents=contents)
    watch(len(parts), len(parts))
    return press.write([opening, *laid_out])


@cache
def template_version(language: str) -> str:
    """What the bytes depend on beside the context: templates, styles, fonts, words, libraries."""
    base = Path(settings.BASE_DIR)
    files = [
        *sorted((base / "templates" / "pdf").rglob("*.html")),
        *sorted((static_folder() / "css").glob("pdf*.css")),
        *sorted((static_folder() / "fonts").glob("*.ttf")),
        *sorted((base / "locale" / language).rglob("*.po")),
    ]
    hashes = [f"{file.name} {sha256_hex(file.read_bytes())}" for file in files]
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    libraries.append(f"pango {pango.pango_version()}")
    return f"pdf-{pydyf.VERSION}-{sha256_hex(chr(10).join([*hashes, *libraries]))[:32]}"
