"""Erasing a person: nothing of name and address is left, and every record stands."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.applications.parts import Answer
from accreditation.committee.models import Item, Position, Representative
from accreditation.committee.notes import PrivateNote, keep_note
from accreditation.ledger import LedgerEntry, export, head, verify
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.erasure import NotErasable, erase, hindrances
from partners.mail import send_invitation
from partners.models import (
    CalendarAddress,
    Membership,
    MembershipInvitation,
    Notice,
    Officer,
    Organisation,
    User,
)
from partners.tasks import deliver_notices
from tests import cast

ClientAs = Callable[[User], Client]
NAME = "Zébulon Quagga"
SECOND = "zq@other.test"
PAGE = "/people/account/erase/"
ALL_TRIES = timedelta(days=2)


def tables_with(text: str) -> set[str]:
    """The tables of the whole database in which a text stands in any column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f"SELECT EXISTS (SELECT 1 FROM {table} t WHERE t::text ILIKE %s)", [f"%{text}%"]
            )
            if cursor.fetchone()[0]:
                found.add(table)
    return found


@pytest.fixture
def leaver(db: None) -> User:
    """A person with a name that nobody else has."""
    user = cast.person("zebulon.quagga")
    user.name = NAME
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email=SECOND, verified=True, primary=False)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    CalendarAddress.objects.give(user)
    return user


@pytest.fixture
def everywhere(
    leaver: User,
    open_item: Item,
    draft_of_another: Application,
    contact_point: User,
    secretariat: User,
) -> User:
    """The leaver, who left a name wherever one can be left."""
    cast.seat_person(open_item.term, "AFR-1", leaver)
    keep_note(open_item, by=leaver, text=f"{NAME} thinks it over.")
    cast.say(open_item, by=leaver, value="yes")
    Representative.objects.filter(user=leaver).update(until=portal_now())
    body = draft_of_another.organisation
    Membership.objects.create(organisation=body, user=leaver, role="editor")
    draft_of_another.answers.create(question="Q1", value=f"Ask {NAME}.", changed_by=leaver)
    draft_of_another.answers.create(question="Q2", value=SECOND, changed_by=leaver)
    for answer in Answer.objects.filter(application=draft_of_another):
        answer.value = "Ask the office."
        answer.save()
    invited = MembershipInvitation.objects.create(
        organisation=body, email=contact_point.email, role="reader", invited_by=leaver
    )
    send_invitation(invited)
    MembershipInvitation.objects.create(
        organisation=body, email=SECOND.upper(), role="editor", invited_by=contact_point,
        accepted_at=portal_now(),
    )  # fmt: skip
    LogEntry.objects.create(
        user=secretariat,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(leaver.pk),
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=f"[{leaver.email}]",
    )
    LogEntry.objects.create(
        user=secretariat,
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=str(body.pk),
        object_repr=body.name,
        action_flag=CHANGE,
        change_message=json.dumps([{"added": {"name": "person", "object": f"{NAME} (Editor)"}}]),
    )
    return leaver


@pytest.fixture
def draft_of_another(open_item: Item, rival: User) -> Application:
    """A draft of another organisation, whose answers still change."""
    body = Organisation.objects.get(memberships__user=rival)
    accredited = Application.objects.get(reference=open_item.subject_reference)
    return cast.begun_application(body, accredited.invitation, rival)


def test_nothing_of_name_and_address_is_left_in_the_database(everywhere: User) -> None:
    email = everywhere.email
    before = tables_with(NAME) | tables_with(email)

    erase(everywhere, by=everywhere)

    assert {"accreditation_answerevent", "partners_notice", "django_admin_log"} <= before
    assert tables_with(NAME) == set()
    assert tables_with("Quagga") == tables_with(email) == {"partners_notice"}
    assert tables_with(SECOND) == set()

    deliver_notices()

    assert tables_with("Quagga") == set()


@pytest.mark.parametrize(
    ("language", "subject", "kept"),
    [("en", "Your account is erased", "the ledger: it holds"), ("fr", "", "")],
)
def test_the_address_is_written_to_once_more_and_then_forgotten(
    leaver: User, secretariat: User, language: str, subject: str, kept: str
) -> None:
    email = leaver.email
    User.objects.filter(pk=leaver.pk).update(language=language)

    erase(leaver, by=secretariat)
    [owed] = Notice.objects.filter(address=email)
    deliver_notices()

    assert (owed.recipient, owed.language) == (None, language)
    assert str(leaver.uuid) not in owed.key
    assert not Notice.objects.shown_to_officers().filter(pk=owed.pk).exists()
    [message] = mail.outbox
    assert message.to == [email]
    assert subject in message.subject
    assert kept in message.body
    assert NAME not in message.body
    assert not Notice.objects.filter(pk=owed.pk).exists()


