"""The Secretariat's findings, criterion by criterion; two officers never overwrite each other."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from accreditation.applications.assessing import (
    FindingConflict,
    Given,
    NotAssessed,
    save_findings,
    seen_of,
)
from accreditation.applications.forms import FindingForm
from accreditation.applications.reading_parts import Assessed
from accreditation.applications.views.access import ApplicationMixin
from partners.permissions import is_secretariat


class FindingsView(ApplicationMixin, View):
    """Every criterion with the answers that speak to it, and a finding to give."""

    def only_officers(self) -> None:
        """Refuse everybody else (403)."""
        if not is_secretariat(self.application, self.request.user):
            raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_secretariat.label})

    def get(self, request: HttpRequest) -> HttpResponse:
        """The findings as they stand."""
        self.only_officers()
        forms = {
            each.criterion["code"]: FindingForm(prefix=each.criterion["code"], initial=shown(each))
            for each in self.reading.assessment
        }
        return self.page(forms)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the findings that were changed, all or none."""
        self.only_officers()
        codes = [each.criterion["code"] for each in self.reading.assessment]
        forms = {code: FindingForm(request.POST, prefix=code) for code in codes}
        if any([form.errors for form in forms.values()]):  # noqa: C419 - look at every form
            return self.page(forms, status=422)
        given = {
            code: Given(
                value=form.cleaned_data["value"],
                note=form.cleaned_data["note"],
                seen=request.POST.get(f"seen-{code}", ""),
            )
            for code, form in forms.items()
        }
        try:
            changed = save_findings(self.application, given, by=request.user)
        except FindingConflict as conflict:
            return self.page(forms, conflicts=conflict.codes, status=409)
        except NotAssessed as why:
            return self.not_saved(why, self.typed(given))
        messages.success(
            request,
            _("Findings saved: %(codes)s.") % {"codes": ", ".join(changed)}
            if changed
            else _("Nothing was changed."),
        )
        return HttpResponseRedirect(self.application.get_absolute_url())

    def page(
        self,
        forms: dict[str, FindingForm],
        *,
        conflicts: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """All criteria on one page."""
        kept = self.request.POST if status == 422 else {}  # noqa: PLR2004 - shown again unsaved
        rows = [
            {
                "assessed": each,
                "form": forms[each.criterion["code"]],
                "seen": kept.get(f"seen-{each.criterion['code']}") or seen_of(each.finding),
                "is_conflict": each.criterion["code"] in (conflicts or []),
            }
            for each in self.reading.assessment
        ]
        context = {
            "application": self.application,
            "reading": self.reading,
            "rows": rows,
            "conflicts": conflicts or [],
        }
        return render(self.request, "applications/findings.html", context, status=status)

    def typed(self, given: dict[str, Given]) -> list[tuple[str, str]]:
        """What was typed, criterion by criterion."""
        titles = {e.criterion["code"]: e.criterion["title"] for e in self.reading.assessment}
        return [(f"{code} {titles[code]}", each.note) for code, each in given.items() if each.note]


def shown(each: Assessed) -> dict[str, str]:
    """What the form of a criterion shows."""
    return {"value": each.finding.value, "note": each.finding.note} if each.finding else {}
