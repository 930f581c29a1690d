"""Putting an accreditation to the Committee, and the conditions under which it was conferred."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.canonical import canonical
from accreditation.committee.docket import prepare
from accreditation.committee.models import Item, Term
from accreditation.committee.pending import pending_on
from accreditation.ledger import LedgerEntry
from accreditation.machine import Guard
from accreditation.register.proving import number_of_proof
from accreditation.register.states import AccreditationState
from accreditation.workflow import Act, NotReady
from partners.clock import deadline_zone, end_of_day

if TYPE_CHECKING:
    from accreditation.register.accreditations import Accreditation

PURPOSES = {
    "propose_suspension": "suspend",
    "propose_reinstatement": "reinstate",
    "propose_withdrawal": "withdraw",
}
PROPOSALS = tuple(f"accreditation.{step}" for step in PURPOSES)
QUESTIONS = {
    "suspend": {
        "en": "Suspend accreditation %s",
        "fr": "Suspendre l’accréditation %s",
        "es": "Suspender la acreditación %s",
    },
    "reinstate": {
        "en": "Reinstate accreditation %s",
        "fr": "Rétablir l’accréditation %s",
        "es": "Restablecer la acreditación %s",
    },
    "withdraw": {
        "en": "Withdraw accreditation %s",
        "fr": "Retirer l’accréditation %s",
        "es": "Retirar la acreditación %s",
    },
}


def notice_until(accreditation: "Accreditation") -> datetime:
    """The last second of the notice given: the days of the process, counted in Bonn."""
    days = accreditation.process.content["reporting"]["notice_days"]
    given_on = accreditation.state_since.astimezone(deadline_zone()).date()
    return end_of_day(given_on + timedelta(days=days))


@Guard
def notice_has_run(accreditation: "Accreditation") -> Iterator[str | Promise]:
    """The partner is heard for as long as the process says before the Committee is asked."""
    if accreditation.state != AccreditationState.NOTICE:
        return
    until = notice_until(accreditation)
    if accreditation.stamp <= until:
        yield gettext_lazy("The notice runs until %(deadline)s (Bonn time).") % {
            "deadline": date_format(localtime(until, deadline_zone()), "DATETIME_FORMAT")
        }


@Guard
def conditions_are_open(accreditation: "Accreditation") -> Iterator[str | Promise]:
    """A condition is still to be met."""
    if not accreditation.conditions.filter(met_at=None).exists():
        yield gettext_lazy("No condition is waiting to be met.")


def dossier_of(accreditation: "Accreditation", *, asks: str, reasons: str) -> dict[str, Any]:
    """What the Committee sees: the facts, what is asked and why, notices, and reports received.

    Reports that the partner gave under an accreditation before this one are among them.
    """
    organisation = accreditation.organisation
    received = organisation.reports.exclude(accepted_at=None).select_related("meeting")
    return {
        "format": "cms-status-dossier/1",
        "reference": accreditation.reference,
        "asks": asks,
        "reasons": reasons,
        "process": accreditation.process.reference,
        "process_sha256": accreditation.process.sha256,
        "organisation": {
            "name": organisation.name,
            "acronym": organisation.acronym,
            "country": organisation.country.iso3,
        },
        "state": accreditation.state,
        "state_since": accreditation.state_since,
        "conferred_on": accreditation.conferred_on,
        "conferred_as": accreditation.item_reference,
        "valid_until": accreditation.valid_until,
        "history": list(_history(accreditation)),
        "reports": [
            {
                "reference": report.reference,
                "meeting": report.meeting.code,
                "state": report.state,
                "accepted_at": report.accepted_at,
            }
            for report in received.order_by("accepted_at", "pk")
        ],
        "conditions": [condition.line() for condition in accreditation.conditions.all()],
    }


def _history(accreditation: "Accreditation") -> Iterator[dict[str, Any]]:
    """Notices and what was decided since, as the ledger holds them."""
    items = Item.objects.about("accreditation", accreditation.reference)
    decided = {item.reference: item.purpose for item in items.filter(outcome="adopted")}
    entries = LedgerEntry.objects.filter(
        object__in=[accreditation.reference, *decided],
        act__in=["accreditation.give_notice", "accreditation.lift_notice", "item.certify"],
    )
    for entry in entries.order_by("seq"):
        purpose = decided.get(entry.object)
        yield {"at": entry.at, "act": f"accreditation.{purpose}" if purpose else entry.act}


def put_to_committee(accreditation: "Accreditation", act: Act) -> None:
    """Prepare the item that asks what was proposed, by the rules of the accreditation's process."""
    term = Term.objects.current()
    if term is None:
        raise NotReady([_("No term of the Standing Committee is recorded.")])
    reasons = act.given["reasons"].strip()
    if not reasons:
        raise NotReady([_("Give the reasons: the Committee and the partner read them.")])
    purpose = PURPOSES[act.step.name]
    prepare(
        kind="accreditation",
        purpose=purpose,
        reference=accreditation.reference,
        question={k: text % accreditation.reference for k, text in QUESTIONS[purpose].items()},
        dossier=canonical(dossier_of(accreditation, asks=purpose, reasons=reasons)),
        process_version=accreditation.process.reference,
        rules=accreditation.process.decision_rules,
        term=term,
        interested=[accreditation.organisation.country.iso3],
        organisation=accreditation.organisation,
        act=act,
    )


def proposed(accreditation: "Accreditation") -> dict[str, Any] | None:
    """The item that is pending on an accreditation and the reasons given, for those concerned."""
    item = pending_on(accreditation)
    if item is None:
        return None
    return {"item": item, "reasons": json.loads(item.dossier).get("reasons", "")}


def record_met(accreditation: "Accreditation", act: Act) -> None:
    """Keep when, and by whom, a condition was found to be met. Raises NotReady for others."""
    number = act.given["number"]
    condition = accreditation.conditions.filter(number=number, met_at=None).first()
    if condition is None:
        raise NotReady([_("Condition %(number)s is not waiting to be met.") % {"number": number}])
    condition.met_at = accreditation.stamp
    condition.met_by = act.by
    condition.save(update_fields=["met_at", "met_by"])
    act.enter(condition=number, **number_of_proof(condition))
