"""Stepping out at the Chair's request: by whoever presides or the Secretariat, with a reason."""

import json
from collections.abc import Callable
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accreditation.committee.leaving import ask_out, declare, recuse
from accreditation.committee.models import Item, Recusal, Term
from accreditation.committee.observers import Observer
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.proposals.models import Proposal
from accreditation.workflow import NotReady, StepRefused, perform
from partners.models import Notice, User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

ClientAs = Callable[[User], Client]
WHY = "Its minister sits on the board of the NGO."


def url(item: Item) -> str:
    """The page on which a State is asked to step out."""
    return reverse("committee:ask-out", args=[item.reference])


def read(response: object) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(response.content.decode()).split())  # type: ignore[attr-defined] # of a response


def test_an_officer_records_it_for_the_chair_on_a_page_that_asks_again(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    data = {"seat": "AFR-1", "reason": WHY}
    check = browser.post(url(open_item), data)
    nothing_yet = open_item.recusals.count()
    done = browser.post(url(open_item), data | {"confirm": "yes"}, follow=True)

    [recusal] = open_item.recusals.all()
    assert (check.status_code, nothing_yet) == (200, 0)
    assert "Record that Algeria steps out" in read(check)
    assert WHY in read(check)
    assert (recusal.seat, recusal.asked, recusal.reason) == ("AFR-1", True, WHY)
    assert recusal.by == secretariat
    assert "Seat AFR-1 has stepped out of this item." in read(done)


def test_the_check_page_leads_back_with_what_was_filled_in(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    data = {"seat": "AFR-1", "reason": WHY, "change": "yes"}
    text = client_as(secretariat).post(url(open_item), data).content.decode()

    assert '<option value="AFR-1" selected>' in text
    assert WHY in text
    assert not open_item.recusals.exists()


def test_whoever_presides_asks_a_state_to_step_out(
    open_item: Item, client_as: ClientAs, chair: User
) -> None:
    data = {"seat": "EUR-1", "reason": WHY, "confirm": "yes"}
    link = f'href="{url(open_item)}"'

    assert link in client_as(chair).get(open_item.get_absolute_url()).content.decode()
    assert client_as(chair).post(url(open_item), data).status_code == 302
    assert open_item.recused_seats() == {"EUR-1"}


def test_the_vice_chair_asks_where_the_chair_stepped_out(
    open_item: Item, chair: User, term: Term
) -> None:
    vice_chair = cast.seat_person(term, "AFR-1", cast.person("vice"))
    with pytest.raises(PermissionDenied):
        ask_out(open_item, by=vice_chair, seat="EUR-1", reason=WHY)
    recuse(open_item, by=chair)

    assert ask_out(open_item, by=vice_chair, seat="EUR-1", reason=WHY).asked


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"seat": "AFR-1"}, "This field is required."),
        ({"seat": "AFR-1", "reason": "  "}, "This field is required."),
        ({"seat": "NONE", "reason": WHY}, "Select a valid choice."),
    ],
)
def test_a_seat_and_a_reason_are_needed(
    open_item: Item, client_as: ClientAs, secretariat: User, data: dict[str, str], said: str
) -> None:
    response = client_as(secretariat).post(url(open_item), data | {"confirm": "yes"})

    assert response.status_code == 422
    assert said in read(response)
    assert not open_item.recusals.exists()


@pytest.mark.parametrize(("seat", "reason"), [("NONE", WHY), ("AFR-1", " ")])
def test_the_act_itself_refuses_what_the_page_would(
    open_item: Item, secretariat: User, seat: str, reason: str
) -> None:
    with pytest.raises(NotReady):
        ask_out(open_item, by=secretariat, seat=seat, reason=reason)

    assert not open_item.recusals.exists()


def test_members_observers_and_strangers_ask_nobody_to_step_out(
    open_item: Item, client_as: ClientAs, term: Term, member: User, stranger: User
) -> None:
    observer = cast.person("observer")
    Observer.objects.create(term=term, user=observer, on_behalf_of="Example Fund")
    data = {"seat": "AFR-1", "reason": WHY, "confirm": "yes"}

    for user, expected in ((member, 403), (observer, 403), (stranger, 404)):
        assert client_as(user).get(url(open_item)).status_code == expected
        assert client_as(user).post(url(open_item), data).status_code == expected
        assert url(open_item) not in read(client_as(user).get(open_item.get_absolute_url()))
    with pytest.raises(PermissionDenied):
        ask_out(open_item, by=member, seat="AFR-1", reason=WHY)
    assert Refusal.objects.latest("pk").act == "item.recuse"
    assert not open_item.recusals.exists()


