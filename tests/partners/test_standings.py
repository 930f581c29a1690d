"""Four standings, each of its own, on the organisation's page."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accreditation.applications.models import Application
from accreditation.register.models import Accreditation
from partners.models import Agreement, MouSignature, Organisation, User
from partners.standings import StandingKind, standings
from tests import cast

ClientAs = Callable[[User], Client]


def held(organisation: Organisation, user: User) -> dict[str, str]:
    """What is said of each standing."""
    return {each.kind.value: str(each.label) for each in standings(organisation, user=user)}


def test_an_organisation_begins_with_none_and_observers_are_not_recorded_here(
    organisation: Organisation, contact_point: User
) -> None:
    assert held(organisation, contact_point) == {
        "observer": "not recorded here",
        "formal": "not held",
        "special": "not held",
        "cooperating": "not held",
    }


def test_one_standing_gives_no_other(organisation: Organisation, contact_point: User) -> None:
    Agreement.objects.create(
        organisation=organisation, partner="Us", title="MOC", concluded_on=date(2020, 2, 20)
    )

    agreed = {kind for kind, label in held(organisation, contact_point).items() if label == "held"}

    assert agreed == {"formal"}


def test_each_says_since_when_and_what_shows_it(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    for code, year in (("sharks", 2019), ("raptors", 2012)):
        MouSignature.objects.create(
            organisation=organisation, instrument=code, signed_on=date(year, 5, 4)
        )

    [mou] = [
        each
        for each in standings(organisation, user=contact_point)
        if each.kind == StandingKind.COOPERATING
    ]

    page = client_as(contact_point).get(organisation.get_absolute_url()).content.decode()
    assert mou.since == date(2012, 5, 4)
    assert "MOU: migratory sharks" in page
    assert page.count("not held") == 2


def test_the_register_says_who_is_specially_accredited(
    client_as: ClientAs,
    submitted_application: Application,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> None:
    ready = cast.ready_application(submitted_application, secretariat)
    cast.decided(cast.presented_item(ready, secretariat), by=secretariat, chair=chair, value="yes")
    accreditation = Accreditation.objects.get()
    organisation = accreditation.organisation

    [line] = [
        each
        for each in standings(organisation, user=contact_point)
        if each.kind == StandingKind.SPECIAL
    ]

    page = client_as(contact_point).get(organisation.get_absolute_url()).content.decode()
    assert line.since == accreditation.conferred_on
    assert f'href="{accreditation.get_absolute_url()}"' in page


@pytest.mark.parametrize("kind", list(StandingKind))
def test_every_standing_is_explained_in_a_sentence(
    kind: StandingKind, organisation: Organisation, contact_point: User
) -> None:
    [line] = [each for each in standings(organisation, user=contact_point) if each.kind == kind]

    assert str(line.meaning).endswith(".")
