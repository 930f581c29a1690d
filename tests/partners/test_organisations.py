"""Organisations: described once, led by their contact point, joined by invitation."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partners.models import Membership, MembershipInvitation, Notice, Organisation, User
from partners.organisations import normalised
from tests.partners.describing import WREN, wren

ClientAs = Callable[[User], Client]


def test_names_are_compared_without_accents_case_and_punctuation() -> None:
    assert normalised("Société des  Oiseaux (Élan!)") == "societe des oiseaux elan"


def test_who_describes_an_organisation_becomes_its_contact_point(
    client_as: ClientAs, stranger: User
) -> None:
    response = client_as(stranger).post(reverse("partners:organisation-new"), wren())

    made = Organisation.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert made.website == "https://www.wren.example.test"
    [place] = made.memberships.all()
    assert (place.user, place.role) == (stranger, "contact_point")


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "SOCIETY FOR THE EXAMPLE WREN!", "acronym": "", "website": ""},
        {"name": "Another name", "website": ""},
        {"name": "Another name", "acronym": "", "website": "https://wren.example.test/about"},
    ],
)
def test_a_second_record_is_noticed_and_nothing_is_lost(
    changed: dict[str, str], client_as: ClientAs, stranger: User, rival: User
) -> None:
    client_as(stranger).post(reverse("partners:organisation-new"), wren())

    response = client_as(rival).post(reverse("partners:organisation-new"), wren(**changed))

    assert response.status_code == 422
    assert "already known" in response.content.decode()
    assert wren(**changed)["name"] in response.content.decode()
    assert Organisation.objects.filter(memberships__user=stranger).count() == 1


def test_another_body_of_the_same_name_is_recorded_when_the_person_is_sure(
    client_as: ClientAs, stranger: User, rival: User
) -> None:
    client_as(stranger).post(reverse("partners:organisation-new"), wren())

    client_as(rival).post(reverse("partners:organisation-new"), wren(sure="on"))

    assert Organisation.objects.filter(name=WREN["name"]).count() == 2


def test_an_outsider_finds_no_page_of_an_organisation(
    client_as: ClientAs, organisation: Organisation, rival: User
) -> None:
    assert client_as(rival).get(organisation.get_absolute_url()).status_code == 404


def test_an_editor_sees_the_organisation_but_cannot_correct_it(
    client_as: ClientAs, organisation: Organisation, editor: User
) -> None:
    client = client_as(editor)

    assert client.get(organisation.get_absolute_url()).status_code == 200
    url = reverse("partners:organisation-edit", args=[organisation.uuid])
    assert client.post(url, wren()).status_code == 403


def test_an_invited_colleague_takes_the_place_once(
    client_as: ClientAs,
    organisation: Organisation,
    contact_point: User,
    stranger: User,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    client_as(contact_point).post(
        reverse("partners:invite", args=[organisation.uuid]),
        {"email": stranger.email, "role": "editor"},
    )
    code = MembershipInvitation.objects.get().code
    url = reverse("partners:invitation", args=[code])

    first = client_as(stranger).post(url)
    second = client_as(stranger).post(url)

    assert first.status_code == 302
    assert second.status_code == 410
    assert Membership.objects.get(user=stranger).role == "editor"
    assert Notice.objects.get(recipient=stranger).path == url


def test_an_invitation_is_for_the_address_it_was_sent_to(
    client_as: ClientAs, organisation: Organisation, contact_point: User, rival: User
) -> None:
    invitation = MembershipInvitation.objects.create(
        organisation=organisation,
        email="somebody@example.test",
        role="editor",
        invited_by=contact_point,
    )

    response = client_as(rival).post(reverse("partners:invitation", args=[invitation.code]))

    assert response.status_code == 404
    assert not Membership.objects.filter(organisation=organisation, user=rival).exists()


def test_the_contact_point_cannot_leave_without_handing_over(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    place = Membership.objects.get(user=contact_point)

    client_as(contact_point).post(
        reverse("partners:role", args=[organisation.uuid, place.pk]), {"role": "end"}
    )

    assert Membership.objects.get(user=contact_point).role == "contact_point"


def test_the_database_refuses_a_second_contact_point(
    organisation: Organisation, stranger: User
) -> None:
    with pytest.raises(IntegrityError, match="one_contact_point"), transaction.atomic():
        Membership.objects.create(organisation=organisation, user=stranger, role="contact_point")


def test_every_change_of_an_organisation_stays_in_its_history(organisation: Organisation) -> None:
    organisation.name = "Renamed Example Society"
    organisation.save()

    events = organisation.events.order_by("pgh_id")  # type: ignore[attr-defined] # pghistory makes it
    assert [e.name for e in events] == ["Example Society for Cranes", "Renamed Example Society"]


def test_whose_place_has_ended_does_not_come_back_by_an_older_invitation(
    client_as: ClientAs, organisation: Organisation, contact_point: User, editor: User
) -> None:
    older = MembershipInvitation.objects.create(
        organisation=organisation,
        email=editor.email.upper(),
        role="editor",
        invited_by=contact_point,
    )
    place = Membership.objects.get(user=editor)

    client_as(contact_point).post(
        reverse("partners:role", args=[organisation.uuid, place.pk]), {"role": "end"}
    )
    response = client_as(editor).post(reverse("partners:invitation", args=[older.code]))

    assert response.status_code == 410
    assert not Membership.objects.filter(user=editor).exists()
