from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.ledger import LedgerEntry
from accreditation.proposals import content as contents
from accreditation.proposals import editing
from accreditation.proposals.drafting import edit, latest, texts_seen
from accreditation.proposals.models import Process, Proposal
from accreditation.proposals.outline import outline
from accreditation.proposals.translate_views import texts_of, translatable
from partners.models import User

ClientAs = Callable[[User], Client]
PLACES = [
    "opening",
    "eligibility",
    "decision",
    "deferral",
    "clarification",
    "completion",
    "validity",
    "reporting",
    "after_refusal",
    "criteria/C1",
    "documents/I1",
    "clauses/validity",
    "form/A",
    "form/A/A7",
    "form/C/C9",
    "form/C/C9/columns/name",
    "form/E/E8",
    "form/G/G4",
    "report/R1",
    "report/R1/R1a",
]


@pytest.fixture
def office(client_as: ClientAs, secretariat: User) -> Client:
    """The browser of an officer."""
    return client_as(secretariat)


def url(name: str, draft: Process, path: str = "") -> str:
    return reverse(f"proposals:{name}", args=[draft.reference, *([path] if path else [])])


def stored(draft: Process) -> dict:
    found: dict = Process.objects.get(pk=draft.pk).content
    return found


def as_shown(client: Client, address: str) -> dict[str, object]:
    """What a browser would send back when nothing was typed."""
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def places(content: dict) -> list[str]:
    """Every address of the outline that can be edited."""

    def walk(entries: list) -> list[str]:
        return [path for each in entries for path in [each.path, *walk(each.entries)]]

    chapters = outline(content)
    lists = {each.path for each in chapters if each.add}
    return [path for path in walk(chapters) if path not in lists]


def test_the_outline_leads_to_every_element(office: Client, draft: Process) -> None:
    shown = office.get(url("edit", draft)).content.decode()

    assert len(places(draft.content)) > 100
    for path in places(draft.content):
        assert url("edit-element", draft, path) in shown


def test_saving_what_was_shown_changes_nothing(office: Client, draft: Process) -> None:
    before = LedgerEntry.objects.count()

    for path in [
        p
        for p in places(draft.content)
        if "/" not in p or p.endswith(("1", "7", "C9", "E8", "G4", "name", "validity"))
    ]:
        address = url("edit-element", draft, path)
        response = office.post(address, as_shown(office, address))
        assert response.status_code == 302, path

    assert stored(draft) == draft.content
    assert LedgerEntry.objects.count() == before


def test_an_officer_changes_a_question(office: Client, draft: Process) -> None:
    address = url("edit-element", draft, "form/A/A7")
    data = as_shown(office, address)
    data |= {"label": "Kind", "choices": "ngo = NGO\nyouth = Youth = young people\n"}

    response = office.post(address, data)

    assert response.headers["Location"].endswith("/edit/#form-A-A7")
    question = contents.question(stored(draft)["form"], "A7")
    assert question["label"] == "Kind"
    assert question["choices"] == [
        {"code": "ngo", "label": "NGO"},
        {"code": "youth", "label": "Youth = young people"},
    ]


def test_a_choice_without_a_code_is_refused_and_what_was_typed_stays(
    office: Client, draft: Process
) -> None:
    address = url("edit-element", draft, "form/A/A7")
    data = as_shown(office, address) | {"choices": "Only a label"}

    response = office.post(address, data)

    assert response.status_code == 422
    assert "Only a label</textarea>" in response.content.decode()
    assert stored(draft) == draft.content


def test_a_limit_that_does_not_go_with_the_type_is_refused(office: Client, draft: Process) -> None:
    address = url("edit-element", draft, "form/A/A1")

    response = office.post(address, as_shown(office, address) | {"type": "date"})

    assert response.status_code == 422
    assert "does not go with the type" in response.content.decode()


def test_a_rule_can_be_confirmed(office: Client, draft: Process) -> None:
    address = url("edit-element", draft, "decision")
    data = as_shown(office, address)
    del data["not_confirmed"]

    office.post(address, data)

    assert "decision" not in stored(draft)["not_confirmed"]
    assert not draft.decision_rules["confirmed"]
    assert Process.objects.get(pk=draft.pk).decision_rules["confirmed"]


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("criteria", {"code": "C9", "title": "New", "questions": ["A1"]}),
        ("documents", {"code": "I9", "title": "New", "count": "1"}),
        ("clauses", {"code": "new-one", "title": "New", "text": "A text.\r\nIn two lines."}),
        ("form", {"code": "K", "title": "New", "question_code": "K1", "question_label": "What?"}),
        ("report", {"code": "R9", "title": "N", "question_code": "R9a", "question_label": "What?"}),
        ("form/A", {"code": "A99", "label": "New", "type": "text", "criteria": ["C1"]}),
        ("report/R1", {"code": "R1z", "label": "New", "type": "yesno"}),
    ],
)
def test_an_officer_adds_an_element(office: Client, draft: Process, where: str, data: dict) -> None:
    response = office.post(url("edit-add", draft, where), data)

    assert response.status_code == 302
    assert editing.element(stored(draft), f"{where}/{data['code']}")["code"] == data["code"]


def test_a_code_given_already_is_refused(office: Client, draft: Process) -> None:
    address = url("edit-add", draft, "form/B")

    response = office.post(address, {"code": "A1", "label": "Again", "type": "text"})

    assert response.status_code == 422
    assert "given more than once" in response.content.decode()
    assert stored(draft) == draft.content


