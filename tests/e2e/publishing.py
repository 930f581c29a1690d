"""What follows from an approval: register, certificate, partner report, report to COP."""

import io
import re
import subprocess
from typing import Final

import pikepdf

from tests.e2e.applying import APPLICANT, PARTNER, PASSWORD
from tests.e2e.browser import House, Visitor
from tests.e2e.drafting import SECRETARIAT
from tests.e2e.filling import fill_everything

MADE_WITHIN: Final = 120_000  # milliseconds


def find_in_register(house: House) -> str:
    """Everybody finds the partner in the register; its address."""
    stranger = house.stranger(javascript=False)
    stranger.go("/register/").expect(PARTNER).look("register")
    stranger.press(PARTNER).expect("Conferred", PARTNER).look("register-detail")
    address = stranger.path
    stranger.close()
    return address


def wait_for_file(visitor: Visitor) -> bytes:
    """Watch a document being made on its page; the file."""
    link = visitor.page.locator("main a[href$='/file/']")
    with visitor.telling("waiting for the document"):
        link.wait_for(timeout=MADE_WITHIN)
    return visitor.fetch(str(link.get_attribute("href")))


def get_certificate(house: House, accreditation: str) -> bytes:
    """The partner asks for its certificate, without JavaScript, and gets the PDF."""
    with house.as_(APPLICANT, password=PASSWORD, javascript=False) as partner:
        partner.go(accreditation).press("Get the certificate", "aside")
        certificate = wait_for_file(partner)
        partner.look("certificate-issued")
    check_pdf(certificate, "en", PARTNER)
    return certificate


def verify(house: House, certificate: bytes) -> str:
    """Anybody verifies the certificate by the address printed on it; that address."""
    found = re.search(r"/verify/\s*([\w-]{16,})\s", text_of(certificate))
    assert found, text_of(certificate)
    address = f"/verify/{found[1]}/"
    stranger = house.stranger(javascript=False)
    stranger.go(address).expect(PARTNER, "In force").look("verified")
    stranger.close()
    return address


def file_report(house: House) -> str:
    """The partner answers the adopted template and submits, without JavaScript; the address."""
    with house.as_(APPLICANT, password=PASSWORD, javascript=False) as partner:
        partner.go("/reports/").look("reports-as-partner").press("Begin the report")
        report = partner.path
        partner.look("report-tasks").follow("main a[href*='/sections/']")
        while "/sections/" in partner.path:
            here = partner.path
            fill_everything(partner, "main form[method=post]")
            partner.look(f"report-section-{here.rstrip('/')[-2:]}").follow(
                "main form[method=post] button[type=submit].btn-primary"
            )
            assert partner.path != here, partner.dump()
        partner.go(report).press("Submit the report", "aside").expect("Submitted")
        return partner.path


def accept_report(house: House, report: str) -> None:
    """The Secretariat accepts the report, which is public from here."""
    with house.as_(SECRETARIAT) as officer:
        officer.go("/reports/").look("reports-as-secretariat")
        officer.go(report).press("Accept the report", "aside").expect("Accepted")
    stranger = house.stranger(javascript=False)
    stranger.go(report).expect(PARTNER).look("report-accepted")
    stranger.close()


def issue_report_to_cop(house: House) -> str:
    """The Secretariat has the report to COP made and watches; its address."""
    with house.as_(SECRETARIAT) as officer:
        officer.go("/reports/").press("Issue the report").look("cop-report-in-the-making")
        address = officer.path
        report = wait_for_file(officer)
        officer.look("cop-report-issued")
    check_pdf(report, "en", PARTNER)
    return address


def check_pdf(content: bytes, language: str, *words: str) -> None:
    """A PDF with pages, title and language that says these words."""
    assert content.startswith(b"%PDF"), content[:100]
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) > 0
        assert str(document.Root.Lang).startswith(language)
        assert str(document.docinfo["/Title"])
    said = " ".join(text_of(content).split())
    for word in words:
        assert word in said, f"{word!r} is not in the PDF:\n{said}"


def text_of(content: bytes) -> str:
    """What a PDF says."""
    read = subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True, timeout=60
    )
    return read.stdout.decode()
