"""The paragraphs of Decisions 13.AA to 13.CC as data, and the clauses of an adopted process.

Source: COP13 working document "Synergies and Partnerships", Annex 2, "NGO participation in CMS
processes". The texts are drafts as in that document; their numbers are data.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: number, to whom it is addressed, what it asks, and when."""

    number: str
    addressed_to: str | Promise
    asks: str | Promise
    when: str | Promise


class Decision(Enum):
    """A paragraph of the draft Decisions, on which steps rest."""

    AA_A = Paragraph(
        "13.AA a",
        _("Secretariat"),
        _(
            "Set up an Intersessional Working Group to explore options for a special accreditation "
            "for NGO partners, including a process and a template for reporting to COP."
        ),
        _("between COP13 and COP14"),
    )
    AA_B = Paragraph(
        "13.AA b",
        _("Secretariat"),
        _("Present a proposal to the Standing Committee for consideration and adoption."),
        _("between COP13 and COP14"),
    )
    AA_C = Paragraph(
        "13.AA c",
        _("Secretariat"),
        _(
            "Once the proposal is approved, invite NGO partners to apply and present their "
            "applications to the Standing Committee."
        ),
        _("after adoption of the proposal"),
    )
    BB = Paragraph(
        "13.BB",
        _("Parties, NGOs and other relevant organizations"),
        _("Support the Secretariat in exploring the options."),
        _("between COP13 and COP14"),
    )
    CC_A = Paragraph(
        "13.CC a",
        _("Standing Committee"),
        _("Consider the proposal and, as appropriate, adopt the process."),
        _("between COP13 and COP14"),
    )
    CC_B = Paragraph(
        "13.CC b",
        _("Standing Committee"),
        _("Consider and approve the applications of NGOs."),
        _("between COP13 and COP14"),
    )

    @property
    def code(self) -> str:
        """Number of the paragraph."""
        return self.value.number


class Clause(Enum):
    """A clause of the adopted process, on which steps rest that the Decisions do not name."""

    COMPLETENESS = _("Process, completeness of applications")
    ASSESSMENT = _("Process, assessment against the criteria")
    WITHDRAWAL = _("Process, withdrawal and lapse")
    DEFERRAL = _("Process, deferral")
    VALIDITY = _("Process, validity and renewal")
    NOTICE = _("Process, notice, suspension and withdrawal")
    REPORTING = _("Process, reporting to COP")
    DOCUMENTS = _("Process, issued documents")
    CONDUCT = _("Process, how the Committee decides")

    @property
    def code(self) -> str:
        """Name of the clause, as a key."""
        return self.name.lower()


Basis = Decision | Clause
