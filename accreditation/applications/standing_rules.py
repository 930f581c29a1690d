"""Who may apply anew, and who may renew: the rules on the accreditation an organisation holds."""

from dataclasses import dataclass
from typing import ClassVar, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.applications.ruling import Checked, Facts, Outcome

RENEWABLE_DAYS: Final = 365  # after the last day; the adopted process does not say


@dataclass(frozen=True)
class NotYetAccredited:
    """Who is accredited already does not apply for a first accreditation."""

    key: ClassVar[str] = "not_yet_accredited"

    @property
    def label(self) -> str:
        """What it is about."""
        return _("First accreditation")

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return _("Organisations that are accredited already renew; they do not apply anew.")

    def check(self, facts: Facts) -> Checked:
        """Whether no accreditation stands."""
        if facts.is_accredited is None:
            return Checked(self, Outcome.UNKNOWN, _not_known())
        if not facts.is_accredited:
            return Checked(self, Outcome.MET, _("No accreditation stands."))
        return Checked(
            self,
            Outcome.NOT_MET,
            _("The organisation is accredited already: %(accreditation)s.")
            % {"accreditation": facts.accredited_as}
            if facts.accredited_as
            else _("The organisation is accredited already."),
            _("Apply under an invitation to renew; its people are told when one opens."),
        )


@dataclass(frozen=True)
class AccreditedOnly:
    """Only who holds an accreditation, or held one until not long ago, renews it."""

    key: ClassVar[str] = "accredited_only"

    @property
    def label(self) -> str:
        """What it is about."""
        return _("Renewal")

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return ngettext(
            "Only organisations whose accreditation stands, suspended ones included, or expired "
            "at most %(number)d day ago may renew it.",
            "Only organisations whose accreditation stands, suspended ones included, or expired "
            "at most %(number)d days ago may renew it.",
            RENEWABLE_DAYS,
        ) % {"number": RENEWABLE_DAYS}

    def check(self, facts: Facts) -> Checked:
        """Whether there is an accreditation that can be renewed."""
        if facts.may_renew is None:
            return Checked(self, Outcome.UNKNOWN, _not_known())
        if facts.may_renew:
            reason = _("There is an accreditation to renew: %(accreditation)s.")
            known = {"accreditation": facts.accredited_as}
            plain = _("There is an accreditation to renew.")
            return Checked(self, Outcome.MET, reason % known if facts.accredited_as else plain)
        return Checked(
            self,
            Outcome.NOT_MET,
            _("The organisation has no accreditation that could be renewed."),
            _("Apply under an invitation to a first accreditation."),
        )


def _not_known() -> str:
    """That nobody said so far."""
    return _("It is not known whether the organisation is accredited.")
