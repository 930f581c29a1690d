"""The home page, and the one small view behind every step."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template import Context
from django.urls import NoReverseMatch
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from icalendar import Calendar, Event

from accreditation.applications.models import Invitation
from accreditation.asked import asked_of
from accreditation.committee.items import Item, ItemState
from accreditation.machine import KINDS, Step
from accreditation.proposals.models import Process
from accreditation.standing import mover, paragraphs
from accreditation.stepping import FORMS, StepForm
from accreditation.templatetags.portal import gates, move_of
from accreditation.workflow import NotReady, StepRefused, perform
from partners.clock import portal_now


class HomeView(TemplateView):
    """The mandate and where it stands."""

    template_name = "accreditation/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The gates, the paragraphs, what is asked of the person, and what is open and adopted."""
        standing = gates(Context({"request": self.request}))["gates"]
        here = next((gate for gate in standing if gate.state == "current"), None)
        return super().get_context_data(
            gates=standing,
            here=here,
            mover=mover(here) if here else None,
            paragraphs=paragraphs(standing),
            asked=asked_of(self.request.user),
            invitations=list(Invitation.objects.taking_applications().order_by("closes_at")),
            processes=Process.objects.adopted().select_related("proposal")[:3],
            records=Item.objects.filter(state=ItemState.PUBLISHED).order_by("-published_at")[:3],
            **kwargs,
        )


def object_of(request: HttpRequest, kind: str, reference: str) -> Any:
    """The object, if the person may know of it; otherwise there is none (404)."""
    if kind not in KINDS:
        raise Http404
    model: Any = KINDS[kind]
    return get_object_or_404(model.objects.visible_to(request.user), model.referred_to(reference))


def page_of(obj: Any) -> str:
    """The object's own page, if it has one."""
    try:
        return str(obj.get_absolute_url())
    except (AttributeError, NoReverseMatch):
        return ""


class StepView(LoginRequiredMixin, View):
    """Take the step named in the address; GET asks what the step asks, POST takes it."""

    def declared(self, obj: Any, step: str) -> Step:
        """The declared step, or 404 for a name that does not exist."""
        if step not in obj.STEPS:
            raise Http404
        found: Step = obj.STEPS[step]
        return found

    def get(self, request: HttpRequest, kind: str, reference: str, step: str) -> HttpResponse:
        """Show what the step does and asks; 403 for those whose step it is not."""
        obj = object_of(request, kind, reference)
        declared = self.declared(obj, step)
        if obj.state not in declared.sources:
            return self.refused(request, obj, declared)
        if not declared.who(obj, request.user):
            return self.forbidden(request, declared)
        form = self.form(obj, step)
        return self.page(request, obj, declared, form, reasons=declared.blockers(obj))

    def post(self, request: HttpRequest, kind: str, reference: str, step: str) -> HttpResponse:
        """Take the step through the one door."""
        obj = object_of(request, kind, reference)
        declared = self.declared(obj, step)
        form = self.form(obj, step, data=request.POST, files=request.FILES)
        possible = obj.state in declared.sources and declared.who(obj, request.user)
        if form is not None and possible and not form.is_valid():
            return self.page(request, obj, declared, form, status=422)
        given = form.given() if form is not None and form.is_valid() else {}
        try:
            fresh = perform(step, obj, by=request.user, **given)
        except StepRefused:
            return self.refused(request, obj, declared)
        except NotReady as not_ready:
            return self.page(request, obj, declared, form, reasons=not_ready.reasons, status=422)
        messages.success(
            request,
            _("%(step)s: on the record as entry %(seq)s.")
            % {"step": declared.label, "seq": fresh.entry.seq},
        )
        return HttpResponseRedirect(self.next_page(request, fresh))

    def form(self, obj: Any, step: str, data: Any = None, files: Any = None) -> StepForm | None:
        """The form of the step, if it asks for anything."""
        form = FORMS.get((obj.kind, step))
        return form(data, files, obj=obj, user=self.request.user) if form else None

    def page(
        self,
        request: HttpRequest,
        obj: Any,
        declared: Step,
        form: StepForm | None,
        *,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The step's page."""
        context = {
            "object": obj,
            "step": declared,
            "form": form,
            "reasons": reasons or [],
            "next": request.POST.get("next") or request.GET.get("next", ""),
        }
        return render(request, "accreditation/step.html", context, status=status)

    def refused(self, request: HttpRequest, obj: Any, declared: Step) -> HttpResponse:
        """The state does not allow the step any more: say where the object is now (409)."""
        fresh = type(obj)._base_manager.get(pk=obj.pk)
        context = {
            "object": fresh,
            "detail": _("%(reference)s is now “%(state)s”: “%(step)s” is no longer possible.")
            % {
                "reference": fresh.reference,
                "state": fresh.get_state_display(),
                "step": declared.label,
            },
            "back_url": page_of(fresh),
        }
        return render(request, "409.html", context, status=409)

    def forbidden(self, request: HttpRequest, declared: Step) -> HttpResponse:
        """Another person's step (403)."""
        detail = _("Only %(who)s may do this.") % {"who": declared.who.label}
        return render(request, "403.html", {"detail": detail}, status=403)

    def next_page(self, request: HttpRequest, obj: Any) -> str:
        """Where to go from here: the page that asked, or the object's own."""
        asked: str = request.POST.get("next", "")
        if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
            return asked
        return str(obj.get_absolute_url())


class StepCalendarView(View):
    """The deadline of an object as an .ics file."""

    def get(self, request: HttpRequest, kind: str, reference: str) -> HttpResponse:
        """One event that ends with the deadline; an object has no second one beside its room's."""
        obj = object_of(request, kind, reference)
        move = move_of(obj)
        if move.ics_url is None:
            raise Http404
        event = Event()
        event.add("uid", f"{obj.kind}-{obj.reference}@{request.get_host()}")
        event.add("dtstamp", portal_now())
        event.add("dtstart", move.by)
        event.add("dtend", move.by)
        event.add("summary", f"{obj.reference}: {move.who}")
        event.add("url", request.build_absolute_uri(obj.get_absolute_url()))
        calendar = Calendar()
        calendar.add("prodid", "-//CMS NGO partner portal//")
        calendar.add("version", "2.0")
        calendar.add_component(event)
        response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="deadline.ics"'
        return response
