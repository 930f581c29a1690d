"""What the Committee's decision on an application means for the register."""

import json
from datetime import date

from django.utils.translation import gettext_lazy as _

from accreditation.applications.effects import (
    awaits,
    cancelled,
    carry_out_deferral,
    decided_on,
    find_application,
)
from accreditation.applications.models import Application
from accreditation.committee import subjects
from accreditation.committee.models import Item
from accreditation.references import numbered
from accreditation.register import asking, inviting
from accreditation.register.accreditations import HELD, Accreditation
from accreditation.register.standings import specially_accredited
from accreditation.workflow import Act
from partners.clock import last_day, years_later
from partners.standings import STANDINGS, StandingKind


def held_by_the_applicant(application: Application) -> list[Accreditation]:
    """What the organisation holds, whose place a newly conferred accreditation takes."""
    held = Accreditation.objects.filter(organisation=application.organisation_id, state__in=HELD)
    return list(held.order_by("pk"))


def renewed_by_approval(application: Application) -> Accreditation | None:
    """What an approval renews on the day of the decision: what is held, or expired not long before.

    What was given up or withdrawn since the application was submitted is not renewed.
    """
    found = Accreditation.objects.filter(organisation=application.organisation_id)
    return found.renewable_at(None).first()


def carry_out(item: Item, act: Act) -> None:
    """Adopted confers; not adopted declines; no decision puts back (13.CC b).

    One accreditation of an organisation stands at a time: what it holds is renewed from the day of
    the decision, and its years are counted from the last day of the one before, where that stands.
    """
    application = decided_on(item, act)
    if application is None:
        return
    if item.outcome == "adopted":
        accredited = act.bring("accredit", application)
        before = renewed_by_approval(accredited)
        for held in held_by_the_applicant(accredited):
            act.bring("renew", held)
        day = last_day(accredited.stamp)
        begins = max(day, before.valid_until) if before and before.is_in_force else day
        accreditation = Accreditation.objects.create(
            reference=numbered("CMS-ACC", day.year),
            application=accredited,
            organisation=accredited.organisation,
            process=accredited.process,
            item_reference=item.reference,
            renews=before,
            conferred_on=day,
            valid_until=years_later(begins, accredited.process.content["validity"]["years"]),
        )
        attach_conditions(accreditation, item)
        act.enter(accreditation=accreditation.reference)
        if before is not None:
            act.enter(renews=before.reference)
    else:
        act.bring("decline" if item.outcome == "not_adopted" else "put_back", application)


def attach_conditions(accreditation: Accreditation, item: Item) -> None:
    """Keep the conditions of the approval, as they stand in the dossier that was decided on."""
    for line in json.loads(item.dossier).get("conditions", []):
        accreditation.conditions.create(
            number=line["number"],
            text=line["text"],
            due_on=date.fromisoformat(line["due_on"]) if line["due_on"] else None,
        )


def find_accreditation(reference: str) -> Accreditation:
    """The accreditation an item is about."""
    return Accreditation.objects.get(reference=reference)


def carry_out_on_status(item: Item, act: Act) -> None:
    """Adopted suspends, reinstates or withdraws, as was asked; anything else changes nothing.

    Nor does it change an accreditation that ended, or was given up, before the count was checked.
    """
    if item.outcome != "adopted":
        return
    accreditation = find_accreditation(item.subject_reference)
    if may_still_move(item):
        act.bring(item.purpose, accreditation)
    else:
        act.enter(without_effect=accreditation.state)


def may_still_move(item: Item) -> bool:
    """Whether the accreditation could still be moved as the item asks."""
    accreditation = find_accreditation(item.subject_reference)
    return accreditation.state in accreditation.STEPS[item.purpose].sources


def nothing_to_take_back(item: Item, act: Act) -> None:
    """The accreditation stands as it stood while the question was on the table."""


STATUS = {
    "suspend": _("Suspend an accreditation"),
    "reinstate": _("Reinstate an accreditation"),
    "withdraw": _("Withdraw an accreditation"),
}


def register() -> None:
    """Tell the rooms below: what the Committee's outcomes mean here, and who is accredited."""
    asking.register()
    inviting.register()
    STANDINGS[StandingKind.SPECIAL] = specially_accredited
    for purpose, label in STATUS.items():
        subjects.register(
            "accreditation",
            purpose,
            subjects.Subject(
                label=label,
                find=find_accreditation,
                carry_out=carry_out_on_status,
                cancelled=nothing_to_take_back,
                awaits=may_still_move,
            ),
        )
    subjects.register(
        "application",
        "approve",
        subjects.Subject(
            label=_("Approve an application"),
            find=find_application,
            carry_out=carry_out,
            cancelled=cancelled,
            touches=held_by_the_applicant,
            awaits=awaits,
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
            awaits=awaits,
        ),
    )
