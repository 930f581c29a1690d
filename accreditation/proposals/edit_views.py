"""Drafting in the browser: one element at a time, by Secretariat officers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accreditation.proposals import editing
from accreditation.proposals.drafting import Change, EditConflict, edit
from accreditation.proposals.element_forms import FORMS, NEW_FORMS
from accreditation.proposals.elements import ElementForm
from accreditation.proposals.models import Process
from accreditation.proposals.outline import ADDING, outline, title_of
from accreditation.proposals.views import process_of
from accreditation.workflow import StepRefused
from partners.permissions import is_secretariat


class DraftView(LoginRequiredMixin, View):
    """A page of the editor: for officers, while the version is in drafting."""

    process: Process

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Strangers find nothing (404), others are refused (403), frozen versions say so (409)."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.process = process_of(request, kwargs["reference"])
        if not is_secretariat(self.process, request.user):
            raise PermissionDenied(_("Only the Secretariat may do this."))
        if not self.process.is_editable:
            return self.closed()
        try:
            return super().dispatch(request, *args, **kwargs)
        except editing.NoSuchElement as error:
            raise Http404 from error
        except StepRefused:
            return self.closed()

    def closed(self) -> HttpResponse:
        """The version is not in drafting any more."""
        detail = _("This version is not in drafting: its content does not change.")
        context = {"detail": detail, "back_url": self.process.get_absolute_url()}
        return render(self.request, "409.html", context, status=409)

    def back(self, path: str = "") -> HttpResponseRedirect:
        """To the outline, where the element stands."""
        url = reverse("proposals:edit", args=[self.process.reference])
        return HttpResponseRedirect(f"{url}#{path.replace('/', '-')}" if path else url)


class OutlineView(DraftView):
    """The whole draft as an outline, with what may be done at each place."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show the outline."""
        context = {"process": self.process, "chapters": outline(self.process.content)}
        return render(request, "proposals/edit.html", context)


class ElementView(DraftView):
    """Change one element."""

    is_new = False

    def get(self, request: HttpRequest, reference: str, path: str) -> HttpResponse:
        """Show the element in its form."""
        return self.page(path, self.form(path))

    def post(self, request: HttpRequest, reference: str, path: str) -> HttpResponse:
        """Save the element; what is not right comes back with what was typed."""
        form = self.form(path, data=request.POST)
        if not form.is_valid():
            return self.page(path, form, status=422)
        try:
            edit(
                self.process,
                by=request.user,
                path=self.recorded(path, form),
                seen=None if self.is_new else form.cleaned_data["seen"],
                change=self.change(path, form),
            )
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
            return self.page(path, form, status=422)
        except EditConflict as conflict:
            return self.conflict(path, conflict)
        messages.success(request, _("Saved."))
        return self.back(self.recorded(path, form))

    def change(self, path: str, form: ElementForm) -> Change:
        """What saving does to the content."""

        def changed(content: Any) -> dict[str, Any]:
            new = editing.changed(content, path, form.values())
            if form.marks:
                confirmed = not form.cleaned_data["not_confirmed"]
                new = editing.marked(new, path, confirmed=confirmed)
            return new

        return changed

    def recorded(self, path: str, form: ElementForm) -> str:
        """The address under which the act is recorded."""
        return path

    def form(self, path: str, data: Any = None) -> ElementForm:
        """The form of the element, as it stands or as it was typed."""
        content = self.process.content
        form = FORMS[editing.kind_of(path)]
        initial = form.shown(editing.element(content, path)) | {
            "seen": editing.seen(content, path),
            "not_confirmed": editing.is_marked(content, path),
        }
        return form(data, initial=initial, content=content, path=path, is_new=False)

    def page(
        self, path: str, form: ElementForm, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        """The element's page."""
        context |= {
            "process": self.process,
            "path": path,
            "form": form,
            "title": self.title(path),
            "is_new": self.is_new,
        }
        return render(self.request, "proposals/element.html", context, status=status)

    def title(self, path: str) -> str:
        """What the element is called."""
        return title_of(self.process.content, path)

    def conflict(self, path: str, conflict: EditConflict) -> HttpResponse:
        """Somebody changed the element in between: show theirs, keep what was typed (409)."""
        self.process = conflict.process
        now = self.form(path)
        data = self.request.POST.copy()
        data["seen"] = str(now.initial["seen"])
        theirs = [
            (field.label, field.value()) for field in now.visible_fields() if field.name != "code"
        ]
        return self.page(path, self.form(path, data=data), status=409, theirs=theirs)


class AddView(ElementView):
    """Add an element at the end of a list."""

    is_new = True

    def form(self, path: str, data: Any = None) -> ElementForm:
        """The empty form of a new element."""
        content = self.process.content
        form = NEW_FORMS[editing.kind_within(path)]
        if "/" in path:
            editing.element(content, path.removesuffix("/columns"))
        return form(data, content=content, path=path, is_new=True)

    def change(self, path: str, form: ElementForm) -> Change:
        """Add it."""
        return lambda content: editing.added(content, path, form.values())

    def recorded(self, path: str, form: ElementForm) -> str:
        """The address of the new element."""
        return f"{path}/{form.cleaned_data['code']}"

    def title(self, path: str) -> str:
        """What is added."""
        return str(ADDING[editing.kind_within(path)])


class RemoveView(DraftView):
    """Take one element away, once confirmed."""

    def get(self, request: HttpRequest, reference: str, path: str) -> HttpResponse:
        """Ask whether it is meant."""
        return self.page(path)

    def post(self, request: HttpRequest, reference: str, path: str) -> HttpResponse:
        """Take it away."""
        try:
            edit(
                self.process,
                by=request.user,
                path=path,
                seen=request.POST.get("seen", ""),
                change=lambda content: editing.removed(content, path),
            )
        except ValidationError as invalid:
            return self.page(path, reasons=invalid.messages, status=422)
        except EditConflict as conflict:
            self.process = conflict.process
            reasons = [_("Somebody changed it in between. Look again before you remove it.")]
            return self.page(path, reasons=reasons, status=409)
        messages.success(request, _("Removed."))
        return self.back(path.rpartition("/")[0].removesuffix("/columns"))

    def page(
        self, path: str, *, reasons: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        """The page that asks."""
        content = self.process.content
        context = {
            "process": self.process,
            "path": path,
            "title": title_of(content, path),
            "seen": editing.seen(content, path),
            "reasons": reasons or [],
        }
        return render(self.request, "proposals/remove.html", context, status=status)


class MoveView(DraftView):
    """Move one element up or down in its list."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str, path: str) -> HttpResponse:
        """Move it by one place; where it may not stand, it stays and the reason is told."""
        by = -1 if "up" in request.POST else 1
        try:
            edit(
                self.process,
                by=request.user,
                path=path,
                seen=None,
                change=lambda content: editing.moved(content, path, by=by),
            )
        except ValidationError as invalid:
            messages.error(request, " ".join([_("It was not moved."), *invalid.messages]))
        return self.back(path)
