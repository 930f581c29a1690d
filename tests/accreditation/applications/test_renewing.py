"""Renewal: who may, what is carried over, and that nothing is sent that nobody looked at."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.forms import CheckboxInput
from django.test import Client
from django.urls import reverse

from accreditation.applications.beginning import NotBegun, begin
from accreditation.applications.carrying import last_application
from accreditation.applications.differences import since_last
from accreditation.applications.eligibility import (
    AccreditedOnly,
    Facts,
    NotYetAccredited,
    rules_of,
)
from accreditation.applications.models import Application, Invitation, Upload
from accreditation.applications.reading import Reading
from accreditation.applications.uploads import explain
from accreditation.applications.writing import Seen, confirm_section
from accreditation.ledger import LedgerEntry
from accreditation.machine import loading
from accreditation.proposals import content as contents
from accreditation.proposals.answers import AnswerConflict, values_of
from accreditation.proposals.content import questions, version_0
from accreditation.proposals.models import Process, Proposal
from accreditation.proposals.rows_field import RowsWidget
from accreditation.register.models import Accreditation
from accreditation.wallet.keeping import add
from accreditation.workflow import NotReady, perform
from partners.clock import portal_today, years_later
from partners.models import User
from tests import cast
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent
from tests.accreditation.applications.test_never_lost import AUTOSAVE
from tests.accreditation.applications.test_sections import page
from tests.accreditation.sending import posted_rows

SignIn = Callable[[User], Client]
Later = Callable[[int], None]
CLOSES = date(2027, 6, 30)
YES_OR_NO = {"type": "yesno", "label": "Was there a change?", "help": "", "required": True}
DECLARATIONS = {
    question["code"]
    for question in questions(version_0()["form"])
    if question["type"] == "declaration"
}


@pytest.fixture
def renewal(accreditation: Accreditation, secretariat: User) -> Invitation:
    """An open invitation to renew, under the process the accreditation was conferred under."""
    return cast.opened_invitation(accreditation.process, secretariat, kind="renewal")


@pytest.fixture
def renewing(renewal: Invitation, accreditation: Accreditation, contact_point: User) -> Application:
    """An application to renew, just begun."""
    return begin(renewal, accreditation.organisation, by=contact_point)


def shown(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def as_sent(client: Client, application: Application, code: str = "A") -> dict[str, Any]:
    """What a browser sends if nothing was touched: lists as lists, a sum in its parts."""
    context = client.get(page(application, code)).context
    given: dict[str, Any] = dict(context["seen"])
    for name in context["form"].fields:
        bound = context["form"][name]
        widget: Any = bound.field.widget
        value = bound.value()
        if isinstance(widget, RowsWidget):
            given |= posted_rows(widget, name, value or [])
        elif hasattr(widget, "widgets_names"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            names = widget.widgets_names
            given |= {f"{name}{end}": part or "" for end, part in zip(names, parts, strict=True)}
        elif isinstance(widget, CheckboxInput):
            given |= {name: "on"} if value else {}
        elif value is not None:
            given[name] = value if isinstance(value, list) else str(value)
    return given


def check_page(application: Application) -> str:
    return reverse("applications:check", args=[application.reference])


def sections(application: Application) -> list[str]:
    return [section["code"] for section in application.process.content["form"]]


def look_at_everything(client: Client, application: Application) -> None:
    """Save every section as it is shown, with its declarations made."""
    for code in sections(application):
        given = as_sent(client, application, code)
        asked = contents.section(application.process.content["form"], code)["questions"]
        given |= {q["code"]: "on" for q in asked if q["code"] in DECLARATIONS}
        assert client.post(page(application, code), given).status_code == 302


def forced(accreditation: Accreditation, state: str) -> Accreditation:
    """The accreditation in another state."""
    with loading():
        Accreditation.objects.filter(pk=accreditation.pk).update(state=state)
    return Accreditation.objects.get(pk=accreditation.pk)


@pytest.mark.parametrize(
    ("is_accredited", "outcome"), [(True, "not_met"), (False, "met"), (None, "unknown")]
)
def test_who_is_accredited_does_not_apply_anew(is_accredited: bool | None, outcome: str) -> None:
    found = NotYetAccredited().check(Facts(closes_on=CLOSES, is_accredited=is_accredited))

    assert found.outcome == outcome
    assert bool(found.remedy) == found.is_not_met


@pytest.mark.parametrize(
    ("may_renew", "outcome"), [(True, "met"), (False, "not_met"), (None, "unknown")]
)
def test_only_an_accreditation_is_renewed(may_renew: bool | None, outcome: str) -> None:
    found = AccreditedOnly().check(Facts(closes_on=CLOSES, may_renew=may_renew))

    assert found.outcome == outcome
    assert bool(found.remedy) == found.is_not_met


def test_what_is_invited_brings_its_rule_first() -> None:
    content = version_0()

    assert rules_of(content, "renewal")[0].key == "accredited_only"
    assert rules_of(content, "first")[0].key == "not_yet_accredited"
    assert len(rules_of(content)) == len(rules_of(content, "first")) - 1


def test_nobody_renews_who_was_never_accredited(
    renewal: Invitation, rival: User, client_as: SignIn
) -> None:
    body = rival.memberships.get().organisation
    client = client_as(rival)

    with pytest.raises(NotBegun, match="has no accreditation that could be renewed"):
        begin(renewal, body, by=rival)
    refused = client.post(
        reverse("applications:begin", args=[renewal.reference]), {"organisation": body.uuid}
    )

    assert refused.status_code == 409
    for said in (
        unescape(refused.content.decode()),
        shown(client, renewal.get_absolute_url()),
    ):
        assert "has no accreditation that could be renewed" in said
    assert not body.applications.exists()


def test_an_invitation_to_apply_says_plainly_who_is_accredited_already(
    accreditation: Accreditation, secretariat: User, contact_point: User, client_as: SignIn
) -> None:
    first = cast.opened_invitation(accreditation.process, secretariat)

    with pytest.raises(NotBegun, match="accredited already"):
        begin(first, accreditation.organisation, by=contact_point)

    said = shown(client_as(contact_point), first.get_absolute_url())
    assert f"The organisation is accredited already: {accreditation.reference}" in said


@pytest.mark.parametrize(
    ("state", "days", "may"),
    [
        ("active", 0, True),
        ("notice", 0, True),
        ("suspended", 0, True),
        ("withdrawn", 0, False),
        ("relinquished", 0, False),
        ("expired", 364, True),
        ("expired", 367, False),
    ],
)
def test_what_stands_or_expired_not_long_ago_is_renewed(
    *,
    accreditation: Accreditation,
    secretariat: User,
    contact_point: User,
    later: Later,
    state: str,
    days: int,
    may: bool,
) -> None:
    ended = forced(accreditation, state)
    if days:
        later((ended.valid_until - portal_today()).days + days)
    renewal = cast.opened_invitation(ended.process, secretariat, kind="renewal")

    if may:
        assert begin(renewal, ended.organisation, by=contact_point).state == "draft"
    else:
        with pytest.raises(NotBegun):
            begin(renewal, ended.organisation, by=contact_point)


def test_the_door_is_shut_again_on_submission_and_the_officers_read_the_same(
    renewing: Application,
    accreditation: Accreditation,
    contact_point: User,
    secretariat: User,
    client_as: SignIn,
) -> None:
    look_at_everything(client_as(contact_point), renewing)
    perform("relinquish", accreditation, by=contact_point)

    with pytest.raises(NotReady, match="has no accreditation that could be renewed"):
        perform("submit", renewing, by=contact_point, **cast.DECLARATION)

    with loading():
        Application.objects.filter(pk=renewing.pk).update(
            state="submitted", submitted_at=accreditation.application.decided_at
        )
    said = shown(client_as(secretariat), renewing.get_absolute_url())
    assert "There is an accreditation to renew" not in shown(
        client_as(contact_point), check_page(renewing)
    )
    assert "whose accreditation stands" in said


def test_the_first_application_stays_eligible_once_it_brought_the_accreditation(
    accreditation: Accreditation, secretariat: User, client_as: SignIn
) -> None:
    said = shown(client_as(secretariat), accreditation.application.get_absolute_url())

    assert "No accreditation stands." in said
    assert "is accredited already" not in said


def test_a_renewal_is_rehearsed_by_its_own_rule(client: Client, renewal: Invitation) -> None:
    address = reverse("applications:rehearsal")
    key = f"{renewal.process.reference} renewal"

    asked = client.get(address, {"process": key}).content.decode()
    answered = client.get(address, {"process": key, "accredited_only": "no"}).content.decode()

    assert 'name="accredited_only"' in asked
    assert 'name="not_yet_accredited"' not in asked
    assert "has no accreditation that could be renewed" in unescape(answered)


def test_the_answers_of_the_last_application_are_carried_over_and_no_declaration(
    renewing: Application, accreditation: Accreditation, contact_point: User
) -> None:
    before = values_of(accreditation.application)

    carried = values_of(renewing)

    assert carried == {code: v for code, v in before.items() if code not in DECLARATIONS}
    assert DECLARATIONS
    assert set(renewing.answers.values_list("carried_from", flat=True)) == {
        accreditation.application_id
    }
    entry = LedgerEntry.objects.filter(act="application.begin").latest("seq")
    assert entry.data["carried_from"] == accreditation.application.reference
    assert entry.data["carried"] == len(carried)


def test_what_no_longer_fits_or_is_no_longer_asked_is_left_behind(
    accreditation: Accreditation, group: object, secretariat: User, chair: User, contact_point: User
) -> None:
    second = perform(
        "open_drafting", Proposal.objects.create(group=group, title="Changed"), by=secretariat
    )
    version: Process = second.version
    section = version.content["form"][0]
    texts = [q for q in section["questions"] if q["type"] == "text"]
    codes = [q["code"] for q in texts]
    texts[0]["max_length"] = 3
    texts[1]["code"] = "A99"
    version.save()
    process = cast.adopted_process(
        perform("submit", second, by=secretariat), by=secretariat, chair=chair
    )
    renewal = cast.opened_invitation(process, secretariat, kind="renewal")

    carried = values_of(begin(renewal, accreditation.organisation, by=contact_point))

    assert not {codes[0], codes[1], "A99"} & set(carried)
    assert codes[2] in carried


def test_a_first_application_begins_empty(
    accreditation: Accreditation, secretariat: User, contact_point: User
) -> None:
    perform("relinquish", accreditation, by=contact_point)
    first = cast.opened_invitation(accreditation.process, secretariat)

    begun = begin(first, accreditation.organisation, by=contact_point)

    assert values_of(begun) == {}


def test_the_approved_application_is_preferred_to_a_later_one(
    renewing: Application, accreditation: Accreditation, contact_point: User, client_as: SignIn
) -> None:
    look_at_everything(client_as(contact_point), renewing)
    with loading():
        renewing.uploads.all().delete()
        for document in renewing.process.content["documents"]:
            renewing.uploads.create(
                document=document["code"], explanation="None.", uploaded_by=contact_point
            )
    perform("submit", renewing, by=contact_point, **cast.DECLARATION)

    assert last_application(accreditation.organisation) == accreditation.application


def test_a_carried_section_says_so_until_it_is_saved(
    renewing: Application, accreditation: Accreditation, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    tasks = shown(client, renewing.get_absolute_url())
    section = shown(client, page(renewing))

    response = client.post(page(renewing), as_sent(client, renewing))

    assert tasks.count("Carried over: look at it") == len(sections(renewing))
    assert f"These answers come from your application {accreditation.application.reference}" in (
        section
    )
    assert response.status_code == 302
    assert not renewing.answers.filter(question__startswith="A").exclude(carried_from=None).exists()
    assert renewing.answers.exclude(carried_from=None).exists()
    after = shown(client, renewing.get_absolute_url())
    assert after.count("Carried over: look at it") == len(sections(renewing)) - 1


def test_saving_while_writing_confirms_only_what_is_changed(
    renewing: Application, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    given = as_sent(client, renewing)
    still = renewing.answers.filter(question__startswith="A").exclude(carried_from=None)
    number = still.count()

    client.post(page(renewing), given | AUTOSAVE)
    untouched = still.count()
    client.post(page(renewing), given | {"A1": "A new name"} | AUTOSAVE)

    assert untouched == number
    assert still.count() == number - 1
    assert renewing.answers.get(question="A1").carried_from is None


def test_a_section_with_a_mistake_is_not_looked_at(
    renewing: Application, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)

    response = client.post(page(renewing), as_sent(client, renewing) | {"A8": "some day"})

    assert response.status_code == 422
    assert "These answers come from your application" in unescape(response.content.decode())
    assert renewing.answers.filter(question="A1").exclude(carried_from=None).exists()


def test_nothing_is_submitted_that_nobody_looked_at(
    renewing: Application, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    for document in renewing.process.content["documents"]:
        renewing.uploads.create(
            document=document["code"], explanation="None.", uploaded_by=contact_point
        )
    listed = shown(client, check_page(renewing))

    with pytest.raises(NotReady, match="Section A was carried over"):
        perform("submit", renewing, by=contact_point, **cast.DECLARATION)
    look_at_everything(client, renewing)
    submitted = perform("submit", renewing, by=contact_point, **cast.DECLARATION)

    assert "carried over from an earlier application; look at it" in listed
    assert submitted.state == "submitted"


@pytest.fixture
def brought(renewal: Invitation, accreditation: Accreditation, contact_point: User) -> Application:
    """An application to renew that begins with a file of the last one; the rest is explained."""
    previous = accreditation.application
    own = accreditation.organisation
    paper = add(
        own, sent("Report.pdf", hostile.pdf()), title="Report", valid_until=None, by=contact_point
    )
    with loading():
        previous.uploads.filter(document="D1").delete()
        upload = Upload(
            application=previous, document="D1", uploaded_by=contact_point, wallet_document=paper
        )
        upload.take_over(paper)
        upload.save()
    begun = begin(renewal, own, by=contact_point)
    for document in begun.process.content["documents"]:
        if document["code"] != "D1":
            begun.uploads.create(
                document=document["code"], explanation="None.", uploaded_by=contact_point
            )
    return begun


def slot(application: Application, act: str) -> str:
    """The address of an act on the slot of the file brought along."""
    return reverse(f"applications:{act}", args=[application.reference, "D1", 1])


def documents_page(application: Application) -> str:
    return reverse("applications:documents", args=[application.reference])


def test_a_file_brought_along_says_so_on_every_page_until_it_is_confirmed(
    brought: Application, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    look_at_everything(client, brought)
    seen = brought.uploads.live().get(document="D1")
    pages = [brought.get_absolute_url(), check_page(brought), documents_page(brought)]
    tasks, check, documents = (shown(client, address) for address in pages)

    answer = client.post(slot(brought, "confirm"), {"sha256": seen.sha256})

    assert "Carried over: look at it" in tasks
    assert "carried over from an earlier application; look at it" in check
    assert "Nothing is missing." not in check
    assert "from the documents of the organisation" in documents
    assert "carried over from an earlier application" in documents
    assert documents.count("It is still the right one") == 1
    assert answer["Location"] == f"{documents_page(brought)}#D1-1"
    tasks, check, documents = (shown(client, address) for address in pages)
    assert "Carried over: look at it" not in tasks
    assert "Nothing is missing." in check
    assert "from the documents of the organisation" in documents
    assert "carried over" not in documents
    now = brought.uploads.live().get(document="D1")
    assert (now.sha256, now.file.name, now.wallet_document) == (
        seen.sha256,
        seen.file.name,
        seen.wallet_document,
    )
    assert (now.carried_from, now.uploaded_by) == (None, contact_point)


def test_no_renewal_is_sent_with_a_file_that_nobody_looked_at(
    brought: Application, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    look_at_everything(client, brought)
    title = brought.process.content["documents"][0]["title"]

    with pytest.raises(NotReady) as refused:
        perform("submit", brought, by=contact_point, **cast.DECLARATION)
    explain(brought, "D1", 1, "It is being written.", by=contact_point)
    submitted = perform("submit", brought, by=contact_point, **cast.DECLARATION)

    [reason] = refused.value.reasons
    assert reason.startswith("D1 was carried over from an earlier application")
    assert f"look at “{title}”" in reason
    assert submitted.state == "submitted"


def test_a_confirmed_file_is_sent_and_confirming_twice_does_no_harm(
    brought: Application, contact_point: User, editor: User, client_as: SignIn
) -> None:
    look_at_everything(client_as(contact_point), brought)
    given = {"sha256": brought.uploads.live().get(document="D1").sha256}

    codes = [
        client_as(user).post(slot(brought, "confirm"), given).status_code
        for user in (contact_point, editor)
    ]

    assert codes == [302, 302]
    assert brought.uploads.live().get(document="D1").uploaded_by == contact_point
    assert perform("submit", brought, by=contact_point, **cast.DECLARATION).state == "submitted"


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_only_the_file_that_was_looked_at_is_confirmed(
    brought: Application, contact_point: User, client_as: SignIn, seen: str
) -> None:
    answer = client_as(contact_point).post(slot(brought, "confirm"), {"sha256": seen})

    assert answer.status_code == 422
    assert "was changed since the page was shown" in unescape(answer.content.decode())
    assert brought.uploads.live().carried().count() == 1


def test_a_reader_confirms_nothing_and_is_offered_no_button(
    brought: Application, reader: User, client_as: SignIn
) -> None:
    client = client_as(reader)
    given = {"sha256": brought.uploads.live().get(document="D1").sha256}

    assert "It is still the right one" not in shown(client, documents_page(brought))
    assert client.post(slot(brought, "confirm"), given).status_code == 403
    assert client.get(slot(brought, "confirm")).status_code == 405
    assert brought.uploads.live().carried().count() == 1


def test_a_file_brought_along_that_expired_since_is_replaced_and_not_confirmed(
    brought: Application, contact_point: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    look_at_everything(client, brought)
    yesterday = portal_today() - timedelta(days=1)
    brought.uploads.live().filter(document="D1").update(valid_until=yesterday)

    with pytest.raises(NotReady) as refused:
        perform("submit", brought, by=contact_point, **cast.DECLARATION)

    [reason] = refused.value.reasons
    assert reason.startswith("D1 was valid until")
    assert "It is still the right one" not in shown(client, documents_page(brought))


def test_a_colleague_who_looked_first_is_not_overwritten(
    renewing: Application, contact_point: User, editor: User, client_as: SignIn
) -> None:
    mine, hers = client_as(contact_point), client_as(editor)
    given = as_sent(mine, renewing)
    hers.post(page(renewing), as_sent(hers, renewing) | {"A1": "Her name"})

    untouched = mine.post(page(renewing), given)
    changed = mine.post(page(renewing), given | {"A1": "My name"})

    assert untouched.status_code == 302
    assert changed.status_code == 409
    assert renewing.answers.get(question="A1").value == "Her name"


def test_a_conflict_confirms_nothing(
    renewing: Application, contact_point: User, editor: User
) -> None:
    first = Seen.of(renewing.answers.get(question="A1"))
    confirm_section(renewing, {"A1": "Her name"}, seen={"A1": first}, by=editor)
    second = Seen.of(renewing.answers.get(question="A2"))

    with pytest.raises(AnswerConflict):
        confirm_section(
            renewing,
            {"A1": "My name", "A2": renewing.answers.get(question="A2").value},
            seen={"A1": first, "A2": second},
            by=contact_point,
        )

    assert renewing.answers.get(question="A2").carried_from is not None


def test_the_secretariat_sees_what_differs_from_the_last_application(
    renewing: Application, contact_point: User, secretariat: User, client_as: SignIn
) -> None:
    client = client_as(contact_point)
    look_at_everything(client, renewing)
    client.post(page(renewing), as_sent(client, renewing) | {"A1": "A wholly new name"})
    for document in renewing.process.content["documents"]:
        renewing.uploads.create(
            document=document["code"], explanation="We have none yet.", uploaded_by=contact_point
        )
    submitted = perform("submit", renewing, by=contact_point, **cast.DECLARATION)
    officer = client_as(secretariat)
    case = reverse("admin:accreditation_application_change", args=[submitted.pk])

    for address in (submitted.get_absolute_url(), case):
        said = shown(officer, address)
        assert "What differs from the last application" in said
        assert "A wholly new name" in said
    assert "What differs from the last" not in shown(client, submitted.get_absolute_url())


def test_an_answer_that_is_no_longer_asked_differs_from_the_last_application(
    accreditation: Accreditation, group: object, secretariat: User, chair: User, contact_point: User
) -> None:
    second = perform(
        "open_drafting", Proposal.objects.create(group=group, title="Changed"), by=secretariat
    )
    version: Process = second.version
    asks = version.content["form"][0]["questions"]
    hanging = next(q for q in asks if q["type"] == "text")
    hanging["asked_if"] = {"question": "A98", "answers": ["yes"]}
    asks.insert(0, YES_OR_NO | {"code": "A98"})
    asks.append(hanging | {"code": "A99"})
    version.save()
    process = cast.adopted_process(
        perform("submit", second, by=secretariat), by=secretariat, chair=chair
    )
    renewal = cast.opened_invitation(process, secretariat, kind="renewal")
    renewing = begin(renewal, accreditation.organisation, by=contact_point)
    renewing.answers.create(question="A98", value=False, changed_by=contact_point)

    found = since_last(Reading(renewing))

    assert found is not None
    changes = {change.code: (change.before, change.after) for change in found.changes}
    touched = {"A98", hanging["code"], *DECLARATIONS}
    assert changes.keys() >= touched
    assert len(found.changes) == len(touched) + len(process.content["documents"])
    assert changes["A98"] == ("", "No")
    assert changes[hanging["code"]] == ("An answer of the example organisation.", "")
    answered = {"A98", *values_of(accreditation.application)}
    assert found.same == len(answered - touched)


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_an_approval_renews_and_no_day_that_stood_is_lost(
    *,
    accreditation: Accreditation,
    contact_point: User,
    secretariat: User,
    chair: User,
    client: Client,
    client_as: SignIn,
    later: Later,
    state: str,
) -> None:
    later(100)
    held = forced(accreditation, state)
    renewal = cast.opened_invitation(held.process, secretariat, kind="renewal")
    begun = begin(renewal, held.organisation, by=contact_point)
    look_at_everything(client_as(contact_point), begun)
    for document in begun.process.content["documents"]:
        begun.uploads.create(document=document["code"], explanation="-", uploaded_by=contact_point)
    submitted = perform("submit", begun, by=contact_point, **cast.DECLARATION)
    item = cast.presented_item(cast.ready_application(submitted, secretariat), secretariat)

    cast.decided(item, by=secretariat, chair=chair, value="yes")

    old, new = Accreditation.objects.order_by("pk")
    years = held.process.content["validity"]["years"]
    begins = old.valid_until if state == "active" else portal_today()
    assert (old.state, new.state, new.renews) == ("renewed", "active", old)
    assert new.valid_until == years_later(begins, years)
    assert f"Renewed by the Standing Committee, as {new.reference}" in shown(
        client, old.get_absolute_url()
    )
    assert f"as a renewal of {old.reference}" in shown(client, new.get_absolute_url())
    assert '"renews"' in item.dossier
    assert f"Approval renews accreditation {old.reference}" in shown(
        client_as(secretariat), item.get_absolute_url()
    )
