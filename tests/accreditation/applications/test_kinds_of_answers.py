"""Tables of rows, files and conditional questions, on the pages where an application is written."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.differences import differences_of
from accreditation.applications.dossier import dossier_of
from accreditation.applications.models import Application
from accreditation.applications.reading import Reading
from accreditation.applications.reading_parts import BEGUN, NOT_BEGUN
from accreditation.applications.signed_content import content_of
from accreditation.applications.uploads import explain
from accreditation.checking import check_waiting_files
from accreditation.machine import loading
from accreditation.proposals import content as contents
from accreditation.proposals.answers import save_answers, values_of
from accreditation.workflow import NotReady, perform
from partners.clock import portal_today
from partners.models import User
from reporting.printed import application as printed
from tests import cast
from tests.accreditation import clamd
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent

SignIn = Callable[[User], Client]
KeptFiles = Callable[[], list[Path]]
ADA = {"C9-1-name": "Ada", "C9-1-function": "President", "C9-1-nationality": "KEN"}


def page(application: Application, code: str) -> str:
    """The address of a section."""
    return reverse("applications:section", args=[application.reference, code])


def shown_marks(client: Client, application: Application, code: str) -> dict[str, str]:
    """The marks of the answers that a section shows."""
    return dict(client.get(page(application, code)).context["seen"])


@pytest.fixture
def client(client_as: SignIn, contact_point: User) -> Client:
    """The browser of the contact point."""
    return client_as(contact_point)


def test_rows_are_saved_and_shown_as_a_table(
    client: Client, draft_application: Application
) -> None:
    marks = shown_marks(client, draft_application, "C")
    answer = client.post(page(draft_application, "C"), marks | ADA | {"C9-rows": "2"})
    read = client.get(reverse("applications:check", args=[draft_application.reference]))

    assert answer["Location"] == page(draft_application, "D")
    assert values_of(draft_application) == {
        "C9": [{"name": "Ada", "function": "President", "nationality": "KEN"}]
    }
    assert '<td data-label="Nationality">Kenya</td>' in read.content.decode()


def test_more_rows_are_offered_after_saving_what_was_typed(
    client: Client, draft_application: Application
) -> None:
    marks = shown_marks(client, draft_application, "C")
    answer = client.post(page(draft_application, "C"), marks | ADA | {"C9-rows": "2", "more": "C9"})
    shown = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == f"{page(draft_application, 'C')}?more=C9#div_id_C9"
    assert 'value="Ada"' in shown
    assert 'name="C9-4-name"' in shown
    assert 'name="C9-5-name"' not in shown


def test_more_rows_are_offered_beside_a_mistake_and_nothing_typed_is_lost(
    client: Client, draft_application: Application
) -> None:
    given = ADA | {"C9-rows": "2", "C4": "many", "more": "C9"}
    answer = client.post(page(draft_application, "C"), given)

    assert answer.status_code == 422
    assert 'value="Ada"' in answer.content.decode()
    assert 'name="C9-4-name"' in answer.content.decode()


def test_rows_are_saved_while_they_are_written(
    client: Client, draft_application: Application
) -> None:
    marks = shown_marks(client, draft_application, "C")
    told = client.post(
        page(draft_application, "C"), marks | ADA | {"C9-rows": "2", "autosave": "1"}
    )

    assert told.status_code == 200
    assert values_of(draft_application)["C9"][0]["name"] == "Ada"


def test_two_colleagues_on_one_table_see_both_versions(
    client: Client, client_as: SignIn, editor: User, draft_application: Application
) -> None:
    marks = shown_marks(client, draft_application, "C") | {"C9-rows": "2"}
    client.post(page(draft_application, "C"), marks | ADA)

    answer = client_as(editor).post(
        page(draft_application, "C"), marks | ADA | {"C9-1-name": "Grace"}
    )

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "1. Name: Ada; Function: President; Nationality: Kenya" in text
    assert "1. Name: Grace; Function: President; Nationality: Kenya" in text


def test_a_row_that_lacks_something_is_named_before_submitting(
    client: Client, draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    draft_application.answers.filter(question="C9").update(value=[{"name": "Ada"}])
    read = client.get(reverse("applications:check", args=[draft_application.reference]))

    assert "Row 1: “Function” is missing." in read.content.decode()
    assert "Row 1: “Nationality” is missing." in read.content.decode()


def test_a_question_is_asked_once_its_condition_holds(
    client: Client, draft_application: Application
) -> None:
    read = Reading(draft_application)
    shown = client.get(page(draft_application, "G")).content.decode()

    assert "G2" not in {line.question["code"] for topic in read.topics for line in topic.lines}
    assert 'name="G2"' in shown
    assert "Only if the answer to G1 is “Yes”." in shown
    assert 'data-conditions="{&quot;G2&quot;:' in shown


def test_what_is_not_asked_is_not_missing_and_not_in_the_dossier(
    draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    draft_application.answers.filter(question__in=["G1", "G3"]).update(value=False)
    draft_application.answers.filter(question="G4").delete()

    dossier = dossier_of(draft_application)
    copy = printed.facts(draft_application)
    submitted = perform(
        "submit", draft_application, by=contact_point, declared_by="Ada", declared_function="Head"
    )

    assert submitted.is_received
    assert {"G1", "G2", "G4"} & set(dossier["answers"]) == {"G1"}
    assert "G2" in values_of(draft_application)
    printed_codes = {answer["code"] for part in copy["sections"] for answer in part["answers"]}
    assert {"G1", "G2", "G4"} & printed_codes == {"G1"}


def test_what_is_asked_on_another_answer_is_missing_again(
    draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    draft_application.answers.filter(question="G4").delete()

    gaps = Reading(draft_application).gaps

    assert [gap["codes"] for gap in gaps] == [["G4"]]


def test_with_a_point_of_the_letter_go_the_questions_that_hang_on_it(
    submitted_application: Application, secretariat: User
) -> None:
    points = [{"kind": "question", "code": "G1", "text": "Is it still in force?"}]
    returned = perform("return", submitted_application, by=secretariat, points=points)

    assert returned.is_open("question", "G1")
    assert returned.is_open("question", "G2")
    assert not returned.is_open("question", "G4")
    assert not returned.is_open("document", "G1")


def test_what_is_no_longer_asked_is_a_difference(
    submitted_application: Application, secretariat: User, contact_point: User
) -> None:
    points = [{"kind": "question", "code": "G1", "text": "Is it still in force?"}]
    returned = perform("return", submitted_application, by=secretariat, points=points)
    save_answers(returned, {"G1": False}, by=contact_point, seen={"G1": 1})
    completed = perform("complete", returned, by=contact_point)
    found = differences_of(Reading(completed))

    assert found is not None
    assert [(c.code, c.before, c.after) for c in found.points] == [("G1", "Yes", "No")]
    assert [(c.code, bool(c.before), c.after) for c in found.beside] == [("G2", True, "")]


def give(client: Client, application: Application, name: str, data: bytes, **more: str) -> Any:
    """Send section E with a file for E8."""
    marks = shown_marks(client, application, "E")
    return client.post(page(application, "E"), marks | {"E8": sent(name, data)} | more)


def test_a_file_answers_a_question_and_only_those_who_may_read_it(
    client: Client,
    client_as: SignIn,
    draft_application: Application,
    rival: User,
    kept_files: KeptFiles,
) -> None:
    answer = give(client, draft_application, "atlas.pdf", hostile.pdf())
    value = values_of(draft_application)["E8"]
    upload = draft_application.uploads.live().get()
    address = reverse("applications:file", args=[draft_application.reference, upload.uuid])

    assert answer["Location"] == page(draft_application, "F")
    assert value == {
        "upload": str(upload.uuid),
        "name": "atlas.pdf",
        "size": upload.size,
        "sha256": upload.sha256,
    }
    assert len(kept_files()) == 1
    file = client.get(address)
    assert b"".join(file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined] # of a file
    assert file["Content-Disposition"] == 'attachment; filename="atlas.pdf"'
    assert client_as(rival).get(address).status_code == 404
    check = client.get(reverse("applications:check", args=[draft_application.reference]))
    assert f'<a href="{address}" download>atlas.pdf' in check.content.decode()
    assert dossier_of(draft_application)["documents"][0]["document"] == "E8"


def test_a_file_that_answers_a_question_does_not_begin_the_documents(
    client: Client, draft_application: Application, contact_point: User
) -> None:
    give(client, draft_application, "atlas.pdf", hostile.pdf())
    before = Reading(draft_application).documents_progress

    explain(draft_application, "D1", 1, "Being revised.", by=contact_point)

    assert before == NOT_BEGUN
    assert Reading(draft_application).documents_progress == BEGUN


def test_a_file_is_kept_also_when_an_answer_beside_it_needs_another_look(
    client: Client, draft_application: Application
) -> None:
    answer = give(client, draft_application, "atlas.pdf", hostile.pdf(), E1="long ago")
    again = answer.context["seen"] | {"E1": "1999"}

    assert answer.status_code == 422
    assert "The file you gave is kept." in answer.content.decode()
    assert "atlas.pdf" in answer.content.decode()
    assert client.post(page(draft_application, "E"), again).status_code == 302
    assert values_of(draft_application)["E8"]["name"] == "atlas.pdf"
    assert values_of(draft_application)["E1"] == 1999


@pytest.mark.parametrize(("name", "data"), hostile.OF_EACH_SORT)
def test_a_hostile_file_is_refused_by_name_and_what_stood_there_stands(
    client: Client, draft_application: Application, kept_files: KeptFiles, name: str, data: bytes
) -> None:
    give(client, draft_application, "atlas.pdf", hostile.pdf())
    answer = give(client, draft_application, name, data, E2="What we typed.")

    assert answer.status_code == 422
    assert answer.context["form"].errors["E8"]
    assert "What we typed." in answer.content.decode()
    assert values_of(draft_application)["E8"]["name"] == "atlas.pdf"
    assert len(kept_files()) == 1


def test_a_file_is_taken_back_and_another_takes_its_place(
    client: Client, draft_application: Application
) -> None:
    give(client, draft_application, "atlas.pdf", hostile.pdf())
    give(client, draft_application, "map.png", hostile.picture("PNG"))
    second = values_of(draft_application)["E8"]["name"]
    marks = shown_marks(client, draft_application, "E")
    client.post(page(draft_application, "E"), marks | {"E8-away": "on"})

    assert second == "map.png"
    assert "E8" not in values_of(draft_application)
    assert not draft_application.uploads.live().exists()


def test_saving_a_section_leaves_its_file_alone(
    client: Client, draft_application: Application
) -> None:
    give(client, draft_application, "atlas.pdf", hostile.pdf())
    marks = shown_marks(client, draft_application, "E")
    client.post(page(draft_application, "E"), marks | {"E1": "1999"})
    client.post(page(draft_application, "E"), marks | {"E1": "1998", "autosave": "1"})

    assert values_of(draft_application)["E8"]["name"] == "atlas.pdf"


def test_two_colleagues_who_give_a_file_see_both_and_nothing_is_overwritten(
    client: Client,
    client_as: SignIn,
    editor: User,
    draft_application: Application,
    kept_files: KeptFiles,
) -> None:
    marks = shown_marks(client, draft_application, "E")
    give(client, draft_application, "atlas.pdf", hostile.pdf())

    answer = client_as(editor).post(
        page(draft_application, "E"), marks | {"E8": sent("map.png", hostile.picture("PNG"))}
    )

    assert answer.status_code == 409
    assert "atlas.pdf" in answer.content.decode()
    assert "map.png" in answer.content.decode()
    assert values_of(draft_application)["E8"]["name"] == "atlas.pdf"
    assert len(kept_files()) == 1


def test_no_file_is_taken_once_the_application_was_handed_in(
    client: Client, submitted_application: Application, kept_files: KeptFiles
) -> None:
    answer = client.post(page(submitted_application, "E"), {"E8": sent("atlas.pdf", hostile.pdf())})

    assert answer.status_code == 409
    assert kept_files() == []


def test_a_file_found_infected_later_is_withdrawn_and_stands_in_the_way(
    client: Client, draft_application: Application, contact_point: User
) -> None:
    with clamd.no_scanner_there():
        give(client, draft_application, "atlas.pdf", hostile.noted(clamd.MARK))
    cast.answer_everything(draft_application, contact_point)
    with clamd.scanner():
        check_waiting_files()
    check = client.get(reverse("applications:check", args=[draft_application.reference]))

    assert "a virus was found in “atlas.pdf”" in check.content.decode()
    with pytest.raises(NotReady, match="E8: a virus was found"):
        perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    assert [gap["codes"] for gap in Reading(draft_application).gaps] == [["E8"]]
    assert dossier_of(draft_application)["documents"][0]["document"] == "D1"


@pytest.fixture
def asked_of_networks(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Application:
    """A draft under a process that asks for the file of E8 of networks only, and requires it."""
    version = contents.version_0()
    for question in contents.questions(version["form"]):
        if question["code"] == "E8":
            question["required"] = True
            question["asked_if"] = {"question": "A7", "answers": ["network"]}
    monkeypatch.setattr(contents, "version_0", lambda: version)
    draft: Application = request.getfixturevalue("draft_application")
    return draft


def answered(application: Application, code: str, value: Any, by: User) -> None:
    """Answer one question anew."""
    version = application.answers.get(question=code).version
    save_answers(application, {code: value}, by=by, seen={code: version})


def filled_by_a_network(application: Application, by: User, client: Client) -> None:
    """Every answer of a network, with a file that the scanner would refuse, were it there."""
    application.answers.create(question="A7", value="network", changed_by=by)
    with clamd.no_scanner_there():
        give(client, application, "atlas.pdf", hostile.noted(clamd.MARK))
    application.answers.exclude(question="E8").delete()
    cast.answer_everything(application, by)
    answered(application, "A7", "network", by)


def test_a_file_of_a_question_that_is_not_asked_any_more_goes_nowhere(
    asked_of_networks: Application, contact_point: User, client: Client
) -> None:
    filled_by_a_network(asked_of_networks, contact_point, client)
    signed = content_of(asked_of_networks)
    answered(asked_of_networks, "A7", "foundation", contact_point)
    with clamd.scanner():
        check_waiting_files()
    submitted = perform("submit", asked_of_networks, by=contact_point, **cast.DECLARATION)

    assert "E8" in {line["document"] for line in signed["documents"]}
    for told in (dossier_of(submitted), content_of(submitted), printed.facts(submitted)):
        assert "atlas.pdf" not in str(told)


def test_an_infected_file_is_no_answer_to_a_question_that_must_be_answered(
    asked_of_networks: Application, contact_point: User, secretariat: User, client: Client
) -> None:
    filled_by_a_network(asked_of_networks, contact_point, client)
    submitted = perform("submit", asked_of_networks, by=contact_point, **cast.DECLARATION)
    with clamd.scanner():
        check_waiting_files()

    with pytest.raises(NotReady, match="E8 is not answered"):
        perform("accept", submitted, by=secretariat)
    points = [{"kind": "question", "code": "A1", "text": "The full name, please."}]
    returned = perform("return", submitted, by=secretariat, points=points)
    assert returned.is_open("question", "E8")


def test_a_lapsed_document_opens_no_question_of_the_same_code(
    submitted_application: Application, secretariat: User
) -> None:
    points = [{"kind": "question", "code": "B1", "text": "The full name, please."}]
    with loading():
        submitted_application.uploads.filter(document="D1").update(
            valid_until=portal_today() - timedelta(days=1)
        )
    returned = perform("return", submitted_application, by=secretariat, points=points)

    assert returned.is_open("document", "D1")
    assert not returned.is_open("question", "D1")


def test_the_copy_names_the_file_by_its_question(
    client: Client, draft_application: Application
) -> None:
    give(client, draft_application, "atlas.pdf", hostile.pdf())

    documents = printed.facts(draft_application)["documents"]
    assert [line["title"] for line in documents] == ["One example of the work"]


def test_a_file_kept_beside_a_conflict_is_told(
    client: Client, client_as: SignIn, editor: User, draft_application: Application
) -> None:
    marks = shown_marks(client, draft_application, "E")
    client_as(editor).post(page(draft_application, "E"), marks | {"E1": "1999"})

    answer = client.post(
        page(draft_application, "E"),
        marks | {"E1": "1998", "E8": sent("atlas.pdf", hostile.pdf())},
    )

    assert answer.status_code == 409
    assert "The file you gave is kept." in answer.content.decode()


@pytest.mark.parametrize("number", ["9" * 5000, "\u0663"])
def test_forged_numbers_do_no_harm(
    client: Client, draft_application: Application, number: str
) -> None:
    given = {"C9-rows": number, "seen-C9": f"{number}.x", "C4": "7", "seen-C4": f"{number}.x"}

    assert client.post(page(draft_application, "C"), given).status_code in {302, 409}
