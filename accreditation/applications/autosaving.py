"""Saving a section while it is being written: what is right is saved; the rest stays typed."""

from typing import Any

from django.http import JsonResponse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accreditation.applications.models import Application
from accreditation.applications.writing import MovedOn, NotOpen, Seen, save_section
from accreditation.proposals.answers import AnswerConflict
from accreditation.proposals.questions import SectionForm
from partners.clock import deadline_zone, portal_now

AGAIN = 200
STOP = 409


def autosaved(application: Application, form: SectionForm, *, by: Any) -> JsonResponse:
    """Save what is right of a form; the words to show, and what the page now has shown.

    Where a colleague changed the same answer, or the application went on, nothing is saved and the
    page is told to stop: pressing a button then shows both versions.
    """
    form.is_valid()
    given = form.answers()
    seen = {code: Seen.read(form.data.get(f"seen-{code}", "")) for code in given}
    try:
        save_section(application, given, seen=seen, by=by)
    except AnswerConflict:
        words = _("A colleague changed one of these answers. Save the page to compare both.")
        return JsonResponse({"words": words}, status=STOP)
    except (MovedOn, NotOpen) as why:
        return JsonResponse({"words": str(why)}, status=STOP)
    kept = application.answers.filter(question__in=given)
    answers = {answer.question: answer for answer in kept}
    return JsonResponse(
        {
            "words": saved_now() if not form.errors else not_yet(form),
            "seen": {f"seen-{code}": str(Seen.of(answers.get(code))) for code in given},
        },
        status=AGAIN,
    )


def saved_now() -> str:
    """When it was saved, in words."""
    at = time_format(localtime(portal_now(), deadline_zone()), "H:i")
    return _("Saved at %(time)s (Bonn time).") % {"time": at}


def not_yet(form: SectionForm) -> str:
    """That something is not saved, and which questions."""
    return _("%(saved)s Not yet: %(codes)s.") % {
        "saved": saved_now(),
        "codes": ", ".join(form.errors),
    }
