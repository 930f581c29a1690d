"""Accredited organisations are told of an invitation to renew, on their page and by mail."""

from collections.abc import Callable
from html import unescape

from django.test import Client

from accreditation.applications.beginning import begin
from accreditation.asked import asked_of
from accreditation.register.inviting import INVITE, invite_to_renew
from accreditation.register.models import Accreditation
from partners.models import Membership, Notice, User
from tests import cast

SignIn = Callable[[User], Client]


def invited() -> set[str]:
    """The addresses of those who were told."""
    told = Notice.objects.filter(key__startswith=INVITE)
    return set(told.values_list("recipient__email", flat=True))


def test_everybody_of_an_accredited_organisation_is_told_when_a_renewal_opens(
    accreditation: Accreditation, secretariat: User, contact_point: User, reader: User, rival: User
) -> None:
    renewal = cast.opened_invitation(accreditation.process, secretariat, kind="renewal")

    assert invited() == {contact_point.email, reader.email}
    notice = Notice.objects.filter(key__startswith=INVITE, recipient=contact_point).get()
    assert notice.path == renewal.get_absolute_url()
    assert f"{accreditation.valid_until:%Y-%m-%d}" in notice.body
    assert notice.is_needed
    assert invite_to_renew() == 0


def test_a_first_invitation_tells_nobody_to_renew(
    accreditation: Accreditation, secretariat: User
) -> None:
    cast.opened_invitation(accreditation.process, secretariat)

    assert invite_to_renew() == 0
    assert invited() == set()


def test_who_joins_later_is_told_by_the_sweep_and_who_has_begun_is_not(
    accreditation: Accreditation, secretariat: User, contact_point: User
) -> None:
    renewal = cast.opened_invitation(accreditation.process, secretariat, kind="renewal")
    first = Notice.objects.filter(key__startswith=INVITE).get()
    newcomer = cast.person("newcomer")
    Membership.objects.create(organisation=accreditation.organisation, user=newcomer, role="reader")

    assert invite_to_renew() == 1

    begin(renewal, accreditation.organisation, by=contact_point)
    late = cast.person("late")
    Membership.objects.create(organisation=accreditation.organisation, user=late, role="reader")
    assert invite_to_renew() == 0
    assert invited() == {contact_point.email, newcomer.email}
    assert not first.is_needed


def test_what_has_closed_is_not_mailed(accreditation: Accreditation, secretariat: User) -> None:
    cast.opened_invitation(accreditation.process, secretariat, days=5, kind="renewal")
    notice = Notice.objects.filter(key__startswith=INVITE).get()

    cast.later(6)

    assert not notice.is_needed


def test_the_partners_page_says_when_it_ends_and_whether_a_renewal_is_open(
    accreditation: Accreditation,
    secretariat: User,
    contact_point: User,
    client: Client,
    client_as: SignIn,
) -> None:
    def page(seeing: Client) -> str:
        answer = seeing.get(accreditation.get_absolute_url())
        return " ".join(unescape(answer.content.decode()).split())

    own = client_as(contact_point)
    before = page(own)
    renewal = cast.opened_invitation(accreditation.process, secretariat, kind="renewal")
    opened = page(own)
    begun = begin(renewal, accreditation.organisation, by=contact_point)
    under_way = page(own)

    assert "No invitation to renew is open now" in before
    assert "A renewal is open:" in opened
    assert "the partner: to apply for its renewal" in opened
    assert "Without a renewal the accreditation expires after its last day." in opened
    assert "An application to renew is under way:" in under_way
    assert begun.reference in under_way
    assert "to apply for its renewal" not in under_way
    for said in ("Validity and renewal", "to apply for its renewal", begun.reference):
        assert said not in page(client)


def test_the_home_page_asks_to_renew_only_who_may(
    accreditation: Accreditation, secretariat: User, contact_point: User, rival: User
) -> None:
    cast.opened_invitation(accreditation.process, secretariat, kind="renewal")
    cast.opened_invitation(accreditation.process, secretariat)

    def asks(user: User) -> set[str]:
        return {str(ask.what) for ask in asked_of(user)}

    assert "Apply to renew your accreditation" in asks(contact_point)
    assert "Apply for your organisation, if you wish" not in asks(contact_point)
    assert "Apply to renew your accreditation" not in asks(rival)
    assert "Apply for your organisation, if you wish" in asks(rival)
