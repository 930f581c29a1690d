"""Published records of decision: the list, the page, and the exact bytes."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views import View

from accreditation.committee.items import Item, ItemState
from accreditation.committee.record_words import is_confirmed, remarks
from accreditation.committee.records import read_record
from accreditation.committee.roll import roll_call
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.words import OUTCOMES, arithmetic, rules_in_words

PAGE = 25


def published() -> "QuerySet[Item]":
    """Items whose record is public."""
    return Item.objects.filter(state=ItemState.PUBLISHED)


class RecordListView(View):
    """Every published record, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        found = published().select_related("meeting").defer("dossier", "record")
        items = found.order_by("-published_at", "-pk")
        page = Paginator(items, PAGE).get_page(request.GET.get("page"))
        for item in page:
            item.result = OUTCOMES.get(item.outcome)  # type: ignore[attr-defined] # for the page
        return render(request, "records/list.html", {"page_obj": page})


class RecordView(View):
    """One record, read from its stored bytes and counted again."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        item = get_object_or_404(published().defer("dossier"), reference=reference)
        record = read_record(item.record)
        context = {
            "item": item,
            "record": record,
            "outcome": OUTCOMES[record.tally.outcome],
            "rules": rules_in_words(record.data["rules"]),
            "arithmetic": arithmetic(record.tally, record.rules),
            "roll": roll_call(record.seats, record.tally),
            "file_name": file_name(reference),
            "recusals": [line["seat"] for line in record.data["recusals"]],
            "remarks": remarks(record.data),
            "not_confirmed": "" if is_confirmed(record.data) else NOT_CONFIRMED,
        }
        return render(request, "records/record.html", context)


class RecordJsonView(View):
    """The record's stored bytes, which anyone can recount."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Exactly what was hashed; 304 when the reader has it already."""
        item = get_object_or_404(published().defer("dossier"), reference=reference)
        response = HttpResponse(item.record.encode(), content_type="application/json")
        response["ETag"] = quote_etag(item.record_sha256)
        response["Access-Control-Allow-Origin"] = "*"
        response["Content-Disposition"] = f'inline; filename="{file_name(reference)}"'
        found = get_conditional_response(request, etag=response["ETag"], response=response)
        return found or response


def file_name(reference: str) -> str:
    """A name to save the record under."""
    return f"{reference.replace('/', '-')}.json"
