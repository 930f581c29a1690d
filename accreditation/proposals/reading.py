"""A process version as people read it: part by part, in the order of the document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.committee.words import rules_in_words
from accreditation.proposals import content as contents
from accreditation.proposals.conditions import by_code
from accreditation.proposals.question_words import in_full

Text = str | Promise
Content = Mapping[str, Any]

TITLES: Mapping[str, Text] = {
    "opening": gettext_lazy("What the process is"),
    "eligibility": gettext_lazy("Who may apply"),
    "criteria": gettext_lazy("Criteria"),
    "form": gettext_lazy("Application form"),
    "documents": gettext_lazy("Required documents"),
    "decision": gettext_lazy("How the Standing Committee decides"),
    "deferral": gettext_lazy("Deferral"),
    "clarification": gettext_lazy("Questions of the Secretariat"),
    "completion": gettext_lazy("Completing an application"),
    "validity": gettext_lazy("Validity"),
    "reporting": gettext_lazy("Reporting"),
    "report": gettext_lazy("Template for reporting to COP"),
    "after_refusal": gettext_lazy("After a refusal"),
    "clauses": gettext_lazy("Clauses"),
}


@dataclass
class Part:
    """One part of a version: what it is called, what it says, and what was said about it."""

    path: str
    title: str
    kind: str
    body: Any
    chapter: str = ""
    is_confirmed: bool = True
    comments: list[Any] = field(default_factory=list)
    form: Any = None

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return f"part-{self.path.replace('/', '-')}"

    @property
    def template(self) -> str:
        """The template that shows its kind."""
        return f"proposals/parts/{self.kind}.html"


def parts(content: Content) -> list[Part]:
    """Every part, in the order of the document."""
    return [
        *_rules_first(content),
        *_sections(content, "form"),
        _part(content, "documents", "documents", content["documents"]),
        *_rules_after(content),
        *_sections(content, "report"),
        _part(content, "after_refusal", "text", [content["after_refusal"]]),
        *([_part(content, "clauses", "clauses", c)] if (c := content.get("clauses")) else []),
    ]


def _rules_first(content: Content) -> Iterator[Part]:
    """What comes before the form."""
    yield _part(content, "opening", "text", [content["summary"]])
    yield _part(content, "eligibility", "rules", list(_eligibility(content)))
    yield _part(content, "criteria", "criteria", content["criteria"])


def _rules_after(content: Content) -> Iterator[Part]:
    """How it is decided and what holds afterwards."""
    yield _part(content, "decision", "rules", decision_in_words(content))
    yield _part(content, "deferral", "rules", deferral_in_words(content))
    yield _part(content, "clarification", "rules", list(_clarification(content)))
    yield _part(content, "completion", "rules", list(_completion(content)))
    yield _part(content, "validity", "rules", list(_validity(content)))
    yield _part(content, "reporting", "rules", list(_reporting(content)))


def _part(content: Content, path: str, kind: str, body: Any) -> Part:
    """A part under its own title."""
    confirmed = not any(
        mark == path or mark.startswith(f"{path}/") for mark in content["not_confirmed"]
    )
    return Part(path=path, title=str(TITLES[path]), kind=kind, body=body, is_confirmed=confirmed)


def _sections(content: Content, name: str) -> Iterator[Part]:
    """The sections of the form or of the report template; the first one opens the chapter."""
    others = by_code(content[name])
    for number, section in enumerate(content[name]):
        yield Part(
            path=f"{name}/{section['code']}",
            title=_("%(code)s. %(title)s") % section,
            kind="section",
            body={
                "intro": section.get("intro", ""),
                "questions": [in_full(each, others) for each in section["questions"]],
            },
            chapter="" if number else str(TITLES[name]),
            is_confirmed=contents.is_confirmed(content, f"{name}/{section['code']}"),
        )


def _eligibility(content: Content) -> Iterator[str]:
    """Who may apply, in words."""
    rule = content["eligibility"]
    if rule["formal_partners_only"]:
        yield _("Only organisations with a partnership agreement with the Secretariat may apply.")
    else:
        yield _("Organisations may apply with or without a partnership agreement.")
    years = rule["minimum_years"]
    if years:
        yield ngettext(
            "The organisation has existed for at least %(number)d year.",
            "The organisation has existed for at least %(number)d years.",
            years,
        ) % {"number": years}
    if code := rule.get("years_counted_from"):
        yield _("Years are counted from the answer to question %(code)s.") % {"code": code}


def decision_in_words(content: Content) -> list[str]:
    """How the Committee decides on an application, one sentence a line."""
    rules = dict(content["decision"])
    days = rules.pop("days")
    written = ngettext(
        "A decision in writing is open for %(number)d day.",
        "A decision in writing is open for %(number)d days.",
        days,
    ) % {"number": days}
    return [*rules_in_words(rules), *_beside_the_count(rules), written]


def _beside_the_count(rules: Mapping[str, Any]) -> Iterator[str]:
    """What shows before closing."""
    if rules.get("running_count", "hidden") == "shown":
        yield _("What each seat says shows to the members and the Secretariat before closing.")
    else:
        yield _("What the seats say stays hidden until the item closes.")


def deferral_in_words(content: Content) -> list[str]:
    """How often an application is deferred and how much is asked; by the portal where silent."""
    cap = contents.DEFERRAL | content.get("deferral", {})
    return [
        ngettext(
            "An application is deferred at most %(number)d time.",
            "An application is deferred at most %(number)d times.",
            cap["times"],
        )
        % {"number": cap["times"]},
        ngettext(
            "A deferral asks at most %(number)d question, on a criterion.",
            "A deferral asks at most %(number)d questions, each on a criterion.",
            cap["questions"],
        )
        % {"number": cap["questions"]},
    ]


def _clarification(content: Content) -> Iterator[str]:
    """How often and how much the Secretariat asks in assessment; by the portal where silent."""
    cap = contents.CLARIFICATION | content.get("clarification", {})
    yield ngettext(
        "While it assesses an application, the Secretariat asks at most %(number)d time.",
        "While it assesses an application, the Secretariat asks at most %(number)d times.",
        cap["rounds"],
    ) % {"number": cap["rounds"]}
    yield ngettext(
        "It asks at most %(number)d question at a time, on a criterion.",
        "It asks at most %(number)d questions at a time, each on a criterion.",
        cap["questions"],
    ) % {"number": cap["questions"]}
    yield ngettext(
        "The organisation has %(number)d day to answer, unless another day is set.",
        "The organisation has %(number)d days to answer, unless another day is set.",
        cap["days"],
    ) % {"number": cap["days"]}


def _completion(content: Content) -> Iterator[str]:
    """Time and rounds to complete an application, in words."""
    days, rounds = content["completion"]["days"], content["completion"]["rounds"]
    yield ngettext(
        "A returned application is completed within %(number)d day.",
        "A returned application is completed within %(number)d days.",
        days,
    ) % {"number": days}
    yield ngettext(
        "It is returned at most %(number)d time.",
        "It is returned at most %(number)d times.",
        rounds,
    ) % {"number": rounds}


def _validity(content: Content) -> Iterator[str]:
    """How long an accreditation lasts, in words."""
    years = content["validity"]["years"]
    yield ngettext(
        "An accreditation is conferred for %(number)d year.",
        "An accreditation is conferred for %(number)d years.",
        years,
    ) % {"number": years}


def _reporting(content: Content) -> Iterator[str]:
    """When reports are due, in words."""
    due, notice = content["reporting"]["due_days_before_cop"], content["reporting"]["notice_days"]
    yield ngettext(
        "Reports are due %(number)d day before the meeting of the Conference of the Parties.",
        "Reports are due %(number)d days before the meeting of the Conference of the Parties.",
        due,
    ) % {"number": due}
    yield ngettext(
        "A missing report is put to the Committee after %(number)d day of notice.",
        "A missing report is put to the Committee after %(number)d days of notice.",
        notice,
    ) % {"number": notice}


@dataclass(frozen=True)
class Difference:
    """One difference between two versions, in words."""

    path: str
    before: str
    after: str


def differences(old: Content, new: Content) -> list[Difference]:
    """What changed from one version to the next."""
    return [
        Difference(path=path, before=value_in_words(before), after=value_in_words(after))
        for path, before, after in contents.differences(old, new)
    ]


def value_in_words(value: object) -> str:
    """A value of a version as a reader sees it."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case list() | tuple():
            return ", ".join(str(each) for each in value)
    return str(value)


def question_counts(content: Content) -> tuple[int, int]:
    """How many questions the form and the report template ask."""
    form, report = (list(contents.questions(content[name])) for name in ("form", "report"))
    return len(form), len(report)
