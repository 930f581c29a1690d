"""`manage.py demo`: the mandate in mid-course, loaded once for all tests of this module."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accreditation.applications.models import Application, Invitation
from accreditation.asked import asked_of
from accreditation.committee.models import Item, Position, Recusal
from accreditation.committee.reading import has_likely_conflict
from accreditation.ledger import LedgerEntry, export, verify
from accreditation.machine import KINDS
from accreditation.mandate import gates
from accreditation.proposals.models import Process
from accreditation.register.models import Accreditation
from accreditation.wallet.models import WalletDocument
from cms_portal.demonstration import docket, people
from partners.clock import portal_now, portal_today
from partners.models import Agreement, Notice, Organisation, User
from reporting.models import IssuedDocument, PartnerReport
from tests.cms_portal.recounting import recount

PASSED = {"done"}
NAMED = [local for local, _name, _what in people.NAMED]


@pytest.fixture(scope="module", autouse=True)
def _demonstration(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The demonstration in a transaction around all tests of this module."""
    folder = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=folder),
        transaction.atomic(),
    ):
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def states_of(kind: str) -> set[str]:
    return {found.state for found in KINDS[kind]._base_manager.all()}


@pytest.mark.parametrize("kind", ["application", "invitation", "item", "report"])
def test_every_state_can_be_seen(db: None, kind: str) -> None:
    assert states_of(kind) == set(KINDS[kind].State.values)


@pytest.mark.parametrize(
    ("kind", "states"),
    [
        ("group", {"established"}),
        ("proposal", {"adopted", "circulated", "considered"}),
        ("process", {"not_adopted", "adopted", "draft", "frozen"}),
        ("accreditation", {"active", "notice", "relinquished"}),
        ("document", {"queued"}),
    ],
)
def test_the_mandate_is_in_mid_course(db: None, kind: str, states: set[str]) -> None:
    assert states_of(kind) == states
    assert {gate.state for gate in gates()} == PASSED


def test_every_organisation_says_what_it_works_on_in_codes_and_identifiers_that_hold(
    db: None,
) -> None:
    for organisation in Organisation.objects.all():
        organisation.full_clean()

        assert all(organisation.ticked.values()), organisation
        assert organisation.registration_authority
        assert "fict" in organisation.name_in("fr")
    assert Organisation.objects.exclude(ror="").count() == 2


def test_the_ledger_verifies_and_is_in_order_of_time(db: None) -> None:
    instants = list(LedgerEntry.objects.order_by("seq").values_list("at", flat=True))

    assert verify(export()).height == len(instants)
    assert instants == sorted(instants)
    assert (instants[-1] - instants[0]).days > 400


