"""Open data, version 1: read-only JSON without personal data, for other systems to harvest.

Every list answers `{"count", "next", "results"}` with at most 100 results a page (`?page=2`). Times
are RFC 3339 in UTC, days are YYYY-MM-DD, countries ISO 3166-1 alpha-3. An ETag comes with every
answer; `If-None-Match` saves the transfer.

* `GET /api/v1/`: the addresses of the lists.
* `GET /api/v1/accreditations/`: `reference`, `partner`, `acronym`, `country`, `state`,
  `in_force`, `conferred_on`, `valid_until`, `process`, `item`, `url`.
* `GET /api/v1/records/`: published records of decision: `reference`, `question` (by language),
  `subject`, `outcome`, `count`, `process`, `closed_at`, `record_sha256`, `url`, `record`.
  Applications that were not approved stand by reference only.
* `GET /api/v1/mandate/`: the seven gates of Decisions 13.AA to 13.CC: `number`, `paragraph`,
  `title`, `state` (`done`, `current`, `closed`).
* `GET /api/v1/meetings/`: `code`, `title`, `kind`, `starts_on`, `ends_on`, `place`, `country`.
"""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views import View

from accreditation.canonical import sha256_hex
from accreditation.committee.models import Item, Meeting
from accreditation.mandate import gates
from accreditation.register.models import Accreditation

PAGE = 100


def address(name: str, *args: Any) -> str:
    """The full address of a page of the portal."""
    return f"{settings.PORTAL_BASE_URL}{reverse(name, args=args)}"


class OpenDataView(View):
    """One answer of the open data: GET only, with an ETag."""

    http_method_names = ["get", "head", "options"]

    def data(self, request: HttpRequest) -> dict[str, Any]:
        """What is answered."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or 304 when the reader has it already."""
        body = json.dumps(self.data(request), ensure_ascii=False, default=str)
        etag = f'"{sha256_hex(body)[:32]}"'
        response = HttpResponse(
            body,
            content_type="application/json",
            headers={
                "ETag": etag,
                "Cache-Control": "public, max-age=60",
                "Access-Control-Allow-Origin": "*",
            },
        )
        patch_vary_headers(response, ["Accept-Language"])
        return get_conditional_response(request, etag=etag, response=response) or response


class ListView(OpenDataView):
    """A list in pages."""

    name: ClassVar[str]

    def rows(self) -> QuerySet[Any]:
        """The rows, in a fixed order."""
        raise NotImplementedError

    def line(self, row: Any) -> dict[str, Any]:
        """One row as data."""
        raise NotImplementedError

    def data(self, request: HttpRequest) -> dict[str, Any]:
        """Count, next page and results."""
        page = Paginator(self.rows(), PAGE).get_page(request.GET.get("page"))
        following = f"?page={page.next_page_number()}" if page.has_next() else None
        return {
            "count": page.paginator.count,
            "next": address(self.name) + following if following else None,
            "results": [self.line(row) for row in page],
        }


class IndexView(OpenDataView):
    """What there is."""

    def data(self, request: HttpRequest) -> dict[str, Any]:
        """The addresses of the lists."""
        return {
            "title": "CMS NGO Partner Accreditation: open data",
            "demonstration": settings.DEMONSTRATION,
            "accreditations": address("api-accreditations"),
            "records": address("api-records"),
            "mandate": address("api-mandate"),
            "meetings": address("api-meetings"),
        }


class AccreditationsView(ListView):
    """The register."""

    name = "api-accreditations"

    def rows(self) -> QuerySet[Any]:
        """Every accreditation that was ever conferred."""
        return Accreditation.objects.select_related("organisation__country", "process").order_by(
            "reference"
        )

    def line(self, row: Accreditation) -> dict[str, Any]:
        """One accreditation; its partner is public."""
        return {
            "reference": row.reference,
            "partner": row.organisation.name,
            "acronym": row.organisation.acronym,
            "country": row.organisation.country.iso3,
            "state": row.state,
            "in_force": row.is_in_force,
            "conferred_on": row.conferred_on.isoformat(),
            "valid_until": row.valid_until.isoformat(),
            "process": row.process.reference,
            "item": row.item_reference,
            "url": settings.PORTAL_BASE_URL + row.get_absolute_url(),
        }


class RecordsView(ListView):
    """Published records of decision."""

    name = "api-records"

    def rows(self) -> QuerySet[Any]:
        """Published items."""
        found = Item.objects.filter(state="published").defer("dossier", "record")
        return found.order_by("published_at", "pk")

    def line(self, row: Item) -> dict[str, Any]:
        """One record, with the address of the whole of it."""
        return {
            "reference": row.reference,
            "question": row.question,
            "subject": {"type": row.subject_kind, "reference": row.subject_reference},
            "outcome": row.outcome,
            "count": row.count,
            "process": row.process_version,
            "closed_at": row.closes_at.isoformat().replace("+00:00", "Z")
            if row.closes_at
            else None,
            "record_sha256": row.record_sha256,
            "url": settings.PORTAL_BASE_URL + row.get_absolute_url(),
            "record": f"{settings.PORTAL_BASE_URL}/records/{row.reference}.json",
        }


class MandateView(OpenDataView):
    """Where the mandate stands."""

    def data(self, request: HttpRequest) -> dict[str, Any]:
        """The gates; titles in the language asked for."""
        found = [
            {
                "number": gate.number,
                "paragraph": gate.code,
                "title": str(gate.title),
                "state": gate.state,
            }
            for gate in gates()
        ]
        return {"count": len(found), "next": None, "results": found}


class MeetingsView(ListView):
    """Meetings of the Conference of the Parties and of the Standing Committee."""

    name = "api-meetings"

    def rows(self) -> QuerySet[Any]:
        """Every meeting on record."""
        return Meeting.objects.select_related("country").order_by("starts_on", "code")

    def line(self, row: Meeting) -> dict[str, Any]:
        """One meeting."""
        return {
            "code": row.code,
            "title": row.title,
            "kind": row.kind,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "place": row.place,
            "country": row.country.iso3 if row.country else None,
        }
