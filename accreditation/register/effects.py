"""What the Committee's decision on an application means for the register."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accreditation.applications.effects import (
    cancelled,
    carry_out_deferral,
    find_application,
)
from accreditation.committee import subjects
from accreditation.committee.models import Item
from accreditation.references import numbered
from accreditation.register.accreditations import HELD, Accreditation
from accreditation.workflow import Act
from partners.clock import deadline_zone


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def carry_out(item: Item, act: Act) -> None:
    """Adopted confers; not adopted declines; no decision puts back (13.CC b)."""
    application = find_application(item.subject_reference)
    if item.outcome == "adopted":
        accredited = act.bring("accredit", application)
        for held in Accreditation.objects.filter(
            organisation=accredited.organisation_id, state__in=HELD
        ):
            act.bring("renew", held)
        day = accredited.stamp.astimezone(deadline_zone()).date()
        accreditation = Accreditation.objects.create(
            reference=numbered("CMS-ACC", day.year),
            application=accredited,
            organisation=accredited.organisation,
            process=accredited.process,
            item_reference=item.reference,
            conferred_on=day,
            valid_until=years_later(day, accredited.process.content["validity"]["years"]),
        )
        act.note(accreditation=accreditation.reference)
    else:
        act.bring("decline" if item.outcome == "not_adopted" else "put_back", application)


def register() -> None:
    """Tell the Committee's room what its outcomes mean for applications."""
    subjects.register(
        "application",
        "approve",
        subjects.Subject(
            label=_("Approve an application"),
            find=find_application,
            carry_out=carry_out,
            cancelled=cancelled,
        ),
    )
    subjects.register(
        "application",
        "defer",
        subjects.Subject(
            label=_("Defer an application"),
            find=find_application,
            carry_out=carry_out_deferral,
            cancelled=cancelled,
        ),
    )
