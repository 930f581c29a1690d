"""The shapes inside a process version: what its one JSON document holds, in types."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NotRequired, TypeAlias, TypedDict, get_args

Cell: TypeAlias = str | int | bool | Mapping[str, str | int]
Answer: TypeAlias = Cell | Sequence[str] | Sequence[Mapping[str, Cell]]

QuestionType = Literal[
    "text",
    "longtext",
    "integer",
    "date",
    "year",
    "url",
    "email",
    "choice",
    "choices",
    "country",
    "countries",
    "money",
    "yesno",
    "declaration",
    "rows",
    "file",
]
# What a column of a table of rows may hold: one value, never a list of them.
ColumnType = Literal[
    "text", "integer", "date", "year", "url", "email", "choice", "country", "money", "yesno"
]

# What a question says about its answer beyond its type, and for which types it may.
LIMITS: Final[Mapping[str, frozenset[str]]] = {
    "text": frozenset({"max_length"}),
    "longtext": frozenset({"max_length"}),
    "integer": frozenset({"minimum", "maximum"}),
    "year": frozenset({"minimum", "maximum"}),
    "choice": frozenset({"choices"}),
    "choices": frozenset({"choices"}),
    "rows": frozenset({"columns", "most_rows"}),
}
LIMIT_NAMES: Final = frozenset().union(*LIMITS.values())
CHOICE_TYPES: Final = frozenset({"choice", "choices"})
COLUMN_TYPES: Final = frozenset(get_args(ColumnType))
# Answers that a condition can name: yes and no, or the codes of choices.
CONDITION_TYPES: Final = frozenset({"yesno", "choice", "choices"})
MOST_ROWS: Final = 20  # where a question is silent


class Choice(TypedDict):
    """One answer that may be chosen."""

    code: str
    label: str


class Column(TypedDict):
    """One column of a table of rows."""

    code: str
    type: ColumnType
    label: str
    required: bool
    help: NotRequired[str]
    max_length: NotRequired[int]
    minimum: NotRequired[int]
    maximum: NotRequired[int]
    choices: NotRequired[list[Choice]]


class Condition(TypedDict):
    """On which answers to an earlier question a question is asked; any of them is enough."""

    question: str
    answers: list[str]


class Question(TypedDict):
    """One question of the form or of the report template."""

    code: str
    type: QuestionType
    label: str
    required: bool
    help: NotRequired[str]
    max_length: NotRequired[int]
    minimum: NotRequired[int]
    maximum: NotRequired[int]
    choices: NotRequired[list[Choice]]
    columns: NotRequired[list[Column]]
    most_rows: NotRequired[int]
    asked_if: NotRequired[Condition]
    criteria: NotRequired[list[str]]


class Section(TypedDict):
    """One topic of the form or of the report template."""

    code: str
    title: str
    intro: NotRequired[str]
    questions: list[Question]


class Criterion(TypedDict):
    """What an organisation is assessed against, and the questions that speak to it."""

    code: str
    title: str
    help: NotRequired[str]
    questions: list[str]


class RequiredDocument(TypedDict):
    """A document that is asked for, and how many files of it."""

    code: str
    title: str
    help: NotRequired[str]
    required: bool
    may_explain: bool
    count: int


class ClauseText(TypedDict):
    """What the process says on a matter that the Decisions leave open."""

    code: str
    title: str
    text: str


class Eligibility(TypedDict):
    """Who may apply; years are counted from the answer to the question named."""

    formal_partners_only: bool
    minimum_years: int
    years_counted_from: NotRequired[str]


class DecisionRules(TypedDict):
    """How the Standing Committee decides under this process; days are those of a written vote."""

    procedure: Literal["consensus", "vote", "no_objection"]
    voting_kinds: list[Literal["regional", "depositary", "host_previous", "host_next"]]
    quorum_seats: int
    quorum_regions: int
    majority: Literal["simple", "two_thirds"]
    tie: Literal["not_carried", "depositary"]
    objections_to_block: int
    objection_effect: Literal["refer", "vote"]
    running_count: NotRequired[Literal["hidden", "shown"]]
    days: int


class Deferral(TypedDict):
    """How often an application may be deferred, and with how many questions at most."""

    times: int
    questions: int


class Clarification(TypedDict):
    """How often the Secretariat asks in assessment, how much at most, and the days to answer."""

    rounds: int
    questions: int
    days: int


class Completion(TypedDict):
    """Days and rounds given to complete an application."""

    days: int
    rounds: int


class Validity(TypedDict):
    """Years for which an accreditation is conferred."""

    years: int


class Reporting(TypedDict):
    """Days before a COP at which reports are due, and days of notice when one is late."""

    due_days_before_cop: int
    notice_days: int


class Content(TypedDict):
    """The whole of a process version, in its original language."""

    format: Literal["cms-process/1"]
    language: Literal["en", "fr", "es"]
    title: str
    note: NotRequired[str]
    summary: str
    eligibility: Eligibility
    criteria: list[Criterion]
    form: list[Section]
    documents: list[RequiredDocument]
    decision: DecisionRules
    deferral: NotRequired[Deferral]
    clarification: NotRequired[Clarification]
    completion: Completion
    validity: Validity
    reporting: Reporting
    report: list[Section]
    after_refusal: str
    clauses: NotRequired[list[ClauseText]]
    not_confirmed: list[str]


def all_questions(content: Content) -> Iterator[tuple[str, Question]]:
    """Every question of the form and of the report template with its address."""
    parts: tuple[tuple[str, Sequence[Section]], ...] = (
        ("form", content["form"]),
        ("report", content["report"]),
    )
    for part, sections in parts:
        for section in sections:
            for question in section["questions"]:
                yield f"{part}/{section['code']}/{question['code']}", question
