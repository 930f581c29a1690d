"""Small true PDF files, of one page each, for what fictional organisations send in."""

from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
    b" /Resources << /Font << /F1 4 0 R >> >> >>"
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def sheet(name: str, lines: Sequence[str]) -> SimpleUploadedFile:
    """A file with one page of text: the first line is its title."""
    return SimpleUploadedFile(f"{name}.pdf", _pdf(lines), "application/pdf")


def _pdf(lines: Sequence[str]) -> bytes:
    """The bytes of a PDF with one page."""
    shown = b"\n".join(b"(" + _escaped(line) + b") Tj T*" for line in lines[1:])
    title = b"BT /F1 18 Tf 72 760 Td (" + _escaped(lines[0]) + b") Tj ET\n"
    text = title + b"BT /F1 11 Tf 16 TL 72 724 Td\n" + shown + b"\nET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        FONT,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def _escaped(line: str) -> bytes:
    """A line as a string of PDF."""
    plain = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("cp1252", "replace")
