"""One section of a form at a time, for every owner of answers: applications and partner reports.

What is right is saved at once, also when something else in the section needs another look; what a
colleague changed in between is shown and never overwritten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from accreditation.proposals.answers import (
    AnswerConflict,
    save_answers,
    values_of,
    versions_of,
)
from accreditation.proposals.asked import asked, within_reach
from accreditation.proposals.conditions import by_code
from accreditation.proposals.questions import (
    SectionForm,
    initial,
    missing,
    section_form,
    to_text,
)
from accreditation.proposals.questions_values import table_of
from partners.permissions import is_editor

VERSION = "version-"
MORE = "more"  # the button, and the part of the address, that ask for further empty rows


@dataclass(frozen=True)
class Conflict:
    """A question that a colleague answered in between, in both versions."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Task:
    """A section in the list of tasks: how far it is, and where it is answered."""

    code: str
    title: str
    done: int
    asked: int
    lacking: int
    url: str

    @property
    def is_complete(self) -> bool:
        """Whether every required question has an answer."""
        return not self.lacking

    @property
    def is_begun(self) -> bool:
        """Whether anything is answered."""
        return bool(self.done)


def tasks(
    sections: Iterable[Mapping[str, Any]], answers: Mapping[str, Any], url: Any
) -> list[Task]:
    """The sections as tasks, by what is asked; `url` gives the address of a section by its code."""
    return [
        Task(
            code=section["code"],
            title=section["title"],
            done=sum(question["code"] in answers for question in section["questions"]),
            asked=len(section["questions"]),
            lacking=len(missing([section], answers)),
            url=url(section["code"]),
        )
        for section in asked(sections, answers)
    ]


