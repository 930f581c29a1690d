"""What the working group does, for everybody to read: groups, proposals, versions, comments."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, ListView

from accreditation.committee.models import Item
from accreditation.proposals import content as contents
from accreditation.proposals.drafting import comment
from accreditation.proposals.forms import CommentForm
from accreditation.proposals.models import (
    Category,
    Comment,
    GroupMember,
    Process,
    ProcessTranslation,
    Proposal,
    WorkingGroup,
)
from accreditation.proposals.reading import Part, differences, parts
from accreditation.workflow import StepRefused


def with_members(groups: QuerySet[WorkingGroup]) -> QuerySet[WorkingGroup]:
    """Groups with their term and members, in three queries."""
    members = GroupMember.objects.select_related("user").order_by("on_behalf_of", "pk")
    return groups.select_related("term").prefetch_related(Prefetch("members", members))


def by_category(group: WorkingGroup) -> list[tuple[str, list[GroupMember]]]:
    """The members of a group under their categories, in the order of 13.AA a."""
    found = list(group.members.all())
    return [
        (str(category.label), those)
        for category in Category
        if (those := [m for m in found if m.category == category])
    ]


class ProposalListView(ListView[Proposal]):
    """Groups, proposals and adopted versions."""

    template_name = "proposals/list.html"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Proposal]:
        """The proposals the person may read, newest first."""
        seen = Proposal.objects.visible_to(self.request.user)
        return (
            seen.select_related("group")
            .annotate(version_count=Count("versions"))
            .order_by("-state_since", "-pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The groups with their members, and what was adopted."""
        groups = WorkingGroup.objects.visible_to(self.request.user).order_by("-term__starts_on")
        user = self.request.user
        return super().get_context_data(
            groups=[
                (group, by_category(group), group.includes(user)) for group in with_members(groups)
            ],
            adopted=Process.objects.adopted().defer("content", "canonical"),
            **kwargs,
        )


class GroupView(DetailView[WorkingGroup]):
    """One working group."""

    template_name = "proposals/group.html"
    context_object_name = "group"

    def get_object(self, queryset: Any = None) -> WorkingGroup:
        """The group, if the person may know of it."""
        reference = self.kwargs["reference"]
        seen = WorkingGroup.objects.visible_to(self.request.user)
        return get_object_or_404(with_members(seen), WorkingGroup.referred_to(reference))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Members by category, and the proposals the person may read."""
        proposals = Proposal.objects.visible_to(self.request.user).filter(group=self.object)
        return super().get_context_data(
            members=by_category(self.object),
            names_shown=self.object.includes(self.request.user),
            proposals=proposals.order_by("pk"),
            **kwargs,
        )


def proposal_of(request: HttpRequest, reference: str) -> Proposal:
    """The proposal, if the person may know of it; otherwise there is none (404)."""
    seen = Proposal.objects.visible_to(request.user).select_related("group__term")
    return get_object_or_404(seen, Proposal.referred_to(reference))


def process_of(request: HttpRequest, reference: str) -> Process:
    """The version, if the person may know of it; otherwise there is none (404)."""
    seen = Process.objects.visible_to(request.user).select_related("proposal__group")
    found: Process = get_object_or_404(seen, Process.referred_to(reference))
    return found


def languages_of(process: Process) -> list[dict[str, Any]]:
    """In which languages the version can be read: the original and its translations."""
    newest: dict[str, ProcessTranslation] = {}
    for translation in process.translations.all():
        newest.setdefault(translation.language, translation)
    original = process.content["language"]
    return [
        {
            "code": code,
            "name": name,
            "is_original": code == original,
            "translation": newest.get(code),
            "missing": len(contents.untranslated(process.content, newest[code].texts))
            if code in newest
            else 0,
            "is_here": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def read_by(process: Process, user: Any) -> list[Part]:
    """The parts of a version in the page's language, with the comments the person may read."""
    found = parts(process.localised)
    if process.proposal.group.includes(user):
        said = Comment.objects.filter(process=process).select_related("by")
        for each in said:
            for part in found:
                if part.path == each.path:
                    part.comments.append(each)
    return found


class ProposalView(View):
    """One proposal: its versions, steps and next move, and the newest version part by part."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show the proposal."""
        return self.page(request, proposal_of(request, reference))

    def page(
        self,
        request: HttpRequest,
        proposal: Proposal,
        *,
        form: CommentForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The proposal's page; `form` is a comment that needs another look."""
        seen = Process.objects.visible_to(request.user).filter(proposal=proposal)
        versions = list(seen.prefetch_related("translations").order_by("-number"))
        for version in versions:
            version.proposal = proposal
        newest = versions[0] if versions else None
        found = read_by(newest, request.user) if newest else []
        for part in found:
            if form is not None and form.data.get("path") == part.path:
                part.form = form
        context = {
            "proposal": proposal,
            "versions": versions,
            "process": newest,
            "parts": found,
            "languages": languages_of(newest) if newest else [],
            "is_insider": proposal.group.includes(request.user),
            "may_comment": proposal.group.includes(request.user) and proposal.takes_comments,
            "items": Item.objects.visible_to(request.user)
            .about("proposal", proposal.reference)
            .defer("dossier", "record")
            .order_by("pk"),
        }
        return render(request, "proposals/proposal.html", context, status=status)


class CommentView(LoginRequiredMixin, ProposalView):
    """Comment on one part of the newest version."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Add the comment; what needs another look comes back with what was typed."""
        proposal = proposal_of(request, reference)
        form = CommentForm(request.POST, parts=parts(proposal.version.content))
        if proposal.group.includes(request.user) and not form.is_valid():
            return self.page(request, proposal, form=form, status=422)
        path, text = request.POST.get("path", ""), request.POST.get("text", "")
        try:
            added = comment(proposal, by=request.user, path=path, text=text.strip())
        except StepRefused as refused:
            context = {"detail": str(refused), "back_url": proposal.get_absolute_url()}
            return render(request, "409.html", context, status=409)
        messages.success(request, _("Your comment is with the working group."))
        anchor = added.path.replace("/", "-")
        return HttpResponseRedirect(f"{proposal.get_absolute_url()}#part-{anchor}")


class ProcessView(View):
    """One version of the process: what it says, its hash, its languages, what changed."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show the version."""
        process = process_of(request, reference)
        before = self.before(request, process)
        item = (
            Item.objects.visible_to(request.user)
            .filter(process_version=process.reference, subject_kind="proposal")
            .defer("dossier", "record")
            .order_by("-pk")
            .first()
        )
        context = {
            "process": process,
            "proposal": process.proposal,
            "parts": read_by(process, request.user),
            "languages": languages_of(process),
            "before": before,
            "differences": differences(before.content, process.content) if before else [],
            "item": item,
        }
        return render(request, "proposals/process.html", context)

    def before(self, request: HttpRequest, process: Process) -> Process | None:
        """The version before this one, if the person may read it."""
        seen = Process.objects.visible_to(request.user)
        earlier = seen.filter(proposal=process.proposal_id, number__lt=process.number)
        found: Process | None = earlier.order_by("-number").first()
        return found


class ProcessJsonView(View):
    """The frozen text of a version: the very bytes whose SHA-256 is shown."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The canonical JSON; drafts have none."""
        process = process_of(request, reference)
        if not process.canonical:
            raise Http404
        response = HttpResponse(process.canonical.encode(), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{process.reference}.json"'
        return response