def test_the_address_is_kept_while_the_mail_fails_and_given_up_with_it(leaver: User) -> None:
    email = leaver.email
    erase(leaver, by=leaver)

    with patch("django.core.mail.EmailMessage.send", side_effect=OSError("no route")):
        deliver_notices()
        assert Notice.objects.get(address=email).attempts == 1
        Notice.objects.update(attempts=Notice.MAX_ATTEMPTS - 1, created_at=portal_now() - ALL_TRIES)
        deliver_notices()

    assert mail.outbox == []
    assert tables_with(email) == set()


def test_an_erasure_that_is_refused_owes_no_mail(
    contact_point: User, organisation: Organisation
) -> None:
    with pytest.raises(NotErasable):
        erase(contact_point, by=contact_point)

    assert not Notice.objects.exists()


def test_what_decisions_rest_on_stays_and_the_chain_is_whole(
    everywhere: User, open_item: Item, secretariat: User, chair: User
) -> None:
    erase(everywhere, by=everywhere)

    position = Position.objects.get(item=open_item, seat="AFR-1")
    assert position.by == everywhere
    item = perform("certify", perform("close", open_item, by=secretariat), by=chair)
    assert '"AFR-1"' in perform("publish", item, by=secretariat).record
    assert verify(export()) == head()


def test_it_is_an_act_that_names_nobody(everywhere: User) -> None:
    erase(everywhere, by=everywhere)

    entry = LedgerEntry.objects.get(act="person.erase")
    assert (entry.actor, entry.object) == (str(everywhere.uuid),) * 2
    assert entry.data == {}


def test_nobody_signs_in_to_an_erased_account(leaver: User, client_as: ClientAs) -> None:
    client = client_as(leaver)

    erase(leaver, by=leaver)

    kept = User.objects.get(pk=leaver.pk)
    assert (kept.email, kept.name, kept.is_active) == (f"erased-{leaver.uuid}@invalid", "", False)
    assert not kept.has_usable_password()
    assert str(kept) == "a person whose data was erased"
    assert client.get(reverse("partners:account")).status_code == 302
    assert not EmailAddress.objects.filter(user=leaver).exists()
    assert not Authenticator.objects.filter(user=leaver).exists()
    assert not CalendarAddress.objects.exists()


def test_others_keep_what_is_theirs(everywhere: User, open_item: Item, member: User) -> None:
    keep_note(open_item, by=member, text="Mine.")
    notices = set(Notice.objects.exclude(recipient=everywhere))

    erase(everywhere, by=everywhere)

    assert PrivateNote.objects.get().text == "Mine."
    assert notices <= set(Notice.objects.all())


def test_history_that_names_others_stays(everywhere: User, draft_of_another: Application) -> None:
    draft_of_another.answers.create(question="Q3", value="Ask Zébulon Quaggart.", changed_by=None)

    erase(everywhere, by=everywhere)

    assert tables_with("Zébulon Quaggart") == {
        "accreditation_answer",
        "accreditation_answerevent",
    }


def test_nobody_purges_what_others_wrote_by_taking_a_common_word_for_a_name(
    leaver: User, draft_of_another: Application, rival: User, secretariat: User
) -> None:
    User.objects.filter(pk=leaver.pk).update(name="Office")
    EmailAddress.objects.create(user=leaver, email=rival.email, verified=False, primary=False)
    draft_of_another.answers.create(question="Q1", value="Ask the office.", changed_by=rival)
    draft_of_another.answers.create(question="Q2", value=rival.email, changed_by=rival)

    erase(leaver, by=leaver)

    assert "accreditation_answerevent" in tables_with("Ask the office.")
    assert "accreditation_answerevent" in tables_with(rival.email)


def test_a_contact_point_hands_over_first(contact_point: User, organisation: Organisation) -> None:
    with pytest.raises(NotErasable) as refusal:
        erase(contact_point, by=contact_point)

    [reason] = refusal.value.reasons
    assert organisation.name in reason
    assert User.objects.get(pk=contact_point.pk).is_active