def test_an_officer_moves_an_element(office: Client, draft: Process) -> None:
    office.post(url("edit-move", draft, "form/A/A1"), {"down": "1"})
    office.post(url("edit-move", draft, "criteria/C2"), {"up": "1"})

    now = stored(draft)
    assert [q["code"] for q in now["form"][0]["questions"][:2]] == ["A2", "A1"]
    assert [c["code"] for c in now["criteria"][:2]] == ["C2", "C1"]


def test_an_officer_removes_an_element_after_a_page_that_asks(
    office: Client, draft: Process
) -> None:
    address = url("edit-remove", draft, "criteria/C1")
    asked = office.get(address)
    assert stored(draft) == draft.content

    response = office.post(address, {"seen": asked.context["seen"]})

    assert response.status_code == 302
    assert "C1" not in [c["code"] for c in stored(draft)["criteria"]]


def test_what_others_stand_on_is_not_removed(office: Client, draft: Process) -> None:
    address = url("edit-remove", draft, "form/A/A8")

    response = office.post(address, {"seen": office.get(address).context["seen"]})

    assert response.status_code == 422
    assert "years_counted_from" in response.content.decode()


def test_two_editors_of_one_element_meet_on_a_page_that_keeps_both(
    office: Client, draft: Process, officer: User
) -> None:
    address = url("edit-element", draft, "opening")
    mine = as_shown(office, address) | {"title": "My title"}
    theirs = {**editing.element(draft.content, "opening"), "title": "Their title"}
    edit(
        draft,
        by=officer,
        path="opening",
        seen=None,
        change=lambda content: editing.changed(content, "opening", theirs),
    )

    response = office.post(address, mine)

    shown = response.content.decode()
    assert response.status_code == 409
    assert 'value="My title"' in shown
    assert "Their title" in shown
    assert stored(draft)["title"] == "Their title"

    again = {name: bound.value() for name, bound in _fields(response.context["form"])}
    assert office.post(address, again).status_code == 302
    assert stored(draft)["title"] == "My title"


def _fields(form: object) -> list:
    return [(bound.html_name, bound) for bound in form if bound.value() is not None]  # type: ignore[attr-defined] # a form


def test_removing_what_was_changed_in_between_asks_again(
    office: Client, draft: Process, officer: User
) -> None:
    address = url("edit-remove", draft, "criteria/C1")
    seen = office.get(address).context["seen"]
    edit(
        draft,
        by=officer,
        path="criteria/C1",
        seen=None,
        change=lambda c: editing.changed(c, "criteria/C1", {"title": "Better", "questions": []}),
    )

    assert office.post(address, {"seen": seen}).status_code == 409
    assert "C1" in [c["code"] for c in stored(draft)["criteria"]]


@pytest.mark.parametrize("name", ["edit-element", "edit-remove"])
def test_an_address_that_names_nothing_is_not_found(
    office: Client, draft: Process, name: str
) -> None:
    assert office.get(url(name, draft, "form/A/A99")).status_code == 404
    assert office.get(url("edit-add", draft, "form/Z")).status_code == 404
    assert office.get(url("edit-add", draft, "validity")).status_code == 404


def test_members_read_and_do_not_edit(
    client: Client, client_as: ClientAs, draft: Process, group_member: User, stranger: User
) -> None:
    for name, path in [("edit", ""), ("edit-element", "opening"), ("translations", "")]:
        address = url(name, draft, path)
        assert client_as(group_member).get(address).status_code == 403
        assert client_as(stranger).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_a_frozen_version_is_not_edited_by_anybody(
    office: Client, submitted_proposal: Proposal
) -> None:
    version = submitted_proposal.version

    assert office.get(url("edit", version)).status_code == 409
    assert office.post(url("edit-element", version, "validity"), {"years": 9}).status_code == 409
    assert stored(version) == version.content


def test_every_text_can_be_translated_somewhere(draft: Process) -> None:
    found = [path for part in translatable(draft) for path in texts_of(draft, part)]

    assert sorted(found) == sorted(contents.paths(draft.content))


def test_translations_stand_beside_the_original(office: Client, draft: Process) -> None:
    shown = office.get(url("translate", draft, "criteria")).content.decode()

    assert draft.content["criteria"][0]["title"] in shown
    for language in ("fr", "es"):
        assert draft.in_language(language)["criteria"][0]["title"] in shown


def test_an_officer_translates_one_part(office: Client, draft: Process) -> None:
    part = next(p for p in translatable(draft) if p.path == "criteria")
    paths = texts_of(draft, part)
    data = {f"{code}:seen": texts_seen(latest(draft, code), paths) for code in ("fr", "es")} | {
        "fr:criteria/C1/title": "Volonté",
        "fr:standing": "official",
    }

    response = office.post(url("translate", draft, "criteria"), data)

    french, spanish = latest(draft, "fr"), latest(draft, "es")
    assert response.status_code == 302
    assert (french.texts["criteria/C1/title"], french.standing) == ("Volonté", "official")
    assert french.number == 2
    assert spanish.number == 1
    again = office.post(url("translate", draft, "criteria"), data | {"fr:criteria/C1/title": "X"})
    assert again.status_code == 409
    assert ">X</textarea>" in again.content.decode()
    assert "Volonté" in again.content.decode()


def test_a_standing_that_does_not_exist_is_not_found(office: Client, draft: Process) -> None:
    data = {"fr:standing": "sworn"}

    assert office.post(url("translate", draft, "criteria"), data).status_code == 404
    assert office.get(url("translate", draft, "nowhere")).status_code == 404


def test_all_parts_show_how_far_they_are(office: Client, draft: Process) -> None:
    shown = office.get(url("translations", draft)).content.decode()

    for part in translatable(draft):
        assert url("translate", draft, part.path) in shown
