"""Who may apply: the rules of the adopted process as objects, each with its answer in words.

The same objects serve the rehearsal before an account, the beginning of an application, the guard
on its submission and the Secretariat's check.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.applications.invitations import Invitation
from accreditation.applications.ruling import Checked, Facts, Outcome, Rule
from accreditation.applications.standing_rules import AccreditedOnly, NotYetAccredited
from accreditation.proposals.content import question
from accreditation.proposals.questions import problems
from partners.clock import last_day, years_later

__all__ = [
    "AccreditedOnly",
    "Checked",
    "Facts",
    "FormalPartnersOnly",
    "MinimumYears",
    "NotYetAccredited",
    "Outcome",
    "Rule",
    "checked",
    "facts_about",
    "rules_of",
]

Content = Mapping[str, Any]


@dataclass(frozen=True)
class FormalPartnersOnly:
    """Only who has signed an agreement with the Secretariat may apply."""

    key: ClassVar[str] = "formal_partners_only"

    @property
    def label(self) -> str:
        """What it is about."""
        return _("Partnership agreement")

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return _("Only organisations with a partnership agreement with the Secretariat may apply.")

    def check(self, facts: Facts) -> Checked:
        """Whether there is an agreement."""
        if facts.has_agreement is None:
            reason = _("It is not known whether there is a partnership agreement.")
            return Checked(self, Outcome.UNKNOWN, reason)
        if facts.has_agreement:
            reason = _("There is a partnership agreement with the Secretariat.")
            return Checked(self, Outcome.MET, reason)
        return Checked(
            self,
            Outcome.NOT_MET,
            _("Only formal partners of the Secretariat may apply, as the process says."),
            _("Ask the Secretariat how a partnership agreement is signed; it comes first."),
        )


@dataclass(frozen=True)
class MinimumYears:
    """The organisation has existed for so many years on the invitation's last day."""

    years: int
    code: str
    key: ClassVar[str] = "minimum_years"

    @property
    def label(self) -> str:
        """What it is about."""
        return _("Years of existence")

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return ngettext(
            "The organisation has existed for at least %(number)d year.",
            "The organisation has existed for at least %(number)d years.",
            self.years,
        ) % {"number": self.years}

    def check(self, facts: Facts) -> Checked:
        """Whether the years are complete on the last day; a year alone may leave it open."""
        start = facts.counted_from
        if start is None:
            return Checked(self, Outcome.UNKNOWN, self._nothing_known())
        first, last = (start, start) if isinstance(start, date) else _ends_of(start)
        earliest, latest = years_later(first, self.years), years_later(last, self.years)
        words = {
            "number": self.years,
            "complete": date_format(latest, "DATE_FORMAT"),
            "closes": date_format(facts.closes_on, "DATE_FORMAT"),
        }
        if latest <= facts.closes_on:
            return Checked(self, Outcome.MET, self._complete() % words)
        remedy = _("Apply under an invitation that closes on %(complete)s or later.") % words
        if earliest > facts.closes_on:
            return Checked(self, Outcome.NOT_MET, self._too_young() % words, remedy)
        return Checked(self, Outcome.UNKNOWN, self._year_alone() % words)

    def _nothing_known(self) -> str:
        """Why nothing can be said without an answer."""
        if self.code:
            return _("Question %(code)s has no answer yet.") % {"code": self.code}
        return _("The process does not say from which answer the years are counted.")

    def _complete(self) -> str:
        """The years are there."""
        return ngettext(
            "%(number)d year is complete on %(complete)s; years count until %(closes)s.",
            "%(number)d years are complete on %(complete)s; years count until %(closes)s.",
            self.years,
        )

    def _too_young(self) -> str:
        """The years are not there yet."""
        return ngettext(
            "The organisation is too young: %(number)d year is complete only on %(complete)s; "
            "years count until %(closes)s.",
            "The organisation is too young: %(number)d years are complete only on %(complete)s; "
            "years count until %(closes)s.",
            self.years,
        )

    def _year_alone(self) -> str:
        """It depends on the day."""
        return ngettext(
            "The year alone does not say: %(number)d year is complete on %(complete)s at the "
            "latest; years count until %(closes)s. The Secretariat looks at the day.",
            "The year alone does not say: %(number)d years are complete on %(complete)s at the "
            "latest; years count until %(closes)s. The Secretariat looks at the day.",
            self.years,
        )


def _ends_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def rules_of(content: Content, kind: str = "") -> list[Rule]:
    """The rules that a process has, and that on what is invited; one that it leaves open is none.

    Without a kind of invitation only the rules of the process are given.
    """
    stated = content["eligibility"]
    rules: list[Rule] = []
    if kind == Invitation.Kind.RENEWAL:
        rules.append(AccreditedOnly())
    elif kind == Invitation.Kind.FIRST:
        rules.append(NotYetAccredited())
    if stated["formal_partners_only"]:
        rules.append(FormalPartnersOnly())
    if stated["minimum_years"]:
        code = stated.get("years_counted_from", "")
        rules.append(MinimumYears(years=stated["minimum_years"], code=code))
    return rules


def checked(content: Content, facts: Facts) -> list[Checked]:
    """What every rule says on what is known."""
    return [rule.check(facts) for rule in rules_of(content, facts.kind)]


def facts_about(
    content: Content,
    *,
    organisation: Any,
    invitation: Any,
    answers: Mapping[str, Any],
    application: Any = None,
) -> Facts:
    """What is known of an organisation that applies, or would apply, under an invitation.

    Its accreditation counts as it stood when the application was submitted; until then, as now.
    """
    restricted = content["eligibility"]["formal_partners_only"]
    submitted_at = application.submitted_at if application is not None else None
    standing = organisation.accreditations.standing_at(submitted_at).first()
    renewable = standing or organisation.accreditations.renewable_at(submitted_at).first()
    return Facts(
        closes_on=last_day(invitation.closes_at),
        has_agreement=organisation.agreements.exists() if restricted else None,
        counted_from=counted_from(content, answers),
        kind=invitation.invitation_kind,
        is_accredited=standing is not None,
        may_renew=renewable is not None,
        accredited_as=renewable.in_words if renewable else "",
    )


def counted_from(content: Content, answers: Mapping[str, Any]) -> date | int | None:
    """The day or year from which years are counted, where it is answered and right."""
    code = content["eligibility"].get("years_counted_from")
    value = answers.get(code) if code else None
    if code is None or value is None:
        return None
    asked = question(content["form"], code)
    if problems(asked, value):
        return None
    return date.fromisoformat(value) if asked["type"] == "date" else int(value)