@pytest.mark.parametrize("who", ["member", "secretariat"])
def test_who_holds_a_place_ends_it_first(who: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(who)

    with pytest.raises(NotErasable):
        erase(user, by=user)
    Representative.objects.filter(user=user).update(until=portal_now())
    Officer.objects.filter(user=user).update(until=portal_now())

    assert hindrances(User.objects.get(pk=user.pk)) == []


def test_nobody_is_erased_twice(leaver: User) -> None:
    erase(leaver, by=leaver)

    with pytest.raises(NotErasable):
        erase(leaver, by=leaver)
    assert LedgerEntry.objects.filter(act="person.erase").count() == 1


def test_the_page_says_what_goes_and_what_stays_and_looking_erases_nobody(
    stranger: User, client_as: ClientAs
) -> None:
    shown = client_as(stranger).get(PAGE).content.decode()

    assert "What goes" in shown
    assert "What stays, and why" in shown
    assert User.objects.get(pk=stranger.pk).is_active


def test_the_page_says_what_stands_against_it(
    contact_point: User, organisation: Organisation, client_as: ClientAs
) -> None:
    client = client_as(contact_point)

    shown = client.get(PAGE).content.decode()
    tried = client.post(PAGE)

    assert "Not yet possible" in shown
    assert "Erase my account" not in shown
    assert tried.status_code == 409


def test_a_person_erases_the_own_account_and_is_signed_out(
    stranger: User, client_as: ClientAs
) -> None:
    client = client_as(stranger)

    answer = client.post(PAGE)

    assert "Your account is erased" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.get(pk=stranger.pk).erased_at is not None


def test_who_has_a_password_is_asked_for_it_again(stranger: User, client_as: ClientAs) -> None:
    stranger.set_password("seven paper cranes")
    stranger.save()
    client = client_as(stranger)

    looked, tried = client.get(PAGE), client.post(PAGE)

    for answer in (looked, tried):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=stranger.pk).is_active


def test_an_officer_erases_a_person_who_asks_for_it(
    leaver: User, secretariat: User, client_as: ClientAs
) -> None:
    page = reverse("admin:partners_user_erase", args=[leaver.pk])
    client = client_as(secretariat)
    person = client.get(reverse("admin:partners_user_change", args=[leaver.pk]))

    looked = client.get(page)
    done = client.post(page)

    assert page in person.content.decode()
    assert "What stays, and why" in looked.content.decode()
    assert done.status_code == 302
    entry = LedgerEntry.objects.get(act="person.erase")
    assert (entry.actor, entry.object) == (str(secretariat.uuid), str(leaver.uuid))


def test_an_officer_with_a_password_is_asked_for_it_again(
    leaver: User, secretariat: User, client_as: ClientAs
) -> None:
    secretariat.set_password("seven paper cranes")
    secretariat.save()
    page = reverse("admin:partners_user_erase", args=[leaver.pk])

    answer = client_as(secretariat).post(page)

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=leaver.pk).is_active


def test_an_erased_account_is_not_opened_again(
    leaver: User, secretariat: User, client_as: ClientAs
) -> None:
    erase(leaver, by=leaver)

    page = reverse("admin:partners_user_change", args=[leaver.pk])
    answer = client_as(secretariat).post(page, {"is_active": "on", "language": "en"})

    assert answer.status_code == 403
    assert not User.objects.get(pk=leaver.pk).is_active


def test_an_officer_erases_no_other_officer(
    officer: User, secretariat: User, client_as: ClientAs
) -> None:
    page = reverse("admin:partners_user_erase", args=[officer.pk])

    assert client_as(secretariat).post(page).status_code == 403
    assert User.objects.get(pk=officer.pk).is_active


def purged(user: User, history: str) -> Any:
    """What the database's own function answers."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT portal_forget(%s, %s::regclass)", [user.pk, history])
        return cursor.fetchone()[0]


def test_the_database_purges_nobody_whose_erasure_is_not_on_the_record(leaver: User) -> None:
    User.objects.filter(pk=leaver.pk).update(is_active=False)

    with pytest.raises(DatabaseError, match="on the record"):
        purged(leaver, "accreditation_answerevent")


def test_history_is_deleted_by_no_other_way(everywhere: User) -> None:
    erase(everywhere, by=everywhere)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accreditation_answerevent")
