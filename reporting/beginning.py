"""Beginning a partner report: for which meetings, on which template, due when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from accreditation.committee.models import Meeting
from accreditation.ledger import record
from accreditation.register.accreditations import HELD
from accreditation.register.models import Accreditation
from partners.clock import end_of_day, portal_today
from partners.models import Membership, Organisation, User
from reporting.partner_reports import PartnerReport


@dataclass(frozen=True)
class Due:
    """A report that an accredited partner may begin."""

    accreditation: Accreditation
    meeting: Meeting


def held_by(user: User) -> list[Accreditation]:
    """The accreditations of the organisations for which a person writes."""
    writes_for = [pk for pk, role in user.roles.items() if role in Membership.WRITING]
    if not writes_for:
        return []
    return list(
        Accreditation.objects.filter(organisation__in=writes_for, state__in=HELD)
        .select_related("organisation", "process")
        .order_by("reference")
    )


def coming_meetings() -> list[Meeting]:
    """Meetings of the Conference of the Parties that are not over, the next first."""
    found = Meeting.objects.filter(kind=Meeting.Kind.COP, ends_on__gte=portal_today())
    return list(found.order_by("starts_on"))


def to_begin(user: User) -> Iterator[Due]:
    """The reports a person may begin: one for each accredited partner and coming meeting.

    A report under an accreditation that was renewed since is the partner's report all the same.
    """
    accreditations = held_by(user)
    meetings = coming_meetings() if accreditations else []
    begun = set(
        PartnerReport.objects.filter(
            organisation__in=[each.organisation_id for each in accreditations]
        ).values_list("organisation_id", "meeting_id")
    )
    for accreditation in accreditations:
        for meeting in meetings:
            if (accreditation.organisation_id, meeting.pk) not in begun:
                yield Due(accreditation, meeting)


def begin(accreditation: Accreditation, meeting: Meeting, *, by: User) -> PartnerReport:
    """Begin the report of a partner to a meeting; the one begun before, if there is one.

    It may have been begun under an accreditation that this one renews. Who begins at the same time
    waits for the organisation, and is led to the same report.
    """
    days = accreditation.process.content["reporting"]["due_days_before_cop"]
    with transaction.atomic():
        partner = Organisation.objects.select_for_update(no_key=True).get(
            pk=accreditation.organisation_id
        )
        begun = PartnerReport.objects.filter(organisation=partner, meeting=meeting)
        if (existing := begun.order_by("-pk").first()) is not None:
            return existing
        report = PartnerReport.objects.create(
            accreditation=accreditation,
            meeting=meeting,
            due_at=end_of_day(meeting.starts_on - timedelta(days=days)),
        )
        data = {"accreditation": accreditation.reference, "meeting": meeting.code}
        record("report.begin", report.reference, by=by, data=data)
    return report
