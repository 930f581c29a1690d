"""Every address is asked as everybody: who gets an answer is a table, and GET changes nothing.

An address that stands in no line of the table fails.
"""

import re

import pytest

from tests.architecture.addresses import is_admin, names
from tests.architecture.crawl import OUTSIDERS, Crawl

# One worker crawls for all: the crawl is made once and asked many questions.
pytestmark = pytest.mark.django_db

EVERYONE = (
    "anonymous stranger rival contact editor reader group member secretariat"  # every role asked
)
SIGNED_IN = EVERYONE.removeprefix("anonymous ")
OURS = "contact editor reader"  # of the organisation that the examples belong to

# Who gets an answer (2xx) to GET, on the organisation's own objects: a draft, an item that is open,
# a report in draft, a document not yet public. `-` is nobody: these are posted to, or redirect.
TABLE = {
    EVERYONE: """
        home healthz verify verify-code register:list register:detail records record record-json
        committee:list proposals:list proposals:group proposals:process proposals:process-json
        applications:list applications:invitation applications:rehearsal reports:list
        calendar-feed applications:sign applications:sign-file
        api api-accreditations api-mandate api-meetings api-records
        account_confirm_email account_email_verification_sent account_inactive
        account_reset_password account_reset_password_done account_reset_password_from_key
        account_reset_password_from_key_done
        """,
    "anonymous": "account_login account_signup",
    SIGNED_IN: """
        partners:account partners:account-data partners:account-data-file partners:account-erase
        partners:inbox partners:organisation-new
        account_email account_logout account_set_password
        mfa_index mfa_list_webauthn mfa_generate_recovery_codes mfa_activate_totp mfa_add_webauthn
        """,
    OURS: """
        applications:application applications:section applications:documents applications:file
        applications:check step-calendar reports:report wallet:documents wallet:file
        """,
    f"{OURS} secretariat": """
        partners:organisation-detail documents:detail documents:state
        register:conditions register:proof-file
        """,
    "contact": """
        step partners:notice partners:organisation-edit partners:hand-over
        applications:ask-signature
        """,
    "contact editor": "reports:section wallet:document",
    "stranger": "partners:invitation",
    "stranger group member secretariat": "partners:organisation",
    "group member secretariat": "proposals:proposal",
    "member": "committee:recuse committee:declare",
    "member secretariat": "committee:item committee:bloc committee:calendar",
    "secretariat": """
        admin:index admin:app_list admin:jsi18n admin:password_change
        admin:password_change_done applications:findings committee:receipt committee:ask-out
        committee:record committee:transcribe committee:transcription committee:transcription-scan
        committee:transcriptions committee:simulation
        proposals:edit proposals:edit-add proposals:edit-remove proposals:edit-element
        proposals:translations
        """,
    "-": """
        set_language admin admin:login admin:logout admin:view_on_site admin:autocomplete
        account_change_password account_confirm_login_code account_reauthenticate
        mfa_authenticate mfa_deactivate_totp
        mfa_download_recovery_codes mfa_edit_webauthn mfa_login_webauthn mfa_reauthenticate
        mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_view_recovery_codes
        applications:begin applications:upload applications:reuse applications:explain
        applications:confirm applications:remove applications:signature wallet:add wallet:take-out
        committee:document committee:position committee:bloc-position committee:note
        documents:ask documents:file
        partners:account-calendar
        partners:invite partners:invited partners:role partners:contact-point
        proposals:comment proposals:edit-move proposals:translate
        reports:begin
        screening:run screening:judge
        """,
}
LISTED = {
    name: set(roles.split()) - {"-"} for roles, line in TABLE.items() for name in line.split()
}
ANSWERED = {200, 503}  # a health check that says no is an answer
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)(?![^>]*application/json)",
    re.IGNORECASE,
)


def test_every_address_is_listed() -> None:
    known = {name for name in names() if not is_admin(name) or name in LISTED}

    assert known - set(LISTED) == set()
    assert set(LISTED) - set(names()) == set()
    assert len(LISTED) == sum(len(line.split()) for line in TABLE.values())


def test_everybody_gets_an_answer_where_the_table_says_so_and_nowhere_else(crawl: Crawl) -> None:
    found: dict[str, set[str]] = {name: set() for name, _role in crawl.answers if name in LISTED}
    for (name, role), answer in crawl.answers.items():
        if name in LISTED and answer.status in ANSWERED:
            found[name].add(role)

    assert found == LISTED


def test_the_admin_is_for_officers(crawl: Crawl) -> None:
    let_in = {
        (name, role)
        for (name, role), answer in crawl.answers.items()
        if is_admin(name) and role != "secretariat" and answer.status not in {302, 403, 404}
    }

    assert let_in == set()


def test_no_address_fails(crawl: Crawl) -> None:
    statuses = {key: answer.status for key, answer in crawl.answers.items()} | crawl.posted

    assert {key for key, status in statuses.items() if status == 500} == set()


def test_strangers_do_not_learn_that_something_is_there(crawl: Crawl) -> None:
    """What is not theirs is not there: 404, and never 403."""
    told = {
        (name, role)
        for (name, role), answer in crawl.answers.items()
        if role in {"stranger", "rival"}
        and answer.status == 403
        and not name.startswith(("admin:", "account_", "mfa_"))
    }

    assert told == set()


def test_asking_changes_nothing(crawl: Crawl) -> None:
    changed = {table for table, rows in crawl.before.items() if crawl.after[table] != rows}

    assert changed == set()


def test_what_outsiders_post_changes_nothing(crawl: Crawl) -> None:
    """Every address that is not one's own account, posted to as a stranger and as a rival."""
    kept_for_the_record = {"accreditation_refusal", "accreditation_refusal_id_seq"}
    changed = {table for table, rows in crawl.after.items() if crawl.after_posts[table] != rows}

    assert changed <= kept_for_the_record
    assert {role for _name, role in crawl.posted} == set(OUTSIDERS)


@pytest.mark.parametrize(
    "directive", ["default-src 'none'", "script-src 'self'", "style-src 'self'"]
)
def test_every_page_carries_the_strict_policy(directive: str, crawl: Crawl) -> None:
    without = [(name, role) for name, role, page in crawl.pages() if directive not in page.policy]

    assert without == []
    assert not [name for name, _role, page in crawl.pages() if "unsafe" in page.policy]


def test_no_page_has_anything_inline(crawl: Crawl) -> None:
    """As shown, with what forms, the admin and the sign-in pages bring along."""
    inline = {
        (name, match.group())
        for name, _role, page in crawl.pages()
        if (match := INLINE.search(page.body))
    }

    assert inline == set()


def test_no_page_loads_anything_from_elsewhere(crawl: Crawl) -> None:
    loads = re.compile(
        r"<(?:script|link|img|iframe|source)[^>]*\s(?:src|href)=\"(?:https?:)?//[^\"]*"
    )
    foreign = {
        (name, match.group())
        for name, _role, page in crawl.pages()
        if (match := loads.search(page.body)) and "canonical" not in match.group()
    }

    assert foreign == set()


def test_every_page_says_its_language_and_has_one_heading(crawl: Crawl) -> None:
    for name, role, page in crawl.pages():
        assert re.search(r"<html[^>]*\slang=\"(en|fr|es)\"", page.body), (name, role)
        if not name.startswith("admin"):
            assert page.body.count("<h1") == 1, (name, role)
