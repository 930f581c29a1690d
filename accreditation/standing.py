"""Where each paragraph of the Decisions stands, read off the gates it opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.decisions import Decision
from accreditation.mandate import Gate

# Who must move for a gate to open; the Decisions say it by paragraph, not by gate.
MOVERS: dict[int, str | Promise] = {
    1: _("the Secretariat"),
    2: _("the working group, and the Secretariat that submits"),
    3: _("the Standing Committee"),
    4: _("the Secretariat"),
    5: _("NGO partners who wish to apply"),
    6: _("the Secretariat"),
    7: _("the Standing Committee"),
}


@dataclass(frozen=True)
class Standing:
    """A paragraph, the gates it stands behind, and how far they are passed."""

    decision: Decision
    gates: list[Gate]
    state: str
    state_label: str | Promise

    @property
    def tone(self) -> str:
        """How the state is shown."""
        return "good" if self.state == "done" else "neutral"


def mover(gate: Gate) -> str | Promise:
    """Who must move for this gate to open."""
    return MOVERS[gate.number]


def paragraphs(gates: Sequence[Gate]) -> list[Standing]:
    """The six paragraphs in their order, each with its gates."""
    return [_standing(decision, gates) for decision in Decision]


def _standing(decision: Decision, gates: Sequence[Gate]) -> Standing:
    """One paragraph; 13.BB accompanies the first two gates and opens none of its own."""
    behind = [gate for gate in gates if gate.code == decision.code]
    states = {gate.state for gate in behind or gates[:2]}
    if states == {"done"}:
        state, label = "done", _("done")
    elif states == {"closed"}:
        state, label = "closed", _("not yet open")
    else:
        state, label = "current", _("under way")
    return Standing(decision=decision, gates=behind, state=state, state_label=label)