def in_words(
    sections: Iterable[Mapping[str, Any]], answers: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Sections with their answers in words, in the active language, for reading and printing.

    What is not asked is left out; a table of rows comes as a table as well.
    """
    return [
        {
            "code": section["code"],
            "title": section["title"],
            "answers": [
                {
                    "code": question["code"],
                    "label": question["label"],
                    "text": to_text(question, answers.get(question["code"])),
                    "table": table_of(question, answers.get(question["code"])),
                }
                for question in section["questions"]
            ],
        }
        for section in asked(sections, answers)
        if section["questions"]
    ]


def codes_of(section: Mapping[str, Any]) -> list[str]:
    """The codes of a section's questions."""
    return [question["code"] for question in section["questions"]]


def with_more_rows(address: str, code: str) -> str:
    """The address of a section that offers further empty rows in the table of a question."""
    return f"{address}?{urlencode({MORE: code})}#div_id_{code}"


class AnswerSectionView(LoginRequiredMixin, View):
    """Show and save one section; rooms say whose answers they are and which part of the process.

    The owner has `answers`, `is_writable`, `process` and `get_absolute_url()`.
    """

    part: ClassVar[str]
    template_name: ClassVar[str]

    def owner(self, reference: str) -> Any:
        """The object that is answered for, if the person may know of it; otherwise 404."""
        raise NotImplementedError

    def section_url(self, owner: Any, code: str) -> str:
        """The address of a section."""
        raise NotImplementedError

    def open_codes(self, owner: Any) -> set[str] | None:
        """The questions open for change; None means all."""
        return None

    def sections(self, owner: Any) -> list[dict[str, Any]]:
        """The sections of the process version, in the page's language."""
        found: list[dict[str, Any]] = owner.process.localised[self.part]
        return found

    def section(self, owner: Any, code: str) -> dict[str, Any]:
        """The section named in the address, with what is asked or may be asked on its page."""
        sections = self.sections(owner)
        reached = by_code(asked(sections, values_of(owner)))
        for section in sections:
            if section["code"] == code:
                return within_reach(section, reached)
        raise Http404

    def get(self, request: HttpRequest, reference: str, section: str) -> HttpResponse:
        """Ask the questions, with what is answered already."""
        owner = self.owner(reference)
        self.check_person(owner)
        if not owner.is_writable:
            return self.too_late(owner)
        found = self.section(owner, section)
        form = self.form(owner, found)
        form.offer_more(request.GET.get(MORE, ""))
        return self.page(owner, found, form, versions_of(owner, codes_of(found)))

    def post(self, request: HttpRequest, reference: str, section: str) -> HttpResponse:
        """Save what is right; go on when nothing needs another look."""
        owner = self.owner(reference)
        self.check_person(owner)
        found = self.section(owner, section)
        with transaction.atomic():
            locked = type(owner)._base_manager.select_for_update().get(pk=owner.pk)
            if not locked.is_writable:
                return self.too_late(locked)
            form = self.form(locked, found, data=request.POST)
            try:
                saved = self.save(locked, found, form)
            except AnswerConflict as conflict:
                return self.conflicting(locked, found, form, conflict)
        more = request.POST.get(MORE, "")
        if not form.is_valid():
            form.offer_more(more)
            versions = self.seen(found) | versions_of(owner, saved)
            return self.page(owner, found, form, versions, status=422)
        messages.success(request, _("Saved.") if saved else _("Nothing has changed."))
        if more in form.fields:
            return HttpResponseRedirect(with_more_rows(self.section_url(owner, section), more))
        return HttpResponseRedirect(self.next_url(owner, found))

    def check_person(self, owner: Any) -> None:
        """Only people who write for the organisation get here (403)."""
        if not is_editor(owner, self.request.user):
            raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_editor.label})

    def form(self, owner: Any, section: dict[str, Any], data: Any = None) -> SectionForm:
        """The section's form; questions that are not open for change stand as they are."""
        form_class = section_form(section, self.sections(owner))
        form = form_class(data, initial=initial(section, values_of(owner)))
        open_codes = self.open_codes(owner)
        for code, field in form.fields.items():
            field.disabled = open_codes is not None and code not in open_codes
        return form

    def save(self, owner: Any, section: dict[str, Any], form: SectionForm) -> list[str]:
        """Save the answers that are right and open; the codes changed."""
        form.is_valid()
        open_codes = self.open_codes(owner)
        answers = {
            code: value
            for code, value in form.answers().items()
            if open_codes is None or code in open_codes
        }
        return save_answers(owner, answers, by=self.request.user, seen=self.seen(section))

    def seen(self, section: dict[str, Any]) -> dict[str, int]:
        """The versions of the answers as the person saw them."""
        found = {}
        for code in codes_of(section):
            version = self.request.POST.get(VERSION + code, "0")
            found[code] = int(version[:9]) if version.isdecimal() else 0
        return found

    def conflicting(
        self, owner: Any, section: dict[str, Any], form: SectionForm, conflict: AnswerConflict
    ) -> HttpResponse:
        """A colleague was faster: both versions, nothing overwritten, nothing lost (409)."""
        stored, mine = values_of(owner), form.answers()
        conflicts = [
            Conflict(
                label=question["label"],
                theirs=to_text(question, stored.get(question["code"])),
                mine=to_text(question, mine.get(question["code"])),
            )
            for question in section["questions"]
            if question["code"] in conflict.codes
        ]
        versions = versions_of(owner, codes_of(section))
        return self.page(owner, section, form, versions, conflicts=conflicts, status=409)

    def page(
        self,
        owner: Any,
        section: dict[str, Any],
        form: SectionForm,
        versions: dict[str, int],
        *,
        conflicts: list[Conflict] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The section's page; `versions` go along so that no later change is overwritten."""
        sections = self.sections(owner)
        context = {
            "object": owner,
            "section": section,
            "sections": sections,
            "number": [each["code"] for each in sections].index(section["code"]) + 1,
            "form": form,
            "versions": {VERSION + code: number for code, number in versions.items()},
            "conflicts": conflicts or [],
        }
        return render(self.request, self.template_name, context, status=status)

    def too_late(self, owner: Any) -> HttpResponse:
        """The answers are no longer with the organisation (409)."""
        detail = _("%(reference)s is now “%(state)s”: its answers can no longer be changed.") % {
            "reference": owner.reference,
            "state": owner.get_state_display(),
        }
        context = {"object": owner, "detail": detail, "back_url": owner.get_absolute_url()}
        return render(self.request, "409.html", context, status=409)

    def next_url(self, owner: Any, section: dict[str, Any]) -> str:
        """The next section, or the owner's page after the last one or on “save and return”."""
        sections = asked(self.sections(owner), values_of(owner))
        codes = [s["code"] for s in sections if s["questions"] or s["code"] == section["code"]]
        after = codes[codes.index(section["code"]) + 1 :]
        if after and "return" not in self.request.POST:
            return self.section_url(owner, after[0])
        return str(owner.get_absolute_url())