def test_the_clock_is_back_in_the_present(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        assert abs((portal_now() - cursor.fetchone()[0]).total_seconds()) < 5


def test_published_records_recount(db: None, tmp_path: Path) -> None:
    published = Item.objects.filter(state="published")

    assert published.count() == 10
    assert [recount(item, tmp_path) for item in published] == [0] * 10


@pytest.mark.parametrize("local", NAMED)
def test_the_people_named_can_sign_in(client: Client, db: None, local: str) -> None:
    given = {"login": f"{local}@demo.test", "password": "demonstration"}

    answer = client.post(reverse("account_login"), given)

    assert answer.status_code == 302
    assert client.session["_auth_user_id"]


def test_an_item_with_some_positions_is_open_and_waits_for_eur_1(db: None) -> None:
    item = Item.objects.filter(state="open").exclude(positions=None).distinct().get()
    member = User.objects.get(email="member@demo.test")

    assert item.is_written
    assert item.positions.count() == 5
    assert not item.positions.filter(seat="EUR-1").exists()
    assert item.get_absolute_url() in [ask.url for ask in asked_of(member)]


def test_the_contact_point_has_a_draft_under_the_one_open_invitation(db: None) -> None:
    draft = Application.objects.get(state="draft")

    assert draft.invitation == Invitation.objects.taking_applications().get()
    assert User.objects.get(email="ngo@demo.test") in draft.organisation.contact_points
    assert draft.answers.exists()
    assert draft.uploads.live().filter(extension="pdf").count() == 2


def test_its_organisation_keeps_documents_one_about_to_expire_and_used_and_one_expired(
    db: None,
) -> None:
    draft, today = Application.objects.get(state="draft"), portal_today()
    kept = draft.organisation.documents.live()

    [expiring] = kept.expiring(today, today + timedelta(days=30))
    assert kept.filter(valid_until__lt=today).count() == 1
    assert draft.uploads.live().get(document="D2").wallet_document == expiring
    assert WalletDocument.objects.values("organisation").distinct().count() == 3


def test_the_newcomer_belongs_nowhere_yet(db: None) -> None:
    assert User.objects.get(email="newcomer@demo.test").roles == {}


def test_an_accredited_partner_has_reported_to_cop14(db: None) -> None:
    report = PartnerReport.objects.get(state="noted")

    assert report.meeting.code == "COP14"
    assert report.accreditation.is_in_force
    assert Item.objects.get(reference=report.item_reference).outcome == "adopted"
    assert set(IssuedDocument.objects.values_list("document_kind", "subject")) == {
        ("certificate", report.accreditation.reference),
        ("cop-report", "COP14"),
    }


def test_accreditations_rest_on_decisions(db: None) -> None:
    assert Accreditation.objects.count() == 5
    for accreditation in Accreditation.objects.all():
        assert Item.objects.get(reference=accreditation.item_reference).outcome == "adopted"


def test_organisations_are_plainly_fictional_and_real_ones_are_formal_partners_only(
    db: None,
) -> None:
    named = Application.objects.values_list("organisation__name", flat=True)

    assert all(name.endswith("(fictional)") for name in named)
    assert Agreement.objects.filter(organisation=None).count() == Agreement.objects.count() == 7


def test_only_messages_of_the_last_day_are_still_to_be_mailed(db: None) -> None:
    unsent = Notice.objects.unsent()

    assert 0 < unsent.count() < 30
    assert Notice.objects.count() > 300
    assert all((portal_now() - notice.created_at).days == 0 for notice in unsent)


def test_it_is_loaded_once(db: None) -> None:
    with pytest.raises(CommandError, match="already has people"):
        call_command("demo")


def test_it_refuses_in_production(db: None, settings: Any) -> None:
    settings.PORTAL_MODE = "production"

    with pytest.raises(CommandError, match="in a demonstration only"):
        call_command("demo")


def test_more_applications_are_added_in_mixed_states(db: None, tmp_path: Path) -> None:
    before = Application.objects.count(), Position.objects.count(), LedgerEntry.objects.count()
    out = StringIO()

    call_command("demo", scale=50, stdout=out)

    assert Application.objects.count() == before[0] + 50
    assert Position.objects.count() > before[1]
    assert LedgerEntry.objects.count() == before[2] + 1
    assert verify(export()).height == before[2] + 1
    added = Application.objects.filter(organisation__name__contains="Society 000")
    assert set(added.values_list("state", flat=True)) == set(Application.State.values)
    assert all(application.answers.exists() for application in added)
    published = Item.objects.filter(
        state="published", subject_reference__in=added.values("reference")
    )
    assert published.exists()
    assert {recount(item, tmp_path) for item in published} == {0}
    assert "Loaded in" in out.getvalue()


def test_scaled_drafts_can_be_submitted_by_nobody_else(db: None) -> None:
    call_command("demo", scale=20, verbosity=0)
    draft = Application.objects.filter(state="draft").latest("pk")

    assert [user.email for user in draft.organisation.contact_points] == [draft.begun_by.email]
    assert Process.objects.adopted().first() == draft.process


def test_a_state_stepped_out_where_an_organisation_is_its_own(db: None) -> None:
    recusal = Recusal.objects.get()

    assert recusal.seat == "OCE-1"
    assert recusal.item.interested_countries == ["NZL"]
    assert recusal.item.outcome == "not_adopted"


def docket_items() -> list[Item]:
    """The items of the docket, in the order in which they were put."""
    first = Item.objects.exclude(bloc=None).earliest("pk")
    return list(Item.objects.filter(pk__gte=first.pk).order_by("pk"))


def test_a_docket_is_before_the_members_by_one_last_day_and_none_has_spoken(db: None) -> None:
    items = docket_items()

    assert len({item.closes_at for item in items}) == 1
    assert {(item.state, item.is_written) for item in items} == {
        ("open", True),
        ("scheduled", True),
    }
    assert not Position.objects.filter(item__in=items).exists()
    assert len({item.reference for item in items}) == len(docket.NINE) + 3 == 12


def test_the_docket_has_a_bloc_of_four_silence_a_tie_for_the_depositary_and_a_conflict(
    db: None,
) -> None:
    items = docket_items()

    [bloc] = {item.bloc for item in items if item.bloc}
    member = User.objects.get(email="member@demo.test")
    rules = [item.rules for item in items if item.subject_kind == "application"]
    asked = sorted((i.subject_kind, i.purpose) for i in items if i.subject_kind != "application")
    assert asked == [("accreditation", "suspend"), ("proposal", "adopt"), ("report", "note")]
    assert bloc.items.count() == len(docket.TOGETHER)
    assert sum(each["procedure"] == "no_objection" for each in rules) == len(docket.SILENT)
    assert {each["objection_effect"] for each in rules} == {"refer"}
    assert sum(
        (each["procedure"], each["majority"], each["tie"]) == ("vote", "simple", "depositary")
        for each in rules
    ) == len(docket.VOTED)
    assert [item.interested_countries for item in items if has_likely_conflict(item, member)] == [
        ["ITA"]
    ]
