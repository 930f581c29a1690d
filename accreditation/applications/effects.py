"""What follows from the steps of an application, and what a decision on it means."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _

from accreditation.applications.asking import asked, kept_conditions, numbered_questions
from accreditation.applications.dossier import dossier_of
from accreditation.applications.states import ApplicationState
from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.docket import prepare
from accreditation.committee.items import PENDING
from accreditation.committee.models import Item, Term
from accreditation.references import numbered
from accreditation.workflow import Act, NotReady
from partners.clock import deadline_zone, end_of_day

if TYPE_CHECKING:
    from accreditation.applications.applications import Application

QUESTIONS = {
    "approve": {
        "en": "Approve application %s",
        "fr": "Approuver la demande %s",
        "es": "Aprobar la solicitud %s",
    },
    "conditions": {
        "en": "Approve application %s with conditions",
        "fr": "Approuver la demande %s avec des conditions",
        "es": "Aprobar la solicitud %s con condiciones",
    },
    "defer": {
        "en": "Defer application %s",
        "fr": "Reporter la demande %s",
        "es": "Aplazar la solicitud %s",
    },
}


def give_application_reference(application: "Application", act: Act) -> None:
    """The application is numbered when it is submitted, so drafts cannot be counted."""
    if application.reference.startswith("draft-"):
        application.reference = numbered("CMS", application.stamp.year)
        act.enter(begun_as=application.begun_as)


def set_completion_deadline(application: "Application", act: Act) -> None:
    """The days that the process gives for completing, to the end of the day in Bonn."""
    days = application.process.content["completion"]["days"]
    today = application.stamp.astimezone(deadline_zone()).date()
    application.completion_due_at = end_of_day(today + timedelta(days=days))
    act.enter(points=sorted(point["code"] for point in application.return_points))


def freeze_dossier(application: "Application", act: Act) -> None:
    """Freeze what the Committee will see: the application, its assessment, what goes with it."""
    question = asked(act)
    dossier = dossier_of(
        application,
        conditions=kept_conditions(question["conditions"]),
        questions=numbered_questions(application, question["questions"]),
    )
    application.dossier = canonical(dossier)
    application.dossier_sha256 = sha256_hex(application.dossier)


def put_to_committee(application: "Application", act: Act) -> None:
    """Prepare the item on the frozen dossier, by the rules of the process applied under."""
    term = Term.objects.current()
    if term is None:
        raise NotReady([_("No term of the Standing Committee is recorded.")])
    question = asked(act)
    purpose = question["purpose"]
    words = QUESTIONS["conditions" if question["conditions"] else purpose]
    prepare(
        kind="application",
        purpose=purpose,
        reference=application.reference,
        question={lang: text % application.reference for lang, text in words.items()},
        dossier=application.dossier,
        process_version=application.process.reference,
        rules=application.process.decision_rules,
        term=term,
        interested=[application.organisation.country.iso3],
        organisation=application.organisation,
        act=act,
    )


def cancel_pending_items(application: "Application", act: Act) -> None:
    """A withdrawn application is off the table, unless the deadline has passed: it is counted."""
    items = Item.objects.about("application", application.reference)
    for item in items.filter(state__in=PENDING).exclude(state="closed"):
        if not (item.is_open and item.is_late):
            act.bring("cancel", item)


def find_application(reference: str) -> "Application":
    """The application an item is about."""
    model = apps.get_model("accreditation", "Application")
    found: Application = model._base_manager.get(reference=reference)
    return found


def decided_on(item: Item, act: Act) -> "Application | None":
    """The application an item decides, unless it was withdrawn between the count and the check."""
    application = find_application(item.subject_reference)
    if application.state == ApplicationState.PRESENTED:
        return application
    act.enter(without_effect=application.state)
    return None


def carry_out_deferral(item: Item, act: Act) -> None:
    """A deferral that was adopted defers and asks; anything else leaves the application ready."""
    application = decided_on(item, act)
    if application is None:
        return
    if item.outcome == "adopted":
        ask_questions(act.bring("defer", application), item)
    else:
        act.bring("put_back", application)


def ask_questions(application: "Application", item: Item) -> None:
    """Put the questions of a deferral to the organisation, which answers them until reassessed."""
    before = set(application.questions.values_list("number", flat=True))
    for line in json.loads(item.dossier).get("questions", []):
        if line["number"] not in before:
            application.questions.create(
                number=line["number"],
                criterion=line["criterion"],
                text=line["question"],
                asked_at=application.stamp,
                item_reference=item.reference,
            )


def cancelled(item: Item, act: Act) -> None:
    """The item is off the table: the application waits for another, unless it was withdrawn."""
    application = find_application(item.subject_reference)
    if application.state == ApplicationState.PRESENTED:
        act.bring("put_back", application)


def awaits(item: Item) -> bool:
    """Whether the application is still before the Committee: it may be withdrawn at any time."""
    return find_application(item.subject_reference).state == ApplicationState.PRESENTED
