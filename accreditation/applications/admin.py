"""Invitations and applications in the Secretariat's admin: prepared here, moved by steps."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.differences import differences_of, since_last
from accreditation.applications.models import (
    Application,
    ApplicationExtension,
    ApplicationState,
    Invitation,
)
from accreditation.applications.question_groups import question_groups
from accreditation.applications.reading import Reading
from accreditation.applications.signing_shown import signature_of
from accreditation.canonical import mark_of
from accreditation.proposals.models import Process
from accreditation.stepadmin import StepAdmin
from partners.clock import deadline_zone, end_of_day, last_day
from partners.models import Country

SHORT_DAY = "j M Y"  # six columns fit a small desk
PREPARED = ("process", "invitation_kind", "title", "message", "closes_at")


class LastDayField(forms.DateField):
    """The last day of a deadline: it ends with the last second of that day in Bonn."""

    widget = AdminDateWidget

    def prepare_value(self, value: Any) -> Any:
        """The day in Bonn on which a deadline ends."""
        if isinstance(value, datetime):
            return localtime(value, deadline_zone()).date()
        return value

    def clean(self, value: Any) -> Any:
        """The instant at which the day ends."""
        day = super().clean(value)
        return end_of_day(day) if day else None


class InvitationForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """An invitation in preparation; a change by another officer in between is shown."""

    closes_at = LastDayField(
        label=gettext_lazy("Applications until (last day)"),
        help_text=gettext_lazy(
            "The deadline ends with the last second of that day in Bonn (Europe/Berlin)."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember what the page showed."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen" in self.fields:
            self.fields["seen"].initial = mark_of(prepared(self.instance))

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite what another officer saved in between, and show it."""
        cleaned = super().clean() or {}
        if not self.instance.pk:
            return cleaned
        fresh = Invitation.objects.select_for_update().get(pk=self.instance.pk)
        if fresh.is_prepared and mark_of(prepared(fresh)) == cleaned.get("seen"):
            return cleaned
        raise ValidationError(
            _(
                "Another officer changed this invitation in between; nothing was overwritten. It "
                "is now “%(state)s”: %(title)s, until %(day)s. %(message)s"
            )
            % {
                "state": fresh.get_state_display(),
                "title": fresh.title,
                "day": localtime(fresh.closes_at, deadline_zone()).date(),
                "message": fresh.message,
            }
        )


def prepared(invitation: Invitation) -> list[Any]:
    """What officers may change of an invitation in preparation."""
    return [
        invitation.process_id,
        invitation.invitation_kind,
        invitation.title,
        invitation.message,
        invitation.closes_at,
    ]


@admin.register(Invitation)
class InvitationAdmin(StepAdmin):
    """Invitations: written while in preparation, read-only once opened."""

    form = InvitationForm
    editable_fields = PREPARED
    may_be_added = True
    list_display = ["reference", "title", "state_tag", "invitation_kind", "closes_at"]
    list_filter = ["state", "invitation_kind"]
    list_select_related = ["process"]
    search_fields = ["reference", "title"]

    def is_editable(self, obj: Invitation) -> bool:
        """While it is in preparation."""
        return obj.is_prepared

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What is prepared; everything once it is opened."""
        if obj is not None and self.has_change_permission(request, obj):
            return [*PREPARED, "seen"]
        return super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nothing while it is prepared."""
        if obj is not None and self.has_change_permission(request, obj):
            return []
        return super().get_readonly_fields(request, obj)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Only an adopted process lets an invitation open."""
        if db_field.name == "process":
            kwargs["queryset"] = Process.objects.adopted()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def case_of(application: Application, user: Any) -> dict[str, Any]:
    """The case on one page: answers, questions, requests, what changed since the return."""
    reading = Reading(application)
    return {
        "reading": reading,
        "question_groups": question_groups(application, user),
        "extensions": list(application.extensions.select_related("asked_by", "decided_by")),
        "differences": differences_of(reading),
        "since_last": since_last(reading),
    }


class ReceivedStateFilter(admin.ChoicesFieldListFilter):
    """The states of what officers see: a draft is its organisation's alone."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Every state but the draft."""
        for choice in super().choices(changelist):
            if choice["display"] != ApplicationState.DRAFT.label:
                yield choice


class MoreTimeFilter(admin.SimpleListFilter):
    """Applications on which a request for more time waits."""

    title = gettext_lazy("more time")
    parameter_name = "more_time"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One choice."""
        return [("asked", _("asked for"))]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Application]"
    ) -> "QuerySet[Application]":
        """Those with a request that waits."""
        if self.value() != "asked":
            return queryset
        waiting = ApplicationExtension.objects.waiting()
        return queryset.filter(pk__in=waiting.values("application"))


@admin.register(Application)
class ApplicationAdmin(StepAdmin):
    """Applications received: the case on one page; drafts stay with their organisations."""

    change_form_template = "admin/application_change_form.html"
    list_display = ["reference", "organisation", "country", "state_tag", "since", "due"]
    list_filter = [
        ("state", ReceivedStateFilter),
        MoreTimeFilter,
        ("invitation", admin.RelatedOnlyFieldListFilter),
        ("organisation__country", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["organisation__country", "invitation", "process"]
    list_per_page = 25
    search_fields = [
        "reference",
        "organisation__name",
        "organisation__search_name",
        "organisation__acronym",
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Application]":
        """What the Secretariat may read, without the long frozen text."""
        return super().get_queryset(request).exclude(submitted_at=None).defer("dossier")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The facts; answers, documents and findings follow on the page."""
        return [
            "organisation",
            "invitation",
            "process",
            "begun_by",
            "begun_at",
            "submitted_at",
            "declared_by",
            "declared_function",
            "signature",
            "rounds",
            "completion_due_at",
            "asked_rounds",
            "answers_due_at",
            "decided_at",
            "dossier_sha256",
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The case with its answers beside the criteria."""
        application = self.get_object(request, object_id)
        context = case_of(application, request.user) if application else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    @admin.display(description=gettext_lazy("signed through a link"))
    def signature(self, application: Application) -> str:
        """Whether the head of organisation signed, when, and under which text."""
        context = {"signature": signature_of(application)}
        return render_to_string("applications/signed_by_link.html", context).strip() or "-"

    @admin.display(description=gettext_lazy("country"))
    def country(self, application: Application) -> Country:
        """Where the organisation is registered."""
        return application.organisation.country

    @admin.display(description=gettext_lazy("since"), ordering="state_since")
    def since(self, application: Application) -> str:
        """The day on which it came into its state; the case itself says the hour."""
        return date_format(localtime(application.state_since), SHORT_DAY)

    @admin.display(description=gettext_lazy("due"))
    def due(self, application: Application) -> str | None:
        """The last day on which the organisation must act, if it must."""
        until: datetime | None = application.deadline
        return date_format(last_day(until), SHORT_DAY) if until else None
