from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accreditation.asked import asked_of
from accreditation.committee.models import Meeting
from accreditation.ledger import LedgerEntry
from accreditation.proposals.answers import values_of
from accreditation.register.models import Accreditation
from accreditation.workflow import NotReady, open_steps, perform
from partners.clock import end_of_day
from partners.models import User
from reporting.models import PartnerReport
from tests.reporting.conftest import answer_report

ClientAs = Callable[[User], Client]


def begun(client: Client, accreditation: Accreditation, meeting: Meeting) -> int:
    return client.post(
        reverse("reports:begin"),
        {"accreditation": accreditation.reference, "meeting": meeting.code},
    ).status_code


def section_url(report: PartnerReport, code: str = "R1") -> str:
    return reverse("reports:section", args=[report.reference, code])


def right(**more: object) -> dict[str, object]:
    """Answers to the first section that are right."""
    given: dict[str, object] = {
        "R1a": "We counted cranes.",
        "R1b": "4",
        "R1c": ["KEN"],
        "R1d": ["birds"],
    }
    return given | more


def test_an_editor_begins_the_report_of_the_accredited_partner(
    client_as: ClientAs, accreditation: Accreditation, cop: Meeting, editor: User
) -> None:
    assert begun(client_as(editor), accreditation, cop) == 302

    report = PartnerReport.objects.get()
    days = accreditation.process.content["reporting"]["due_days_before_cop"]
    assert report.process == accreditation.process
    assert report.due_at == end_of_day(cop.starts_on - timedelta(days=days))
    entry = LedgerEntry.objects.get(act="report.begin")
    assert entry.object == report.reference
    assert entry.data == {"accreditation": accreditation.reference, "meeting": "COP99"}


def test_beginning_twice_leads_to_the_same_report(
    client_as: ClientAs, accreditation: Accreditation, cop: Meeting, contact_point: User
) -> None:
    for _twice in range(2):
        assert begun(client_as(contact_point), accreditation, cop) == 302

    assert PartnerReport.objects.count() == 1
    assert LedgerEntry.objects.filter(act="report.begin").count() == 1


def test_others_do_not_begin_it(
    client: Client,
    client_as: ClientAs,
    accreditation: Accreditation,
    cop: Meeting,
    rival: User,
    reader: User,
) -> None:
    assert begun(client, accreditation, cop) == 302  # to sign in
    for person in (rival, reader):
        assert begun(client_as(person), accreditation, cop) == 403
    assert PartnerReport.objects.count() == 0


def test_no_report_is_begun_for_a_meeting_that_is_over_or_of_another_body(
    client_as: ClientAs, accreditation: Accreditation, cop: Meeting, contact_point: User
) -> None:
    client = client_as(contact_point)
    Meeting.objects.filter(pk=cop.pk).update(starts_on="2024-02-12", ends_on="2024-02-17")
    assert begun(client, accreditation, cop) == 409

    committee = Meeting.objects.get(code="StC99")
    assert begun(client, accreditation, committee) == 409
    assert PartnerReport.objects.count() == 0


def test_a_partner_that_gave_the_status_up_begins_no_report(
    client_as: ClientAs, accreditation: Accreditation, cop: Meeting, contact_point: User
) -> None:
    perform("relinquish", accreditation, by=contact_point)

    assert begun(client_as(contact_point), accreditation, cop) == 409


def test_a_section_is_saved_and_leads_to_the_next(
    client_as: ClientAs, draft_report: PartnerReport, editor: User
) -> None:
    client = client_as(editor)
    assert client.get(section_url(draft_report)).status_code == 200

    response = client.post(section_url(draft_report), right())

    assert response["Location"] == section_url(draft_report, "R2")
    assert values_of(draft_report)["R1b"] == 4
    assert values_of(draft_report)["R1c"] == ["KEN"]


def test_save_and_return_leads_to_the_report(
    client_as: ClientAs, draft_report: PartnerReport, editor: User
) -> None:
    response = client_as(editor).post(section_url(draft_report), right(**{"return": "1"}))

    assert response["Location"] == draft_report.get_absolute_url()


def test_what_is_right_is_saved_beside_what_is_not(
    client_as: ClientAs, draft_report: PartnerReport, editor: User
) -> None:
    response = client_as(editor).post(section_url(draft_report), right(R1b="many"))

    assert response.status_code == 422
    assert "many" in response.content.decode()
    assert values_of(draft_report)["R1a"] == "We counted cranes."
    assert "R1b" not in values_of(draft_report)


