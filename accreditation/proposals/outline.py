"""The outline of a draft: every element by its address, and what may be added where."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.proposals import editing
from accreditation.proposals.reading import TITLES

Content = Mapping[str, Any]
ORDER = (
    "opening",
    "eligibility",
    "criteria",
    "form",
    "documents",
    "decision",
    "deferral",
    "clarification",
    "completion",
    "validity",
    "reporting",
    "report",
    "after_refusal",
    "clauses",
)
ADDING: Mapping[str, str | Promise] = {
    "criterion": gettext_lazy("Add a criterion"),
    "document": gettext_lazy("Add a document"),
    "clause": gettext_lazy("Add a clause"),
    "section": gettext_lazy("Add a section"),
    "question": gettext_lazy("Add a question"),
    "column": gettext_lazy("Add a column"),
}


@dataclass(frozen=True)
class Entry:
    """One place in the outline: a chapter, or an element of a list."""

    path: str
    title: str
    add: str = ""
    add_path: str = ""
    is_first: bool = True
    is_last: bool = True
    entries: list["Entry"] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return self.path.replace("/", "-")

    @property
    def counted(self) -> str:
        """How many elements stand in it, in words."""
        number = len(self.entries)
        if self.add_path.endswith("/columns"):
            words = ngettext("%(number)d column", "%(number)d columns", number)
        else:
            words = ngettext("%(number)d question", "%(number)d questions", number)
        return words % {"number": number}


def outline(content: Content) -> list[Entry]:
    """Every chapter, in the order of the document."""
    return [_chapter(content, name) for name in ORDER]


def title_of(content: Content, path: str) -> str:
    """What an element is called: its chapter, or its code and title."""
    kind = editing.kind_of(path)
    element = editing.element(content, path)
    return _named(element) if "code" in element else str(TITLES[kind])


def _chapter(content: Content, name: str) -> Entry:
    """One chapter: a setting, or a list."""
    title = str(TITLES[name])
    if name not in (*editing.LISTS, *editing.SECTIONS):
        return Entry(path=name, title=title)
    entries = _entries(name, content.get(name, []))
    return Entry(
        path=name, title=title, add=str(ADDING[editing.kind_within(name)]), entries=entries
    )


def _entries(path: str, elements: list[dict[str, Any]]) -> list[Entry]:
    """The elements of a list: sections with their questions, tables of rows with their columns."""
    last = len(elements) - 1
    return [
        replace(
            _entry(f"{path}/{each['code']}", each), is_first=number == 0, is_last=number == last
        )
        for number, each in enumerate(elements)
    ]


def _entry(path: str, element: Mapping[str, Any]) -> Entry:
    """One element, with those inside it."""
    if "columns" in element:
        inner, below = "columns", f"{path}/columns"
    elif "questions" in element and path.startswith(editing.SECTIONS):
        inner, below = "questions", path
    else:
        return Entry(path=path, title=_named(element))
    return Entry(
        path=path,
        title=_named(element),
        add=str(ADDING[editing.kind_within(below)]),
        add_path=below,
        entries=_entries(below, element[inner]),
    )


def _named(element: Mapping[str, Any]) -> str:
    """Code and title of an element."""
    title = element.get("title") or element.get("label")
    return _("%(code)s. %(title)s") % {"code": element["code"], "title": title}