def test_after_closing_nobody_is_asked_to_step_out(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    item = perform("close", open_item, by=secretariat)
    data = {"seat": "AFR-1", "reason": WHY, "confirm": "yes"}

    assert client_as(secretariat).get(url(item)).status_code == 409
    assert client_as(secretariat).post(url(item), data).status_code == 409
    assert url(item) not in read(client_as(secretariat).get(item.get_absolute_url()))
    with pytest.raises(StepRefused):
        ask_out(item, by=secretariat, seat="AFR-1", reason=WHY)
    assert not item.recusals.exists()


def test_after_the_deadline_nobody_is_asked_to_step_out(
    voting_item: Item, client_as: ClientAs, secretariat: User, later: Moved
) -> None:
    with later(31 * DAY):
        assert client_as(secretariat).get(url(voting_item)).status_code == 409
        with pytest.raises(StepRefused):
            ask_out(voting_item, by=secretariat, seat="AFR-1", reason=WHY)


def test_the_database_refuses_a_recusal_after_closing_and_a_request_without_reason(
    open_item: Item, secretariat: User
) -> None:
    given = {"item": open_item, "seat": "AFR-1", "by": secretariat, "asked": True}
    with pytest.raises(DatabaseError, match="asked_to_step_out_for_a_reason"), transaction.atomic():
        Recusal.objects.create(**given)
    recusal = ask_out(open_item, by=secretariat, seat="AFR-2", reason=WHY)
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Recusal.objects.filter(pk=recusal.pk).update(reason="Another.")
    perform("close", open_item, by=secretariat)

    with pytest.raises(DatabaseError, match="before closing"), transaction.atomic():
        Recusal.objects.create(**given, reason=WHY)


def test_a_state_asked_twice_steps_out_once_with_all_its_seats(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    data = {"seat": "ASI-1", "reason": WHY, "confirm": "yes"}
    answers = [client_as(secretariat).post(url(open_item), data).status_code for _ in range(2)]
    ask_out(open_item, by=secretariat, seat="HOST-NEXT", reason="The same State.")

    assert answers == [302, 302]
    assert open_item.recusals.count() == 1
    assert open_item.recused_seats() == {"ASI-1", "HOST-NEXT"}
    assert LedgerEntry.objects.filter(act="item.recuse", object=open_item.reference).count() == 1


def test_a_state_that_stepped_out_by_itself_is_not_asked(
    open_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    own = recuse(open_item, by=member)
    page = client_as(secretariat).get(url(open_item))

    assert '<option value="EUR-1"' not in page.content.decode()
    assert ask_out(open_item, by=secretariat, seat="EUR-1", reason=WHY) == own
    assert not own.asked


def test_the_reason_stays_out_of_the_ledger(open_item: Item, secretariat: User) -> None:
    ask_out(open_item, by=secretariat, seat="AFR-1", reason=WHY)

    entry = LedgerEntry.objects.latest("seq")
    assert (entry.act, entry.actor) == ("item.recuse", str(secretariat.uuid))
    assert entry.data == {"seat": "AFR-1", "asked": True}


def test_the_people_of_the_state_are_told_why_and_the_dossier_closes_to_them(
    open_item: Item, client_as: ClientAs, member: User, alternate: User, chair: User
) -> None:
    declare(open_item, by=member, has_conflict=False)
    Notice.objects.all().delete()
    ask_out(open_item, by=chair, seat="EUR-1", reason=WHY)

    told = Notice.objects.filter(reference=open_item.reference)
    page = read(client_as(member).get(open_item.get_absolute_url()))
    assert {notice.recipient for notice in told} == {member, alternate}
    assert all(WHY in notice.body and "EUR-1" in notice.body for notice in told)
    assert "You are out of this item" in page


def test_insiders_see_that_a_state_was_asked_and_those_who_conduct_the_item_see_why(
    open_item: Item, client_as: ClientAs, member: User, chair: User, secretariat: User
) -> None:
    ask_out(open_item, by=secretariat, seat="AFR-1", reason=WHY)
    pages = {
        user: read(client_as(user).get(open_item.get_absolute_url()))
        for user in (member, chair, secretariat)
    }

    assert all("Algeria stepped out at the Chair’s request" in page for page in pages.values())
    assert [WHY in page for page in pages.values()] == [False, True, True]


def test_the_record_says_who_was_asked_and_never_why(
    open_item: Item, client: Client, chair: User, secretariat: User, officer: User
) -> None:
    recuse(open_item, by=chair)
    ask_out(open_item, by=officer, seat="AFR-2", reason=WHY)
    vice_chair = cast.seat_person(open_item.term, "AFR-1", cast.person("vice"))
    item = perform("close", open_item, by=secretariat)
    item = perform("publish", perform("certify", item, by=vice_chair), by=secretariat)

    lines = json.loads(item.record)["recusals"]
    page = read(client.get(reverse("record", args=[item.reference])))
    assert [set(line) for line in lines] == [{"seat", "at"}, {"seat", "at", "asked"}]
    assert lines[1]["asked"] is True
    assert "AFR-2 stepped out at the Chair’s request." in page
    assert "EUR-2 stepped out at the Chair’s request." not in page
    assert WHY not in page
    assert WHY not in item.record


def test_an_officer_who_let_a_state_step_out_does_not_certify(
    open_item: Item, secretariat: User, chair: User, officer: User
) -> None:
    ask_out(open_item, by=officer, seat="AFR-1", reason=WHY)
    ask_out(open_item, by=chair, seat="AFR-2", reason=WHY)
    item = perform("close", open_item, by=secretariat)

    with pytest.raises(PermissionDenied):
        perform("certify", item, by=officer)
    assert perform("certify", item, by=chair).certified_by == chair


def test_where_the_question_is_taken_up_again_the_state_stays_asked_out(
    submitted_proposal: Proposal, secretariat: User, chair: User, member: User, later: Moved
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    ask_out(item, by=secretariat, seat="AFR-1", reason=WHY)
    cast.say(item, by=member, value="object", reasons="It goes too far.")
    with later(31 * DAY):
        perform("certify", perform("close", item), by=chair)
        again = Item.objects.get(follows=item)
        again = perform("schedule", again, by=secretariat, meeting=cast.meeting())

    [recusal] = again.recusals.all()
    assert (recusal.seat, recusal.asked, recusal.reason) == ("AFR-1", True, WHY)
