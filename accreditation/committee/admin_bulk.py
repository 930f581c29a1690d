"""One step on several items in the admin: each by itself through the one door, or with reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy

from accreditation.committee.items import Item
from accreditation.workflow import NotReady, StepRefused, blockers, perform


class BlocForm(forms.Form):
    """What items that are moved together are called."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("The members see it above the items."),
    )


@dataclass(frozen=True)
class Outlook:
    """An item with why a step is not possible on it, or what the step came to."""

    item: Item
    reasons: list[str]
    entry: int = 0


def tried(step: str, item: Item, *, by: Any) -> Outlook:
    """Take the step on one item, in a transaction of its own."""
    try:
        fresh = perform(step, item, by=by)
    except NotReady as not_ready:
        return Outlook(item, not_ready.reasons)
    except (StepRefused, PermissionDenied) as refusal:
        return Outlook(item, [str(refusal)])
    return Outlook(fresh, [], fresh.entry.seq)


def step_on_each(
    admin: "ModelAdmin[Item]", request: HttpRequest, queryset: "QuerySet[Item]", step: str
) -> HttpResponse:
    """Ask first, saying for each item whether it is possible; then take the step on each."""
    items = list(queryset.order_by("pk"))
    is_taken = "confirm" in request.POST
    if is_taken:
        outlooks = [tried(step, item, by=request.user) for item in items]
    else:
        outlooks = [Outlook(item, blockers(step, item)) for item in items]
    context = {
        "title": Item.STEPS[step].label,
        "action": f"{step}_each",
        "outlooks": outlooks,
        "is_taken": is_taken,
        "may_confirm": not is_taken and any(not outlook.reasons for outlook in outlooks),
    }
    return answer(admin, request, "admin/committee_bulk.html", items, context)


def answer(
    admin: "ModelAdmin[Item]",
    request: HttpRequest,
    template: str,
    items: Sequence[Item],
    context: dict[str, Any],
) -> HttpResponse:
    """A page between choosing items and what is done with them."""
    around = admin.admin_site.each_context(request)
    return TemplateResponse(
        request, template, {**around, "opts": admin.opts, "chosen": items, **context}
    )
