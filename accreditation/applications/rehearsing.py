"""The rehearsal before an account: what is met, what is missing, and what to do about it.

Nothing is stored: the answers stand in the address of the page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.applications.eligibility import Facts, Outcome, checked
from accreditation.applications.models import Invitation
from accreditation.proposals.models import Process
from partners.clock import last_day, portal_today

Content = Mapping[str, Any]


class Shown(TextChoices):
    """Whether an organisation could show that it meets a criterion."""

    YES = "yes", gettext_lazy("Yes")
    PARTLY = "partly", gettext_lazy("In part")
    NOT_YET = "not_yet", gettext_lazy("Not yet")


class AtHand(TextChoices):
    """Whether a document is at hand."""

    YES = "yes", gettext_lazy("Yes")
    LATER = "later", gettext_lazy("Not yet; it can be had")
    NONE = "none", gettext_lazy("It cannot be supplied")


class Standing(TextChoices):
    """Where one line of the rehearsal stands."""

    MET = "met", gettext_lazy("Met")
    PARTLY = "partly", gettext_lazy("In part")
    MISSING = "missing", gettext_lazy("Missing")
    NOT_MET = "not_met", gettext_lazy("Not met")
    UNKNOWN = "unknown", gettext_lazy("Not known yet")
    EXPLAIN = "explain", gettext_lazy("To be explained")
    OPEN = "open", gettext_lazy("Not answered yet")


TONES: Mapping[str, str] = {
    Standing.MET: "good",
    Standing.PARTLY: "waiting",
    Standing.MISSING: "bad",
    Standing.NOT_MET: "bad",
    Standing.UNKNOWN: "waiting",
    Standing.EXPLAIN: "waiting",
    Standing.OPEN: "neutral",
}
OF_A_RULE: Mapping[str, Standing] = {
    Outcome.MET: Standing.MET,
    Outcome.NOT_MET: Standing.NOT_MET,
    Outcome.UNKNOWN: Standing.UNKNOWN,
}
OF_A_CRITERION: Mapping[str, Standing] = {
    Shown.YES: Standing.MET,
    Shown.PARTLY: Standing.PARTLY,
    Shown.NOT_YET: Standing.MISSING,
}


@dataclass(frozen=True)
class Ground:
    """What is rehearsed: an adopted process, and the invitation under which one may apply now."""

    process: Process
    invitation: Invitation | None

    @property
    def kind(self) -> str:
        """What is applied for: a first accreditation where no invitation is open."""
        kind: str = self.invitation.invitation_kind if self.invitation else Invitation.Kind.FIRST
        return kind

    @property
    def key(self) -> str:
        """The name by which the address of the page chooses it."""
        is_first = self.kind == Invitation.Kind.FIRST
        return self.process.reference if is_first else f"{self.process.reference} {self.kind}"

    @property
    def title(self) -> str:
        """What is rehearsed, in words."""
        words = f"{self.process}: {self.process.localised['title']}"
        if self.invitation is None or not self.invitation.is_to_renew:
            return words
        return f"{words} ({self.invitation.get_invitation_kind_display()})"

    @property
    def closes_on(self) -> date:
        """Until when years count: the invitation's last day, or today where none is open."""
        return last_day(self.invitation.closes_at) if self.invitation else portal_today()


def grounds() -> list[Ground]:
    """The processes of open invitations, the next deadline first, and the newest one adopted.

    Those of a first accreditation lead: who rehearses has seldom been accredited.
    """
    found: dict[str, Ground] = {}
    taking = Invitation.objects.taking_applications().select_related("process")
    translated = taking.prefetch_related("process__translations")
    for invitation in translated.order_by("closes_at"):
        ground = Ground(invitation.process, invitation)
        found.setdefault(ground.key, ground)
    newest = Process.objects.adopted().prefetch_related("translations").first()
    if newest is not None:
        ground = Ground(newest, None)
        found.setdefault(ground.key, ground)
    return sorted(found.values(), key=lambda ground: ground.kind != Invitation.Kind.FIRST)