def test_a_colleagues_answer_is_shown_and_not_overwritten(
    client_as: ClientAs, draft_report: PartnerReport, editor: User, contact_point: User
) -> None:
    client = client_as(editor)
    client.post(section_url(draft_report), right())
    theirs = right(R1a="Theirs.", **{"version-R1a": "1", "version-R1b": "1"})
    client_as(contact_point).post(section_url(draft_report), theirs)

    mine = right(R1a="Mine.", **{"version-R1a": "1", "version-R1b": "1"})
    response = client.post(section_url(draft_report), mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert values_of(draft_report)["R1a"] == "Theirs."
    assert 'name="version-R1a" value="2"' in page
    again = right(R1a="Mine.", **{"version-R1a": "2"})
    assert client.post(section_url(draft_report), again).status_code == 302
    assert values_of(draft_report)["R1a"] == "Mine."


def test_an_answer_in_error_keeps_the_version_its_reader_saw(
    client_as: ClientAs, draft_report: PartnerReport, editor: User, contact_point: User
) -> None:
    client_as(contact_point).post(section_url(draft_report), right())

    response = client_as(editor).post(section_url(draft_report), right(R1b="many"))

    assert 'name="version-R1b" value="0"' in response.content.decode()


def test_sections_are_for_those_who_write_for_the_organisation(
    client_as: ClientAs,
    draft_report: PartnerReport,
    reader: User,
    rival: User,
    secretariat: User,
) -> None:
    for person, status in [(reader, 403), (rival, 404), (secretariat, 404)]:
        client = client_as(person)
        assert client.get(section_url(draft_report)).status_code == status
        assert client.post(section_url(draft_report), right()).status_code == status
    assert values_of(draft_report) == {}


def test_a_section_that_does_not_exist_is_not_found(
    client_as: ClientAs, draft_report: PartnerReport, editor: User
) -> None:
    assert client_as(editor).get(section_url(draft_report, "R77")).status_code == 404


def test_a_submitted_report_is_no_longer_written(
    client_as: ClientAs, submitted_report: PartnerReport, editor: User
) -> None:
    client = client_as(editor)

    assert client.get(section_url(submitted_report)).status_code == 409
    assert client.post(section_url(submitted_report), right()).status_code == 409
    assert values_of(submitted_report)["R1a"] == "An answer of the example organisation."


def test_an_incomplete_report_is_not_submitted(
    draft_report: PartnerReport, contact_point: User
) -> None:
    with pytest.raises(NotReady, match="R1a is not answered"):
        perform("submit", draft_report, by=contact_point)


def test_a_report_is_returned_with_words_and_comes_back(
    client_as: ClientAs, submitted_report: PartnerReport, secretariat: User, contact_point: User
) -> None:
    step = reverse("step", args=["report", submitted_report.reference, "return"])
    client = client_as(secretariat)
    assert client.post(step, {"text": ""}).status_code == 422

    assert client.post(step, {"text": "R1a: say where."}).status_code == 302

    returned = PartnerReport.objects.get()
    assert returned.state == "returned"
    page = client_as(contact_point).get(returned.get_absolute_url()).content.decode()
    assert "R1a: say where." in page
    again = perform("submit", returned, by=contact_point)
    assert again.reference == submitted_report.reference


def test_only_the_contact_point_submits_and_only_officers_accept(
    draft_report: PartnerReport, editor: User, contact_point: User, secretariat: User
) -> None:
    answer_report(draft_report, contact_point)

    assert open_steps(draft_report, editor) == []
    assert [s.name for s in open_steps(draft_report, contact_point)] == ["submit"]
    submitted = perform("submit", draft_report, by=contact_point)
    assert [s.name for s in open_steps(submitted, secretariat)] == ["return", "accept"]


def test_a_report_is_public_once_accepted(
    client: Client,
    client_as: ClientAs,
    submitted_report: PartnerReport,
    secretariat: User,
    rival: User,
) -> None:
    address = submitted_report.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client_as(rival).get(address).status_code == 404
    assert client_as(secretariat).get(address).status_code == 200

    User.objects.filter(pk=secretariat.pk).update(name="Zora Officer")
    perform("accept", submitted_report, by=secretariat)

    page = client.get(address).content.decode()
    assert "An answer of the example organisation." in page
    assert "Zora Officer" not in page


def test_the_list_shows_each_person_what_waits(
    client: Client,
    client_as: ClientAs,
    draft_report: PartnerReport,
    contact_point: User,
    secretariat: User,
) -> None:
    address = reverse("reports:list")

    assert draft_report.get_absolute_url() not in client.get(address).content.decode()
    own = client_as(contact_point).get(address).content.decode()
    officers = client_as(secretariat).get(address).content.decode()
    assert draft_report.get_absolute_url() in own
    assert 'value="cop-report"' not in own
    assert 'value="cop-report"' in officers


def test_a_contact_point_is_asked_to_begin_and_to_finish(
    accreditation: Accreditation, cop: Meeting, contact_point: User, reader: User
) -> None:
    def asks(user: User) -> list[str]:
        return [str(ask.what) for ask in asked_of(User.objects.get(pk=user.pk))]

    assert "Begin your report to the Conference of the Parties" in asks(contact_point)
    assert not [ask for ask in asks(reader) if "report" in ask]

    PartnerReport.objects.create(accreditation=accreditation, meeting=cop)

    assert "Finish and submit your report" in asks(contact_point)


@pytest.mark.parametrize("size", [1, 6])
def test_the_list_asks_the_database_as_often_for_many(
    client: Client,
    accepted_report: PartnerReport,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, size):
        PartnerReport.objects.bulk_create(
            [
                PartnerReport(
                    accreditation=accepted_report.accreditation,
                    organisation=accepted_report.organisation,
                    process=accepted_report.process,
                    meeting=Meeting.objects.create(
                        code=f"COP{number}",
                        title="COP",
                        kind="COP",
                        starts_on="2024-02-12",
                        ends_on="2024-02-17",
                    ),
                    reference=f"REPORT-{number}",
                )
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE reporting_partnerreport SET state = 'accepted', accepted_at = now()")
    client.get(reverse("reports:list"))

    with django_assert_num_queries(10):
        response = client.get(reverse("reports:list"))

    assert len(response.context["page_obj"]) == size


def test_a_report_in_draft_is_its_organisations_alone(
    client_as: ClientAs, draft_report: PartnerReport, reader: User, secretariat: User
) -> None:
    address = draft_report.get_absolute_url()
    in_admin = reverse("admin:reporting_partnerreport_changelist")

    assert client_as(reader).get(address).status_code == 200
    assert client_as(secretariat).get(address).status_code == 404
    assert draft_report.reference not in client_as(secretariat).get(in_admin).content.decode()
