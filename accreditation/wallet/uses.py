"""Where the documents of organisations are used: the rooms above say it, this one shows it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from accreditation.wallet.models import WalletDocument


@dataclass(frozen=True)
class Use:
    """One place where a document is used: which document, what it is used for, and where."""

    document: int  # its key
    label: str
    url: str
    is_running: bool  # whether the organisation can still change what it is used for


# Each is given documents, and answers in a number of queries that does not grow with them.
USES: "Final[list[Callable[[Sequence[WalletDocument]], Iterable[Use]]]]" = []


def uses_of(documents: Sequence[WalletDocument]) -> dict[int, list[Use]]:
    """The uses of documents, by the documents' keys."""
    found: dict[int, list[Use]] = {document.pk: [] for document in documents}
    for uses in USES:
        for use in uses(documents):
            found[use.document].append(use)
    return found