@dataclass(frozen=True)
class Line:
    """One line of the gap list: what it is about, where it stands, why, and what to do."""

    about: str
    standing: Standing
    why: str
    todo: str = ""
    where: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Where it stands in a word."""
        return str(self.standing.label)

    @property
    def tone(self) -> str:
        """The tone of that word."""
        return TONES[self.standing]


@dataclass(frozen=True)
class GapList:
    """The result of a rehearsal, sorted by what there is to do."""

    lines: tuple[Line, ...]

    @property
    def missing(self) -> list[Line]:
        """What is missing, wholly or in part, or is not clear."""
        return [line for line in self.lines if line.standing not in (Standing.MET, Standing.OPEN)]

    @property
    def unanswered(self) -> list[Line]:
        """What was not answered yet."""
        return [line for line in self.lines if line.standing == Standing.OPEN]

    @property
    def met(self) -> list[Line]:
        """What is there."""
        return [line for line in self.lines if line.standing == Standing.MET]

    @property
    def is_complete(self) -> bool:
        """Whether everything is there."""
        return len(self.met) == len(self.lines)


def gap_list(content: Content, facts: Facts, given: Mapping[str, str]) -> GapList:
    """What the rules say on the facts, and the answers on criteria and documents, by code."""
    lines = (*_rules(content, facts), *_criteria(content, given), *_documents(content, given))
    return GapList(lines)


def _rules(content: Content, facts: Facts) -> Iterator[Line]:
    """The rules on who may apply."""
    places = places_of(content)
    code = content["eligibility"].get("years_counted_from", "")
    known = {
        "minimum_years": facts.counted_from is not None or not code,
        "formal_partners_only": facts.has_agreement is not None,
        "not_yet_accredited": facts.is_accredited is not None,
        "accredited_only": facts.may_renew is not None,
    }
    for each in checked(content, facts):
        counted = each.rule.key == "minimum_years" and code in places and not each.is_met
        yield Line(
            about=each.rule.sentence,
            standing=OF_A_RULE[each.outcome] if known[each.rule.key] else Standing.OPEN,
            why=each.reason,
            todo=each.remedy,
            where=(places[code],) if counted else (),
        )


def _criteria(content: Content, given: Mapping[str, str]) -> Iterator[Line]:
    """What the organisation could show of each criterion."""
    places = places_of(content)
    for criterion in content["criteria"]:
        answer = given.get(criterion["code"], "")
        asking = (places[code] for code in criterion["questions"] if code in places)
        yield Line(
            about=_("%(code)s %(title)s") % criterion,
            standing=OF_A_CRITERION.get(answer, Standing.OPEN),
            why=criterion.get("help", ""),
            todo=_what_to_show(answer),
            where=() if answer == Shown.YES else tuple(asking),
        )


def _what_to_show(answer: str) -> str:
    """What to do about a criterion that cannot be shown in full."""
    if answer == Shown.PARTLY:
        return _("Gather what is still lacking before you answer these questions.")
    if answer == Shown.NOT_YET:
        return _("See whether it can be shown before the deadline; these questions ask for it.")
    return ""


def _documents(content: Content, given: Mapping[str, str]) -> Iterator[Line]:
    """The documents that are required."""
    for document in required(content):
        answer = given.get(document["code"], "")
        standing, todo = _at_hand(answer, may_explain=document["may_explain"])
        yield Line(
            about=title_of(document), standing=standing, why=document.get("help", ""), todo=todo
        )


def _at_hand(answer: str, *, may_explain: bool) -> tuple[Standing, str]:
    """Where a document stands, and what to do about it."""
    if answer == AtHand.YES:
        return Standing.MET, ""
    if answer == AtHand.LATER:
        return Standing.MISSING, _("Have it ready before you submit.")
    if answer == AtHand.NONE and may_explain:
        return Standing.EXPLAIN, _("Say in its place why it cannot be supplied.")
    if answer == AtHand.NONE:
        return Standing.MISSING, _(
            "The process takes no reason in its place: ask the Secretariat before you apply."
        )
    return Standing.OPEN, ""


def required(content: Content) -> list[Mapping[str, Any]]:
    """The documents that an application needs."""
    return [document for document in content["documents"] if document["required"]]


def title_of(document: Mapping[str, Any]) -> str:
    """A document by code and title, with the number of files where several are asked for."""
    words = {"code": document["code"], "title": document["title"], "number": document["count"]}
    if document["count"] == 1:
        return _("%(code)s %(title)s") % words
    return (
        ngettext(
            "%(code)s %(title)s (%(number)d file)",
            "%(code)s %(title)s (%(number)d files)",
            document["count"],
        )
        % words
    )


def places_of(content: Content) -> dict[str, str]:
    """Where each question of the form stands: section, code and label, by code."""
    return {
        question["code"]: _("Section %(section)s, question %(code)s: %(label)s")
        % {
            "section": section["code"],
            "code": question["code"],
            "label": question["label"],
        }
        for section in content["form"]
        for question in section["questions"]
    }
