"""The eligibility rehearsal: before an account, by address alone, with nothing stored."""

from typing import Any

from django.views.generic import TemplateView

from accreditation.applications.rehearsal_form import is_begun, rehearsal
from accreditation.applications.rehearsing import grounds


class RehearsalView(TemplateView):
    """The questions of the rehearsal, and the gap list of what was answered in the address."""

    template_name = "applications/rehearsal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, its ground, and the gap list once something was answered and is right."""
        form = rehearsal(grounds(), self.request.GET)
        is_wrong = form is not None and form.is_bound and not form.is_valid()
        shows = form is not None and is_begun(form) and not is_wrong
        return super().get_context_data(
            form=form,
            ground=form.ground if form else None,
            is_wrong=is_wrong,
            gaps=form.gaps if form and shows else None,
            **kwargs,
        )
