"""The whole cast at once by role, a loaded mandate beneath it, and one crawl of the portal."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accreditation.committee.models import Term
from accreditation.proposals.models import GroupMember
from partners.models import Membership, Organisation, User
from tests import cast
from tests.architecture.crawl import Crawl, crawled, rolled_back
from tests.loaded import World


@pytest.fixture(scope="session")
def crawl(django_db_setup: None, django_db_blocker: Any) -> Crawl:
    """What everybody got at every address."""
    with django_db_blocker.unblock(), rolled_back():
        return crawled()


@pytest.fixture
def world(term: Term, contact_point: User, organisation: Organisation) -> World:
    """A loaded mandate."""
    return World(term=term, contact=contact_point, organisation=organisation)


@pytest.fixture
def everyone(  # noqa: PLR0917 - the whole cast
    world: World,
    editor: User,
    reader: User,
    rival: User,
    stranger: User,
    secretariat: User,
    officer: User,
    member: User,
    alternate: User,
    chair: User,
    group_member: User,
) -> dict[str, Any]:
    """Everybody who may ask, by the name of the role."""
    second = cast.person("second")
    Membership.objects.create(organisation=world.organisation, user=second, role="alternate")
    GroupMember.objects.create(group=world.group, user=group_member, category="ngo")
    return {
        "anonymous": AnonymousUser(),
        "stranger": stranger,
        "contact point": world.contact,
        "alternate contact": second,
        "editor": editor,
        "reader": reader,
        "rival": rival,
        "secretariat": secretariat,
        "officer": officer,
        "member": member,
        "alternate": alternate,
        "chair": chair,
        "group member": group_member,
        "portal": None,
    }
