"""Nothing typed is lost: saved while writing, and held when the session ends in between."""

from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.proposals.answers import values_of
from accreditation.workflow import perform
from partners.models import User
from tests.accreditation.applications.test_sections import as_shown, page

SignIn = Callable[[User], Client]
AUTOSAVE = {"autosave": "1"}


def test_what_is_right_is_saved_while_writing_and_the_rest_is_named(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)
    given = as_shown(client, draft_application) | {"A1": "Example Society", "A14": "no address"}

    told = client.post(page(draft_application), given | AUTOSAVE)

    assert told.status_code == 200
    assert values_of(draft_application) == {"A1": "Example Society"}
    assert told.json()["words"].startswith("Saved at ")
    assert told.json()["words"].endswith("Not yet: A14.")


def test_saving_goes_on_from_what_was_saved_while_writing(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)
    given = as_shown(client, draft_application) | {"A1": "Example"}
    told = client.post(page(draft_application), given | AUTOSAVE).json()

    again = client.post(page(draft_application), given | told["seen"] | {"A1": "Example Society"})

    assert again.status_code == 302
    assert values_of(draft_application)["A1"] == "Example Society"


def test_a_colleagues_answer_is_not_overwritten_while_writing(
    client_as: SignIn, draft_application: Application, contact_point: User, editor: User
) -> None:
    first, second = client_as(contact_point), client_as(editor)
    mine, theirs = as_shown(first, draft_application), as_shown(second, draft_application)
    second.post(page(draft_application), theirs | {"A1": "Theirs"})

    told = first.post(page(draft_application), mine | {"A1": "Mine"} | AUTOSAVE)

    assert told.status_code == 409
    assert "Save the page to compare both." in told.json()["words"]
    assert values_of(draft_application)["A1"] == "Theirs"


def test_once_submitted_nothing_is_saved_while_writing(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)
    given = as_shown(client, draft_application)
    perform("withdraw", draft_application, by=contact_point)

    told = client.post(page(draft_application), given | {"A1": "Late"} | AUTOSAVE)

    assert told.status_code == 409
    assert values_of(draft_application) == {}


def test_readers_do_not_save(
    client_as: SignIn, draft_application: Application, reader: User
) -> None:
    answer = client_as(reader).post(page(draft_application), {"A1": "Reader"} | AUTOSAVE)

    assert answer.status_code == 403


def signed_out_while_writing(client: Client, application: Application, answer: str) -> str:
    """Send a section after the session has ended; the address to which signing in leads back."""
    given = as_shown(client, application) | {"A1": answer}
    client.logout()
    response = client.post(page(application), given)
    assert response.status_code == 302
    where = urlsplit(response["Location"])
    assert where.path == reverse("account_login")
    [back] = parse_qs(where.query)["next"]
    return back


def test_what_was_typed_while_the_session_ended_is_there_after_signing_in(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    back = signed_out_while_writing(client_as(contact_point), draft_application, "Long answer")
    client = client_as(contact_point)

    shown = client.get(back)
    saved = client.post(page(draft_application), {"A1": "Long answer", **shown.context["seen"]})

    text = unescape(shown.content.decode())
    assert "You were signed out before this was saved." in text
    assert "Long answer" in text
    assert saved.status_code == 302
    assert values_of(draft_application)["A1"] == "Long answer"


def test_a_colleagues_change_while_one_was_signed_out_is_still_noticed(
    client_as: SignIn, draft_application: Application, contact_point: User, editor: User
) -> None:
    back = signed_out_while_writing(client_as(contact_point), draft_application, "Mine")
    colleague = client_as(editor)
    colleague.post(page(draft_application), as_shown(colleague, draft_application) | {"A1": "Hers"})
    client = client_as(contact_point)

    shown = client.get(back)
    answer = client.post(page(draft_application), {"A1": "Mine", **shown.context["seen"]})

    assert answer.status_code == 409
    assert values_of(draft_application)["A1"] == "Hers"


def test_what_is_held_shows_to_nobody_else(
    client_as: SignIn,
    draft_application: Application,
    contact_point: User,
    rival: User,
    reader: User,
) -> None:
    back = signed_out_while_writing(client_as(contact_point), draft_application, "Our secret")

    assert client_as(rival).get(back).status_code == 404
    assert "Our secret" not in client_as(reader).get(back).content.decode()


def test_an_unknown_code_shows_the_section_as_it_stands(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    shown = client_as(contact_point).get(f"{page(draft_application)}?held=nothing")

    assert shown.status_code == 200
    assert "You were signed out" not in shown.content.decode()


def test_far_too_much_is_not_held(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    back = signed_out_while_writing(client_as(contact_point), draft_application, "x" * 250_000)

    assert back == page(draft_application)
