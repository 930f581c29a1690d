"""One topic of the form a page: answers saved at every Continue, never over a colleague's."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.views import View

from accreditation.applications.answer_files import answer_with_file, take_file_back
from accreditation.applications.autosaving import autosaved, saved_now
from accreditation.applications.holding import held, hold
from accreditation.applications.models import Answer
from accreditation.applications.reading import Reading
from accreditation.applications.signing_shown import signature_stands
from accreditation.applications.views.access import ApplicationMixin
from accreditation.applications.writing import MovedOn, NotOpen, Seen, confirm_section
from accreditation.examining import UploadRefused
from accreditation.proposals import content as contents
from accreditation.proposals.answers import AnswerConflict
from accreditation.proposals.asked import within_reach
from accreditation.proposals.conditions import by_code
from accreditation.proposals.questions import SectionForm, initial, section_form, to_text
from accreditation.proposals.sections import MORE, with_more_rows


class SectionView(ApplicationMixin, View):
    """Read a section, or write in what is open of it."""

    shown: QueryDict = QueryDict()
    kept: tuple[str, ...] = ()

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Lead to signing in; what was typed while the session ended is held until then."""
        if self.request.method == "POST" and not self.request.user.is_authenticated:
            return hold(self.request)
        return super().handle_no_permission()

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The section as it stands, or with what was typed before signing in again."""
        section = self.section(code)
        writable = self.open_part(section)
        typed = held(request) if self.may_write and writable["questions"] else None
        if typed is not None:
            self.shown = typed
            return self.page(section, self.form(writable, typed), is_held=True)
        form = self.form(writable)
        form.offer_more(request.GET.get(MORE, ""))
        return self.page(section, form)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Save what was changed; then the next topic, or the same one again."""
        self.only_writers()
        section = self.section(code)
        writable = self.open_part(section)
        if not writable["questions"]:
            return self.too_late(section)
        self.shown = request.POST
        form = self.form(writable, request.POST, request.FILES)
        if "autosave" in request.POST:
            return autosaved(self.application, form, by=request.user)
        try:
            self.keep_files(form)
            if form.errors:
                form.offer_more(request.POST.get(MORE, ""))
                return self.page(section, form, status=422)
            seen = {c: self.seen_of(c) for c in form.answers()}
            confirm_section(self.application, form.answers(), seen=seen, by=request.user)
        except AnswerConflict as conflict:
            return self.page(section, form, conflicts=self.conflicts(form, conflict), status=409)
        except (MovedOn, NotOpen) as why:
            return self.not_saved(why, self.typed(form.answers(), section))
        self.reading = Reading(self.application)
        self.say_saved()
        return HttpResponseRedirect(self.next_page(code))

    def form(self, writable: Mapping[str, Any], data: Any = None, files: Any = None) -> SectionForm:
        """The form of what may be changed, as it stands or with what was given."""
        form_class = section_form(writable, self.reading.content["form"])
        return numbered(form_class(data, files, initial=initial(writable, self.reading.values)))

    def keep_files(self, form: SectionForm) -> None:
        """Keep the files given, also where an answer beside them needs another look.

        A browser does not send a file a second time, so it must not be lost with a mistake.
        """
        form.is_valid()
        for code, file in form.given_files().items():
            seen, by = self.seen_of(code), self.request.user
            try:
                if file:
                    answer_with_file(self.application, code, file, seen=seen, by=by)
                else:
                    take_file_back(self.application, code, seen=seen, by=by)
            except UploadRefused as why:
                form.add_error(code, str(why))
            else:
                self.kept += (code,)
        if self.kept:
            self.reading = Reading(self.application)
            form.initial = initial(form.section, self.reading.values)

    def seen_of(self, code: str) -> Seen:
        """The answer as the page showed it."""
        return Seen.read(self.request.POST.get(f"seen-{code}", ""))

    def section(self, code: str) -> Mapping[str, Any]:
        """The section in the page's language, or 404."""
        try:
            return contents.section(self.reading.content["form"], code)
        except KeyError:
            raise Http404 from None

    def open_part(self, section: Mapping[str, Any]) -> Mapping[str, Any]:
        """The section with only the questions that may be changed now, or by answers beside."""
        is_open = self.application.is_open
        reached = within_reach(section, by_code(self.reading.form))
        questions = [q for q in reached["questions"] if is_open("question", q["code"])]
        return {**section, "questions": questions}

    def page(
        self,
        section: Mapping[str, Any],
        form: SectionForm,
        *,
        conflicts: list[dict[str, str]] | None = None,
        is_held: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The section's page: a form for what is open, words for the rest."""
        topics = self.reading.topics
        codes = [topic.code for topic in topics]
        here = codes.index(section["code"])
        is_writing = self.may_write and bool(form.fields)
        context = {
            "application": self.application,
            "topic": topics[here],
            "topics": topics,
            "number": here + 1,
            "form": form if is_writing else None,
            "read_only": [line for line in topics[here].lines if not (is_writing and line.is_open)],
            "seen": self.seen(form, is_held=is_held),
            "is_held": is_held,
            "kept": self.kept,
            "conflicts": conflicts or [],
            "signature_stands": is_writing and signature_stands(self.application),
        }
        return render(self.request, "applications/section.html", context, status=status)

    def seen(self, form: SectionForm, *, is_held: bool) -> dict[str, str]:
        """The hidden fields that say which answers the page shows.

        A page shown again because of a mistake, or after signing in, keeps what it first showed, so
        that a colleague's change in between is still noticed; after a conflict both were shown. Of
        files that were kept the page shows the new ones.
        """
        first = is_held or bool(form.errors)
        again = [c for c in form.fields if first and c not in self.kept]
        before = {c: self.shown.get(f"seen-{c}", "") for c in again}
        current = {c: str(Seen.of(self.reading.answers.get(c))) for c in form.fields}
        return {f"seen-{c}": before.get(c) or current[c] for c in form.fields}

    def conflicts(self, form: SectionForm, conflict: AnswerConflict) -> list[dict[str, str]]:
        """Both values of every answer that was changed twice, in words, and who changed it."""
        questions = by_code([form.section])
        self.reading = Reading(self.application)
        files = {code: file.name if file else "" for code, file in form.given_files().items()}
        mine = {q: to_text(questions[q], value) for q, value in form.answers().items()} | files
        return [
            self.conflict(questions[code], self.reading.answers.get(code), mine[code] or "")
            for code in conflict.codes
        ]

    def conflict(
        self, question: Mapping[str, Any], theirs: Answer | None, mine: str
    ) -> dict[str, str]:
        """One answer that was changed twice."""
        return {
            "code": question["code"],
            "label": question["label"],
            "theirs": to_text(question, theirs.value) if theirs else "",
            "who": str(theirs.changed_by) if theirs else "",
            "mine": mine,
        }

    def typed(
        self, answers: Mapping[str, Any], section: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        """What was typed, question by question, in words."""
        return [
            (question["label"], to_text(question, answers[question["code"]]))
            for question in section["questions"]
            if answers.get(question["code"]) is not None
        ]

    def too_late(self, section: Mapping[str, Any]) -> HttpResponse:
        """Nothing of the section is open any more: show what was typed."""
        form = section_form(section)(self.request.POST, self.request.FILES)
        form.is_valid()
        why = NotOpen(section["code"]) if self.application.is_writable else None
        typed = self.typed(form.answers(), section)
        return self.not_saved(why or MovedOn(self.application), typed)

    def say_saved(self) -> None:
        """When it was saved."""
        messages.success(self.request, saved_now())

    def next_page(self, code: str) -> str:
        """The same topic, the task list, or the next topic and after the last the documents."""
        if more := self.request.POST.get(MORE):
            return with_more_rows(self.reading.address("section", code), more)
        if "stay" in self.request.POST:
            return self.reading.address("section", code)
        if "list" in self.request.POST:
            return self.application.get_absolute_url()
        topics = self.reading.topics
        here = [topic.code for topic in topics].index(code)
        after = [topic.url for topic in topics[here + 1 :] if topic.is_open]
        return after[0] if after else self.reading.address("documents")


def numbered(form: SectionForm) -> SectionForm:
    """The form with the codes of its questions, by which letters and lists name them."""
    for code, field in form.fields.items():
        field.label = format_html("{} {}", code, field.label)
    return form
