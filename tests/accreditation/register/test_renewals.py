"""What an approval renews is judged on the day of the decision, and each is renewed once."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from accreditation.applications.beginning import NotBegun, begin
from accreditation.applications.models import Application, Invitation
from accreditation.asked import asked_of
from accreditation.committee.models import Item
from accreditation.register.inviting import INVITE, invite_to_renew
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners.clock import portal_today, years_later
from partners.models import Notice, User
from tests import cast
from tests.accreditation.register.test_status import put

SignIn = Callable[[User], Client]
TO_RENEW = "Apply to renew your accreditation"


def applied(invitation: Invitation, accreditation: Accreditation, by: User) -> Application:
    """A complete application of the partner, submitted."""
    draft = cast.begun_application(accreditation.organisation, invitation, by)
    return cast.submitted_application(draft, by)


def presented(application: Application, by: User) -> Item:
    """The item on which it is decided."""
    return cast.presented_item(cast.ready_application(application, by), by)


def expired(accreditation: Accreditation) -> Accreditation:
    """The accreditation after its last day, which is made to come soon."""
    soon = portal_today() + timedelta(days=10)
    Accreditation.objects.filter(pk=accreditation.pk).update(valid_until=soon)
    cast.later(12)
    return perform("expire", Accreditation.objects.get(pk=accreditation.pk), by=None)


def given_up(accreditation: Accreditation) -> Accreditation:
    """The accreditation as the partner gave it up."""
    contact = User.objects.get(email="contact@example.test")
    return perform("relinquish", accreditation, by=contact)


def withdrawn(accreditation: Accreditation) -> Accreditation:
    """The accreditation as the Committee withdrew it."""
    secretariat, chair = (
        User.objects.get(email=f"{name}@example.test") for name in ("secretariat", "chair")
    )
    cast.decided(
        put(accreditation, "withdraw", secretariat), by=secretariat, chair=chair, value="yes"
    )
    return Accreditation.objects.get(pk=accreditation.pk)


Ending = Callable[[Accreditation], Accreditation]


@pytest.fixture
def renewal(accreditation: Accreditation, secretariat: User) -> Invitation:
    """An open invitation to renew."""
    return cast.opened_invitation(accreditation.process, secretariat, kind="renewal")


@pytest.fixture
def renewed(
    renewal: Invitation,
    accreditation: Accreditation,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> Accreditation:
    """What the Committee conferred after the one before had expired."""
    ended = expired(accreditation)
    item = presented(applied(renewal, ended, contact_point), secretariat)
    cast.decided(item, by=secretariat, chair=chair, value="yes")
    return Accreditation.objects.latest("pk")


@pytest.mark.parametrize("end", [given_up, withdrawn])
@pytest.mark.parametrize("is_presented", [True, False])
def test_what_was_given_up_or_withdrawn_before_the_decision_is_not_renewed(
    *,
    renewal: Invitation,
    accreditation: Accreditation,
    secretariat: User,
    chair: User,
    contact_point: User,
    end: Ending,
    is_presented: bool,
) -> None:
    application = applied(renewal, accreditation, contact_point)
    item = presented(application, secretariat) if is_presented else None
    ended = end(accreditation)
    item = item or presented(application, secretariat)

    cast.decided(item, by=secretariat, chair=chair, value="yes")

    old, new = Accreditation.objects.order_by("pk")
    assert (old.state, new.state, new.renews) == (ended.state, "active", None)
    assert new.valid_until == years_later(
        new.conferred_on, new.process.content["validity"]["years"]
    )
    assert ('"renews"' in item.dossier) is is_presented


def test_what_expired_before_the_decision_is_renewed_and_stays_expired(
    renewal: Invitation,
    accreditation: Accreditation,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> None:
    item = presented(applied(renewal, accreditation, contact_point), secretariat)
    expired(accreditation)

    cast.decided(item, by=secretariat, chair=chair, value="yes")

    old, new = Accreditation.objects.order_by("pk")
    assert (old.state, new.state, new.renews) == ("expired", "active", old)


def test_of_two_renewals_that_overlap_the_second_renews_what_the_first_brought(
    renewal: Invitation,
    accreditation: Accreditation,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> None:
    other = cast.opened_invitation(accreditation.process, secretariat, kind="renewal")
    items = [
        presented(applied(each, accreditation, contact_point), secretariat)
        for each in (renewal, other)
    ]

    for item in items:
        cast.decided(item, by=secretariat, chair=chair, value="yes")

    first, second, third = Accreditation.objects.order_by("pk")
    assert [each.state for each in (first, second, third)] == ["renewed", "renewed", "active"]
    assert (second.renews, third.renews) == (first, second)


def test_a_first_application_and_a_renewal_after_expiry_renew_one_after_the_other(
    renewal: Invitation,
    accreditation: Accreditation,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> None:
    ended = expired(accreditation)
    anew = cast.opened_invitation(ended.process, secretariat)
    items = [
        presented(applied(each, ended, contact_point), secretariat) for each in (anew, renewal)
    ]

    for item in items:
        cast.decided(item, by=secretariat, chair=chair, value="yes")

    first, second, third = Accreditation.objects.order_by("pk")
    assert [each.state for each in (first, second, third)] == ["expired", "renewed", "active"]
    assert (second.renews, third.renews) == (first, second)


@pytest.mark.parametrize("end", [given_up, withdrawn])
def test_nobody_renews_through_what_was_renewed_already(
    renewed: Accreditation,
    secretariat: User,
    contact_point: User,
    client_as: SignIn,
    end: Ending,
) -> None:
    end(renewed)
    again = cast.opened_invitation(renewed.process, secretariat, kind="renewal")

    with pytest.raises(NotBegun, match="has no accreditation that could be renewed"):
        begin(again, renewed.organisation, by=contact_point)

    assert not Notice.objects.filter(key__startswith=f"{INVITE}{again.reference}").exists()
    assert invite_to_renew() == 0
    assert TO_RENEW not in {str(ask.what) for ask in asked_of(contact_point)}
    for each in Accreditation.objects.all():
        page = client_as(contact_point).get(each.get_absolute_url()).content.decode()
        assert "Validity and renewal" not in page


def test_a_partner_renewed_after_expiry_is_invited_once_and_its_old_page_is_silent(
    renewed: Accreditation, secretariat: User, contact_point: User, client_as: SignIn
) -> None:
    again = cast.opened_invitation(renewed.process, secretariat, kind="renewal")

    told = Notice.objects.filter(
        key__startswith=f"{INVITE}{again.reference}", recipient=contact_point
    )
    assert [notice.reference for notice in told] == [renewed.reference]
    client = client_as(contact_point)
    assert renewed.renews is not None
    old = client.get(renewed.renews.get_absolute_url()).content.decode()
    new = client.get(renewed.get_absolute_url()).content.decode()
    assert "Validity and renewal" not in old
    assert "Validity and renewal" in new


def test_the_officers_still_read_that_there_was_something_to_renew(
    renewed: Accreditation, secretariat: User, client_as: SignIn
) -> None:
    answer = client_as(secretariat).get(renewed.application.get_absolute_url())

    page = " ".join(unescape(answer.content.decode()).split())
    assert renewed.renews is not None
    assert f"There is an accreditation to renew: {renewed.renews.reference}" in page


def test_of_an_expired_accreditation_it_is_said_until_when_it_may_be_renewed(
    accreditation: Accreditation, secretariat: User, contact_point: User, client_as: SignIn
) -> None:
    ended = expired(accreditation)
    cast.opened_invitation(ended.process, secretariat, kind="renewal")
    until = ended.valid_until + timedelta(days=365)

    answer = client_as(contact_point).get(ended.get_absolute_url())

    page = " ".join(unescape(answer.content.decode()).split())
    assert "This accreditation expired: its last day was" in page
    assert f"It may be renewed until {until.day} {until:%B %Y}." in page
    assert "Without a renewal it expires" not in page
    mail = Notice.objects.filter(key__startswith=INVITE, recipient=contact_point).get().body
    assert f"It may be renewed until {until:%Y-%m-%d}." in mail
    assert "Without a renewal it expires" not in mail
