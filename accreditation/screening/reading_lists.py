"""Reading a list: the XML of the consolidated list of the United Nations Security Council.

What somebody uploads is not trusted: a file with a document type, and so with entities of its own
or from elsewhere, is refused before any of it is read.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from django.utils.translation import gettext as _

from accreditation.canonical import canonical, sha256_hex

ROOT: Final = "CONSOLIDATED_LIST"
DEEPEST: Final = 20  # elements within elements; the format has six
LONGEST_NAME: Final = 500
NAME_PARTS: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
SPACE: Final = re.compile(r"\s+")


class ListRefused(Exception):  # noqa: N818 - an answer, not a fault
    """Why a file is not taken as a list, in words for the officer."""


@dataclass(frozen=True)
class ReadEntry:
    """One person or body of a list, with its names, the main one first."""

    kind: str
    dataid: str
    reference_number: str
    names: tuple[tuple[str, str], ...]
    comments: str

    @property
    def sha256(self) -> str:
        """The hash of the whole entry, by which a change of it is seen."""
        names = [list(name) for name in self.names]
        stated = [self.kind, self.dataid, self.reference_number, names, self.comments]
        return sha256_hex(canonical(stated))


@dataclass
class ReadList:
    """A list as its file gives it."""

    generated: str
    sha256: str
    entries: list[ReadEntry] = field(default_factory=list)

    def number_of(self, kind: str) -> int:
        """How many entries are of a kind."""
        return sum(entry.kind == kind for entry in self.entries)


class _Reader:
    """A parser that knows elements and text, and refuses everything else."""

    def __init__(self) -> None:
        """Refuse document types and entities, and what is nested too deeply."""
        self.tree = TreeBuilder()
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.tree.data
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.ExternalEntityRefHandler = self.refuse

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """One level deeper."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ListRefused(_("This file is nested too deeply to be a list."))
        self.tree.start(tag, attributes)

    def end(self, tag: str) -> None:
        """One level up."""
        self.depth -= 1
        self.tree.end(tag)

    def refuse(self, *_what: Any) -> int:
        """Nothing that points to elsewhere or grows is taken."""
        raise ListRefused(
            _("This file declares a document type or entities. A list has none: it is not read.")
        )

    def read(self, data: bytes) -> Element:
        """The root element."""
        self.parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place
        return self.tree.close()


def read_list(data: bytes) -> ReadList:
    """The entries of a list. Raises ListRefused where it is no whole list of that format."""
    try:
        root = _Reader().read(data)
    except expat.ExpatError as error:
        raise ListRefused(
            _("This file is not well-formed XML (line %(line)d).") % {"line": error.lineno}
        ) from error
    except (LookupError, ValueError) as error:
        raise ListRefused(_("The encoding of this file is not known.")) from error
    if root.tag != ROOT:
        raise ListRefused(
            _("This file is not a list: its first element is not %(name)s.") % {"name": ROOT}
        )
    entries = [
        *(read_entry(each, "individual") for each in root.iterfind("INDIVIDUALS/INDIVIDUAL")),
        *(read_entry(each, "entity") for each in root.iterfind("ENTITIES/ENTITY")),
    ]
    if not entries:
        raise ListRefused(_("This list has no entries: it is not taken."))
    if len({entry.dataid for entry in entries}) != len(entries):
        raise ListRefused(_("Two entries of this list have the same DATAID: it is not taken."))
    return ReadList(text_of(root.get("dateGenerated"))[:40], sha256_hex(data), entries)


def read_entry(element: Element, kind: str) -> ReadEntry:
    """One entry. Raises ListRefused where it has no identifier or no name."""
    dataid = text_of(element.findtext("DATAID"))
    names = tuple(names_of(element, kind).items())
    if not dataid or not names or len(dataid) > 40:  # noqa: PLR2004 - the column's length
        raise ListRefused(
            _("An entry of this list has no DATAID or no name (DATAID “%(dataid)s”).")
            % {"dataid": dataid[:40]}
        )
    return ReadEntry(
        kind=kind,
        dataid=dataid,
        reference_number=text_of(element.findtext("REFERENCE_NUMBER"))[:40],
        names=names,
        comments=text_of(element.findtext("COMMENTS1")),
    )


def names_of(element: Element, kind: str) -> dict[str, str]:
    """The main name, then the aliases, each with the quality the list gives it."""
    parts = NAME_PARTS if kind == "individual" else NAME_PARTS[:1]
    main = " ".join(filter(None, (text_of(element.findtext(part)) for part in parts)))
    found = {main[:LONGEST_NAME]: ""} if main else {}
    for alias in element.iterfind(f"{kind.upper()}_ALIAS"):
        if name := text_of(alias.findtext("ALIAS_NAME"))[:LONGEST_NAME]:
            found.setdefault(name, text_of(alias.findtext("QUALITY"))[:40])
    return found


def text_of(text: str | None) -> str:
    """A text without the space around it and the breaks in it."""
    return SPACE.sub(" ", text or "").strip()
