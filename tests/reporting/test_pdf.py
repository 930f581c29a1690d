import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import ClassVar

import pikepdf
import pytest
from django.template import engines
from django.utils.safestring import mark_safe
from pytest_django import Settings
from weasyprint import HTML

from reporting.pdf import StaticFetcher, render, static_path

SECRET = "root:x:0:0"
SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


class Counting(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"FOREIGN")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the original
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[str]:
    Counting.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def probes(base: str) -> list[str]:
    return [
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        f'<a rel="attachment" href="{base}/attachment">x</a>',
        f'<link rel="attachment" href="{base}/link-attachment">',
        '<link rel="attachment" href="file:///etc/passwd">',
        f'<link rel="stylesheet" href="{base}/style.css">',
        f'<img src="{base}/image.png"><img src="file:///etc/passwd" alt="x">',
        f"<style>@import url({base}/import.css); p {{ background: url({base}/bg.png) }}</style>",
        f'<style>@font-face {{ font-family: x; src: url("{base}/f.ttf") }}</style>',
        f'<p style="background: url({base}/style.png); font-family: x">x</p>',
        '<p style="list-style: url(file:///etc/passwd)">x</p>',
        f'<svg {SVG}><image xlink:href="{base}/svg.png" width="9" height="9"/></svg>',
        f'<svg {SVG}><use href="{base}/use.svg#a"/></svg>',
        f'<svg {SVG}><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        f'<object data="{base}/object.svg"></object><embed src="{base}/embed.svg">',
        f'<meta http-equiv="refresh" content="0; url={base}/refresh"><base href="{base}/base/">',
        f'<iframe src="{base}/frame"></iframe><input type="image" src="{base}/input.png">',
        '<img src="static:../manage.py"><img src="static:css/../../manage.py" alt="x">',
    ]


def everything(content: bytes) -> bytes:
    """Every object and stream of a PDF, unpacked."""
    found = [content]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert not pdf.attachments
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                assert annotation["/Subtype"] == "/Link"
                assert "/FS" not in annotation
        for each in pdf.objects:
            found.append(str(each).encode())
            if isinstance(each, pikepdf.Stream):
                found.append(each.read_bytes())
    return b"\n".join(found)


def test_hostile_texts_of_users_are_printed_as_text_and_fetch_nothing(listener: str) -> None:
    for probe in probes(listener):
        answer = {"code": "A1", "label": probe, "text": probe}
        section = {"code": probe, "title": probe, "answers": [answer]}
        context = {"document_title": probe, "reference": probe, "partner": {"sections": [section]}}

        content = render("pdf/cop_report_partner.html", context, language="en")

        assert SECRET.encode() not in everything(content)
    assert Counting.asked == []


def test_even_unescaped_html_fetches_nothing(listener: str) -> None:
    for probe in probes(listener):
        html = engines["django"].from_string("<html lang=en><title>t</title>{{ probe }}")

        content = HTML(
            string=html.render({"probe": mark_safe(probe)}),  # noqa: S308 - that is the probe
            url_fetcher=StaticFetcher(),
            base_url=None,
        ).write_pdf(pdf_variant="pdf/ua-1")

        found = everything(content)
        assert SECRET.encode() not in found
        assert b"FOREIGN" not in found
    assert Counting.asked == []


def test_the_listener_would_have_been_found(listener: str) -> None:
    HTML(string=f'<img src="{listener}/control.png">').write_pdf()

    assert Counting.asked == ["/control.png"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.test/",
        "ftp://127.0.0.1/",
        "static:",
        "static:/etc/passwd",
        "static:css/../../manage.py",
        "static:css/%2e%2e/settings.css",
        "static:css//etc/passwd.css",
        "static:vendor/bootstrap/bootstrap.min.css",
        "static:css/pdf.css?x=1",
        "static:css/pdf.css\n",
        "static://127.0.0.1/css/pdf.css",
        "STATIC:css/pdf.css",
    ],
)
def test_the_fetcher_refuses_what_is_not_ours(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        StaticFetcher().fetch(url)


def test_the_fetcher_does_not_follow_a_link_out_of_the_static_folder(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "out.css").symlink_to("/etc/passwd")
    settings.STATICFILES_DIRS = [str(tmp_path)]

    with pytest.raises(ValueError, match="Not a static file"):
        static_path("static:css/out.css")


CONTEXT = {
    "document_title": "Example title",
    "reference": "DOC-2026-0001",
    "partner": {"name": "Señales é", "number": "CMS-ACC-2026-0001"},
    "anchor": "partner-1",
    "number": 1,
}


def test_a_document_is_tagged_and_has_language_title_and_embedded_fonts() -> None:
    content = render("pdf/cop_report_partner.html", CONTEXT, language="fr")

    with pikepdf.open(BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert str(pdf.docinfo["/Title"]) == "Example title"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot is not None
        assert "/CreationDate" not in pdf.docinfo
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        descriptors = [o for o in pdf.objects if is_descriptor(o)]
        assert len(descriptors) >= 2
        assert all("/FontFile2" in d or "/FontFile3" in d for d in descriptors)


def is_descriptor(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"


def test_the_same_context_gives_the_same_bytes_also_in_another_process() -> None:
    here = render("pdf/cop_report_partner.html", CONTEXT, language="en")
    again = render("pdf/cop_report_partner.html", CONTEXT, language="en")
    program = (
        "import django, sys; django.setup()\n"
        "from reporting.pdf import render\n"
        "from tests.reporting.test_pdf import CONTEXT\n"
        "sys.stdout.buffer.write(render('pdf/cop_report_partner.html', CONTEXT, language='en'))"
    )

    other = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={
            "PATH": "/usr/bin:/bin",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PORTAL_MODE": "test",
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Tokyo",
        },
        cwd=Path(__file__).parents[2],
    ).stdout

    assert here == again == other
