"""Answers that several pages of the Committee's room give."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accreditation.workflow import StepRefused

if TYPE_CHECKING:
    from django import forms


def refused(
    request: HttpRequest,
    obj: Any,
    refusal: StepRefused,
    form: "forms.Form | None" = None,
) -> HttpResponse:
    """What was acted on has moved on: say so, and where to look; what was typed is shown (409)."""
    context = {
        "object": obj,
        "detail": str(refusal),
        "back_url": obj.get_absolute_url(),
        "typed": form.cleaned_data.get("reasons", "") if form else "",
    }
    return render(request, "409.html", context, status=409)
