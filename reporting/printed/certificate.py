"""The certificate of accreditation: one sheet, with a code that anyone can verify."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation.committee.models import Item
from accreditation.register.models import Accreditation
from reporting.pdf import Part
from reporting.printed.wording import common, day


def facts(accreditation: Accreditation) -> dict[str, Any]:
    """What the Committee conferred, on whom, until when, and how to verify it."""
    organisation, process = accreditation.organisation, accreditation.process
    item = Item.objects.select_related("meeting").get(reference=accreditation.item_reference)
    return common("certificate", accreditation.reference) | {
        "name": organisation.name,
        "acronym": organisation.acronym,
        "country": str(organisation.country),
        "number": accreditation.reference,
        "conferred_on": day(accreditation.conferred_on),
        "valid_until": day(accreditation.valid_until),
        "process": process.reference,
        "process_sha256": process.sha256,
        "item": item.reference,
        "occasion": item.meeting.code if item.meeting else _("between meetings, in writing"),
        "record_sha256": item.record_sha256,
        "code": accreditation.code,
        "verify_page": settings.PORTAL_BASE_URL + reverse("verify"),
        "verify_url": settings.PORTAL_BASE_URL + reverse("verify-code", args=[accreditation.code]),
    }


def parts(found: dict[str, Any]) -> list[Part]:
    """One sheet; the code is drawn from the address it leads to."""
    drawn = segno.make(found["verify_url"], error="m", micro=False)
    qr = drawn.svg_data_uri(border=0, dark="#111", light=None, xmldecl=False, svgns=True)
    return [Part("pdf/certificate.html", {"qr": qr})]
